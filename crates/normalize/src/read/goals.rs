//! The goals block: what was expected, what was reached.

use jixiao_model::{FormKind, Goal, GridKind, codes};

use super::{
    goal_sides::{self, Heads, Sides},
    plausible,
    table::Head,
};
use crate::{
    draft::{Draft, Joined},
    forms::field::{Field, GoalColumn, HeaderField},
    key::key,
    sheet::{Hit, Shape, Token},
};

/// How many characters in a hundred of a goal header may be wrong.
const TOLERANCE: usize = 50;

/// Reads the block as one goal.
pub(super) fn read(draft: &mut Draft<'_, '_>, heads: &[usize], rows: &[usize]) {
    if heads.is_empty() && rows.is_empty() {
        return;
    }
    let sheet = draft.sheet;
    let mut sides = read_pairs(draft, heads, rows);
    let mut columns = if sides.expected.is_empty() && sides.actual.is_empty() { read_heads(draft, heads) } else { Vec::new() };
    for &line in heads {
        for id in sheet.lines[line].tokens().filter(|_| !columns.is_empty()) {
            if draft.is_free(id) {
                is_side_label(draft, &sheet.tokens[id], &columns);
            }
        }
    }
    // Among cells without rows a damaged header stands before the text.
    for &line in rows.iter().filter(|&&line| sheet.lines[line].kind == GridKind::Stream) {
        damaged_heads(draft, line, &mut columns);
    }
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
            let closes = !tokens.is_empty() && token.text.chars().all(|c| "。;；,，".contains(c));
            if draft.is_free(id) && (closes || !is_shard(token)) && !is_side_label(draft, token, &columns) {
                tokens.push(token.clone());
            }
        }
        pieces.push(tokens);
    }
    let kind = rows.first().map_or(GridKind::Flat, |&line| sheet.lines[line].kind);
    let declared = draft.definition().kind == FormKind::GoalDeclaration;
    if sides.expected.is_empty() && sides.actual.is_empty() {
        take_aside(draft, &mut pieces, &columns, kind);
        sides = share(pieces, &columns, kind, declared);
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
            None if columns.iter().any(|head| head.field == wanted) => {
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

/// Rows in which each label has its text beside it: `预期目标|…` above `实际完成情况|…`.
fn read_pairs<'f>(draft: &mut Draft<'_, 'f>, heads: &[usize], rows: &[usize]) -> Sides<'f> {
    let sheet = draft.sheet;
    let mut sides = Sides::default();
    let mut lines: Vec<usize> = heads.iter().chain(rows).copied().collect();
    lines.sort_unstable();
    lines.retain(|&line| sheet.lines[line].kind != GridKind::Stream);
    // Headers side by side have their texts below.
    let is_column = |hit: &&Hit| hit.whole && draft.stands_for(hit, |field| matches!(field, Field::GoalColumn(_)));
    let labels_of = |line: usize| sheet.lines[line].hits.iter().filter(is_column).count();
    if lines.iter().any(|&line| labels_of(line) > 1) || lines.iter().filter(|&&line| labels_of(line) == 1).count() < 2 {
        return sides;
    }
    for line in lines {
        let hits = &sheet.lines[line].hits;
        let labels: Vec<(usize, GoalColumn)> = hits
            .iter()
            .enumerate()
            .filter(|(_, hit)| hit.whole)
            .filter_map(|(at, hit)| {
                Some((
                    at,
                    draft.meaning(hit, |field| match field {
                        Field::GoalColumn(column) => Some(column),
                        _ => None,
                    })?,
                ))
            })
            .collect();
        let text_of = |at: usize| -> Vec<Token<'f>> {
            let end = hits.get(at + 1).map_or(sheet.lines[line].end, |next| next.first);
            (hits[at].last + 1..end).map(|id| sheet.tokens[id].clone()).collect()
        };
        let is_text = |tokens: &[Token<'f>]| tokens.iter().any(|token| matches!(token.shape, Shape::Prose | Shape::Short));
        if labels.is_empty() || !labels.iter().all(|(at, _)| is_text(&text_of(*at))) {
            continue;
        }
        for (at, column) in labels {
            draft.label_hit(&hits[at]);
            match column {
                GoalColumn::Expected => sides.expected.extend(text_of(at)),
                GoalColumn::Actual => sides.actual.extend(text_of(at)),
                GoalColumn::Aside => {
                    let label = draft.forms.lexicon.pattern(hits[at].pattern).label.clone();
                    super::header_values::other(draft, &label, &text_of(at));
                }
            }
        }
    }
    sides
}

/// Takes out what stands under a header without a place of its own in the record.
fn take_aside<'f>(draft: &mut Draft<'_, 'f>, rows: &mut [Vec<Token<'f>>], columns: &[Head<GoalColumn>], kind: GridKind) {
    // A declaration has the goal of the whole project beside the year's; other forms have three columns.
    if kind == GridKind::Stream && columns.len() > 2 || columns.len() < 2 {
        return;
    }
    for (at, head) in columns.iter().enumerate().filter(|(_, head)| head.field == GoalColumn::Aside) {
        // Borders lie halfway between headers where spans are lost.
        let middle = |left: (u32, u32), right: (u32, u32)| (left.1 + right.0).div_ceil(2);
        let from = at.checked_sub(1).map_or(0, |before| middle(columns[before].span, head.span));
        let to = columns.get(at + 1).map_or(u32::MAX, |next| middle(head.span, next.span));
        let here = |token: &Token<'_>| token.col >= from && token.col < to;
        let taken: Vec<Token<'_>> = rows.iter().flatten().filter(|token| here(token)).cloned().collect();
        rows.iter_mut().for_each(|row| row.retain(|token| !here(token)));
        if !taken.is_empty() {
            let label = super::table::header_text(draft, Some(head.token));
            super::header_values::other(draft, &label, &taken);
        }
    }
}

/// The headers that could be read, with their grid columns.
fn read_heads(draft: &mut Draft<'_, '_>, heads: &[usize]) -> Vec<Head<GoalColumn>> {
    let sheet = draft.sheet;
    let mut columns: Vec<Head<GoalColumn>> = Vec::new();
    let all_hits = || heads.iter().flat_map(|&line| &sheet.lines[line].hits);
    let as_column = |field| match field {
        Field::GoalColumn(column) => Some(column),
        _ => None,
    };
    let is_block = |hit: &Hit| draft.stands_for(hit, |field| field == Field::GoalsBlock);
    // A label that may also be that of the block is a header only where no other is.
    let has_expected =
        all_hits().any(|hit| hit.whole && !is_block(hit) && draft.meaning(hit, as_column) == Some(GoalColumn::Expected));
    for &line in heads {
        let hits = &sheet.lines[line].hits;
        for (index, hit) in hits.iter().enumerate() {
            let block = draft.stands_for(hit, |field| field == Field::GoalsBlock);
            let column = draft.meaning(hit, as_column).filter(|_| !(block && has_expected));
            if !hit.whole || !block && column.is_none() {
                continue;
            }
            draft.label_hit(hit);
            if let Some(column) = column
                && (column == GoalColumn::Aside || !columns.iter().any(|head| head.field == column))
            {
                let span = super::fund_heads::span_of(draft, hit.first, hit.last, hits.get(index + 1).map(|next| next.first));
                columns.push(Head { field: column, span, token: hit.first });
            }
        }
        damaged_heads(draft, line, &mut columns);
    }
    columns.sort_by_key(|head| head.span);
    columns
}

/// A header with wrong characters, in one cell or in several that touch.
fn damaged_heads(draft: &mut Draft<'_, '_>, line: usize, columns: &mut Vec<Head<GoalColumn>>) {
    let sheet = draft.sheet;
    let free: Vec<usize> =
        sheet.lines[line].tokens().filter(|&id| draft.is_free(id) && sheet.tokens[id].shape != Shape::Prose).collect();
    let mut from = 0;
    while from < free.len() {
        let found = (from..free.len().min(from + 4)).rev().find_map(|to| {
            let touch = free[from..=to].windows(2).all(|pair| sheet.tokens[pair[1]].col <= sheet.tokens[pair[0]].end + 1);
            let text: String = free[from..=to].iter().map(|&id| sheet.text(id)).collect();
            let near = draft.nearest(&text, TOLERANCE, |field| match field {
                Field::GoalColumn(column) if !columns.iter().any(|head| head.field == column) => Some(column),
                _ => None,
            });
            // The label at the side and its pieces resemble a header, too.
            let side = draft.nearest(&text, TOLERANCE, |field| (field == Field::GoalsBlock).then_some(()));
            let is_side = is_side_piece(draft, &text)
                || side.is_some_and(|(.., of_side)| near.as_ref().is_some_and(|(.., wrong)| of_side < *wrong));
            near.filter(|_| touch && !is_side).map(|(pattern, column, _)| (to, pattern, column, text))
        });
        match found {
            Some((to, pattern, column, text)) => {
                let label = draft.forms.lexicon.pattern(pattern).label.clone();
                let span = (sheet.tokens[free[from]].col, sheet.tokens[free[to]].end);
                columns.push(Head { field: column, span, token: free[from] });
                draft.label(free[from..=to].iter().copied());
                draft.find(&codes::DAMAGED_LABEL, "/goals", format!("read as the header {label}"), text);
                from = to + 1;
            }
            None => from += 1,
        }
    }
}

/// A piece of the label at the side, damaged or cut (`年度总体目` above `标`), before the first header's grid column.
fn is_side_label(draft: &mut Draft<'_, '_>, token: &Token<'_>, columns: &[Head<GoalColumn>]) -> bool {
    let beside = token.col == 0 || columns.first().is_some_and(|head| token.end <= head.span.0);
    if !beside || token.shape != Shape::Short || token.text.len() > 30 {
        return false;
    }
    let block = |field| matches!(field, Field::GoalsBlock | Field::Header(HeaderField::Heading)).then_some(());
    let is_label = is_side_piece(draft, token.text) || draft.nearest(token.text, TOLERANCE, block).is_some();
    if is_label {
        draft.label([token.id]);
    }
    is_label
}

/// Whether a cell holds nothing that a goal could.
fn is_shard(token: &Token<'_>) -> bool {
    // `sup>`: what a cut left of a tag.
    let cut_tag = || token.text.strip_suffix('>').is_some_and(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'/'));
    token.shape == Shape::Junk || token.shape == Shape::Short && (plausible::is_shard(token.text) || cut_tag())
}

/// Whether a text is the label at the side or a part of it as the definitions write it.
fn is_side_piece(draft: &Draft<'_, '_>, text: &str) -> bool {
    let piece = key(text);
    let block = |field| matches!(field, Field::GoalsBlock | Field::Header(HeaderField::Heading));
    draft.forms.lexicon.of(Some(draft.index), block).any(|pattern| pattern.key.contains(&piece))
}

/// Gives the pieces of all rows to their sides.
fn share<'f>(rows: Vec<Vec<Token<'f>>>, columns: &[Head<GoalColumn>], kind: GridKind, declared: bool) -> Sides<'f> {
    let span = |wanted| columns.iter().find(|head| head.field == wanted).map(|head| head.span);
    let (expected, actual) = (span(GoalColumn::Expected), span(GoalColumn::Actual));
    let mut sides = Sides::default();
    match (expected, actual) {
        // What the whole project's goal left is the year's.
        (Some(_), None) if declared => {
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
