//! Amounts in lists of label and amount, without column headers, as declarations print them.

use jixiao_model::{FundKind, FundRow, codes};

use super::{funds, table::Column};
use crate::{
    draft::{Draft, Joined},
    forms::field::{Field, FundColumn, HeaderField},
    key::key,
    sheet::{Shape, Token},
};

/// How many characters in a hundred of a label may be wrong where an amount follows it.
const TOLERANCE: usize = 34;

/// What a label of such a list stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Meaning {
    Block,
    ProjectAmount,
    Source(FundKind),
}

fn meaning_of(field: Field) -> Option<Meaning> {
    match field {
        Field::FundRow(kind) => Some(Meaning::Source(kind)),
        Field::FundsBlock => Some(Meaning::Block),
        Field::Header(HeaderField::TotalAmount) => Some(Meaning::ProjectAmount),
        _ => None,
    }
}

/// A label of a line, in its place.
struct Label {
    meaning: Meaning,
    first: usize,
    last: usize,
    /// What a damaged label was read as.
    read_as: Option<String>,
    /// As the definition writes it.
    written: String,
}

/// Reads a block without column headers: each label has its amount beside it, and two lists may stand side by side, the whole project's
/// and the year's.
pub(super) fn read(draft: &mut Draft<'_, '_>, lines: &[usize]) {
    let sheet = draft.sheet;
    let mut project_list: Option<u32> = None;
    // Below the whole project's amount stand its sources, until the year's total comes.
    let mut below_project = false;
    for &line in lines {
        let labels = labels_of(draft, line);
        let column_of = |label: &Label| sheet.tokens[label.first].col;
        let of_project = labels.iter().find(|label| label.meaning == Meaning::ProjectAmount).map(column_of);
        for (index, label) in labels.iter().enumerate() {
            draft.label((label.first..=label.last).filter(|&token| sheet.tokens[token].shape == Shape::Short));
            let end = labels.get(index + 1).map_or(sheet.lines[line].end, |next| next.first);
            let values: Vec<Token<'_>> = (label.last + 1..end.max(label.last + 1))
                .filter(|&id| draft.is_free(id))
                .map(|id| sheet.tokens[id].clone())
                .collect();
            match label.meaning {
                Meaning::Block => {}
                Meaning::ProjectAmount => {
                    below_project = draft.record.funds.rows.is_empty();
                    if let Some(read_as) = &label.read_as {
                        draft.find(&codes::DAMAGED_LABEL, "/project/total_amount", message(read_as), sheet.text(label.first));
                    }
                    super::header_values::amount(draft, values);
                }
                // Beside or below the whole project's amount: its sources, for which the record has no place.
                Meaning::Source(kind)
                    if kind != FundKind::Total
                        && (of_project.is_some()
                            || below_project && !is_of_a_year(kind)
                            || project_list == Some(column_of(label))) =>
                {
                    super::header_values::other(draft, &label.written, &values);
                }
                Meaning::Source(kind) => {
                    below_project = false;
                    if kind == FundKind::Total && of_project.is_some() {
                        project_list = of_project;
                    }
                    push_pair(draft, line, kind, label, &values);
                }
            }
        }
        if labels.is_empty() {
            funds::read_row(draft, line, &[Column { field: FundColumn::InitialBudget, span: None, printed: false, head: None }]);
        }
    }
}

fn message(read_as: &str) -> String {
    format!("read as the label {read_as}")
}

/// The labels of a line from left to right: sound ones, and damaged ones before an amount.
fn labels_of(draft: &Draft<'_, '_>, line: usize) -> Vec<Label> {
    let sheet = draft.sheet;
    let written = |pattern| draft.forms.lexicon.pattern(pattern).label.clone();
    let sound = sheet.lines[line].hits.iter().filter(|hit| hit.whole).filter_map(|hit| {
        let meaning = draft.meaning(hit, meaning_of)?;
        Some(Label { meaning, first: hit.first, last: hit.last, read_as: None, written: written(hit.pattern) })
    });
    let mut labels: Vec<Label> = sound.collect();
    for id in sheet.lines[line].tokens() {
        let covered = labels.iter().any(|label| (label.first..=label.last).contains(&id));
        let before_amount = sheet.lines[line].tokens().contains(&(id + 1)) && sheet.tokens[id + 1].shape.number().is_some();
        if covered || !before_amount || sheet.tokens[id].shape != Shape::Short || !draft.is_free(id) {
            continue;
        }
        if let Some((pattern, meaning, _)) = draft.nearest(sheet.text(id), TOLERANCE, meaning_of) {
            let written = written(pattern);
            labels.push(Label { meaning, first: id, last: id, read_as: Some(written.clone()), written });
        }
    }
    labels.sort_by_key(|label| label.first);
    labels
}

/// Whether a source says of which year it is: 当年财政拨款, 上年结转资金.
fn is_of_a_year(kind: FundKind) -> bool {
    matches!(kind, FundKind::FiscalCurrent | FundKind::CarryOver)
}

fn push_pair<'f>(draft: &mut Draft<'_, 'f>, line: usize, kind: FundKind, label: &Label, values: &[Token<'f>]) {
    let index = draft.record.funds.rows.len();
    let mut pieces: Vec<Token<'f>> = (label.first..=label.last).map(|id| draft.sheet.tokens[id].clone()).collect();
    if let Some(before) = pieces[0].id.checked_sub(1).filter(|id| draft.sheet.lines[line].tokens().contains(id))
        && draft.is_free(before)
        && key(draft.sheet.text(before)) == "其中"
    {
        pieces.insert(0, draft.sheet.tokens[before].clone());
    }
    let label_at = format!("/funds/rows/{index}/label");
    let label = match &label.read_as {
        Some(read_as) => {
            draft.origin(&label_at, &pieces, 80, &[&codes::DAMAGED_LABEL]);
            draft.find(&codes::DAMAGED_LABEL, label_at, message(read_as), pieces[0].text);
            Some(read_as.clone())
        }
        None => draft.text(&label_at, &pieces, Joined::Split, 100),
    };
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
