//! Tables whose merged cells were written out: the text stands in every column that the cell covers, as data frames and converters of
//! HTML print it.
//!
//! Such a table shows itself by labels that stand twice beside each other, or long texts that do so several times. In it equal neighbours are one cell, unless the heads of
//! columns above tell two columns apart: there 合格 may be target and result alike, and only a long text over several columns, or the
//! label of a total, is one cell. Where each of these heads is wide itself, as 预期目标 and 实际完成情况 are, the texts are as wide.

use jixiao_model::{Cell, GridKind, Row};

use crate::{forms::field::Field, key::key, lexicon::Lexicon, number, repairs::is_han};

/// Rows with a repeated label that are no chance.
const ROWS_WITH_REPEATS: usize = 2;

/// From so many columns and characters on, no form has the same text in columns of their own; 不适用 may stand in all of them.
const WIDE_COLUMNS: usize = 3;
const LONG_CHARS: usize = 5;

/// Heads that tell columns apart.
const HEADS: usize = 2;

/// Joins the cells of a merged cell in the tables of a form.
pub(crate) fn join(mut rows: Vec<(GridKind, Row)>, lexicon: &Lexicon) -> Vec<(GridKind, Row)> {
    let repeated = rows.iter().filter(|(kind, row)| is_table(*kind) && is_written_out(row, lexicon));
    if repeated.take(ROWS_WITH_REPEATS).count() < ROWS_WITH_REPEATS {
        return rows;
    }
    let mut borders: Vec<u32> = Vec::new();
    for (_, row) in rows.iter_mut().filter(|(kind, _)| is_table(*kind)) {
        let runs: Vec<&[Cell]> = row.cells.chunk_by(is_repeated).collect();
        let heads = runs.iter().filter(|run| is_label(&run[0], lexicon, is_column)).count();
        let is_head = heads >= HEADS;
        let is_field = runs.len() == 2 && is_label(&runs[0][0], lexicon, |field| !is_tree(field));
        let mut joined: Vec<Cell> = Vec::with_capacity(runs.len());
        for run in runs {
            let under_heads: Vec<&[Cell]> = run.chunk_by(|_, next| !borders.contains(&next.col)).collect();
            let is_across = under_heads.len() > 1;
            if is_across && under_heads.iter().all(|part| part.len() > 1) {
                joined.extend(under_heads.into_iter().map(whole));
            } else if is_head || is_field && run.len() >= WIDE_COLUMNS || is_one(run, is_across, !borders.is_empty(), lexicon) {
                joined.push(whole(run));
            } else {
                joined.extend_from_slice(run);
            }
        }
        row.cells = joined;
        if is_head {
            borders = row.cells.iter().map(|cell| cell.col).collect();
        }
    }
    rows
}

/// The cell that stands written out in these.
fn whole(run: &[Cell]) -> Cell {
    let mut whole = run[0].clone();
    for cell in &run[1..] {
        whole.col_span = cell.col + cell.col_span - whole.col;
        whole.place = whole.place.union(cell.place);
    }
    whole
}

/// Whether equal neighbours are one cell. `is_across`: heads of columns above tell some of them apart.
fn is_one(run: &[Cell], is_across: bool, has_heads: bool, lexicon: &Lexicon) -> bool {
    let text = run[0].text.trim();
    let is_text = text.chars().any(is_han) && number::parse(text).is_none();
    if !is_across {
        return is_text || has_heads;
    }
    is_text && (is_long(run) || is_label(&run[0], lexicon, |field| field == Field::Total))
}

/// Whether a text is too long, and stands too often, to be said in each column by itself.
fn is_long(run: &[Cell]) -> bool {
    run.len() >= WIDE_COLUMNS && run[0].text.chars().filter(|&c| is_han(c)).count() >= LONG_CHARS
}

fn is_table(kind: GridKind) -> bool {
    matches!(kind, GridKind::Ruled | GridKind::Flat | GridKind::Aligned)
}

/// Whether the second cell stands beside the first and says the same.
fn is_repeated(cell: &Cell, next: &Cell) -> bool {
    let is_lone = |cell: &Cell| cell.row_span == 1 && !cell.text.trim().is_empty();
    is_lone(cell) && is_lone(next) && cell.col + cell.col_span == next.col && cell.text.trim() == next.text.trim()
}

/// Whether a label or a long text stands beside itself. Labels of the tree may: a first level without a second one is often printed as
/// both.
fn is_written_out(row: &Row, lexicon: &Lexicon) -> bool {
    let is_such = |run: &[Cell]| run.len() > 1 && (is_long(run) || is_label(&run[0], lexicon, |field| !is_tree(field)));
    row.cells.chunk_by(is_repeated).any(is_such)
}

fn is_tree(field: Field) -> bool {
    matches!(field, Field::Level1(_) | Field::Level2(_))
}

fn is_column(field: Field) -> bool {
    matches!(field, Field::FundColumn(_) | Field::GoalColumn(_) | Field::IndicatorColumn(_))
}

/// Whether a cell is a label of a field that `wanted` takes.
fn is_label(cell: &Cell, lexicon: &Lexicon, wanted: impl Fn(Field) -> bool) -> bool {
    lexicon.whole(&key(&cell.text)).is_some_and(|pattern| pattern.fields(None).any(wanted))
}
