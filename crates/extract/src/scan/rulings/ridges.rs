//! Rulings that are rows of dots or dashes, or fainter than any ink: smoothed along their direction they are whole lines, darker than
//! the paper on both sides of them.

use super::{
    super::raster::Gray,
    ALONE, SHORTEST, Stroke, WIDE_GAP,
    along::{Along, close_gaps},
    fit::stroke,
    stretches::{grouped, stretches, thickness},
};

/// Length over which the page is smoothed, in millimetres: two dashes and their gaps, and six dots.
const SMOOTHED: f32 = 3.2;

/// Distance from the middle of such a ruling to the paper on both sides of it, in millimetres: half its width, and a pixel of blur.
const PAPER: f32 = 0.5;

/// How much darker it is than that paper when smoothed, of 255: dots of half a point in four pixels' distance have some 25.
const DARKER: u8 = 10;

/// Length over which a row of dots, or a faint line, is as dark as over any other, in millimetres: two sparse dots and their gaps.
const DOTS: f32 = 2.2;

/// The part of a dashed ruling's length in which its dashes are at even distances: others cross it, and text touches it.
const EVEN: f32 = 0.6;

/// The longest dashes follow one another at this distance at most, in millimetres; the nearest lines of text, of seven points, do at this.
const LONGEST_PERIOD: f32 = 4.0;

const LINE_PITCH: f32 = 2.0;

/// Gaps between dashes are at most this part of the distance from dash to dash.
const WIDEST_GAP: f32 = 0.6;

/// How much the darkness of such a ruling varies along it when smoothed, as a part of the mean. Of 1,100 dotted and dashed rulings in 160
/// scans, nine in ten have less, and characters less close by; of 5,300 rows of characters' strokes as long as [`ALONE`], four.
const UNEVEN: f32 = 0.3;

/// Characters stand close to it along this part of it at most, on both sides together.
pub(super) const FLANKED: f32 = 0.35;

/// How much darker each pixel of a page is than the paper above and below it, when the page is smoothed along its rows, and how thick the
/// lines are that this makes.
pub(super) struct Ridges {
    levels: Gray,
    pub(super) thick: Gray,
}

impl Ridges {
    /// `page` is black on white paper.
    pub(super) fn new(page: &Gray, mm: f32) -> Ridges {
        let smooth = smoothed(page, (SMOOTHED * mm) as usize);
        let distance = (PAPER * mm).round().max(2.0) as usize;
        let mut levels = Gray::filled(page.width, page.height, 0);
        for y in distance..page.height.saturating_sub(distance) {
            let (above, here, below) = (smooth.row(y - distance), smooth.row(y), smooth.row(y + distance));
            for (value, ((above, here), below)) in levels.row_mut(y).iter_mut().zip(above.iter().zip(here).zip(below)) {
                *value = (*above).min(*below).saturating_sub(*here);
            }
        }
        let ink = Gray { pixels: levels.pixels.iter().map(|v| u8::from(*v >= DARKER)).collect(), ..levels };
        let thick = thickness(&ink);
        Ridges { levels, thick }
    }

    /// How much darker a stroke is than the paper beside it, at a place along it.
    fn level(&self, stroke: &Stroke, along: usize) -> u8 {
        let across = stroke.at(along as f32 + 0.5);
        let rows = (across - 1.5).max(0.0) as usize..((across + 1.5).max(0.0) as usize + 1).min(self.levels.height);
        rows.map(|y| self.levels.at(along, y)).max().unwrap_or(0)
    }
}

/// Each pixel as the mean of so many in its row around it.
fn smoothed(page: &Gray, length: usize) -> Gray {
    let half = (length / 2).max(1);
    let mut out = Gray::filled(page.width, page.height, 255);
    for y in 0..page.height {
        let row = page.row(y);
        let mut sum: u32 = row.iter().take(half).map(|v| u32::from(*v)).sum();
        let mut n = half.min(row.len()) as u32;
        for (x, value) in out.row_mut(y).iter_mut().enumerate() {
            if let Some(next) = row.get(x + half) {
                (sum, n) = (sum + u32::from(*next), n + 1);
            }
            if let Some(last) = x.checked_sub(half + 1) {
                (sum, n) = (sum - u32::from(row[last]), n - 1);
            }
            *value = (sum / n.max(1)) as u8;
        }
    }
    out
}

/// Strokes along the rows that are dark when smoothed, evenly, with no characters close by. `ink` is the page's, `page` black on white.
pub(super) fn candidates(ridges: &Ridges, ink: &Gray, page: &Gray, mm: f32) -> Vec<Stroke> {
    let mut found = stretches(&ridges.thick, mm);
    // Smoothing makes so much of one stroke of a character.
    found.retain(|s| s.to - s.from >= (1.4 * SMOOTHED * mm) as usize);
    let mut strokes: Vec<Stroke> = grouped(&found, (WIDE_GAP * mm) as usize).iter().filter_map(|group| stroke(group, mm)).collect();
    strokes.iter_mut().for_each(|s| follow(s, ridges, mm));
    strokes.retain_mut(|s| !s.drawn.is_empty() && is_ruling(s, ridges, ink, page, mm));
    strokes
}

/// Carries the ends of a stroke to where it is half as dark as along most of it, and keeps what of it is.
fn follow(stroke: &mut Stroke, ridges: &Ridges, mm: f32) {
    let further = SMOOTHED * mm / 2.0;
    let start = (stroke.from - further).max(0.0) as usize;
    let end = ((stroke.to + further) as usize).min(ridges.levels.width);
    let levels: Vec<u8> = (start..end).map(|x| ridges.level(stroke, x)).collect();
    let mut sorted = levels.clone();
    sorted.sort_unstable();
    let Some(median) = sorted.get(sorted.len() / 2) else { return };
    let least = (median / 2).max(DARKER);
    let mut dark: Vec<bool> = levels.iter().map(|v| *v >= least).collect();
    close_gaps(&mut dark, mm as usize);
    let mut at = start;
    stroke.drawn = Vec::new();
    for piece in dark.chunk_by(|a, b| a == b) {
        if piece[0] && piece.len() as f32 >= SHORTEST * mm {
            stroke.drawn.push((at as f32, (at + piece.len()) as f32));
        }
        at += piece.len();
    }
    if let (Some(first), Some(last)) = (stroke.drawn.first(), stroke.drawn.last()) {
        (stroke.from, stroke.to) = (first.0, last.1);
    }
}

/// Whether a stroke is as dark all along, or has dashes at even distances, and no characters are close to it. Notes its gaps.
fn is_ruling(stroke: &mut Stroke, ridges: &Ridges, ink: &Gray, page: &Gray, mm: f32) -> bool {
    if stroke.to - stroke.from < ALONE * mm {
        return false;
    }
    let contrast = contrast(stroke, page, mm);
    let dashes = Dashes::of(&contrast);
    (stroke.dash_gap, stroke.smooth) = (dashes.gap, true);
    let uneven = |length: f32| spread(&means(&contrast, (length * mm) as usize));
    let is_dashed = || dashes.period as f32 <= LONGEST_PERIOD * mm && dashes.even >= EVEN && uneven(SMOOTHED) <= UNEVEN;
    // Lines of text below one another have strokes at even distances, too.
    let has_gaps = dashes.period as f32 >= LINE_PITCH * mm && dashes.gap as f32 > WIDEST_GAP * dashes.period as f32;
    let along = Along::of(stroke, [ink, &ridges.thick], mm);
    along.before + along.after <= FLANKED && !has_gaps && (uneven(DOTS) <= UNEVEN || is_dashed())
}

/// How much darker each pixel along a stroke is than the paper on both sides of it.
fn contrast(stroke: &Stroke, page: &Gray, mm: f32) -> Vec<f32> {
    let darkest = |x: usize, across: f32| {
        let rows = (across - 1.0).max(0.0) as usize..((across + 1.0).max(0.0) as usize + 1).min(page.height);
        rows.map(|y| page.at(x, y)).min().unwrap_or(255)
    };
    let one = |x: usize| {
        let across = stroke.at(x as f32 + 0.5);
        let beside = [-PAPER, PAPER].map(|by| {
            let y = (across + by * mm).max(0.0) as usize;
            if y < page.height { page.at(x, y) } else { 255 }
        });
        f32::from(beside[0].min(beside[1]).saturating_sub(darkest(x, across)))
    };
    (stroke.from as usize..(stroke.to as usize).min(page.width)).map(one).collect()
}

/// Means of so many values each, side by side in steps of half of them.
fn means(values: &[f32], n: usize) -> Vec<f32> {
    let n = n.clamp(1, values.len().max(1));
    values.windows(n).step_by((n / 2).max(1)).map(|window| window.iter().sum::<f32>() / n as f32).collect()
}

/// The standard deviation, as a part of the mean.
fn spread(values: &[f32]) -> f32 {
    let n = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / n;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n).sqrt() / mean.max(1.0)
}

/// Dashes along a stroke, in pixels.
struct Dashes {
    /// The usual distance from start to start.
    period: usize,
    /// The usual gap.
    gap: usize,
    /// The part of the length in which dashes are at the usual distance.
    even: f32,
}

impl Dashes {
    fn of(contrast: &[f32]) -> Dashes {
        let mean = contrast.iter().sum::<f32>() / contrast.len().max(1) as f32;
        let mut starts = Vec::new();
        let mut gaps = Vec::new();
        let mut at = 0;
        for piece in contrast.chunk_by(|a, b| (*a > mean) == (*b > mean)) {
            if piece[0] > mean {
                starts.push(at)
            } else {
                gaps.push(piece.len())
            }
            at += piece.len();
        }
        let periods: Vec<usize> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let usual = |lengths: &[usize]| {
            let mut sorted = lengths.to_vec();
            sorted.sort_unstable();
            sorted.get(sorted.len() / 2).copied().unwrap_or(0)
        };
        let period = usual(&periods);
        let even: usize = periods.iter().filter(|p| p.abs_diff(period) <= 2.max(period / 4)).sum();
        Dashes { period, gap: usual(&gaps), even: even as f32 / contrast.len().max(1) as f32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of a millimetre at 150 dots per inch.
    const MM: f32 = 5.9;

    /// The middle, start and end of what is found on white paper that `draw` made marks on.
    fn found(draw: impl Fn(&mut Gray)) -> Vec<(usize, usize, usize)> {
        let mut page = Gray::filled(300, 100, 255);
        draw(&mut page);
        let ink = Gray { pixels: page.pixels.iter().map(|v| u8::from(*v < 120)).collect(), ..page };
        let strokes = candidates(&Ridges::new(&page, MM), &ink, &page, MM);
        strokes.iter().map(|s| (s.middle() as usize, s.from as usize, s.to as usize)).collect()
    }

    #[test]
    fn grey_dots_in_a_row_are_a_ruling_though_they_are_no_ink() {
        // Every sixth pixel is half as dark as ink, from 40 to 238.
        let strokes = found(|page| (40..240).step_by(6).for_each(|x| page.row_mut(50)[x..x + 2].fill(130)));
        let [(50, from, to)] = strokes[..] else { panic!("{strokes:?}") };
        assert!(from.abs_diff(40) <= 6 && to.abs_diff(238) <= 6, "{from} to {to}");
    }

    #[test]
    fn dashes_at_even_distances_are_a_ruling_and_at_uneven_ones_are_none() {
        let dashes = |page: &mut Gray, starts: &[usize]| starts.iter().for_each(|x| page.row_mut(50)[*x..*x + 9].fill(60));
        let even: Vec<usize> = (40..240).step_by(15).collect();
        assert_eq!(found(|page| dashes(page, &even)).len(), 1);
        assert_eq!(found(|page| dashes(page, &[40, 52, 85, 98, 112, 150, 161, 190, 225])), []);
    }

    #[test]
    fn strokes_of_lines_of_text_are_no_dashes() {
        // Strokes of 0.8 mm at the distance of lines of seven points.
        let lines: Vec<usize> = (40..240).step_by(16).collect();
        assert_eq!(found(|page| lines.iter().for_each(|x| page.row_mut(50)[*x..*x + 5].fill(40))), []);
    }
}
