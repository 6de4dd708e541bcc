//! Scans: pages of pixels to grids.
//!
//! ```text
//! file ──decode──▶ Raster ──straight──▶ page upright, straight, on white paper
//!                                        ├─rulings──▶ rulings ─────────────────────────┐
//!                                        └─blobs──▶ lines of each cell ──LineReader──▶ PageInk ──table──▶ Grid
//! ```
//!
//! Nothing here knows a form. Lengths are in millimetres of paper or in sizes of the type, never in pixels, so that resolution does
//! not matter.

mod bend;
mod blind;
mod blobs;
mod canvas;
mod components;
pub mod decode;
mod dust;
mod lines;
mod marks;
mod models;
mod orient;
mod others;
mod paper;
pub mod pictures;
pub mod raster;
mod read;
mod rulings;
mod skew;
mod spread;
mod straight;
mod surround;
pub mod text;
mod warp;

use jixiao_model::{BBox, Grid, Place, Reader, Warning, codes};

use crate::{
    ExtractConfig, ExtractError, Extracted, Ocr,
    pdf::{self, ReadPage},
    table,
};
pub use blind::BlindReader;
use decode::DecodeError;
pub use models::{LineReader, SharedModels};
use raster::Raster;
use read::PageReading;
use straight::{Flat, Straight};

/// Reads an image file and hands its grids to `sink`, page by page.
///
/// # Errors
/// When no page of it can be decoded, and when scans are not to be read.
pub fn extract(bytes: &[u8], config: &ExtractConfig, sink: &mut dyn FnMut(Grid)) -> Result<Extracted, ExtractError> {
    if bytes.len() as u64 > config.limits.input_bytes {
        return Err(ExtractError::Limit { limit: "input_bytes", value: config.limits.input_bytes });
    }
    let mut warnings = Vec::new();
    let (mut number, mut n_decoded) = (0, 0);
    let mut first_error = None;
    decode::pages(bytes, &config.limits, &mut |page| {
        number += 1;
        match page {
            Ok(image) => {
                n_decoded += 1;
                let paper = paper_size(image.raster.luma.width, image.raster.luma.height, image.dpi);
                match line_reader(config) {
                    Ok(reader) => warnings.extend(build(image.raster, paper, number, reader, sink)),
                    Err(why) => warnings.push(not_read(&why, number)),
                }
            }
            Err(error) => {
                warnings.push(not_decoded(&error, number));
                first_error.get_or_insert(error);
            }
        }
        true
    });
    match first_error {
        Some(error) if n_decoded == 0 => Err(match error {
            DecodeError::Limit { limit, value } => ExtractError::Limit { limit, value },
            DecodeError::NoImage => ExtractError::Binary,
            DecodeError::Unsupported => ExtractError::Unsupported { what: "the image is of a variant that is not read" },
            DecodeError::Damaged => ExtractError::Unsupported { what: "the image is damaged: nothing of it can be decoded" },
        }),
        _ => Ok(Extracted { reader: Reader::Ocr, warnings }),
    }
}

/// Reads a page of a PDF file as a scan, if it is one that its text does not tell better. Gives whether it did.
pub fn extract_page(
    page: &ReadPage<'_, '_>,
    config: &ExtractConfig,
    warnings: &mut Vec<Warning>,
    sink: &mut dyn FnMut(Grid),
) -> bool {
    let size = [page.ink.width, page.ink.height];
    if !is_wanted(page, config) {
        if config.ocr == Ocr::Never && page.ink.glyphs.is_empty() && canvas::is_scan(page.images, size) {
            warnings.push(not_read("reading scans was not asked for", page.number));
        }
        return false;
    }
    let reader = match line_reader(config) {
        Ok(reader) => reader,
        Err(why) => {
            warnings.push(not_read(&why, page.number));
            return false;
        }
    };
    let (raster, problem) = canvas::page(page.images, size, &config.limits);
    warnings.extend(problem.map(|error| not_decoded(&error, page.number)));
    let Some(raster) = raster else { return false };
    warnings.extend(build(raster, size, page.number, reader, sink));
    true
}

/// Whether a page is to be read as a picture.
fn is_wanted(page: &ReadPage<'_, '_>, config: &ExtractConfig) -> bool {
    match config.ocr {
        Ocr::Never => false,
        Ocr::Always => !page.images.is_empty(),
        Ocr::Auto => canvas::is_scan(page.images, [page.ink.width, page.ink.height]) && !has_text(page),
    }
}

/// A page as it came, with its size in points; or why it cannot be had, or not all of it.
type Page = Result<(Raster, [f32; 2]), Warning>;

/// Hands the pictures of the pages of an image file, and of those of a PDF file that are asked for, to `sink`, with their numbers.
///
/// # Errors
/// When the file is neither, needs a password or exceeds a limit.
fn each_page(
    bytes: &[u8],
    config: &ExtractConfig,
    asks_for: &dyn Fn(&ReadPage<'_, '_>) -> bool,
    sink: &mut dyn FnMut(u32, Page),
) -> Result<(), ExtractError> {
    if pdf::is_pdf(bytes) {
        let mut of_pages = Vec::new();
        pdf::pages(bytes, config, &mut of_pages, &mut |page| {
            if !asks_for(page) {
                return;
            }
            let paper = [page.ink.width, page.ink.height];
            let (raster, problem) = canvas::page(page.images, paper, &config.limits);
            if let Some(error) = problem {
                sink(page.number, Err(not_decoded(&error, page.number)));
            }
            if let Some(raster) = raster {
                sink(page.number, Ok((raster, paper)));
            }
        })?;
        of_pages.into_iter().for_each(|warning| sink(0, Err(warning)));
        return Ok(());
    }
    if !decode::is_image(bytes) {
        return Err(ExtractError::Unsupported { what: "the file is neither an image nor a PDF file" });
    }
    let mut number = 0;
    decode::pages(bytes, &config.limits, &mut |page| {
        number += 1;
        sink(
            number,
            match page {
                Ok(image) => {
                    let paper = paper_size(image.raster.luma.width, image.raster.luma.height, image.dpi);
                    Ok((image.raster, paper))
                }
                Err(error) => Err(not_decoded(&error, number)),
            },
        );
        true
    });
    Ok(())
}

/// Whether a page has text of its own: what was printed with fonts that tell their characters, and seen.
fn has_text(page: &ReadPage<'_, '_>) -> bool {
    let visible: u32 = page.ink.runs.iter().filter(|run| !run.invisible).map(|run| run.glyphs.len() as u32).sum();
    let (unmapped, all) = page.unmapped;
    // A stamped page number or a watermark is not the text of a page.
    visible >= LEAST_TEXT && unmapped * 2 < all
}

/// A page of a scan with fewer characters of text besides is still a scan.
const LEAST_TEXT: u32 = 40;

fn line_reader(config: &ExtractConfig) -> Result<&dyn LineReader, String> {
    match (&config.ocr, &config.line_reader) {
        (Ocr::Never, _) => Err("reading scans was not asked for".to_owned()),
        (_, None) => Err("no weights were named".to_owned()),
        (_, Some(reader)) => reader.ready().map(|()| reader.as_ref()),
    }
}

fn not_read(why: &str, number: u32) -> Warning {
    let message = format!("the page is a picture and was not read: {why}");
    Warning { code: &codes::SCAN_NOT_READ, message, place: Some(on(number)), raw: String::new() }
}

fn not_decoded(error: &DecodeError, number: u32) -> Warning {
    let (code, message) = match error {
        DecodeError::Limit { limit, value } => {
            (&codes::LIMIT_REACHED, format!("the limit `{limit}` of {value} was reached; what follows is missing"))
        }
        DecodeError::Unsupported => (&codes::PAGE_DAMAGED, "a picture of the page is stored in a way that is not read".to_owned()),
        DecodeError::Damaged | DecodeError::NoImage => {
            (&codes::PAGE_DAMAGED, "a picture of the page is damaged and missing".to_owned())
        }
    };
    Warning { code, message, place: Some(on(number)), raw: String::new() }
}

fn on(page: u32) -> Place {
    Place { page: Some(page), ..Place::default() }
}

/// A page whose characters are less certain than this, in the mean, is tried upside down, too: right ones have more than 0.9.
const CERTAIN: f32 = 0.75;

/// Makes grids of one page, in reading order. `paper` is its size as displayed, in points; places are those of the page as displayed.
/// Gives the doubts about it: where nothing was found, and where coloured ink was set aside.
pub fn build(raster: Raster, paper: [f32; 2], page: u32, reader: &dyn LineReader, sink: &mut dyn FnMut(Grid)) -> Vec<Warning> {
    let parts = upright(raster, paper, reader);
    parts.iter().for_each(|(straight, reading)| emit(straight, reading, page, sink));
    let doubt = |code, message: &str| Warning { code, message: message.to_owned(), place: Some(on(page)), raw: String::new() };
    let mut doubts = Vec::new();
    if parts.len() > 1 {
        doubts
            .push(doubt(&codes::SCAN_OF_TWO_PAGES, "the picture shows two pages side by side; they were read one after the other"));
    }
    if parts.iter().all(|(_, reading)| reading.certainty.is_none()) {
        doubts.push(doubt(&codes::SCAN_WITHOUT_TEXT, "no text was found in the picture of the page"));
    }
    if parts.iter().any(|(straight, _)| straight.has_coloured_ink()) {
        doubts
            .push(doubt(&codes::SCAN_COLOUR_SET_ASIDE, "coloured ink, such as a seal, was set aside; text in colour is not read"));
    }
    doubts
}

/// The pages on a picture, in reading order, made straight and upright, and what is printed on each.
fn upright(raster: Raster, paper: [f32; 2], reader: &dyn LineReader) -> Vec<(Straight, PageReading)> {
    let flat = Flat::new(raster, paper);
    let quarters = orient::quarters(&flat.ink(), flat.mm());
    let mut n_upside_down = 0;
    let mut parts = Vec::new();
    for page in flat.pages(quarters) {
        let mut straight = page.straightened(quarters);
        let mut reading = read::read(&straight, reader);
        if reading.certainty.is_some_and(|c| c < CERTAIN) {
            let other = page.straightened(quarters + 2);
            let upside_down = read::read(&other, reader);
            if upside_down.certainty > reading.certainty {
                (straight, reading) = (other, upside_down);
                n_upside_down += 1;
            }
        }
        parts.push((straight, reading));
    }
    if n_upside_down == parts.len() {
        parts.reverse();
    }
    parts
}

fn emit(straight: &Straight, reading: &PageReading, page: u32, sink: &mut dyn FnMut(Grid)) {
    let readings = others::Others::new(&reading.lines);
    table::build(&reading.ink, page, &mut |mut grid| {
        for cell in grid.rows.iter_mut().flat_map(|row| &mut row.cells) {
            cell.other_readings = readings.of(cell);
            cell.place.bbox = cell.place.bbox.map(|bbox| {
                let [x0, y0, x1, y1] = straight.back(bbox.edges());
                BBox::new(x0, y0, x1, y1)
            });
        }
        sink(grid);
    });
}

/// The size of a page, in points, that an image of this many pixels shows: by its resolution, or as A4 where it says none.
pub fn paper_size(width: usize, height: usize, dpi: Option<[f32; 2]>) -> [f32; 2] {
    /// The long side of A4, in points.
    const LONG_SIDE: f32 = 297.0 / 25.4 * 72.0;
    let [width, height] = [width as f32, height as f32];
    match dpi {
        Some([x, y]) => [width / x * 72.0, height / y * 72.0],
        None => [width, height].map(|side| side / width.max(height) * LONG_SIDE),
    }
}
