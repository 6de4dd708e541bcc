//! Records as tables: the same rows and columns for CSV, workbooks and Parquet.
//!
//! A [`Sheet`] says which columns there are and which rows a record gives; a writer says how a [`Field`] looks.

mod csv;
mod findings;
mod funds;
mod indicators;
pub(crate) mod late;
mod records;

use std::collections::BTreeMap;

use jixiao_model::{Number, Record};
use serde::Serialize;

use crate::Name;

/// One kind of table over many records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// One row a record.
    Records,
    /// One row an indicator.
    Indicators,
    /// One row a source of money.
    Funds,
    /// One row a finding.
    Findings,
}

/// A column of a sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in CSV and Parquet.
    pub name: &'static str,
    /// Its name for a person.
    pub title: &'static str,
    /// What its fields are.
    pub kind: ColumnKind,
    /// Where its value stands in the part of the record that the row is about, as the end of a JSON pointer; empty for what is not
    /// from the paper.
    pub pointer: &'static str,
}

/// What the fields of a column are, where they are not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// A number that was counted.
    Count,
    /// A number as printed.
    Decimal,
    /// A fraction, printed as a percentage or a fraction.
    Rate,
}

/// A row of a sheet.
#[derive(Debug, PartialEq)]
pub struct SheetRow {
    /// JSON pointer to the part of the record that the row is about.
    pub at: String,
    /// One field for each column.
    pub fields: Vec<Field>,
}

/// A field of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// `null`.
    Empty,
    /// In a column of [`ColumnKind::Text`].
    Text(String),
    /// In a column of [`ColumnKind::Count`].
    Count(u64),
    /// In a column of [`ColumnKind::Decimal`] or [`ColumnKind::Rate`].
    Decimal(Number),
}

const fn column(name: &'static str, title: &'static str, kind: ColumnKind, pointer: &'static str) -> Column {
    Column { name, title, kind, pointer }
}

use ColumnKind::{Count, Decimal, Rate, Text};

/// Columns that every row of every sheet starts with.
const COMMON: [Column; 3] =
    [column("record_id", "记录号", Text, ""), column("source_path", "来源文件", Text, ""), column("page", "页", Count, "")];

impl Sheet {
    /// Every sheet.
    pub const ALL: [Sheet; 4] = [Sheet::Records, Sheet::Indicators, Sheet::Funds, Sheet::Findings];

    /// Its columns, from left to right.
    pub fn columns(self) -> impl Iterator<Item = &'static Column> {
        let own = match self {
            Sheet::Records => records::COLUMNS,
            Sheet::Indicators => indicators::COLUMNS,
            Sheet::Funds => funds::COLUMNS,
            Sheet::Findings => findings::COLUMNS,
        };
        COMMON.iter().chain(own)
    }

    /// The rows of one record. Row numbers are those of JSON pointers, from 0.
    pub fn rows(self, record: &Record) -> Vec<SheetRow> {
        let pages = Pages::of(record);
        match self {
            Sheet::Records => vec![records::row_of(record, &pages)],
            Sheet::Indicators => indicators::rows(record, &pages),
            Sheet::Funds => funds::rows(record, &pages),
            Sheet::Findings => findings::rows(record, &pages),
        }
    }
}

fn row(record: &Record, pages: &Pages<'_>, at: String, own: impl IntoIterator<Item = Field>) -> SheetRow {
    // The record as a whole starts where its form does, above its first value perhaps.
    let page = if at.is_empty() { None } else { pages.at(&at) }.or(record.source.first_page);
    let mut fields = vec![Field::from(record.id.as_str()), Field::from(record.source.path.as_str()), Field::from(page)];
    fields.extend(own);
    SheetRow { at, fields }
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Field::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Field::Text(text)
    }
}

impl From<u32> for Field {
    fn from(number: u32) -> Self {
        Field::Count(number.into())
    }
}

impl From<usize> for Field {
    fn from(number: usize) -> Self {
        Field::Count(number as u64)
    }
}

impl From<Number> for Field {
    fn from(number: Number) -> Self {
        Field::Decimal(number)
    }
}

impl<T: Clone + Into<Field>> From<&Option<T>> for Field {
    fn from(value: &Option<T>) -> Self {
        value.clone().map_or(Field::Empty, Into::into)
    }
}

impl From<Option<u32>> for Field {
    fn from(value: Option<u32>) -> Self {
        Field::from(&value)
    }
}

/// The name that an enum variant has in JSON.
fn name(value: Option<impl Serialize>) -> Field {
    value.map_or(Field::Empty, |value| Name(value).to_string().into())
}

/// The codes of all findings at a part of the record or inside it, each once.
fn codes(record: &Record, at: &str) -> Field {
    let mut codes = String::new();
    record.findings.iter().filter(|finding| is_inside(&finding.at, at)).for_each(|finding| add_code(&mut codes, &finding.code));
    if codes.is_empty() { Field::Empty } else { codes.into() }
}

/// Whether a pointer is that of a part of the record, or of something inside it.
fn is_inside(pointer: &str, part: &str) -> bool {
    pointer.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Adds a code to a list of codes, unless it is there.
fn add_code(codes: &mut String, code: &str) {
    if codes.split(' ').any(|listed| listed == code) {
        return;
    }
    if !codes.is_empty() {
        codes.push(' ');
    }
    codes.push_str(code);
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

#[cfg(test)]
mod tests {
    use jixiao_model::{Confidence, Finding, Level1, Level1Kind, Level2, Origin, Place, Severity, Value, ValueKind};

    use super::*;
    use crate::records::tests::record;

    fn read(sheet: Sheet, record: &Record) -> Vec<BTreeMap<String, String>> {
        let mut bytes = sheet.csv_head();
        bytes.extend(sheet.csv_rows(record));
        let text = String::from_utf8(bytes).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        ::csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
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
        let text = String::from_utf8(Sheet::Funds.csv_rows(&record(1, "1"))).unwrap();
        assert!(text.ends_with(",1,,,,\r\n"), "{text:?}");
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
