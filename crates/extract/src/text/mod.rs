//! Text exports: tab-separated, aligned by spaces, CSV, Markdown, HTML, one cell a line.
//!
//! A file may hold several of these one after the other; the content tells which.

mod aligned;
mod csv;
mod decode;
mod doubts;
mod html;
mod lines;
mod markdown;
mod output;
mod stream;
mod tsv;

use jixiao_model::{Grid, Reader};
use memchr::memchr;

use crate::{ExtractConfig, ExtractError, Extracted};
use doubts::Doubts;
use lines::{Line, Lines};
use output::Output;

/// Without `sink`, it only looks for doubts.
pub(crate) fn extract<'s>(
    bytes: &[u8],
    config: &'s ExtractConfig,
    sink: Option<&'s mut dyn FnMut(Grid)>,
) -> Result<Extracted, ExtractError> {
    let limits = &config.limits;
    if bytes.len() as u64 > limits.input_bytes {
        return Err(ExtractError::Limit { limit: "input_bytes", value: limits.input_bytes });
    }
    let mut doubts = Doubts::default();
    let text = decode::decode(bytes, &mut doubts)?;
    // The form feed at the end of a file ends its last page.
    let is_paged = memchr(b'\x0c', text.trim_end().as_bytes()).is_some();
    let mut output = Output::new(sink, limits, doubts, is_paged);
    let is_page = html::is_page(&text);
    if is_page {
        html::read(&text, html::Extent::Page, 1, &mut output);
    } else if html::next_table(&text, 0).is_none() && stream::is_stream(&text) {
        stream::read(&text, &mut output);
    } else {
        read_mixed(&text, &mut output);
    }
    output.flush_text();
    let reader = if is_page { Reader::Html } else { Reader::Text };
    Ok(Extracted { reader, warnings: output.doubts.into_warnings() })
}

/// Reads text with HTML tables in it.
fn read_mixed(text: &str, output: &mut Output<'_>) {
    let mut lines = Lines::new(text, 1);
    while let Some(table) = html::next_table(text, lines.offset()) {
        read_plain(&text[lines.offset()..table], lines.number(), output);
        lines.advance(table - lines.offset());
        lines.advance(html::read(lines.rest(), html::Extent::Table, lines.number(), output));
    }
    read_plain(lines.rest(), lines.number(), output);
}

/// Reads text without HTML tables, whose first line has this number.
fn read_plain(text: &str, first_line: u32, output: &mut Output<'_>) {
    let mut lines = Lines::new(text, first_line);
    while let Some(line) = lines.peek() {
        if line.starts_page() {
            output.start_page();
        }
        if lines.next_if(Line::is_blank).is_some() {
            continue;
        }
        match Dialect::at(lines) {
            Dialect::Tabs => tsv::read(&mut lines, output),
            Dialect::Pipes => markdown::read(&mut lines, output),
            Dialect::Csv { delimiter } => csv::read(&mut lines, delimiter, output),
            Dialect::Lines => aligned::read(&mut lines, |lines| Dialect::at(lines) != Dialect::Lines, output),
        }
    }
}

/// How the cells of a table are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Tabs,
    Pipes,
    Csv {
        delimiter: u8,
    },
    /// Aligned by spaces, or no table.
    Lines,
}

impl Dialect {
    /// What begins on the next line.
    fn at(lines: Lines<'_>) -> Dialect {
        if tsv::starts(lines) {
            Dialect::Tabs
        } else if markdown::starts(lines) {
            Dialect::Pipes
        } else if let Some(delimiter) = csv::starts(lines) {
            Dialect::Csv { delimiter }
        } else {
            Dialect::Lines
        }
    }
}
