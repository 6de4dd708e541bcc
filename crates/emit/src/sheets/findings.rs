//! One row a finding.

use jixiao_model::{Code, Finding, Record};

use super::{Column, Field, Pages, SheetRow, Text, column, name, row};
use crate::{codes::family, labels};

pub(super) const COLUMNS: &[Column] = &[
    column("code", "问题代码", Text, ""),
    column("severity", "严重程度", Text, ""),
    column("at", "位置", Text, ""),
    column("message", "说明", Text, ""),
    column("raw", "原文", Text, ""),
    column("family", "问题类别", Text, ""),
    column("title", "问题名称", Text, ""),
];

pub(super) fn rows(record: &Record, pages: &Pages<'_>) -> Vec<SheetRow> {
    record.findings.iter().map(|finding| row(record, pages, finding.at.clone(), fields(finding))).collect()
}

/// What a row has behind the common columns.
pub(super) fn fields(finding: &Finding) -> [Field; 7] {
    let Finding { code, severity, at, message, raw } = finding;
    let family = Code::find(code).map(|code| family(code.family).to_owned());
    [
        code.as_str().into(),
        name(Some(*severity)),
        at.as_str().into(),
        message.as_str().into(),
        raw.as_str().into(),
        Field::from(&family),
        Field::from(&labels::code(code).map(str::to_owned)),
    ]
}
