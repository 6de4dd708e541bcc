//! What is no paper on the picture of a page: the black around it, and holes punched into it.

use std::collections::VecDeque;

use super::{
    blobs::{self, Blob},
    raster::Gray,
};

/// Side of the blocks that are told apart, in millimetres.
const BLOCK: f32 = 0.5;

/// The shade of the paper is that of the lightest tenth of all blocks: a sheet may cover but a part of the glass.
const LIGHTEST: usize = 90;

/// A block is dark where it has less than this part of the paper's light, in hundredths. Text has much paper between its strokes, and the
/// shadow at a book's fold leaves half of the light.
const DARK: u32 = 50;

/// What surrounds a paper has this many blocks to each side somewhere: no ruling at the edge of the picture (1.3 mm) has, nor two that cross.
const THICK: usize = 3;

/// How far from a border's inner edge its fringe reaches, in blocks.
const FRINGE: usize = 2;

/// The narrow end of a border that is a wedge is followed this near to the picture's edge, in blocks.
const WEDGE: usize = 4;

/// Diameters of punched holes, in millimetres: 6 ± 0.5 by ISO 838, and old punches.
const HOLE: std::ops::RangeInclusive<f32> = 4.0..=9.0;

/// The part of the square around a hole that it covers, in hundredths: π/4, with torn and ragged edges.
const ROUND: std::ops::RangeInclusive<usize> = 62..=90;

/// The middle of a hole is this near to an edge of the paper, in millimetres: 12 by ISO 838, and clips and binders take more.
const NEAR_EDGE: f32 = 25.0;

/// Blocks of a picture that are no paper.
pub(super) struct Surround {
    /// Pixels of a block's side.
    block: usize,
    columns: usize,
    covered: Vec<bool>,
}

/// Finds what is no paper. `None` where all is, and where nothing is.
pub(super) fn find(page: &Gray, mm: f32) -> Option<Surround> {
    let block = (BLOCK * mm).round().max(1.0) as usize;
    let map = Map { columns: page.width.div_ceil(block), rows: page.height.div_ceil(block) };
    let dark = dark_blocks(page, block, map);
    if !dark.contains(&true) {
        return None;
    }
    let border = map.border(&dark);
    let mut covered = map.widened(&border, FRINGE);
    let paper = map.bounds(&covered)?;
    for hole in map.holes(&dark, &border, paper, mm / block as f32) {
        let [x0, y0, x1, y1] = hole;
        (y0..y1).for_each(|y| covered[y * map.columns..][x0..x1].fill(true));
    }
    covered.contains(&true).then_some(Surround { block, columns: map.columns, covered })
}

impl Surround {
    /// Gives pixels that are no paper a value.
    pub(super) fn fill(&self, page: &mut Gray, value: u8) {
        for y in 0..page.height {
            let covered = &self.covered[y / self.block * self.columns..][..self.columns];
            for (pixels, _) in page.row_mut(y).chunks_mut(self.block).zip(covered).filter(|(_, covered)| **covered) {
                pixels.fill(value);
            }
        }
    }
}

fn dark_blocks(page: &Gray, block: usize, map: Map) -> Vec<bool> {
    let mut means = Vec::with_capacity(map.columns * map.rows);
    let mut sums = vec![0u32; map.columns];
    for top in (0..page.height).step_by(block) {
        sums.fill(0);
        let rows = top..(top + block).min(page.height);
        let n_rows = rows.len();
        for y in rows {
            for (values, sum) in page.row(y).chunks(block).zip(&mut sums) {
                *sum += values.iter().map(|v| u32::from(*v)).sum::<u32>();
            }
        }
        let width = |column: usize| block.min(page.width - column * block);
        means.extend(sums.iter().enumerate().map(|(column, sum)| sum / (width(column) * n_rows) as u32));
    }
    let mut sorted = means.clone();
    let at = (sorted.len() * LIGHTEST / 100).min(sorted.len() - 1);
    let paper = *sorted.select_nth_unstable(at).1;
    means.iter().map(|mean| mean * 100 < paper * DARK).collect()
}

/// The blocks of a picture.
#[derive(Clone, Copy)]
struct Map {
    columns: usize,
    rows: usize,
}

impl Map {
    /// Dark areas that begin at the picture's edge and are thicker than rulings.
    fn border(self, dark: &[bool]) -> Vec<bool> {
        // Beyond the edge everything is dark.
        let light: Vec<bool> = dark.iter().map(|d| !d).collect();
        let core: Vec<bool> = self.widened(&light, THICK).iter().map(|near_light| !near_light).collect();
        let at_edge = |i: usize| {
            let (x, y) = (i % self.columns, i / self.columns);
            x.min(y).min(self.columns - 1 - x).min(self.rows - 1 - y)
        };
        let seeds = (0..core.len()).filter(|i| core[*i] && at_edge(*i) == 0);
        let cores = self.flooded(seeds, &|i| core[i]);
        let mut border = self.widened(&cores, THICK);
        border.iter_mut().zip(dark).for_each(|(border, dark)| *border &= dark);
        let seeds: Vec<usize> = (0..border.len()).filter(|i| border[*i]).collect();
        self.flooded(seeds.into_iter(), &|i| border[i] || (dark[i] && at_edge(i) < WEDGE))
    }

    /// What can be reached from some blocks, side by side.
    fn flooded(self, seeds: impl Iterator<Item = usize>, is_open: &dyn Fn(usize) -> bool) -> Vec<bool> {
        let mut reached = vec![false; self.columns * self.rows];
        let mut queue: VecDeque<usize> = seeds.inspect(|i| reached[*i] = true).collect();
        while let Some(i) = queue.pop_front() {
            let (x, y) = (i % self.columns, i / self.columns);
            let beside = [
                (x > 0).then(|| i - 1),
                (x + 1 < self.columns).then_some(i + 1),
                (y > 0).then(|| i - self.columns),
                (y + 1 < self.rows).then_some(i + self.columns),
            ];
            for next in beside.into_iter().flatten() {
                if !reached[next] && is_open(next) {
                    reached[next] = true;
                    queue.push_back(next);
                }
            }
        }
        reached
    }

    /// With the blocks that are up to so many columns and rows away.
    fn widened(self, blocks: &[bool], by: usize) -> Vec<bool> {
        let mut along = vec![false; blocks.len()];
        for (row, wide) in blocks.chunks_exact(self.columns).zip(along.chunks_exact_mut(self.columns)) {
            for x in (0..self.columns).filter(|x| row[*x]) {
                wide[x.saturating_sub(by)..(x + by + 1).min(self.columns)].fill(true);
            }
        }
        let mut out = vec![false; blocks.len()];
        for (y, row) in along.chunks_exact(self.columns).enumerate() {
            for near in y.saturating_sub(by)..(y + by + 1).min(self.rows) {
                out[near * self.columns..][..self.columns].iter_mut().zip(row).for_each(|(out, wide)| *out |= wide);
            }
        }
        out
    }

    /// The box around all blocks that are paper.
    fn bounds(self, covered: &[bool]) -> Option<[usize; 4]> {
        let mut bounds: Option<[usize; 4]> = None;
        for (y, row) in covered.chunks_exact(self.columns).enumerate() {
            let Some(first) = row.iter().position(|c| !c) else { continue };
            let last = row.iter().rposition(|c| !c).unwrap_or(first);
            let [x0, y0, x1, _] = bounds.unwrap_or([first, y, last + 1, y + 1]);
            bounds = Some([x0.min(first), y0, x1.max(last + 1), y + 1]);
        }
        bounds
    }

    /// Boxes around dark discs of the size of holes near the edges of the paper. `mm` is the number of blocks in a millimetre.
    fn holes(self, dark: &[bool], border: &[bool], [left, top, right, bottom]: [usize; 4], mm: f32) -> Vec<[usize; 4]> {
        let pixels = dark.iter().zip(border).map(|(dark, border)| u8::from(*dark && !border)).collect();
        let apart = Gray { width: self.columns, height: self.rows, pixels };
        let is_hole = |blob: &Blob| {
            let (width, height) = (blob.width() as f32, blob.height() as f32);
            let [x, y] = blob.middle();
            let from_edge = (x - left as f32).min(y - top as f32).min(right as f32 - x).min(bottom as f32 - y);
            let covers = blob.area as usize * 100 / (blob.width() * blob.height()) as usize;
            [width, height].iter().all(|side| HOLE.contains(&(side / mm)))
                && (width - height).abs() <= 0.2 * width.max(height)
                && ROUND.contains(&covers)
                && from_edge <= NEAR_EDGE * mm
        };
        let around = |blob: Blob| {
            let [x0, y0, x1, y1] = blob.edges.map(|edge| edge as usize);
            [x0.saturating_sub(FRINGE), y0.saturating_sub(FRINGE), (x1 + FRINGE).min(self.columns), (y1 + FRINGE).min(self.rows)]
        };
        blobs::find(&apart).into_iter().filter(is_hole).map(around).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of a millimetre at 150 dots per inch.
    const MM: f32 = 5.9;

    fn block(page: &mut Gray, [x0, y0, x1, y1]: [usize; 4], value: u8) {
        (y0..y1).for_each(|y| page.row_mut(y)[x0..x1].fill(value));
    }

    fn is_covered(page: &Gray, x: usize, y: usize) -> bool {
        let mut marked = Gray::filled(page.width, page.height, 0);
        if let Some(surround) = find(page, MM) {
            surround.fill(&mut marked, 1);
        }
        marked.at(x, y) == 1
    }

    #[test]
    fn black_around_the_paper_is_left_out_up_to_the_end_of_its_wedge() {
        // Black on the left, a centimetre wide, and above a wedge that narrows from a centimetre to nothing; grey paper with a block on it.
        let mut page = Gray::filled(600, 800, 210);
        block(&mut page, [0, 0, 60, 800], 30);
        for x in 0..600 {
            block(&mut page, [x, 0, x + 1, 60 - x / 10], 30);
        }
        block(&mut page, [300, 300, 400, 400], 30);
        assert!(is_covered(&page, 30, 400) && is_covered(&page, 100, 20) && is_covered(&page, 560, 1));
        assert!(!is_covered(&page, 350, 350) && !is_covered(&page, 75, 400) && !is_covered(&page, 300, 50));
    }

    #[test]
    fn a_table_that_is_cut_off_at_the_edge_keeps_its_frame() {
        let mut page = Gray::filled(600, 800, 255);
        for y in (0..800).step_by(50) {
            block(&mut page, [0, y, 600, y + 7], 0);
        }
        block(&mut page, [0, 0, 7, 800], 0);
        assert!(find(&page, MM).is_none());
    }

    #[test]
    fn holes_near_the_edge_are_left_out_and_round_signs_in_the_middle_are_not() {
        let mut page = Gray::filled(1240, 800, 250);
        for (cx, cy) in [(70i64, 200i64), (70, 670), (620, 400)] {
            for y in 0..800i64 {
                for x in 0..1240i64 {
                    if (x - cx).pow(2) + (y - cy).pow(2) < 18 * 18 {
                        page.row_mut(y as usize)[x as usize] = 20;
                    }
                }
            }
        }
        // A black square of the same size is no hole.
        block(&mut page, [50, 400, 86, 436], 20);
        assert!(is_covered(&page, 70, 200) && is_covered(&page, 85, 670));
        assert!(!is_covered(&page, 620, 400) && !is_covered(&page, 70, 418));
    }

    #[test]
    fn a_black_page_has_no_paper() {
        assert!(find(&Gray::filled(300, 400, 5), MM).is_none());
        assert!(find(&Gray::filled(1, 1, 0), MM).is_none());
    }
}
