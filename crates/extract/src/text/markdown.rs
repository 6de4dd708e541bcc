//! Pipe tables as in GitHub Flavored Markdown (section 4.10), and tables drawn with pipes only.
//!
//! The row of dashes below the header is ruling, not text. `\|` is a pipe, `<br>` breaks a line.

use jixiao_model::{GridKind, Row};
use memchr::{memchr_iter, memchr2_iter};

use super::lines::{Line, Lines};
use super::output::{Output, Table};

/// Whether a table begins on the next line: a row and a ruling, a ruling and a row, or two rows in pipes on both sides.
pub(super) fn starts(mut lines: Lines<'_>) -> bool {
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    if !has_pipe(first) && !is_ruling(first) || first.text.contains('\t') {
        return false;
    }
    is_ruling(second) && has_pipe(first) || has_pipe(second) && (is_ruling(first) || is_framed(first) && is_framed(second))
}

/// Reads a table that starts at the next line: up to a line that is neither row nor ruling.
pub(super) fn read(lines: &mut Lines<'_>, output: &mut Output<'_>) {
    let mut table = Table::new(GridKind::Flat, 1);
    let max_cols = output.limits.grid_columns;
    while let Some(line) = lines.peek().filter(|line| !line.starts_page() || table.is_empty()) {
        if !is_ruling(line) {
            if !has_pipe(line) {
                break;
            }
            if table.needs_width(output) {
                let ahead = Lines::clone(lines).take_while(|&line| has_pipe(line) || is_ruling(line));
                table.widen(ahead.map(|line| read_row(line, max_cols, |_, _| ())).max().unwrap_or(0).min(max_cols));
            }
            let mut row = Row::default();
            let n_cols = read_row(line, max_cols, |text, col| row.cells.extend(output.cell(text, col, line.number)));
            if n_cols > max_cols {
                output.too_wide(line.number);
            }
            table.push(row, n_cols.min(max_cols), output);
        }
        lines.next();
    }
    table.flush(output);
}

/// Dashes with colons, pipes and plusses between them.
fn is_ruling(line: Line<'_>) -> bool {
    let text = line.text.trim();
    text.starts_with(['|', '+', '-', ':'])
        && text.contains(['|', '+'])
        && text.contains(['-', '='])
        && text.bytes().all(|byte| matches!(byte, b'|' | b'+' | b'-' | b'=' | b':' | b' ' | b'\t'))
}

fn has_pipe(line: Line<'_>) -> bool {
    pipes(line.text).next().is_some()
}

/// A pipe begins and ends the line.
fn is_framed(line: Line<'_>) -> bool {
    let text = line.text.trim();
    text.len() > 1 && text.starts_with('|') && text.ends_with('|')
}

/// Where pipes stand that no backslash precedes.
fn pipes(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut escaped = None;
    memchr2_iter(b'|', b'\\', bytes).filter(move |&at| {
        if escaped == Some(at) {
            return false;
        }
        if bytes[at] == b'\\' {
            escaped = Some(at + 1);
            return false;
        }
        true
    })
}

/// Cuts a row into cells. Returns its columns, or one more than the limit if it has more.
fn read_row(line: Line<'_>, max_cols: usize, mut on_cell: impl FnMut(&str, usize)) -> usize {
    let text = line.text.trim();
    let text = text.strip_prefix('|').unwrap_or(text);
    let (mut from, mut col) = (0, 0);
    for at in pipes(text) {
        if col + 1 == max_cols && at + 1 < text.len() {
            on_cell(&unescape(&text[from..]), col);
            return max_cols + 1;
        }
        on_cell(&unescape(&text[from..at]), col);
        (from, col) = (at + 1, col + 1);
    }
    if from < text.len() {
        on_cell(&unescape(&text[from..]), col);
        col += 1;
    }
    col
}

/// `\|` to a pipe and `<br>` to a line break.
fn unescape(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut from = 0;
    for at in memchr_iter(b'<', text.as_bytes()) {
        if let Some(length) = break_length(&text[at..]) {
            unescaped.push_str(text[from..at].trim_end());
            unescaped.push('\n');
            from = at + length + leading_blanks(&text[at + length..]);
        }
    }
    unescaped.push_str(&text[from..]);
    unescaped.replace("\\|", "|")
}

fn leading_blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// Length of the `<br>`, `<br/>` or `<br />` at the beginning.
fn break_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let name = bytes.get(1..3).filter(|name| name.eq_ignore_ascii_case(b"br"))?;
    let from = 1 + name.len();
    let inside = bytes[from..].iter().take_while(|byte| matches!(byte, b' ' | b'/')).count();
    (bytes.get(from + inside) == Some(&b'>')).then_some(from + inside + 1)
}
