//! Tables without lines whose cells are shaded: areas side by side, with white lines or nothing between them.

use super::{
    ink::{Edges, PageInk, Ruling},
    lattice::{self, Lattice, LatticeCell},
    lines,
};

/// Fewest shaded areas of a page that are looked at where no white lines part them: a table has two rows and two columns at least.
const MIN_AREAS: usize = 2;

/// White lines of a table, each way.
const MIN_GAPS: usize = 2;

/// Cells lower than this, in points, are what the end of a page leaves of a row.
const SLIVER: f32 = 6.0;

/// Most of them, and most pairs of areas, cells and white lines that are compared; beyond it is a drawing.
const MAX_AREAS: usize = 4000;
const MAX_PAIRS: usize = 4_000_000;

/// What lies so far from a border lies beside it, in points: white lines are thinner.
const BESIDE: f32 = 3.0;

/// Of ten cells, so many are shaded: where only every other row is, nothing parts the cells of the rows between.
const SHADED: usize = 9;

/// Adds the tables whose cells are shaded areas to those with lines.
pub(super) fn add_tables(ink: &PageInk, lattices: &mut Vec<Lattice>) {
    let in_table = |x: f32, y: f32| lattices.iter().any(|l| l.cell_at(x, y).is_some());
    let areas: Vec<Edges> =
        ink.fills.iter().map(|f| f.edges).filter(|[x0, y0, x1, y1]| !in_table((x0 + x1) / 2.0, (y0 + y1) / 2.0)).collect();
    let outside = |r: &&Ruling| {
        let middle = (r.from + r.to) / 2.0;
        if r.horizontal { !in_table(middle, r.at) } else { !in_table(r.at, middle) }
    };
    let mut borders: Vec<Ruling> = ink.gaps.iter().filter(outside).copied().collect();
    let pairs = areas.len().saturating_mul(areas.len().max(borders.len()));
    let is_parted =
        pairs <= MAX_PAIRS && [true, false].iter().all(|way| borders.iter().filter(|r| r.horizontal == *way).count() >= MIN_GAPS);
    if areas.is_empty() || (areas.len() < MIN_AREAS && !is_parted) || areas.len() > MAX_AREAS {
        return;
    }
    let white = borders.clone();
    for area in &areas {
        // White lines part the cells: where two tones meet without one, though other cells have it there, a merged cell has the tones
        // of its rows.
        let is_white = |side: &Ruling| white.iter().any(|w| w.horizontal == side.horizontal && (w.at - side.at).abs() < BESIDE);
        borders.extend(sides(area).into_iter().filter(|side| !is_parted || !is_white(side) || is_outer(side, &areas)));
    }
    let (horizontal, vertical) = lines::merge(&borders);
    let found = lattice::lattices(&horizontal, &vertical);
    // A lone row has to be parted by white lines.
    let is_table = |l: &Lattice| (l.xs.len() > 2 && l.ys.len() > 2) || (is_parted && l.xs.len() > 3);
    lattices.extend(found.into_iter().filter(|l| is_table(l) && is_shaded(l, &areas)));
    lattice::sort(lattices);
}

/// The four sides of an area, as borders.
fn sides([x0, y0, x1, y1]: &Edges) -> [Ruling; 4] {
    let side = |horizontal, at: &f32, from: &f32, to: &f32| Ruling { horizontal, at: *at, from: *from, to: *to, width: 0.0 };
    [side(true, y0, x0, x1), side(true, y1, x0, x1), side(false, x0, y0, y1), side(false, x1, y0, y1)]
}

/// Whether there is nothing shaded on one side of most of a border.
fn is_outer(side: &Ruling, areas: &[Edges]) -> bool {
    let is_shaded = |x: f32, y: f32| areas.iter().any(|a| x > a[0] && x < a[2] && y > a[1] && y < a[3]);
    let free = [0.1, 0.3, 0.5, 0.7, 0.9].iter().filter(|part| {
        let along = side.from + *part * (side.to - side.from);
        [-BESIDE, BESIDE].iter().any(|by| match side.horizontal {
            true => !is_shaded(along, side.at + by),
            false => !is_shaded(side.at + by, along),
        })
    });
    free.count() > 2
}

/// Whether nearly all cells have a shaded area below their middle.
fn is_shaded(lattice: &Lattice, areas: &[Edges]) -> bool {
    if lattice.cells.len() * areas.len() > MAX_PAIRS {
        return false;
    }
    let is_high = |cell: &&LatticeCell| {
        let [_, y0, _, y1] = lattice.cell_edges(cell);
        y1 - y0 > SLIVER
    };
    let cells = lattice.cells.iter().filter(is_high).count();
    let shaded = lattice.cells.iter().filter(is_high).filter(|cell| {
        let [x0, y0, x1, y1] = lattice.cell_edges(cell);
        let (x, y) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        areas.iter().any(|a| x >= a[0] && x <= a[2] && y >= a[1] && y <= a[3])
    });
    shaded.count() * 10 >= cells * SHADED
}
