//! The funds block: unit, columns, one row for each source of money.

use std::collections::BTreeSet;

use jixiao_model::{FundKind, FundRow, GridKind, Number, codes};

use super::{
    fund_cells, fund_heads, fund_labels, fund_pairs,
    table::{self, Column, SURE},
};
use crate::{
    draft::Draft,
    forms::{
        FundPoints,
        field::{Field, FundColumn},
    },
    number,
    sheet::{Shape, Token},
};
use rust_decimal::Decimal;

/// Which number of the funds block is the score for spending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Execution {
    /// Index of the total row.
    pub(crate) row: usize,
}

/// Reads the block; says which row is the total, if one was read.
pub(super) fn read(draft: &mut Draft<'_, '_>, heads: &[usize], rows: &[usize]) -> Option<Execution> {
    if heads.is_empty() && rows.is_empty() {
        return None;
    }
    let printed = fund_heads::read_heads(draft, heads);
    fund_heads::read_unit(draft, heads, rows);
    let usual = draft.definition().fund_columns.clone();
    let loose = rows.iter().all(|&line| draft.sheet.lines[line].kind == GridKind::Stream);
    let columns = if loose {
        table::complete_by_cost(draft.sheet, &printed, &usual, |columns| {
            rows.iter().map(|&line| fund_cells::align_row(draft, line, columns).1.cost).sum()
        })
    } else {
        let mut columns = table::complete(&printed, &usual, width(draft, rows));
        // A table of amounts has them, with or without a header.
        columns.retain(|column| column.printed || !matches!(column.field, FundColumn::Remark));
        // Left of the first header stand the labels of the rows; only amounts among them speak for a lost one.
        let amounts = rows
            .iter()
            .flat_map(|&line| &draft.sheet.tokens[draft.sheet.lines[line].tokens()])
            .filter(|token| matches!(token.shape, Shape::Number { .. } | Shape::Dash));
        table::drop_unused(&mut columns, amounts);
        columns
    };
    if printed.is_empty() && columns.len() == 1 {
        let mut lines: Vec<usize> = heads.iter().chain(rows).copied().collect();
        lines.sort_unstable();
        fund_pairs::read(draft, &lines);
        return total_row(draft);
    }
    if columns.iter().any(|column| !column.printed) {
        let lost: Vec<&str> = columns.iter().filter(|column| !column.printed).map(|column| name_of(column.field)).collect();
        draft.find(&codes::HEADER_LOST, "/funds", format!("no header could be read for {}", lost.join(", ")), "");
    }
    let lacks_executed =
        usual.contains(&FundColumn::Executed) && !columns.iter().any(|column| column.field == FundColumn::Executed);
    let doubted = match () {
        () if are_turned(&columns, &usual) => Some("the headers of the amounts stand in an order that no form has"),
        () if lacks_executed => Some("no column was found for what was spent, which may stand in another one"),
        () => None,
    };
    let mut of_project = false;
    for &line in rows {
        // The whole project's amount may stand in the block, and sources beside it before the year's total.
        of_project |= super::header::read_amount_line(draft, line);
        let before_total = of_project && draft.record.funds.rows.is_empty();
        if before_total && super::header::read_source_line(draft, line) {
            continue;
        }
        read_row(draft, line, &columns);
    }
    if let Some(message) = doubted {
        for row in 0..draft.record.funds.rows.len() {
            draft.find(&codes::ALIGNMENT_DOUBTFUL, format!("/funds/rows/{row}"), message, "");
        }
    }
    lone_ones(draft);
    points_of_sources(draft);
    missing_numbers(draft);
    if draft.record.funds.unit.is_none() {
        draft.find(&codes::UNIT_UNKNOWN, "/funds/unit", "no unit is printed beside the amounts", "");
    }
    total_row(draft)
}

/// Whether columns of amounts stand in another order than forms print them: a header may have been read as another.
fn are_turned(columns: &[Column<FundColumn>], usual: &[FundColumn]) -> bool {
    let places = columns.iter().filter(|column| column.field.is_amount());
    !places.map(|column| usual.iter().position(|field| *field == column.field)).is_sorted()
}

fn total_row(draft: &Draft<'_, '_>) -> Option<Execution> {
    draft.record.funds.rows.iter().position(|row| row.kind == FundKind::Total).map(|row| Execution { row })
}

fn name_of(column: FundColumn) -> &'static str {
    match column {
        FundColumn::InitialBudget => "initial_budget",
        FundColumn::FullBudget => "full_budget",
        FundColumn::Executed => "executed",
        FundColumn::Weight => "weight",
        FundColumn::Rate => "rate",
        FundColumn::Score => "score",
        FundColumn::Remark | FundColumn::Aside => "remark",
    }
}

fn width(draft: &Draft<'_, '_>, rows: &[usize]) -> u32 {
    rows.iter().flat_map(|&line| &draft.sheet.tokens[draft.sheet.lines[line].tokens()]).map(|token| token.end).max().unwrap_or(0)
}

/// Reads one source of money.
pub(super) fn read_row(draft: &mut Draft<'_, '_>, line: usize, columns: &[Column<FundColumn>]) {
    let sheet = draft.sheet;
    // What belongs to the label of the block is no part of the row.
    for hit in &sheet.lines[line].hits {
        if hit.whole
            && draft.stands_for(hit, |field| field == Field::FundsBlock)
            && !draft.stands_for(hit, |field| matches!(field, Field::FundRow(_)))
        {
            draft.label_hit(hit);
        }
    }
    let (tokens, reading) = fund_cells::align_row(draft, line, columns);
    let labels: Vec<Token<'_>> =
        (0..tokens.len()).filter(|&token| reading.slot_of[token] == Some(0)).map(|token| tokens[token].clone()).collect();
    let has_number = (0..tokens.len()).any(|token| reading.slot_of[token].is_some_and(|slot| slot > 0));
    if !has_number && labels.is_empty() {
        return;
    }
    let index = draft.record.funds.rows.len();
    let Some((kind, label)) = fund_labels::read_label(draft, line, index, &labels, has_number) else { return };
    let mut row =
        FundRow { kind, label, initial_budget: None, full_budget: None, executed: None, weight: None, rate: None, score: None };
    // A number too many, or one too few where places tell nothing, and any of them may be another.
    let numbers = tokens.iter().filter(|token| token.shape.number().is_some() || token.shape == Shape::Dash).count();
    let wanted = columns.iter().filter(|column| !matches!(column.field, FundColumn::Remark | FundColumn::Aside)).count();
    let stray = (0..tokens.len()).any(|token| tokens[token].shape.number().is_some() && reading.slot_of[token].is_none());
    // So may they where a column of amounts is told by nothing but its place among the others.
    let lost_amounts = columns.iter().filter(|column| !column.printed && column.field.is_amount()).count();
    let in_lost = |token: usize| {
        let column = reading.slot_of[token].and_then(|slot| columns.get(slot.checked_sub(1)?));
        tokens[token].shape.number().is_some() && column.is_some_and(|column| !column.printed && column.field.is_amount())
    };
    let filled = (0..tokens.len()).filter(|&token| in_lost(token)).count();
    // A column that has its header and no value may be the one whose value stands there.
    let is_empty = |slot: usize| !reading.slot_of.contains(&Some(slot));
    let printed_empty = (1..=columns.len()).any(|slot| {
        let Column { field, printed, .. } = columns[slot - 1];
        printed && (field.is_amount() || field == FundColumn::Rate) && is_empty(slot)
    });
    let ambiguous = filled > 0 && (filled < lost_amounts || printed_empty);
    let mut doubtful = stray || ambiguous || sheet.lines[line].kind == GridKind::Stream && (numbers != wanted || lost_amounts > 0);
    for (position, token) in tokens.iter().enumerate() {
        let Some(slot) = reading.slot_of[position].filter(|&slot| slot > 0) else { continue };
        let field = columns[slot - 1].field;
        let pointer = format!("/funds/rows/{index}/{}", name_of(field));
        let sure = if reading.margin[position] >= SURE { 100 } else { 60 };
        doubtful |= sure < 100 && token.shape.number().is_some();
        if matches!(field, FundColumn::Remark | FundColumn::Aside) {
            if token.shape != Shape::Dash || field == FundColumn::Remark {
                let label = table::header_text(draft, columns[slot - 1].head);
                super::header_values::other(draft, &label, std::slice::from_ref(token));
            }
            continue;
        }
        let number = draft.number(&pointer, token, sure);
        let number = match token.shape {
            Shape::Number { percent: true, .. } if field == FundColumn::Rate => number.and_then(number::percent_to_fraction),
            _ => number,
        };
        *cell_of(&mut row, field) = number;
    }
    percent_sign(draft, index, &mut row, columns);
    let pointer = format!("/funds/rows/{index}");
    if doubtful {
        draft.find(&codes::ALIGNMENT_DOUBTFUL, pointer.as_str(), "another reading of the row is nearly as good", "");
    }
    if tokens.windows(2).any(|pair| pair[0].id == pair[1].id) {
        draft.find(&codes::MERGED_CELL, pointer.as_str(), "one cell held the values of several columns", "");
    }
    if reading.shifted {
        draft.find(&codes::COLUMN_SHIFTED, pointer, "cells do not stand under their headers", "");
    }
    draft.record.funds.rows.push(row);
}

/// A rate without a percent sign is a percentage where the header has the sign, where the amounts make it one, or where it is so large
/// that it cannot be anything else.
fn percent_sign(draft: &mut Draft<'_, '_>, index: usize, row: &mut FundRow, columns: &[Column<FundColumn>]) {
    let pointer = format!("/funds/rows/{index}/rate");
    let Some(rate) = row.rate else { return };
    let printed = draft.record.provenance.get(&pointer).map_or("", |origin| origin.raw.as_str()).to_owned();
    let budget = row.full_budget.or(row.initial_budget).filter(|budget| !budget.0.is_zero());
    if !rate.0.is_zero() && (budget.is_none() || row.executed.is_none()) {
        let message = "no budget and no execution were read of which it is the quotient";
        draft.find(&codes::AMOUNT_UNPROVED, pointer.as_str(), message, printed.as_str());
    }
    if printed.contains(['%', '％']) || rate.0.is_zero() {
        return;
    }
    let header = columns.iter().find(|column| column.field == FundColumn::Rate).and_then(|column| column.head);
    let in_header = header.is_some_and(|token| {
        let text = draft.sheet.text(token);
        text.trim_end_matches([')', '）']).ends_with(['%', '％']) && !text.contains(['×', '*'])
    });
    let half_unit = Decimal::new(5, rate.0.scale() + 1);
    let quotients: Vec<Decimal> = [row.full_budget, row.initial_budget]
        .into_iter()
        .flatten()
        .filter_map(|budget| row.executed.filter(|_| !budget.0.is_zero())?.0.checked_div(budget.0))
        .collect();
    let is = |scale: Decimal| quotients.iter().any(|exact| (exact * scale - rate.0).abs() <= half_unit);
    let (fraction, percentage) = (is(Decimal::ONE), is(Decimal::ONE_HUNDRED));
    let beyond = rate.0 > Decimal::TWO;
    if fraction && !percentage || !(percentage || beyond || in_header) {
        return;
    }
    row.rate = number::percent_to_fraction(rate);
    draft.repaired(&pointer, &codes::PERCENT_SIGN_IMPLIED);
    if !in_header || !percentage {
        draft.find(&codes::PERCENT_SIGN_IMPLIED, pointer, "read as a percentage", printed);
    }
}

fn cell_of(row: &mut FundRow, field: FundColumn) -> &mut Option<Number> {
    match field {
        FundColumn::InitialBudget => &mut row.initial_budget,
        FundColumn::FullBudget => &mut row.full_budget,
        FundColumn::Executed => &mut row.executed,
        FundColumn::Weight => &mut row.weight,
        FundColumn::Rate => &mut row.rate,
        FundColumn::Score | FundColumn::Remark | FundColumn::Aside => &mut row.score,
    }
}

/// A `1` where the sources print a dash: the dash was read as a digit.
fn lone_ones(draft: &mut Draft<'_, '_>) {
    let one = Number::from_whole(1);
    for field in [FundColumn::Weight, FundColumn::Score] {
        let sources = || (0..draft.record.funds.rows.len()).filter(|&row| draft.record.funds.rows[row].kind != FundKind::Total);
        let value = |row: usize| {
            let row = &draft.record.funds.rows[row];
            if field == FundColumn::Weight { row.weight } else { row.score }
        };
        let ones: Vec<usize> = sources().filter(|&row| value(row) == Some(one)).collect();
        let others = sources().filter(|&row| value(row).is_some_and(|value| value != one)).count();
        if ones.is_empty() || others > 0 {
            continue;
        }
        for row in ones {
            let pointer = format!("/funds/rows/{row}/{}", name_of(field));
            *cell_of(&mut draft.record.funds.rows[row], field) = None;
            draft.repaired(&pointer, &codes::DASH_READ_AS_ONE);
            draft.find(&codes::DASH_READ_AS_ONE, pointer, "no other source has a number here; a dash was read as the digit", "1");
        }
    }
}

/// Points beside a source of money, on a form that prints them for the total alone, or other points than those of the total, on one that
/// repeats them: some other number stands there.
fn points_of_sources(draft: &mut Draft<'_, '_>) {
    let repeated = draft.definition().rules.points == FundPoints::EveryRow;
    let rows = &draft.record.funds.rows;
    let of_total = rows.iter().find(|row| row.kind == FundKind::Total).and_then(|row| row.weight);
    let doubtful: Vec<usize> = (0..rows.len())
        .filter(|&row| rows[row].kind != FundKind::Total)
        .filter(|&row| match repeated {
            true => rows[row].weight.is_some() && of_total.is_some() && rows[row].weight != of_total,
            false => rows[row].weight.or(rows[row].score).is_some(),
        })
        .collect();
    let message = match repeated {
        true => "this form repeats the points of the total in each row, and this row has others",
        false => "this form prints points for the total alone",
    };
    for row in doubtful {
        draft.find(&codes::ALIGNMENT_DOUBTFUL, format!("/funds/rows/{row}"), message, "");
    }
}

/// Numbers that the other rows of the block have.
fn missing_numbers(draft: &mut Draft<'_, '_>) {
    let rows = draft.record.funds.rows.clone();
    let read: BTreeSet<&str> = draft.record.provenance.0.iter().map(|(pointer, _)| pointer.as_str()).collect();
    let mut missing = Vec::new();
    for field in [
        FundColumn::InitialBudget,
        FundColumn::FullBudget,
        FundColumn::Executed,
        FundColumn::Rate,
        FundColumn::Weight,
        FundColumn::Score,
    ] {
        let value = |row: &FundRow| *cell_of(&mut row.clone(), field);
        let points = matches!(field, FundColumn::Weight | FundColumn::Score);
        let filled = rows.iter().filter(|row| value(row).is_some()).count();
        for (index, row) in rows.iter().enumerate() {
            let pointer = format!("/funds/rows/{index}/{}", name_of(field));
            let expected =
                if points { row.kind == FundKind::Total && draft.definition().rules.scored } else { filled * 2 > rows.len() };
            let unread = !read.contains(pointer.as_str());
            if expected && value(row).is_none() && unread && !(points && filled == 0) {
                missing.push(pointer);
            }
        }
    }
    for pointer in missing {
        draft.find(&codes::NUMBER_MISSING, pointer, "other rows have a number here", "");
    }
}
