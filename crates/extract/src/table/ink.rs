//! What is printed on one page, whoever read it: glyphs in runs, rulings, filled areas.
//!
//! All lengths are points from the top left of the page as displayed, y downwards.

use std::ops::Range;

/// Left, top, right and bottom edges.
pub type Edges = [f32; 4];

/// One page.
#[derive(Clone, Debug, Default)]
pub struct PageInk {
    /// Width of the page.
    pub width: f32,
    /// Height of the page.
    pub height: f32,
    /// The text of all glyphs, one after the other.
    pub text: String,
    /// Every glyph, in the order of the runs.
    pub glyphs: Vec<Glyph>,
    /// Glyphs that were set together, in the order of painting.
    pub runs: Vec<Run>,
    /// Lines that run along an axis.
    pub rulings: Vec<Ruling>,
    /// Filled rectangles that are too wide for lines: the shading of cells, mostly.
    pub fills: Vec<Shade>,
    /// White lines across filled rectangles: they part shaded cells.
    pub gaps: Vec<Ruling>,
    /// Where areas of one tone that make a single one of [`PageInk::fills`] meet: a cell painted in pieces, or cells side by side.
    pub seams: Vec<Ruling>,
}

/// A filled rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shade {
    /// Its box.
    pub edges: Edges,
    /// Tells its colour from others; what colour it is, it does not say.
    pub tone: u32,
}

/// One glyph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Its box: from origin to advance, and from descent to ascent.
    pub edges: Edges,
    /// Start of its text in [`PageInk::text`], in bytes.
    pub start: u32,
    /// Length of its text in bytes; most glyphs are one character, ligatures are several, unmapped ones U+FFFD.
    pub len: u16,
    /// How sure the reader is, in hundredths.
    pub confidence: u8,
}

/// Glyphs that were set together, without a jump between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Their places in [`PageInk::glyphs`].
    pub glyphs: Range<u32>,
    /// Where the pen stood before the first glyph: for horizontal text a point on the baseline.
    pub origin: [f32; 2],
    /// Size of the type.
    pub size: f32,
    /// Which way the text runs.
    pub direction: Direction,
    /// The glyphs stand upright below one another.
    pub vertical: bool,
    /// Painted without ink: the text layer of a scan.
    pub invisible: bool,
}

/// Which way a line of text runs on the displayed page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Left to right: ordinary text.
    Right,
    /// Top to bottom: turned clockwise, or vertical writing.
    Down,
    /// Upside down.
    Left,
    /// Bottom to top: turned counter-clockwise.
    Up,
    /// Along no axis, as watermarks are.
    Slanted,
}

/// A line along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruling {
    /// Along x; else along y.
    pub horizontal: bool,
    /// The other coordinate of its middle.
    pub at: f32,
    /// Where it starts.
    pub from: f32,
    /// Where it ends, not before `from`.
    pub to: f32,
    /// Its thickness.
    pub width: f32,
}

impl PageInk {
    /// An empty page of no size that keeps its memory.
    pub fn clear(&mut self) {
        let PageInk { width, height, text, glyphs, runs, rulings, fills, gaps, seams } = self;
        (*width, *height) = (0.0, 0.0);
        text.clear();
        glyphs.clear();
        runs.clear();
        rulings.clear();
        fills.clear();
        gaps.clear();
        seams.clear();
    }

    /// The text of one glyph.
    pub fn glyph_text(&self, glyph: &Glyph) -> &str {
        let start = glyph.start as usize;
        self.text.get(start..start + usize::from(glyph.len)).unwrap_or_default()
    }

    /// The glyphs of a run.
    pub fn run_glyphs(&self, run: &Run) -> &[Glyph] {
        &self.glyphs[run.glyphs.start as usize..run.glyphs.end as usize]
    }
}
