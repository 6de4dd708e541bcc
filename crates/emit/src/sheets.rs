//! Records as rows of CSV files that spreadsheet programs open.

use std::collections::BTreeMap;

use csv::{Terminator, WriterBuilder};
use jixiao_model::{Number, Record, Value};
use serde::Serialize;

use crate::Name;

/// One kind of CSV file over many records: RFC 4180, UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// One row an indicator.
    Indicators,
    /// One row a source of money.
    Funds,
    /// One row a finding.
    Findings,
}

/// Columns that every row of every sheet starts with.
const COMMON: [&str; 3] = ["record_id", "source_path", "page"];

const INDICATORS: &[&str] = &[
    "row",
    "project_name",
    "fiscal_year",
    "goal",
    "level1_kind",
    "level1_label",
    "level2_kind",
    "level2_label",
    "name",
    "target_text",
    "target_kind",
    "target_comparator",
    "target_number",
    "target_unit",
    "actual_text",
    "actual_kind",
    "actual_comparator",
    "actual_number",
    "actual_unit",
    "weight",
    "score",
    "reason",
];

const FUNDS: &[&str] = &[
    "row",
    "project_name",
    "fiscal_year",
    "unit",
    "kind",
    "label",
    "initial_budget",
    "full_budget",
    "executed",
    "weight",
    "rate",
    "score",
];

const FINDINGS: &[&str] = &["code", "severity", "at", "message", "raw"];

impl Sheet {
    /// The byte-order mark, by which Excel and WPS know UTF-8, and the row of column names.
    pub fn head(self) -> Vec<u8> {
        let columns = match self {
            Sheet::Indicators => INDICATORS,
            Sheet::Funds => FUNDS,
            Sheet::Findings => FINDINGS,
        };
        let names = COMMON.iter().chain(columns).map(|name| (*name).to_owned()).collect();
        let mut head = "\u{feff}".as_bytes().to_vec();
        head.extend(csv(vec![names]));
        head
    }

    /// The rows of one record. Row numbers are those of JSON pointers, from 0.
    pub fn rows(self, record: &Record) -> Vec<u8> {
        let pages = Pages::of(record);
        let rows = match self {
            Sheet::Indicators => indicators(record, &pages),
            Sheet::Funds => funds(record, &pages),
            Sheet::Findings => findings(record, &pages),
        };
        csv(rows)
    }
}

fn indicators(record: &Record, pages: &Pages<'_>) -> Vec<Vec<String>> {
    let rows = record.indicators.iter().enumerate().map(|(row, indicator)| {
        let mut cells = common(record, pages, &format!("/indicators/{row}"));
        cells.extend([row.to_string(), text(&record.project.name), shown(&record.form.fiscal_year), shown(&indicator.goal)]);
        cells.extend([name(indicator.level1.kind), text(&indicator.level1.label)]);
        cells.extend([name(indicator.level2.kind), text(&indicator.level2.label), text(&indicator.name)]);
        cells.extend(value(&indicator.target));
        cells.extend(value(&indicator.actual));
        cells.extend([shown(&indicator.weight), shown(&indicator.score), text(&indicator.reason)]);
        cells
    });
    rows.collect()
}

fn funds(record: &Record, pages: &Pages<'_>) -> Vec<Vec<String>> {
    let rows = record.funds.rows.iter().enumerate().map(|(row, fund)| {
        let mut cells = common(record, pages, &format!("/funds/rows/{row}"));
        cells.extend([row.to_string(), text(&record.project.name), shown(&record.form.fiscal_year), name(record.funds.unit)]);
        cells.extend([name(Some(fund.kind)), text(&fund.label)]);
        let numbers: [&Option<Number>; 6] =
            [&fund.initial_budget, &fund.full_budget, &fund.executed, &fund.weight, &fund.rate, &fund.score];
        cells.extend(numbers.map(shown));
        cells
    });
    rows.collect()
}

fn findings(record: &Record, pages: &Pages<'_>) -> Vec<Vec<String>> {
    let rows = record.findings.iter().map(|finding| {
        let mut cells = common(record, pages, &finding.at);
        cells.extend([finding.code.clone(), name(Some(finding.severity)), finding.at.clone()]);
        cells.extend([finding.message.clone(), finding.raw.clone()]);
        cells
    });
    rows.collect()
}

fn common(record: &Record, pages: &Pages<'_>, at: &str) -> Vec<String> {
    vec![record.id.clone(), record.source.path.clone(), shown(&pages.at(at).or(record.source.first_page))]
}

fn value(value: &Value) -> [String; 5] {
    [value.text.clone(), name(Some(value.kind)), text(&value.comparator), shown(&value.number), text(&value.unit)]
}

fn text(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

fn shown(value: &Option<impl ToString>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn name(value: Option<impl Serialize>) -> String {
    value.map(|value| Name(value).to_string()).unwrap_or_default()
}

/// The page of every value that has one, by pointer.
struct Pages<'a>(BTreeMap<&'a str, u32>);

impl<'a> Pages<'a> {
    fn of(record: &'a Record) -> Self {
        let pages = record.provenance.0.iter().filter_map(|(pointer, origin)| Some((pointer.as_str(), origin.page?)));
        Pages(pages.collect())
    }

    /// The page of a value, or of the first value inside it.
    fn at(&self, pointer: &str) -> Option<u32> {
        let inside = format!("{pointer}/");
        let first_inside = || self.0.range(inside.as_str()..).next().filter(|(first, _)| first.starts_with(&inside));
        self.0.get(pointer).or_else(|| first_inside().map(|(_, page)| page)).copied()
    }
}

fn csv(rows: Vec<Vec<String>>) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("a vector takes any bytes, and all rows of a sheet are of one length");
    }
    writer.into_inner().expect("a vector takes any bytes")
}

#[cfg(test)]
mod tests {
    use jixiao_model::{Confidence, Finding, Level1, Level1Kind, Level2, Origin, Place, Severity, ValueKind};

    use super::*;
    use crate::records::tests::record;

    fn read(sheet: Sheet, record: &Record) -> Vec<BTreeMap<String, String>> {
        let mut bytes = sheet.head();
        bytes.extend(sheet.rows(record));
        let text = String::from_utf8(bytes).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
    }

    #[test]
    fn a_row_of_money_keeps_its_digits_and_line_ends() {
        let rows = read(Sheet::Funds, &record(1, "72976.00"));
        assert_eq!(rows.len(), 1);
        let cells =
            ["record_id", "source_path", "page", "row", "kind", "label", "executed", "rate"].map(|name| rows[0][name].as_str());
        assert_eq!(cells, ["0123456789abcdef-1", "a.txt", "", "0", "total", "年度\n资金总额", "72976.00", ""]);
    }

    #[test]
    fn rows_end_as_the_standard_asks() {
        let text = String::from_utf8(Sheet::Funds.rows(&record(1, "1"))).unwrap();
        assert!(text.ends_with(",1,,,\r\n"), "{text:?}");
        assert!(text.contains("\"年度\n资金总额\""), "{text:?}");
    }

    #[test]
    fn an_indicator_has_its_place_and_both_values() {
        let mut record = record(1, "1");
        let number = "95".parse().unwrap();
        let target = Value {
            text: "≥95%".into(),
            kind: ValueKind::Percent,
            comparator: Some("≥".into()),
            number: Some(number),
            unit: Some("%".into()),
        };
        record.indicators.push(jixiao_model::Indicator {
            goal: Some(1),
            level1: Level1 { kind: Some(Level1Kind::Output), label: Some("产出指标".into()), weight: None },
            level2: Level2 { kind: None, label: None },
            name: Some("说\"好\"的,比例".into()),
            target,
            actual: Value::blank(),
            weight: Some("10.0".parse().unwrap()),
            score: None,
            reason: None,
        });
        let on_page_3 = Place { page: Some(3), ..Place::default() };
        record.provenance.0.push(("/indicators/0/weight".into(), Origin::new(on_page_3, "10.0", Confidence::CERTAIN)));
        let rows = read(Sheet::Indicators, &record);
        let names =
            ["page", "level1_kind", "level2_kind", "name", "target_text", "target_number", "actual_kind", "weight", "score"];
        assert_eq!(
            names.map(|name| rows[0][name].as_str()),
            ["3", "output", "", "说\"好\"的,比例", "≥95%", "95", "blank", "10.0", ""]
        );
    }

    #[test]
    fn a_finding_has_the_page_of_its_value_or_of_the_form() {
        let mut record = record(1, "1");
        record.source.first_page = Some(7);
        record.provenance.0[0].1.page = Some(9);
        for at in ["/funds/rows/0/executed", "/funds/rows/0", "/funds/rows/00", "/total"] {
            record.findings.push(Finding {
                code: "rate".into(),
                severity: Severity::Warning,
                at: at.into(),
                message: "m".into(),
                raw: "r".into(),
            });
        }
        let rows = read(Sheet::Findings, &record);
        assert_eq!(rows.iter().map(|row| row["page"].as_str()).collect::<Vec<_>>(), ["9", "9", "7", "7"]);
        assert_eq!(rows[0]["severity"], "warning");
    }
}
