//! Readings of a scan among which the form's arithmetic chooses.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jixiao_extract::{ExtractConfig, extract};
use jixiao_model::{Confidence, Grid, Number, OtherReading, Reader, Record, Source};
use jixiao_normalize::{Forms, Splitter, normalize};

/// The first form of the sample. In line 4 stands the total of the funds (initial budget in column 4, full budget 5, executed 6, rate 8),
/// in line 7 the other money, in line 11 the first indicator (score in column 8).
const FORM: &str = include_str!("../../../samples/000_fb8ea1e1fef1a883/input.txt");

/// One cell of a scan: what the paper says, what was read, and what else was held possible, in thousandths.
struct Misread<'a> {
    line: u32,
    column: u32,
    read: &'a str,
    others: &'a [(&'a str, u16)],
}

fn record(misread: &[Misread]) -> Record {
    let forms = Forms::builtin();
    let mut splitter = Splitter::new(&forms);
    let mut found = Vec::new();
    let text = FORM.split("\n\n").next().unwrap();
    extract(text.as_bytes(), &ExtractConfig::default(), &mut |mut grid| {
        misread.iter().for_each(|cell| change(&mut grid, cell));
        found.extend(splitter.push(grid));
    })
    .unwrap();
    found.extend(splitter.finish());
    let sha256 = "0123456789abcdef".into();
    let source = Source { path: "a.png".into(), sha256, form_index: 1, first_page: None, last_page: None, reader: Reader::Ocr };
    normalize(&found[0], &forms, source, &[])
}

fn change(grid: &mut Grid, misread: &Misread) {
    let cells = grid.rows.iter_mut().flat_map(|row| &mut row.cells);
    for cell in cells.filter(|cell| (cell.place.line, cell.place.columns.0) == (Some(misread.line), misread.column)) {
        cell.text = misread.read.to_owned();
        cell.confidence = Confidence::from_percent(70);
        cell.other_readings =
            misread.others.iter().map(|&(text, per_mille)| OtherReading { text: text.to_owned(), per_mille }).collect();
    }
}

fn codes_at<'r>(record: &'r Record, pointer: &str) -> Vec<&'r str> {
    record.findings.iter().filter(|finding| finding.at == pointer).map(|finding| finding.code.as_str()).collect()
}

fn number(text: &str) -> Option<Number> {
    Some(text.parse().unwrap())
}

const TOTAL_INITIAL: Misread = Misread { line: 4, column: 4, read: "330000.00", others: &[("380000.00", 210), ("350000.00", 40)] };

#[test]
fn the_one_reading_that_makes_the_sum_hold_is_taken() {
    let record = record(&[TOTAL_INITIAL]);
    // The other money is all of it: 380000.00.
    assert_eq!(record.funds.rows[0].initial_budget, number("380000.00"));
    assert_eq!(codes_at(&record, "/funds/rows/0/initial_budget"), ["low-confidence", "reading-chosen"]);
    let origin = record.provenance.get("/funds/rows/0/initial_budget").unwrap();
    assert_eq!((origin.raw.as_str(), origin.repairs.as_slice()), ("330000.00", &["reading-chosen".to_owned()][..]));
}

#[test]
fn what_no_likely_reading_satisfies_stays_as_read() {
    let record = record(&[Misread { others: &[("330000.60", 300)], ..TOTAL_INITIAL }]);
    assert_eq!(record.funds.rows[0].initial_budget, number("330000.00"));
    assert_eq!(codes_at(&record, "/funds/rows/0/initial_budget"), ["low-confidence", "fund-sum"]);
}

#[test]
fn a_number_of_a_sum_that_fails_is_not_certain() {
    let record = record(&[Misread { others: &[], ..TOTAL_INITIAL }]);
    let confidence = |pointer: &str| record.provenance.get(pointer).unwrap().confidence.percent();
    // The cells of the other money were read without a doubt; its initial budget is part of the sum that fails, its full budget is not.
    assert_eq!(codes_at(&record, "/funds/rows/0/initial_budget"), ["low-confidence", "fund-sum"]);
    assert_eq!(confidence("/funds/rows/3/initial_budget"), 95);
    assert_eq!(confidence("/funds/rows/3/full_budget"), 100);
}

#[test]
fn two_choices_are_none() {
    // Either the total is 380000.00 or the other money is 330000.00: the sum holds both ways.
    let other = Misread { line: 7, column: 4, read: "380000.00", others: &[("330000.00", 300)] };
    let record = record(&[TOTAL_INITIAL, other]);
    assert_eq!(record.funds.rows[0].initial_budget, number("330000.00"));
    assert_eq!(record.funds.rows[3].initial_budget, number("380000.00"));
    assert_eq!(codes_at(&record, "/funds/rows/0/initial_budget"), ["low-confidence", "fund-sum"]);
}

#[test]
fn two_numbers_are_changed_where_one_is_not_enough() {
    let other = Misread { line: 7, column: 4, read: "350600.00", others: &[("380000.00", 300)] };
    let record = record(&[TOTAL_INITIAL, other]);
    assert_eq!(record.funds.rows[0].initial_budget, number("380000.00"));
    assert_eq!(record.funds.rows[3].initial_budget, number("380000.00"));
}

#[test]
fn a_reading_that_breaks_another_identity_is_not_taken() {
    // 340000.00 spent of 380000.00 would be 0.89, and the paper says 0.88.
    let executed = [4, 5].map(|line| Misread { line, column: 6, read: "334532.75", others: &[("340000.00", 300)] });
    let carried = Misread { line: 6, column: 6, read: "5467.25", others: &[] };
    let [total, fiscal] = executed;
    let record = record(&[total, Misread { others: &[], ..fiscal }, carried]);
    assert_eq!(record.funds.rows[0].executed, number("334532.75"));
    assert!(codes_at(&record, "/funds/rows/0/executed").contains(&"fund-sum"));
}

#[test]
fn characters_that_are_no_number_give_way_to_the_likeliest_number() {
    let record = record(&[Misread { line: 11, column: 8, read: "9:5", others: &[("9.5", 20), ("95", 2)] }]);
    assert_eq!(record.indicators[0].score, number("9.5"));
    assert_eq!(codes_at(&record, "/indicators/0/score"), ["low-confidence", "reading-chosen"]);
    assert_eq!(record.provenance.get("/indicators/0/score").unwrap().raw, "9:5");
}

#[test]
fn an_amount_that_is_no_number_as_it_was_read_keeps_its_column() {
    let record = record(&[Misread { read: "380000.00.", ..TOTAL_INITIAL }]);
    assert_eq!(record.funds.rows[0].initial_budget, number("380000.00"));
    assert_eq!(codes_at(&record, "/funds/rows/0/initial_budget"), ["low-confidence", "reading-chosen"]);
    assert_eq!(record.provenance.get("/funds/rows/0/initial_budget").unwrap().raw, "380000.00.");
}

#[test]
fn a_dash_with_a_speck_is_not_made_a_number() {
    // Column 9 has a dash in the rows of sources.
    let record = record(&[Misread { line: 5, column: 9, read: "1-", others: &[("11", 30)] }]);
    assert_eq!(record.funds.rows[1].score, None);
}

#[test]
fn a_score_that_is_no_number_as_it_was_read_keeps_its_column() {
    // The score for spending of the first form stands in column 9.
    let record = record(&[Misread { line: 4, column: 9, read: "8:8", others: &[("8.8", 30)] }]);
    assert_eq!(record.funds.rows[0].score, number("8.8"));
}
