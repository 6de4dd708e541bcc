//! What the report's table shows of a record.

use jixiao_model::{Finding, FundKind, Record, Severity};
use serde_json::{Value, json};

use crate::Name;

/// Places of a row that findings change: how many there are of a kind, and all codes.
const ERRORS: usize = 12;
const WARNINGS: usize = 13;
const INFOS: usize = 14;
const ANALYTICS: usize = 15;
const CODES: usize = 16;

/// One line of JSON: an array whose places `page/data.js` names.
pub fn row(record: &Record) -> Vec<u8> {
    let (source, project) = (&record.source, &record.project);
    let total = record.funds.rows.iter().find(|row| row.kind == FundKind::Total);
    // As text: a script's numbers would lose the printed zeros.
    let rate = total.and_then(|row| row.rate).map(|rate| rate.to_string());
    let score = record.total.score.map(|score| score.to_string());
    let mut row = vec![
        json!(record.id),
        json!(project.name),
        json!(project.department),
        json!(project.unit),
        json!(record.form.fiscal_year),
        json!(Name(record.form.kind).to_string()),
        json!(Name(source.reader).to_string()),
        json!(source.path),
        json!(source.form_index),
        json!(source.first_page),
        json!(score),
        json!(rate),
        json!(0),
        json!(0),
        json!(0),
        json!(0),
        json!([]),
    ];
    record.findings.iter().try_for_each(|finding| add_to_row(&mut row, finding)).expect("the row has these places");
    Value::from(row).to_string().into_bytes()
}

/// Counts a finding in; nothing where the row is none.
pub(crate) fn add_to_row(row: &mut [Value], finding: &Finding) -> Option<()> {
    let place = match finding.severity {
        _ if finding.is_analytic() => ANALYTICS,
        Severity::Error => ERRORS,
        Severity::Warning => WARNINGS,
        Severity::Info => INFOS,
    };
    let count = row.get_mut(place)?;
    *count = json!(count.as_u64()? + 1);
    let codes = row.get_mut(CODES)?.as_array_mut()?;
    if !codes.iter().any(|code| *code == finding.code) {
        codes.push(json!(finding.code));
    }
    Some(())
}
