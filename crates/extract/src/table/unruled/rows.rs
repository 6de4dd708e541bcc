//! Rows of a section: one for every figure of its columns of figures, with what stands beside it.

use super::{
    super::cuts::{LineBox, Standing},
    chunks::{Chunk, Line},
    leading::Leading,
    sections::Section,
};

/// Of the texts of a column of figures, so many in a hundred are figures.
const FIGURES: usize = 40;

/// Middles of texts of one row differ by at most so much, in sizes.
const SAME_ROW: f32 = 0.5;

/// A text that stands farther from where the row's do, in sizes, is no worse: it may be of several rows.
const MOST_OFF: f32 = 1.5;

/// Texts stand at one height within this, in sizes.
const SAME_PLACE: f32 = 0.15;

/// Lines of texts that go on below are at least so long, in sizes, where they are as long as the others: narrower columns part any text.
const SHORT: f32 = 3.5;

/// What the paddings of two cells leave free between their texts, in sizes; they may be less.
const BETWEEN: f32 = 0.7;

/// Rows are at least so far apart, as a part of the distance of those that figures tell.
const LEAST_ROW: f32 = 0.9;

/// What a border that cuts a text costs, in sizes by which texts stand nearer to where they should.
const CUT: f32 = 0.5;

/// Most rows and places of borders that are compared, of one section; a page holds some sixty rows.
const MAX_ROWS: usize = 200;
const MAX_PLACES: usize = 1000;

/// A column of a section: its texts, one a line, from top to bottom.
pub(super) struct Column {
    pub(super) chunks: Vec<Chunk>,
    from: f32,
    /// How long its lines may be.
    room: f32,
    /// Most of its texts are figures.
    pub(super) has_figures: bool,
}

impl Column {
    /// Whether its texts begin at one place, so that the next such column begins where its cells end.
    fn is_flush(&self) -> bool {
        self.chunks.iter().all(|chunk| chunk.edges[0] - self.from < SAME_ROW * chunk.size)
    }

    fn goes_on(&self, upper: &Chunk, lower: &Chunk, leading: &Leading<'_>) -> bool {
        // Not a header with the figures below it.
        leading.goes_on(upper, lower, self.room) && !(self.has_figures && lower.is_number)
    }

    /// The lines of each text.
    pub(super) fn blocks(&self, leading: &Leading<'_>) -> Vec<&[Chunk]> {
        self.chunks.chunk_by(|upper, lower| self.goes_on(upper, lower, leading)).collect()
    }

    /// Its lines, tied where they are of one text.
    pub(super) fn lines(&self, leading: &Leading<'_>, rows: &Rows) -> Vec<LineBox> {
        let mut above: Option<&Chunk> = None;
        let line = |chunk| {
            let goes_on = above
                .replace(chunk)
                .is_some_and(|above| self.goes_on(above, chunk, leading) && (leading.tells() || !rows.have_one_each(above, chunk)));
            let [_, top, _, bottom] = chunk.edges;
            LineBox { top, bottom, size: chunk.size, tie: if goes_on { leading.tie() } else { 0.0 } }
        };
        self.chunks.iter().map(line).collect()
    }

    /// The lines between two heights.
    fn part(&self, y0: f32, y1: f32) -> &[Chunk] {
        let above = |y: f32| self.chunks.partition_point(|chunk| chunk.middle() < y);
        // Lines that overlap may leave a row no height.
        let (from, to) = (above(y0), above(y1));
        &self.chunks[from..to.max(from)]
    }
}

/// The texts of a section by column.
pub(super) fn columns(lines: &[Line], section: &Section) -> Vec<Column> {
    let mut columns: Vec<Column> = section
        .columns
        .iter()
        .map(|(from, to)| Column { chunks: Vec::new(), from: *from, room: *to - *from, has_figures: false })
        .collect();
    for line in &lines[section.first..section.end] {
        for chunk in &line.chunks {
            let at = columns.partition_point(|column| column.from <= chunk.edges[0]).saturating_sub(1);
            match columns[at].chunks.last_mut() {
                // A wide space within a text.
                Some(last) if (last.middle() - chunk.middle()).abs() < SAME_ROW * last.size => last.append(chunk),
                _ => columns[at].chunks.push(chunk.clone()),
            }
        }
    }
    for column in &mut columns {
        column.chunks.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
        let figures = column.chunks.iter().filter(|chunk| chunk.is_number).count();
        column.has_figures = figures > 1 && figures * 100 >= FIGURES * column.chunks.len();
    }
    for at in 1..columns.len() {
        let (column, next) = (&columns[at - 1], &columns[at]);
        if column.is_flush() && next.is_flush() {
            let size = column.chunks.iter().map(|chunk| chunk.size).fold(0.0, f32::max);
            columns[at - 1].room = column.room.max(next.from - column.from - BETWEEN * size);
        }
    }
    columns
}

/// What tells a row: where its texts stand.
#[derive(Clone, Copy)]
struct Anchor {
    top: f32,
    bottom: f32,
    /// Middle of its first line.
    head: f32,
    /// Middle of its last line.
    foot: f32,
    size: f32,
}

impl Anchor {
    fn new(block: &[Chunk]) -> Anchor {
        let (first, last) = (&block[0], &block[block.len() - 1]);
        Anchor { top: first.edges[1], bottom: last.edges[3], head: first.middle(), foot: last.middle(), size: first.size }
    }

    fn middle(&self) -> f32 {
        (self.top + self.bottom) / 2.0
    }

    /// Whether both stand at one height.
    fn is_beside(&self, other: &Anchor) -> bool {
        let slack = SAME_ROW * other.size;
        other.top < self.bottom - slack && other.bottom > self.top + slack
    }
}

/// The rows of a section.
pub(super) struct Rows {
    /// From top to bottom, with those of the section.
    pub(super) borders: Vec<f32>,
    /// How badly texts stand in them, in sizes.
    pub(super) cost: f32,
    /// The height at which the text of each row stands that has one line.
    lines: Vec<f32>,
}

impl Rows {
    /// Whether two texts of one length, one below the other, stand where those of two rows do.
    fn have_one_each(&self, upper: &Chunk, lower: &Chunk) -> bool {
        let stands = |chunk: &Chunk| self.lines.iter().any(|y| (y - chunk.middle()).abs() < SAME_PLACE * chunk.size);
        let shortest = SHORT * lower.size;
        lower.width() >= shortest && lower.width() + SAME_ROW * lower.size >= upper.width() && stands(upper) && stands(lower)
    }
}

/// The rows of a section between `y0` and `y1`.
pub(super) fn rows(columns: &[Column], (y0, y1): (f32, f32), leading: &Leading<'_>, standing: Standing) -> Rows {
    let anchors = anchors(columns, leading);
    let gaps = places(columns, &anchors);
    if anchors.len() > MAX_ROWS || gaps.iter().map(Vec::len).sum::<usize>() > MAX_PLACES {
        return Rows { borders: vec![y0, y1], cost: 0.0, lines: Vec::new() };
    }
    let misfit = |anchor: &Anchor, from: f32, to: f32| -> f32 {
        let off = |column: &Column| match column.part(from, to) {
            [] => 0.0,
            part => {
                let texts = Anchor::new(part);
                let off = if standing == Standing::Top { texts.head - anchor.head } else { texts.middle() - anchor.middle() };
                (off.abs() / anchor.size).min(MOST_OFF)
            }
        };
        columns.iter().map(off).sum()
    };
    let cut = |y: f32| -> f32 {
        let cuts = |column: &&Column| {
            let at = column.chunks.partition_point(|chunk| chunk.middle() < y);
            at > 0 && at < column.chunks.len() && column.goes_on(&column.chunks[at - 1], &column.chunks[at], leading)
        };
        CUT * columns.iter().filter(cuts).count() as f32
    };
    let end = [y1];
    // The least cost up to each place of the border above a row, and the place of the border before.
    let mut steps: Vec<Vec<(f32, usize)>> = Vec::with_capacity(anchors.len());
    let mut above = vec![(y0, 0.0)];
    for (i, anchor) in anchors.iter().enumerate() {
        let below: &[f32] = gaps.get(i).map_or(&end, Vec::as_slice);
        let step = |to: &f32| {
            let through = above.iter().enumerate().map(|(at, (from, cost))| (cost + misfit(anchor, *from, *to), at));
            let (cost, at) = through.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0));
            (cost + if gaps.len() > i { cut(*to) } else { 0.0 }, at)
        };
        let costs: Vec<(f32, usize)> = below.iter().map(step).collect();
        above = below.iter().zip(&costs).map(|(y, (cost, _))| (*y, *cost)).collect();
        steps.push(costs);
    }
    let cost = above.first().map_or(0.0, |(_, cost)| *cost);
    let mut borders = vec![y1];
    let mut at = 0;
    for (i, costs) in steps.iter().enumerate().rev() {
        at = costs[at].1;
        borders.push(i.checked_sub(1).map_or(y0, |gap| gaps[gap][at]));
    }
    if steps.is_empty() {
        borders.push(y0);
    }
    borders.reverse();
    ascending(&mut borders);
    let line = |anchor: &Anchor| if standing == Standing::Top { anchor.head } else { (anchor.head + anchor.foot) / 2.0 };
    Rows { borders, cost, lines: anchors.iter().map(line).collect() }
}

/// What tells each row, from top to bottom: the texts of the columns of figures, else those of the column with most texts; and what stands
/// apart from them.
fn anchors(columns: &[Column], leading: &Leading<'_>) -> Vec<Anchor> {
    let texts = |column: &Column| column.blocks(leading).into_iter().map(Anchor::new).collect::<Vec<_>>();
    let texts: Vec<Vec<Anchor>> = columns.iter().map(texts).collect();
    let first_figures = columns.iter().position(|column| column.has_figures);
    let mut telling: Vec<&Vec<Anchor>> =
        texts.iter().zip(columns).filter(|(_, column)| column.has_figures).map(|(t, _)| t).collect();
    if telling.is_empty() {
        telling.extend(texts.iter().rev().max_by_key(|texts| texts.len()));
    }
    telling.sort_by_key(|texts| std::cmp::Reverse(texts.len()));
    let mut anchors: Vec<Anchor> = Vec::new();
    for text in telling.into_iter().flatten() {
        if !anchors.iter().any(|anchor| anchor.is_beside(text)) {
            anchors.push(*text);
        }
    }
    let sort = |anchors: &mut Vec<Anchor>| anchors.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    sort(&mut anchors);
    let distances = anchors.windows(2).map(|pair| pair[1].head - pair[0].foot);
    let least = distances.fold(f32::INFINITY, f32::min);
    for (at, texts) in texts.iter().enumerate() {
        // Labels of several rows stand between these.
        let may_be_label = first_figures.is_none_or(|first| at + 1 < first);
        for text in texts {
            let least = LEAST_ROW * least.min(leading.within() * text.size);
            let is_apart =
                |anchor: &Anchor| !anchor.is_beside(text) && (text.head - anchor.foot >= least || anchor.head - text.foot >= least);
            let is_between =
                anchors.first().is_some_and(|a| a.head < text.head) && anchors.last().is_some_and(|a| a.head > text.head);
            if anchors.iter().all(is_apart) && !(may_be_label && is_between) {
                anchors.push(*text);
                sort(&mut anchors);
            }
        }
    }
    anchors
}

/// Raises borders that stand above the ones before them, as where lines overlap.
pub(super) fn ascending(borders: &mut [f32]) {
    for at in 1..borders.len() {
        borders[at] = borders[at].max(borders[at - 1]);
    }
}

/// Where borders may be between each two rows: between lines.
fn places(columns: &[Column], anchors: &[Anchor]) -> Vec<Vec<f32>> {
    let mut lines: Vec<&Chunk> = columns.iter().flat_map(|column| &column.chunks).collect();
    lines.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    let between = |pair: &[Anchor]| {
        let (from, to) = (pair[0].foot, pair[1].head);
        let slack = 0.1 * pair[0].size;
        let inside = lines.iter().filter(|line| from - slack <= line.middle() && line.middle() <= to + slack);
        let inside: Vec<&&Chunk> = inside.collect();
        let apart = |pair: &&[&&Chunk]| pair[1].middle() - pair[0].middle() > slack;
        let mut places: Vec<f32> =
            inside.windows(2).filter(apart).map(|pair| (pair[0].edges[3] + pair[1].edges[1]) / 2.0).collect();
        if places.is_empty() {
            places.push((from + to) / 2.0);
        }
        places
    };
    anchors.windows(2).map(between).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_no_height_has_no_lines() {
        let chunk = |y: f32| Chunk { edges: [0.0, y, 10.0, y + 10.0], size: 10.0, text: "指".to_owned(), is_number: false };
        let column = Column { chunks: vec![chunk(0.0), chunk(20.0)], from: 0.0, room: 10.0, has_figures: false };
        assert_eq!(column.part(0.0, 10.0), [chunk(0.0)]);
        // Its lower border stands above the upper one.
        assert!(column.part(30.0, 0.0).is_empty());
        let mut borders = [0.0, 30.0, 20.0, 40.0];
        ascending(&mut borders);
        assert_eq!(borders, [0.0, 30.0, 30.0, 40.0]);
    }
}
