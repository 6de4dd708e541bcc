//! Ink that hangs together: strokes, characters, dots.

use super::{components::Components, raster::Gray};

/// Pixels of one row.
#[derive(Clone, Copy, Debug)]
struct Run {
    y: u32,
    from: u32,
    to: u32,
}

/// Ink that hangs together, over corners too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blob {
    /// Left, top, right and bottom edges in pixels; the last two are the first pixels outside.
    pub(super) edges: [u32; 4],
    /// Pixels.
    pub(super) area: u32,
}

impl Blob {
    pub(super) fn width(&self) -> u32 {
        self.edges[2] - self.edges[0]
    }

    pub(super) fn height(&self) -> u32 {
        self.edges[3] - self.edges[1]
    }

    pub(super) fn middle(&self) -> [f32; 2] {
        let [x0, y0, x1, y1] = self.edges.map(|e| e as f32);
        [(x0 + x1) / 2.0, (y0 + y1) / 2.0]
    }
}

/// Every blob of the ink, in the order of their first rows.
pub(super) fn find(ink: &Gray) -> Vec<Blob> {
    let mut runs: Vec<Run> = Vec::new();
    let mut components = Components::default();
    let (mut above, mut row_start) = (0, 0);
    for y in 0..ink.height {
        let row = ink.row(y);
        let mut x = 0;
        let mut candidate = above;
        let this_row = runs.len();
        while let Some(skip) = memchr::memchr(1, &row[x..]) {
            let from = x + skip;
            x = memchr::memchr(0, &row[from..]).map_or(row.len(), |n| from + n);
            let run = Run { y: y as u32, from: from as u32, to: x as u32 };
            let id = components.push();
            // Runs of the row above that touch this one, over corners too.
            while candidate < row_start && runs[candidate].to < run.from {
                candidate += 1;
            }
            let mut touching = candidate;
            while touching < row_start && runs[touching].from <= run.to {
                components.join(id, touching as u32);
                touching += 1;
            }
            runs.push(run);
        }
        (above, row_start) = (this_row, runs.len());
    }
    let mut blob_of = vec![u32::MAX; runs.len()];
    let mut blobs: Vec<Blob> = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        let root = components.root(i as u32) as usize;
        if blob_of[root] == u32::MAX {
            blob_of[root] = blobs.len() as u32;
            blobs.push(Blob { edges: [run.from, run.y, run.to, run.y + 1], area: 0 });
        }
        let Blob { edges, area } = &mut blobs[blob_of[root] as usize];
        *edges = [edges[0].min(run.from), edges[1], edges[2].max(run.to), run.y + 1];
        *area += run.to - run.from;
    }
    blobs
}

/// The usual height of a character, in pixels: of blobs that are about as wide as high, as most Chinese characters are in one piece or
/// the other, nine in ten are lower.
pub(super) fn usual_size(blobs: &[Blob], mm: f32) -> f32 {
    /// Type of 5 to 22 points.
    const CHARACTERS: std::ops::Range<f32> = 1.2..8.0;
    let mut sizes: Vec<u32> = blobs
        .iter()
        .filter(|b| CHARACTERS.contains(&(b.height() as f32 / mm)) && b.width() < b.height() * 2 && b.height() < b.width() * 2)
        .map(|b| b.height().max(b.width()))
        .collect();
    sizes.sort_unstable();
    // Most of a page is set in one size; titles are few.
    let usual = sizes.get(sizes.len() * 7 / 10).copied();
    usual.map_or(DEFAULT_SIZE * mm, |size| size as f32)
}

/// Type of 10.5 points, in millimetres.
const DEFAULT_SIZE: f32 = 3.7;

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &[&str]) -> Gray {
        let pixels = rows.iter().flat_map(|r| r.bytes().map(|b| u8::from(b == b'#'))).collect();
        Gray { width: rows[0].len(), height: rows.len(), pixels }
    }

    #[test]
    fn ink_that_touches_is_one_blob() {
        let blobs = find(&page(&[
            "#.#..##", //
            "#.#...#", //
            ".#...#.", //
            ".......", //
            "###....",
        ]));
        let found: Vec<_> = blobs.iter().map(|b| (b.edges, b.area)).collect();
        assert_eq!(found, [([0, 0, 3, 3], 5), ([5, 0, 7, 3], 4), ([0, 4, 3, 5], 3)]);
    }
}
