//! The columns of a laid-out table of indicators whose head is damaged: a header that is lost, or a head that moved against its rows.
//!
//! The rows tell which columns there are. From the columns that the head gives, one change after the other is made that lets all rows be
//! read at less cost: a column for a lost header on a grid column that no header claims, another meaning for such a column, or the
//! headers from one on moved by a grid column.

use super::{
    branches::Branches,
    indicator_head::Columns,
    row::{branches_of, is_side_piece, one_reading},
    table::Column,
};
use crate::{draft::Draft, forms::field::IndicatorColumn, sheet::Token};

/// What reading a row costs on average at which the columns are doubted: a name too few, or two cells out of their place.
const DOUBTED: i32 = 6;

/// What a change must save for each row, on average.
const CHANGE: i32 = 2;

/// What it costs for each row that a column without a header stands before one that forms print earlier: the cells of some look alike.
const OUT_OF_ORDER: i32 = 1;

/// Fewest rows that tell: two may both be damaged.
const MIN_ROWS: usize = 3;

/// Of how many rows one is read to see whether the columns are doubted at all: most heads are sound, and reading every row twice would
/// cost as much again.
const GLANCE: usize = 4;

/// Most changes: a head has some ten headers, and few are lost.
const MAX_CHANGES: usize = 6;

/// Widest table whose columns are tried, in grid columns.
const MAX_WIDTH: u32 = 24;

/// What a header may stand for that is lost.
const LOSABLE: [IndicatorColumn; 8] = [
    IndicatorColumn::Level1,
    IndicatorColumn::Level2,
    IndicatorColumn::Name,
    IndicatorColumn::Target,
    IndicatorColumn::Actual,
    IndicatorColumn::Weight,
    IndicatorColumn::Score,
    IndicatorColumn::Reason,
];

/// A row with what is known of each cell.
type Cells<'f> = (Vec<Token<'f>>, Vec<Branches<'f>>);

/// The columns with which `lines` read best, starting from those of the head; and whether they are others: then no header stands above
/// the values, and no reading of a row is sure.
pub(super) fn columns<'f>(
    draft: &Draft<'_, 'f>,
    from_head: Vec<Column<IndicatorColumn>>,
    other_tree: bool,
    lines: &[usize],
) -> (Vec<Column<IndicatorColumn>>, bool) {
    let rows = |every: usize| -> Vec<Cells<'f>> {
        lines.iter().step_by(every).map(|&line| cells(draft, line)).filter(|row| row.0.len() > 2).collect()
    };
    if lines.len() < MIN_ROWS || !from_head.iter().any(|column| column.printed) {
        return (from_head, false);
    }
    let glance = rows(GLANCE);
    if cost(draft, &glance, &from_head, other_tree) < DOUBTED * count(&glance) {
        return (from_head, false);
    }
    let rows = rows(1);
    let width = rows.iter().flat_map(|row| &row.0).map(|token| token.end).max().unwrap_or(0);
    if rows.len() < MIN_ROWS || width > MAX_WIDTH {
        return (from_head, false);
    }
    let usual = &draft.definition().indicator_columns;
    let reached = |field| matches!(field, IndicatorColumn::Actual | IndicatorColumn::Weight | IndicatorColumn::Score);
    // A form that says nothing of what was reached has none of the columns for it.
    let evaluated = from_head.iter().any(|column| column.printed && reached(column.field));
    let losable: Vec<IndicatorColumn> =
        LOSABLE.into_iter().filter(|field| usual.contains(field) || evaluated && reached(*field)).collect();
    let cost = |columns: &[Column<IndicatorColumn>]| cost(draft, &rows, columns, other_tree);
    let count = count(&rows);
    let mut best = (cost(&from_head), from_head);
    let mut told_by_rows = false;
    for _ in 0..MAX_CHANGES {
        if best.0 < DOUBTED * count {
            break;
        }
        let changed = changes(&best.1, &losable, width).into_iter().map(|columns| (cost(&columns), columns));
        match changed.min_by_key(|(cost, _)| *cost).filter(|(cost, _)| cost + CHANGE * count <= best.0) {
            Some(better) => (best, told_by_rows) = (better, true),
            None => break,
        }
    }
    (best.1, told_by_rows)
}

/// What it costs to read all these rows with these columns.
fn cost<'f>(draft: &Draft<'_, 'f>, rows: &[Cells<'f>], columns: &[Column<IndicatorColumn>], other_tree: bool) -> i32 {
    let columns = Columns::new(columns.to_vec(), other_tree);
    let read: i32 = rows.iter().map(|(tokens, branches)| one_reading(draft, tokens, branches, &columns).cost).sum();
    read + OUT_OF_ORDER * count(rows) * out_of_order(&columns.columns)
}

fn count(rows: &[Cells<'_>]) -> i32 {
    i32::try_from(rows.len()).unwrap_or(i32::MAX)
}

fn cells<'f>(draft: &Draft<'_, 'f>, line: usize) -> Cells<'f> {
    let tokens: Vec<Token<'f>> = super::fund_cells::free_tokens(draft, line).skip_while(is_side_piece).collect();
    let branches = branches_of(draft, line, &tokens);
    (tokens, branches)
}

/// Every set of columns that differs by one change.
fn changes(columns: &[Column<IndicatorColumn>], losable: &[IndicatorColumn], width: u32) -> Vec<Vec<Column<IndicatorColumn>>> {
    let has = |field| columns.iter().any(|column| column.field == field);
    let three = has(IndicatorColumn::TargetSign) && columns.iter().any(|column| column.printed && is_target_part(column.field));
    let lost: Vec<IndicatorColumn> = losable.iter().copied().filter(|&field| !has(field) && !three).collect();
    let mut found = Vec::new();
    for at in (0..columns.len()).filter(|&at| !columns[at].printed) {
        for &field in &lost {
            let mut other = columns.to_vec();
            other[at].field = field;
            found.push(other);
        }
        let mut fewer = columns.to_vec();
        fewer.remove(at);
        found.push(fewer);
    }
    for grid in 0..width {
        let under = |column: &&Column<IndicatorColumn>| column.span.is_some_and(|(from, to)| (from..to).contains(&grid));
        // A column without a header gives way to another one that stands on a part of it.
        if columns.iter().filter(under).any(|column| column.printed || column.span == Some((grid, grid + 1))) {
            continue;
        }
        for &field in &lost {
            let mut more: Vec<_> = columns.to_vec();
            for column in more.iter_mut().filter(|column| under(&&**column)) {
                column.span = column.span.map(|(from, to)| if from < grid { (from, grid) } else { (grid + 1, to) });
            }
            let at =
                more.iter().rposition(|column| column.span.is_some_and(|(from, _)| from < grid)).map_or(0, |before| before + 1);
            more.insert(at, Column { field, span: Some((grid, grid + 1)), printed: false, head: None });
            found.push(more);
        }
    }
    for from in 0..columns.len() {
        found.extend([moved(columns, from, 1), moved(columns, from, -1)].into_iter().flatten());
    }
    found
}

/// How many columns without headers stand before one that forms print earlier.
fn out_of_order(columns: &[Column<IndicatorColumn>]) -> i32 {
    let order = |column: &Column<IndicatorColumn>| LOSABLE.iter().position(|field| *field == column.field);
    let pairs = columns.iter().enumerate().flat_map(|(at, left)| columns[at + 1..].iter().map(move |right| (left, right)));
    let turned =
        pairs.filter(|(left, right)| !(left.printed && right.printed) && order(right).is_some() && order(right) < order(left));
    i32::try_from(turned.count()).unwrap_or(i32::MAX)
}

fn is_target_part(field: IndicatorColumn) -> bool {
    matches!(field, IndicatorColumn::TargetSign | IndicatorColumn::TargetUnit)
}

/// The columns from the one at `from` on moved by a grid column, a blank cell having come in before their headers or gone; `None` where
/// there is no room.
fn moved(columns: &[Column<IndicatorColumn>], from: usize, by: i32) -> Option<Vec<Column<IndicatorColumn>>> {
    let start = columns[from].span?.0.checked_add_signed(by)?;
    if columns[..from].iter().any(|column| column.span.is_some_and(|(_, to)| to > start)) {
        return None;
    }
    let shifted = |(from, to): (u32, u32)| Some((from.checked_add_signed(by)?, to.checked_add_signed(by)?));
    let mut moved = columns.to_vec();
    for column in &mut moved[from..] {
        column.span = column.span.and_then(shifted);
    }
    Some(moved)
}
