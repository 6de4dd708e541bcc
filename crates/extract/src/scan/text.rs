//! The lines of scans, for those who want text rather than tables.

use jixiao_model::{BBox, Confidence, Warning};

use super::{
    canvas, decode, line_reader, not_decoded, not_read, paper_size,
    raster::{Gray, Raster},
    upright,
};
use crate::{ExtractConfig, ExtractError, pdf, table::ink::Glyph};

/// A page that is a picture, and the lines on it.
pub struct ScannedPage {
    /// From 1.
    pub number: u32,
    /// Width and height in points, as displayed.
    pub paper: [f32; 2],
    /// The picture, without colours.
    pub picture: Gray,
    /// In reading order.
    pub lines: Vec<ScannedLine>,
}

/// A recognised line.
pub struct ScannedLine {
    /// What it says.
    pub text: String,
    /// Where it stands on the page as displayed.
    pub bbox: BBox,
    /// How sure the text is.
    pub confidence: Confidence,
}

/// Reads the pictures of all pages of an image or PDF file, whatever text a page has besides, and gives the doubts.
///
/// # Errors
/// When the file is neither, needs a password or exceeds a limit.
pub fn lines(bytes: &[u8], config: &ExtractConfig, sink: &mut dyn FnMut(ScannedPage)) -> Result<Vec<Warning>, ExtractError> {
    let mut warnings = Vec::new();
    if pdf::is_pdf(bytes) {
        let mut of_pages = Vec::new();
        pdf::pages(bytes, config, &mut of_pages, &mut |page| {
            let paper = [page.ink.width, page.ink.height];
            if page.images.is_empty() {
                return;
            }
            let (raster, problem) = canvas::page(page.images, paper, &config.limits);
            warnings.extend(problem.map(|error| not_decoded(&error, page.number)));
            if let Some(raster) = raster {
                read(raster, paper, page.number, config, &mut warnings, sink);
            }
        })?;
        warnings.append(&mut of_pages);
        return Ok(warnings);
    }
    if !decode::is_image(bytes) {
        return Err(ExtractError::Unsupported { what: "the file is neither an image nor a PDF file" });
    }
    let mut number = 0;
    decode::pages(bytes, &config.limits, &mut |page| {
        number += 1;
        match page {
            Ok(image) => {
                let paper = paper_size(image.raster.luma.width, image.raster.luma.height, image.dpi);
                read(image.raster, paper, number, config, &mut warnings, sink);
            }
            Err(error) => warnings.push(not_decoded(&error, number)),
        }
        true
    });
    Ok(warnings)
}

fn read(
    raster: Raster,
    paper: [f32; 2],
    number: u32,
    config: &ExtractConfig,
    warnings: &mut Vec<Warning>,
    sink: &mut dyn FnMut(ScannedPage),
) {
    let reader = match line_reader(config) {
        Ok(reader) => reader,
        Err(why) => {
            warnings.push(not_read(&why, number));
            return;
        }
    };
    let picture = raster.luma.clone();
    let (straight, reading) = upright(raster, paper, reader);
    let ink = &reading.ink;
    let text =
        |glyph: &Glyph| ink.text.get(glyph.start as usize..glyph.start as usize + usize::from(glyph.len)).unwrap_or_default();
    let line = |glyphs: &[Glyph]| {
        let edges = glyphs.iter().map(|glyph| glyph.edges);
        let edges = edges.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])?;
        let [x0, y0, x1, y1] = straight.back(edges);
        Some(ScannedLine {
            text: glyphs.iter().map(text).collect(),
            bbox: BBox::new(x0, y0, x1, y1),
            confidence: Confidence::from_percent(glyphs.iter().map(|glyph| glyph.confidence).min()?),
        })
    };
    let runs = ink.runs.iter().map(|run| &ink.glyphs[run.glyphs.start as usize..run.glyphs.end as usize]);
    sink(ScannedPage { number, paper, picture, lines: runs.filter_map(line).collect() });
}
