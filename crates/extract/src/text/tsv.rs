//! Tab-separated tables, rectangular or ragged.
//!
//! A table ends at a blank line or a new page. A line without a tab inside it is a row of one cell; before the first and after the
//! last line with a tab it is text. A line of tabs alone is an empty row.

use std::borrow::Cow;

use jixiao_model::{GridKind, Row};
use memchr::{memchr, memchr2};

use super::lines::{Line, Lines};
use super::output::{Output, Table};

/// Lines that a quoted cell may have: a cell of a spreadsheet has at most 253 line feeds.
const QUOTED_LINES: usize = 254;

/// Whether a table begins on the next line. Tabs that only indent text make no table.
pub(super) fn starts(mut lines: Lines<'_>) -> bool {
    let Some(line) = lines.next() else { return false };
    match memchr(b'\t', line.text.as_bytes()) {
        Some(first) => {
            !line.text[..first].trim_start().is_empty() || memchr(b'\t', line.text[first..].trim_start().as_bytes()).is_some()
        }
        None if line.text.starts_with('"') => Quoted::read(line.text, Some(lines))
            .and_then(|quoted| quoted.behind)
            .is_some_and(|(_, last, behind)| behind < last.text.len()),
        None => false,
    }
}

/// Reads a table that starts at the next line.
pub(super) fn read(lines: &mut Lines<'_>, output: &mut Output<'_>) {
    let mut rows =
        Rows { lines: *lines, tab_line: lines.peek().map_or(0, |line| line.start), max_cols: output.limits.grid_columns };
    let mut table = Table::new(GridKind::Flat, 0);
    let mut usual_cells = 0;
    loop {
        let mut row = Row { cells: Vec::with_capacity(usual_cells) };
        let first = rows.lines.number();
        let read = rows.next_row(|text, col, line| {
            row.cells.extend(output.cell(&text, col, line));
        });
        let Some(n_cols) = read else { break };
        usual_cells = row.cells.len();
        if n_cols > rows.max_cols {
            output.too_wide(first);
        }
        if table.needs_width(output) {
            let mut ahead = rows;
            while let Some(n_cols) = ahead.next_row(|_, _, _| ()) {
                table.widen(n_cols.min(rows.max_cols));
            }
        }
        table.push(row, n_cols.min(rows.max_cols), output);
    }
    table.flush(output);
    *lines = rows.lines;
}

/// The rows of one table.
#[derive(Clone, Copy)]
struct Rows<'a> {
    lines: Lines<'a>,
    /// Start of a line with a tab: everything up to it belongs to the table.
    tab_line: usize,
    max_cols: usize,
}

impl<'a> Rows<'a> {
    /// Cuts the next row into cells (text, column, line). Returns its columns, or one more than the limit if it has more.
    fn next_row(&mut self, mut on_cell: impl FnMut(Cow<'a, str>, usize, u32)) -> Option<usize> {
        let mut behind = self.lines;
        let mut line = behind.next()?;
        if line.start > self.tab_line {
            self.tab_line = self.next_tab_line()?;
        }
        self.lines = behind;
        let mut rest = line.text;
        for col in 0..self.max_cols {
            let end = memchr(b'\t', rest.as_bytes());
            if end.is_some() && col + 1 == self.max_cols {
                on_cell(Cow::Borrowed(rest), col, line.number);
                return Some(self.max_cols + 1);
            }
            let text = &rest[..end.unwrap_or(rest.len())];
            let mut end = end;
            if text.starts_with('"')
                && col + 1 < self.max_cols
                && let Some(quoted) = Quoted::read(text, end.is_none().then_some(self.lines))
            {
                on_cell(Cow::Owned(quoted.text), col, line.number);
                if let Some((lines, last, behind)) = quoted.behind {
                    (self.lines, line, rest) = (lines, last, &last.text[behind..]);
                    self.tab_line = self.tab_line.max(line.start);
                    end = (!rest.is_empty()).then_some(0);
                }
            } else {
                on_cell(Cow::Borrowed(text), col, line.number);
            }
            let Some(end) = end else { return Some(col + 1) };
            rest = &rest[end + 1..];
        }
        Some(self.max_cols)
    }

    /// Start of the next line with a tab, if one comes before the table's end.
    fn next_tab_line(&self) -> Option<usize> {
        for line in self.lines {
            if line.starts_page() {
                return None;
            }
            if memchr(b'\t', line.text.as_bytes()).is_some() {
                return Some(line.start);
            }
            if line.is_blank() {
                return None;
            }
        }
        None
    }
}

/// A cell in quotes, as spreadsheets write cells with line breaks, tabs or quotes.
struct Quoted<'a> {
    text: String,
    /// For a cell with line breaks: the lines behind its last one, that line, and where in it the cell ends.
    behind: Option<(Lines<'a>, Line<'a>, usize)>,
}

impl<'a> Quoted<'a> {
    /// `text` begins with a quote and reaches to a tab, or to the end of its line where `following` are the lines behind. `None` if
    /// the quote is a mere character: one that nothing closes, or one of a pair around text that needs no quotes.
    fn read(text: &'a str, following: Option<Lines<'a>>) -> Option<Self> {
        let inner = &text[1..];
        if let Some(end) = closing_quote(inner) {
            let quoted = &inner[..end];
            let is_whole = end + 1 == inner.len() && quoted.contains("\"\"");
            return is_whole.then(|| Quoted { text: quoted.replace("\"\"", "\""), behind: None });
        }
        let mut lines = following?;
        let mut joined = inner.replace("\"\"", "\"");
        for _ in 1..QUOTED_LINES {
            let line = lines.next()?;
            joined.push('\n');
            if memchr2(b'"', b'\t', line.text.as_bytes()).is_none() {
                joined.push_str(line.text);
                continue;
            }
            let end = closing_quote(line.text)?;
            let behind = &line.text[end + 1..];
            if line.text[..end].contains('\t') || !(behind.is_empty() || behind.starts_with('\t')) {
                return None;
            }
            joined.push_str(&line.text[..end].replace("\"\"", "\""));
            return Some(Quoted { text: joined, behind: Some((lines, line, end + 1)) });
        }
        None
    }
}

/// Where the first quote stands that is not doubled.
pub(super) fn closing_quote(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let at = from + memchr(b'"', &bytes[from..])?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}
