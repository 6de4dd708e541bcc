//! The reading of one form: lines to blocks, blocks to fields.

mod branches;
mod closing;
mod doubts;
mod fund_cells;
mod fund_heads;
mod fund_labels;
mod fund_pairs;
mod funds;
mod goal_sides;
mod goals;
mod header;
mod header_values;
mod indicator_head;
mod indicators;
mod levels;
mod loose;
mod management;
mod placed;
mod plausible;
mod raw_row;
mod row;
mod table;
pub(crate) mod title;
mod unknown;

pub(crate) use funds::Execution;
use jixiao_model::{FormKind, Record, Source, Warning, codes};
pub(crate) use unknown::is_label as is_unknown_label;

use crate::{
    FormText, Forms, analytics,
    blocks::{self, Block},
    checks, choose, doubted,
    draft::Draft,
    forms::field::{Field, IndicatorColumn},
    sheet::Sheet,
    splitter::MAX_FORM_ROWS,
};

/// Evidence for a definition: a title of its own, a label that marks it, a label that it prints, a label that it does not.
const TITLE: i32 = 8;
const MARK: i32 = 6;
const KNOWN: i32 = 2;
const FOREIGN: i32 = -3;

/// Evidence against a definition without scores: the head of the indicators has columns for what was reached and for its score.
const SCORED: i32 = 12;

/// A definition that knows fewer than this share of the form's labels, in percent, is only the nearest one.
const WELL_KNOWN: usize = 60;

/// Reads one form. `source` carries the form's number in its input; pages are filled in from the cells. `warnings` are the input's
/// own doubts, which every record of the input repeats as findings at `/source`.
pub fn normalize(form: &FormText, forms: &Forms, source: Source, warnings: &[Warning]) -> Record {
    let sheet = Sheet::new(form, &forms.lexicon);
    let (definition, known) = recognise(&sheet, forms);
    let blocks = blocks::assign(&sheet, &forms.lexicon, Some(definition));
    let mut draft = Draft::new(&sheet, forms, definition, source);
    draft.label(sheet.over_heads.iter().map(|(above, _)| *above));
    for warning in warnings {
        draft.find(warning.code, "/source", warning.message.as_str(), warning.raw.as_str());
    }
    if form.cut_off {
        let message = format!("the form has more than {MAX_FORM_ROWS} rows; those below are not read");
        draft.find(&codes::LIMIT_REACHED, "/source", message, "");
    }
    if known < WELL_KNOWN {
        draft.find(&codes::UNKNOWN_FORM, "/form/variant", format!("it knows {known} of 100 labels of this form"), "");
    }
    let lines = |wanted: &[Block]| -> Vec<usize> { (0..blocks.len()).filter(|&line| wanted.contains(&blocks[line])).collect() };
    header::read(&mut draft, &lines(&[Block::Lead]), &lines(&[Block::Header]));
    let execution = funds::read(&mut draft, &lines(&[Block::FundsHead]), &lines(&[Block::FundsRow]));
    management::read(&mut draft, &lines(&[Block::Management]));
    goals::read(&mut draft, &lines(&[Block::GoalsHead]), &lines(&[Block::GoalsRow]));
    let points = indicators::read(&mut draft, &blocks);
    closing::read(&mut draft, &blocks, points);
    choose::run(&mut draft, execution);
    checks::run(&mut draft, execution);
    doubted::run(&mut draft);
    analytics::run(&mut draft, execution);
    draft.finish()
}

/// The definition that fits the labels best, and how many in a hundred of the labels it knows.
fn recognise(sheet: &Sheet<'_>, forms: &Forms) -> (usize, usize) {
    let mut patterns: Vec<usize> = sheet.lines.iter().flat_map(|line| line.hits.iter().map(|hit| hit.pattern)).collect();
    patterns.sort_unstable();
    patterns.dedup();
    let mut scores = vec![0; forms.definitions().len()];
    let mut known = vec![0usize; scores.len()];
    let mut labels = 0;
    for id in patterns {
        let pattern = forms.lexicon.pattern(id);
        let printed_by = pattern.definitions();
        labels += usize::from(printed_by != 0);
        for (index, score) in scores.iter_mut().enumerate() {
            let has = |mask: u64| mask & (1 << index) != 0;
            if has(pattern.title_of) {
                *score += TITLE;
            } else if pattern.title_of != 0 && forms.definition(index).kind() == FormKind::TransferSelfEvaluation {
                // A title of another family speaks against it: its sources of money are those of many projects.
                *score -= TITLE;
            }
            if has(pattern.mark_of) {
                *score += MARK;
            }
            if has(printed_by) {
                *score += KNOWN;
                known[index] += 1;
            } else if printed_by != 0 {
                *score += FOREIGN;
            }
        }
    }
    let scored = prints_scores(sheet, forms);
    for (index, score) in scores.iter_mut().enumerate() {
        if scored && !forms.definition(index).rules.scored {
            *score -= SCORED;
        }
    }
    let best = (0..scores.len()).max_by_key(|&index| (scores[index], std::cmp::Reverse(index))).unwrap_or(0);
    (best, (known[best] * 100).checked_div(labels).unwrap_or(0))
}

/// Whether the head of an indicator table has columns for weights, scores and what was reached.
fn prints_scores(sheet: &Sheet<'_>, forms: &Forms) -> bool {
    let wanted = [IndicatorColumn::Actual, IndicatorColumn::Weight, IndicatorColumn::Score];
    sheet.lines.iter().any(|line| {
        let has = |column| {
            line.hits.iter().any(|hit| {
                hit.whole && forms.lexicon.pattern(hit.pattern).fields(None).any(|field| field == Field::IndicatorColumn(column))
            })
        };
        wanted.into_iter().all(has)
    })
}
