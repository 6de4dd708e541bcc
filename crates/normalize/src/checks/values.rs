//! Checks of targets, actual values and reasons, row by row.

use jixiao_model::{Code, Indicator, Level2Kind, Record, ValueKind, codes};
use rust_decimal::Decimal;

use super::Tests;
use crate::forms::Rules;

/// Marks of a template that was not filled in.
const PLACEHOLDERS: &[&str] = &["XX", "××", "**", "……", "字以内", "此处填写"];

/// A check of one indicator: what is wrong, and at which keys of it.
type RowCheck = fn(&Indicator, &Rules) -> Option<(String, &'static [&'static str])>;

/// Every row check, with its code.
const CHECKS: &[(&Code, RowCheck)] = &[
    (&codes::REASON_REQUIRED, reason_required),
    (&codes::TARGET_BLANK, target_blank),
    (&codes::NA_WEIGHT, not_applicable_weight),
    (&codes::OVER_DELIVERY, over_delivery),
    (&codes::UNDER_FULL, under_full),
    (&codes::MET_NOT_FULL, met_not_full),
    (&codes::PLACEHOLDER, placeholder),
    (&codes::PERCENT_RANGE, percent_range),
    (&codes::COST_SIGN, cost_sign),
];

pub(super) fn run(record: &Record, rules: &Rules, tests: &mut Tests) {
    if record.indicators.is_empty() {
        return;
    }
    for (code, check) in CHECKS {
        let mut held = true;
        for (row, indicator) in record.indicators.iter().enumerate() {
            if let Some((message, keys)) = check(indicator, rules) {
                held = false;
                tests.fail(code, keys.iter().map(|key| format!("/indicators/{row}/{key}")).collect(), message);
            }
        }
        if held {
            tests.pass(code, "/indicators");
        }
    }
}

fn reason_required(indicator: &Indicator, _: &Rules) -> Option<(String, &'static [&'static str])> {
    let (weight, score) = (indicator.weight?, indicator.score?);
    (score < weight && indicator.reason.is_none())
        .then(|| (format!("{score} of {weight} points without a reason"), &["reason"] as _))
}

fn target_blank(indicator: &Indicator, rules: &Rules) -> Option<(String, &'static [&'static str])> {
    let weighted = indicator.weight.is_none_or(|weight| !weight.0.is_zero()) && indicator.name.is_some();
    let blank = |kind| kind == ValueKind::Blank;
    let missing = match (blank(indicator.target.kind), rules.scored && blank(indicator.actual.kind)) {
        (true, true) => "target and actual value are blank",
        (true, false) => "the target is blank",
        (false, true) => "the actual value is blank",
        (false, false) => return None,
    };
    weighted.then(|| (missing.to_owned(), &["target", "actual"] as _))
}

fn not_applicable_weight(indicator: &Indicator, _: &Rules) -> Option<(String, &'static [&'static str])> {
    let weight = indicator.weight?;
    let not_applicable = indicator.name.as_deref() == Some("不适用") || indicator.target.text == "不适用";
    let scored = indicator.score.is_some_and(|score| !score.0.is_zero());
    (not_applicable && (!weight.0.is_zero() || scored))
        .then(|| ("an indicator that does not apply has points".to_owned(), &["weight", "score"] as _))
}

/// Target and actual as numbers of one unit; a unit that the actual leaves out is the target's.
fn numbers(indicator: &Indicator) -> Option<(Decimal, Decimal)> {
    let (target, actual) = (indicator.target.number?, indicator.actual.number?);
    let comparable =
        indicator.actual.unit.is_none() || indicator.actual.unit == indicator.target.unit || indicator.target.unit.is_none();
    comparable.then_some((target.0, actual.0))
}

/// Whether less is better: an upper bound.
fn is_upper_bound(indicator: &Indicator) -> bool {
    matches!(indicator.target.comparator.as_deref(), Some("≤" | "<"))
}

fn over_delivery(indicator: &Indicator, _: &Rules) -> Option<(String, &'static [&'static str])> {
    let (target, actual) = numbers(indicator)?;
    // Shares are capped at a hundred: exceeding one by a fifth says little.
    let over = indicator.target.kind == ValueKind::Quantity && target > Decimal::ZERO && !is_upper_bound(indicator);
    let far = actual >= target.checked_mul(Decimal::new(12, 1))?;
    (over && far && indicator.reason.is_none()).then(|| (format!("{actual} for {target} without a reason"), &["actual"] as _))
}

fn is_met(indicator: &Indicator) -> Option<bool> {
    let (target, actual) = numbers(indicator)?;
    Some(if is_upper_bound(indicator) { actual <= target } else { actual >= target })
}

fn under_full(indicator: &Indicator, _: &Rules) -> Option<(String, &'static [&'static str])> {
    // A target of zero counts mishaps: none is the best.
    let (target, _) = numbers(indicator)?;
    let (weight, score) = (indicator.weight?, indicator.score?);
    // Without a comparator a cost or a count of mishaps may mean an upper bound.
    let direction_known = indicator.target.comparator.is_some()
        || !matches!(indicator.level2.kind, Some(Level2Kind::Cost | Level2Kind::CostEconomic));
    let full = score == weight && !weight.0.is_zero();
    (direction_known && !target.is_zero() && full && is_met(indicator) == Some(false))
        .then(|| ("the target is missed and the score is full".to_owned(), &["score", "actual", "target"] as _))
}

fn met_not_full(indicator: &Indicator, _: &Rules) -> Option<(String, &'static [&'static str])> {
    let (weight, score) = (indicator.weight?, indicator.score?);
    (score < weight && is_met(indicator) == Some(true))
        .then(|| (format!("the target is met, {score} of {weight} points are given"), &["score"] as _))
}

fn placeholder(indicator: &Indicator, _: &Rules) -> Option<(String, &'static [&'static str])> {
    let has = |text: &str| PLACEHOLDERS.iter().any(|mark| text.contains(mark));
    let texts: [(&str, &'static [&'static str]); 4] = [
        (indicator.name.as_deref().unwrap_or_default(), &["name"]),
        (&indicator.target.text, &["target"]),
        (&indicator.actual.text, &["actual"]),
        (indicator.reason.as_deref().unwrap_or_default(), &["reason"]),
    ];
    texts.into_iter().find(|(text, _)| has(text)).map(|(text, keys)| (format!("a placeholder is left in {text}"), keys))
}

fn percent_range(indicator: &Indicator, _: &Rules) -> Option<(String, &'static [&'static str])> {
    let hundred = Decimal::ONE_HUNDRED;
    let over =
        |value: &jixiao_model::Value| value.kind == ValueKind::Percent && value.number.is_some_and(|number| number.0 > hundred);
    if over(&indicator.target) {
        Some((format!("a target of {}", indicator.target.text), &["target"]))
    } else if over(&indicator.actual) {
        Some((format!("an actual value of {}", indicator.actual.text), &["actual"]))
    } else {
        None
    }
}

fn cost_sign(indicator: &Indicator, _: &Rules) -> Option<(String, &'static [&'static str])> {
    let cost = matches!(indicator.level2.kind, Some(Level2Kind::Cost | Level2Kind::CostEconomic));
    let lower_bound = matches!(indicator.target.comparator.as_deref(), Some("≥" | ">"));
    (cost && lower_bound).then(|| (format!("a cost of {}", indicator.target.text), &["target"] as _))
}
