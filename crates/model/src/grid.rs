//! What a reader saw, before any meaning: rows of cells as printed.

use crate::{Code, Place};

/// A table, or a run of text lines between tables, in reading order.
///
/// A long table may arrive as several grids with the same number of columns; the normalizer reads their rows as one sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Table or running text.
    pub kind: GridKind,
    /// Columns of the grid; every cell's `col + col_span` is at most this.
    pub n_cols: u32,
    /// Rows from top to bottom.
    pub rows: Vec<Row>,
}

impl Grid {
    /// Bytes of memory that it takes, nearly.
    pub fn n_bytes(&self) -> usize {
        self.rows.iter().map(Row::n_bytes).sum()
    }
}

impl Row {
    /// Bytes of memory that it takes, nearly.
    pub fn n_bytes(&self) -> usize {
        size_of_val(self) + self.cells.iter().map(|cell| size_of_val(cell) + cell.text.capacity()).sum::<usize>()
    }
}

/// How certain the cells' borders are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridKind {
    /// Cells and spans come from the source (rulings, HTML, office files): an empty cell is empty, a span is a span.
    Ruled,
    /// Cells come from an export that lost the spans (tabs, commas): a label may have moved within its span.
    Flat,
    /// As [`GridKind::Flat`], from text whose columns are aligned by blanks: each row is a line, and a cell may go on in the next one.
    Aligned,
    /// One cell a line: neither rows nor columns are known.
    Stream,
    /// Lines outside any table: one cell a row.
    Text,
    /// Lines that belong to the paper rather than to what is printed on it: page numbers, heads and feet that recur, watermarks.
    /// They may stand between two halves of one table.
    Margin,
}

/// One row of a grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Cells from left to right. A reader of a flat or stream grid leaves blank cells out; a ruled grid keeps them. A cell that
    /// spans several rows stands only in its first.
    pub cells: Vec<Cell>,
}

/// One cell as printed. `text` is never repaired in place; repairs live beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The text without outer white space. Lines of a cell that the source itself breaks are joined by `\n`.
    pub text: String,
    /// First column, from 0.
    pub col: u32,
    /// Columns covered, at least 1.
    pub col_span: u32,
    /// Rows covered, at least 1.
    pub row_span: u32,
    /// How sure the reader is of the characters; 100 for text that was not recognised from an image.
    pub confidence: crate::Confidence,
    /// What else may stand in the cell; empty for text that was not recognised from an image.
    pub other_readings: Vec<OtherReading>,
    /// Where it stood.
    pub place: Place,
}

/// Another reading of a cell's whole text that its recogniser held possible, from the likeliest on.
///
/// A reader gives those that are numbers, rates, quantities or dates, since the arithmetic of a form can choose among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherReading {
    /// The text.
    pub text: String,
    /// Its probability in thousandths, at least 1.
    pub per_mille: u16,
}

impl Cell {
    /// A cell of one row and column with certain text.
    pub fn new(text: impl Into<String>, col: u32, place: Place) -> Self {
        Cell {
            text: text.into(),
            col,
            col_span: 1,
            row_span: 1,
            confidence: crate::Confidence::CERTAIN,
            other_readings: Vec::new(),
            place,
        }
    }
}

/// A doubt that belongs to the input rather than to one field, such as bytes that no encoding explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// What kind of doubt.
    pub code: &'static Code,
    /// One sentence: what was found and what became of it.
    pub message: String,
    /// Where, when it has a place.
    pub place: Option<Place>,
    /// The text or bytes concerned, escaped and cut to a readable length.
    pub raw: String,
}
