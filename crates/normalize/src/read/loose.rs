//! Indicators whose cells came without rows and places: the columns start again and again.

use super::{
    branches::Branches,
    indicator_head::{self, Columns},
    plausible::{self, Doubt},
    raw_row::RawRow,
    row::{UNKNOWN_LOOSE_LABEL, branches_of, fit, is_side_piece, may_part},
    table::{self, Column, Head},
};
use crate::{
    columns::{Slot, Step, cycle},
    draft::Draft,
    forms::field::IndicatorColumn,
    sheet::{Shape, Token},
};

/// Cost of a cell that belongs to no column: junk, a text that is no Chinese, any other.
const JUNK: i32 = 1;
const IMPLAUSIBLE: i32 = 4;
const STRAY: i32 = 16;

/// What cutting a cell at a blank must save.
const CUT: i32 = 3;

/// Most blanks in a line at which cells are tried to be cut.
const MAX_CUTS: usize = 24;

/// A line of cells, with what is known of each.
struct Cells<'f> {
    tokens: Vec<Token<'f>>,
    branches: Vec<Branches<'f>>,
    strays: Vec<i32>,
}

impl<'f> Cells<'f> {
    fn new(draft: &Draft<'_, 'f>, line: usize, tokens: Vec<Token<'f>>) -> Self {
        let branches = branches_of(draft, line, &tokens);
        let strays = tokens.iter().map(stray).collect();
        Cells { tokens, branches, strays }
    }

    fn read(
        &self,
        draft: &Draft<'_, 'f>,
        columns: &[Column<IndicatorColumn>],
        slots: &[Slot],
        other_tree: bool,
    ) -> (Vec<Step>, i32) {
        let others = other_tree.then_some(UNKNOWN_LOOSE_LABEL);
        let fit = |token: usize, slot: usize| fit(draft, &self.tokens[token], &self.branches[token], columns[slot].field, others);
        let is_label = |column: &&Column<_>| matches!(column.field, IndicatorColumn::Level1 | IndicatorColumn::Level2);
        let labels = columns.iter().take_while(is_label).count();
        cycle(self.tokens.len(), slots, labels, fit, |token| self.strays[token])
    }
}

fn stray(token: &Token<'_>) -> i32 {
    match token.shape {
        Shape::Junk => JUNK,
        // An ellipsis stands for rows that are not there.
        Shape::Short if token.text.chars().all(|c| matches!(c, '…' | '.')) => JUNK,
        Shape::Short if plausible::doubt(token.text) == Some(Doubt::Implausible) => IMPLAUSIBLE,
        _ => STRAY,
    }
}

/// The columns with which these lines read best.
pub(super) fn columns(
    draft: &Draft<'_, '_>,
    printed: &[Head<IndicatorColumn>],
    usual: &[IndicatorColumn],
    other_tree: bool,
    lines: &[usize],
) -> Vec<Column<IndicatorColumn>> {
    let lines: Vec<Cells<'_>> = lines
        .iter()
        .map(|&line| {
            let tokens = super::fund_cells::free_tokens(draft, line);
            Cells::new(draft, line, tokens.skip_while(is_side_piece).collect())
        })
        .collect();
    table::complete_by_cost(draft.sheet, printed, usual, |columns| {
        let slots = slots(columns);
        lines.iter().map(|cells| cells.read(draft, columns, &slots, other_tree).1).sum()
    })
}

fn slots(columns: &[Column<IndicatorColumn>]) -> Vec<Slot> {
    let slot = |column: &Column<IndicatorColumn>| {
        let (empty, join) = indicator_head::costs(column.field);
        // 成本指标 alone names the second level: the first is there less often.
        let empty = if column.field == IndicatorColumn::Level2 { 1 } else { empty };
        Slot { span: None, empty, join }
    };
    columns.iter().map(slot).collect()
}

/// Reads cells without rows: as many rows as the columns start again.
pub(super) fn read<'f>(
    draft: &Draft<'_, 'f>,
    line: usize,
    tokens: &[Token<'f>],
    columns: &Columns,
    goal: u32,
    rows: &mut Vec<RawRow<'f>>,
) {
    let slots = slots(&columns.columns);
    let (cells, reading) = best_cut(draft, line, tokens, columns, &slots);
    let first = rows.len();
    for (position, step) in reading.into_iter().enumerate() {
        let Some(slot) = step.slot else { continue };
        if step.starts {
            // Which blank cells were left out is told from what the others hold.
            rows.push(RawRow::new(goal));
        }
        if let Some(row) = rows.last_mut() {
            row.take_loose(draft, columns, slot, &cells.tokens[position], &cells.branches[position]);
        }
    }
    rows[first..].iter_mut().for_each(|row| row.end_loose(columns));
}

/// The reading of a line with cells cut where they held the values of two columns.
fn best_cut<'f>(
    draft: &Draft<'_, 'f>,
    line: usize,
    tokens: &[Token<'f>],
    columns: &Columns,
    slots: &[Slot],
) -> (Cells<'f>, Vec<Step>) {
    let mut best = Cells::new(draft, line, tokens.to_vec());
    let (mut reading, mut cost) = best.read(draft, &columns.columns, slots, columns.other_tree);
    let mut tries = 0;
    let mut position = 0;
    while position < best.tokens.len() {
        let token = best.tokens[position].clone();
        for (at, _) in token.text.match_indices(' ') {
            let (left, right) = token.text.split_at(at);
            if tries == MAX_CUTS || !may_part(left, right, &branches_of(draft, line, &[token.part(left)])) {
                continue;
            }
            tries += 1;
            let mut cut = best.tokens.clone();
            cut[position] = token.part(left);
            cut.insert(position + 1, token.part(right));
            let cut = Cells::new(draft, line, cut);
            let (read, less) = cut.read(draft, &columns.columns, slots, columns.other_tree);
            if less + CUT < cost {
                (best, reading, cost) = (cut, read, less);
                break;
            }
        }
        position += 1;
    }
    (best, reading)
}
