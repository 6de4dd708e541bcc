//! Records as Parquet files, written a group of rows at a time.

use std::{
    io::{self, Write},
    sync::Arc,
};

use jixiao_model::{Number, Record};
use parquet::{
    basic::Compression,
    column::writer::ColumnWriter,
    data_type::{ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int64Type},
    errors::ParquetError,
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};

use crate::{ColumnKind, Field, Sheet};

/// Bytes of the fields that are held before they are written as one group of rows.
const GROUP_BYTES: usize = 16 << 20;

/// Digits of a decimal, the most that 16 bytes hold, and those of them behind the point: a number has at most 9 in print, two more
/// where it is a percentage.
const PRECISION: u32 = 38;
const SCALE: u32 = 12;

/// Writes the rows of one sheet; [`finish`](Self::finish) completes the file.
pub struct ParquetWriter<W: Write + Send> {
    sheet: Sheet,
    file: SerializedFileWriter<W>,
    /// The fields of each column that are not written yet.
    columns: Vec<Vec<Field>>,
    n_bytes: usize,
    group_bytes: usize,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// A file without rows.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn new(out: W, sheet: Sheet) -> io::Result<Self> {
        let schema = parse_message_type(&schema(sheet)).map_err(failed)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(failed)?;
        let columns = vec![Vec::new(); sheet.columns().count()];
        Ok(ParquetWriter { sheet, file, columns, n_bytes: 0, group_bytes: GROUP_BYTES })
    }

    /// Adds the rows of a record.
    ///
    /// # Errors
    /// When the output fails.
    pub fn push(&mut self, record: &Record) -> io::Result<()> {
        for row in self.sheet.rows(record) {
            for (column, field) in self.columns.iter_mut().zip(row.fields) {
                self.n_bytes += size_of::<Field>() + if let Field::Text(text) = &field { text.len() } else { 0 };
                column.push(field);
            }
        }
        if self.n_bytes >= self.group_bytes { self.write_group() } else { Ok(()) }
    }

    /// Completes the file.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_group()?;
        self.file.into_inner().map_err(failed)
    }

    fn write_group(&mut self) -> io::Result<()> {
        self.n_bytes = 0;
        if self.columns.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        for column in &mut self.columns {
            let fields = std::mem::take(column);
            let mut writer = group.next_column().map_err(failed)?.expect("the schema has a column for each of the sheet's");
            write(writer.untyped(), &fields)?;
            writer.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        Ok(())
    }
}

fn schema(sheet: Sheet) -> String {
    let columns = sheet.columns().map(|column| match column.kind {
        ColumnKind::Text => format!("OPTIONAL BYTE_ARRAY {} (UTF8);", column.name),
        ColumnKind::Count => format!("OPTIONAL INT64 {};", column.name),
        ColumnKind::Decimal | ColumnKind::Rate => {
            format!("OPTIONAL FIXED_LEN_BYTE_ARRAY (16) {} (DECIMAL({PRECISION},{SCALE}));", column.name)
        }
    });
    format!("message records {{ {} }}", columns.collect::<Vec<_>>().join(" "))
}

fn write(writer: &mut ColumnWriter<'_>, fields: &[Field]) -> io::Result<()> {
    let levels: Vec<i16> = fields.iter().map(|field| i16::from(*field != Field::Empty)).collect();
    let levels = Some(levels.as_slice());
    let written = match writer {
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let texts = fields.iter().filter_map(|field| match field {
                Field::Text(text) => Some(ByteArray::from(text.as_str())),
                _ => None,
            });
            write_typed::<ByteArrayType>(writer, &texts.collect::<Vec<_>>(), levels)
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            let counts = fields.iter().filter_map(|field| match field {
                Field::Count(count) => Some(i64::try_from(*count).expect("no count is that high")),
                _ => None,
            });
            write_typed::<Int64Type>(writer, &counts.collect::<Vec<_>>(), levels)
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(writer) => {
            let numbers = fields.iter().filter_map(|field| match field {
                Field::Decimal(number) => Some(decimal(*number)),
                _ => None,
            });
            write_typed::<FixedLenByteArrayType>(writer, &numbers.collect::<io::Result<Vec<_>>>()?, levels)
        }
        _ => unreachable!("the schema has three types of columns"),
    };
    written.map_err(failed)
}

fn write_typed<T: parquet::data_type::DataType>(
    writer: &mut parquet::column::writer::ColumnWriterImpl<'_, T>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    writer.write_batch(values, levels, None).map(|_| ())
}

/// The number as a whole one, in units of its last place.
fn decimal(number: Number) -> io::Result<FixedLenByteArray> {
    let number = if number.0.scale() > SCALE { number.0.normalize() } else { number.0 };
    let places = SCALE.checked_sub(number.scale());
    let units = places.and_then(|places| number.mantissa().checked_mul(10i128.pow(places)));
    let units = units.ok_or_else(|| io::Error::other(format!("`{number}` has more digits than a column of decimals holds")))?;
    Ok(ByteArray::from(units.to_be_bytes().to_vec()).into())
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::RowAccessor,
    };

    use super::*;
    use crate::records::tests::record;

    fn written(records: &[Record], group_bytes: usize) -> Vec<u8> {
        let mut writer = ParquetWriter::new(Vec::new(), Sheet::Funds).unwrap();
        writer.group_bytes = group_bytes;
        records.iter().for_each(|record| writer.push(record).unwrap());
        writer.finish().unwrap()
    }

    #[test]
    fn rows_read_back_from_several_groups() {
        let records: Vec<_> = (1..=5).map(|form| record(form, &format!("{form}.50"))).collect();
        let bytes = written(&records, 1);
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        assert_eq!(reader.num_row_groups(), 5);
        let column = Sheet::Funds.columns().position(|column| column.name == "executed").unwrap();
        for (form, row) in (1i128..).zip(reader.get_row_iter(None).unwrap()) {
            let row = row.unwrap();
            assert_eq!(row.get_string(0).unwrap(), &format!("0123456789abcdef-{form}"));
            assert!(row.is_null(column - 1).unwrap());
            // 1.50 in units of 10⁻¹².
            let units = form * 1_000_000_000_000 + 500_000_000_000;
            assert_eq!(row.get_decimal(column).unwrap().data(), units.to_be_bytes());
        }
    }

    #[test]
    fn the_same_records_give_the_same_bytes() {
        let records = [record(1, "1.50"), record(2, "-0.01")];
        assert!(written(&records, GROUP_BYTES) == written(&records, GROUP_BYTES));
        assert!(!written(&[], GROUP_BYTES).is_empty());
    }

    #[test]
    fn a_number_with_too_many_digits_is_refused() {
        let units = |text: &str| decimal(text.parse().unwrap()).map(|array| array.data().to_vec());
        assert_eq!(units("-12.5").unwrap(), (-12_500_000_000_000i128).to_be_bytes());
        assert_eq!(units("0.1000000000000000").unwrap(), 100_000_000_000i128.to_be_bytes());
        assert!(units("0.0000000000001").unwrap_err().to_string().contains("`0.0000000000001`"));
        assert!(units("9999999999999999999999999999").is_err());
    }
}
