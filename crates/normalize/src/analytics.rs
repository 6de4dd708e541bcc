//! Patterns that a reviewer asks about: findings of the family [`jixiao_model::CodeFamily::Analytic`].
//!
//! They take the values as read and say nothing about how well they were read. Where a value that they need is missing they are
//! silent: [`crate::checks`] has said so already.

use jixiao_model::{Code, Indicator, Level2Kind, Record, ValueKind, codes};
use rust_decimal::Decimal;

use crate::{checks::Execution, draft::Draft};

/// More of the budget than this, left over, is worth a question (DOMAIN: a finance-system product's yellow flag).
const UNSPENT: Decimal = Decimal::from_parts(2, 0, 0, false, 1);

/// The indicators may outrun the spending by this part of their own share (the same product's red flag).
const OUTRUN: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// Fewer indicators than this may agree with their targets by chance.
const MIN_EXACT: usize = 3;

/// What was found: a code, where and in which words.
type Pattern = (&'static Code, String, String);

pub(crate) fn run(draft: &mut Draft<'_, '_>, execution: Option<Execution>) {
    let spending = execution.map(|execution| execution.row);
    for (code, at, message) in patterns(&draft.record, spending) {
        draft.find(code, at, message, "");
    }
}

/// Every pattern of a record whose row of funds `spending` carries the points for execution.
fn patterns(record: &Record, spending: Option<usize>) -> Vec<Pattern> {
    let found = [
        score_outruns_spending(record, spending),
        budget_unspent(record, spending),
        full_marks_low_execution(record, spending),
        targets_met_exactly(record),
        zero_quantity_full_quality(record),
    ];
    found.into_iter().flatten().collect()
}

/// Sum of the weights and of the scores of all indicators; `None` where one is missing.
fn points(record: &Record) -> Option<(Decimal, Decimal)> {
    let mut sums = (Decimal::ZERO, Decimal::ZERO);
    let rows =
        record.indicators.iter().filter(|row| row.weight.is_some() || row.name.as_deref().is_some_and(|name| name != "不适用"));
    for row in rows {
        sums = (sums.0.checked_add(row.weight?.0)?, sums.1.checked_add(row.score?.0)?);
    }
    (!sums.0.is_zero()).then_some(sums)
}

/// Full-year budget (else the initial one), and what was executed.
fn budget_and_executed(record: &Record, spending: usize) -> Option<(Decimal, Decimal)> {
    let row = record.funds.rows.get(spending)?;
    Some((row.full_budget.or(row.initial_budget)?.0, row.executed?.0))
}

fn is_budget_unspent(budget: Decimal, executed: Decimal) -> Option<bool> {
    Some(budget.checked_sub(executed)? > UNSPENT.checked_mul(budget)?)
}

fn score_outruns_spending(record: &Record, spending: Option<usize>) -> Option<Pattern> {
    let row = spending?;
    let (weight, score) = points(record)?;
    let funds = record.funds.rows.get(row)?;
    let (spending_weight, spending_score) = (funds.weight?.0, funds.score?.0);
    // score/weight × (1 − 5 %) > spending score / spending weight, without a division that would round.
    let indicators = score.checked_mul(Decimal::ONE - OUTRUN)?.checked_mul(spending_weight)?;
    let outruns = indicators > spending_score.checked_mul(weight)? && spending_weight > Decimal::ZERO && weight > Decimal::ZERO;
    let message = format!("{score} of {weight} points for the indicators, {spending_score} of {spending_weight} for execution");
    outruns.then(|| (&codes::SCORE_OUTRUNS_SPENDING, format!("/funds/rows/{row}/score"), message))
}

fn budget_unspent(record: &Record, spending: Option<usize>) -> Option<Pattern> {
    let row = spending?;
    let (budget, executed) = budget_and_executed(record, row)?;
    let unspent = budget.is_zero() || is_budget_unspent(budget, executed)?;
    let message = format!("{executed} of {budget} executed");
    unspent.then(|| (&codes::BUDGET_UNSPENT, format!("/funds/rows/{row}/executed"), message))
}

fn full_marks_low_execution(record: &Record, spending: Option<usize>) -> Option<Pattern> {
    let (weight, score) = points(record)?;
    let (budget, executed) = budget_and_executed(record, spending?)?;
    let low = !budget.is_zero() && is_budget_unspent(budget, executed)?;
    let message = format!("{score} of {weight} points with {executed} of {budget} executed");
    (low && score == weight).then(|| (&codes::FULL_MARKS_LOW_EXECUTION, "/total/score".to_owned(), message))
}

/// Indicators that count: some points can be had for them.
fn weighted(record: &Record) -> impl Iterator<Item = (usize, &Indicator)> {
    record.indicators.iter().enumerate().filter(|(_, row)| row.weight.is_some_and(|weight| !weight.0.is_zero()))
}

fn has_full_points(row: &Indicator) -> bool {
    row.weight.is_some() && row.weight == row.score
}

/// Whether the actual value repeats the target: the same words, or the same number in the same unit.
fn repeats_target(row: &Indicator) -> bool {
    let (target, actual) = (&row.target, &row.actual);
    let same_unit = actual.unit.is_none() || target.unit.is_none() || actual.unit == target.unit;
    match (target.number, actual.number) {
        _ if target.kind == ValueKind::Blank => false,
        (Some(wanted), Some(reached)) => wanted == reached && same_unit,
        _ => target.text == actual.text,
    }
}

fn targets_met_exactly(record: &Record) -> Option<Pattern> {
    let n_weighted = weighted(record).count();
    let exact = n_weighted >= MIN_EXACT && weighted(record).all(|(_, row)| repeats_target(row) && has_full_points(row));
    exact.then(|| (&codes::TARGETS_MET_EXACTLY, "/indicators".to_owned(), format!("all {n_weighted} results repeat their targets")))
}

fn zero_quantity_full_quality(record: &Record) -> Option<Pattern> {
    let number = |row: &Indicator| row.actual.number.map(|number| number.0);
    let of = |kind: Level2Kind| weighted(record).filter(move |(_, row)| row.level2.kind == Some(kind));
    // A target of zero counts mishaps: reaching it is no lack of work.
    let aims_high = |row: &Indicator| row.target.number.is_none_or(|target| !target.0.is_zero());
    let (_, none) = of(Level2Kind::Quantity).find(|(_, row)| number(row) == Some(Decimal::ZERO) && aims_high(row))?;
    let full = |row: &Indicator| row.actual.kind == ValueKind::Percent && number(row) >= Some(Decimal::ONE_HUNDRED);
    let (row, all) = of(Level2Kind::Quality).find(|(_, row)| full(row) && has_full_points(row))?;
    let name = |row: &Indicator| row.name.clone().unwrap_or_default();
    let message = format!("{} is {}, and {} is {}", name(none), none.actual.text, name(all), all.actual.text);
    Some((&codes::ZERO_QUANTITY_FULL_QUALITY, format!("/indicators/{row}/actual"), message))
}

#[cfg(test)]
mod tests {
    use jixiao_model::{Form, FormKind, FundKind, FundRow, Funds, Level1, Level2, Number, Reader, Source};

    use super::*;
    use crate::value::read;

    fn number(text: &str) -> Option<Number> {
        (!text.is_empty()).then(|| text.parse().unwrap())
    }

    /// Kind, target, actual value, weight and score; an empty text is none.
    type Row = (Level2Kind, &'static str, &'static str, &'static str, &'static str);

    /// Budget, executed, weight and score of the row of funds; a row for each indicator.
    fn codes(funds: [&str; 4], rows: &[Row]) -> Vec<&'static str> {
        let [budget, executed, weight, score] = funds.map(number);
        let fund = FundRow {
            kind: FundKind::Total,
            label: None,
            initial_budget: None,
            full_budget: budget,
            executed,
            weight,
            rate: None,
            score,
        };
        let indicators = rows.iter().map(|&(kind, target, actual, weight, score)| Indicator {
            goal: None,
            level1: Level1 { kind: None, label: None, weight: None },
            level2: Level2 { kind: Some(kind), label: None },
            name: Some("指标".into()),
            target: read(target),
            actual: read(actual),
            weight: number(weight),
            score: number(score),
            reason: None,
        });
        let source = Source {
            path: String::new(),
            sha256: String::new(),
            form_index: 1,
            first_page: None,
            last_page: None,
            reader: Reader::Text,
        };
        let form = Form { kind: FormKind::ProjectSelfEvaluation, variant: String::new(), title: None, fiscal_year: None };
        let funds = Funds { unit: None, rows: vec![fund] };
        let record = Record { funds, indicators: indicators.collect(), ..Record::empty(source, form) };
        patterns(&record, Some(0)).into_iter().map(|(code, _, _)| code.id).collect()
    }

    use Level2Kind::{Quality, Quantity, Social, Timeliness};

    /// Points of one indicator beside those of execution.
    fn outruns(score: &'static str, spending: &str) -> bool {
        let row = (Social, "提升", "有所提升", "90", score);
        codes(["100", "100", "10", spending], &[row]).contains(&"score-outruns-spending")
    }

    #[test]
    fn scores_outrun_spending_by_more_than_a_twentieth() {
        // Full points and 9.5 of 10: exactly 5 %.
        assert!(!outruns("90", "9.5"));
        assert!(outruns("90", "9.49"));
        // 45 of 90 is a half; 4.75 of 10 is a half less 5 % of it.
        assert!(!outruns("45", "4.75"));
        assert!(outruns("45", "4.7"));
        assert!(!outruns("0", "0"));
    }

    #[test]
    fn nothing_is_said_where_a_number_is_missing() {
        let row = (Social, "提升", "有所提升", "90", "90");
        assert_eq!(codes(["100", "", "10", ""], &[row]), [""; 0]);
        assert_eq!(codes(["100", "10", "10", "1"], &[(Social, "提升", "有所提升", "90", "")]), ["budget-unspent"]);
    }

    #[test]
    fn more_than_a_fifth_unspent_is_said_with_full_points_or_without() {
        let row = |score| (Social, "提升", "有所提升", "90", score);
        assert_eq!(codes(["100.00", "80.00", "10", "10"], &[row("90")]), [""; 0]);
        assert_eq!(codes(["100.00", "79.99", "10", "10"], &[row("90")]), ["budget-unspent", "full-marks-low-execution"]);
        assert_eq!(codes(["100.00", "79.99", "10", "10"], &[row("89")]), ["budget-unspent"]);
        assert_eq!(codes(["0.00", "0.00", "10", "10"], &[row("90")]), ["budget-unspent"]);
    }

    #[test]
    fn results_that_repeat_all_targets_are_said() {
        let exact = [
            (Quantity, "≥20 台", "20", "30", "30"),
            (Timeliness, "及时", "及时", "30", "30"),
            (Social, "提升", "提升", "30", "30"),
            (Quality, "不适用", "不适用", "0", "0"),
        ];
        let full = ["100", "100", "10", "10"];
        assert_eq!(codes(full, &exact), ["targets-met-exactly"]);
        assert_eq!(codes(full, &exact[..2]), [""; 0]);
        let mut other_number = exact;
        other_number[0].2 = "21";
        assert_eq!(codes(full, &other_number), [""; 0]);
        let mut deducted = exact;
        deducted[1].4 = "29";
        assert_eq!(codes(full, &deducted), [""; 0]);
        let mut blank = exact;
        (blank[1].1, blank[1].2) = ("", "");
        assert_eq!(codes(full, &blank), [""; 0]);
    }

    #[test]
    fn a_quality_of_all_among_none_is_said() {
        let found = |quantity: Row, quality: Row| codes(["100", "100", "10", "10"], &[quantity, quality]);
        let (none, all) = ((Quantity, "4 宗", "0", "45", "0"), (Quality, "90%", "100%", "45", "45"));
        assert_eq!(found(none, all), ["zero-quantity-full-quality"]);
        assert_eq!(found((Quantity, "4 宗", "1", "45", "0"), all), [""; 0]);
        // No mishaps were wanted, and none happened.
        assert_eq!(found((Quantity, "0", "0", "45", "45"), all), [""; 0]);
        assert_eq!(found(none, (Quality, "90%", "99%", "45", "45")), [""; 0]);
        assert_eq!(found(none, (Quality, "90%", "100%", "45", "44")), [""; 0]);
    }
}
