//! Checks of the funds block: sums of sources, rates, the score for spending.

use jixiao_model::{FundKind, FundRow, Number, Record, codes};
use rust_decimal::Decimal;

use super::{Execution, Tests, cent};
use crate::forms::{RateBase, Rules};

/// A column of amounts, by its key in the record.
type Column = (&'static str, fn(&FundRow) -> Option<Number>);

const AMOUNTS: [Column; 3] =
    [("initial_budget", |row| row.initial_budget), ("full_budget", |row| row.full_budget), ("executed", |row| row.executed)];

pub(super) fn run(record: &Record, rules: &Rules, execution: Option<Execution>, tests: &mut Tests) {
    sums(record, execution, tests);
    let base = base(record, rules);
    for (index, row) in record.funds.rows.iter().enumerate() {
        rate(index, row, base, tests);
    }
    if let Some(execution) = execution {
        score(record, rules, execution.row, base, tests);
    }
    shift(record, tests);
}

fn at(row: usize, key: &str) -> String {
    format!("/funds/rows/{row}/{key}")
}

/// Column by column, the total is the sum of its sources.
fn sums(record: &Record, execution: Option<Execution>, tests: &mut Tests) {
    let Some(Execution { row: total }) = execution else { return };
    let sources: Vec<usize> = (0..record.funds.rows.len()).filter(|&row| record.funds.rows[row].kind != FundKind::Total).collect();
    if sources.is_empty() {
        return;
    }
    for sources in partitions(record, total, &sources) {
        sums_of(record, total, &sources, tests);
    }
}

/// The lists of sources that each make up the total: one, unless the form divides the total in several ways (`按收入性质分:…`,
/// `按支出性质分:…`). Where sources are divided again (财政拨款 into 中央 and 省级), only the parts count, if with them every column adds up.
fn partitions(record: &Record, total: usize, sources: &[usize]) -> Vec<Vec<usize>> {
    let rows = &record.funds.rows;
    let divides = |row: usize| rows[row].label.as_deref().is_some_and(|label| label.starts_with('按') && label.contains('分'));
    let mut lists: Vec<Vec<usize>> = Vec::new();
    for &row in sources {
        match lists.last_mut().filter(|_| !divides(row)) {
            Some(list) => list.push(row),
            None => lists.push(vec![row]),
        }
    }
    if lists.len() > 1 || sources.iter().any(|&row| row < total) || adds_up(record, total, sources) {
        return lists;
    }
    let parts = leaves(record, sources);
    if parts.len() < sources.len() && adds_up(record, total, &parts) { vec![parts] } else { lists }
}

/// Whether every column that is read in full adds up, and some column is.
fn adds_up(record: &Record, whole: usize, parts: &[usize]) -> bool {
    let rows = &record.funds.rows;
    let mut made = AMOUNTS.iter().filter_map(|(_, value)| {
        let sum: Decimal = parts.iter().map(|&row| value(&rows[row]).map(|number| number.0)).sum::<Option<Decimal>>()?;
        Some((sum - value(&rows[whole])?.0).abs() <= cent())
    });
    made.next().is_some_and(|first| first && made.all(|holds| holds))
}

/// The sources without those that the two or more below them make up in every column.
fn leaves(record: &Record, sources: &[usize]) -> Vec<usize> {
    let is_zero =
        |row: usize| AMOUNTS.iter().all(|(_, value)| value(&record.funds.rows[row]).is_none_or(|number| number.0.is_zero()));
    // Parts say that they are: 其中 stands before the first, or all of them are levels of government.
    let rows = &record.funds.rows;
    let is_part = |row: usize| {
        rows[row].label.as_deref().is_some_and(|label| label.starts_with("其中"))
            || matches!(rows[row].kind, FundKind::Central | FundKind::Local)
    };
    let divided = |at: usize| {
        sources.get(at + 1).is_some_and(|&next| is_part(next))
            && !is_part(sources[at])
            && !is_zero(sources[at])
            && (at + 3..=sources.len()).any(|end| adds_up(record, sources[at], &sources[at + 1..end]))
    };
    (0..sources.len()).filter(|&at| !divided(at)).map(|at| sources[at]).collect()
}

fn sums_of(record: &Record, total: usize, sources: &[usize], tests: &mut Tests) {
    // `其中:` before a lone source says that it is a part; nobody printed the rest.
    let first = &record.funds.rows[sources[0]];
    let partial = sources.len() == 1 && first.label.as_deref().is_some_and(|label| label.starts_with("其中"));
    for (key, value) in AMOUNTS {
        let values: Vec<Option<Number>> = sources.iter().map(|&row| value(&record.funds.rows[row])).collect();
        let whole = value(&record.funds.rows[total]);
        if whole.is_none() && values.iter().all(Option::is_none) {
            continue;
        }
        match (whole, values.iter().copied().collect::<Option<Vec<_>>>()) {
            (Some(whole), Some(parts)) if partial && parts[0] < whole => {
                tests.not_applicable(&codes::FUND_SUM, vec![at(total, key), at(sources[0], key)]);
            }
            (Some(whole), Some(parts)) => {
                let parts = sources.iter().zip(parts).map(|(&row, number)| (at(row, key), number.0)).collect();
                tests.sum(&codes::FUND_SUM, (at(total, key), whole.0), parts, cent());
            }
            _ => {
                let places = std::iter::once(total).chain(sources.iter().copied()).map(|row| at(row, key)).collect();
                tests.not_applicable(&codes::FUND_SUM, places);
            }
        }
    }
}

/// The column that rates divide by: the definition's where it was read, else the other one.
fn base(record: &Record, rules: &Rules) -> Column {
    let [initial, full, _] = AMOUNTS;
    let read = |column: Column| record.funds.rows.iter().any(|row| column.1(row).is_some());
    // Where both are printed, the form divides by the one that the rates fit.
    let fits = |column: Column| {
        record.funds.rows.iter().all(|row| match (row.rate, row.executed, column.1(row)) {
            (Some(rate), Some(executed), Some(budget)) if !budget.0.is_zero() => {
                let half_unit = Decimal::new(5, rate.0.scale() + 1);
                executed.0.checked_div(budget.0).is_some_and(|exact| (exact - rate.0).abs() <= half_unit)
            }
            _ => true,
        })
    };
    if rules.rate_base == RateBase::InitialBudget && read(initial) && read(full) && !fits(initial) && fits(full) {
        return full;
    }
    match rules.rate_base {
        RateBase::InitialBudget if read(initial) || !read(full) => initial,
        RateBase::FullBudget if !read(full) && read(initial) => initial,
        _ => full,
    }
}

/// The printed rate is executed over budget, to the digits that are printed.
fn rate(index: usize, row: &FundRow, base: Column, tests: &mut Tests) {
    let Some(rate) = row.rate else { return };
    let places = vec![at(index, "rate"), at(index, "executed"), at(index, base.0)];
    let (Some(executed), Some(budget)) = (row.executed, base.1(row)) else {
        tests.not_applicable(&codes::RATE, places);
        return;
    };
    if budget.0.is_zero() {
        // The rate of nothing is printed as zero or left out; money spent without a budget is worth a note.
        match (executed.0.is_zero(), rate.0.is_zero()) {
            (true, true) => tests.not_applicable(&codes::RATE, places),
            (true, false) => tests.compare(&codes::RATE, places, false, Decimal::ZERO, rate.0),
            (false, _) => tests.fail(&codes::BUDGET_ZERO, places, "money was spent without a budget"),
        }
        return;
    }
    let Some(exact) = executed.0.checked_div(budget.0) else {
        tests.not_applicable(&codes::RATE, places);
        return;
    };
    let half_unit = Decimal::new(5, rate.0.scale() + 1);
    tests.compare(&codes::RATE, places.clone(), (exact - rate.0).abs() <= half_unit, exact.round_dp(rate.0.scale() + 2), rate.0);
    if executed > budget {
        tests.fail(&codes::EXEC_CAP, places[1..].to_vec(), "more was spent than budgeted");
    }
}

/// The score for spending: its weight times the rate, at most the weight (DOMAIN.md §5.2).
fn score(record: &Record, rules: &Rules, total: usize, base: Column, tests: &mut Tests) {
    let row = &record.funds.rows[total];
    if !rules.scored || (row.score.is_none() && row.weight.is_none()) {
        return;
    }
    let mut places: Vec<String> = ["score", "weight", "rate", "executed"].iter().map(|key| at(total, key)).collect();
    places.push(at(total, base.0));
    let weight = row.weight.map_or(Decimal::from(rules.execution_weight), |weight| weight.0);
    let exact = match (row.executed, base.1(row)) {
        (Some(executed), Some(budget)) if !budget.0.is_zero() => executed.0.checked_div(budget.0),
        _ => None,
    };
    let printed = row.rate.map(|rate| rate.0);
    let (Some(score), Some(rate)) = (row.score, printed.or(exact)) else {
        tests.not_applicable(&codes::EXEC_SCORE, places);
        return;
    };
    let of = |rate: Decimal| weight.checked_mul(rate).map(|points| points.min(weight));
    let near =
        |rate: Option<Decimal>, tolerance: Decimal| rate.and_then(of).is_some_and(|points| (points - score.0).abs() <= tolerance);
    let loose = cent().max(weight.checked_mul(Decimal::new(5, 3)).unwrap_or_default());
    let passes = near(printed, cent()) || near(exact, loose);
    tests.compare(&codes::EXEC_SCORE, places, passes, of(rate).unwrap_or_default(), score.0);
}

/// Whether all money moved from one source to another between initial and full-year budget.
fn shift(record: &Record, tests: &mut Tests) {
    let lone = |column: fn(&FundRow) -> Option<Number>| {
        let mut with_money = record
            .funds
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.kind != FundKind::Total && column(row).is_some_and(|number| !number.0.is_zero()));
        let first = with_money.next()?;
        with_money.next().is_none().then_some(first.0)
    };
    if let (Some(before), Some(after)) = (lone(|row| row.initial_budget), lone(|row| row.full_budget))
        && before != after
    {
        let places = vec![at(before, "initial_budget"), at(after, "full_budget")];
        tests.fail(&codes::FUND_SOURCE_SHIFT, places, "all of the money stands with another source than at first");
    }
}
