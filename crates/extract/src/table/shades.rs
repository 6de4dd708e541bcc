//! Tables without lines whose cells are shaded: areas side by side, with white lines or nothing between them.

use super::{
    ink::{Edges, PageInk, Ruling},
    lattice::{self, Lattice},
    lines,
};

/// Fewest shaded areas of a page that are looked at: a table has two rows and two columns at least.
const MIN_AREAS: usize = 2;

/// Most of them, and most pairs of cells and areas that are compared; beyond it is a drawing.
const MAX_AREAS: usize = 4000;
const MAX_PAIRS: usize = 4_000_000;

/// Of ten cells, so many are shaded: where only every other row is, nothing parts the cells of the rows between.
const SHADED: usize = 9;

/// Adds the tables whose cells are shaded areas to those with lines.
pub(super) fn add_tables(ink: &PageInk, lattices: &mut Vec<Lattice>) {
    let in_table = |x: f32, y: f32| lattices.iter().any(|l| l.cell_at(x, y).is_some());
    let areas: Vec<Edges> =
        ink.fills.iter().map(|f| f.edges).filter(|[x0, y0, x1, y1]| !in_table((x0 + x1) / 2.0, (y0 + y1) / 2.0)).collect();
    if !(MIN_AREAS..=MAX_AREAS).contains(&areas.len()) {
        return;
    }
    let outside = |r: &&Ruling| {
        let middle = (r.from + r.to) / 2.0;
        if r.horizontal { !in_table(middle, r.at) } else { !in_table(r.at, middle) }
    };
    let mut borders: Vec<Ruling> = ink.gaps.iter().filter(outside).copied().collect();
    borders.extend(areas.iter().flat_map(|[x0, y0, x1, y1]| {
        let horizontal = [*y0, *y1].map(|at| Ruling { horizontal: true, at, from: *x0, to: *x1, width: 0.0 });
        let vertical = [*x0, *x1].map(|at| Ruling { horizontal: false, at, from: *y0, to: *y1, width: 0.0 });
        horizontal.into_iter().chain(vertical)
    }));
    let (horizontal, vertical) = lines::merge(&borders);
    let found = lattice::lattices(&horizontal, &vertical);
    lattices.extend(found.into_iter().filter(|l| l.xs.len() > 2 && l.ys.len() > 2 && is_shaded(l, &areas)));
    lattice::sort(lattices);
}

/// Whether nearly all cells have a shaded area below their middle.
fn is_shaded(lattice: &Lattice, areas: &[Edges]) -> bool {
    if lattice.cells.len() * areas.len() > MAX_PAIRS {
        return false;
    }
    let shaded = lattice.cells.iter().filter(|cell| {
        let [x0, y0, x1, y1] = lattice.cell_edges(cell);
        let (x, y) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        areas.iter().any(|a| x >= a[0] && x <= a[2] && y >= a[1] && y <= a[3])
    });
    shaded.count() * 10 >= lattice.cells.len() * SHADED
}
