//! Pages that are curled, or were photographed from aside: rulings and lines of text that are bent, or no longer run alike everywhere.
//!
//! ```text
//! ink ──strokes──▶ how steep long strokes run here and there ──slopes──▶ everywhere ──lattice──▶ where each point of the flat page lies
//! ```
//!
//! Two fields of slopes are found, each on its own: of what runs along the rows, and of what runs along the columns.

mod lattice;
mod slopes;
mod strokes;

pub(super) use lattice::Lattice;
use slopes::Slopes;

use super::{raster::Gray, warp::Warp};

/// A page whose points move less than this, in millimetres, is as good as flat: rulings are followed over such bends.
const LEAST: f32 = 0.4;

/// Strokes of a page that is made flat fall together on fewer rows: by this part at least, in hundredths, or it was flat.
const BETTER: u64 = 110;

/// Height of the rows on which strokes fall together, in millimetres: half as thick as thin rulings.
const ROW: f32 = 0.17;

/// Pieces of strokes along the rows that tell how a page is bent, at least: of three rulings over its width.
const LEAST_STROKES: usize = 40;

/// The slopes along the columns change evenly over the page: what is photographed from aside has straight columns, and a fold bends rows alone.
const KNOTS_DOWN: usize = 2;

/// How a page is bent that was turned straight; `None` where it is not, or where that cannot be told. Its `ink` is not turned yet. `mm` is the
/// number of pixels in a millimetre.
pub(super) fn find(ink: &Gray, turn: &Warp, mm: f32) -> Option<Lattice> {
    let [width, height] = [ink.width, ink.height];
    let turned = |points: Vec<Vec<[f32; 2]>>, turn: &dyn Fn([f32; 2]) -> [f32; 2]| -> Vec<Vec<[f32; 2]>> {
        points.into_iter().map(|stroke| stroke.into_iter().map(turn).collect()).collect()
    };
    let along = turned(strokes::follow(ink, mm), &|at| turn.unturned(at));
    let down = turned(strokes::follow(&ink.transposed(), mm), &|at| swapped(turn.unturned(swapped(at))));
    let samples = strokes::slopes(&along, mm);
    if samples.len() < LEAST_STROKES {
        return None;
    }
    let rows = Slopes::fitted(&samples, [width, height], slopes::knots(width, mm))?;
    let columns = Slopes::fitted(&strokes::slopes(&down, mm), [height, width], KNOTS_DOWN);
    let columns = columns.unwrap_or_else(|| Slopes::none([height, width]));
    let lattice = Lattice::along(&rows, &columns, [width, height], mm);
    if lattice.farthest() < LEAST * mm {
        return None;
    }
    let before = together(&along, &|at| at, mm) + together(&down, &|at| at, mm);
    let after =
        together(&along, &|at| lattice.straight(at), mm) + together(&down, &|at| swapped(lattice.straight(swapped(at))), mm);
    (after * 100 > before * BETTER).then_some(lattice)
}

fn swapped([x, y]: [f32; 2]) -> [f32; 2] {
    [y, x]
}

/// How much strokes fall together on rows: the sum of squares of the number of their points on each.
fn together(strokes: &[Vec<[f32; 2]>], straight: &dyn Fn([f32; 2]) -> [f32; 2], mm: f32) -> u64 {
    let mut counts: Vec<u64> = Vec::new();
    for point in strokes.iter().flatten() {
        let row = (straight(*point)[1] / (ROW * mm)).max(0.0) as usize;
        if row >= counts.len() {
            counts.resize(row + 1, 0);
        }
        counts[row] += 1;
    }
    counts.iter().map(|n| n * n).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of a millimetre at 150 dots per inch.
    const MM: f32 = 5.9;

    /// A page of A4 with a table: rulings every 8 mm, and every 30 mm from top to bottom. Each of its pixels shows what `flat` says lies there.
    fn table(flat: impl Fn([f32; 2]) -> [f32; 2]) -> Gray {
        let mut page = Gray::filled(1240, 1754, 0);
        for y in 0..page.height {
            for x in 0..page.width {
                let [x_flat, y_flat] = flat([x as f32, y as f32]);
                let is_inside = (100.0..1140.0).contains(&x_flat) && (150.0..1600.0).contains(&y_flat);
                let is_ruling = y_flat.rem_euclid(47.0) < 3.0 || (x_flat - 100.0).rem_euclid(173.0) < 3.0;
                page.row_mut(y)[x] = u8::from(is_inside && is_ruling);
            }
        }
        page
    }

    /// How far the points of a page that was bent by the reverse of `flat` are from where they belong, at most, in millimetres; where the whole
    /// page moves, or becomes larger, nothing is wrong.
    #[track_caller]
    fn check(flat: impl Fn([f32; 2]) -> [f32; 2]) {
        let lattice = find(&table(&flat), &Warp::straightening(0.0, &Gray::filled(1240, 1754, 0)), MM).expect("it is bent");
        let unequal =
            |values: &[f32]| values.iter().copied().fold(f32::MIN, f32::max) - values.iter().copied().fold(f32::MAX, f32::min);
        for at in [200.0, 500.0, 900.0, 1100.0] {
            let along: Vec<f32> =
                [120.0, 350.0, 620.0, 900.0, 1120.0].iter().map(|x| flat(lattice.at([*x, at * 1.4]))[1]).collect();
            assert!(unequal(&along) < 0.8 * MM, "row {at}: {along:?}");
            let down: Vec<f32> = [200.0, 600.0, 1000.0, 1500.0].iter().map(|y| flat(lattice.at([at, *y]))[0]).collect();
            assert!(unequal(&down) < 0.8 * MM, "column {at}: {down:?}");
        }
    }

    #[test]
    fn a_page_photographed_from_aside_becomes_a_rectangle() {
        // Rows come together to the right by a tenth, columns to the top.
        check(|[x, y]| {
            let depth = 1.0 + 0.00008 * (x - 620.0) - 0.00004 * (y - 877.0);
            [620.0 + (x - 620.0) * depth, 877.0 + (y - 877.0) * depth]
        });
    }

    #[test]
    fn a_page_that_rises_to_its_fold_becomes_flat() {
        check(|[x, y]| {
            let hill = (-(x / 450.0).powi(2)).exp();
            [x, 800.0 + (y - 800.0) / (1.0 + 0.05 * hill) + 12.0 * hill]
        });
    }

    #[test]
    fn flat_and_empty_pages_stay_as_they_are() {
        let straight = Warp::straightening(0.0, &Gray::filled(1240, 1754, 0));
        assert!(find(&table(|at| at), &straight, MM).is_none());
        assert!(find(&Gray::filled(1240, 1754, 0), &straight, MM).is_none());
        assert!(find(&Gray::filled(1, 1, 1), &Warp::straightening(0.0, &Gray::filled(1, 1, 0)), MM).is_none());
    }
}
