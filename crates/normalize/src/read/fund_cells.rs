//! Which column of the funds block each cell of a row stands in.

use jixiao_model::Number;
use rust_decimal::Decimal;

use super::table::{self, Column};
use crate::{
    columns::{Alignment, NEVER, Slot},
    draft::Draft,
    forms::field::FundColumn,
    number,
    sheet::{Shape, Token},
};

/// Largest rate of spending that is none of the amounts, in percent: twice the budget.
const MAX_PERCENTAGE: u32 = 200;

/// What a cell of a scan that is no number as it was read, but likely one that was misread, fits a column worse than that number.
const OTHER_READING: i32 = 2;

/// The cells of a row and the column that each stands in; the first column is that of labels.
pub(super) fn align_row<'f>(draft: &Draft<'_, 'f>, line: usize, columns: &[Column<FundColumn>]) -> (Vec<Token<'f>>, Alignment) {
    let tokens: Vec<Token<'f>> = free_tokens(draft, line).collect();
    let first_column = columns.iter().find_map(|column| column.span).map_or(u32::MAX, |span| span.0);
    let mut slots =
        vec![Slot { span: (first_column > 0 && first_column < u32::MAX).then_some((0, first_column)), empty: 8, join: 1 }];
    slots.extend(columns.iter().map(|column| Slot { span: column.span, empty: empty_cost(column.field), join: NEVER }));
    let rates = rates_of(&tokens);
    let in_percent: Vec<bool> = columns.iter().map(|column| is_in_percent(draft, column)).collect();
    let fit = |token: usize, slot: usize| match slot {
        0 => label_fit(&tokens[token]),
        _ if in_percent[slot - 1] => percentage_fit(&tokens[token], rates[token]),
        _ => (number_fit(&tokens[token], columns[slot - 1].field) + rate_evidence(columns[slot - 1].field, rates[token])).max(0),
    };
    let needed = |slot: usize| slot > 0 && columns[slot - 1].field.is_amount();
    let reading = table::read_row(&tokens, &slots, fit, needed);
    (tokens, reading)
}

/// Whether the header of a rate says that the numbers under it are percentages: `执行率(%)`.
fn is_in_percent(draft: &Draft<'_, '_>, column: &Column<FundColumn>) -> bool {
    column.field == FundColumn::Rate && column.head.is_some_and(|head| draft.sheet.text(head).contains(['%', '％']))
}

fn percentage_fit(token: &Token<'_>, is_rate: bool) -> i32 {
    match token.shape {
        Shape::Short | Shape::Junk if let Some(other) = token.as_number() => percentage_fit(&other, false) + OTHER_READING,
        Shape::Number { percent: true, .. } => 0,
        Shape::Number { number, .. } if is_rate || number.0.is_zero() => 0,
        // The quotient may be rounded otherwise; a weight or a score is as likely.
        Shape::Number { number, .. } if (Number::from_whole(1)..=Number::from_whole(MAX_PERCENTAGE)).contains(&number) => 2,
        Shape::Number { .. } => 6,
        _ => number_fit(token, FundColumn::Rate),
    }
}

/// The tokens of a line that are not taken, those that hold several numbers in their parts.
pub(super) fn free_tokens<'f>(draft: &Draft<'_, 'f>, line: usize) -> impl Iterator<Item = Token<'f>> {
    let ids = draft.sheet.lines[line].tokens().filter(|&id| draft.is_free(id));
    ids.flat_map(|id| split_numbers(&draft.sheet.tokens[id]))
}

/// The parts of a token that holds several numbers side by side.
pub(super) fn split_numbers<'f>(token: &Token<'f>) -> Vec<Token<'f>> {
    if !token.text.contains(char::is_whitespace) {
        return vec![token.clone()];
    }
    let parts: Vec<Token<'f>> = token.text.split_whitespace().map(|part| token.part(part)).collect();
    let all_numbers = parts.len() > 1 && parts.iter().all(|part| matches!(part.shape, Shape::Number { .. } | Shape::Dash));
    if !all_numbers || !parts.iter().any(|part| part.shape.number().is_some()) {
        return vec![token.clone()];
    }
    // The parts share the cell's columns from left to right.
    parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| Token { col: token.col + index as u32, end: token.col + index as u32 + 1, ..part })
        .collect()
}

/// Which tokens are the rounded quotient of two amounts before them: executed over budget.
fn rates_of(tokens: &[Token<'_>]) -> Vec<bool> {
    let numbers: Vec<Option<Number>> = tokens.iter().map(|token| token.shape.number()).collect();
    (0..tokens.len())
        .map(|index| {
            let Shape::Number { number, percent } = tokens[index].shape else { return false };
            let percent = percent || number > Number::from_whole(2);
            let rate = if percent { number::percent_to_fraction(number) } else { Some(number) };
            let Some(rate) = rate.filter(|rate| rate.0.scale() >= 2 && !rate.0.is_zero()) else { return false };
            let half_unit = Decimal::new(5, rate.0.scale() + 1);
            let before: Vec<Number> = numbers[..index].iter().rev().flatten().take(3).copied().collect();
            before.windows(2).any(|pair| {
                let (executed, budget) = (pair[0].0, pair[1].0);
                !budget.is_zero() && executed.checked_div(budget).is_some_and(|exact| (exact - rate.0).abs() <= half_unit)
            })
        })
        .collect()
}

/// A number that the amounts make the rate is no score and no weight.
fn rate_evidence(field: FundColumn, is_rate: bool) -> i32 {
    match field {
        FundColumn::Weight | FundColumn::Score if is_rate => 7,
        // A percentage without its sign.
        FundColumn::Rate if is_rate => -9,
        _ => 0,
    }
}

fn empty_cost(field: FundColumn) -> i32 {
    match field {
        FundColumn::InitialBudget | FundColumn::FullBudget | FundColumn::Executed => 6,
        FundColumn::Rate => 3,
        FundColumn::Weight | FundColumn::Score => 1,
        FundColumn::Remark | FundColumn::Aside => 0,
    }
}

fn label_fit(token: &Token<'_>) -> i32 {
    match token.shape {
        Shape::Short if number::is_garbled(token.text) => 12,
        Shape::Short => 0,
        Shape::Junk => 4,
        Shape::Dash => 8,
        Shape::Prose => 10,
        Shape::Number { .. } => 16,
    }
}

fn number_fit(token: &Token<'_>, field: FundColumn) -> i32 {
    // Anything may stand there.
    if field == FundColumn::Aside {
        return i32::from(token.shape == Shape::Junk) * 5;
    }
    let Shape::Number { number, percent } = token.shape else {
        return match (token.shape, field) {
            (Shape::Short | Shape::Junk, _) if let Some(other) = token.as_number() => number_fit(&other, field) + OTHER_READING,
            (Shape::Short | Shape::Prose, FundColumn::Remark) => 0,
            (Shape::Dash, FundColumn::Weight | FundColumn::Score | FundColumn::Rate | FundColumn::Remark) => 0,
            (Shape::Dash, _) => 2,
            (Shape::Short, _) if number::is_garbled(token.text) => 2,
            (Shape::Short, _) if token.text.bytes().next().is_some_and(|b| b.is_ascii_digit()) => 8,
            _ => 20,
        };
    };
    let hundred = Number::from_whole(100);
    match field {
        FundColumn::Rate if percent => 0,
        _ if percent => 14,
        FundColumn::Rate if number <= Number::from_whole(2) => 0,
        FundColumn::Rate => 9,
        FundColumn::Weight | FundColumn::Score if number <= hundred => 0,
        FundColumn::Weight | FundColumn::Score => 12,
        FundColumn::Remark | FundColumn::Aside => 14,
        _ => 0,
    }
}
