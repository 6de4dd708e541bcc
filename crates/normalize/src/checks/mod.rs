//! The arithmetic of the form: every check with its outcome, and a finding for each that fails.
//!
//! A check that fails says whether one misread digit would explain it ([`jixiao_model::CheckCause::Reading`], with a suggestion that
//! is never applied) or not. A check whose operands could not all be read does not apply.

mod funds;
mod points;
mod suggest;
mod values;

use jixiao_model::{Check, CheckCause, CheckOutcome, Code, GridKind, Indicator, Number, Record, codes};
use rust_decimal::Decimal;

pub(crate) use crate::read::Execution;
use crate::{draft::Draft, forms::Rules};

/// The identities of the form: sums, rates and the score for spending, of which each number is a part.
pub(crate) const IDENTITIES: [&Code; 6] =
    [&codes::FUND_SUM, &codes::RATE, &codes::EXEC_SCORE, &codes::WEIGHT_SUM, &codes::SCORE_SUM, &codes::LEVEL_WEIGHT];

/// Runs every check that the definition asks for.
pub(crate) fn run(draft: &mut Draft<'_, '_>, execution: Option<Execution>) {
    let rules = draft.definition().rules;
    let mut tests = Tests::default();
    funds::run(&draft.record, &rules, execution, &mut tests);
    points::run(&draft.record, &rules, execution, &mut tests);
    values::run(&draft.record, &rules, &mut tests);
    suggest::run(&mut tests);
    unproved(draft, &tests);
    for test in tests.0 {
        if test.check.outcome == CheckOutcome::Fail {
            let at = test.check.at.first().cloned().unwrap_or_default();
            draft.find(test.code, at, test.message, "");
        }
        draft.record.checks.push(test.check);
    }
}

/// How the identities came out.
pub(crate) fn identities(record: &Record, rules: &Rules, execution: Option<Execution>) -> Vec<Check> {
    let mut tests = Tests::default();
    funds::run(record, rules, execution, &mut tests);
    points::run(record, rules, execution, &mut tests);
    tests.0.into_iter().filter(|test| IDENTITIES.iter().any(|code| **code == *test.code)).map(|test| test.check).collect()
}

/// The rows of funds that no rate proves where the amounts of one contradict its rate: all rows stand in the same columns, and
/// where these are the wrong ones, sums hold nevertheless.
fn rows_of_doubtful_columns(rows: usize, tests: &Tests) -> Vec<usize> {
    let came_out = |row: usize, outcome: CheckOutcome| {
        let rate = format!("/funds/rows/{row}/rate");
        tests.0.iter().any(|test| *test.code == codes::RATE && test.check.outcome == outcome && test.check.at.contains(&rate))
    };
    if !(0..rows).any(|row| came_out(row, CheckOutcome::Fail)) {
        return Vec::new();
    }
    (0..rows).filter(|&row| !came_out(row, CheckOutcome::Pass)).collect()
}

/// Says of each row whose points no sum could prove that this is so: with an operand lost, a wrong digit in another stays unseen. In cells
/// that came without rows, a sum that fails, or that the form lacks, proves nothing about any row either.
fn unproved(draft: &mut Draft<'_, '_>, tests: &Tests) {
    let loose = draft.sheet.lines.iter().any(|line| line.kind == GridKind::Stream);
    let unproved = |code: &Code| {
        let mut made = tests.0.iter().filter(|test| *test.code == *code).map(|test| test.check.outcome).peekable();
        let none = made.peek().is_none();
        loose && none || made.any(|outcome| outcome == CheckOutcome::NotApplicable || loose && outcome == CheckOutcome::Fail)
    };
    let why = "no sum that holds has it among its numbers";
    if unproved(&codes::WEIGHT_SUM) || unproved(&codes::SCORE_SUM) {
        let counts = |row: &Indicator| row.weight.or(row.score).is_some() || loose;
        let rows: Vec<usize> =
            draft.record.indicators.iter().enumerate().filter(|(_, row)| counts(row)).map(|(row, _)| row).collect();
        for row in rows {
            draft.find(&codes::POINTS_UNPROVED, format!("/indicators/{row}"), why, "");
        }
        if draft.record.total.weight.or(draft.record.total.score).is_some() {
            draft.find(&codes::POINTS_UNPROVED, "/total", why, "");
        }
    }
    // A row whose label is lost may be half of another.
    let inferred = |finding: &jixiao_model::Finding| finding.code == codes::FUND_LABEL_INFERRED.id;
    let torn = draft.record.findings.iter().any(inferred);
    if torn || loose && unproved(&codes::FUND_SUM) {
        for row in 0..draft.record.funds.rows.len() {
            draft.find(&codes::AMOUNT_UNPROVED, format!("/funds/rows/{row}"), why, "");
        }
    }
    for row in rows_of_doubtful_columns(draft.record.funds.rows.len(), tests) {
        let why = "the amounts of a row contradict its rate, and no rate proves these";
        draft.find(&codes::AMOUNT_UNPROVED, format!("/funds/rows/{row}"), why, "");
    }
    let unmade_columns: Vec<String> = tests
        .0
        .iter()
        .filter(|test| !loose && *test.code == codes::FUND_SUM && test.check.outcome == CheckOutcome::NotApplicable)
        .flat_map(|test| test.check.at.clone())
        .collect();
    for pointer in unmade_columns {
        draft.find(&codes::AMOUNT_UNPROVED, pointer, why, "");
    }
}

/// A check that was made, with what a finding says about it.
pub(super) struct Test {
    pub(super) code: &'static Code,
    pub(super) check: Check,
    pub(super) message: String,
    /// The sum behind it: operands with their signs add up to zero. Empty for what is no sum.
    pub(super) terms: Vec<Term>,
    /// How far the sum may be from zero.
    pub(super) tolerance: Decimal,
}

/// An operand of a sum.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) pointer: String,
    pub(super) value: Decimal,
    pub(super) negative: bool,
}

#[derive(Default)]
pub(super) struct Tests(pub(super) Vec<Test>);

impl Tests {
    fn push(
        &mut self,
        code: &'static Code,
        at: Vec<String>,
        outcome: CheckOutcome,
        values: Option<(Decimal, Decimal)>,
        message: String,
    ) {
        let (expected, found) = values.map_or((None, None), |(expected, found)| (Some(Number(expected)), Some(Number(found))));
        let cause = (outcome == CheckOutcome::Fail).then_some(CheckCause::Document);
        let check = Check { rule: code.id.to_owned(), outcome, at, expected, found, cause, suggestion: None };
        self.0.push(Test { code, check, message, terms: Vec::new(), tolerance: Decimal::ZERO });
    }

    pub(super) fn not_applicable(&mut self, code: &'static Code, at: Vec<String>) {
        self.push(code, at, CheckOutcome::NotApplicable, None, String::new());
    }

    /// A comparison of two numbers.
    pub(super) fn compare(&mut self, code: &'static Code, at: Vec<String>, passes: bool, expected: Decimal, found: Decimal) {
        let outcome = if passes { CheckOutcome::Pass } else { CheckOutcome::Fail };
        let message = if passes { String::new() } else { format!("{} expected, {} printed", expected.normalize(), found) };
        self.push(code, at, outcome, Some((expected, found)), message);
    }

    /// A statement about one place.
    pub(super) fn fail(&mut self, code: &'static Code, at: Vec<String>, message: impl Into<String>) {
        self.push(code, at, CheckOutcome::Fail, None, message.into());
    }

    /// A rule for every row, which held for all of them.
    pub(super) fn pass(&mut self, code: &'static Code, at: &str) {
        self.push(code, vec![at.to_owned()], CheckOutcome::Pass, None, String::new());
    }

    /// `total` is the sum of `parts`, within `tolerance`. The total's place comes first.
    pub(super) fn sum(&mut self, code: &'static Code, total: (String, Decimal), parts: Vec<(String, Decimal)>, tolerance: Decimal) {
        let expected: Decimal = parts.iter().map(|(_, value)| *value).sum();
        let off = (expected - total.1).abs();
        // The sum of printed numbers is exact in every form seen: what the tolerance covers is worth a note.
        if !off.is_zero() && off <= tolerance {
            let places = std::iter::once(&total.0).chain(parts.iter().map(|(pointer, _)| pointer)).cloned().collect();
            self.compare(&codes::SUM_ROUNDING, places, false, expected, total.1);
        }
        let at = std::iter::once(total.0.clone()).chain(parts.iter().map(|(pointer, _)| pointer.clone())).collect();
        let passes = (expected - total.1).abs() <= tolerance;
        self.compare(code, at, passes, expected, total.1);
        if let Some(test) = self.0.last_mut() {
            test.tolerance = tolerance;
            test.terms.push(Term { pointer: total.0, value: total.1, negative: true });
            test.terms.extend(parts.into_iter().map(|(pointer, value)| Term { pointer, value, negative: false }));
        }
    }
}

/// A hundredth: the printed precision of points and amounts (rules.tsv).
pub(super) fn cent() -> Decimal {
    Decimal::new(1, 2)
}
