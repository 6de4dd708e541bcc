//! Bytes of any supported format to grids of cells.
//!
//! A reader repairs no meaning and knows no form label: it says what text stood in which cell, and where.

pub mod pdf;
pub mod scan;
pub mod table;
pub mod text;

use std::{
    fmt,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use jixiao_model::{Grid, Reader, Warning};
pub use jixiao_ocr::Effort;
pub use scan::{BlindReader, LineReader, SharedModels, decode::is_image};

/// Every limit of every reader, with its default. An error that a limit causes names it.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one input.
    pub input_bytes: u64,
    /// Rows of one grid, at least 1, before it is handed on in pieces.
    pub grid_rows: usize,
    /// Columns of one grid, at least 1; what stands further right in a row is kept as text of the row's last cell.
    pub grid_columns: usize,
    /// Nesting of markup.
    pub nesting: usize,
    /// Pages of a PDF file.
    pub pdf_pages: usize,
    /// Decoded bytes of one stream of a PDF file. The densest pages of drawings have some 50 MB.
    pub pdf_stream_bytes: usize,
    /// Operators of a PDF file, besides what its size allows. A page of a form has some 3,000.
    pub pdf_operations: u64,
    /// Operators of one page of a PDF file, with the forms on it.
    pub pdf_page_operations: u64,
    /// Glyphs of one page of a PDF file. A page of a newspaper has some 20,000.
    pub pdf_page_glyphs: usize,
    /// Rulings and shaded areas of one page of a PDF file. A dense sheet with each cell's border drawn by itself has some 20,000.
    pub pdf_page_rulings: usize,
    /// Pixels of one image, before it is decoded: A3 at 600 dots per inch has 70 million.
    pub image_pixels: u64,
    /// Pages of one image file.
    pub image_pages: u64,
    /// Time of the second reader for one file. It takes some 10 ms for a page.
    pub second_reader_time: Duration,
    /// Memory of the second reader's process, where the system tells (Linux). It takes some ten times the size of a file.
    pub second_reader_bytes: u64,
}

impl Limits {
    /// The value of a limit by its name; 0 for a limit that is fixed.
    pub(crate) fn value(&self, name: &str) -> u64 {
        match name {
            "pdf_pages" => self.pdf_pages as u64,
            "pdf_stream_bytes" => self.pdf_stream_bytes as u64,
            "pdf_operations" => self.pdf_operations,
            "pdf_page_operations" => self.pdf_page_operations,
            "pdf_page_glyphs" => self.pdf_page_glyphs as u64,
            "pdf_page_rulings" => self.pdf_page_rulings as u64,
            _ => 0,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            input_bytes: 4 << 30,
            grid_rows: 1024,
            grid_columns: 1024,
            nesting: 256,
            pdf_pages: 50_000,
            pdf_stream_bytes: 128 << 20,
            pdf_operations: 20_000_000,
            pdf_page_operations: 5_000_000,
            pdf_page_glyphs: 500_000,
            pdf_page_rulings: 200_000,
            image_pixels: 80_000_000,
            image_pages: 10_000,
            second_reader_time: Duration::from_secs(30),
            second_reader_bytes: 1 << 30,
        }
    }
}

/// Which pages are read as pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ocr {
    /// Those that have no text, or none that can be trusted.
    #[default]
    Auto,
    /// All that have pictures.
    Always,
    /// None.
    Never,
}

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct ExtractConfig {
    /// Which pages are read as pictures.
    pub ocr: Ocr,
    /// Who reads the characters in pictures; without, scans are reported and not read.
    pub line_reader: Option<Arc<dyn LineReader>>,
    /// What no input may exceed.
    pub limits: Limits,
    /// The password of encrypted input.
    pub password: Option<String>,
    /// Where numbers of PDF files are looked for with another reader, too: the program that is one when it is called with `read-again`.
    pub second_reader: Option<PathBuf>,
    /// When the reading of this one input has to end; `None` for never.
    pub deadline: Option<Deadline>,
}

impl ExtractConfig {
    /// Readers ask this between pages and pieces of tables.
    ///
    /// # Errors
    /// When the time is up.
    pub fn check_time(&self) -> Result<(), ExtractError> {
        match self.deadline {
            Some(Deadline { end: Some(end), time }) if Instant::now() > end => Err(Deadline::exceeded(time)),
            _ => Ok(()),
        }
    }
}

/// When the reading of an input has to end.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    /// `None` where it lies beyond what the clock can tell.
    end: Option<Instant>,
    time: Duration,
}

impl Deadline {
    /// From now on.
    pub fn after(time: Duration) -> Self {
        Deadline { end: Instant::now().checked_add(time), time }
    }

    /// The error of an input that takes longer than `time`.
    pub fn exceeded(time: Duration) -> ExtractError {
        ExtractError::Limit { limit: "timeout", value: time.as_secs() }
    }
}

/// What a reader says besides the grids.
#[derive(Clone, Debug)]
pub struct Extracted {
    /// Which reader it was.
    pub reader: Reader,
    /// Doubts about the input as a whole, in reading order.
    pub warnings: Vec<Warning>,
}

/// No grid at all could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExtractError {
    /// The bytes are of no format we read.
    Binary,
    /// The input is encrypted, and the password is missing or wrong.
    Password,
    /// The format is known but this file of it cannot be read.
    Unsupported {
        /// What stands in the way, as a clause.
        what: &'static str,
    },
    /// A limit stopped the reading before anything was read.
    Limit {
        /// Name of the limit, as in [`Limits`].
        limit: &'static str,
        /// Its value.
        value: u64,
    },
}

impl fmt::Display for ExtractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExtractError::Binary => f.write_str("the bytes are neither text nor a format that can be read"),
            ExtractError::Password => f.write_str("the file is encrypted, and the password is missing or wrong"),
            ExtractError::Unsupported { what } => f.write_str(what),
            ExtractError::Limit { limit, value } => write!(f, "the input exceeds the limit `{limit}` of {value}"),
        }
    }
}

impl std::error::Error for ExtractError {}

/// Reads `bytes` and hands every grid to `sink` in reading order; what the format is, the content tells.
///
/// # Errors
/// When no grid at all can be read. Anything less is a grid with warnings.
pub fn extract(bytes: &[u8], config: &ExtractConfig, sink: &mut dyn FnMut(Grid)) -> Result<Extracted, ExtractError> {
    if pdf::is_pdf(bytes) {
        return pdf::extract(bytes, config, sink);
    }
    if is_image(bytes) {
        return scan::extract(bytes, config, sink);
    }
    text::extract(bytes, config, Some(sink))
}

/// What [`extract`] says of text besides the grids, without making those.
///
/// # Errors
/// As [`extract`].
pub fn survey_text(bytes: &[u8], config: &ExtractConfig) -> Result<Extracted, ExtractError> {
    text::extract(bytes, config, None)
}
