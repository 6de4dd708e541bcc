//! Amounts in lists of label and amount, without column headers, as declarations print them.

use jixiao_model::{FundKind, FundRow, codes};

use super::{funds, table::Column};
use crate::{
    draft::{Draft, Joined},
    forms::field::{Field, FundColumn, HeaderField},
    key::key,
    sheet::Token,
};

/// Reads a block without column headers: each label has its amount beside it, and two lists may stand side by side, the whole project's
/// and the year's.
pub(super) fn read(draft: &mut Draft<'_, '_>, rows: &[usize]) {
    let sheet = draft.sheet;
    let mut project_list: Option<u32> = None;
    for &line in rows {
        let hits = &sheet.lines[line].hits;
        let is_amount = |field| field == Field::Header(HeaderField::TotalAmount);
        let of_project =
            hits.iter().find(|hit| hit.whole && draft.stands_for(hit, is_amount)).map(|hit| sheet.tokens[hit.first].col);
        for (index, hit) in hits.iter().enumerate() {
            let kind = draft.meaning(hit, |field| match field {
                Field::FundRow(kind) => Some(Some(kind)),
                Field::FundsBlock => Some(None),
                _ if is_amount(field) => Some(None),
                _ => None,
            });
            let Some(kind) = kind.filter(|_| hit.whole) else { continue };
            draft.label_hit(hit);
            let end = hits.get(index + 1).map_or(sheet.lines[line].end, |next| next.first);
            let values: Vec<Token<'_>> =
                (hit.last + 1..end.max(hit.last + 1)).filter(|&id| draft.is_free(id)).map(|id| sheet.tokens[id].clone()).collect();
            let label_column = sheet.tokens[hit.first].col;
            match kind {
                None if draft.stands_for(hit, is_amount) => super::header::amount(draft, values),
                None => {}
                // Beside or below the whole project's amount: its sources, for which the record has no place.
                Some(kind) if kind != FundKind::Total && (of_project.is_some() || project_list == Some(label_column)) => {
                    let label = draft.forms.lexicon.pattern(hit.pattern).label.clone();
                    super::header::other(draft, &label, &values);
                }
                Some(kind) => {
                    if kind == FundKind::Total && of_project.is_some() {
                        project_list = of_project;
                    }
                    push_pair(draft, line, kind, hit.first..=hit.last, &values);
                }
            }
        }
        if hits.is_empty() {
            funds::read_row(draft, line, &[Column { field: FundColumn::InitialBudget, span: None, printed: false, head: None }]);
        }
    }
}

fn push_pair<'f>(
    draft: &mut Draft<'_, 'f>,
    line: usize,
    kind: FundKind,
    label: std::ops::RangeInclusive<usize>,
    values: &[Token<'f>],
) {
    let index = draft.record.funds.rows.len();
    let mut pieces: Vec<Token<'f>> = label.map(|id| draft.sheet.tokens[id].clone()).collect();
    if let Some(before) = pieces[0].id.checked_sub(1).filter(|id| draft.sheet.lines[line].tokens().contains(id))
        && draft.is_free(before)
        && key(draft.sheet.text(before)) == "其中"
    {
        pieces.insert(0, draft.sheet.tokens[before].clone());
    }
    let label = draft.text(&format!("/funds/rows/{index}/label"), &pieces, Joined::Split, 100);
    let pointer = format!("/funds/rows/{index}/initial_budget");
    let initial_budget = match values.iter().find(|token| token.shape.number().is_some()).or(values.first()) {
        Some(token) => draft.number(&pointer, token, 100),
        None => {
            draft.find(&codes::NUMBER_MISSING, pointer, "the label has no amount beside it", "");
            None
        }
    };
    draft.record.funds.rows.push(FundRow {
        kind,
        label,
        initial_budget,
        full_budget: None,
        executed: None,
        weight: None,
        rate: None,
        score: None,
    });
}
