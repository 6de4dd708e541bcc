//! What is kept of each record to tell, at the end, what only all of them together tell.

use std::collections::HashMap;

use jixiao_model::{Finding, LateFindings, Record, Severity, codes};
use serde::{Deserialize, Serialize};

use crate::input;

/// Reasons of fewer characters say nothing (无, 已完成, 按要求完成): that they recur is no news.
const MIN_REASON_CHARS: usize = 8;

/// Digits kept of a digest: 64 bits, so that among ten million texts two agree by chance once in 400,000 runs.
const DIGEST_DIGITS: usize = 16;

/// A line for each record.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Facts {
    id: String,
    worst: Option<Severity>,
    /// Number of analytic findings.
    analytics: u64,
    /// Digest of the project's name; of the record's id where none could be read, since two forms are two projects.
    project: String,
    reasons: Vec<LongReason>,
    /// Bytes that the record gave to each spool file before this line.
    pub(super) part_bytes: Vec<u64>,
}

/// A reason that is long enough to say something.
#[derive(Debug, Serialize, Deserialize)]
struct LongReason {
    /// Number of the indicator.
    row: usize,
    text: String,
    page: Option<u32>,
    digest: String,
}

/// How many records there are, by the worst that was found in them. Analytic findings are counted apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records with nothing to look at.
    pub clean: u64,
    /// Records whose worst finding is a warning.
    pub warnings: u64,
    /// Records with an error.
    pub errors: u64,
    /// Analytic findings in all of them.
    pub analytics: u64,
}

/// The reasons of all records.
#[derive(Default)]
pub(super) struct Reasons(HashMap<String, Reason>);

struct Reason {
    n_records: u64,
    project: String,
    in_several: bool,
}

impl Facts {
    /// The facts of a record that gave these parts.
    pub(super) fn of(record: &Record, parts: &[Vec<u8>]) -> Self {
        let reasons = record.indicators.iter().enumerate().filter_map(|(row, indicator)| {
            let text = indicator.reason.as_deref()?;
            let letters: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let page = || record.provenance.get(&reason(row)).and_then(|origin| origin.page).or(record.source.first_page);
            let long = || LongReason { row, text: text.to_owned(), page: page(), digest: digest(&letters) };
            (letters.chars().count() >= MIN_REASON_CHARS).then(long)
        });
        Facts {
            id: record.id.clone(),
            worst: record.worst_severity(),
            analytics: record.findings.iter().filter(|finding| finding.is_analytic()).count() as u64,
            project: digest(record.project.name.as_deref().unwrap_or(&record.id)),
            reasons: reasons.collect(),
            part_bytes: parts.iter().map(|part| part.len() as u64).collect(),
        }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("facts have no map")
    }

    /// What is found once all records are known.
    pub(super) fn late_findings<'a>(&'a self, path: &'a str, reasons: &Reasons) -> LateFindings<'a> {
        let code = &codes::REASON_REPEATED;
        let repeated = self.reasons.iter().filter_map(|long| Some((long, reasons.repeated(&long.digest)?)));
        let finding = |(LongReason { row, text, page, .. }, reason): (&LongReason, &Reason)| {
            let message = format!("the same reason stands in {} forms, of several projects", reason.n_records);
            let (severity, at) = (code.severity, self::reason(*row));
            (Finding { code: code.id.to_owned(), severity, at, message, raw: text.clone() }, *page)
        };
        LateFindings { record_id: &self.id, path, findings: repeated.map(finding).collect() }
    }
}

/// The pointer to the reason of an indicator.
fn reason(row: usize) -> String {
    format!("/indicators/{row}/reason")
}

impl Tally {
    pub(super) fn add(&mut self, facts: &Facts) {
        match facts.worst {
            None | Some(Severity::Info) => self.clean += 1,
            Some(Severity::Warning) => self.warnings += 1,
            Some(Severity::Error) => self.errors += 1,
        }
        self.analytics += facts.analytics;
    }
}

impl Reasons {
    pub(super) fn add_all(&mut self, facts: &[Facts]) {
        facts.iter().for_each(|facts| self.add(facts));
    }

    fn add(&mut self, facts: &Facts) {
        let mut seen: Vec<&String> = facts.reasons.iter().map(|long| &long.digest).collect();
        seen.sort_unstable();
        seen.dedup();
        for digest in seen {
            let new = || Reason { n_records: 0, project: facts.project.clone(), in_several: false };
            let reason = self.0.entry(digest.clone()).or_insert_with(new);
            reason.n_records += 1;
            reason.in_several |= reason.project != facts.project;
        }
    }

    fn repeated(&self, digest: &str) -> Option<&Reason> {
        self.0.get(digest).filter(|reason| reason.in_several)
    }
}

fn digest(text: &str) -> String {
    let mut digest = input::sha256(text.as_bytes());
    digest.truncate(DIGEST_DIGITS);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(project: &str, reasons: &[(usize, &str)]) -> Facts {
        let long =
            |&(row, digest): &(usize, &str)| LongReason { row, text: digest.repeat(3), page: None, digest: digest.to_owned() };
        let reasons = reasons.iter().map(long).collect();
        Facts { id: "a-1".into(), worst: None, analytics: 0, project: project.into(), reasons, part_bytes: Vec::new() }
    }

    #[test]
    fn a_reason_is_repeated_only_across_projects() {
        let all = [
            facts("a", &[(0, "one"), (4, "one"), (5, "two")]),
            facts("a", &[(0, "two"), (1, "three")]),
            facts("b", &[(2, "three"), (3, "four")]),
            facts("c", &[(2, "three")]),
        ];
        let mut reasons = Reasons::default();
        all.iter().for_each(|facts| reasons.add(facts));
        let rows = |facts: &Facts| -> Vec<String> {
            facts.late_findings("p", &reasons).findings.into_iter().map(|(finding, _)| finding.at).collect()
        };
        assert_eq!(all.iter().map(rows).collect::<Vec<_>>(), [vec![], vec![reason(1)], vec![reason(2)], vec![reason(2)]]);
        assert_eq!(reasons.repeated("three").unwrap().n_records, 3);
        // Twice in one form, and in two forms of one project.
        assert!(reasons.repeated("one").is_none() && reasons.repeated("two").is_none());
    }

    #[test]
    fn records_are_told_apart_by_their_worst_finding() {
        let mut tally = Tally::default();
        for worst in [None, Some(Severity::Info), Some(Severity::Warning), Some(Severity::Error), Some(Severity::Error)] {
            tally.add(&Facts { worst, analytics: 3, ..facts("a", &[]) });
        }
        assert_eq!(tally, Tally { clean: 2, warnings: 1, errors: 2, analytics: 15 });
    }
}
