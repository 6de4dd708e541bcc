//! Forms as clerks of several provinces fill them in and tools export them, each written by hand: what the paper says is what the record
//! must say.

mod aligned;
mod cells_one_by_one;
mod copies;
mod lost_heads;
mod provinces;
mod two_line_heads;
mod unseen;
mod wording;

use jixiao_extract::{ExtractConfig, extract};
use jixiao_model::{Reader, Source};
use jixiao_normalize::{Forms, Splitter, normalize};
use serde_json::Value;

/// The records of a file.
fn records(text: &str) -> Vec<Value> {
    let forms = Forms::builtin();
    let mut splitter = Splitter::new(&forms);
    let mut found = Vec::new();
    extract(text.as_bytes(), &ExtractConfig::default(), &mut |grid| found.extend(splitter.push(grid))).expect("text is read");
    found.extend(splitter.finish());
    let records = found.iter().enumerate().map(|(index, form)| {
        let source = Source {
            path: "paper.txt".to_owned(),
            sha256: String::new(),
            form_index: index as u32 + 1,
            first_page: None,
            last_page: None,
            reader: Reader::Text,
        };
        serde_json::to_value(normalize(form, &forms, source, &[])).expect("records are JSON")
    });
    records.collect()
}

/// The only record of a file has these values: a JSON pointer and JSON a line. Pointers may leave out what does not change: a line
/// `/indicators/0 name "…" weight 10` names several fields of one object.
#[track_caller]
fn check(text: &str, expected: &str) {
    let records = records(text);
    assert_eq!(records.len(), 1, "one form");
    check_record(&records[0], expected);
}

#[track_caller]
fn check_record(record: &Value, expected: &str) {
    let mut wrong = Vec::new();
    for line in expected.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (pointer, fields) = line.split_once(' ').expect("a pointer and what stands there");
        let (stem, mut rest) = if fields.starts_with('/') { (pointer, fields) } else { ("", line) };
        while !rest.is_empty() {
            let (field, value) = rest.split_once(' ').expect("a field and its value");
            let mut values = serde_json::Deserializer::from_str(value).into_iter::<Value>();
            let wanted = values.next().expect("a value").unwrap_or_else(|error| panic!("{value}: {error}"));
            rest = value[values.byte_offset()..].trim_start();
            let pointer = format!("{stem}{field}");
            let found = record.pointer(&pointer).cloned().unwrap_or(Value::Null);
            if found != wanted {
                wrong.push(format!("{pointer}: {wanted} on paper, {found} read"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{:#?}", wrong.join("\n"), record["findings"]);
}
