//! Columns of a block of lines, and which column a piece of a line stands in.

use super::words::{Wide, Word, words};
use crate::text::lines::Line;

/// Blank columns between two columns of the table.
const GUTTER: usize = 2;
/// From so many rows on, a gutter of one blank column is no chance.
const LINES_FOR_NARROW_GUTTER: usize = 8;

/// Where the columns of a table are.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    wide: Wide,
    /// Left and right edge (exclusive) of each column, in columns of characters.
    columns: Vec<(usize, usize)>,
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
}

impl Layout {
    /// The columns of these lines. Of both ways to count, the one in which more edges are in line was the way of the program that
    /// aligned them.
    pub(super) fn of(lines: &[Line<'_>]) -> Layout {
        let read = |wide| -> Vec<_> {
            lines.iter().map(|line| words(line.text, wide)).map(|words| LineRead { segments: segments(&words), words }).collect()
        };
        let two = read(Wide::Two);
        if lines.iter().all(|line| line.text.is_ascii()) {
            return Layout { wide: Wide::Two, columns: columns(&two) };
        }
        let one = read(Wide::One);
        if edges_in_line(&one) > edges_in_line(&two) {
            Layout { wide: Wide::One, columns: columns(&one) }
        } else {
            Layout { wide: Wide::Two, columns: columns(&two) }
        }
    }

    /// Joins the columns beyond the last that a grid may have. Returns whether there were any.
    pub(super) fn limit(&mut self, max_cols: usize) -> bool {
        let right = self.columns.last().map_or(0, |column| column.1);
        let is_cut = self.columns.len() > max_cols;
        self.columns.truncate(max_cols);
        if let Some(last) = self.columns.last_mut() {
            last.1 = right;
        }
        is_cut
    }

    pub(super) fn n_cols(&self) -> usize {
        self.columns.len()
    }

    /// Whether no text of these lines lies across the columns, except one that is alone on its line.
    pub(super) fn takes(&self, lines: &[Line<'_>]) -> bool {
        self.n_cols() > 1
            && lines.iter().all(|line| {
                let pieces = segments(&words(line.text, self.wide));
                pieces.len() == 1
                    || pieces.iter().all(|piece| self.range(piece.left, piece.right).is_some_and(|(first, last)| first == last))
            })
    }

    /// Cuts a line into cells.
    pub(super) fn cells(&self, line: &str) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for segment in self.cut(&words(line, self.wide)) {
            let (first, last) =
                self.range(segment.left, segment.right).unwrap_or_else(|| self.nearest(segment.left, segment.right));
            let mut piece = Piece { first, last, from: segment.from, to: segment.to };
            match pieces.last_mut().filter(|before| before.last >= first) {
                // Two texts reach into the same column: the one that has another column leaves it.
                Some(before) if before.first < first => before.last = first - 1,
                Some(before) if last > before.last => {
                    piece.first = before.last + 1;
                    pieces.push(piece);
                    continue;
                }
                Some(before) => {
                    before.to = piece.to;
                    continue;
                }
                None => {}
            }
            pieces.push(piece);
        }
        pieces
    }

    /// Joins words to segments: cut where cells are apart, and at gutters.
    fn cut(&self, words: &[Word]) -> Vec<Word> {
        let mut next_gutter = 0;
        let mut segments: Vec<Word> = Vec::new();
        for word in words {
            while self.columns.get(next_gutter + 1).is_some_and(|column| column.0 <= word.left) {
                next_gutter += 1;
            }
            // The column that begins at or before the word; its gutter lies to the left of it.
            let gutter = next_gutter.checked_sub(1).map(|before| (self.columns[before].1, self.columns[next_gutter].0));
            match segments.last_mut() {
                Some(segment)
                    if !word.is_apart && !gutter.is_some_and(|(left, right)| segment.right <= left && right <= word.left) =>
                {
                    (segment.right, segment.to) = (word.right, word.to);
                }
                _ => segments.push(*word),
            }
        }
        segments
    }

    /// First and last column that the range touches.
    fn range(&self, left: usize, right: usize) -> Option<(usize, usize)> {
        let first = self.columns.partition_point(|column| column.1 <= left);
        let end = self.columns.partition_point(|column| column.0 < right);
        (first < end).then(|| (first, end - 1))
    }

    /// The column nearest to a range that touches none.
    fn nearest(&self, left: usize, right: usize) -> (usize, usize) {
        let behind = self.columns.partition_point(|column| column.1 <= left);
        let distance_before = behind.checked_sub(1).map(|before| left - self.columns[before].1);
        let distance_behind = self.columns.get(behind).map(|column| column.0.saturating_sub(right));
        let column = match (distance_before, distance_behind) {
            (Some(before), Some(next)) if before <= next => behind - 1,
            (Some(_), None) => behind - 1,
            _ => behind,
        };
        (column, column)
    }
}

/// Joins words that blanks do not set apart.
fn segments(words: &[Word]) -> Vec<Word> {
    let mut segments: Vec<Word> = Vec::new();
    for word in words {
        match segments.last_mut().filter(|_| !word.is_apart) {
            Some(segment) => (segment.right, segment.to) = (word.right, word.to),
            None => segments.push(*word),
        }
    }
    segments
}

/// One line, cut.
struct LineRead {
    words: Vec<Word>,
    /// The words joined to what may be cells.
    segments: Vec<Word>,
}

/// How many texts begin or end below the beginning or end of one in another line, where lines have several.
fn edges_in_line(lines: &[LineRead]) -> usize {
    let rows = || lines.iter().filter(|line| line.segments.len() > 1).flat_map(|line| &line.segments);
    let width = rows().map(|segment| segment.right).max().unwrap_or(0);
    let (mut lefts, mut rights) = (vec![0; width + 1], vec![0; width + 1]);
    for segment in rows() {
        lefts[segment.left] += 1;
        rights[segment.right] += 1;
    }
    rows().filter(|segment| lefts[segment.left] > 1 || rights[segment.right] > 1).count()
}

/// The columns of the lines: what is left between the gutters once texts that span columns are set aside.
fn columns(lines: &[LineRead]) -> Vec<(usize, usize)> {
    let has_several = |line: &LineRead| line.segments.len() > 1;
    let (Some(first), Some(last)) = (lines.iter().position(has_several), lines.iter().rposition(has_several)) else {
        return Vec::new();
    };
    // Above and below the rows with several cells stand titles and notes.
    let (rows, alone): (Vec<_>, Vec<_>) = lines[first..=last].iter().partition(|line| has_several(line));
    let width = lines.iter().filter_map(|line| Some(line.words.last()?.right)).max().unwrap_or(0);
    let gaps = Gaps::of(&rows, width);
    let mut covered = vec![false; width];
    for LineRead { segments, words } in &rows {
        for word in words {
            let owner = segments.partition_point(|segment| segment.right < word.right);
            if !gaps.are_spanned_by(&segments[owner]) {
                covered[word.left..word.right].fill(true);
            }
        }
    }
    let gutter = if rows.len() >= LINES_FOR_NARROW_GUTTER { 1 } else { GUTTER };
    // A text alone on its line is a column of its own if it stands clear of the others.
    let clear: Vec<_> = alone
        .iter()
        .filter_map(|line| line.segments.first())
        .filter(|segment| !covered[segment.left.saturating_sub(GUTTER)..width.min(segment.right + GUTTER)].contains(&true))
        .collect();
    clear.iter().for_each(|segment| covered[segment.left..segment.right].fill(true));
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for at in (0..width).filter(|&at| covered[at]) {
        match columns.last_mut().filter(|column| at - column.1 < gutter) {
            Some(column) => column.1 = at + 1,
            None => columns.push((at, at + 1)),
        }
    }
    columns
}

/// The gaps between the cells of all rows.
struct Gaps {
    /// For each column of characters: of the gaps that begin at it or further right, the two that end first, in different rows.
    first_ends: Vec<[GapEnd; 2]>,
}

/// Where a gap ends, and its row.
#[derive(Clone, Copy)]
struct GapEnd {
    at: usize,
    row: usize,
}

impl Gaps {
    fn of(rows: &[&LineRead], width: usize) -> Gaps {
        let none = GapEnd { at: usize::MAX, row: usize::MAX };
        let mut first_ends = vec![[none; 2]; width + 1];
        let insert = |[first, second]: &mut [GapEnd; 2], end: GapEnd| {
            if end.row == first.row {
                first.at = first.at.min(end.at);
            } else if end.at < first.at {
                (*first, *second) = (end, *first);
            } else if end.at < second.at {
                *second = end;
            }
        };
        for (row, line) in rows.iter().enumerate() {
            for pair in line.segments.windows(2) {
                insert(&mut first_ends[pair[0].right], GapEnd { at: pair[1].left, row });
            }
        }
        for at in (0..width).rev() {
            let further = first_ends[at + 1];
            further.iter().for_each(|&end| insert(&mut first_ends[at], end));
        }
        Gaps { first_ends }
    }

    /// The gaps of two rows lie inside this text: it spans columns.
    fn are_spanned_by(&self, text: &Word) -> bool {
        self.first_ends.get(text.left + 1).is_some_and(|[_, second]| second.at < text.right)
    }
}
