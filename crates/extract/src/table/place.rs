//! Which text stands in which cell.

use super::{
    compose::Piece,
    ink::{Direction, Glyph, PageInk, Run},
    lattice::Lattice,
};

/// A gap that may separate the texts of two cells, in sizes.
const WORD_GAP: f32 = 0.25;

/// Text by cell.
pub(super) struct Placed<'i> {
    /// By table and cell.
    pub(super) cells: Vec<Vec<Vec<Piece<'i>>>>,
    /// Text in no table.
    pub(super) outside: Vec<Piece<'i>>,
}

/// Hands every run to the cell where it stands.
///
/// A run that crosses a border is cut between words only, and each word goes where most of it is: text that is too long for its
/// cell runs over the border but was set as one. Vertical writing belongs where it starts, since it runs over whole rows.
pub(super) fn place<'i>(ink: &'i PageInk, lattices: &[Lattice]) -> Placed<'i> {
    let mut placed = Placed { cells: lattices.iter().map(|l| vec![Vec::new(); l.cells.len()]).collect(), outside: Vec::new() };
    // The smaller table first: it may stand in a cell of a larger one.
    let mut by_area: Vec<usize> = (0..lattices.len()).collect();
    by_area.sort_by(|a, b| lattices[*a].area().total_cmp(&lattices[*b].area()));
    let find = |x: f32, y: f32| by_area.iter().find_map(|t| Some((*t, lattices[*t].cell_at(x, y)?)));
    let at_glyph = |g: &Glyph| find((g.edges[0] + g.edges[2]) / 2.0, (g.edges[1] + g.edges[3]) / 2.0);

    for run in &ink.runs {
        let glyphs = ink.run_glyphs(run);
        let mut put = |target: Option<(usize, usize)>, glyphs: &'i [Glyph]| match target {
            Some((table, cell)) => placed.cells[table][cell].push(Piece { run, glyphs }),
            None => placed.outside.push(Piece { run, glyphs }),
        };
        let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else { continue };
        if run.direction == Direction::Slanted {
            // A watermark over the table.
            put(None, glyphs);
            continue;
        }
        if run.vertical {
            put(find(run.origin[0], run.origin[1]), glyphs);
            continue;
        }
        let (start, end) = (at_glyph(first), at_glyph(last));
        if start == end {
            put(start, glyphs);
            continue;
        }
        let mut rest = glyphs;
        while !rest.is_empty() {
            let (word, after) = rest.split_at(word_length(ink, run, rest));
            let mut targets: Vec<_> = word.iter().map(at_glyph).collect();
            targets.sort_unstable();
            let most =
                targets.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).and_then(|same| same.first().copied().flatten());
            put(most, word);
            rest = after;
        }
    }
    placed
}

/// How many glyphs stand before the next blank or gap; the blank is the last of them.
fn word_length(ink: &PageInk, run: &Run, glyphs: &[Glyph]) -> usize {
    let gap = |a: &Glyph, b: &Glyph| {
        let across = (b.edges[0] - a.edges[2]).max(a.edges[0] - b.edges[2]);
        let down = (b.edges[1] - a.edges[3]).max(a.edges[1] - b.edges[3]);
        across.max(down) > WORD_GAP * run.size
    };
    let blank = |g: &Glyph| ink.glyph_text(g).chars().all(char::is_whitespace);
    glyphs.windows(2).position(|w| blank(&w[0]) || gap(&w[0], &w[1])).map_or(glyphs.len(), |at| at + 1)
}
