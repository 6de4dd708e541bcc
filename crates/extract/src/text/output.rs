//! Cells to grids: tables are handed on in pieces, lines outside tables are gathered.

use jixiao_model::{Cell, Grid, GridKind, Place, Row, codes};

use super::doubts::Doubts;
use super::lines::Line;
use crate::Limits;

/// Where readers put what they read, in reading order.
pub(super) struct Output<'s> {
    sink: Option<&'s mut dyn FnMut(Grid)>,
    /// What no reader exceeds.
    pub(super) limits: &'s Limits,
    /// Doubts about the input.
    pub(super) doubts: Doubts,
    text: Vec<Row>,
    /// The page that is read, from 1, where form feeds part the text into pages.
    page: Option<u32>,
}

impl<'s> Output<'s> {
    /// Without `sink`, whatever can be left out of reading is left out: cells of most dialects. `is_paged`: form feeds part the text into
    /// pages.
    pub(super) fn new(sink: Option<&'s mut dyn FnMut(Grid)>, limits: &'s Limits, doubts: Doubts, is_paged: bool) -> Self {
        Output { sink, limits, doubts, text: Vec::new(), page: is_paged.then_some(1) }
    }

    /// What follows stands on the next page. No piece of a table is under way.
    pub(super) fn start_page(&mut self) {
        self.flush_text();
        self.page = self.page.map(|page| page.saturating_add(1));
    }

    /// A line outside any table; blank ones are left out.
    pub(super) fn text_line(&mut self, line: Line<'_>) {
        self.text(line.text, line.number);
    }

    /// A piece of text outside any table that begins on this line of the file.
    pub(super) fn text(&mut self, text: &str, number: u32) {
        let text = text.trim();
        if text.is_empty() || self.sink.is_none() {
            return;
        }
        self.text.push(Row { cells: vec![Cell::new(text, 0, place(number, 0, 1))] });
        if self.text.len() >= self.limits.grid_rows {
            self.flush_text();
        }
    }

    /// Whether form feeds part the text into pages.
    pub(super) fn is_paged(&self) -> bool {
        self.page.is_some()
    }

    /// A line that belongs to the paper, such as the number of the page.
    pub(super) fn margin(&mut self, line: Line<'_>) {
        self.flush_text();
        self.hand_on(GridKind::Margin, 1, vec![Row { cells: vec![Cell::new(line.text.trim(), 0, place(line.number, 0, 1))] }]);
    }

    /// A piece of a table. Rows without any cell at its end say nothing and are kept: they are rows of the source.
    pub(super) fn grid(&mut self, kind: GridKind, n_cols: usize, rows: Vec<Row>) {
        self.flush_text();
        self.hand_on(kind, u32::try_from(n_cols).unwrap_or(u32::MAX), rows);
    }

    fn hand_on(&mut self, kind: GridKind, n_cols: u32, mut rows: Vec<Row>) {
        let Some(sink) = &mut self.sink else { return };
        if self.page.is_some() {
            rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| cell.place.page = self.page);
        }
        sink(Grid { kind, n_cols, rows });
    }

    /// A cell of one column; `None` if it is blank, or if nobody wants it.
    pub(super) fn cell(&self, text: &str, col: usize, line: u32) -> Option<Cell> {
        self.sink.as_ref()?;
        let text = if is_tight(text.as_bytes()) { text } else { text.trim() };
        (!text.is_empty()).then(|| Cell::new(text, u32::try_from(col).unwrap_or(u32::MAX), place(line, col, 1)))
    }

    /// Hands on the lines gathered so far.
    pub(super) fn flush_text(&mut self) {
        if !self.text.is_empty() {
            let rows = std::mem::take(&mut self.text);
            self.hand_on(GridKind::Text, 1, rows);
        }
    }

    /// Says that a row has more columns than a grid may have.
    pub(super) fn too_wide(&mut self, line: u32) {
        let what = format!(
            "rows have more than `grid_columns` = {} columns; the rest was kept as text of the last",
            self.limits.grid_columns
        );
        self.doubts.note(&codes::LIMIT_REACHED, &what, line, b"");
    }
}

/// A run of rows of one table, handed on whenever it is long enough.
pub(super) struct Table {
    kind: GridKind,
    n_cols: usize,
    rows: Vec<Row>,
    /// The reader was asked for the columns of what follows.
    is_measured: bool,
}

impl Table {
    /// `n_cols` is what is known of the number of columns so far.
    pub(super) fn new(kind: GridKind, n_cols: usize) -> Self {
        Table { kind, n_cols, rows: Vec::new(), is_measured: false }
    }

    /// No row was added since the last piece.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether the reader has to look how wide the rest of the table is, since the next row fills the first piece and all pieces of a
    /// table have the same number of columns. True at most once.
    pub(super) fn needs_width(&mut self, output: &Output<'_>) -> bool {
        let needs_width = !self.is_measured && self.rows.len() + 1 >= output.limits.grid_rows;
        self.is_measured |= needs_width;
        needs_width
    }

    /// The table has at least this many columns.
    pub(super) fn widen(&mut self, n_cols: usize) {
        self.n_cols = self.n_cols.max(n_cols);
    }

    /// Adds a row of `n_cols` columns.
    pub(super) fn push(&mut self, row: Row, n_cols: usize, output: &mut Output<'_>) {
        self.widen(n_cols);
        self.rows.push(row);
        if self.rows.len() >= output.limits.grid_rows {
            self.flush(output);
        }
    }

    /// No cell reaches below the last row that was added.
    pub(super) fn clip_row_spans(&mut self) {
        for (row, rows_left) in self.rows.iter_mut().rev().zip(1..) {
            for cell in &mut row.cells {
                cell.row_span = cell.row_span.min(rows_left);
            }
        }
    }

    /// Hands on the rows gathered so far.
    pub(super) fn flush(&mut self, output: &mut Output<'_>) {
        if !self.rows.is_empty() {
            output.grid(self.kind, self.n_cols, std::mem::take(&mut self.rows));
        }
    }
}

/// A place on a line, over `span` columns from `col`, which counts from 0.
pub(super) fn place(line: u32, col: usize, span: usize) -> Place {
    let number = |column: usize| u32::try_from(column).unwrap_or(u32::MAX);
    Place { line: Some(line), columns: (number(col + 1), number(col + span)), ..Place::default() }
}

/// Begins and ends with characters that are certainly no white space, as nearly all cells do: printed ASCII, or the characters of
/// three bytes from U+4000 to U+9FFF.
fn is_tight(text: &[u8]) -> bool {
    let is_han = |byte: u8| matches!(byte, 0xe4..=0xe9);
    let begins = text.first().is_some_and(|&first| first.is_ascii_graphic() || is_han(first));
    begins && (text.last().is_some_and(u8::is_ascii_graphic) || text.len() > 2 && is_han(text[text.len() - 3]))
}
