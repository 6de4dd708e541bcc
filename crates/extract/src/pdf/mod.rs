//! PDF files with a text layer.
//!
//! An interpreter of our own runs the content streams and keeps what is printed ([`PageInk`]); [`crate::table`] makes grids of it.
//! Nothing is drawn.

mod actual_text;
mod colour;
mod document;
mod dots;
mod filters;
mod font;
pub mod image;
mod interpret;
mod matrix;
mod operators;
mod paint;
mod path;
pub mod second;
mod state;
mod stream;
mod text;

use std::sync::Arc;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use jixiao_model::{Grid, Place, Reader, Warning, codes};

use image::PlacedImage;

use crate::{
    ExtractConfig, ExtractError, Extracted, scan,
    table::{self, ink::PageInk},
};

/// A PDF's header stands in the first bytes, though some files have other bytes before it (PDF 1.7, Annex H, note 13).
const HEADER_WITHIN: usize = 1024;

/// Whether the bytes are a PDF file.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(HEADER_WITHIN)].windows(5).any(|w| w == b"%PDF-")
}

/// Reads a PDF file and hands its grids to `sink`, page by page.
///
/// # Errors
/// When it needs a password, when it is no PDF, or when it has no page that can be read.
pub fn extract(bytes: &[u8], config: &ExtractConfig, sink: &mut dyn FnMut(Grid)) -> Result<Extracted, ExtractError> {
    let mut warnings = Vec::new();
    let mut read = table::Pages::default();
    let (mut of_scans, mut n_scans) = (Vec::new(), 0);
    pages(bytes, config, &mut warnings, &mut |page| {
        let (page, is_scan) = grids(page, config, &mut of_scans);
        n_scans += usize::from(is_scan);
        read.push(page, sink);
    })?;
    read.finish(sink);
    warnings.append(&mut of_scans);
    warnings.sort_by_key(|warning| warning.place.and_then(|place| place.page));
    Ok(Extracted { reader: if n_scans > 0 { Reader::Ocr } else { Reader::Pdf }, warnings })
}

/// Reads a page as it was printed, or as a scan where that tells more; gives which.
pub fn grids(page: &ReadPage<'_, '_>, config: &ExtractConfig, warnings: &mut Vec<Warning>) -> (table::Page, bool) {
    let mut grids = Vec::new();
    if scan::extract_page(page, config, warnings, &mut |grid| grids.push(grid)) {
        (table::Page::of_grids(grids, page.ink.height), true)
    } else {
        (table::read(page.ink, page.number), false)
    }
}

/// What one page has.
pub struct ReadPage<'p, 'a> {
    /// From 1.
    pub number: u32,
    /// Text and lines.
    pub ink: &'p PageInk,
    /// Pictures, in the order of painting.
    pub images: &'p [PlacedImage<'a>],
    /// Glyphs that stand for nothing known, and all glyphs.
    pub unmapped: (u32, u32),
}

/// Reads what is printed on every page, in order.
///
/// # Errors
/// As [`extract`].
pub fn pages(
    bytes: &[u8],
    config: &ExtractConfig,
    warnings: &mut Vec<Warning>,
    sink: &mut dyn FnMut(&ReadPage<'_, '_>),
) -> Result<(), ExtractError> {
    let file = PdfFile::open(Arc::new(bytes.to_vec()), config)?;
    let mut reader = file.reader();
    let mut operations_left = file.operations();
    for index in 0..file.n_pages() {
        operations_left -= reader.read(index, operations_left, warnings, sink)?;
    }
    warnings.extend(file.cut_off());
    Ok(())
}

/// A PDF file whose pages can be read in any order, and on several threads: with a [`PageReader`] for each.
pub struct PdfFile<'c> {
    pdf: Pdf,
    n_bytes: u64,
    config: &'c ExtractConfig,
}

impl<'c> PdfFile<'c> {
    /// Finds the pages.
    ///
    /// # Errors
    /// As [`extract`].
    pub fn open(bytes: Arc<Vec<u8>>, config: &'c ExtractConfig) -> Result<Self, ExtractError> {
        let limit = config.limits.input_bytes;
        let n_bytes = bytes.len() as u64;
        if n_bytes > limit {
            return Err(ExtractError::Limit { limit: "input_bytes", value: limit });
        }
        let limit = config.limits.pdf_stream_bytes;
        if stream::has_bomb(&bytes, limit) {
            return Err(ExtractError::Limit { limit: "pdf_stream_bytes", value: limit as u64 });
        }
        let password = config.password.as_deref().unwrap_or_default();
        let pdf = Pdf::new_with_password(bytes, password).map_err(|error| match error {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ExtractError::Password,
            LoadPdfError::Decryption(_) => {
                ExtractError::Unsupported { what: "the file is encrypted in a way that is not supported" }
            }
            LoadPdfError::Invalid => ExtractError::Unsupported { what: "the file is damaged: no page of it can be found" },
        })?;
        Ok(PdfFile { pdf, n_bytes, config })
    }

    /// How it is read.
    pub fn config(&self) -> &'c ExtractConfig {
        self.config
    }

    /// Pages that may be read.
    pub fn n_pages(&self) -> usize {
        self.pdf.pages().len().min(self.config.limits.pdf_pages)
    }

    /// Operators that all pages together may take.
    pub fn operations(&self) -> u64 {
        self.config.limits.pdf_operations.saturating_add(self.n_bytes.saturating_mul(OPERATIONS_PER_BYTE))
    }

    /// The doubt about the pages that a limit leaves out.
    pub fn cut_off(&self) -> Option<Warning> {
        let limit = self.config.limits.pdf_pages;
        let place = Place { page: Some(number(limit)), ..Place::default() };
        (self.pdf.pages().len() > limit).then(|| limit_reached("pdf_pages", limit as u64, Some(place)))
    }

    /// A reader of pages, which keeps the fonts that it meets.
    pub fn reader(&self) -> PageReader<'_> {
        PageReader { file: self, document: document::Document::default() }
    }
}

/// Reads pages of a file, on one thread.
pub struct PageReader<'f> {
    file: &'f PdfFile<'f>,
    document: document::Document<'f>,
}

impl PageReader<'_> {
    /// Reads the page at `index`, below [`PdfFile::n_pages`]. Hands what is on it to `sink` and adds its doubts to `warnings`. It may take
    /// so many operators; returns how many it took.
    ///
    /// What a page gives depends on nothing but its index and `operations`, and on those only where the page takes as many.
    ///
    /// # Errors
    /// When the time is up.
    pub fn read(
        &mut self,
        index: usize,
        operations: u64,
        warnings: &mut Vec<Warning>,
        sink: &mut dyn FnMut(&ReadPage<'_, '_>),
    ) -> Result<u64, ExtractError> {
        self.file.config.check_time()?;
        let limits = &self.file.config.limits;
        let page = &self.file.pdf.pages()[index];
        let number = number(index);
        let place = Some(Place { page: Some(number), ..Place::default() });
        let content = interpret::page(&mut self.document, page, matrix::display(page), operations, limits);
        for limit in content.limits {
            warnings.push(limit_reached(limit, limits.value(limit), place));
        }
        if content.broken_streams > 0 {
            let message =
                format!("{} of the page's streams could not be decoded; what they print is missing", content.broken_streams);
            warnings.push(Warning { code: &codes::PAGE_DAMAGED, message, place, raw: String::new() });
        }
        let unmapped = (content.count.unmapped, content.count.unmapped + content.count.mapped);
        if let (1.., all) = unmapped {
            let unmapped = unmapped.0;
            let message = format!("{unmapped} of {all} characters of the page have no Unicode; they stand as U+FFFD");
            warnings.push(Warning { code: &codes::TEXT_LAYER_UNMAPPED, message, place, raw: String::new() });
        }
        if content.ink.runs.iter().any(|run| run.invisible) {
            let message = "text of the page is invisible: another program recognised it from an image".to_owned();
            warnings.push(Warning { code: &codes::TEXT_LAYER_INVISIBLE, message, place, raw: String::new() });
        }
        sink(&ReadPage { number, ink: &content.ink, images: &content.images, unmapped });
        self.document.reuse(content.ink);
        Ok(content.operations)
    }
}

/// Number of the page at an index, from 1.
fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// Operators that each byte of a file allows beyond the fixed budget: Flate packs about ten bytes of operators into one.
const OPERATIONS_PER_BYTE: u64 = 20;

fn limit_reached(limit: &str, value: u64, place: Option<Place>) -> Warning {
    let message = format!("the limit `{limit}` of {value} was reached; what follows is missing");
    Warning { code: &codes::LIMIT_REACHED, message, place, raw: String::new() }
}
