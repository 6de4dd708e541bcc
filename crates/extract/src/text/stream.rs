//! Files with one cell a line: what copying a table out of a viewer leaves when it drops the borders.

use jixiao_model::{GridKind, Row};
use memchr::memchr;

use super::lines::Lines;
use super::output::{Output, Table};

/// Fewer lines are a note, not a form: the smallest form has more labels.
const LINES_OF_A_FORM: usize = 12;
/// Characters of a short cell; the longest labels of forms, such as 偏差原因分析及改进措施, have fewer than half.
const SHORT_CHARS: usize = 24;

/// Whether the whole text, which has no table of another kind, is one cell a line: nearly all lines are short and do not end as
/// sentences do. The shares are chosen so that a form with a long reason in every fifth line still counts and prose does not.
pub(super) fn is_stream(text: &str) -> bool {
    if memchr(b'\t', text.as_bytes()).is_some() {
        return false;
    }
    let (mut all, mut short, mut sentences, mut tabular) = (0usize, 0, 0, 0);
    for line in Lines::new(text, 1) {
        let cell = line.text.trim();
        if cell.is_empty() {
            continue;
        }
        all += 1;
        short += usize::from(cell.chars().nth(SHORT_CHARS).is_none());
        sentences += usize::from(cell.ends_with(['。', '；', ';', '，', ',', '、']));
        tabular += usize::from(cell.contains("  ") || cell.contains(['|', ',', '\u{3000}']));
    }
    all >= LINES_OF_A_FORM && short * 4 >= all * 3 && sentences * 5 <= all && tabular * 10 <= all
}

/// Reads the whole text, each line as a cell.
pub(super) fn read(text: &str, output: &mut Output<'_>) {
    let mut table = Table::new(GridKind::Stream, 1);
    for line in Lines::new(text, 1) {
        if line.starts_page() {
            table.flush(output);
            output.start_page();
        }
        if let Some(cell) = output.cell(line.text, 0, line.number) {
            table.push(Row { cells: vec![cell] }, 1, output);
        }
    }
    table.flush(output);
}
