//! The form's arithmetic chooses among readings that the recogniser of a scan held possible.
//!
//! Where an identity fails (a sum, a rate, the score for spending) and exactly one choice of other readings of its numbers satisfies it
//! without breaking another identity, that choice is taken. One other reading is tried before two. Where no choice does, or more than
//! one, all stays as it was read, with the failed check.

use jixiao_model::{Check, CheckOutcome, Number, OtherReading, Record, codes};

use crate::{
    checks::{self, Execution},
    draft::{Draft, number_at},
};

/// Most numbers that are changed in one record: a form of which more are wrong is not read but guessed.
const MOST_CHANGES: usize = 8;

/// Most pairs of other readings tried for an identity: some twenty numbers with three other readings each.
const MOST_PAIRS: usize = 2048;

/// Another reading for one number.
#[derive(Clone)]
struct Change<'f> {
    pointer: String,
    number: Number,
    reading: &'f OtherReading,
}

/// Takes other readings where the form's identities ask for them.
pub(crate) fn run(draft: &mut Draft<'_, '_>, execution: Option<Execution>) {
    for _ in 0..MOST_CHANGES {
        let Some((rule, changes)) = next_choice(draft, execution) else { return };
        for change in changes {
            apply(draft, &rule, &change);
        }
    }
}

/// The first identity that a choice satisfies, and the choice.
fn next_choice<'f>(draft: &Draft<'_, 'f>, execution: Option<Execution>) -> Option<(String, Vec<Change<'f>>)> {
    if draft.choices.is_empty() {
        return None;
    }
    let rules = draft.definition().rules;
    let identities = |record: &Record| checks::identities(record, &rules, execution);
    let before = identities(&draft.record);
    let failing: Vec<&Check> = before.iter().filter(|check| check.outcome == CheckOutcome::Fail).collect();
    failing.iter().find_map(|wanted| {
        let changes = changes_of(draft, wanted);
        let satisfies = |changes: &[&Change<'f>]| {
            let mut record = draft.record.clone();
            for change in changes {
                *place(&mut record, &change.pointer)? = Some(change.number);
            }
            let same = |a: &Check, b: &Check| a.rule == b.rule && a.at.first() == b.at.first();
            let still_fails = |check: &Check| check.outcome == CheckOutcome::Fail;
            let after = identities(&record);
            let holds = after.iter().any(|check| same(check, wanted) && check.outcome == CheckOutcome::Pass);
            let breaks =
                after.iter().filter(|check| still_fails(check)).any(|check| !failing.iter().any(|known| same(known, check)));
            (holds && !breaks).then(|| changes.iter().copied().cloned().collect::<Vec<_>>())
        };
        let mut alone = changes.iter().filter_map(|change| satisfies(&[change]));
        let found = match (alone.next(), alone.next()) {
            (Some(only), None) => Some(only),
            (Some(_), Some(_)) => None,
            (None, _) => {
                let pairs = changes.iter().enumerate().flat_map(|(index, first)| {
                    changes[index + 1..].iter().filter(|second| second.pointer != first.pointer).map(move |second| [first, second])
                });
                let mut paired = pairs.take(MOST_PAIRS).filter_map(|pair| satisfies(&pair));
                paired.next().filter(|_| paired.next().is_none())
            }
        };
        found.map(|changes| (wanted.rule.clone(), changes))
    })
}

/// What else the numbers of an identity may be.
fn changes_of<'f>(draft: &Draft<'_, 'f>, check: &Check) -> Vec<Change<'f>> {
    let mut changes: Vec<Change<'f>> = Vec::new();
    for (pointer, readings) in draft.choices.iter().filter(|(pointer, _)| check.at.contains(pointer)) {
        let mut record = draft.record.clone();
        let printed = place(&mut record, pointer).and_then(|number| *number);
        for reading in *readings {
            let Some(number) = number_at(pointer, &reading.text) else { continue };
            let is_new =
                printed != Some(number) && !changes.iter().any(|change| change.pointer == *pointer && change.number == number);
            if is_new {
                changes.push(Change { pointer: pointer.clone(), number, reading });
            }
        }
    }
    changes
}

fn apply(draft: &mut Draft<'_, '_>, rule: &str, change: &Change<'_>) {
    let Some(number) = place(&mut draft.record, &change.pointer) else { return };
    *number = Some(change.number);
    draft.repaired(&change.pointer, &codes::READING_CHOSEN);
    let raw = draft.record.provenance.get(&change.pointer).map(|origin| origin.raw.clone()).unwrap_or_default();
    let message =
        format!("read as `{}` ({} of 1000), since that satisfies `{rule}`", change.reading.text, change.reading.per_mille);
    draft.find(&codes::READING_CHOSEN, change.pointer.as_str(), message, raw);
    // A number that was chosen is not chosen again.
    draft.choices.retain(|(pointer, _)| *pointer != change.pointer);
}

/// The number at a pointer, for those that identities are made of.
fn place<'r>(record: &'r mut Record, pointer: &str) -> Option<&'r mut Option<Number>> {
    let mut steps = pointer.split('/').skip(1);
    let place = match (steps.next()?, steps.next()?, steps.next(), steps.next(), steps.next()) {
        ("funds", "rows", Some(row), Some(key), None) => {
            let row = record.funds.rows.get_mut(row.parse::<usize>().ok()?)?;
            match key {
                "initial_budget" => &mut row.initial_budget,
                "full_budget" => &mut row.full_budget,
                "executed" => &mut row.executed,
                "weight" => &mut row.weight,
                "rate" => &mut row.rate,
                "score" => &mut row.score,
                _ => return None,
            }
        }
        ("indicators", row, Some(key), None, None) => {
            let row = record.indicators.get_mut(row.parse::<usize>().ok()?)?;
            match key {
                "weight" => &mut row.weight,
                "score" => &mut row.score,
                _ => return None,
            }
        }
        ("total", "weight", None, None, None) => &mut record.total.weight,
        ("total", "score", None, None, None) => &mut record.total.score,
        _ => return None,
    };
    Some(place)
}
