//! The main job on real forms.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use common::{SAMPLE, jixiao, jixiao_with_input, project};
use jixiao_model::{Provenance, Record};

fn records(jsonl: &str) -> Vec<Record> {
    jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_form_of_the_sample_is_a_record_with_its_own_id() {
    let run = jixiao(&["extract", SAMPLE, "--format", "jsonl"]);
    assert_eq!(run.exit, 0, "{}", run.stderr);
    let records = records(&run.stdout);
    let ids: Vec<_> = records.iter().map(|record| record.id.as_str()).collect();
    // The first digits that sha256sum prints for the sample.
    let expected: Vec<_> = (1..=8).map(|form_index| format!("419d033211a1ab2c-{form_index}")).collect();
    assert_eq!(ids, expected);
    assert!(records.iter().all(|record| record.source.path == SAMPLE && !record.provenance.0.is_empty()));
}

#[test]
fn array_and_lines_hold_the_same_records() {
    let array: Vec<Record> = serde_json::from_str(&jixiao(&["extract", SAMPLE]).stdout).unwrap();
    assert!(!array.is_empty());
    assert_eq!(records(&jixiao(&["extract", SAMPLE, "--format", "jsonl"]).stdout), array);
}

#[test]
fn provenance_can_be_left_out_and_nothing_else_changes() {
    let with = records(&jixiao(&["extract", SAMPLE, "--format", "jsonl"]).stdout);
    let without = records(&jixiao(&["extract", SAMPLE, "--format", "jsonl", "--no-provenance"]).stdout);
    assert!(!with.is_empty());
    let stripped: Vec<_> = with.into_iter().map(|record| Record { provenance: Provenance::default(), ..record }).collect();
    assert_eq!(without, stripped);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    // More forms than are worked on at a time, so that several rounds have to come out in order.
    let sample = fs::read_to_string(project().join(SAMPLE)).unwrap();
    let input = format!("{sample}\n").repeat(20);
    let [one, five] = ["1", "5"].map(|jobs| jixiao_with_input(&["extract", "-", "--jobs", jobs], &input).stdout);
    let array: Vec<Record> = serde_json::from_str(&one).unwrap();
    assert_eq!(array.len(), 160);
    assert!(one == five, "the outputs differ");
}

#[test]
fn findings_fail_the_command_only_when_asked_to() {
    assert_eq!(jixiao(&["extract", SAMPLE]).exit, 0);
    // A score in the sample is below its weight without a reason.
    assert_eq!(jixiao(&["extract", SAMPLE, "--fail-on", "warning"]).exit, 1);
}

#[test]
fn a_bad_file_between_good_ones_costs_only_its_own_records() {
    let run = jixiao(&["extract", "--format", "jsonl", SAMPLE, "no-such.txt", SAMPLE]);
    assert_eq!((run.exit, records(&run.stdout).len()), (2, 16), "{}", run.stderr);
}

#[test]
fn scores_outrun_spending_where_the_arithmetic_says_so() {
    // Points of the indicators of 90 and of execution of 10, as the paper prints them; red where (i/90 − e/10) / (i/90) > 0.05.
    let printed = [(88.5, 8.8), (90.0, 8.7), (90.0, 7.8), (88.0, 7.1), (89.0, 10.0), (89.0, 9.1), (80.0, 0.0), (84.0, 9.5)];
    let expected = printed.map(|(indicators, execution)| (indicators / 90.0 - execution / 10.0) / (indicators / 90.0) > 0.05);
    let records = records(&jixiao(&["extract", SAMPLE, "--format", "jsonl"]).stdout);
    let has = |record: &Record, code: &str| record.findings.iter().any(|finding| finding.code == code);
    assert_eq!(records.iter().map(|record| has(record, "score-outruns-spending")).collect::<Vec<_>>(), expected);
    // No case was handled, and all of them were closed.
    let contradictory: Vec<_> = (1..=8).filter(|form| has(&records[form - 1], "zero-quantity-full-quality")).collect();
    assert_eq!(contradictory, [7]);
}

#[test]
fn golden_is_what_the_samples_give() {
    let run = jixiao(&["golden", "check"]);
    assert_eq!(run.exit, 0, "{}{}", run.stdout, run.stderr);
}
