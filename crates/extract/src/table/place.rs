//! Which text stands in which cell.

use super::{
    compose::Piece,
    ink::{Direction, Glyph, PageInk, Run},
    lattice::Lattice,
    pages::{FOOT, is_page_number},
};

/// A gap that may separate the texts of two cells, in sizes.
const WORD_GAP: f32 = 0.25;

/// Glyphs stand on one line within this, in sizes.
const TOUCH: f32 = 0.15;

/// Figures of one number follow one another within this, in sizes: places are rounded to a hundredth of a point.
const NO_GAP: f32 = 0.01;

/// Lines of one cell are at most so far apart, in sizes.
const LINE_PITCH: f32 = 1.7;

/// What a full line leaves free in a cell at most, in sizes: less than two characters, and paddings.
const FULL: f32 = 2.5;

/// Runs below a table that may be pushed out of it: a few lines of each cell, one run a character.
const MAX_OVERFLOW: usize = 256;

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

    let mut runs = ink.runs.as_slice();
    while let Some((run, after)) = runs.split_first() {
        let n = number_length(ink, runs);
        if n > 1 {
            // A number that is wider than its cell, one run a figure.
            let (number, after) = runs.split_at(n);
            let target = most(number.iter().flat_map(|run| ink.run_glyphs(run)).map(at_glyph).collect());
            for run in number {
                placed.put(target, Piece { run, glyphs: ink.run_glyphs(run) });
            }
            runs = after;
            continue;
        }
        runs = after;
        let glyphs = ink.run_glyphs(run);
        let mut put = |target, glyphs: &'i [Glyph]| placed.put(target, Piece { run, glyphs });
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
            put(most(word.iter().map(at_glyph).collect()), word);
            rest = after;
        }
    }
    take_overflow(ink, lattices, &mut placed);
    placed
}

/// A table and its cell; `None` outside tables.
type Target = Option<(usize, usize)>;

impl<'i> Placed<'i> {
    fn put(&mut self, target: Target, piece: Piece<'i>) {
        match target {
            Some((table, cell)) => self.cells[table][cell].push(piece),
            None => self.outside.push(piece),
        }
    }
}

/// What occurs most often.
fn most(mut targets: Vec<Target>) -> Target {
    targets.sort_unstable();
    targets.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).and_then(|same| same.first().copied().flatten())
}

/// How many runs from the first are figures of one number, with nothing between them.
fn number_length(ink: &PageInk, runs: &[Run]) -> usize {
    let figure = |run: &Run| match ink.run_glyphs(run) {
        [glyph] if run.direction == Direction::Right => {
            ink.glyph_text(glyph).bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).then_some(glyph.edges)
        }
        _ => None,
    };
    let follows = |a: &Run, b: &Run| match (figure(a), figure(b)) {
        (Some(before), Some(next)) => {
            (a.origin[1] - b.origin[1]).abs() < TOUCH * a.size && (next[0] - before[2]).abs() < NO_GAP * a.size
        }
        _ => false,
    };
    1 + runs.windows(2).take_while(|w| follows(&w[0], &w[1])).count()
}

/// Puts lines that the end of a page pushes out of their cells back: nothing stands below the last table but lines that go on with
/// those of its last cells.
fn take_overflow(ink: &PageInk, lattices: &[Lattice], placed: &mut Placed<'_>) {
    let Some((table, lattice)) = lattices.iter().enumerate().max_by(|a, b| a.1.edges()[3].total_cmp(&b.1.edges()[3])) else {
        return;
    };
    let bottom = lattice.edges()[3];
    let is_below = |p: &Piece<'_>| p.run.origin[1] > bottom && p.run.direction == Direction::Right;
    let mut below: Vec<usize> = (0..placed.outside.len()).filter(|i| is_below(&placed.outside[*i])).collect();
    if below.len() > MAX_OVERFLOW {
        return;
    }
    let y = |i: usize| placed.outside[i].run.origin[1];
    below.sort_by(|a, b| y(*a).total_cmp(&y(*b)));
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for line in below.chunk_by(|a, b| y(*b) - y(*a) < TOUCH * placed.outside[*a].run.size) {
        let text: String = line.iter().flat_map(|i| placed.outside[*i].glyphs).map(|g| ink.glyph_text(g)).collect();
        if is_page_number(&text) {
            break;
        }
        let cells: Option<Vec<usize>> = line.iter().map(|i| cell_above(*i, (table, lattice), placed, &taken)).collect();
        match cells {
            Some(cells) => taken.extend(line.iter().copied().zip(cells)),
            // A page number, or text after the table.
            None if y(line[0]) > ink.height - FOOT => break,
            None => return,
        }
    }
    taken.sort_unstable_by(|a, b| b.cmp(a));
    for (i, cell) in taken {
        let piece = placed.outside.remove(i);
        placed.cells[table][cell].push(piece);
    }
}

/// The cell at the end of a table whose last line goes on with what stands below the table.
fn cell_above(i: usize, (table, lattice): (usize, &Lattice), placed: &Placed<'_>, taken: &[(usize, usize)]) -> Option<usize> {
    let piece = &placed.outside[i];
    let (first, last, size) = (piece.glyphs.first()?, piece.glyphs.last()?, piece.run.size);
    let cell = lattice.cells.iter().position(|cell| {
        let [x0, _, x1, _] = lattice.cell_edges(cell);
        cell.row + cell.row_span + 1 == lattice.ys.len() && x0 <= first.edges[0] && last.edges[2] <= x1
    })?;
    let [x0, _, x1, _] = lattice.cell_edges(&lattice.cells[cell]);
    let here = taken.iter().filter(|(_, c)| *c == cell).map(|(i, _)| &placed.outside[*i]);
    let mut above: Vec<&Piece<'_>> = placed.cells[table][cell].iter().chain(here).collect();
    above.retain(|p| p.run.direction == Direction::Right);
    let lowest = above.iter().map(|p| p.run.origin[1]).max_by(f32::total_cmp)?;
    let line = above.iter().filter(|p| lowest - p.run.origin[1] < TOUCH * size);
    let width: f32 = line.flat_map(|p| p.glyphs).map(|g| g.edges[2] - g.edges[0]).sum();
    // One character a line, or a line that was full.
    let full = width <= 1.5 * size || x1 - x0 - width <= FULL * size;
    (piece.run.origin[1] - lowest <= LINE_PITCH * size && full).then_some(cell)
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
