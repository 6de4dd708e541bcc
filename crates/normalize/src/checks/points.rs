//! Checks of weights and scores: sums, ranges, branches, grade.

use jixiao_model::{Number, Record, codes};
use rust_decimal::Decimal;

use super::{Execution, Tests, cent};
use crate::forms::Rules;

pub(super) fn run(record: &Record, rules: &Rules, execution: Option<Execution>, tests: &mut Tests) {
    let spending = execution.map(|execution| execution.row);
    weights(record, rules, spending, tests);
    scores(record, rules, spending, tests);
    branches(record, tests);
    ranges(record, rules, spending, tests);
    grade(record, tests);
}

fn at(row: usize, key: &str) -> String {
    format!("/indicators/{row}/{key}")
}

/// Points of every indicator that prints some; `None` where one is missing though others are there.
fn points(record: &Record, key: &str, value: fn(&jixiao_model::Indicator) -> Option<Number>) -> Option<Vec<(String, Decimal)>> {
    record
        .indicators
        .iter()
        .enumerate()
        // A row that names nothing, or to which nothing applies, may leave its points out.
        .filter(|(_, indicator)| value(indicator).is_some() || indicator.name.as_deref().is_some_and(|name| name != "不适用"))
        .map(|(row, indicator)| Some((at(row, key), value(indicator)?.0)))
        .collect()
}

/// Weights of the indicators and of spending make the whole.
fn weights(record: &Record, rules: &Rules, spending: Option<usize>, tests: &mut Tests) {
    if record.indicators.iter().all(|indicator| indicator.weight.is_none()) {
        return;
    }
    let places = || (0..record.indicators.len()).map(|row| at(row, "weight")).collect();
    let Some(mut parts) = points(record, "weight", |indicator| indicator.weight) else {
        tests.not_applicable(&codes::WEIGHT_SUM, places());
        return;
    };
    let spending_weight = spending.and_then(|row| Some((format!("/funds/rows/{row}/weight"), record.funds.rows[row].weight?.0)));
    let whole = record.total.weight.map_or(Decimal::from(rules.total), |weight| weight.0);
    let sum: Decimal = parts.iter().map(|(_, weight)| *weight).sum();
    let without_spending = whole - Decimal::from(rules.execution_weight);
    let total_at = "/total/weight".to_owned();
    match spending_weight {
        Some(spending) => {
            parts.push(spending);
            tests.sum(&codes::WEIGHT_SUM, (total_at, whole), parts, cent());
        }
        // Points for spending are not printed here: the indicators alone make the whole, or leave its share.
        None => {
            let whole = if sum == without_spending { without_spending } else { whole };
            tests.sum(&codes::WEIGHT_SUM, (total_at, whole), parts, cent());
        }
    }
}

/// Scores of the indicators and of spending make the total.
fn scores(record: &Record, rules: &Rules, spending: Option<usize>, tests: &mut Tests) {
    if !rules.scored || record.indicators.iter().all(|indicator| indicator.score.is_none()) && record.total.score.is_none() {
        return;
    }
    let spending_score = spending.and_then(|row| Some((format!("/funds/rows/{row}/score"), record.funds.rows[row].score?.0)));
    let mut parts = points(record, "score", |indicator| indicator.score);
    let total_at = "/total/score".to_owned();
    match (&mut parts, record.total.score, spending_score) {
        (Some(parts), Some(total), Some(spending)) => {
            parts.push(spending);
            // Forms may round each score: rules.tsv allows 0.05 in the sum.
            tests.sum(&codes::SCORE_SUM, (total_at, total.0), std::mem::take(parts), Decimal::new(5, 2));
        }
        _ => {
            let places = std::iter::once(total_at).chain((0..record.indicators.len()).map(|row| at(row, "score"))).collect();
            tests.not_applicable(&codes::SCORE_SUM, places);
        }
    }
}

/// Weights below a branch add up to the number in its label.
fn branches(record: &Record, tests: &mut Tests) {
    let mut from = 0;
    let rows = &record.indicators;
    while from < rows.len() {
        let same = |row: usize| rows[row].level1.label == rows[from].level1.label && rows[row].goal == rows[from].goal;
        let to = (from..rows.len()).find(|&row| !same(row)).unwrap_or(rows.len());
        if let Some(weight) = rows[from].level1.weight {
            let parts: Option<Vec<_>> = (from..to)
                .filter(|&row| rows[row].name.is_some())
                .map(|row| Some((at(row, "weight"), rows[row].weight?.0)))
                .collect();
            match parts {
                Some(parts) => tests.sum(&codes::LEVEL_WEIGHT, (at(from, "level1/weight"), weight.0), parts, cent()),
                None => tests.not_applicable(&codes::LEVEL_WEIGHT, vec![at(from, "level1/weight")]),
            }
        }
        from = to;
    }
}

/// Every score lies between zero and its weight.
fn ranges(record: &Record, rules: &Rules, spending: Option<usize>, tests: &mut Tests) {
    let whole = Decimal::from(rules.total);
    let tolerance = Decimal::new(1, 3);
    let of_spending =
        spending.map(|row| (format!("/funds/rows/{row}"), record.funds.rows[row].weight, record.funds.rows[row].score));
    let of_indicators = record
        .indicators
        .iter()
        .enumerate()
        .map(|(row, indicator)| (format!("/indicators/{row}"), indicator.weight, indicator.score));
    if let Some(score) = record.total.score
        && score.0 > whole
    {
        tests.compare(&codes::SCORE_RANGE, vec!["/total/score".to_owned()], false, whole, score.0);
    }
    let mut checked = false;
    let mut held = true;
    for (pointer, weight, score) in of_spending.into_iter().chain(of_indicators) {
        let (Some(weight), Some(score)) = (weight, score) else { continue };
        checked = true;
        if score.0 < Decimal::ZERO || score.0 > weight.0 + tolerance {
            held = false;
            tests.compare(
                &codes::SCORE_RANGE,
                vec![format!("{pointer}/score"), format!("{pointer}/weight")],
                false,
                weight.0,
                score.0,
            );
        }
    }
    if checked && held {
        tests.pass(&codes::SCORE_RANGE, "/indicators");
    }
}

/// The printed grade fits the total under one of the two scales in use (DOMAIN.md §1).
fn grade(record: &Record, tests: &mut Tests) {
    let (Some(grade), Some(score)) = (&record.total.grade, record.total.score) else { return };
    let Some(rank) = ["优", "良", "中", "差"].iter().position(|word| grade.starts_with(word)) else { return };
    let fits = [[90, 80, 60], [80, 70, 60]].iter().any(|scale| {
        let by_score = scale.iter().position(|&least| score.0 >= Decimal::from(least)).unwrap_or(3);
        by_score == rank
    });
    if fits {
        tests.pass(&codes::GRADE_MATCH, "/total/grade");
    } else {
        tests.fail(
            &codes::GRADE_MATCH,
            vec!["/total/grade".to_owned(), "/total/score".to_owned()],
            format!("{grade} with {} points", score.0),
        );
    }
}
