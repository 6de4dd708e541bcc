//! PDF files with a text layer.
//!
//! An interpreter of our own runs the content streams and keeps what is printed ([`PageInk`]); [`crate::table`] makes grids of it.
//! Nothing is drawn.

mod actual_text;
mod dots;
mod filters;
mod font;
pub mod image;
mod interpret;
mod matrix;
mod operators;
mod path;
pub mod second;
mod state;
mod stream;
mod text;

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
        let mut grids = Vec::new();
        if scan::extract_page(page, config, &mut of_scans, &mut |grid| grids.push(grid)) {
            n_scans += 1;
            std::mem::take(&mut read).finish(sink);
            grids.into_iter().for_each(&mut *sink);
        } else {
            read.push(page.ink, page.number, sink);
        }
    })?;
    read.finish(sink);
    warnings.append(&mut of_scans);
    warnings.sort_by_key(|warning| warning.place.and_then(|place| place.page));
    Ok(Extracted { reader: if n_scans > 0 { Reader::Ocr } else { Reader::Pdf }, warnings })
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
    let limits = &config.limits;
    if bytes.len() as u64 > limits.input_bytes {
        return Err(ExtractError::Limit { limit: "input_bytes", value: limits.input_bytes });
    }
    if stream::has_bomb(bytes, limits.pdf_stream_bytes) {
        return Err(ExtractError::Limit { limit: "pdf_stream_bytes", value: limits.pdf_stream_bytes as u64 });
    }
    let password = config.password.as_deref().unwrap_or_default();
    let pdf = Pdf::new_with_password(bytes.to_vec(), password).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ExtractError::Password,
        LoadPdfError::Decryption(_) => ExtractError::Unsupported { what: "the file is encrypted in a way that is not supported" },
        LoadPdfError::Invalid => ExtractError::Unsupported { what: "the file is damaged: no page of it can be found" },
    })?;
    let operations = limits.pdf_operations.saturating_add(bytes.len() as u64 * OPERATIONS_PER_BYTE);
    let mut document = interpret::Document::new(operations);
    let all = pdf.pages();
    for (index, page) in all.iter().enumerate() {
        config.check_time()?;
        let number = index as u32 + 1;
        let place = Some(Place { page: Some(number), ..Place::default() });
        if index >= limits.pdf_pages {
            warnings.push(limit_reached("pdf_pages", limits.pdf_pages as u64, place));
            break;
        }
        let content = interpret::page(&mut document, page, matrix::display(page), limits);
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
        document.reuse(content.ink);
    }
    Ok(())
}

/// Operators that each byte of a file allows beyond the fixed budget: Flate packs about ten bytes of operators into one.
const OPERATIONS_PER_BYTE: u64 = 20;

fn limit_reached(limit: &str, value: u64, place: Option<Place>) -> Warning {
    let message = format!("the limit `{limit}` of {value} was reached; what follows is missing");
    Warning { code: &codes::LIMIT_REACHED, message, place, raw: String::new() }
}
