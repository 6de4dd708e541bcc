//! The funds block: unit, columns, one row for each source of money.

use std::collections::BTreeSet;

use jixiao_model::{FundKind, FundRow, FundUnit, GridKind, Number, codes};

use super::{
    fund_pairs,
    table::{self, Column, Head, SURE},
};
use crate::{
    columns::{Alignment, NEVER, Slot},
    draft::{Draft, Joined},
    forms::{
        FundPoints,
        field::{Field, FundColumn},
    },
    key::key,
    number,
    sheet::{Shape, Token},
};
use rust_decimal::Decimal;

/// How many characters in a hundred of a source's label may be wrong.
const TOLERANCE: usize = 50;

/// How many where the text is made of words, and may be another label.
const SLIGHTLY: usize = 25;

/// Which number of the funds block is the score for spending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Execution {
    /// Index of the total row.
    pub(crate) row: usize,
}

/// The unit of amounts that a text names in parentheses or after a colon: `(万元)`, `单位:元`.
pub(super) fn unit_of_measure(text: &str) -> Option<FundUnit> {
    let key = key(text);
    if key.contains("(亿元)") || key.contains("单位亿元") || key == "亿元" {
        Some(FundUnit::HundredMillionYuan)
    } else if key.contains("(万元)") || key.contains("单位万元") || key == "万元" {
        Some(FundUnit::TenThousandYuan)
    } else if key.contains("(元)") || key.contains("单位元") || key == "元" {
        Some(FundUnit::Yuan)
    } else {
        None
    }
}

/// Reads the block; says which row is the total, if one was read.
pub(super) fn read(draft: &mut Draft<'_, '_>, heads: &[usize], rows: &[usize]) -> Option<Execution> {
    if heads.is_empty() && rows.is_empty() {
        return None;
    }
    let printed = read_heads(draft, heads);
    read_unit(draft, heads, rows);
    let usual = draft.definition().fund_columns.clone();
    let loose = rows.iter().all(|&line| draft.sheet.lines[line].kind == GridKind::Stream);
    let columns = if loose {
        table::complete_by_cost(&printed, &usual, |columns| rows.iter().map(|&line| align_row(draft, line, columns).1.cost).sum())
    } else {
        let mut columns = table::complete(&printed, &usual, width(draft, rows));
        // A table of amounts has them, with or without a header.
        columns.retain(|column| column.printed || !matches!(column.field, FundColumn::Remark));
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
    lone_ones(draft);
    points_of_sources(draft);
    missing_numbers(draft);
    if draft.record.funds.unit.is_none() {
        draft.find(&codes::UNIT_UNKNOWN, "/funds/unit", "no unit is printed beside the amounts", "");
    }
    total_row(draft)
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

/// The headers and the grid columns under them; marks them as labels.
fn read_heads(draft: &mut Draft<'_, '_>, heads: &[usize]) -> Vec<Head<FundColumn>> {
    let mut printed: Vec<Head<FundColumn>> = Vec::new();
    let sheet = draft.sheet;
    for &line in heads {
        let hits = &sheet.lines[line].hits;
        for (index, hit) in hits.iter().enumerate() {
            let meaning = draft.meaning(hit, |field| match field {
                Field::FundColumn(column) => Some(Some(column)),
                Field::FundsBlock | Field::FundRow(_) => Some(None),
                _ => None,
            });
            let Some(meaning) = meaning.filter(|_| hit.whole) else { continue };
            draft.label_hit(hit);
            let Some(column) = meaning else { continue };
            let span = span_of(draft, hit.first, hit.last, hits.get(index + 1).map(|next| next.first));
            // A second column of a kind, such as 调整预算数 beside 全年预算数, has no place of its own.
            let again = printed.iter().any(|head| head.field == column);
            if !again || sheet.lines[line].kind != GridKind::Stream && !printed.iter().any(|head| head.span == span) {
                printed.push(Head { field: if again { FundColumn::Aside } else { column }, span, token: hit.first });
            }
        }
    }
    for &line in heads {
        damaged_heads(draft, line, &mut printed);
    }
    printed
}

/// Grid columns of a label over the tokens from `first` to `last`; a token shared with the next label belongs to that.
pub(super) fn span_of(draft: &Draft<'_, '_>, first: usize, last: usize, next: Option<usize>) -> (u32, u32) {
    let tokens = &draft.sheet.tokens;
    let from = tokens[first].col;
    let to = if next == Some(last) && last > first { tokens[last].col } else { tokens[last].end };
    (from, to.max(from + 1))
}

/// Headers with wrong characters, between those that were read.
fn damaged_heads(draft: &mut Draft<'_, '_>, line: usize, printed: &mut Vec<Head<FundColumn>>) {
    for id in draft.sheet.lines[line].tokens() {
        let token = &draft.sheet.tokens[id];
        if !draft.is_free(id) || token.shape != Shape::Short || token.text.len() > 48 {
            continue;
        }
        let free = |field: Field| match field {
            Field::FundColumn(column) if !printed.iter().any(|head| head.field == column) => Some(column),
            _ => None,
        };
        let unknown = table::is_unknown_header(draft, token, printed, |column| *column != FundColumn::Aside);
        let weak = draft.forms.lexicon.weak(token.text, draft.index, free).filter(|_| unknown);
        let sound = unknown && draft.nearest(token.text, SLIGHTLY, free).is_none();
        if weak.is_some() || sound {
            printed.push(Head { field: weak.unwrap_or(FundColumn::Aside), span: (token.col, token.end), token: id });
            draft.label([id]);
            continue;
        }
        let near = draft.nearest(token.text, 50, free);
        if let Some((pattern, column, _)) = near {
            let label = draft.forms.lexicon.pattern(pattern).label.clone();
            printed.push(Head { field: column, span: (token.col, token.end), token: id });
            draft.label([id]);
            draft.find(&codes::DAMAGED_LABEL, "/funds", format!("read as the header {label}"), token.text);
        }
    }
}

/// The unit, from the label of the block, whose pieces stand before the rows.
fn read_unit(draft: &mut Draft<'_, '_>, heads: &[usize], rows: &[usize]) {
    if draft.record.funds.unit.is_some() {
        return;
    }
    for &line in heads.iter().chain(rows) {
        for id in draft.sheet.lines[line].tokens() {
            let token = draft.sheet.tokens[id].clone();
            if matches!(token.shape, Shape::Short | Shape::Junk)
                && token.text.len() <= 96
                && let Some(unit) = unit_of_measure(token.text)
            {
                draft.record.funds.unit = Some(unit);
                draft.origin("/funds/unit", &[token], 100, &[]);
                return;
            }
        }
    }
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
    let (tokens, reading) = align_row(draft, line, columns);
    let labels: Vec<Token<'_>> =
        (0..tokens.len()).filter(|&token| reading.slot_of[token] == Some(0)).map(|token| tokens[token].clone()).collect();
    let has_number = (0..tokens.len()).any(|token| reading.slot_of[token].is_some_and(|slot| slot > 0));
    if !has_number && labels.is_empty() {
        return;
    }
    let index = draft.record.funds.rows.len();
    let Some((kind, label)) = read_label(draft, line, index, &labels, has_number) else { return };
    let mut row =
        FundRow { kind, label, initial_budget: None, full_budget: None, executed: None, weight: None, rate: None, score: None };
    // A number too many, or one too few where places tell nothing, and any of them may be another.
    let numbers = tokens.iter().filter(|token| token.shape.number().is_some() || token.shape == Shape::Dash).count();
    let wanted = columns.iter().filter(|column| !matches!(column.field, FundColumn::Remark | FundColumn::Aside)).count();
    let stray = (0..tokens.len()).any(|token| tokens[token].shape.number().is_some() && reading.slot_of[token].is_none());
    // So may they where a column of amounts is told by nothing but its place among the others.
    let is_amount = |field: FundColumn| matches!(field, FundColumn::InitialBudget | FundColumn::FullBudget | FundColumn::Executed);
    let lost_amounts = columns.iter().filter(|column| !column.printed && is_amount(column.field)).count();
    let in_lost = |token: usize| {
        let column = reading.slot_of[token].and_then(|slot| columns.get(slot.checked_sub(1)?));
        tokens[token].shape.number().is_some() && column.is_some_and(|column| !column.printed && is_amount(column.field))
    };
    let filled = (0..tokens.len()).filter(|&token| in_lost(token)).count();
    let ambiguous = filled > 0 && filled < lost_amounts;
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
                super::header::other(draft, &label, std::slice::from_ref(token));
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

/// The cells of a row and the column that each stands in; the first column is that of labels.
fn align_row<'f>(draft: &Draft<'_, 'f>, line: usize, columns: &[Column<FundColumn>]) -> (Vec<Token<'f>>, Alignment) {
    let sheet = draft.sheet;
    let tokens: Vec<Token<'f>> =
        sheet.lines[line].tokens().filter(|&id| draft.is_free(id)).flat_map(|id| split_numbers(&sheet.tokens[id])).collect();
    let first_column = columns.iter().find_map(|column| column.span).map_or(u32::MAX, |span| span.0);
    let mut slots =
        vec![Slot { span: (first_column > 0 && first_column < u32::MAX).then_some((0, first_column)), empty: 8, join: 1 }];
    slots.extend(columns.iter().map(|column| Slot { span: column.span, empty: empty_cost(column.field), join: NEVER }));
    let rates = rates_of(&tokens);
    let fit = |token: usize, slot: usize| match slot {
        0 => label_fit(&tokens[token]),
        _ => (number_fit(&tokens[token], columns[slot - 1].field) + rate_evidence(columns[slot - 1].field, rates[token])).max(0),
    };
    let needed = |slot: usize| {
        slot > 0 && matches!(columns[slot - 1].field, FundColumn::InitialBudget | FundColumn::FullBudget | FundColumn::Executed)
    };
    let reading = table::read_row(&tokens, &slots, fit, needed);
    (tokens, reading)
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
            (Shape::Short | Shape::Prose, FundColumn::Remark) => 0,
            (Shape::Dash, FundColumn::Weight | FundColumn::Score | FundColumn::Rate | FundColumn::Remark) => 0,
            (Shape::Dash, _) => 2,
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

/// Which source a row is, and its label as printed; `None` where the row is none.
fn read_label<'f>(
    draft: &mut Draft<'_, 'f>,
    line: usize,
    index: usize,
    tokens: &[Token<'f>],
    has_number: bool,
) -> Option<(FundKind, Option<String>)> {
    let pointer = format!("/funds/rows/{index}/label");
    let as_kind = |field| match field {
        Field::FundRow(kind) => Some(kind),
        _ => None,
    };
    let sheet = draft.sheet;
    // Whole labels first; the last stands nearest to the numbers.
    let whole = sheet.lines[line].hits.iter().rev().find_map(|hit| Some((hit, draft.meaning(hit, as_kind)?)));
    if let Some((hit, kind)) = whole {
        let mut pieces: Vec<Token<'_>> = (hit.first..=hit.last).map(|id| sheet.tokens[id].clone()).collect();
        pieces.retain(|token| token.shape == Shape::Short);
        if let Some(before) = hit.first.checked_sub(1).filter(|id| sheet.lines[line].tokens().contains(id))
            && draft.is_free(before)
            && key(sheet.text(before)) == "其中"
        {
            pieces.insert(0, sheet.tokens[before].clone());
        }
        let label = draft.text(&pointer, &pieces, Joined::Split, 100).map(|label| trim_label(&label));
        return Some((kind, label));
    }
    let mut pieces: Vec<Token<'_>> = tokens.iter().filter(|token| token.shape == Shape::Short).cloned().collect();
    if let Some(source) = unknown_source(draft, &pieces)
        && has_number
    {
        let label = draft.text(&pointer, &pieces[pieces.len() - 1..], Joined::Split, 100).map(|label| trim_label(&label));
        return Some((source, label));
    }
    // The damaged label is a tail of what stands before the numbers: pieces of the block's own label come first.
    while !pieces.is_empty() {
        let text: String = pieces.iter().map(|token| token.text).collect();
        let taken = |kind: FundKind| draft.record.funds.rows.iter().any(|row| row.kind == kind);
        let near = draft.nearest(&text, TOLERANCE, |field| as_kind(field).filter(|&kind| !taken(kind)));
        if let Some((pattern, kind, _)) = near {
            let label = draft.forms.lexicon.pattern(pattern).label.clone();
            draft.origin(&pointer, &pieces, 80, &[&codes::DAMAGED_LABEL]);
            draft.find(&codes::DAMAGED_LABEL, pointer.as_str(), format!("read as the label {label}"), text);
            return Some((kind, Some(label)));
        }
        pieces.remove(0);
    }
    if !has_number {
        return None;
    }
    // A row of numbers without a label: the first is the total, and of the others nobody can say more than that they are sources.
    let kind = if index == 0 { FundKind::Total } else { FundKind::Other };
    let raw: String = tokens.iter().map(|token| token.text).collect();
    draft.find(
        &codes::FUND_LABEL_INFERRED,
        format!("/funds/rows/{index}"),
        "the label is lost; the kind was told from the row's place",
        raw,
    );
    Some((kind, None))
}

/// The kind of a source whose label is sound, and no known one: told from the words that it has. What stands before it, such as
/// `按收入性质分:` or `其中:`, says how the total is divided.
fn unknown_source(draft: &Draft<'_, '_>, pieces: &[Token<'_>]) -> Option<FundKind> {
    let last = pieces.last()?;
    let text = key(last.text);
    let stem = match last.text.split_once([':', '：']) {
        Some((before, after)) if before.contains('按') || before.contains("其中") || before.starts_with('其') => key(after),
        _ => text.trim_start_matches(|c: char| c.is_ascii_digit() || "()一二三四五六七八九十、.".contains(c)).to_owned(),
    };
    let known = draft.forms.lexicon.whole(&stem).and_then(|pattern| {
        pattern.fields(Some(draft.index)).find_map(|field| match field {
            Field::FundRow(kind) => Some(kind),
            _ => None,
        })
    });
    let damaged = || {
        draft.nearest(last.text, SLIGHTLY, |field| match field {
            Field::FundRow(kind) => Some(kind),
            _ => None,
        })
    };
    known.or_else(|| {
        // Several pieces, or a piece of a known label, are a damaged label.
        let sound = last.in_table
            && pieces.len() == 1
            && super::plausible::is_sound(&stem)
            && !draft.forms.lexicon.holds(&text)
            && damaged().is_none();
        let money = [
            "资金", "拨款", "收入", "支出", "经费", "预算", "补助", "配套", "债券", "基金", "自筹", "结转", "结余", "贷款", "捐赠",
        ];
        (sound && money.iter().any(|word| stem.contains(word))).then(|| kind_of_words(&stem))
    })
}

/// What the words of a source say of its kind.
fn kind_of_words(text: &str) -> FundKind {
    const WORDS: &[(FundKind, &[&str])] = &[
        (FundKind::CarryOver, &["结转", "结余"]),
        (FundKind::Basic, &["基本支出"]),
        (FundKind::ProjectSpending, &["项目支出"]),
        (FundKind::Bond, &["债券"]),
        (FundKind::SpecialAccount, &["财政专户"]),
        (FundKind::Central, &["中央"]),
        (FundKind::Local, &["地方", "省级", "市级", "县级", "区级", "省财政", "市财政", "县财政", "区财政", "本级", "配套"]),
        (FundKind::UnitOwn, &["自有", "自筹", "事业收入", "经营收入", "单位资金"]),
        (FundKind::Fiscal, &["一般公共预算", "财政", "政府性基金"]),
    ];
    WORDS.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map_or(FundKind::Other, |(kind, _)| *kind)
}

fn trim_label(label: &str) -> String {
    label.trim_end_matches([':', '：']).to_owned()
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

/// Points beside a source of money, on a form that prints them for the total alone: some other number stands there.
fn points_of_sources(draft: &mut Draft<'_, '_>) {
    if draft.definition().rules.points == FundPoints::EveryRow {
        return;
    }
    for row in 0..draft.record.funds.rows.len() {
        let source = &draft.record.funds.rows[row];
        if source.kind != FundKind::Total && source.weight.or(source.score).is_some() {
            let pointer = format!("/funds/rows/{row}");
            draft.find(&codes::ALIGNMENT_DOUBTFUL, pointer, "this form prints points for the total alone", "");
        }
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
