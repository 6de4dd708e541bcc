//! Sheets as CSV files that spreadsheet programs open: RFC 4180, UTF-8.

use csv::{Terminator, WriterBuilder};
use jixiao_model::Record;

use super::{Field, Sheet};

impl Sheet {
    /// The byte-order mark, by which Excel and WPS know UTF-8, and the row of column names.
    pub fn csv_head(self) -> Vec<u8> {
        let names = self.columns().map(|column| Field::from(column.name)).collect();
        let mut head = "\u{feff}".as_bytes().to_vec();
        head.extend(csv([names]));
        head
    }

    /// The rows of one record.
    pub fn csv_rows(self, record: &Record) -> Vec<u8> {
        csv(self.rows(record).into_iter().map(|row| row.fields))
    }
}

pub(super) fn csv(rows: impl IntoIterator<Item = Vec<Field>>) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        let cells = row.into_iter().map(|field| match field {
            Field::Empty => String::new(),
            Field::Text(text) => text,
            Field::Count(number) => number.to_string(),
            Field::Decimal(number) => number.to_string(),
        });
        writer.write_record(cells).expect("a vector takes any bytes, and all rows of a sheet are of one length");
    }
    writer.into_inner().expect("a vector takes any bytes")
}
