//! Which place of the paper each finding concerns.

use jixiao_model::{BBox, Finding, Record, Severity};

/// Parts of a record that are too large to show anybody where to look.
const WIDE: [&str; 11] = [
    "",
    "/source",
    "/form",
    "/project",
    "/funds",
    "/funds/rows",
    "/goals",
    "/indicators",
    "/conclusion",
    "/sign_off",
    "/other_fields",
];

/// What to write at one place of a PDF file.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Page, from 1.
    pub page: u32,
    /// The box to highlight; `None` for a note on the page.
    pub bbox: Option<BBox>,
    /// The worst of the findings.
    pub severity: Severity,
    /// One line a finding: its code and message.
    pub text: String,
}

/// The marks of a record, in the order of its findings: one for each place, and one note for all findings without a place, on the
/// first page of the form.
pub fn marks(record: &Record) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for finding in &record.findings {
        let (page, bbox) = match place(record, &finding.at) {
            Some((page, bbox)) => (page, Some(bbox)),
            None => (record.source.first_page.unwrap_or(1), None),
        };
        let line = line(finding, bbox.is_none());
        match marks.iter_mut().find(|mark| mark.page == page && mark.bbox == bbox) {
            Some(mark) => {
                mark.text.push('\n');
                mark.text.push_str(&line);
                mark.severity = mark.severity.max(finding.severity);
            }
            None => marks.push(Mark { page, bbox, severity: finding.severity, text: line }),
        }
    }
    marks
}

/// A note has to say which value it means; a highlight shows it.
fn line(finding: &Finding, names_value: bool) -> String {
    let Finding { code, at, message, .. } = finding;
    if names_value && !at.is_empty() { format!("{code} ({at}): {message}") } else { format!("{code}: {message}") }
}

/// Where the value stood; for a value without text, where its row did.
fn place(record: &Record, at: &str) -> Option<(u32, BBox)> {
    if let Some(index) = at.strip_prefix("/unplaced/") {
        let position = &record.unplaced.get(index.parse::<usize>().ok()?)?.at;
        return position.page.zip(position.bbox);
    }
    let exact = || record.provenance.get(at).and_then(|origin| origin.page.zip(origin.bbox));
    exact().or_else(|| around(record, at)).or_else(|| around(record, row(at)?))
}

/// The box around all that stands below the pointer, on the page of the first of it.
fn around(record: &Record, at: &str) -> Option<(u32, BBox)> {
    if WIDE.contains(&at) {
        return None;
    }
    let below =
        record.provenance.0.iter().filter(|(pointer, _)| pointer.strip_prefix(at).is_some_and(|rest| rest.starts_with('/')));
    let mut places = below.filter_map(|(_, origin)| origin.page.zip(origin.bbox));
    let (page, first) = places.next()?;
    Some((page, places.filter(|(other, _)| *other == page).fold(first, |bbox, (_, other)| bbox.union(other))))
}

/// The pointer up to its last number: the row that the value belongs to.
fn row(at: &str) -> Option<&str> {
    let ends = at.match_indices('/').map(|(end, _)| end).chain([at.len()]).collect::<Vec<_>>();
    let is_number = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    ends.windows(2).rev().find(|ends| is_number(&at[ends[0] + 1..ends[1]])).map(|ends| &at[..ends[1]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_of_a_value_ends_at_its_number() {
        assert_eq!(row("/indicators/12/target/number"), Some("/indicators/12"));
        assert_eq!(row("/funds/rows/0"), Some("/funds/rows/0"));
        assert_eq!(row("/project/name"), None);
        assert_eq!(row(""), None);
    }
}
