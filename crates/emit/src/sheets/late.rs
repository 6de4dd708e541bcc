//! Rows of sheets for findings that come when all others are rendered.

use std::io;

use ::csv::ReaderBuilder;
use jixiao_model::{Finding, LateFindings};

use super::{COMMON, Field, add_code, csv::csv, findings, is_inside};
use crate::late::broken;

/// Where a numbered row has its number.
const ROW: usize = COMMON.len();

/// See [`crate::late::finding_rows`].
pub(crate) fn finding_rows(late: &LateFindings<'_>) -> Vec<u8> {
    csv(late.findings.iter().map(|(finding, page)| {
        let common = [Field::from(late.record_id), Field::from(late.path), Field::from(*page)];
        common.into_iter().chain(findings::fields(finding)).collect()
    }))
}

/// See [`crate::late::add_codes`].
pub(crate) fn add_codes<'a>(rows: &[u8], list: &str, late: impl Iterator<Item = &'a Finding> + Clone) -> io::Result<Vec<u8>> {
    let late = late.filter(|finding| is_inside(&finding.at, list));
    if late.clone().next().is_none() {
        return Ok(rows.to_vec());
    }
    let mut amended = Vec::new();
    for row in ReaderBuilder::new().has_headers(false).from_reader(rows).into_records() {
        let row = row?;
        let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
        let at = format!("{list}/{}", row.get(ROW).ok_or_else(|| broken("row"))?);
        let codes = cells.last_mut().ok_or_else(|| broken("row"))?;
        late.clone().filter(|finding| is_inside(&finding.at, &at)).for_each(|finding| add_code(codes, &finding.code));
        amended.push(cells.into_iter().map(Field::Text).collect());
    }
    Ok(csv(amended))
}
