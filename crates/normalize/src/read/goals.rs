//! The goals block: what was expected, what was reached.

use jixiao_model::{FormKind, Goal, GridKind, codes};

use super::{
    goal_sides::{self, Heads, Sides},
    plausible,
};
use crate::{
    draft::{Draft, Joined},
    forms::field::{Field, GoalColumn, HeaderField},
    key::key,
    sheet::{Shape, Token},
};

/// How many characters in a hundred of a goal header may be wrong.
const TOLERANCE: usize = 50;

/// Reads the block as one goal.
pub(super) fn read(draft: &mut Draft<'_, '_>, heads: &[usize], rows: &[usize]) {
    if heads.is_empty() && rows.is_empty() {
        return;
    }
    let columns = read_heads(draft, heads);
    let mut long_term: Vec<Token<'_>> = Vec::new();
    let sheet = draft.sheet;
    let mut pieces: Vec<Vec<Token<'_>>> = Vec::new();
    for &line in rows {
        for hit in &sheet.lines[line].hits {
            if hit.whole
                && draft.stands_for(hit, |field| matches!(field, Field::GoalsBlock | Field::IndicatorsBlock | Field::GoalColumn(_)))
            {
                draft.label_hit(hit);
            }
        }
        let mut tokens: Vec<Token<'_>> = Vec::new();
        for id in sheet.lines[line].tokens() {
            let token = &sheet.tokens[id];
            if draft.is_free(id) && token.shape != Shape::Junk && !is_side_label(draft, token, &columns) {
                tokens.push(token.clone());
            }
        }
        pieces.push(tokens);
    }
    let kind = rows.first().map_or(GridKind::Flat, |&line| sheet.lines[line].kind);
    let declared = draft.definition().kind == FormKind::GoalDeclaration;
    let mut sides = share(pieces, &columns, kind, declared, &mut long_term);
    if !long_term.is_empty() {
        super::header::other(draft, "项目总目标", &long_term);
    }
    let lone_sign = |tokens: &[Token<'_>]| tokens.iter().all(|token| token.shape == Shape::Dash);
    sides.expected.retain(|token| token.shape != Shape::Dash);
    if lone_sign(&sides.actual) {
        sides.actual.clear();
    }
    let expected = draft.text("/goals/0/expected", &sides.expected, Joined::Shredded, 100);
    let actual = draft.text("/goals/0/actual", &sides.actual, Joined::Shredded, 100);
    if sides.doubtful {
        for pointer in ["/goals/0/expected", "/goals/0/actual"] {
            draft.find(&codes::VALUE_BELONGS_ELSEWHERE, pointer, "the headers do not tell on which side a text stands", "");
        }
    }
    let sides = [
        ("/goals/0/expected", expected.as_deref(), actual.as_deref(), GoalColumn::Expected),
        ("/goals/0/actual", actual.as_deref(), expected.as_deref(), GoalColumn::Actual),
    ];
    for (pointer, text, other, wanted) in sides {
        match text {
            Some(text) if plausible::has_strange_characters(text) => {
                draft.find(&codes::TEXT_IMPLAUSIBLE, pointer, "it has characters that such texts do not use", text);
            }
            Some(text) if seems_cut(text) || ends_sentence(other) && !ends_sentence(Some(text)) => {
                draft.find(&codes::TEXT_CUT, pointer, "the text seems to break off", text)
            }
            None if columns.iter().any(|(column, _)| *column == wanted) => {
                draft.find(&codes::FIELD_MISSING, pointer, "the header has no text under it", "");
            }
            _ => {}
        }
    }
    if expected.is_some() || actual.is_some() {
        draft.record.goals.push(Goal { number: 1, expected, actual });
    } else {
        // Nothing stands there to point at.
        draft.record.findings.retain(|finding| !finding.at.starts_with("/goals/0"));
    }
}

/// The headers that could be read, with their grid columns.
fn read_heads(draft: &mut Draft<'_, '_>, heads: &[usize]) -> Vec<(GoalColumn, (u32, u32))> {
    let sheet = draft.sheet;
    let mut columns: Vec<(GoalColumn, (u32, u32))> = Vec::new();
    for &line in heads {
        let hits = &sheet.lines[line].hits;
        for (index, hit) in hits.iter().enumerate() {
            let meaning = draft.meaning(hit, |field| match field {
                Field::GoalColumn(column) => Some(Some(column)),
                Field::GoalsBlock => Some(None),
                _ => None,
            });
            let Some(meaning) = meaning.filter(|_| hit.whole) else { continue };
            draft.label_hit(hit);
            if let Some(column) = meaning
                && !columns.iter().any(|(known, _)| *known == column)
            {
                columns
                    .push((column, super::funds::span_of(draft, hit.first, hit.last, hits.get(index + 1).map(|next| next.first))));
            }
        }
        damaged_heads(draft, line, &mut columns);
    }
    columns.sort_by_key(|(_, span)| *span);
    columns
}

/// A header with wrong characters, in one cell or in several that touch.
fn damaged_heads(draft: &mut Draft<'_, '_>, line: usize, columns: &mut Vec<(GoalColumn, (u32, u32))>) {
    let sheet = draft.sheet;
    let free: Vec<usize> =
        sheet.lines[line].tokens().filter(|&id| draft.is_free(id) && sheet.tokens[id].shape != Shape::Prose).collect();
    let mut from = 0;
    while from < free.len() {
        let found = (from..free.len().min(from + 4)).rev().find_map(|to| {
            let touch = free[from..=to].windows(2).all(|pair| sheet.tokens[pair[1]].col <= sheet.tokens[pair[0]].end + 1);
            let text: String = free[from..=to].iter().map(|&id| sheet.text(id)).collect();
            let near = draft.nearest(&text, TOLERANCE, |field| match field {
                Field::GoalColumn(column) if !columns.iter().any(|(known, _)| *known == column) => Some(column),
                _ => None,
            });
            near.filter(|_| touch).map(|(pattern, column, _)| (to, pattern, column, text))
        });
        match found {
            Some((to, pattern, column, text)) => {
                let label = draft.forms.lexicon.pattern(pattern).label.clone();
                columns.push((column, (sheet.tokens[free[from]].col, sheet.tokens[free[to]].end)));
                draft.label(free[from..=to].iter().copied());
                draft.find(&codes::DAMAGED_LABEL, "/goals", format!("read as the header {label}"), text);
                from = to + 1;
            }
            None => from += 1,
        }
    }
}

/// A piece of the label at the side, damaged or cut (`年度总体目` above `标`), before the first header's grid column.
fn is_side_label(draft: &mut Draft<'_, '_>, token: &Token<'_>, columns: &[(GoalColumn, (u32, u32))]) -> bool {
    let beside = token.col == 0 || columns.first().is_some_and(|(_, span)| token.end <= span.0);
    if !beside || token.shape != Shape::Short || token.text.len() > 30 {
        return false;
    }
    let block = |field| matches!(field, Field::GoalsBlock | Field::Header(HeaderField::Heading)).then_some(());
    let piece = key(token.text);
    let is_piece =
        draft.forms.lexicon.of(Some(draft.index), |field| block(field).is_some()).any(|pattern| pattern.key.contains(&piece));
    let is_label = is_piece || draft.nearest(token.text, TOLERANCE, block).is_some();
    if is_label {
        draft.label([token.id]);
    }
    is_label
}

/// Gives the pieces of all rows to their sides.
fn share<'f>(
    rows: Vec<Vec<Token<'f>>>,
    columns: &[(GoalColumn, (u32, u32))],
    kind: GridKind,
    declared: bool,
    long_term: &mut Vec<Token<'f>>,
) -> Sides<'f> {
    let span = |wanted| columns.iter().find(|(column, _)| *column == wanted).map(|(_, span)| *span);
    let (expected, actual, whole) = (span(GoalColumn::Expected), span(GoalColumn::Actual), span(GoalColumn::LongTerm));
    let mut sides = Sides::default();
    match (expected, actual, whole) {
        // A declaration: the whole project's goal beside the year's.
        (Some(year), None, Some(whole)) => {
            let (left, right) = (whole.min(year), whole.max(year));
            let boundary = left.1 + right.0;
            for token in rows.into_iter().flatten() {
                let side = if token.col * 2 >= boundary { right } else { left };
                if side == whole { long_term.push(token) } else { sides.expected.push(token) }
            }
            sides
        }
        (Some(_), None, None) if declared => {
            sides.expected = rows.into_iter().flatten().collect();
            sides.doubtful = sides.expected.len() > 1;
            sides
        }
        _ if kind == GridKind::Stream => goal_sides::part_loose(&rows.concat()),
        _ => goal_sides::part(&rows, Heads { expected, actual, ruled: kind == GridKind::Ruled }),
    }
}

fn ends_sentence(text: Option<&str>) -> bool {
    text.is_some_and(goal_sides::ends_sentence)
}

/// A goal is made of sentences, and ends like one; short ones may do without a full stop.
fn seems_cut(text: &str) -> bool {
    let starts_inside = text.starts_with(['、', ',', '，', ';', '；', '。']);
    let ends_inside = text.ends_with(['、', ',', '，', ':', '：', '(', '（', '的', '及', '和', '与', '或']);
    starts_inside || ends_inside
}
