//! Records as one workbook, written row by row.
//!
//! What a workbook cannot hold goes on elsewhere in it: rows beyond the last one on another sheet (问题2), a text beyond the longest
//! one on the sheet 长文, a number that a spreadsheet would round as text.

mod look;

use std::{
    collections::BTreeMap,
    io::{self, Seek, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use jixiao_model::Record;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Url, Workbook, XlsxError};

use self::look::{Look, Style, Tone, Tones, width};
use crate::{Column, Field, Sheet};

/// Rows of a sheet, the header among them: the format has no more.
const MAX_ROWS: u32 = 1_048_576;

/// Hyperlinks of a sheet that Excel opens.
const MAX_LINKS: u32 = 65_530;

/// Characters of a cell, in units of UTF-16: the format has 32,767, and the note on where to go on needs some.
const MAX_CHARS: usize = 32_700;

/// Digits that a spreadsheet keeps: its numbers are binary floats, shown with 15 digits.
const MAX_DIGITS: usize = 15;

const LONG_TEXTS: &str = "长文";
const LONG_TEXT_COLUMNS: [&str; 5] = ["记录号", "位置", "列", "段", "文字"];

impl Sheet {
    /// Its name for a person.
    pub fn title(self) -> &'static str {
        match self {
            Sheet::Records => "项目",
            Sheet::Funds => "资金",
            Sheet::Indicators => "绩效指标",
            Sheet::Findings => "问题",
        }
    }
}

/// The order in which the sheets stand in the workbook.
const ORDER: [Sheet; 4] = [Sheet::Records, Sheet::Funds, Sheet::Indicators, Sheet::Findings];

/// Writes records to a workbook; [`finish`](Self::finish) completes it.
pub struct XlsxWriter<'a> {
    workbook: Workbook,
    tabs: [Tab; 4],
    long_texts: Option<Tab>,
    looks: BTreeMap<Look, Format>,
    link: Box<Link<'a>>,
    max_rows: u32,
}

/// Tells the address of a source by its path.
type Link<'a> = dyn Fn(&str) -> Option<String> + Send + 'a;

/// The sheet that rows of one kind go to.
struct Tab {
    /// Its place in the workbook.
    index: usize,
    /// How many sheets of its kind there are.
    number: u32,
    next_row: u32,
    n_links: u32,
}

impl<'a> XlsxWriter<'a> {
    /// A workbook without rows, which keeps its drafts in `folder`. `link` tells the address of a source by its path.
    ///
    /// # Errors
    /// When `folder` takes no files.
    pub fn new(folder: &Path, link: impl Fn(&str) -> Option<String> + Send + 'a) -> io::Result<Self> {
        Self::with_rows(folder, link, MAX_ROWS)
    }

    fn with_rows(folder: &Path, link: impl Fn(&str) -> Option<String> + Send + 'a, max_rows: u32) -> io::Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(folder).map_err(failed)?;
        // A fixed day: the same records give the same bytes.
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
        let tabs = std::array::from_fn(|index| Tab { index, number: 1, next_row: 0, n_links: 0 });
        let mut writer = XlsxWriter { workbook, tabs, long_texts: None, looks: BTreeMap::new(), link: Box::new(link), max_rows };
        for (tab, sheet) in ORDER.into_iter().enumerate() {
            writer.tabs[tab] = guard(|| writer.open(sheet, 1))?;
        }
        Ok(writer)
    }

    /// Adds the rows of a record to every sheet.
    ///
    /// # Errors
    /// When a draft cannot be written.
    pub fn push(&mut self, record: &Record) -> io::Result<()> {
        guard(|| {
            let tones = Tones::of(record);
            for (tab, sheet) in ORDER.into_iter().enumerate() {
                for row in sheet.rows(record) {
                    self.row(tab, sheet, &row.at, &row.fields, &tones)?;
                }
            }
            Ok(())
        })
    }

    /// Completes the workbook.
    ///
    /// # Errors
    /// When `out` or a draft cannot be written.
    pub fn finish(mut self, out: impl Write + Seek + Send) -> io::Result<()> {
        guard(|| {
            for (tab, sheet) in ORDER.into_iter().enumerate() {
                let Tab { index, next_row, .. } = self.tabs[tab];
                filter(&mut self.workbook, index, sheet.columns().count(), next_row)?;
            }
            self.workbook.save_to_writer(out)
        })
    }

    /// A new sheet with its header.
    fn open(&mut self, sheet: Sheet, number: u32) -> Result<Tab, XlsxError> {
        let title = if number == 1 { sheet.title().to_owned() } else { format!("{}{number}", sheet.title()) };
        let widths = sheet.columns().map(|column| (column.title, width(column)));
        self.open_with(&title, number, &widths.collect::<Vec<_>>())
    }

    fn open_with(&mut self, title: &str, number: u32, columns: &[(&str, f64)]) -> Result<Tab, XlsxError> {
        let index = self.workbook.worksheets().len();
        let header = look::header();
        let worksheet = self.workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(title)?.set_freeze_panes(1, 0)?;
        for (col, (name, width)) in (0..).zip(columns) {
            worksheet.set_column_width(col, *width)?;
            worksheet.write_string_with_format(0, col, *name, &header)?;
        }
        Ok(Tab { index, number, next_row: 1, n_links: 0 })
    }

    fn row(&mut self, tab: usize, sheet: Sheet, at: &str, fields: &[Field], tones: &Tones) -> Result<(), XlsxError> {
        if self.tabs[tab].next_row == self.max_rows {
            let Tab { index, number, next_row, .. } = self.tabs[tab];
            filter(&mut self.workbook, index, sheet.columns().count(), next_row)?;
            self.tabs[tab] = self.open(sheet, number + 1)?;
        }
        for ((col, column), field) in (0..).zip(sheet.columns()).zip(fields) {
            let tone = tones.of_cell(sheet, at, column, field);
            self.cell(tab, col, column, field, tone, &fields[0])?;
        }
        self.tabs[tab].next_row += 1;
        Ok(())
    }

    fn cell(&mut self, tab: usize, col: u16, column: &Column, field: &Field, tone: Tone, id: &Field) -> Result<(), XlsxError> {
        let (index, row) = (self.tabs[tab].index, self.tabs[tab].next_row);
        let (number, style) = match field {
            Field::Empty if tone == Tone::Plain => return Ok(()),
            Field::Empty => {
                let format = format(&mut self.looks, Style::Text, tone);
                self.workbook.worksheet_from_index(index)?.write_blank(row, col, format)?;
                return Ok(());
            }
            Field::Text(text) => return self.text(tab, col, column, text, tone, id),
            // A count is far below what a float holds.
            Field::Count(count) => (Some(*count as f64), Style::Count),
            Field::Decimal(number) => (exact(number), Style::decimal(column.kind, number)),
        };
        let format = format(&mut self.looks, style, tone);
        let worksheet = self.workbook.worksheet_from_index(index)?;
        match (number, field) {
            (Some(number), _) => worksheet.write_number_with_format(row, col, number, format)?,
            (None, Field::Decimal(number)) => worksheet.write_string_with_format(row, col, number.to_string(), format)?,
            (None, _) => worksheet,
        };
        Ok(())
    }

    fn text(&mut self, tab: usize, col: u16, column: &Column, text: &str, tone: Tone, id: &Field) -> Result<(), XlsxError> {
        let (index, row) = (self.tabs[tab].index, self.tabs[tab].next_row);
        if text.is_empty() {
            return Ok(());
        }
        if text.len() > MAX_CHARS && text.encode_utf16().count() > MAX_CHARS {
            let start = self.long_text(tab, column, text, id)?;
            let format = format(&mut self.looks, Style::Text, tone);
            let noted = format!("{start}…(全文见“{LONG_TEXTS}”)");
            self.workbook.worksheet_from_index(index)?.write_string_with_format(row, col, noted, format)?;
            return Ok(());
        }
        let is_link = column.name == "source_path" && self.tabs[tab].n_links < MAX_LINKS;
        let link = if is_link { (self.link)(text) } else { None };
        let style = if link.is_some() { Style::Link } else { Style::Text };
        let format = format(&mut self.looks, style, tone);
        let worksheet = self.workbook.worksheet_from_index(index)?;
        if let Some(link) = link {
            let written = worksheet.write_url_with_format(row, col, Url::new(link).set_text(text), format);
            match written {
                Ok(_) => {
                    self.tabs[tab].n_links += 1;
                    return Ok(());
                }
                // A path longer than a link may be: the text stands without one.
                Err(XlsxError::MaxUrlLengthExceeded) => {}
                Err(error) => return Err(error),
            }
        }
        self.workbook.worksheet_from_index(index)?.write_string_with_format(row, col, text, format)?;
        Ok(())
    }

    /// Writes a text that no cell holds, in pieces, to a sheet of its own; returns the first piece.
    fn long_text<'t>(&mut self, tab: usize, column: &Column, text: &'t str, id: &Field) -> Result<&'t str, XlsxError> {
        let long_texts = match self.long_texts.take() {
            Some(tab) => tab,
            None => self.open_with(LONG_TEXTS, 1, &LONG_TEXT_COLUMNS.map(|name| (name, 18.0)))?,
        };
        let place = format!("{}:{}", ORDER[tab].title(), self.tabs[tab].next_row + 1);
        let worksheet = self.workbook.worksheet_from_index(long_texts.index)?;
        let pieces = pieces(text, MAX_CHARS);
        let mut row = long_texts.next_row;
        for (number, piece) in (1u32..).zip(&pieces) {
            if let Field::Text(id) = id {
                worksheet.write_string(row, 0, id)?;
            }
            worksheet.write_string(row, 1, &place)?.write_string(row, 2, column.title)?;
            worksheet.write_number(row, 3, number)?.write_string(row, 4, *piece)?;
            row += 1;
        }
        self.long_texts = Some(Tab { next_row: row, ..long_texts });
        Ok(pieces[0])
    }
}

/// Lets every column be filtered.
fn filter(workbook: &mut Workbook, index: usize, n_columns: usize, next_row: u32) -> Result<(), XlsxError> {
    let last_col = u16::try_from(n_columns - 1).expect("a sheet has some forty columns");
    workbook.worksheet_from_index(index)?.autofilter(0, 0, next_row - 1, last_col)?;
    Ok(())
}

fn format(looks: &mut BTreeMap<Look, Format>, style: Style, tone: Tone) -> &Format {
    let look = Look { style, tone };
    looks.entry(look).or_insert_with(|| look.format())
}

/// The float that a spreadsheet shows with the very digits of the number; `None` where there is none.
fn exact(number: &jixiao_model::Number) -> Option<f64> {
    let digits = number.0.mantissa().unsigned_abs().to_string();
    // Up to 15 digits, a decimal survives the way into a binary float and back (IEEE 754: DBL_DIG).
    (digits.len() <= MAX_DIGITS).then(|| number.0.to_f64()).flatten()
}

/// A text in pieces of at most `max` units of UTF-16.
fn pieces(text: &str, max: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, character) in text.char_indices() {
        if length + character.len_utf16() > max {
            pieces.push(&text[start..at]);
            (start, length) = (at, 0);
        }
        length += character.len_utf16();
    }
    pieces.push(&text[start..]);
    pieces
}

/// Turns every failure into one of the output. The library panics where its drafts find no room.
fn guard<T>(write: impl FnOnce() -> Result<T, XlsxError>) -> io::Result<T> {
    let written = catch_unwind(AssertUnwindSafe(write));
    written.map_err(|_| io::Error::other("a draft of the workbook cannot be written"))?.map_err(failed)
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests;
