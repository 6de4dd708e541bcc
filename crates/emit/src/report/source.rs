//! The paper of a record, as its reader saw it.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use jixiao_model::{BBox, Cell, Record};
use serde::Serialize;

use super::ties::ties;

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
    /// Which cells each value was read from: they count through the pages, then through the lines.
    ties: BTreeMap<String, Vec<usize>>,
}

#[derive(Debug, Serialize)]
struct Page<'a> {
    number: u32,
    /// What is drawn of it.
    view: BBox,
    /// Size of the whole page, where there is a picture of it to be drawn behind the boxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    paper: Option<[f32; 2]>,
    /// Box and text.
    cells: Vec<(BBox, &'a str)>,
    /// The same cells.
    #[serde(skip)]
    read: Vec<&'a Cell>,
}

#[derive(Debug, Serialize)]
struct Line<'a> {
    /// Number in the file, from 1.
    number: Option<u32>,
    /// First and last column, from 1, and text.
    cells: Vec<(u32, u32, &'a str)>,
}

/// A picture of a page.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// Number of the page, from 1.
    pub page: u32,
    /// Width and height of the page, in points.
    pub paper: [f32; 2],
    /// The bytes of a JPEG file.
    pub jpeg: &'a [u8],
}

/// Between the paper and its pictures: no character of JSON.
const BEFORE_PICTURES: u8 = b'\t';

/// The cells that a record was read from, and what was read from each, with pictures of their pages, in one line.
pub fn source<'a>(record: &Record, cells: impl Iterator<Item = &'a Cell>, pictures: &[Picture<'_>]) -> Vec<u8> {
    let mut paper = Paper::default();
    let mut on_lines = Vec::new();
    for cell in cells {
        match (cell.place.page, cell.place.bbox) {
            (Some(number), Some(bbox)) => paper.put_on_page(number, bbox, cell),
            _ => {
                paper.put_on_line(cell);
                on_lines.push(cell);
            }
        }
    }
    let cells: Vec<&Cell> = paper.pages.iter().flat_map(|page| &page.read).copied().chain(on_lines).collect();
    paper.ties = ties(record, &cells);
    let mut of_pages: Vec<(u32, String)> = Vec::new();
    for page in &mut paper.pages {
        if let Some(picture) = pictures.iter().find(|picture| picture.page == page.number) {
            page.paper = Some(picture.paper);
            of_pages.push((page.number, STANDARD.encode(picture.jpeg)));
        }
    }
    let mut line = serde_json::to_vec(&paper).expect("a paper has no map");
    if !of_pages.is_empty() {
        line.push(BEFORE_PICTURES);
        line.extend(serde_json::to_vec(&of_pages).expect("pictures have no map"));
    }
    line
}

/// The paper of a line that [`source`] gave, as JSON, and its pictures.
pub(super) fn parted(line: &[u8]) -> (&[u8], &[u8]) {
    let end = line.iter().position(|byte| *byte == BEFORE_PICTURES).unwrap_or(line.len());
    (&line[..end], line.get(end + 1..).unwrap_or_default())
}

impl<'a> Paper<'a> {
    fn put_on_page(&mut self, number: u32, bbox: BBox, cell: &'a Cell) {
        let [x0, y0, x1, y1] = bbox.edges();
        let view = BBox::new(x0 - MARGIN, y0 - MARGIN, x1 + MARGIN, y1 + MARGIN);
        let at = self.pages.iter().position(|page| page.number == number).unwrap_or_else(|| {
            self.pages.push(Page { number, view, paper: None, cells: Vec::new(), read: Vec::new() });
            self.pages.len() - 1
        });
        let page = &mut self.pages[at];
        page.view = page.view.union(view);
        page.cells.push((bbox, &cell.text));
        page.read.push(cell);
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
    use crate::records::tests::record;

    /// The paper of a record whose one value stands in no column.
    fn text(cells: &[Cell]) -> String {
        String::from_utf8(source(&record(1, "1"), cells.iter(), &[])).unwrap()
    }

    #[test]
    fn cells_of_a_line_stay_together() {
        let at = |line, column| Place { line, columns: (column, column), ..Place::default() };
        let cells =
            [Cell::new("项目", 0, at(Some(4), 1)), Cell::new("名\"称", 1, at(Some(4), 2)), Cell::new("x", 0, at(Some(5), 1))];
        assert_eq!(
            text(&cells),
            r#"{"lines":[{"number":4,"cells":[[1,1,"项目"],[2,2,"名\"称"]]},{"number":5,"cells":[[1,1,"x"]]}],"ties":{}}"#
        );
        let cells = [Cell::new("a", 0, at(None, 1)), Cell::new("b", 1, at(None, 3)), Cell::new("c", 0, at(None, 1))];
        assert_eq!(
            text(&cells),
            r#"{"lines":[{"number":null,"cells":[[1,1,"a"],[3,3,"b"]]},{"number":null,"cells":[[1,1,"c"]]}],"ties":{}}"#
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
            r#"{"pages":[{"number":2,"view":[2.0,12.0,58.0,68.0],"cells":[[[10.0,20.0,30.0,40.0],"a"],[[30.0,20.0,50.0,60.0],"c"]]},{"number":3,"view":[-7.0,-7.0,10.0,10.0],"cells":[[[1.0,1.0,2.0,2.0],"b"]]}],"ties":{}}"#
        );
    }

    #[test]
    fn pictures_stand_behind_the_paper() {
        let on = |page| Place { page: Some(page), bbox: Some(BBox::new(10.0, 10.0, 20.0, 20.0)), ..Place::default() };
        let cells = [Cell::new("a\tb", 0, on(2))];
        let picture = |page| Picture { page, paper: [595.0, 842.0], jpeg: b"abc" };
        let line = source(&record(1, "1"), cells.iter(), &[picture(1), picture(2)]);
        let (paper, pictures) = parted(&line);
        let paper = String::from_utf8_lossy(paper);
        assert!(paper.contains(r#""paper":[595.0,842.0]"#) && paper.contains(r#""a\tb""#), "{paper}");
        assert_eq!(pictures, br#"[[2,"YWJj"]]"#);
        assert_eq!(parted(b"{}"), (b"{}".as_slice(), b"".as_slice()));
    }
}
