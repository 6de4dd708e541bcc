//! Records as JSON.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use jixiao_model::{Provenance, Record};
use memchr::memmem;

use crate::json::{Array, ELEMENT_BYTES, element};

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFormat {
    /// One array, indented by two spaces.
    Json,
    /// One record a line.
    Jsonl,
}

/// Turns records into text, on any thread; a [`RecordWriter`] puts the texts together.
#[derive(Clone, Copy, Debug)]
pub struct Renderer {
    format: RecordFormat,
    with_provenance: bool,
}

impl Renderer {
    /// A renderer that keeps the provenance.
    pub fn new(format: RecordFormat) -> Self {
        Renderer { format, with_provenance: true }
    }

    /// The same renderer, which gives every record an empty map for its provenance.
    pub fn without_provenance(self) -> Self {
        Renderer { with_provenance: false, ..self }
    }

    /// The text of one record.
    pub fn render(&self, record: &Record) -> Rendered {
        let record = if self.with_provenance {
            Cow::Borrowed(record)
        } else {
            Cow::Owned(Record { provenance: Provenance::default(), ..record.clone() })
        };
        let text = match self.format {
            RecordFormat::Json => element(&*record),
            RecordFormat::Jsonl => line(&record),
        };
        Rendered(text.expect("a record has string keys and no value that JSON lacks"))
    }
}

fn line(record: &Record) -> serde_json::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(ELEMENT_BYTES);
    serde_json::to_writer(&mut text, record)?;
    text.push(b'\n');
    Ok(text)
}

/// Where the provenance begins in a record's line of JSON: at the comma before its key. A quotation mark inside a text has a backslash
/// before it, so no text has these bytes.
pub(crate) fn provenance_start(line: &[u8]) -> Option<usize> {
    memmem::find(line, b",\"provenance\":{")
}

/// The text of one record.
#[derive(Debug)]
pub struct Rendered(Vec<u8>);

impl Rendered {
    /// A line of a JSONL file with its end, where it was rendered for one.
    pub fn into_line(self) -> Vec<u8> {
        self.0
    }
}

/// Writes rendered records one after the other; [`finish`](Self::finish) completes the text.
pub struct RecordWriter<W: Write> {
    out: W,
    format: RecordFormat,
    array: Array,
}

impl<W: Write> RecordWriter<W> {
    /// A writer that has written nothing yet.
    pub fn new(out: W, format: RecordFormat) -> Self {
        RecordWriter { out, format, array: Array::default() }
    }

    /// Writes one record, which was rendered for the writer's format.
    ///
    /// # Errors
    /// When the output fails.
    pub fn write(&mut self, record: &Rendered) -> io::Result<()> {
        match self.format {
            RecordFormat::Json => self.array.push(&mut self.out, &record.0),
            RecordFormat::Jsonl => self.out.write_all(&record.0),
        }
    }

    /// Completes the text and hands the output back.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> io::Result<W> {
        if self.format == RecordFormat::Json {
            self.array.finish(&mut self.out)?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use jixiao_model::{Confidence, Form, FormKind, FundKind, FundRow, Funds, Origin, Place, Reader, Source};

    use super::*;

    pub(crate) fn record(form_index: u32, executed: &str) -> Record {
        let executed_number = executed.parse().unwrap();
        let row = FundRow {
            kind: FundKind::Total,
            label: Some("年度\n资金总额".into()),
            initial_budget: None,
            full_budget: None,
            executed: Some(executed_number),
            weight: None,
            rate: None,
            score: None,
        };
        let origin = Origin::new(Place { line: Some(4), ..Place::default() }, executed, Confidence::CERTAIN);
        let source = Source {
            path: "a.txt".into(),
            sha256: "0123456789abcdef0123".into(),
            form_index,
            first_page: None,
            last_page: None,
            reader: Reader::Text,
        };
        let form = Form { kind: FormKind::ProjectSelfEvaluation, variant: "national".into(), title: None, fiscal_year: None };
        Record {
            funds: Funds { unit: None, rows: vec![row] },
            provenance: Provenance(vec![("/funds/rows/0/executed".into(), origin)]),
            ..Record::empty(source, form)
        }
    }

    fn written(renderer: Renderer, records: &[Record]) -> String {
        let mut writer = RecordWriter::new(Vec::new(), renderer.format);
        for record in records {
            writer.write(&renderer.render(record)).unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn the_streamed_array_equals_one_written_at_once() {
        for n_records in 0..3 {
            let records: Vec<_> = (0..n_records).map(|i| record(i, "1.50")).collect();
            let expected = serde_json::to_string_pretty(&records).unwrap() + "\n";
            assert_eq!(written(Renderer::new(RecordFormat::Json), &records), expected);
        }
    }

    #[test]
    fn a_line_holds_one_record_and_reads_back() {
        let records = [record(1, "1.50"), record(2, "0")];
        let text = written(Renderer::new(RecordFormat::Jsonl), &records);
        let read: Vec<Record> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read, records);
    }

    #[test]
    fn numbers_keep_their_printed_digits() {
        for printed in ["380000.00", "10", "0.0", "-12.50", "79228162514264337593543950335"] {
            for format in [RecordFormat::Json, RecordFormat::Jsonl] {
                let text = written(Renderer::new(format).without_provenance(), &[record(1, printed)]);
                let (_, after) = text.split_once("\"executed\":").unwrap();
                assert_eq!(after.split(',').next().unwrap().trim(), printed);
            }
        }
    }

    #[test]
    fn provenance_left_out_is_an_empty_map() {
        let text = written(Renderer::new(RecordFormat::Jsonl).without_provenance(), &[record(1, "1")]);
        assert!(text.ends_with(",\"provenance\":{}}\n"), "{text}");
    }
}
