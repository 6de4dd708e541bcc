//! Which cells of the paper each value of a record was read from.

use std::collections::{BTreeMap, HashMap};

use jixiao_model::{BBox, Cell, Origin, Place, Record};

/// Points by which a box may lie outside of another one that holds it.
const SLACK: f32 = 1.0;

/// Lines below its first one on which a text that wrapped may stand: the longest goals take some ten.
const WRAPPED_LINES: u32 = 12;

/// Cells by the pointer of the value that was read from them, as numbers in `cells`; values without a cell are left out. What is
/// unplaced has a pointer as well.
pub(super) fn ties(record: &Record, cells: &[&Cell]) -> BTreeMap<String, Vec<usize>> {
    let exact: HashMap<Key, usize> = cells.iter().enumerate().map(|(number, cell)| (key(cell.place), number)).collect();
    let of_values = record.provenance.0.iter().map(|(pointer, origin)| {
        let Origin { page, bbox, line, columns, raw, .. } = origin;
        let place = Place { page: *page, bbox: *bbox, line: *line, columns: (columns[0], columns[1]) };
        // As a rule a value is what stands in one cell: then no other one need be looked at.
        let cell = exact.get(&key(place)).filter(|cell| cells[**cell].text == *raw);
        (pointer.clone(), cell.map_or_else(|| cells_of(place, raw, cells), |cell| vec![*cell]))
    });
    let of_rest = record.unplaced.iter().enumerate().map(|(number, unplaced)| {
        let (text, at) = (unplaced.text.as_str(), &unplaced.at);
        let place = Place { page: at.page, bbox: at.bbox, line: at.line, columns: (at.column, at.column) };
        let mut of_text = cells_of(place, text, cells);
        of_text.retain(|number| cells[*number].text.contains(text) || text.contains(cells[*number].text.as_str()));
        (format!("/unplaced/{number}"), of_text)
    });
    of_values.chain(of_rest).filter(|(_, cells)| !cells.is_empty()).collect()
}

/// A place that can be looked up.
type Key = (Option<u32>, Option<[u32; 4]>, Option<u32>, (u32, u32));

fn key(place: Place) -> Key {
    (place.page, place.bbox.map(|bbox| bbox.edges().map(f32::to_bits)), place.line, place.columns)
}

/// The cells that lie where a text stood.
fn cells_of(place: Place, raw: &str, cells: &[&Cell]) -> Vec<usize> {
    let parts: Vec<&str> = raw.split(" | ").collect();
    let is_one = |cell: &Cell| match (place.page.zip(place.bbox), cell.place.page.zip(cell.place.bbox)) {
        (Some((page, around)), Some((page_of_cell, bbox))) => page == page_of_cell && lie_together(around, bbox),
        (None, None) => is_on_line(place, &parts, cell),
        _ => false,
    };
    (0..cells.len()).filter(|number| is_one(cells[*number])).collect()
}

/// Whether the middle of one box is inside the other one.
fn lie_together(a: BBox, b: BBox) -> bool {
    let holds = |outer: BBox, inner: BBox| {
        let ([x0, y0, x1, y1], [left, top, right, bottom]) = (outer.edges(), inner.edges());
        let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
        x >= x0 - SLACK && x <= x1 + SLACK && y >= y0 - SLACK && y <= y1 + SLACK
    };
    holds(a, b) || holds(b, a)
}

/// Whether a cell has one of the parts that a text was joined of.
fn is_on_line(place: Place, parts: &[&str], cell: &Cell) -> bool {
    let (first, last) = cell.place.columns;
    let is_in_columns = first <= place.columns.1 && last >= place.columns.0;
    match (place.line, cell.place.line) {
        (Some(line), Some(line_of_cell)) if line == line_of_cell => is_in_columns,
        // Lines of one text that wrapped stand around its first one; a single letter may stand anywhere.
        (Some(line), Some(line_of_cell)) => {
            let is_long = || cell.text.chars().nth(1).is_some();
            line.abs_diff(line_of_cell) <= WRAPPED_LINES && parts.contains(&cell.text.as_str()) && is_long()
        }
        // Without lines only the text tells the rows apart.
        (None, None) => is_in_columns && parts.contains(&cell.text.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jixiao_model::{Confidence, Position, Unplaced};

    use super::*;
    use crate::records::tests::record;

    fn on_line(text: &str, line: Option<u32>, column: u32) -> Cell {
        Cell::new(text, 0, Place { line, columns: (column, column), ..Place::default() })
    }

    fn on_page(text: &str, page: u32, [x0, y0, x1, y1]: [f32; 4]) -> Cell {
        Cell::new(text, 0, Place { page: Some(page), bbox: Some(BBox::new(x0, y0, x1, y1)), ..Place::default() })
    }

    /// A record with one value that was read from `raw` at the place of a cell.
    fn tied(at: &Cell, raw: &str, cells: &[Cell]) -> Vec<usize> {
        let mut record = record(1, "1");
        record.provenance.0 = vec![("/project/name".into(), Origin::new(at.place, raw, Confidence::CERTAIN))];
        let cells: Vec<&Cell> = cells.iter().collect();
        ties(&record, &cells).remove("/project/name").unwrap_or_default()
    }

    #[test]
    fn a_value_is_tied_to_its_cell_and_to_the_lines_that_wrapped() {
        let cells = [
            on_line("名称", Some(3), 1),
            on_line("甲", Some(3), 2),
            on_line("乙丙", Some(4), 2),
            on_line("丁", Some(4), 2),
            on_line("乙丙", Some(40), 2),
        ];
        assert_eq!(tied(&cells[1], "甲 | 乙丙 | 丁", &cells), [1, 2]);
        assert_eq!(tied(&cells[1], "甲", &cells), [1]);
    }

    #[test]
    fn without_lines_the_text_tells_the_rows_apart() {
        let cells = [on_line("10", None, 2), on_line("20", None, 2), on_line("10", None, 3)];
        assert_eq!(tied(&cells[0], "10", &cells), [0]);
    }

    #[test]
    fn on_a_page_boxes_tell() {
        let cells = [
            on_page("甲", 2, [10.0, 10.0, 30.0, 20.0]),
            on_page("乙", 2, [30.0, 10.0, 50.0, 20.0]),
            on_page("丙", 3, [10.0, 10.0, 30.0, 20.0]),
        ];
        assert_eq!(tied(&cells[0], "甲", &cells), [0]);
        // A value over two cells, and one of a part of a cell.
        assert_eq!(tied(&on_page("", 2, [10.0, 10.0, 50.0, 20.0]), "甲乙", &cells), [0, 1]);
        assert_eq!(tied(&on_page("", 2, [12.0, 12.0, 16.0, 18.0]), "甲", &cells), [0]);
    }

    #[test]
    fn what_is_unplaced_is_tied_to_cells_with_its_text() {
        let mut record = record(1, "1");
        record.provenance.0.clear();
        let at = Position { page: None, bbox: None, line: Some(5), column: 2 };
        record.unplaced = ["又", "日"].map(|text| Unplaced { text: text.into(), at: at.clone() }).into();
        let cell = on_line("又山", Some(5), 2);
        assert_eq!(ties(&record, &[&cell]), BTreeMap::from([("/unplaced/0".to_owned(), vec![0])]));
    }
}
