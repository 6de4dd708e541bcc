//! The goals block: what was expected, what was reached.

use jixiao_model::{Goal, codes};

use super::plausible;
use crate::{
    draft::{Draft, Joined},
    forms::field::{Field, GoalColumn, HeaderField},
    key::key,
    sheet::{Shape, Token},
};

/// How many characters in a hundred of a goal header may be wrong.
const TOLERANCE: usize = 50;

/// Words that tell what was done from what was planned.
const DONE: &[&str] = &["完成了", "已完成", "实际", "取得了", "提供了", "开展了", "全部完成", "圆满", "已达", "有效保障了"];

/// Reads the block as one goal.
pub(super) fn read(draft: &mut Draft<'_, '_>, heads: &[usize], rows: &[usize]) {
    if heads.is_empty() && rows.is_empty() {
        return;
    }
    let columns = read_heads(draft, heads);
    let mut expected: Vec<Token<'_>> = Vec::new();
    let mut actual: Vec<Token<'_>> = Vec::new();
    let mut long_term: Vec<Token<'_>> = Vec::new();
    let sheet = draft.sheet;
    let mut doubtful = false;
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
        doubtful |= share(&tokens, &columns, &mut expected, &mut actual, &mut long_term);
    }
    if !long_term.is_empty() {
        super::header::other(draft, "项目总目标", &long_term);
    }
    let lone_sign = |tokens: &[Token<'_>]| tokens.iter().all(|token| token.shape == Shape::Dash);
    expected.retain(|token| token.shape != Shape::Dash);
    if lone_sign(&actual) {
        actual.clear();
    }
    let expected = draft.text("/goals/0/expected", &expected, Joined::Shredded, 100);
    let actual = draft.text("/goals/0/actual", &actual, Joined::Shredded, 100);
    if doubtful {
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
        draft.forms.lexicon.of(Some(draft.index), |field| block(field).is_some()).any(|(_, pattern)| pattern.key.contains(&piece));
    let is_label = is_piece || draft.nearest(token.text, TOLERANCE, block).is_some();
    if is_label {
        draft.label([token.id]);
    }
    is_label
}

/// Gives each piece of a row to a side; says whether that is in doubt.
///
/// The texts stand in merged cells whose borders are lost: a piece belongs to the header whose middle is nearer to it. Where two
/// pieces stand on one side and none on the other, the second is the other side's: exports move a text to the left, never over another.
fn share<'f>(
    tokens: &[Token<'f>],
    columns: &[(GoalColumn, (u32, u32))],
    expected: &mut Vec<Token<'f>>,
    actual: &mut Vec<Token<'f>>,
    long_term: &mut Vec<Token<'f>>,
) -> bool {
    let span = |wanted| columns.iter().find(|(column, _)| *column == wanted).map(|(_, span)| *span);
    let (left, right, right_side) = match (span(GoalColumn::Expected), span(GoalColumn::Actual), span(GoalColumn::LongTerm)) {
        (Some(left), Some(right), _) => (left, right, true),
        // A declaration: the whole project's goal beside the year's.
        (Some(year), None, Some(whole)) => {
            let (left, right) = (whole.min(year), whole.max(year));
            let boundary = left.1 + right.0;
            for token in tokens {
                let side = if token.col * 2 >= boundary { right } else { left };
                if side == whole { long_term.push(token.clone()) } else { expected.push(token.clone()) }
            }
            return false;
        }
        (Some(_), None, None) => {
            expected.extend_from_slice(tokens);
            return tokens.len() > 1;
        }
        (None, Some(right), _) => (right, right, true),
        (None, None, _) => {
            // No header at all: two texts are one for each side.
            let half = tokens.len().div_ceil(2);
            expected.extend_from_slice(&tokens[..half]);
            actual.extend_from_slice(&tokens[half..]);
            return !tokens.is_empty();
        }
    };
    let mut doubtful = span(GoalColumn::Expected).is_none();
    let boundary = if doubtful { 2 * right.0 } else { left.1 - 1 + right.0 };
    let is_right = |token: &Token<'f>| right_side && token.col * 2 >= boundary;
    let sides: Vec<bool> = tokens.iter().map(is_right).collect();
    // A piece halfway between the headers could stand on either side.
    // A list that starts, or a sentence that ended before, tells on which.
    doubtful |= tokens.iter().enumerate().any(|(at, token)| {
        let starts_list = token.text.starts_with("1.") || token.text.starts_with("1、");
        let after_sentence = at > 0 && tokens[at - 1].text.ends_with('。');
        token.col * 2 == boundary && token.end <= right.0 && tokens.len() > 2 && !starts_list && !after_sentence
    });
    if tokens.len() == 2 && sides == [false, false] && expected.is_empty() && actual.is_empty() {
        expected.push(tokens[0].clone());
        actual.push(tokens[1].clone());
        return true;
    }
    if let ([only], [false], true) = (tokens, sides.as_slice(), expected.is_empty() && actual.is_empty())
        && DONE.iter().any(|word| only.text.contains(word))
    {
        doubtful = true;
    }
    for (token, right) in tokens.iter().zip(sides) {
        if right { actual.push(token.clone()) } else { expected.push(token.clone()) }
    }
    doubtful
}

fn ends_sentence(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.ends_with(['。', ';', '；', '!', '！']))
}

/// A goal is made of sentences, and ends like one; short ones may do without a full stop.
fn seems_cut(text: &str) -> bool {
    let starts_inside = text.starts_with(['、', ',', '，', ';', '；', '。']);
    let ends_inside = text.ends_with(['、', ',', '，', ':', '：', '(', '（', '的', '及', '和', '与', '或']);
    starts_inside || ends_inside
}
