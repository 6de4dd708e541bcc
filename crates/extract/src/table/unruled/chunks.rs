//! What stands on the lines of a page, in pieces that no column parts.

use super::super::{
    compose::{self, Piece, is_han},
    flat::is_number,
    ink::{Direction, Edges, PageInk},
};

/// Gaps that may lie between two columns, in sizes: Chinese text has none, and programs set at most a quarter between it and figures.
pub(super) const GAP: f32 = 0.3;

/// Gaps that part two columns for certain, in sizes.
const WIDE: f32 = 0.5;

/// Blanks wider than this, in sizes, part texts as gaps do; a blank is a quarter to a half wide.
const WIDE_BLANK: f32 = 0.7;

/// Where characters start below and end above the baseline, in sizes: that of Chinese ones, whatever the fonts on a line.
const DESCENT: f32 = 0.12;
const ASCENT: f32 = 0.88;

/// What is printed on one line without a gap.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chunk {
    /// As high as the type is.
    pub(super) edges: Edges,
    pub(super) size: f32,
    pub(super) text: String,
    pub(super) is_number: bool,
}

impl Chunk {
    pub(super) fn middle(&self) -> f32 {
        (self.edges[1] + self.edges[3]) / 2.0
    }

    pub(super) fn width(&self) -> f32 {
        self.edges[2] - self.edges[0]
    }

    /// Adds what stands on its line, to the right.
    pub(super) fn append(&mut self, next: &Chunk) {
        self.text.push(' ');
        self.text.push_str(&next.text);
        self.edges = compose::union(self.edges, next.edges);
        self.size = self.size.max(next.size);
        self.is_number &= next.is_number;
    }
}

/// A line of the page.
pub(super) struct Line {
    /// From left to right.
    pub(super) chunks: Vec<Chunk>,
    /// Stretches of them with no wide gap between them: they may be one text.
    pub(super) texts: Vec<(f32, f32)>,
    pub(super) size: f32,
}

impl Line {
    pub(super) fn middle(&self) -> f32 {
        self.chunks.first().map_or(0.0, Chunk::middle)
    }
}

/// The lines of upright text, from top to bottom.
pub(super) fn lines(ink: &PageInk) -> Vec<Line> {
    let upright = ink.runs.iter().filter(|run| run.direction == Direction::Right && !run.vertical);
    let mut pieces: Vec<Piece<'_>> = upright.map(|run| Piece { run, glyphs: ink.run_glyphs(run) }).collect();
    let baselines = compose::baselines(&mut pieces, Direction::Right);
    let lines = baselines.into_iter().map(|pieces| chunks(ink, pieces)).filter(|chunks| !chunks.is_empty());
    lines.map(|chunks| Line { texts: texts(&chunks), size: chunks.iter().map(|c| c.size).fold(0.0, f32::max), chunks }).collect()
}

fn chunks(ink: &PageInk, pieces: &[Piece<'_>]) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    // Where a blank that follows the last chunk ends.
    let mut blank: Option<f32> = None;
    for piece in pieces {
        let size = piece.run.size;
        let baseline = piece.run.origin[1];
        for glyph in piece.glyphs {
            let text = ink.glyph_text(glyph);
            let edges = [glyph.edges[0], baseline - ASCENT * size, glyph.edges[2], baseline + DESCENT * size];
            if text.chars().all(compose::is_blank) {
                blank = Some(blank.map_or(glyph.edges[2], |end| end.max(glyph.edges[2])));
                continue;
            }
            let blank = blank.take();
            match chunks.last_mut() {
                Some(chunk) if follows(chunk, blank, edges, size) => {
                    chunk.text.extend(blank.map(|_| ' '));
                    chunk.text.push_str(text);
                    chunk.edges = compose::union(chunk.edges, edges);
                    chunk.size = chunk.size.max(size);
                }
                _ => chunks.push(Chunk { edges, size, text: text.to_owned(), is_number: false }),
            }
        }
    }
    chunks.iter_mut().for_each(|chunk| chunk.is_number = is_number(&chunk.text) || chunk.text == "/");
    chunks
}

/// Whether a glyph belongs to a chunk, behind which a blank may stand: that is part of the text, where it is no wider than blanks are.
fn follows(chunk: &Chunk, blank: Option<f32>, glyph: Edges, size: f32) -> bool {
    let end = chunk.edges[2];
    let filled = blank.filter(|blank| blank - end <= WIDE_BLANK * size).map_or(end, |blank| blank.max(end));
    glyph[0] - filled <= GAP * size
}

fn texts(chunks: &[Chunk]) -> Vec<(f32, f32)> {
    let mut texts: Vec<(f32, f32)> = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        match texts.last_mut() {
            Some(text) if chunk.edges[0] - text.1 <= WIDE * chunk.size => text.1 = text.1.max(chunk.edges[2]),
            _ => texts.push((chunk.edges[0], chunk.edges[2])),
        }
    }
    texts
}

/// Whether most of the text is Chinese, which is set without spaces: only there a gap says more than that a word ends.
pub(super) fn is_chinese(lines: &[Line]) -> bool {
    let (mut han, mut letters) = (0, 0);
    for c in lines.iter().flat_map(|line| &line.chunks).flat_map(|chunk| chunk.text.chars()) {
        han += usize::from(is_han(c));
        letters += usize::from(c.is_alphabetic());
    }
    han * 2 > letters
}
