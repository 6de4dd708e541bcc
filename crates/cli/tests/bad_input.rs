//! Input that no office sends: each has a clear outcome, within limits, and stops nothing else.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use common::{Run, SAMPLE, folder, jixiao, jixiao_in};

/// What any of these inputs may take, on a busy machine and without optimisation.
const PATIENCE: Duration = Duration::from_secs(60);

/// `jixiao extract` on one file with these bytes.
fn extract(test: &str, bytes: &[u8]) -> Run {
    let folder = folder(test);
    fs::write(folder.join("input.txt"), bytes).unwrap();
    let start = Instant::now();
    let run = jixiao_in(&folder, &["extract", "input.txt"]);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run
}

/// All was read, and no form was in it.
fn assert_no_form(run: &Run) {
    assert_eq!((run.exit, run.stdout.as_str()), (0, "[]\n"), "{}", run.stderr);
    assert!(run.stderr.contains("`input.txt`: no form found"), "{}", run.stderr);
}

/// The input was refused, by name and with the cause.
fn assert_refused(run: &Run, cause: &str) {
    assert_eq!((run.exit, run.stdout.as_str()), (2, "[]\n"), "{}", run.stderr);
    assert!(run.stderr.contains("`input.txt`: ") && run.stderr.contains(cause), "{}", run.stderr);
}

/// The records that were printed.
fn records(run: &Run) -> Vec<serde_json::Value> {
    serde_json::from_str(&run.stdout).unwrap()
}

fn sample() -> String {
    fs::read_to_string(common::project().join(SAMPLE)).unwrap()
}

#[test]
fn an_empty_file_has_no_form() {
    let run = extract("empty", b"");
    assert_no_form(&run);
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty");
    assert_eq!(jixiao_in(&empty, &["extract", "--require-form", "input.txt"]).exit, 1);
}

#[test]
fn white_space_has_no_form() {
    assert_no_form(&extract("white-space", " \t\r\n\u{3000}\u{feff}\n\n".as_bytes()));
}

#[test]
fn a_picture_is_refused() {
    // The signature and the header chunk of a PNG of 16 by 16 pixels.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0\x1f\xf3\xffa".to_vec();
    png.extend((0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8));
    assert_refused(&extract("picture", &png), "neither text nor a format that can be read");
}

#[test]
fn a_program_is_refused() {
    let mut elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0".to_vec();
    elf.resize(2048, 0);
    assert_refused(&extract("program", &elf), "neither text nor a format that can be read");
}

#[test]
fn a_line_of_10_mb_has_no_form() {
    assert_no_form(&extract("long-line", "项目".repeat(10_000_000 / 6).as_bytes()));
}

#[test]
fn a_line_of_10_mb_inside_a_form_costs_no_other_form() {
    let text = sample();
    let (first, rest) = text.split_once("\n\n").unwrap();
    let long = format!("{first}\n{}\n\n{rest}", "甲".repeat(10_000_000 / 3));
    assert_eq!(records(&extract("long-line-in-form", long.as_bytes())).len(), 8);
}

#[test]
fn a_thousand_unclosed_tags_are_read() {
    let run = extract("unclosed", "<table><tr><td>甲".repeat(1000).as_bytes());
    assert_no_form(&run);
    assert!(run.stderr.contains("[table-truncated]") || run.stderr.contains("[limit-reached]"), "{}", run.stderr);
}

#[test]
fn a_form_before_unclosed_tags_is_read() {
    let rows =
        sample().split("\n\n").next().unwrap().lines().fold(String::new(), |rows, line| {
            rows + "<tr><td>" + &line.replace('<', "&lt;").replace('\t', "</td><td>") + "</td></tr>"
        });
    let text = format!("<table>{rows}</table>{}", "<table><tr><td>甲".repeat(1000));
    let run = extract("form-before-unclosed", text.as_bytes());
    let records = records(&run);
    assert_eq!(records.len(), 1, "{}", run.stderr);
    assert_eq!(records[0]["total"]["score"].to_string(), "97.3");
}

/// The codes of the findings about the whole input, which every record repeats.
fn input_findings(record: &serde_json::Value) -> Vec<&str> {
    let findings = record["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding["at"] == "/source").map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn a_line_in_another_encoding_is_a_finding_and_costs_no_form() {
    let mut bytes = sample().into_bytes();
    // 合计 and 备注 in GBK.
    bytes.extend(b"\n\n\xba\xcf\xbc\xc6\t\xb1\xb8\xd7\xa2\n");
    let run = extract("mixed", &bytes);
    let records = records(&run);
    assert_eq!((run.exit, records.len()), (0, 8), "{}", run.stderr);
    for record in &records {
        let codes = input_findings(record);
        assert!(codes.contains(&"encoding-guessed") || codes.contains(&"undecodable-bytes"), "{codes:?}");
    }
}

#[test]
fn bytes_of_no_encoding_are_a_finding_and_cost_no_form() {
    let mut bytes = sample().into_bytes();
    bytes.extend(b"\n\n\xff\xff\xff \xe9\xa1\n");
    let run = extract("no-encoding", &bytes);
    let records = records(&run);
    assert_eq!((run.exit, records.len()), (0, 8), "{}", run.stderr);
    assert!(records.iter().all(|record| input_findings(record).contains(&"undecodable-bytes")), "{}", run.stdout);
}

#[test]
fn tabs_without_text_have_no_form() {
    assert_no_form(&extract("tabs", &vec![b'\t'; 64 << 20]));
}

#[test]
fn a_missing_file_and_a_folder_stop_no_other_file() {
    let run = jixiao(&["extract", "no-such-file.txt", "crates", SAMPLE]);
    assert_eq!(run.exit, 2);
    assert_eq!(records(&run).len(), 8);
    assert!(run.stderr.contains("`no-such-file.txt`: cannot be read"), "{}", run.stderr);
    assert!(run.stderr.contains("`crates`: is a folder"), "{}", run.stderr);
}

#[test]
fn a_header_repeated_a_million_times_is_no_form() {
    let header = "年度绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n";
    let run = extract("repeated-header", header.repeat(1_000_000 / 8).as_bytes());
    assert_eq!(run.exit, 0, "{}", run.stderr);
    assert!(records(&run).iter().all(|record| record["indicators"].as_array().unwrap().is_empty()));
}

#[test]
fn forms_after_much_other_text_are_found() {
    let text = format!("{}\n{}", "今天天气很好。\n".repeat(200_000), sample());
    assert_eq!(records(&extract("late-forms", text.as_bytes())).len(), 8);
}

#[test]
fn nothing_between_forms_is_too_long_to_skip() {
    let text = format!("{}\n{}\n{}", sample(), "第三行文字\t20\t30\n".repeat(100_000), sample());
    assert_eq!(records(&extract("far-apart", text.as_bytes())).len(), 16);
}
