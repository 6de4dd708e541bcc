//! The lines of text of a page, with the stretches that they take.

use super::super::{
    compose::{self, Piece},
    cuts::merged,
    flat::COLUMN_GAP,
    ink::{Direction, PageInk},
};

/// A line of text.
pub(super) struct TextRow {
    pub(super) top: f32,
    pub(super) bottom: f32,
    pub(super) size: f32,
    /// What is printed without a gap, from left to right.
    pub(super) words: Vec<(f32, f32)>,
    /// Words, but for those with wide gaps between them.
    pub(super) texts: Vec<(f32, f32)>,
}

impl TextRow {
    pub(super) fn middle(&self) -> f32 {
        (self.top + self.bottom) / 2.0
    }
}

pub(super) fn text_lines(ink: &PageInk) -> Vec<TextRow> {
    let upright = ink.runs.iter().filter(|run| run.direction == Direction::Right && !run.vertical);
    let mut pieces: Vec<Piece<'_>> = upright.map(|run| Piece { run, glyphs: ink.run_glyphs(run) }).collect();
    let line = |pieces: &[Piece<'_>]| {
        let size = pieces.iter().map(|p| p.run.size).fold(0.0, f32::max);
        let glyphs = || pieces.iter().flat_map(|p| p.glyphs);
        let words = compose::words(ink, pieces);
        TextRow {
            top: glyphs().map(|g| g.edges[1]).fold(f32::INFINITY, f32::min),
            bottom: glyphs().map(|g| g.edges[3]).fold(f32::NEG_INFINITY, f32::max),
            size,
            texts: merged(words.clone(), COLUMN_GAP * size),
            words,
        }
    };
    let lines = compose::baselines(&mut pieces, Direction::Right).into_iter().map(line);
    lines.filter(|line| !line.texts.is_empty()).collect()
}
