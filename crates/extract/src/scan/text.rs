//! The lines of scans, for those who want text rather than tables.

use jixiao_model::{BBox, Confidence, Warning};

use super::{
    each_page, line_reader, not_read,
    raster::{Gray, Raster},
    upright,
};
use crate::{ExtractConfig, ExtractError, table::ink::Glyph};

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
    each_page(bytes, config, &|page| !page.images.is_empty(), &mut |number, page| match page {
        Ok((raster, paper)) => read(raster, paper, number, config, &mut warnings, sink),
        Err(warning) => warnings.push(warning),
    })?;
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
    let mut lines = Vec::new();
    for (straight, reading) in upright(raster, paper, reader) {
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
        lines.extend(runs.filter_map(line));
    }
    sink(ScannedPage { number, paper, picture, lines });
}
