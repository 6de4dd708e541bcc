//! Columns of lines, and which column a piece of a line stands in.
//!
//! The blocks of a form have columns at different places, so the lines are divided into bands: a band goes on as long as its gutters
//! hold. All bands together give the columns of the grid: where gutters of two bands lie over each other, they are one border.

use std::ops::Range;

use super::band::{Band, Column, Cut};
use super::words::{Wide, Word, words};
use crate::text::lines::Line;

/// Edges out of line that speak as much against a way to count as one more band does.
const EDGES_OF_A_BAND: usize = 3;

/// Where the columns of a table are.
#[derive(Debug)]
pub(super) struct Layout {
    bands: Vec<Laid>,
    /// Columns of the grid.
    n_cols: usize,
}

/// A band whose columns are known.
#[derive(Debug)]
struct Laid {
    /// The lines it holds.
    lines: Range<usize>,
    /// The first and last column of the grid under each of its columns.
    spans: Vec<(usize, usize)>,
    /// The cells of each line, by the columns of the band.
    cells: Vec<Vec<Cut>>,
}

/// A cell of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// First and last column of the table, from 0.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Bytes of the line, the last one exclusive.
    pub(super) from: usize,
    pub(super) to: usize,
    /// It lies across columns of its block.
    pub(super) is_across: bool,
}

impl Layout {
    /// The columns of these lines. Of both ways to count, the one was the way of the program that aligned them in which more edges are in
    /// line, and gutters hold for longer.
    pub(super) fn of(lines: &[Line<'_>]) -> Layout {
        let read = |wide| -> Vec<_> { lines.iter().map(|line| words(line.text, wide)).collect() };
        let two = read(Wide::Two);
        let bands_of_two = bands(&two);
        if lines.iter().all(|line| line.text.is_ascii()) {
            return Layout::laid(bands_of_two, &two);
        }
        let one = read(Wide::One);
        let bands_of_one = bands(&one);
        if edges_in_line(&one) + EDGES_OF_A_BAND * bands_of_two.len() > edges_in_line(&two) + EDGES_OF_A_BAND * bands_of_one.len() {
            Layout::laid(bands_of_one, &one)
        } else {
            Layout::laid(bands_of_two, &two)
        }
    }

    fn laid(bands: Vec<(Range<usize>, Vec<Column>)>, lines: &[Vec<Word>]) -> Layout {
        let borders = borders(&bands);
        let laid = bands.into_iter().map(|(range, columns)| {
            let spans = columns.iter().map(|column| {
                let first = borders.partition_point(|&border| border < column.left);
                (first, borders.partition_point(|&border| border < column.right))
            });
            let spans = spans.collect();
            let cells = lines[range.clone()].iter().map(|words| super::band::cut(words, &columns)).collect();
            Laid { lines: range, spans, cells }
        });
        Layout { bands: laid.collect(), n_cols: borders.len() + 1 }
    }

    /// Columns of the grid, of which there are no more than a grid may have.
    pub(super) fn n_cols(&self, max_cols: usize) -> usize {
        self.n_cols.min(max_cols)
    }

    /// Whether two lines keep to the same columns.
    pub(super) fn are_alike(&self, one: usize, other: usize) -> bool {
        self.band(one).lines.contains(&other)
    }

    fn band(&self, line: usize) -> &Laid {
        let at = self.bands.partition_point(|band| band.lines.end <= line);
        &self.bands[at]
    }

    /// The cells of a line, in a grid of at most `max_cols` columns: those beyond belong to its last.
    pub(super) fn cells(&self, line: usize, max_cols: usize) -> Vec<Piece> {
        let band = self.band(line);
        let mut pieces: Vec<Piece> = Vec::new();
        for cut in &band.cells[line - band.lines.start] {
            let first = band.spans[cut.first].0.min(max_cols - 1);
            let last = band.spans[cut.last].1.min(max_cols - 1);
            match pieces.last_mut().filter(|before| before.last >= first) {
                Some(before) => (before.last, before.to) = (last, cut.to),
                None => pieces.push(Piece { first, last, from: cut.from, to: cut.to, is_across: cut.first < cut.last }),
            }
        }
        pieces
    }
}

/// The lines of each band, and its columns.
fn bands(lines: &[Vec<Word>]) -> Vec<(Range<usize>, Vec<Column>)> {
    let mut bands = Vec::new();
    let (mut start, mut band) = (0, Band::default());
    for (at, words) in lines.iter().enumerate() {
        if !band.take(words) {
            bands.push((start..at, columns(&band, &lines[start..at])));
            (start, band) = (at, Band::default());
            band.take(words);
        }
    }
    bands.push((start..lines.len(), columns(&band, &lines[start..])));
    bands
}

/// The columns of a band; texts that all stand alone on their lines are one.
fn columns(band: &Band, lines: &[Vec<Word>]) -> Vec<Column> {
    if !band.columns().is_empty() {
        return band.columns().to_vec();
    }
    let left = lines.iter().flatten().map(|word| word.left).min().unwrap_or(0);
    let right = lines.iter().flatten().map(|word| word.right).max().unwrap_or(0);
    vec![Column { left, right }]
}

/// The fewest places such that one lies in each gutter of each band, from left to right.
fn borders(bands: &[(Range<usize>, Vec<Column>)]) -> Vec<usize> {
    let gutters = bands.iter().flat_map(|(_, columns)| columns.windows(2).map(|pair| (pair[1].left, pair[0].right)));
    let mut gutters: Vec<_> = gutters.collect();
    gutters.sort_unstable();
    let mut borders: Vec<usize> = Vec::new();
    for (end, start) in gutters {
        if borders.last().is_none_or(|&border| border < start) {
            borders.push(end - 1);
        }
    }
    borders
}

/// How many texts begin or end below the beginning or end of one in another line, where lines have several.
fn edges_in_line(lines: &[Vec<Word>]) -> usize {
    let segments: Vec<_> = lines.iter().map(|words| super::words::segments(words)).collect();
    let rows = || segments.iter().filter(|segments| segments.len() > 1).flatten();
    let width = rows().map(|segment| segment.right).max().unwrap_or(0);
    let (mut lefts, mut rights) = (vec![0; width + 1], vec![0; width + 1]);
    for segment in rows() {
        lefts[segment.left] += 1;
        rights[segment.right] += 1;
    }
    rows().filter(|segment| lefts[segment.left] > 1 || rights[segment.right] > 1).count()
}
