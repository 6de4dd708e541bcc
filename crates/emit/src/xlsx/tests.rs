use std::{
    io::{Cursor, Read},
    path::PathBuf,
};

use jixiao_model::{Check, CheckCause, CheckOutcome, Finding, Number};
use zip::ZipArchive;

use super::*;
use crate::records::tests::record;

/// An empty folder for one test.
fn folder(test: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("jixiao-emit-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The parts of the workbook of these records, by name.
fn written(test: &str, records: &[Record], max_rows: u32) -> (Vec<u8>, BTreeMap<String, String>) {
    let folder = folder(test);
    let link = |path: &str| (path == "a.txt").then(|| "file://../a.txt".to_owned());
    let mut writer = XlsxWriter::with_rows(&folder, link, max_rows).unwrap();
    records.iter().for_each(|record| writer.push(record).unwrap());
    let mut bytes = Cursor::new(Vec::new());
    writer.finish(&mut bytes).unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "drafts are left behind");
    std::fs::remove_dir(&folder).unwrap();
    let mut archive = ZipArchive::new(bytes.clone()).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        parts.insert(file.name().to_owned(), text);
    }
    (bytes.into_inner(), parts)
}

fn sheet(parts: &BTreeMap<String, String>, number: usize) -> &str {
    &parts[&format!("xl/worksheets/sheet{number}.xml")]
}

fn titles(parts: &BTreeMap<String, String>) -> Vec<&str> {
    let sheets = parts["xl/workbook.xml"].split("<sheet name=\"").skip(1);
    sheets.map(|rest| rest.split('"').next().unwrap()).collect()
}

fn n_rows(sheet: &str) -> usize {
    sheet.matches("<row ").count()
}

#[test]
fn rows_beyond_the_last_one_go_on_another_sheet() {
    let records: Vec<_> = (1..=5).map(|form| record(form, "1")).collect();
    // A header and two rows.
    let (_, parts) = written("rows", &records, 3);
    assert_eq!(titles(&parts), ["项目", "资金", "绩效指标", "问题", "项目2", "资金2", "项目3", "资金3"]);
    assert_eq!([1, 5, 7].map(|number| n_rows(sheet(&parts, number))), [3, 3, 2]);
    assert!(sheet(&parts, 7).contains("0123456789abcdef-5"));
    for number in 1..=8 {
        assert!(sheet(&parts, number).contains("state=\"frozen\""), "{number}");
        assert!(sheet(&parts, number).contains("<autoFilter "), "{number}");
    }
}

#[test]
fn a_number_is_one_only_where_no_digit_is_lost() {
    let printed = ["380000.10", "0.1", "-12.50", "999999999999999", "1000000000000001", "12345678901234.56"];
    let records: Vec<_> = printed.iter().map(|printed| record(1, printed)).collect();
    let (_, parts) = written("digits", &records, MAX_ROWS);
    let funds = sheet(&parts, 2);
    // As many digits as 15, then more.
    for number in ["380000.1", "0.1", "-12.5", "999999999999999"] {
        assert!(funds.contains(&format!("<v>{number}</v>")), "{number}");
    }
    for text in ["1000000000000001", "12345678901234.56"] {
        assert!(funds.contains(&format!("<t>{text}</t>")), "{text}");
    }
    assert!(parts["xl/styles.xml"].contains("formatCode=\"#,##0.00\""));
}

#[test]
fn floats_of_up_to_15_digits_print_the_same_digits() {
    for printed in ["0.000000001", "123456.789012345", "999999999999999", "0.3", "99999999999999.9"] {
        let number: Number = printed.parse().unwrap();
        assert_eq!(exact(&number).unwrap().to_string(), printed);
    }
}

#[test]
fn a_text_that_no_cell_holds_stands_elsewhere_whole() {
    let mut long = record(1, "1");
    let text = "绩".repeat(MAX_CHARS) + "𠀀" + &"效".repeat(MAX_CHARS - 2) + "表";
    long.project.name = Some(text.clone());
    let (_, parts) = written("long", &[long], MAX_ROWS);
    assert_eq!(titles(&parts), ["项目", "资金", "绩效指标", "问题", "长文"]);
    assert!(sheet(&parts, 1).contains("…(全文见“长文”)"));
    // Once for the record, and once for its row of funds.
    let cells: Vec<_> = sheet(&parts, 5).split("<t>").skip(1).map(|rest| rest.split("</t>").next().unwrap()).collect();
    let pieces: String = cells.iter().copied().filter(|cell| cell.len() > 100 || *cell == "表").collect();
    assert_eq!(pieces, text.repeat(2));
    assert_eq!(super::pieces("a𠀀b", 2), ["a", "𠀀", "b"]);
}

#[test]
fn failed_checks_are_coloured_and_sources_linked() {
    let plain = written("plain", &[record(1, "1")], MAX_ROWS).1;
    assert!(plain["xl/styles.xml"].matches("FFFFC7CE").count() == 0);
    assert!(plain["xl/worksheets/_rels/sheet1.xml.rels"].contains("Target=\"../a.txt\""));
    let mut failed = record(1, "1");
    failed.checks.push(Check {
        rule: "fund-sum".into(),
        outcome: CheckOutcome::Fail,
        at: vec!["/funds/rows/0/executed".into()],
        expected: None,
        found: None,
        cause: Some(CheckCause::Document),
        suggestion: None,
    });
    let parts = written("failed", &[failed], MAX_ROWS).1;
    assert!(parts["xl/styles.xml"].contains("FFFFC7CE"));
    assert!(sheet(&parts, 1).contains("<t>fund-sum</t>"));
}

#[test]
fn hostile_text_stays_text() {
    let mut hostile = record(1, "1");
    hostile.findings.push(Finding {
        code: "text-cut".into(),
        severity: jixiao_model::Severity::Warning,
        at: "/project/name".into(),
        message: "=HYPERLINK(\"http://x\")".into(),
        raw: "</t><v>&\u{1}_x000D_".into(),
    });
    let findings = written("hostile", &[hostile], MAX_ROWS).1;
    let findings = sheet(&findings, 4);
    assert!(!findings.contains("<f>"));
    assert!(findings.contains("&lt;/t&gt;&lt;v&gt;&amp;_x0001__x005F_x000D_"), "{findings}");
}

#[test]
fn the_same_records_give_the_same_bytes() {
    let records = [record(1, "1.50"), record(2, "2")];
    assert!(written("bytes-1", &records, MAX_ROWS).0 == written("bytes-2", &records, MAX_ROWS).0);
}
