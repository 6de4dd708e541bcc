//! Text exports: tab-separated, aligned by spaces, CSV, Markdown, HTML, one cell a line.
//!
//! A file may hold several of these one after the other; the content tells which.

mod decode;
mod doubts;
mod lines;
mod output;
mod tsv;

use jixiao_model::{Grid, Reader};

use crate::{ExtractConfig, ExtractError, Extracted};
use doubts::Doubts;
use lines::Lines;
use output::Output;

pub(crate) fn extract(bytes: &[u8], config: &ExtractConfig, sink: &mut dyn FnMut(Grid)) -> Result<Extracted, ExtractError> {
    let limits = &config.limits;
    if bytes.len() as u64 > limits.input_bytes {
        return Err(ExtractError::Limit { limit: "input_bytes", value: limits.input_bytes });
    }
    let mut doubts = Doubts::default();
    let text = decode::decode(bytes, &mut doubts)?;
    let mut output = Output::new(sink, limits, doubts);
    read_plain(&text, 1, &mut output);
    output.flush_text();
    Ok(Extracted { reader: Reader::Text, warnings: output.doubts.into_warnings() })
}

/// Reads text without HTML tables, whose first line has this number.
fn read_plain(text: &str, first_line: u32, output: &mut Output<'_>) {
    let mut lines = Lines::new(text, first_line);
    while let Some(line) = lines.peek() {
        if tsv::starts(lines) {
            tsv::read(&mut lines, output);
        } else {
            output.text_line(line);
            lines.next();
        }
    }
}
