//! Findings that only all records of a run together tell, put into what a record was rendered to before.
//!
//! A record is rendered when it is read. Parsing and rendering it once more costs as much as all the rest of a run's outputs, where these
//! findings touch a few places of what is there: the list of findings, the cells of codes, a row of the report.

use std::io;

use jixiao_model::LateFindings;

use crate::{records::provenance_start, report, sheets};

/// The record's line of JSON with these findings.
///
/// # Errors
/// When the line is no record.
pub fn add_to_json(line: &[u8], late: &LateFindings<'_>) -> io::Result<Vec<u8>> {
    // The findings stand right before the provenance.
    let (before, provenance) = provenance_start(line).map(|at| line.split_at(at)).ok_or_else(|| broken("record"))?;
    let mut text = before.strip_suffix(b"]").ok_or_else(|| broken("record"))?.to_vec();
    for (finding, _) in &late.findings {
        if !text.ends_with(b"[") {
            text.push(b',');
        }
        serde_json::to_writer(&mut text, finding)?;
    }
    text.push(b']');
    text.extend_from_slice(provenance);
    Ok(text)
}

/// The record's rows of a sheet, as CSV, with the codes of the findings that stand inside the row's part of the record. `list` is the
/// pointer to the list of these parts, such as `/indicators`.
///
/// # Errors
/// When the rows have no numbers.
pub fn add_codes(list: &str, rows: &[u8], late: &LateFindings<'_>) -> io::Result<Vec<u8>> {
    sheets::late::add_codes(rows, list, late.findings.iter().map(|(finding, _)| finding))
}

/// Further rows of [`Sheet::Findings`](crate::Sheet::Findings), as CSV.
pub fn finding_rows(late: &LateFindings<'_>) -> Vec<u8> {
    sheets::late::finding_rows(late)
}

/// The record's [`report::row`] with these findings.
///
/// # Errors
/// When the row is none.
pub fn add_to_report_row(row: &[u8], late: &LateFindings<'_>) -> io::Result<Vec<u8>> {
    let mut places: Vec<serde_json::Value> = serde_json::from_slice(row)?;
    let mut findings = late.findings.iter();
    findings.try_for_each(|(finding, _)| report::add_to_row(&mut places, finding)).ok_or_else(|| broken("row"))?;
    Ok(serde_json::to_vec(&places)?)
}

pub(crate) fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("a {what} of the journal was altered"))
}

#[cfg(test)]
mod tests {
    use jixiao_model::{Confidence, Finding, Indicator, Level1, Level2, Origin, Place, Record, Severity, Value, codes};

    use super::*;
    use crate::{RecordFormat, Renderer, Sheet, records::tests::record, report::row};

    fn finding(row: usize, code: &str) -> Finding {
        Finding {
            code: code.into(),
            severity: Severity::Info,
            at: format!("/indicators/{row}/reason"),
            message: "m".into(),
            raw: "a \"b\",\n],\"provenance\":{".into(),
        }
    }

    /// Eleven indicators, so that one number is the beginning of another; their reasons look like what a line is cut at.
    fn indicators(page: u32) -> Record {
        let hostile = "],\"provenance\":{\r\n,\"";
        let mut record = record(1, "1.50");
        let indicator = Indicator {
            goal: Some(1),
            level1: Level1 { kind: None, label: None, weight: None },
            level2: Level2 { kind: None, label: None },
            name: Some(hostile.into()),
            target: Value::blank(),
            actual: Value::blank(),
            weight: Some("10.0".parse().unwrap()),
            score: None,
            reason: Some(hostile.into()),
        };
        record.indicators = vec![indicator; 11];
        let place = Place { page: Some(page), ..Place::default() };
        record.provenance.0.push(("/indicators/10/reason".into(), Origin::new(place, hostile, Confidence::CERTAIN)));
        record
    }

    #[test]
    fn a_record_that_gets_findings_late_is_the_one_that_had_them() {
        let repeated = codes::REASON_REPEATED.id;
        for before in [vec![], vec![finding(10, "rate"), finding(1, repeated)]] {
            let early = Record { findings: before, ..indicators(3) };
            let added = [finding(1, repeated), finding(10, repeated)];
            let mut whole = early.clone();
            whole.findings.extend(added.clone());
            let findings = added.into_iter().zip([None, Some(3)]).collect();
            let late = LateFindings { record_id: &early.id, path: &early.source.path, findings };

            let line = |record: &Record| Renderer::new(RecordFormat::Jsonl).render(record).into_line();
            assert_eq!(text(add_to_json(&line(&early), &late)), text(Ok(line(&whole))));
            for (sheet, list) in [(Sheet::Indicators, "/indicators"), (Sheet::Funds, "/funds/rows")] {
                assert_eq!(text(add_codes(list, &sheet.csv_rows(&early), &late)), text(Ok(sheet.csv_rows(&whole))));
            }
            let findings = [Sheet::Findings.csv_rows(&early), finding_rows(&late)].concat();
            assert_eq!(text(Ok(findings)), text(Ok(Sheet::Findings.csv_rows(&whole))));
            assert_eq!(text(add_to_report_row(&row(&early), &late)), text(Ok(row(&whole))));
        }
    }

    fn text(bytes: io::Result<Vec<u8>>) -> String {
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    #[test]
    fn what_is_no_record_is_an_error() {
        let late = LateFindings { record_id: "a", path: "b", findings: vec![(finding(0, "rate"), None)] };
        assert!(add_to_json(b"{}", &late).is_err());
        assert!(add_to_report_row(b"[1]", &late).is_err());
        assert!(add_codes("/indicators", b"a,b\r\n", &late).is_err());
    }
}
