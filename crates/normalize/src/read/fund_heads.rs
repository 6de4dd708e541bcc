//! The head of the funds block: its columns, and the unit of its amounts.

use jixiao_model::{FundUnit, GridKind, codes};

use super::table::{self, Head, SLIGHTLY};
use crate::{
    draft::Draft,
    forms::field::{Field, FundColumn},
    key::key,
    sheet::{Shape, Token},
};

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

/// The headers and the grid columns under them; marks them as labels.
pub(super) fn read_heads(draft: &mut Draft<'_, '_>, heads: &[usize]) -> Vec<Head<FundColumn>> {
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
        // The label at the side begins in the head: `预算` of 预算执行情况 is no header.
        if id == draft.sheet.lines[line].first && is_side_piece(draft, token) {
            draft.label([id]);
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
        if let Some((left, right)) = table::two_headers(draft, token.text, free) {
            printed.extend([left, right].map(|field| Head { field, span: (token.col, token.end), token: id }));
            draft.label([id]);
            draft.find(&codes::DAMAGED_LABEL, "/funds", "read as two headers in one cell", token.text);
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

/// Whether a cell is the beginning of the label of the block.
fn is_side_piece(draft: &Draft<'_, '_>, token: &Token<'_>) -> bool {
    let piece = key(token.text);
    let mut labels = draft.forms.lexicon.of(Some(draft.index), |field| field == Field::FundsBlock);
    labels.any(|label| label.key.len() > piece.len() && label.key.starts_with(&piece))
}

/// The unit, from the label of the block, whose pieces stand before the rows.
pub(super) fn read_unit(draft: &mut Draft<'_, '_>, heads: &[usize], rows: &[usize]) {
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
