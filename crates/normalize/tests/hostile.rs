//! Forms that no office prints: numbers at the edge of what a decimal holds, rows of a thousand cells, a hundred thousand rows.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jixiao_extract::{ExtractConfig, extract};
use jixiao_model::{Reader, Record, Source};
use jixiao_normalize::{Forms, Splitter, normalize};

/// The first form of the sample; a funds row stands in line 4, the first indicator in line 11, the total in the last.
const FORM: &str = include_str!("../../../samples/000_fb8ea1e1fef1a883/input.txt");

/// The largest number that a decimal holds exactly.
const LARGEST: &str = "79228162514264337593543950335";

fn rows() -> Vec<String> {
    FORM.split("\n\n").next().unwrap().lines().map(str::to_owned).collect()
}

/// The form with the first `old` in a line, from 1, replaced.
fn with(changes: &[(usize, &str, &str)]) -> String {
    let mut rows = rows();
    for (line, old, new) in changes {
        assert!(rows[line - 1].contains(old), "{old} does not stand in {}", rows[line - 1]);
        rows[line - 1] = rows[line - 1].replacen(old, new, 1);
    }
    rows.join("\n")
}

/// The form with a line above its first indicator.
fn with_row(row: String) -> String {
    let mut rows = rows();
    rows.insert(10, row);
    rows.join("\n")
}

fn read(text: &str) -> Vec<Record> {
    let forms = Forms::builtin();
    let mut splitter = Splitter::new(&forms);
    let mut found = Vec::new();
    extract(text.as_bytes(), &ExtractConfig::default(), &mut |grid| found.extend(splitter.push(grid))).unwrap();
    found.extend(splitter.finish());
    let source = Source {
        path: "a.txt".into(),
        sha256: "0123456789abcdef".into(),
        form_index: 1,
        first_page: None,
        last_page: None,
        reader: Reader::Text,
    };
    found.iter().map(|form| normalize(form, &forms, source.clone(), &[])).collect()
}

#[test]
fn sums_beyond_a_decimal_are_no_panic() {
    assert_eq!(read(&with(&[(5, "0.00", LARGEST), (7, "380000.00", LARGEST)])).len(), 1);
}

#[test]
fn a_negative_total_at_the_edge_is_no_panic() {
    let negative = format!("-{LARGEST}");
    assert_eq!(read(&with(&[(4, "380000.00", &negative), (7, "380000.00", LARGEST)])).len(), 1);
    assert_eq!(read(&with(&[(19, "97.3", &negative)])).len(), 1);
    assert_eq!(read(&with(&[(19, "100", &negative)])).len(), 1);
}

#[test]
fn points_at_the_edge_are_no_panic() {
    let negative = format!("-{LARGEST}");
    assert_eq!(read(&with(&[(11, "10.0", &negative), (12, "10\t10", &format!("{negative}\t{negative}"))])).len(), 1);
    assert_eq!(read(&with(&[(11, "9.5", &negative), (12, "10\t10", &format!("10\t{negative}"))])).len(), 1);
    assert_eq!(read(&with(&[(4, "8.80", &negative)])).len(), 1);
}

#[test]
fn a_rate_with_all_decimals_is_no_panic() {
    let finest = format!("0.{}1", "0".repeat(27));
    assert_eq!(read(&with(&[(4, "0.88", &finest)])).len(), 1);
}

#[test]
fn a_rate_at_the_edge_is_no_panic() {
    assert_eq!(read(&with(&[(4, "0.88", &format!("-{LARGEST}"))])).len(), 1);
}

#[test]
fn a_row_of_a_thousand_cells_is_no_panic() {
    assert_eq!(read(&with_row(["甲乙", "10"].repeat(500).join("\t"))).len(), 1);
}

#[test]
fn a_funds_row_of_a_thousand_cells_is_no_panic() {
    let mut rows = rows();
    rows.insert(4, format!("其他资金\t{}", ["10"].repeat(999).join("\t")));
    assert_eq!(read(&rows.join("\n")).len(), 1);
}

#[test]
fn a_wide_row_of_cells_with_blanks_is_read() {
    let records = read(&with_row(["甲乙 10"].repeat(400).join("\t")));
    assert_eq!(records.len(), 1);
    let mut told = serde_json::to_string(&records[0]).unwrap();
    told.retain(|c| !c.is_whitespace());
    assert!(told.matches("甲乙").count() >= 400, "a cell is lost");
}

#[test]
fn many_indicators_are_read() {
    let mut rows = rows();
    let more = (0..8000).map(|row| format!("\t\t数量指标\t领用耗材数量{row}\t100 件\t95\t10.0\t9.5\t年底按照工作要求"));
    rows.splice(10..10, more);
    let records = read(&rows.join("\n"));
    let names = records[0].indicators.iter().filter(|row| row.name.as_deref().is_some_and(|name| name.starts_with("领用耗材数量")));
    assert_eq!(names.count(), 8000);
}
