//! Comma- or semicolon-separated tables, with quoted cells.
//!
//! Prose has commas too, so a table is one only if its first rows have the same number of cells: at least three in two rows, or two
//! in four, and wide gaps do not part what stands in them: then the text is aligned. It ends at a blank line or a new page. A quote
//! that nothing closes is a character.

use std::borrow::Cow;

use jixiao_model::{GridKind, Row};
use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::aligned::has_gap;
use super::lines::{Lines, line_ends};
use super::output::{Output, Table};
use super::tsv::closing_quote;

/// Rows that are looked at before a text counts as CSV.
const SAMPLE_ROWS: usize = 8;
/// Bytes that a row in quotes may have: a cell of a spreadsheet has at most 32 767 characters, of up to four bytes.
const QUOTED_BYTES: usize = 1 << 17;

/// The delimiter of a table that begins on the next line.
pub(super) fn starts(lines: Lines<'_>) -> Option<u8> {
    let line = lines.peek()?;
    let may_have = |delimiter| line.text.starts_with('"') || memchr(delimiter, line.text.as_bytes()).is_some();
    [b',', b';'].into_iter().find(|&delimiter| may_have(delimiter) && is_table(lines, delimiter))
}

fn is_table(mut lines: Lines<'_>, delimiter: u8) -> bool {
    let rows = Rows { delimiter, max_cols: usize::MAX };
    let (mut n_rows, mut n_cols, mut ends_like_prose, mut aligned) = (0, 0, 0, 0);
    while n_rows < SAMPLE_ROWS && !at_end(lines, n_rows) {
        let mut last_ends_sentence = false;
        let row = rows.next_row(lines.rest(), |text, _, _| {
            last_ends_sentence = text.trim_end().ends_with(['。', ';', '；', ':', '：', ',', '，', '、']);
        });
        if n_rows > 0 && row.n_cols != n_cols {
            return false;
        }
        n_cols = row.n_cols;
        n_rows += 1;
        ends_like_prose += usize::from(last_ends_sentence);
        aligned += usize::from(lines.peek().is_some_and(|line| has_gap(line.text)));
        if n_cols < 2 || ends_like_prose > SAMPLE_ROWS / 2 || n_rows == ends_like_prose && n_rows > 1 {
            return false;
        }
        lines.advance(row.bytes);
    }
    let enough = if n_cols > 2 { 2 } else { 4 };
    n_rows >= enough && ends_like_prose * 2 <= n_rows && aligned * 2 <= n_rows
}

/// The table ends before the next line; its first line never does.
fn at_end(lines: Lines<'_>, n_rows: usize) -> bool {
    lines.peek().is_none_or(|line| line.is_blank() || n_rows > 0 && line.starts_page())
}

/// Reads a table that starts at the next line.
pub(super) fn read(lines: &mut Lines<'_>, delimiter: u8, output: &mut Output<'_>) {
    let max_cols = output.limits.grid_columns;
    let mut table = Table::new(GridKind::Flat, 0);
    let rows = Rows { delimiter, max_cols };
    let mut n_rows = 0;
    while !at_end(*lines, n_rows) {
        if table.needs_width(output) {
            let mut ahead = *lines;
            while !at_end(ahead, 1) {
                let row = rows.next_row(ahead.rest(), |_, _, _| ());
                table.widen(row.n_cols.min(max_cols));
                ahead.advance(row.bytes);
            }
        }
        let mut cells = Row::default();
        let number = lines.number();
        let row = rows.next_row(lines.rest(), |text, col, line| {
            cells.cells.extend(output.cell(text, col, number.saturating_add(line)));
        });
        if row.n_cols > max_cols {
            output.too_wide(number);
        }
        lines.advance(row.bytes);
        table.push(cells, row.n_cols.min(max_cols), output);
        n_rows += 1;
    }
    table.flush(output);
}

/// How rows are cut into cells: as the `csv` crate does, but with nothing kept of a row that has a billion of them.
#[derive(Clone, Copy)]
struct Rows {
    delimiter: u8,
    max_cols: usize,
}

/// What a row of the source amounts to.
#[derive(Clone, Copy)]
struct RowRead {
    /// Bytes of the source, its line end included.
    bytes: usize,
    /// Columns, or one more than the limit if it has more.
    n_cols: usize,
}

impl Rows {
    /// Reads a row and hands on its cells: text, column, and lines of the row before the cell.
    fn next_row(self, rest: &str, on_cell: impl FnMut(&str, usize, u32)) -> RowRead {
        let line = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let has_quotes = memchr(b'"', &rest.as_bytes()[..line]).is_some();
        // Whether a quote closes is known only behind it, when the cells are gone to the caller: so look first.
        if has_quotes && self.quoted_row(rest, |_, _, _| ()).is_some() {
            return self.quoted_row(rest, on_cell).unwrap_or(RowRead { bytes: rest.len(), n_cols: 0 });
        }
        let bytes = line + line_end(&rest[line..]);
        RowRead { bytes, n_cols: self.literal_row(&rest[..line], on_cell) }
    }

    /// Reads a line in which quotes are characters. Returns its columns.
    fn literal_row(self, line: &str, mut on_cell: impl FnMut(&str, usize, u32)) -> usize {
        let (mut from, mut col) = (0, 0);
        for at in memchr_iter(self.delimiter, line.as_bytes()) {
            if col + 1 == self.max_cols {
                on_cell(&line[from..], col, 0);
                return self.max_cols + 1;
            }
            on_cell(&line[from..at], col, 0);
            (from, col) = (at + 1, col + 1);
        }
        on_cell(&line[from..], col, 0);
        col + 1
    }

    /// Reads a row with quoted cells. `None` if a quote is not closed.
    fn quoted_row(self, rest: &str, mut on_cell: impl FnMut(&str, usize, u32)) -> Option<RowRead> {
        let source = &rest[..rest.floor_char_boundary(QUOTED_BYTES)];
        let (mut from, mut line, mut col, mut overflow) = (0, 0, 0, String::new());
        loop {
            let field = &source[from..];
            let quoted = match field.strip_prefix('"') {
                Some(inner) => 2 + closing_quote(inner)?,
                None => 0,
            };
            let length =
                quoted + memchr3(self.delimiter, b'\n', b'\r', &field.as_bytes()[quoted..]).unwrap_or(field.len() - quoted);
            let is_last = field.as_bytes().get(length) != Some(&self.delimiter);
            let text = match quoted {
                0 => Cow::Borrowed(&field[..length]),
                _ => Cow::Owned(field[1..quoted - 1].replace("\"\"", "\"").replace("\r\n", "\n") + &field[quoted..length]),
            };
            if col + 1 < self.max_cols || is_last && overflow.is_empty() {
                on_cell(&text, col, line);
            } else {
                overflow.push_str(&text);
                if is_last {
                    on_cell(&overflow, self.max_cols - 1, line);
                } else {
                    overflow.push(char::from(self.delimiter));
                }
            }
            line += line_ends(source.as_bytes(), from..from + length);
            col += 1;
            from += length + 1;
            if is_last {
                let end = from - 1;
                let is_cut = end == source.len() && source.len() < rest.len();
                let bytes = end + line_end(&rest[end..]);
                return (!is_cut).then_some(RowRead { bytes, n_cols: col.min(self.max_cols.saturating_add(1)) });
            }
        }
    }
}

/// Length of the line end at the beginning.
fn line_end(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { usize::from(!text.is_empty()) }
}
