//! How cells of the workbook look: number formats, colours, widths.

use std::collections::BTreeMap;

use jixiao_model::{CheckOutcome, Code, Number, Record, Severity};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::{Column, ColumnKind, Field, Sheet};

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    Text,
    Link,
    Count,
    /// With that many decimals.
    Decimal(u32),
    /// A fraction that is shown in hundredths, with that many decimals.
    Rate(u32),
}

/// What was found at a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    Plain,
    Warning,
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Look {
    pub(super) style: Style,
    pub(super) tone: Tone,
}

impl Style {
    pub(super) fn decimal(kind: ColumnKind, number: &Number) -> Self {
        let scale = number.0.scale();
        match kind {
            ColumnKind::Rate => Style::Rate(scale.saturating_sub(2)),
            _ => Style::Decimal(scale),
        }
    }
}

impl Look {
    pub(super) fn format(self) -> Format {
        let format = Format::new().set_align(FormatAlign::Top);
        let decimals = |count: u32| if count == 0 { String::new() } else { format!(".{}", "0".repeat(count as usize)) };
        let format = match self.style {
            Style::Text => format.set_text_wrap(),
            Style::Link => format.set_font_color(Color::RGB(0x0B_57_D0)).set_underline(FormatUnderline::Single),
            Style::Count => format.set_num_format("0"),
            Style::Decimal(scale) => format.set_num_format(format!("#,##0{}", decimals(scale))),
            Style::Rate(scale) => format.set_num_format(format!("0{}%", decimals(scale))),
        };
        match self.tone {
            Tone::Plain => format,
            Tone::Warning => format.set_background_color(Color::RGB(0xFF_F2_CC)).set_font_color(Color::RGB(0x7F_60_00)),
            Tone::Error => format.set_background_color(Color::RGB(0xFF_C7_CE)).set_font_color(Color::RGB(0x9C_00_06)).set_bold(),
        }
    }
}

pub(super) fn header() -> Format {
    let format = Format::new().set_bold().set_align(FormatAlign::VerticalCenter).set_border_bottom(FormatBorder::Thin);
    format.set_background_color(Color::RGB(0xE7_EC_F0))
}

/// Width of a column, in characters of the header's type.
pub(super) fn width(column: &Column) -> f64 {
    match (column.kind, column.name) {
        (ColumnKind::Text, "message" | "raw" | "reason" | "goals_expected" | "goals_actual" | "evaluation" | "problems") => 48.0,
        (ColumnKind::Text, "source_path" | "project_name" | "name" | "finding_codes" | "unplaced" | "improvements") => 32.0,
        (ColumnKind::Text, "record_id" | "department" | "unit" | "at" | "code" | "title" | "failed_checks") => 22.0,
        (ColumnKind::Count, _) => 8.0,
        (ColumnKind::Decimal, _) => 15.0,
        _ => 13.0,
    }
}

/// What was found at each part of a record, by JSON pointer. Analytic findings, which doubt no value, do not count.
pub(super) struct Tones(BTreeMap<String, Tone>);

impl Tones {
    pub(super) fn of(record: &Record) -> Self {
        let mut tones = BTreeMap::new();
        let mut add = |at: &str, tone: Tone| {
            let entry = tones.entry(at.to_owned()).or_insert(tone);
            *entry = tone.max(*entry);
        };
        for finding in record.findings.iter().filter(|finding| !finding.is_analytic()) {
            add(&finding.at, tone(finding.severity));
        }
        for check in record.checks.iter().filter(|check| check.outcome == CheckOutcome::Fail) {
            let severity = Code::find(&check.rule).map_or(Severity::Warning, |code| code.severity);
            check.at.iter().for_each(|at| add(at, tone(severity)));
        }
        Tones(tones)
    }

    /// The tone of a cell: by what was found at its value or inside it, or by what it says itself.
    pub(super) fn of_cell(&self, sheet: Sheet, at: &str, column: &Column, field: &Field) -> Tone {
        match (column.name, field) {
            ("n_errors", Field::Count(1..)) | ("failed_checks", Field::Text(_)) => Tone::Error,
            ("n_warnings", Field::Count(1..)) => Tone::Warning,
            ("severity", Field::Text(severity)) if severity == "error" => Tone::Error,
            ("severity", Field::Text(severity)) if severity == "warning" => Tone::Warning,
            _ if column.pointer.is_empty() || sheet == Sheet::Findings => Tone::Plain,
            _ => self.at(&format!("{at}{}", column.pointer)),
        }
    }

    fn at(&self, pointer: &str) -> Tone {
        let inside = format!("{pointer}/");
        let inner = self.0.range(inside.clone()..).take_while(|(at, _)| at.starts_with(&inside)).map(|(_, tone)| *tone);
        inner.chain(self.0.get(pointer).copied()).max().unwrap_or(Tone::Plain)
    }
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Info => Tone::Plain,
        Severity::Warning => Tone::Warning,
        Severity::Error => Tone::Error,
    }
}
