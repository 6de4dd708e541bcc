//! Where the points of a flat page lie on the page as it is.

use super::slopes::Slopes;

/// Distance of the points whose places are kept, in millimetres. Between them places change evenly.
const STEP: f32 = 4.0;

/// Rounds in which a place that depends on itself is found.
const ROUNDS: usize = 4;

/// Places on the page as it is, for points at even distances of the flat one.
#[derive(Clone, Debug)]
pub(in crate::scan) struct Lattice {
    step: f32,
    columns: usize,
    rows: usize,
    /// How far each point has moved, in pixels.
    moved: Vec<[f32; 2]>,
}

impl Lattice {
    /// Of a page that is flat.
    pub(super) fn flat([width, height]: [usize; 2], mm: f32) -> Lattice {
        let step = (STEP * mm).round().max(4.0);
        let (columns, rows) = ((width as f32 / step).ceil() as usize + 1, (height as f32 / step).ceil() as usize + 1);
        Lattice { step, columns, rows, moved: vec![[0.0; 2]; columns * rows] }
    }

    /// Of a page whose rows and columns run as these slopes say.
    pub(super) fn along(rows: &Slopes, columns: &Slopes, size: [usize; 2], mm: f32) -> Lattice {
        let mut lattice = Lattice::flat(size, mm);
        let (n_columns, n_rows, step) = (lattice.columns, lattice.rows, lattice.step);
        // Of each row how far it has moved at each column, and of each column at each row.
        let aside: Vec<Vec<f32>> = (0..n_rows).map(|row| followed(rows, row as f32 * step, n_columns, step)).collect();
        let along: Vec<Vec<f32>> = (0..n_columns).map(|column| followed(columns, column as f32 * step, n_rows, step)).collect();
        for (row, (aside, moved)) in aside.iter().zip(lattice.moved.chunks_exact_mut(n_columns)).enumerate() {
            for (column, (along, moved)) in along.iter().zip(moved).enumerate() {
                for _ in 0..ROUNDS {
                    let [dx, dy] = *moved;
                    let dy_here = between(aside, column as f32 + dx / step);
                    *moved = [between(along, row as f32 + dy / step), dy_here];
                }
            }
        }
        lattice
    }

    /// Farthest that any point has moved, in pixels.
    pub(super) fn farthest(&self) -> f32 {
        self.moved.iter().flatten().map(|v| v.abs()).fold(0.0, f32::max)
    }

    /// Where a point of the flat page lies.
    pub(in crate::scan) fn at(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [dx, dy] = self.shift([x, y]);
        [x + dx, y + dy]
    }

    /// The point of the flat page that lies at a place.
    pub(super) fn straight(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let mut at = [x, y];
        for _ in 0..ROUNDS {
            let [dx, dy] = self.shift(at);
            at = [x - dx, y - dy];
        }
        at
    }

    fn shift(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let (column, across) = cell(x / self.step, self.columns);
        let (row, down) = cell(y / self.step, self.rows);
        let mix = |row: usize| {
            let [a, b] = [self.moved[row * self.columns + column], self.moved[row * self.columns + column + 1]];
            [a[0] + (b[0] - a[0]) * across, a[1] + (b[1] - a[1]) * across]
        };
        let (upper, lower) = (mix(row), mix(row + 1));
        [upper[0] + (lower[0] - upper[0]) * down, upper[1] + (lower[1] - upper[1]) * down]
    }

    /// Pixels between the lattice's columns.
    pub(in crate::scan) fn step(&self) -> usize {
        self.step as usize
    }

    /// The places of a row of the flat page, from column to column of the lattice.
    pub(in crate::scan) fn row(&self, y: f32) -> Vec<[f32; 2]> {
        (0..self.columns).map(|column| self.at([column as f32 * self.step, y])).collect()
    }
}

/// How far the line that starts in the middle of the page at `across` has moved, at each of so many steps along.
fn followed(slopes: &Slopes, across: f32, n: usize, step: f32) -> Vec<f32> {
    let mut moved = vec![0.0; n];
    let middle = n / 2;
    let mut go = |steps: &mut dyn Iterator<Item = usize>, direction: f32| {
        let mut y = across;
        let mut before = middle;
        for i in steps {
            // By the slope half way.
            let here = before as f32 * step;
            let half = y + slopes.at([here, y]) * direction * step / 2.0;
            y += slopes.at([here + direction * step / 2.0, half]) * direction * step;
            moved[i] = y - across;
            before = i;
        }
    };
    go(&mut (middle + 1..n), 1.0);
    go(&mut (0..middle).rev(), -1.0);
    moved
}

fn between(values: &[f32], at: f32) -> f32 {
    let (first, part) = cell(at, values.len());
    values[first] + (values[first + 1] - values[first]) * part
}

/// The one of `n` values before a place, and the part of the way to the next; there are at least two.
fn cell(at: f32, n: usize) -> (usize, f32) {
    let at = at.clamp(0.0, (n - 1) as f32);
    let first = (at as usize).min(n - 2);
    (first, at - first as f32)
}
