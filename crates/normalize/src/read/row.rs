//! The reading of one row of indicators: how well each token fits each column, and cells that are two in one.

use jixiao_model::{Number, ValueKind};

use super::{branches::Branches, indicator_head::Columns, table};
use crate::{
    columns::Alignment,
    draft::{Draft, has_han},
    forms::field::IndicatorColumn,
    key::key,
    number,
    sheet::{Shape, Token},
    value,
};

/// A second-level label that no definition knows: dearer than a name in two pieces, cheaper than a name out of its place.
const UNKNOWN_LABEL: i32 = 4;

/// The same among cells without places, where a cell is seldom cut: cheaper than a name in two pieces.
pub(super) const UNKNOWN_LOOSE_LABEL: i32 = 2;

/// What cutting a cell must save.
const CUT: i32 = 3;

/// Widest row whose cells are tried to be cut, in cells.
const MAX_CUT_ROW: usize = 32;

/// Most blanks of a cell at which it is tried to be cut.
const MAX_CUTS: usize = 4;

/// The best reading of a row; where a needed column stays empty, a cell that may hold two columns is cut at each of its blanks.
pub(super) fn best_reading<'f>(
    draft: &Draft<'_, 'f>,
    line: usize,
    tokens: Vec<Token<'f>>,
    columns: &Columns,
) -> (Vec<Token<'f>>, Vec<Branches<'f>>, Alignment, bool) {
    let branches = branches_of(draft, line, &tokens);
    let reading = one_reading(draft, &tokens, &branches, columns);
    let hungry = (1..columns.slots.len()).any(|slot| columns.needed(slot) && !reading.slot_of.contains(&Some(slot)));
    let mut best = (tokens, branches, reading, false);
    let with_label = |token: &Token<'f>| {
        let head = token.text.split(' ').next().unwrap_or_default();
        head.ends_with("指标") && head.len() < token.text.len()
    };
    // Each cut aligns the whole row again: no form has rows so wide that it pays.
    if best.0.len() > MAX_CUT_ROW || !hungry && !best.0.iter().any(with_label) {
        return best;
    }
    let tokens = best.0.clone();
    for (position, token) in tokens.iter().enumerate() {
        if token.shape == Shape::Prose {
            continue;
        }
        for (at, _) in token.text.match_indices(' ').take(MAX_CUTS) {
            let (left, right) = token.text.split_at(at);
            if !may_part(left, right, &branches_of(draft, line, &[token.part(left)])) {
                continue;
            }
            let mut cut = tokens.clone();
            let column = token.col;
            cut[position] = Token { end: column + 1, ..token.part(left) };
            cut.insert(position + 1, Token { col: column + 1, end: token.end.max(column + 2), ..token.part(right) });
            let branches = branches_of(draft, line, &cut);
            // Where two cells became one, what follows may have moved to the left.
            let mut moved = cut.clone();
            moved[position + 2..].iter_mut().for_each(|token| {
                token.col += 1;
                token.end += 1;
            });
            for cut in [cut, moved] {
                let reading = one_reading(draft, &cut, &branches, columns);
                // A cut must pay for itself: a wrapped text has blanks too.
                if reading.cost + CUT < best.2.cost {
                    best = (cut, branches.clone(), reading, true);
                }
            }
        }
    }
    best
}

/// Whether a blank may part two columns: a name from its value, a label from what follows. Between other Han characters it is where a
/// line was wrapped.
pub(super) fn may_part(left: &str, right: &str, branches: &[Branches<'_>]) -> bool {
    let label = branches.iter().any(Branches::is_exact);
    // What was reached is what was aimed at, in the same words.
    if left.trim() == right.trim() {
        return true;
    }
    let starts_value = |text: &str| value::read(text.trim()).kind != ValueKind::Qualitative;
    let ends_digit = left.ends_with(|c: char| c.is_ascii_digit() || c == '%');
    // `2023 年第三季度`: a wrapped date.
    if ends_digit && right.trim_start().starts_with(['年', '月', '日', '季']) {
        return false;
    }
    label
        || starts_value(right)
        || (starts_value(left) && !ends_digit)
        || (ends_digit && starts_value(left) && right.trim().chars().count() > 4)
}

/// The labels that each token may be.
pub(super) fn branches_of<'f>(draft: &Draft<'_, 'f>, line: usize, tokens: &[Token<'f>]) -> Vec<Branches<'f>> {
    tokens.iter().map(|token| Branches::new(draft, line, token)).collect()
}

/// The best reading of a row whose cells stay whole.
pub(super) fn one_reading<'f>(
    draft: &Draft<'_, 'f>,
    tokens: &[Token<'f>],
    branches: &[Branches<'f>],
    columns: &Columns,
) -> Alignment {
    let others = columns.other_tree.then_some(UNKNOWN_LABEL);
    let fit = |token: usize, slot: usize| match slot {
        0 => side_fit(&tokens[token]),
        _ => fit(draft, &tokens[token], &branches[token], columns.columns[slot - 1].field, others),
    };
    table::read_row(tokens, &columns.slots, fit, |slot| columns.needed(slot))
}

fn side_fit(token: &Token<'_>) -> i32 {
    match token.shape {
        _ if is_side_piece(token) => 0,
        Shape::Junk => 0,
        Shape::Short if token.text.len() <= 18 => 5,
        Shape::Dash => 3,
        _ => 14,
    }
}

/// How badly a token fits a column.
///
/// `others` is the cost of a second-level label that no definition knows, where there may be any.
pub(super) fn fit<'f>(
    draft: &Draft<'_, 'f>,
    token: &Token<'f>,
    branches: &Branches<'f>,
    column: IndicatorColumn,
    others: Option<i32>,
) -> i32 {
    let short = token.shape == Shape::Short;
    let number = token.shape.number();
    let exact_branch = branches.is_exact();
    match column {
        IndicatorColumn::Level1 => branch_fit(token, branches.level1(draft, token).map(|label| label.wrong)),
        IndicatorColumn::Level2 => match (branches.level2(draft, token), others) {
            (None, Some(cost)) if branches.unknown(draft, token).is_some() => cost,
            (label, _) => branch_fit(token, label.map(|label| label.wrong)),
        },
        IndicatorColumn::Name => match token.shape {
            // What measures a kind may be called like the kind, but for its last word.
            Shape::Short if exact_branch => {
                if token.text.ends_with('标') {
                    6
                } else {
                    3
                }
            }
            Shape::Short if is_valuelike(token.text) => 6,
            // A name with a value behind it is two cells in one.
            Shape::Short if token.text.rsplit_once(' ').is_some_and(|(_, tail)| is_valuelike(tail)) => 4,
            Shape::Short if !has_han(token.text) => 8,
            Shape::Short => 0,
            Shape::Prose => 1,
            Shape::Junk => 8,
            Shape::Dash => 2,
            Shape::Number { .. } => 14,
        },
        IndicatorColumn::Target | IndicatorColumn::Actual => match token.shape {
            Shape::Short if exact_branch => 8,
            Shape::Short | Shape::Number { .. } | Shape::Dash => 0,
            Shape::Prose if column == IndicatorColumn::Actual => 3,
            Shape::Prose => 5,
            Shape::Junk => 8,
        },
        IndicatorColumn::TargetSign => {
            let sign = matches!(token.text, "≥" | "≤" | "=" | "＝" | ">" | "<" | "＞" | "＜" | "定性" | "≧" | "≦");
            if sign {
                0
            } else if token.shape == Shape::Dash {
                1
            } else {
                12
            }
        }
        IndicatorColumn::TargetUnit => match token.shape {
            Shape::Dash => 0,
            _ if token.text.chars().count() <= 6 && number.is_none() => 0,
            _ => 12,
        },
        IndicatorColumn::Weight | IndicatorColumn::Score => match token.shape {
            Shape::Number { percent: false, number } if number <= Number::from_whole(100) => 0,
            Shape::Number { .. } => 12,
            Shape::Dash => 1,
            Shape::Short if number::is_garbled(token.text) => 2,
            Shape::Short if token.text.bytes().next().is_some_and(|b| b.is_ascii_digit()) && token.text.len() <= 8 => 7,
            _ => 20,
        },
        // Anything may stand there.
        IndicatorColumn::Aside => match token.shape {
            Shape::Junk => 5,
            _ => i32::from(exact_branch) * 8,
        },
        IndicatorColumn::Reason | IndicatorColumn::Remark => match token.shape {
            Shape::Prose | Shape::Dash => 0,
            _ if exact_branch => 12,
            _ if others == Some(UNKNOWN_LOOSE_LABEL) && branches.unknown(draft, token).is_some() => UNKNOWN_LOOSE_LABEL,
            // A damaged label of the tree.
            Shape::Short if is_near_branch(draft, token, branches) => 8,
            Shape::Short if short && has_han(token.text) => i32::from(token.text.len() <= 6 && token.text != "无") * 2,
            Shape::Short => 6,
            Shape::Junk => 5,
            Shape::Number { .. } => 9,
        },
    }
}

/// Whether a text is most of a label of the tree.
fn is_near_branch<'f>(draft: &Draft<'_, 'f>, token: &Token<'f>, branches: &Branches<'f>) -> bool {
    let length = token.text.chars().count();
    let near = |wrong: Option<usize>| wrong.is_some_and(|wrong| wrong * 100 <= length * 34);
    token.text.ends_with('标')
        && (near(branches.level2(draft, token).map(|label| label.wrong))
            || near(branches.level1(draft, token).map(|label| label.wrong)))
}

/// Whether a short text is a number with a comparator or a unit.
pub(super) fn is_valuelike(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || "≥≤＞＜><=".contains(c))
        || text.starts_with("不")
        || text.starts_with("达到");
    starts && text.bytes().any(|b| b.is_ascii_digit())
}

fn branch_fit(token: &Token<'_>, wrong: Option<usize>) -> i32 {
    match (wrong, token.shape) {
        (Some(wrong), _) => wrong as i32,
        (None, Shape::Short) if token.text.len() <= 24 => 9,
        (None, Shape::Junk) => 5,
        (None, Shape::Dash) => 4,
        _ => 18,
    }
}

/// A piece of the label at the side, such as `年度绩效` or `标`.
pub(super) fn is_side_piece(token: &Token<'_>) -> bool {
    let key = key(token.text);
    !key.is_empty() && key.chars().all(|c| "年度项目绩效指标".contains(c))
}
