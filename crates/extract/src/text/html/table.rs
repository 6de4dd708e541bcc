//! A table whose cells are being read: which column a cell lands in, given the spans before it.

use jixiao_model::{Cell, Confidence, GridKind, Row};

use super::run::Run;
use crate::text::output::{Output, Table, place};

/// Greatest `colspan`, as in the HTML standard (tables, "algorithm for processing rows").
const MAX_COL_SPAN: u32 = 1000;
/// Greatest `rowspan`, from the same place; 0 means "to the end", which is no further.
const MAX_ROW_SPAN: u32 = 65534;

/// One open `<table>`.
pub(super) struct OpenTable {
    table: Table,
    row: Option<OpenRow>,
    /// Rows before the open one.
    n_rows: u64,
    /// For each column the first row that no cell from above covers.
    free_from: Vec<u64>,
    /// Line of the file on which it begins.
    pub(super) line: u32,
    /// Begun by a row without `<table>` around it.
    pub(super) is_implied: bool,
}

struct OpenRow {
    cells: Vec<Cell>,
    next_col: usize,
    cell: Option<OpenCell>,
}

struct OpenCell {
    run: Run,
    /// Column and columns; `None` for a cell beyond the last column that a grid may have.
    cols: Option<(usize, usize)>,
    row_span: u32,
    line: u32,
}

impl OpenTable {
    pub(super) fn new(line: u32, is_implied: bool) -> Self {
        let table = Table::new(GridKind::Ruled, 0);
        OpenTable { table, row: None, n_rows: 0, free_from: Vec::new(), line, is_implied }
    }

    /// The text of the open cell, if there is one.
    pub(super) fn cell_text(&mut self) -> Option<&mut Run> {
        Some(&mut self.row.as_mut()?.cell.as_mut()?.run)
    }

    /// Whether the next character would stand in a row.
    pub(super) fn is_in_row(&self) -> bool {
        self.row.is_some()
    }

    /// Begins a row, and ends the one before.
    pub(super) fn open_row(&mut self, output: &mut Output<'_>) {
        self.close_row(output);
        self.row = Some(OpenRow { cells: Vec::new(), next_col: 0, cell: None });
    }

    /// Begins a cell, and ends the one before.
    pub(super) fn open_cell(&mut self, col_span: Option<u32>, row_span: Option<u32>, line: u32, output: &mut Output<'_>) {
        self.close_cell();
        if self.row.is_none() {
            self.open_row(output);
        }
        let Some(row) = &mut self.row else { return };
        let is_free = |col: usize| self.free_from.get(col).is_none_or(|&free_from| free_from <= self.n_rows);
        let max_cols = output.limits.grid_columns;
        let first = (row.next_col..max_cols).find(|&col| is_free(col));
        let row_span = match row_span {
            Some(0) => MAX_ROW_SPAN,
            Some(rows) => rows.min(MAX_ROW_SPAN),
            None => 1,
        };
        let wanted = col_span.unwrap_or(1).clamp(1, MAX_COL_SPAN) as usize;
        let cols = first.map(|first| {
            let span = (first..max_cols.min(first + wanted)).take_while(|&col| is_free(col)).count();
            (first, span)
        });
        match cols {
            Some((first, span)) => {
                row.next_col = first + span;
                if row_span > 1 {
                    let end = first + span;
                    self.free_from.resize(self.free_from.len().max(end), 0);
                    self.free_from[first..end].fill(self.n_rows + u64::from(row_span));
                }
            }
            None => {
                row.next_col = max_cols;
                output.too_wide(line);
            }
        }
        row.cell = Some(OpenCell { run: Run::default(), cols, row_span, line });
    }

    pub(super) fn close_cell(&mut self) {
        let Some(row) = &mut self.row else { return };
        let Some(mut cell) = row.cell.take() else { return };
        let (text, line) = cell.run.take(cell.line);
        let Some((col, span)) = cell.cols else {
            if let Some(last) = row.cells.last_mut().filter(|_| !text.is_empty()) {
                if !last.text.is_empty() {
                    last.text.push('\t');
                }
                last.text.push_str(&text);
            } else if !text.is_empty() {
                row.cells.push(Cell::new(text, 0, place(line, 0, 1)));
            }
            return;
        };
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        row.cells.push(Cell {
            text,
            col: number(col),
            col_span: number(span),
            row_span: cell.row_span,
            confidence: Confidence::CERTAIN,
            other_readings: Vec::new(),
            place: place(line, col, span),
        });
    }

    pub(super) fn close_row(&mut self, output: &mut Output<'_>) {
        self.close_cell();
        if let Some(row) = self.row.take() {
            self.n_rows += 1;
            self.table.push(Row { cells: row.cells }, row.next_col, output);
        }
    }

    /// Hands on the complete rows.
    pub(super) fn flush(&mut self, output: &mut Output<'_>) {
        self.table.flush(output);
    }

    /// Ends the table; no cell reaches below its last row.
    pub(super) fn close(&mut self, output: &mut Output<'_>) {
        self.close_row(output);
        self.table.clip_row_spans();
        self.table.flush(output);
    }
}
