//! The indicator block: columns, rows, and the values in them.

use jixiao_model::{GridKind, Indicator, Level1, Level1Kind, Level2, Level2Kind, Value, ValueKind, codes};

use super::{
    doubts, header_values,
    indicator_head::{self, Columns},
    levels::{self, Printed},
    loose,
    raw_row::RawRow,
    row::{best_reading, is_side_piece, is_valuelike},
    table::{self, SURE},
};
use crate::{
    blocks::Block,
    draft::{Draft, Joined, has_han, join},
    forms::field::{Field, IndicatorColumn},
    repairs::comparator,
    sheet::{Shape, Token},
    value,
};

/// Where weights and scores stand in the grid, for the total below.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Points {
    pub(super) weight: Option<(u32, u32)>,
    pub(super) score: Option<(u32, u32)>,
    /// Whether the block has a column of weights, and one of scores.
    pub(super) weighted: bool,
    pub(super) scored: bool,
}

/// Reads every indicator table of the form.
pub(super) fn read(draft: &mut Draft<'_, '_>, blocks: &[Block]) -> Points {
    let mut rows: Vec<RawRow<'_>> = Vec::new();
    let mut points = Points::default();
    let mut columns: Option<Columns> = None;
    let mut goal = 0;
    let mut spans = Spans::default();
    let mut head: Vec<usize> = Vec::new();
    for (line, block) in blocks.iter().enumerate() {
        match block {
            Block::IndicatorsHead => head.push(line),
            Block::IndicatorsRow => {
                if columns.is_none() || !head.is_empty() {
                    // Where cells came one by one, the label at the side is a line of its own above the head.
                    let above = head.first().and_then(|first| first.checked_sub(1)).filter(|&line| {
                        let line = &draft.sheet.lines[line];
                        line.kind == GridKind::Stream && line.tokens().len() == 1
                    });
                    let numbered = indicator_head::goal_number(draft, &head);
                    let numbered = numbered.or_else(|| indicator_head::goal_number(draft, above.as_slice()));
                    goal = numbered.unwrap_or(goal.max(1));
                    let found = indicator_head::read(draft, &head, blocks);
                    // A line that repeats a header or two does not replace the table's head.
                    if columns.is_none() || found.printed() > 2 {
                        points = found.points();
                        columns = Some(found);
                    }
                    head.clear();
                }
                if let Some(columns) = &columns {
                    read_line(draft, line, columns, goal, &mut rows, &mut spans);
                }
            }
            _ => {}
        }
    }
    if !head.is_empty() && columns.is_none() {
        indicator_head::read(draft, &head, blocks);
    }
    let has_levels = columns.as_ref().is_none_or(Columns::has_levels);
    let tree = levels::build(draft, &rows, has_levels);
    for (row, (level1, level2)) in rows.into_iter().zip(tree) {
        fill(draft, row, level1, level2, points);
    }
    points
}

/// Labels of cells that go on below, where the source keeps spans: the label, its grid columns, and how many rows remain.
#[derive(Default)]
struct Spans<'f> {
    level1: Option<(Printed<'f, Level1Kind>, u32)>,
    level2: Option<(Printed<'f, Level2Kind>, u32)>,
}

fn read_line<'f>(
    draft: &mut Draft<'_, 'f>,
    line: usize,
    columns: &Columns,
    goal: u32,
    rows: &mut Vec<RawRow<'f>>,
    spans: &mut Spans<'f>,
) {
    let sheet = draft.sheet;
    for hit in &sheet.lines[line].hits {
        if hit.whole && draft.stands_for(hit, |field| field == Field::IndicatorsBlock) {
            draft.label_hit(hit);
        }
    }
    let tokens: Vec<Token<'f>> = super::fund_cells::free_tokens(draft, line).collect();
    let line_of_spans = spans.next();
    if tokens.is_empty() {
        return;
    }
    if sheet.lines[line].kind == GridKind::Stream {
        // Pieces of the label at the side come before the first row.
        let side = tokens.iter().take_while(|token| is_side_piece(token)).count();
        draft.label(tokens[..side].iter().map(|token| token.id));
        loose::read(draft, line, &tokens[side..], columns, goal, rows);
        return;
    }
    let merged = tokens.windows(2).any(|pair| pair[0].id == pair[1].id);
    let (tokens, branches, reading, cut) = best_reading(draft, line, tokens, columns);
    let mut row = RawRow { goal, merged: merged || cut, shifted: reading.shifted, ..RawRow::default() };
    for (position, token) in tokens.iter().enumerate() {
        let Some(slot) = reading.slot_of[position] else { continue };
        if slot == 0 {
            if is_side_piece(token) {
                draft.label([token.id]);
            }
            continue;
        }
        let field = columns.columns[slot - 1].field;
        let counts =
            matches!(field, IndicatorColumn::Target | IndicatorColumn::Actual | IndicatorColumn::Weight | IndicatorColumn::Score);
        row.doubtful |= counts && reading.margin[position] < SURE;
        row.take(draft, field, token, &branches[position]);
        row.name_header(field, columns.columns[slot - 1].head);
    }
    row.doubtful |= columns.incomplete || row.may_be_points(columns);
    row.ruled = sheet.lines[line].kind == jixiao_model::GridKind::Ruled;
    spans.apply(&mut row, line_of_spans);
    if goes_on(&row, columns)
        && let Some(last) = rows.last_mut()
    {
        last.name.append(&mut row.name);
        last.target[1].append(&mut row.target[1]);
        last.actual.append(&mut row.actual);
        last.reason.append(&mut row.reason);
        last.aside.append(&mut row.aside);
        last.doubtful |= row.doubtful;
        return;
    }
    rows.push(row);
}

impl<'f> Spans<'f> {
    /// Steps one row down; says whether the labels still cover it.
    fn next(&mut self) -> (bool, bool) {
        fn step<T>(span: &mut Option<(T, u32)>) -> bool {
            match span {
                Some((_, remaining)) if *remaining > 0 => {
                    *remaining -= 1;
                    true
                }
                _ => {
                    *span = None;
                    false
                }
            }
        }
        (step(&mut self.level1), step(&mut self.level2))
    }

    /// Gives a row the labels that cover it from above, and takes over those that go on below.
    fn apply(&mut self, row: &mut RawRow<'f>, covered: (bool, bool)) {
        fn one<'f, K: Clone>(span: &mut Option<(Printed<'f, K>, u32)>, own: &mut Option<Printed<'f, K>>, covered: bool) {
            match own {
                Some(printed) => {
                    let rows = printed.tokens.first().map_or(1, |token| token.cell.row_span);
                    *span = (rows > 1).then(|| (printed.clone(), rows - 1));
                }
                None if covered => {
                    *own = span.as_ref().map(|(printed, _)| Printed { tokens: printed.tokens.clone(), ..printed.clone() })
                }
                None => {}
            }
        }
        one(&mut self.level1, &mut row.level1, covered.0);
        one(&mut self.level2, &mut row.level2, covered.1);
    }
}

/// Whether a row only goes on with the texts of the one above: a text that ran into a second physical row.
fn goes_on(row: &RawRow<'_>, columns: &Columns) -> bool {
    let points = !row.weight.is_empty() || !row.score.is_empty();
    let values = !row.target.iter().all(Vec::is_empty) || !row.actual.is_empty();
    let labels = row.level1.is_some() || row.level2.is_some();
    let pieces = row.name.len() + row.reason.len() + row.aside.len() + row.target[1].len() + row.actual.len();
    !points && !labels && (pieces <= 1 || !values) && (columns.scored || !values)
}

/// Turns a row into an indicator.
fn fill<'f>(draft: &mut Draft<'_, 'f>, row: RawRow<'f>, level1: Level1, level2: Level2, points: Points) {
    let index = draft.record.indicators.len();
    let pointer = |field: &str| format!("/indicators/{index}/{field}");
    let sure = if row.doubtful { 60 } else { 100 };
    let at = format!("/indicators/{index}");
    if row.doubtful {
        draft.find(&codes::ALIGNMENT_DOUBTFUL, at.as_str(), "another reading of the row is nearly as good", "");
    }
    if row.shifted {
        draft.find(&codes::COLUMN_SHIFTED, at.as_str(), "cells do not stand under their headers", "");
    }
    if row.merged {
        draft.find(&codes::MERGED_CELL, at.as_str(), "one cell held the values of several columns", "");
    }
    // Points too few, or prose for a value: what stands there may belong a column further.
    let lacks_points = points.weighted && row.weight.is_empty() || points.scored && row.score.is_empty();
    let prose_for_value = row.actual.iter().any(|token| token.shape == Shape::Prose || token.text.contains('。'));
    if !row.name.is_empty() && !row.doubtful && (lacks_points || prose_for_value) {
        draft.find(&codes::ALIGNMENT_DOUBTFUL, at.as_str(), "a value is missing, or is prose: others may stand in its place", "");
    }
    if !row.doubtful && row.name.iter().any(|token| is_valuelike(token.text)) {
        draft.find(&codes::ALIGNMENT_DOUBTFUL, at.as_str(), "a value stands where the indicator's name belongs", "");
    }
    // Without a name there is no telling whether the rest is one row.
    if row.name.is_empty() && !row.doubtful {
        draft.find(&codes::ALIGNMENT_DOUBTFUL, at.as_str(), "the row has values but no name", "");
    }
    let name_at = pointer("name");
    let name = draft.text(&name_at, &row.name, Joined::Split, sure);
    match &name {
        Some(name) => header_values::judge(draft, &name_at, name),
        None => draft.find(&codes::FIELD_MISSING, name_at.as_str(), "the row has no indicator", ""),
    }
    let target = read_target(draft, &pointer("target"), &row.target, sure);
    let actual = read_value(draft, &pointer("actual"), &row.actual, sure);
    let mut point = |field: &str, tokens: &[Token<'f>], expected: bool| match tokens.first() {
        Some(token) => draft.number(&pointer(field), token, sure),
        None => {
            if expected {
                draft.find(&codes::NUMBER_MISSING, pointer(field), "other rows have a number here", "");
            }
            None
        }
    };
    // A row that names nothing need not have points.
    let weight = point("weight", &row.weight, points.weighted && name.is_some());
    let score = point("score", &row.score, points.scored && name.is_some());
    let reason_at = pointer("reason");
    let reason: Vec<Token<'f>> = row.reason.iter().filter(|token| token.shape != Shape::Dash).cloned().collect();
    let reason = draft.text(&reason_at, &reason, Joined::Split, sure);
    for (token, head) in &row.aside {
        if token.shape != Shape::Dash {
            header_values::other(draft, &table::header_text(draft, *head), std::slice::from_ref(token));
        }
    }
    let indicator = Indicator { goal: Some(row.goal), level1, level2, name, target, actual, weight, score, reason };
    doubts::of_row(draft, &at, &indicator);
    draft.record.indicators.push(indicator);
}

/// A target: one cell, or comparator, number and unit in three.
fn read_target<'f>(draft: &mut Draft<'_, 'f>, pointer: &str, parts: &[Vec<Token<'f>>; 3], sure: u8) -> Value {
    let [sign, number, unit] = parts;
    if sign.is_empty() && unit.is_empty() {
        return read_value(draft, pointer, number, sure);
    }
    let tokens: Vec<Token<'f>> = parts.iter().flatten().cloned().collect();
    draft.origin(pointer, &tokens, sure, &[]);
    let text = |tokens: &[Token<'f>]| {
        let printed: Vec<Token<'f>> = tokens.iter().filter(|token| token.shape != Shape::Dash).cloned().collect();
        join(&printed)
    };
    let sign = text(sign);
    // 定性 says that what follows is no number; the form does not print it as part of the target.
    let sign = if sign == "定性" { "" } else { sign.as_str() };
    let (number, unit) = (text(number), text(unit));
    // Two numbers side by side are no longer number.
    let digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | '０'..='９' | '．');
    let gap = |left: &str, right: &str| if left.ends_with(digit) && right.starts_with(digit) { " " } else { "" };
    let joined = format!("{sign}{}{number}{}{unit}", gap(sign, &number), gap(&number, &unit));
    value::read(&crate::repairs::mend(&joined).text)
}

fn read_value<'f>(draft: &mut Draft<'_, 'f>, pointer: &str, tokens: &[Token<'f>], sure: u8) -> Value {
    let Some(text) = draft.text(pointer, tokens, Joined::Split, sure) else { return Value::blank() };
    if let Some(maybe) = comparator::suspect(&text) {
        draft.find(&codes::DAMAGED_COMPARATOR, pointer, format!("it may be {maybe}"), text.as_str());
    }
    let value = value::read(&text);
    let looks_numeric = text.starts_with(|c: char| c.is_ascii_digit()) && value.kind == ValueKind::Qualitative;
    if looks_numeric && !has_han(&text) {
        draft.find(&codes::NUMBER_UNREADABLE, pointer, "a number with something in it", text.as_str());
    }
    value
}
