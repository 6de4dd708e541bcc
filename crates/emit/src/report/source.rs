//! The paper of a record, as its reader saw it.

use jixiao_model::{BBox, Cell};
use serde::Serialize;

/// White around the boxes of a page, in points.
const MARGIN: f32 = 8.0;

/// The paper behind a record.
#[derive(Debug, Default, Serialize)]
struct Paper<'a> {
    /// Cells that have a place on a page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pages: Vec<Page<'a>>,
    /// Cells that have a line, or nothing but their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<Line<'a>>,
}

#[derive(Debug, Serialize)]
struct Page<'a> {
    number: u32,
    /// What is drawn of it.
    view: BBox,
    /// Address of a picture of the whole page, `data:` and all, which is drawn behind the boxes; and the box that it fills.
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<(String, BBox)>,
    /// Box and text.
    cells: Vec<(BBox, &'a str)>,
}

#[derive(Debug, Serialize)]
struct Line<'a> {
    /// Number in the file, from 1.
    number: Option<u32>,
    /// First and last column, from 1, and text.
    cells: Vec<(u32, u32, &'a str)>,
}

/// The cells that a record was read from, as one line of JSON.
pub fn source<'a>(cells: impl Iterator<Item = &'a Cell>) -> Vec<u8> {
    let mut paper = Paper::default();
    for cell in cells {
        match (cell.place.page, cell.place.bbox) {
            (Some(number), Some(bbox)) => paper.put_on_page(number, bbox, &cell.text),
            _ => paper.put_on_line(cell),
        }
    }
    serde_json::to_vec(&paper).expect("a paper has no map")
}

impl<'a> Paper<'a> {
    fn put_on_page(&mut self, number: u32, bbox: BBox, text: &'a str) {
        let [x0, y0, x1, y1] = bbox.edges();
        let view = BBox::new(x0 - MARGIN, y0 - MARGIN, x1 + MARGIN, y1 + MARGIN);
        match self.pages.iter_mut().find(|page| page.number == number) {
            Some(page) => {
                page.view = page.view.union(view);
                page.cells.push((bbox, text));
            }
            None => self.pages.push(Page { number, view, image: None, cells: vec![(bbox, text)] }),
        }
    }

    fn put_on_line(&mut self, cell: &'a Cell) {
        let number = cell.place.line;
        let (first, last) = cell.place.columns;
        // Without numbers, a line ends where the columns start anew.
        let goes_on =
            |line: &Line<'_>| line.number == number && (number.is_some() || line.cells.last().is_some_and(|c| c.0 < first));
        match self.lines.last_mut().filter(|line| goes_on(line)) {
            Some(line) => line.cells.push((first, last, &cell.text)),
            None => self.lines.push(Line { number, cells: vec![(first, last, &cell.text)] }),
        }
    }
}

#[cfg(test)]
mod tests {
    use jixiao_model::Place;

    use super::*;

    fn text(cells: &[Cell]) -> String {
        String::from_utf8(source(cells.iter())).unwrap()
    }

    #[test]
    fn cells_of_a_line_stay_together() {
        let at = |line, column| Place { line, columns: (column, column), ..Place::default() };
        let cells =
            [Cell::new("项目", 0, at(Some(4), 1)), Cell::new("名\"称", 1, at(Some(4), 2)), Cell::new("x", 0, at(Some(5), 1))];
        assert_eq!(
            text(&cells),
            r#"{"lines":[{"number":4,"cells":[[1,1,"项目"],[2,2,"名\"称"]]},{"number":5,"cells":[[1,1,"x"]]}]}"#
        );
        let cells = [Cell::new("a", 0, at(None, 1)), Cell::new("b", 1, at(None, 3)), Cell::new("c", 0, at(None, 1))];
        assert_eq!(
            text(&cells),
            r#"{"lines":[{"number":null,"cells":[[1,1,"a"],[3,3,"b"]]},{"number":null,"cells":[[1,1,"c"]]}]}"#
        );
    }

    #[test]
    fn the_view_of_a_page_has_all_its_boxes() {
        let at = |page, edges: [f32; 4]| {
            let [x0, y0, x1, y1] = edges;
            Place { page: Some(page), bbox: Some(BBox::new(x0, y0, x1, y1)), ..Place::default() }
        };
        let cells = [
            Cell::new("a", 0, at(2, [10.0, 20.0, 30.0, 40.0])),
            Cell::new("b", 0, at(3, [1.0, 1.0, 2.0, 2.0])),
            Cell::new("c", 1, at(2, [30.0, 20.0, 50.0, 60.0])),
        ];
        assert_eq!(
            text(&cells),
            r#"{"pages":[{"number":2,"view":[2.0,12.0,58.0,68.0],"cells":[[[10.0,20.0,30.0,40.0],"a"],[[30.0,20.0,50.0,60.0],"c"]]},{"number":3,"view":[-7.0,-7.0,10.0,10.0],"cells":[[[1.0,1.0,2.0,2.0],"b"]]}]}"#
        );
    }
}
