//! What the report's table shows of a record.

use jixiao_model::{FundKind, Record, Severity};
use serde_json::json;

use crate::Name;

/// One line of JSON: an array whose places `page/data.js` names.
pub fn row(record: &Record) -> Vec<u8> {
    let (source, project) = (&record.source, &record.project);
    let total = record.funds.rows.iter().find(|row| row.kind == FundKind::Total);
    // As text: a script's numbers would lose the printed zeros.
    let rate = total.and_then(|row| row.rate).map(|rate| rate.to_string());
    let score = record.total.score.map(|score| score.to_string());
    let doubts = |severity| record.findings.iter().filter(|f| !f.is_analytic() && f.severity == severity).count();
    let mut codes: Vec<&str> = Vec::new();
    for finding in &record.findings {
        if !codes.contains(&finding.code.as_str()) {
            codes.push(&finding.code);
        }
    }
    let row = json!([
        record.id,
        project.name,
        project.department,
        project.unit,
        record.form.fiscal_year,
        Name(record.form.kind).to_string(),
        Name(source.reader).to_string(),
        source.path,
        source.form_index,
        source.first_page,
        score,
        rate,
        doubts(Severity::Error),
        doubts(Severity::Warning),
        doubts(Severity::Info),
        record.findings.iter().filter(|finding| finding.is_analytic()).count(),
        codes,
    ]);
    row.to_string().into_bytes()
}
