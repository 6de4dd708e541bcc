//! Eight damaged forms against what a person reads on them.
//!
//! `truth.json` beside the sample was written from the paper alone. Per form it has the fields of a record as far as a person can
//! tell them, and
//!
//! - `KEY_contains` in a goal: pieces that the text at `KEY` must hold, where the order of the pieces cannot be told from the paper;
//!   `either_contains`: pieces that one of the two texts must hold, where the side cannot be told either;
//! - `must_flag`: pointers to fields that are cut, garbled, lost or inferred, so that a finding has to point at them;
//! - `may_flag`: pointers where a finding is welcome but not asked for.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use common::{SAMPLE, jixiao, project};
use serde_json::{Map, Value};

/// Totals as printed on the eight forms.
const TOTALS: [&str; 8] = ["97.3", "98.7", "97.8", "95.1", "99", "98.1", "80", "93.5"];

/// Rules that hold on every one of the forms, worked out by hand.
const RULES: [&str; 6] = ["fund-sum", "rate", "exec-score", "weight-sum", "score-sum", "score-range"];

/// Cells of the export that are not blank.
const CELLS: usize = 976;

/// Cells that are nothing but labels, as they stand in the export, without blanks. Labels that are values of a record (sources of
/// money, the unit, the levels of an indicator) are not here: they must be traced.
const LABELS: &[&str] = &[
    // header
    "项目名称",
    "项目金额",
    "主管部门",
    "实施单位",
    // money
    "项目资金",
    "年初预算数",
    "全年预算数",
    "全年执行数",
    "分值",
    "执行率",
    "执行",
    "得分",
    // goals: the side label, then 预期目标 and 实际完成情况 in pieces
    "年度总体目标",
    "预",
    "期目标",
    "预期",
    "目标",
    "预期目标",
    "预期目",
    "标",
    "实",
    "际完成情",
    "况",
    "孠",
    "际完成",
    "情况",
    "实际",
    "示完成情况",
    "实际完成",
    "或情况",
    "<b>或情况</b>",
    "<b>述情况</b>",
    "<b></b>",
    // indicators; one form has 一级指标 and 二级指标 cut in the wrong place
    "一级指标",
    "二级指标",
    "三级指标",
    "一级指",
    "标二级指标",
    "年度指标值",
    "实际完成值",
    "偏差原因分析及改进措",
    "偏差原因分析及改进措施",
    // the side label of the indicators in pieces
    "年度绩效指标",
    "年度绩效指",
    "年度绩效",
    "指标",
    // total
    "总分",
];

fn records() -> Vec<Value> {
    let run = jixiao(&["extract", SAMPLE, "--format", "jsonl"]);
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn truth() -> Vec<Value> {
    let path = project().join(SAMPLE).with_file_name("truth.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The forms by number, each with its record.
fn forms() -> impl Iterator<Item = (usize, Value, Value)> {
    let (truth, records) = (truth(), records());
    assert_eq!((truth.len(), records.len()), (8, 8));
    truth.into_iter().zip(records).zip(1..).map(|((truth, record), form)| (form, truth, record))
}

fn compact(text: &str) -> String {
    text.split_whitespace().collect()
}

#[track_caller]
fn none(differences: &[String]) {
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn every_field_is_what_a_person_reads() {
    let mut differences = Vec::new();
    for (form, truth, record) in forms() {
        compare(&truth, &record, &format!("form {form} "), &mut differences);
    }
    none(&differences);
}

fn compare(truth: &Value, found: &Value, at: &str, differences: &mut Vec<String>) {
    match (truth, found) {
        (Value::Object(fields), Value::Object(found)) => {
            for (key, truth) in fields {
                if key == "must_flag" || key == "may_flag" {
                } else if let Some(side) = key.strip_suffix("_contains") {
                    contains(truth, &goal_text(found, side), &format!("{at}/{side}"), differences);
                } else if let Some(found) = found.get(key) {
                    compare(truth, found, &format!("{at}/{key}"), differences);
                } else {
                    differences.push(format!("{at}/{key}: missing"));
                }
            }
        }
        (Value::Array(truth), Value::Array(found)) => {
            if truth.len() != found.len() {
                differences.push(format!("{at}: {} on the paper, {} in the record", truth.len(), found.len()));
            }
            for (i, (truth, found)) in truth.iter().zip(found).enumerate() {
                compare(truth, found, &format!("{at}/{i}"), differences);
            }
        }
        // Numbers keep their printed digits: 10.0 is not 10.
        _ if truth != found => differences.push(format!("{at}: paper {truth}, record {found}")),
        _ => {}
    }
}

fn goal_text(goal: &Map<String, Value>, side: &str) -> String {
    let sides = if side == "either" { vec!["expected", "actual"] } else { vec![side] };
    sides.into_iter().filter_map(|side| goal[side].as_str()).map(compact).collect::<Vec<_>>().join("\n")
}

fn contains(pieces: &Value, text: &str, at: &str, differences: &mut Vec<String>) {
    for piece in pieces.as_array().unwrap().iter().map(|piece| piece.as_str().unwrap()) {
        if !text.contains(&compact(piece)) {
            differences.push(format!("{at}: {piece:?} is not in {text:?}"));
        }
    }
}

#[test]
fn every_doubtful_field_has_a_finding_at_it() {
    let mut differences = Vec::new();
    for (form, truth, record) in forms() {
        let findings = record["findings"].as_array().unwrap().iter();
        let doubts = findings.filter(|finding| !jixiao_model::Code::is_analytic(finding["code"].as_str().unwrap()));
        let findings: Vec<_> = doubts.map(|finding| finding["at"].as_str().unwrap()).collect();
        for flag in truth["must_flag"].as_array().unwrap() {
            let at = flag["at"].as_str().unwrap();
            assert!(record.pointer(at).is_some(), "form {form} has no {at}");
            // At the value, at the object that it belongs to, or at a part of it.
            let parent = at.rsplit_once('/').unwrap().0;
            let parent = record.pointer(parent).is_some_and(Value::is_object).then_some(parent).filter(|parent| !parent.is_empty());
            let inside = format!("{at}/");
            if !findings.iter().any(|&finding| finding == at || Some(finding) == parent || finding.starts_with(&inside)) {
                differences.push(format!("form {form} {at}: {}", flag["why"]));
            }
        }
    }
    none(&differences);
}

#[test]
fn the_arithmetic_of_every_form_holds() {
    let mut differences = Vec::new();
    for ((form, _, record), total) in forms().zip(TOTALS) {
        for rule in RULES {
            let outcomes: Vec<_> = checks(&record, rule).map(|check| check["outcome"].as_str().unwrap()).collect();
            if !outcomes.contains(&"pass") || outcomes.contains(&"fail") {
                differences.push(format!("form {form} {rule}: {outcomes:?}"));
            }
        }
        let sums: Vec<_> =
            checks(&record, "score-sum").map(|check| (check["outcome"].as_str(), check["found"].to_string())).collect();
        if sums != [(Some("pass"), total.to_owned())] {
            differences.push(format!("form {form} score-sum: {sums:?} for {total}"));
        }
    }
    none(&differences);
}

fn checks<'a>(record: &'a Value, rule: &'a str) -> impl Iterator<Item = &'a Value> {
    record["checks"].as_array().unwrap().iter().filter(move |check| check["rule"] == rule)
}

#[test]
fn every_cell_is_a_value_a_label_or_unplaced() {
    let export = fs::read_to_string(project().join(SAMPLE)).unwrap();
    let records = records();
    let (mut form, mut seen, mut differences) = (0, 0, Vec::new());
    for (line, text) in (1_u64..).zip(export.lines()) {
        // A blank line parts two forms.
        form += usize::from(text.is_empty());
        for (column, cell) in (1_u64..).zip(text.split('\t')).filter(|(_, cell)| !cell.trim().is_empty()) {
            seen += 1;
            let accounted = |part: &str| {
                let part = compact(part);
                part.is_empty()
                    || LABELS.contains(&&*part)
                    || placed(&records[form], line, column, &part)
                    || shard_of_a_header(&records[form], &part)
            };
            if !accounted(cell) && !cell.split("  ").all(accounted) {
                differences.push(format!("form {} line {line} column {column}: {cell:?}", form + 1));
            }
        }
    }
    assert_eq!(form, 7);
    // As many as `tr '\t' '\n' < input.txt | grep -c '[^ ]'` counts.
    assert_eq!(seen, CELLS);
    none(&differences);
}

/// Whether the text of the cell is the source of a value, or listed as unplaced.
fn placed(record: &Value, line: u64, column: u64, text: &str) -> bool {
    let traced = record["provenance"].as_object().unwrap().iter().any(|(pointer, origin)| {
        let [first, last] = [0, 1].map(|i| origin["columns"][i].as_u64().unwrap());
        // The texts of a goal run over several lines; an origin has the first.
        (origin["line"] == line || pointer.starts_with("/goals/"))
            && (first..=last).contains(&column)
            && compact(origin["raw"].as_str().unwrap()).contains(text)
    });
    traced
        || record["unplaced"].as_array().unwrap().iter().any(|unplaced| {
            unplaced["at"]["line"] == line
                && unplaced["at"]["column"] == column
                && compact(unplaced["text"].as_str().unwrap()) == text
        })
}

/// Whether a finding says that the text stood in a damaged header. Headers have no digits, so a number never passes here.
fn shard_of_a_header(record: &Value, text: &str) -> bool {
    let findings = record["findings"].as_array().unwrap();
    findings.iter().any(|finding| finding["code"] == "damaged-label" && compact(finding["raw"].as_str().unwrap()).contains(text))
}
