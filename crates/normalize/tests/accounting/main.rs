//! What holds for every form, however damaged: nothing lost, nothing invented, every pointer resolves.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod damage;
mod named;

use jixiao_extract::{ExtractConfig, extract};
use jixiao_model::{Reader, Record, Source};
use jixiao_normalize::{FormText, Forms, Splitter, normalize};
use proptest::prelude::*;
use serde_json::Value as Json;

/// Parts of the record that are no fields, where a finding about the whole may point.
const PARTS: &[&str] = &["/source", "/form", "/project", "/funds", "/goals", "/indicators", "/total", "/conclusion", "/sign_off"];

fn forms_of(text: &str, forms: &Forms) -> Vec<FormText> {
    let mut splitter = Splitter::new(forms);
    let mut found = Vec::new();
    extract(text.as_bytes(), &ExtractConfig::default(), &mut |grid| found.extend(splitter.push(grid))).unwrap();
    found.extend(splitter.finish());
    found
}

fn record_of(form: &FormText, forms: &Forms) -> Record {
    let source = Source {
        path: "a.txt".into(),
        sha256: "0123456789abcdef".into(),
        form_index: 1,
        first_page: None,
        last_page: None,
        reader: Reader::Text,
    };
    normalize(form, forms, source, &[])
}

fn essence(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every number of the record that was read from the form, with its pointer.
fn numbers(at: &str, json: &Json, found: &mut Vec<(String, String)>) {
    match json {
        Json::Number(number) => found.push((at.to_owned(), number.to_string())),
        Json::Array(items) => items.iter().enumerate().for_each(|(index, item)| numbers(&format!("{at}/{index}"), item, found)),
        Json::Object(entries) => {
            let counted = ["schema_version", "source", "unplaced", "checks", "findings", "provenance"];
            for (key, value) in entries {
                // Goals are counted, from 1.
                let is_goal = at.starts_with("/goals/") && key == "number" || at.starts_with("/indicators/") && key == "goal";
                if !(at.is_empty() && counted.contains(&key.as_str()) || is_goal) {
                    numbers(&format!("{at}/{key}"), value, found);
                }
            }
        }
        _ => {}
    }
}

/// The runs of digits in a text, with their points, in ASCII and without separators.
fn numbers_in(raw: &str) -> Vec<String> {
    let plain: String = raw
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap(),
            other => other,
        })
        .filter(|&c| c != ',')
        .collect();
    plain
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|run| run.trim_matches('.').to_owned())
        .filter(|run| !run.is_empty())
        .collect()
}

/// `printed` as a number without needless zeros before it.
fn canonical(printed: &str) -> String {
    let trimmed = printed.trim_start_matches(['-', '+']).trim_start_matches('0');
    if trimmed.is_empty() || trimmed.starts_with('.') { format!("0{trimmed}") } else { trimmed.to_owned() }
}

/// `percent` with its point two digits to the left.
fn fraction(percent: &str) -> String {
    let (whole, decimals) = percent.split_once('.').unwrap_or((percent, ""));
    let whole = format!("{whole:0>3}");
    let (left, right) = whole.split_at(whole.len() - 2);
    canonical(&format!("{left}.{right}{decimals}"))
}

fn check_pointers(record: &Record, json: &Json) -> Vec<String> {
    let mut wrong = Vec::new();
    for (index, (pointer, origin)) in record.provenance.0.iter().enumerate() {
        if json.pointer(pointer).is_none() {
            wrong.push(format!("provenance {pointer} (`{}`) points at nothing", origin.raw));
        }
        if record.provenance.0[..index].iter().any(|(other, _)| other == pointer) {
            wrong.push(format!("provenance {pointer} (`{}`) stands twice", origin.raw));
        }
    }
    for finding in &record.findings {
        let at = finding.at.as_str();
        if json.pointer(at).is_none() && !PARTS.contains(&at) {
            wrong.push(format!("finding {} points at nothing: {at}", finding.code));
        }
    }
    for check in &record.checks {
        for at in &check.at {
            if json.pointer(at).is_none() {
                wrong.push(format!("check {} points at nothing: {at}", check.rule));
            }
        }
    }
    wrong
}

fn check_numbers(record: &Record, json: &Json) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut found = Vec::new();
    numbers("", json, &mut found);
    for (pointer, number) in found {
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        let label = format!("{parent}/label");
        let origin = match field {
            "number" => record.provenance.get(parent),
            _ => record.provenance.get(&pointer).or_else(|| record.provenance.get(&label)),
        };
        let Some(origin) = origin else {
            wrong.push(format!("{pointer} = {number} has no origin"));
            continue;
        };
        let printed = numbers_in(&origin.raw);
        let wanted = canonical(&number);
        let same = printed.iter().any(|printed| canonical(printed) == wanted);
        let as_rate = field == "rate" && printed.iter().any(|printed| fraction(printed) == wanted);
        if !same && !as_rate {
            wrong.push(format!("{pointer} = {number} does not stand in `{}`", origin.raw));
        }
    }
    wrong
}

/// No piece of a cell is missing: fields, unplaced text and labels together hold all of its characters.
fn check_cells(form: &FormText, record: &Record, labels: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    for cell in form.cells() {
        let (line, columns) = (cell.place.line, cell.place.columns);
        let text = essence(&cell.text);
        let here = |from: Option<u32>, span: [u32; 2]| from <= line && span[0] <= columns.1 && span[1] >= columns.0;
        let fields =
            record.provenance.0.iter().filter(|(_, origin)| here(origin.line, origin.columns)).map(|(_, origin)| &origin.raw);
        let unplaced =
            record.unplaced.iter().filter(|item| item.at.line == line && item.at.column == columns.0).map(|item| &item.text);
        let pieces: Vec<&String> = fields.chain(unplaced).collect();
        // A value that is printed twice stands in its field once.
        let again = || record.provenance.0.iter().any(|(_, origin)| text.chars().count() > 1 && essence(&origin.raw) == text);
        if pieces.iter().any(|piece| essence(piece).contains(&text)) || again() {
            continue;
        }
        // What was read out of the cell, longest first; between it stand labels and punctuation.
        let mut known: Vec<String> =
            pieces.iter().flat_map(|piece| piece.split_whitespace().map(str::to_owned).chain([essence(piece)])).collect();
        known.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
        let mut rest = text.clone();
        for piece in known.iter().filter(|piece| !piece.is_empty()) {
            if let Some(at) = rest.find(piece.as_str()) {
                rest.replace_range(at..at + piece.len(), "\n");
            }
        }
        for part in rest.split('\n') {
            if !is_label(part, labels, record) {
                wrong.push(format!("`{part}` of the cell `{}` in line {} is lost", cell.text, line.unwrap_or_default()));
            }
        }
    }
    wrong
}

/// No piece of a cell stands twice, in a field and in `unplaced`.
fn check_once(form: &FormText, record: &Record) -> Vec<String> {
    let mut wrong = Vec::new();
    for item in &record.unplaced {
        let text = essence(&item.text);
        let stands = |cell: &&jixiao_model::Cell| {
            cell.place.line == item.at.line && cell.place.columns.0 == item.at.column && cell.place.page == item.at.page
        };
        let printed: usize = form.cells().filter(stands).map(|cell| essence(&cell.text).matches(&text).count()).sum();
        let in_fields = record.provenance.0.iter().filter(|(_, origin)| {
            origin.line == item.at.line
                && origin.columns[0] == item.at.column
                && origin.columns[1] == item.at.column
                && essence(&origin.raw).contains(&text)
        });
        if let Some((pointer, _)) = in_fields.into_iter().nth(printed.saturating_sub(1)) {
            wrong.push(format!("`{}` is unplaced and also in {pointer}", item.text));
        }
    }
    wrong
}

/// Characters of a label that tell it from others, variants folded.
fn marks(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| if c == '効' { '效' } else { c }).collect()
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, cb) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Whether a piece of a cell is a label, a part of one, several in a row, or near enough to one to be a damaged one.
fn is_label(part: &str, labels: &[String], record: &Record) -> bool {
    let said =
        |text: &str| record.findings.iter().any(|finding| finding.code == "damaged-label" && essence(&finding.raw).contains(text));
    // What stands in parentheses after a label is its annotation, and goals are numbered: `年度绩效目标2(40分)`.
    let stem = part.split(['(', '（']).next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    // A piece of an annotation: `资金情况(万` beside `元)`, or `(50分)` alone.
    let cut_annotation =
        part.contains(['(', ')', '（', '）']) && part.chars().all(|c| c.is_ascii_digit() || "万元分()（）".contains(c));
    cut_annotation || said(part) || marks(part).is_empty() || [part, stem].iter().any(|text| is_run_of_labels(&marks(text), labels))
}

fn is_run_of_labels(marked: &str, labels: &[String]) -> bool {
    let near = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        labels.iter().any(|label| {
            let label_chars: Vec<char> = label.chars().collect();
            label.contains(text) || distance(&chars, &label_chars) * 100 <= label_chars.len() * 50
        })
    };
    if marked.is_empty() {
        return false;
    }
    // Labels that touch: take each away, longest first.
    let mut within: Vec<&String> = labels.iter().filter(|label| marked.contains(label.as_str())).collect();
    within.sort_by_key(|label| std::cmp::Reverse(label.len()));
    let rest = within.iter().fold(marked.to_owned(), |rest, label| rest.replace(label.as_str(), ""));
    near(marked) || near(&rest)
}

/// Runs `check` on every form of a text, with what it was read as.
fn each_form(text: &str, check: impl Fn(&FormText, &Record, &Json, &[String]) -> Vec<String>) -> Vec<String> {
    thread_local! {
        static FORMS: (Forms, Vec<String>) = {
            let forms = Forms::builtin();
            let labels = forms.definitions().flat_map(|definition| definition.spellings());
            let mut labels: Vec<String> = labels.map(marks).filter(|label| !label.is_empty()).collect();
            labels.sort();
            labels.dedup();
            (forms, labels)
        };
    }
    FORMS.with(|(forms, labels)| {
        let read = |form: FormText| {
            let record = record_of(&form, forms);
            let json = serde_json::to_value(&record).unwrap();
            check(&form, &record, &json, labels)
        };
        forms_of(text, forms).into_iter().flat_map(read).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(2018), ..ProptestConfig::default() })]

    #[test]
    fn a_record_reads_back_as_it_was_written(text in damage::damaged_text()) {
        let wrong = each_form(&text, |_, record, json, _| {
            let _ = json;
            let again: Record = serde_json::from_str(&serde_json::to_string(record).unwrap()).unwrap();
            if again == *record { Vec::new() } else { vec![format!("{again:?} is not {record:?}")] }
        });
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn every_pointer_resolves(text in damage::damaged_text()) {
        let wrong = each_form(&text, |_, record, json, _| check_pointers(record, json));
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn every_number_stands_in_its_source(text in damage::damaged_text()) {
        let wrong = each_form(&text, |_, record, json, _| check_numbers(record, json));
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn no_cell_stands_twice(text in damage::damaged_text()) {
        let wrong = each_form(&text, |form, record, _, _| check_once(form, record));
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn no_cell_is_lost(text in damage::damaged_text()) {
        let wrong = each_form(&text, |form, record, _, labels| check_cells(form, record, labels));
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
