//! How far pages were laid askew on the glass.

use super::raster::Gray;

/// Distance between the columns of pixels that are looked at, in millimetres: rulings and lines of text are much longer.
const STEP: f32 = 0.5;

/// Most that a page is askew, in degrees: sheets that a feeder took up wrongly. Phones hold papers within this, too.
const MOST: f32 = 8.0;

/// Widths of the search, from coarse to fine, in degrees. Each covers the gap that the one before left.
const SEARCH: [f32; 3] = [0.25, 0.05, 0.01];

/// A smaller turn changes less than a pixel on a page.
const LEAST: f32 = 0.02;

/// How far a page is turned, in degrees, clockwise positive: lines of text and rulings, projected along their own direction, fall together.
pub(super) fn angle(ink: &Gray, mm: f32) -> f32 {
    let step = (STEP * mm).round().max(1.0) as usize;
    let points = upper_edges(ink, step);
    if points.len() < 50 {
        return 0.0;
    }
    let mut counts = Vec::new();
    let (mut best, mut reach) = (0.0f32, MOST);
    for width_of_search in SEARCH {
        let n = (reach / width_of_search).round() as i32;
        let around = best;
        let mut best_score = 0;
        // From the middle outwards: of equal scores the least turn wins.
        for i in (0..=n).flat_map(|i| [i, -i]) {
            let degrees = around + i as f32 * width_of_search;
            let score = score(&points, degrees, [ink.width, ink.height], &mut counts);
            if score > best_score {
                (best, best_score) = (degrees, score);
            }
        }
        reach = width_of_search;
    }
    if best.abs() < LEAST { 0.0 } else { best }
}

/// Where ink begins below paper: the edges of rulings count in full, those of upright strokes only at their ends.
pub(super) fn upper_edges(ink: &Gray, step: usize) -> Vec<(u32, u32)> {
    let mut points = Vec::new();
    for y in 1..ink.height {
        let pairs = ink.row(y - 1).iter().zip(ink.row(y)).enumerate().step_by(step);
        points.extend(pairs.filter(|(_, (above, here))| **above == 0 && **here == 1).map(|(x, _)| (x as u32, y as u32)));
    }
    points
}

/// The sum of squares of the number of points on each line of this slope: greatest where the points lie on few lines.
fn score(points: &[(u32, u32)], degrees: f32, [width, height]: [usize; 2], counts: &mut Vec<u32>) -> u64 {
    // In 65536ths of a pixel; shifted so that no line has a negative number.
    let slope = (degrees.to_radians().tan() * 65536.0) as i64;
    let shift = (slope.unsigned_abs() as usize * width) >> 16;
    counts.clear();
    counts.resize(height + 2 * shift + 2, 0);
    for (x, y) in points {
        let line = (i64::from(*y) << 16) - i64::from(*x) * slope;
        counts[((line >> 16) + shift as i64) as usize] += 1;
    }
    counts.iter().map(|n| u64::from(*n) * u64::from(*n)).sum()
}

#[cfg(test)]
mod tests {
    use super::{super::warp::Warp, *};

    /// A page with rulings of 2 pixels every 40, turned clockwise.
    fn ruled(degrees: f32) -> Gray {
        let slope = degrees.to_radians().tan();
        let mut page = Gray::filled(1200, 1600, 255);
        for y in 0..1600 {
            for x in 100..1100 {
                let line = y as f32 - x as f32 * slope;
                if line.rem_euclid(40.0) < 2.0 && line > 100.0 && line < 1500.0 {
                    page.row_mut(y)[x] = 0;
                }
            }
        }
        page
    }

    fn ink(page: &Gray) -> Gray {
        Gray { pixels: page.pixels.iter().map(|v| u8::from(*v < 128)).collect(), ..*page }
    }

    #[test]
    fn the_turn_is_found_to_a_twentieth_of_a_degree() {
        for degrees in [0.0, 0.3, -0.7, 1.8, -5.0] {
            let found = angle(&ink(&ruled(degrees)), 6.0);
            assert!((found - degrees).abs() <= 0.05, "{degrees}: {found}");
        }
    }

    #[test]
    fn a_page_made_straight_has_straight_rulings() {
        let page = ruled(1.8);
        let warp = Warp::straightening(angle(&ink(&page), 6.0), &page);
        let straight = ink(&warp.apply(&page));
        // A ruling's row is nearly all ink in its middle part.
        let fullest = (0..1600).map(|y| straight.row(y)[300..900].iter().filter(|v| **v == 1).count()).max();
        assert!(fullest >= Some(570), "{fullest:?}");
        let [x, y] = warp.back([600.0, 800.0]);
        assert!((x - 600.0).abs() < 0.01 && (y - 800.0).abs() < 0.01);
    }
}
