//! Lines to cells: lines that meet form a lattice, and where a piece of a border is missing its neighbours are one cell.

use super::{ink::Edges, lines::Line};

/// Lines that end this near to one another meet, in points: corners are drawn with gaps and overhangs.
const MEET: f32 = 3.0;

/// A border counts as drawn between two cells where this much of it is. Half would let a line through the middle of a merged cell's
/// side pass; complete borders lose up to [`MEET`] at each end, which on the narrowest cells is a fifth.
const COVERED: f32 = 0.6;

/// Most lines each way of one page. The densest sheets have some 300; beyond this it is a drawing.
const MAX_LINES: usize = 4000;

/// Most elementary cells of one table.
const MAX_CELLS: usize = 1 << 20;

/// One table's borders.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    /// Borders of columns from left to right, at least two.
    pub(super) xs: Vec<f32>,
    /// Borders of rows from top to bottom, at least two.
    pub(super) ys: Vec<f32>,
    /// Every cell, by row and column of its top left corner.
    pub(super) cells: Vec<LatticeCell>,
    /// How sure it is that these are its cells, in hundredths: all of it where their borders are drawn.
    pub(super) confidence: u8,
    /// For every elementary cell, row by row, the index of its cell.
    owner: Vec<u32>,
}

/// A cell as rows and columns of its lattice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LatticeCell {
    pub(super) row: usize,
    pub(super) col: usize,
    pub(super) row_span: usize,
    pub(super) col_span: usize,
}

impl Lattice {
    pub(super) fn edges(&self) -> Edges {
        [self.xs[0], self.ys[0], self.xs[self.xs.len() - 1], self.ys[self.ys.len() - 1]]
    }

    pub(super) fn cell_edges(&self, cell: &LatticeCell) -> Edges {
        [self.xs[cell.col], self.ys[cell.row], self.xs[cell.col + cell.col_span], self.ys[cell.row + cell.row_span]]
    }

    /// The cell at a point; points just outside belong to the nearest cell.
    pub(super) fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        let [x0, y0, x1, y1] = self.edges();
        if x < x0 - MEET || x > x1 + MEET || y < y0 - MEET || y > y1 + MEET {
            return None;
        }
        let index = |borders: &[f32], v: f32| borders.partition_point(|b| *b <= v).clamp(1, borders.len() - 1) - 1;
        let (row, col) = (index(&self.ys, y), index(&self.xs, x));
        Some(self.owner[row * (self.xs.len() - 1) + col] as usize)
    }

    /// Whether a horizontal line is one of the lattice's.
    pub(super) fn holds(&self, line: &Line) -> bool {
        let [x0, y0, x1, y1] = self.edges();
        line.at >= y0 - MEET && line.at <= y1 + MEET && line.to > x0 && line.from < x1
    }

    /// Whether a cell lies on both sides of a height.
    pub(super) fn crosses(&self, cell: &LatticeCell, y: f32) -> bool {
        let [_, y0, _, y1] = self.cell_edges(cell);
        y0 < y && y < y1
    }

    /// Whether the lines are a chart or an ornament: few cells for so many lines, and most of them blank.
    pub(super) fn is_drawing<T>(&self, content: &[Vec<T>]) -> bool {
        let blank = content.iter().filter(|c| c.is_empty()).count();
        let elementary = self.owner.len();
        blank * 5 > content.len() * 3 && self.cells.len() * 2 < elementary
    }

    pub(super) fn area(&self) -> f32 {
        let [x0, y0, x1, y1] = self.edges();
        (x1 - x0) * (y1 - y0)
    }
}

/// Every table that the lines form, from top to bottom. A lone box is no table.
pub(super) fn lattices(horizontal: &[Line], vertical: &[Line]) -> Vec<Lattice> {
    if horizontal.len() > MAX_LINES || vertical.len() > MAX_LINES {
        return Vec::new();
    }
    let mut groups = Groups::new(horizontal.len() + vertical.len());
    for (i, h) in horizontal.iter().enumerate() {
        let first = vertical.partition_point(|v| v.at < h.from - MEET);
        for (j, v) in vertical.iter().enumerate().skip(first).take_while(|(_, v)| v.at <= h.to + MEET) {
            if h.at >= v.from - MEET && h.at <= v.to + MEET {
                groups.join(i, horizontal.len() + j);
            }
        }
    }
    let mut members: Vec<(Vec<&Line>, Vec<&Line>)> = vec![Default::default(); horizontal.len() + vertical.len()];
    for (i, h) in horizontal.iter().enumerate() {
        members[groups.find(i)].0.push(h);
    }
    for (j, v) in vertical.iter().enumerate() {
        members[groups.find(horizontal.len() + j)].1.push(v);
    }
    let mut lattices: Vec<Lattice> = members.iter().filter_map(|(h, v)| lattice(h, v)).collect();
    sort(&mut lattices);
    lattices
}

/// Sorts tables from top to bottom, and from left to right.
pub(super) fn sort(lattices: &mut [Lattice]) {
    lattices.sort_by(|a, b| (a.ys[0], a.xs[0]).partial_cmp(&(b.ys[0], b.xs[0])).unwrap_or(std::cmp::Ordering::Equal));
}

fn lattice(horizontal: &[&Line], vertical: &[&Line]) -> Option<Lattice> {
    if horizontal.is_empty() || vertical.is_empty() || horizontal.len() + vertical.len() < 3 {
        return None;
    }
    let xs = Borders::new(vertical, horizontal);
    let ys = Borders::new(horizontal, vertical);
    let (n_cols, n_rows) = (xs.at.len().checked_sub(1)?, ys.at.len().checked_sub(1)?);
    if n_cols == 0 || n_rows == 0 || n_cols.checked_mul(n_rows)? > MAX_CELLS {
        return None;
    }
    let mut groups = Groups::new(n_cols * n_rows);
    for row in 0..n_rows {
        for col in 0..n_cols {
            let here = row * n_cols + col;
            if col + 1 < n_cols && !xs.drawn(col + 1, ys.at[row], ys.at[row + 1]) {
                groups.join(here, here + 1);
            }
            if row + 1 < n_rows && !ys.drawn(row + 1, xs.at[col], xs.at[col + 1]) {
                groups.join(here, here + n_cols);
            }
        }
    }
    let (cells, owner) = rectangles(&mut groups, &ys, &xs);
    if cells.len() > 1 { Some(Lattice { xs: xs.at, ys: ys.at, cells, confidence: 100, owner }) } else { None }
}

/// Cuts every group of elementary cells into rectangles: one, where its borders are whole.
fn rectangles(groups: &mut Groups, ys: &Borders, xs: &Borders) -> (Vec<LatticeCell>, Vec<u32>) {
    let (n_rows, n_cols) = (ys.at.len() - 1, xs.at.len() - 1);
    const NONE: u32 = u32::MAX;
    let group: Vec<usize> = (0..n_rows * n_cols).map(|i| groups.find(i)).collect();
    let mut owner = vec![NONE; n_rows * n_cols];
    let mut cells = Vec::new();
    for row in 0..n_rows {
        for col in 0..n_cols {
            let here = row * n_cols + col;
            if owner[here] != NONE {
                continue;
            }
            let free = |r: usize, c: usize| owner[r * n_cols + c] == NONE && group[r * n_cols + c] == group[here];
            let mut col_span = (col..n_cols).take_while(|c| free(row, *c)).count();
            let mut row_span = (row..n_rows).take_while(|r| (col..col + col_span).all(|c| free(*r, c))).count();
            // A border that is missing only in a low row still parts what lies along most of it.
            let (top, bottom) = (ys.at[row], ys.at[row + row_span]);
            col_span = (1..col_span).find(|i| xs.drawn(col + i, top, bottom)).unwrap_or(col_span);
            let (left, right) = (xs.at[col], xs.at[col + col_span]);
            row_span = (1..row_span).find(|i| ys.drawn(row + i, left, right)).unwrap_or(row_span);
            for r in row..row + row_span {
                owner[r * n_cols + col..][..col_span].fill(cells.len() as u32);
            }
            cells.push(LatticeCell { row, col, row_span, col_span });
        }
    }
    (cells, owner)
}

/// The borders one way, and where each is drawn.
struct Borders {
    at: Vec<f32>,
    /// Stretches by border, sorted; an outer border that only the ends of crossing lines imply is drawn everywhere.
    stretches: Vec<Vec<(f32, f32)>>,
}

impl Borders {
    fn new(lines: &[&Line], crossing: &[&Line]) -> Borders {
        let mut borders = Borders { at: Vec::new(), stretches: Vec::new() };
        let mut rank = None;
        for line in lines {
            if rank != Some(line.rank) {
                borders.at.push(line.at);
                borders.stretches.push(Vec::new());
                rank = Some(line.rank);
            }
            if let Some(stretches) = borders.stretches.last_mut() {
                stretches.push((line.from, line.to));
            }
        }
        // Tables without outer borders: two crossing lines at least stick out to the same side.
        let (first, last) = (borders.at[0], borders.at[borders.at.len() - 1]);
        let open = |ends: Vec<f32>| (ends.len() >= 2).then_some(ends);
        let everywhere = vec![(f32::NEG_INFINITY, f32::INFINITY)];
        if let Some(ends) = open(crossing.iter().map(|l| l.from).filter(|from| *from < first - 2.0 * MEET).collect()) {
            borders.at.insert(0, ends.iter().copied().fold(f32::INFINITY, f32::min));
            borders.stretches.insert(0, everywhere.clone());
        }
        if let Some(ends) = open(crossing.iter().map(|l| l.to).filter(|to| *to > last + 2.0 * MEET).collect()) {
            borders.at.push(ends.iter().copied().fold(f32::NEG_INFINITY, f32::max));
            borders.stretches.push(everywhere);
        }
        borders
    }

    /// Whether border `i` is drawn between two places.
    fn drawn(&self, i: usize, from: f32, to: f32) -> bool {
        let covered: f32 = self.stretches[i].iter().map(|(a, b)| (b.min(to) - a.max(from)).max(0.0)).sum();
        covered >= (to - from) * COVERED
    }
}

/// Sets of indices that are joined step by step.
struct Groups(Vec<u32>);

impl Groups {
    fn new(n: usize) -> Groups {
        Groups((0..n as u32).collect())
    }

    fn find(&mut self, mut i: usize) -> usize {
        while self.0[i] as usize != i {
            self.0[i] = self.0[self.0[i] as usize];
            i = self.0[i] as usize;
        }
        i
    }

    /// The lower index stays the name of the joined set, so that results do not depend on the order of joining.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b) as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(rank: usize, at: f32, from: f32, to: f32) -> Line {
        Line { at, rank, from, to }
    }

    #[track_caller]
    fn check(horizontal: &[Line], vertical: &[Line], expected: &[(usize, usize, usize, usize)]) {
        let found = lattices(horizontal, vertical);
        assert_eq!(found.len(), usize::from(!expected.is_empty()));
        let cells: Vec<_> = found.iter().flat_map(|l| &l.cells).map(|c| (c.row, c.col, c.row_span, c.col_span)).collect();
        assert_eq!(cells, expected);
    }

    #[test]
    fn a_missing_piece_of_border_makes_a_span() {
        // Two rows, two columns; the vertical line in the middle is drawn in the lower row only.
        let h = [line(0, 0.0, 0.0, 100.0), line(1, 20.0, 0.0, 100.0), line(2, 40.0, 0.0, 100.0)];
        let v = [line(0, 0.0, 0.0, 40.0), line(1, 50.0, 20.0, 40.0), line(2, 100.0, 0.0, 40.0)];
        check(&h, &v, &[(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
    }

    #[test]
    fn missing_outer_borders_are_where_the_lines_end() {
        let h = [line(0, 0.0, 0.0, 100.0), line(1, 20.0, 0.0, 100.0)];
        let v = [line(0, 50.0, 0.0, 20.0)];
        check(&h, &v, &[(0, 0, 1, 1), (0, 1, 1, 1)]);
    }

    #[test]
    fn a_lone_box_is_no_table() {
        let h = [line(0, 0.0, 0.0, 100.0), line(1, 20.0, 0.0, 100.0)];
        let v = [line(0, 0.0, 0.0, 20.0), line(1, 100.0, 0.0, 20.0)];
        check(&h, &v, &[]);
    }
}
