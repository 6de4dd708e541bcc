//! Ink to rulings: thin, long, straight strokes, followed over gaps and slight bends, and verified by the ink along them.
//!
//! Works on ink that was not despeckled, since faint rulings are rows of specks. Lengths are in millimetres of paper.

mod along;
mod fit;
mod gaps;
mod ridges;
mod stretches;

use super::raster::Gray;
use along::{Along, stands_alone};
use fit::{stroke, verify};
use gaps::leave_out_gaps;
use ridges::Ridges;
use stretches::{dashes, grouped, stretches, thickness};

/// Thickest ruling: frames of forms have up to 1 mm.
const THICKEST: f32 = 1.3;

/// Gap over which stretches are one ruling: dashes are some 1 to 2 mm apart.
const WIDE_GAP: f32 = 3.0;

/// Shorter rulings have to end at others, on both sides.
const ALONE: f32 = 14.0;

/// Rulings that are shorter and have characters close by have to meet others: the heads and feet of wide figures make dots and dashes at even
/// distances over the length of a number, and those of a line of text seldom over more.
const LINE: f32 = 60.0;

/// No ruling is shorter: the lowest rows and narrowest columns.
const SHORTEST: f32 = 3.2;

/// How far the end of a short ruling may be from the edge of the ruling where it ends: strokes of characters in the lowest rows, which are
/// but as high as their type, end half a millimetre before.
const MEET: f32 = 0.4;

/// How far aside of a ruling its ink is looked for, and how much thicker than the ruling it may be.
const ASIDE: f32 = 0.2;

/// Strokes whose edges are this near to one another are one ruling, seen in darker and in fainter ink.
const SAME: f32 = 0.15;

/// The part of a ruling's length that has ink as thin as the ruling, in hundredths: dashes have half or more, text has less.
const LEAST_INK: usize = 50;

/// Characters stand close to a short ruling along this part of it at most, on both sides together, in dark ink and in faint ink, where they
/// swell up to the rulings above and below: of 52 such rulings none had 0.34, of the strokes of characters one in twenty had 0.24.
const SHORT_FLANKED: [f32; 2] = [0.35, 0.2];

/// A ruling in pixels of the page; which way it runs, its list tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stroke {
    /// Where its middle crosses the start of the page, and how far it moves aside with each pixel along.
    offset: f32,
    slope: f32,
    /// Its ends, along.
    pub(super) from: f32,
    pub(super) to: f32,
    /// Its thickness.
    pub(super) width: f32,
    /// The stretches between its ends that are drawn.
    pub(super) drawn: Vec<(f32, f32)>,
    /// The gap between its dots or dashes, if it is made of such.
    dash_gap: usize,
    /// It is dark only when smoothed.
    smooth: bool,
}

impl Stroke {
    /// Where it lies across, at a place along.
    pub(super) fn at(&self, along: f32) -> f32 {
        self.offset + self.slope * along
    }

    fn middle(&self) -> f32 {
        self.at((self.from + self.to) / 2.0)
    }
}

/// The rulings of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Strokes {
    /// Those along the rows, from top to bottom.
    pub(super) horizontal: Vec<Stroke>,
    /// Those along the columns, from left to right.
    pub(super) vertical: Vec<Stroke>,
}

/// Finds the rulings of a straight page: in its ink; in its faint ink, in which characters swell and touch what is near them; and in what is
/// dark only when it is smoothed along the ruling. `page` is black on white paper.
pub(super) fn find(ink: &Gray, faint: &Gray, page: &Gray, mm: f32) -> Strokes {
    let is_long = |s: &Stroke| s.to - s.from >= ALONE * mm;
    let turned = [ink.transposed(), faint.transposed()];
    let across = [ink, faint].map(|ink| (ink, thickness(ink)));
    let down = [&turned[0], &turned[1]].map(|ink| (ink, thickness(ink)));
    let page_turned = page.transposed();
    let ridges = [page, &page_turned].map(|page| Ridges::new(page, mm));
    let horizontal = [0, 1].map(|kind| candidates(&across[kind], SHORT_FLANKED[kind], mm));
    let vertical = [0, 1].map(|kind| candidates(&down[kind], SHORT_FLANKED[kind], mm));
    let smooth_horizontal = ridges::candidates(&ridges[0], ink, page, mm);
    let smooth_vertical = ridges::candidates(&ridges[1], &turned[0], &page_turned, mm);
    let (mut horizontal, mut short_horizontal): (Vec<_>, Vec<_>) =
        different(horizontal, smooth_horizontal, mm).into_iter().partition(is_long);
    let (mut vertical, mut short_vertical): (Vec<_>, Vec<_>) =
        different(vertical, smooth_vertical, mm).into_iter().partition(is_long);
    // Text is full of short strokes. Those that border a cell end at rulings both ways, and they at others, up to long ones.
    loop {
        let before = horizontal.len() + vertical.len();
        take_ending_at(&mut short_horizontal, &vertical, &mut horizontal, mm);
        take_ending_at(&mut short_vertical, &horizontal, &mut vertical, mm);
        if horizontal.len() + vertical.len() == before {
            break;
        }
    }
    let of_text = [of_text(&horizontal, &vertical, &across[0], mm), of_text(&vertical, &horizontal, &down[0], mm)];
    for (strokes, of_text) in [&mut horizontal, &mut vertical].into_iter().zip(of_text) {
        let mut of_text = of_text.into_iter();
        strokes.retain(|_| !of_text.next().unwrap_or(false));
    }
    let crossings = [vertical.clone(), horizontal.clone()];
    for (((strokes, others), inks), ridges) in
        [&mut horizontal, &mut vertical].into_iter().zip(&crossings).zip([&across, &down]).zip(&ridges)
    {
        strokes.iter_mut().for_each(|s| leave_out_gaps(s, others, inks, ridges, mm));
        // What is left of a chain of characters' strokes, row by row, is no ruling either.
        strokes.retain(|s| s.drawn.iter().map(|(from, to)| to - from).sum::<f32>() * 2.0 > s.to - s.from);
        strokes.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    }
    Strokes { horizontal, vertical }
}

/// For each stroke whether it is but the heads or feet of a text: not longer than one, meeting none of the `others`, and with characters close by;
/// or smooth, and borders nothing.
fn of_text(strokes: &[Stroke], others: &[Stroke], (ink, thick): &(&Gray, Gray), mm: f32) -> Vec<bool> {
    let stands_free = |s: &Stroke| Along::of(s, [ink, thick], mm).stands_free();
    let is_text = |s: &Stroke| match s.smooth {
        true => meets(s, others, mm).nth(1).is_none(),
        false => s.to - s.from < LINE * mm && meets(s, others, mm).next().is_none() && !stands_free(s),
    };
    strokes.iter().map(is_text).collect()
}

/// The strokes of both kinds of ink, and the smoothed ones, without those of which most lies on a longer one.
fn different([strokes, faint]: [Vec<Stroke>; 2], smooth: Vec<Stroke>, mm: f32) -> Vec<Stroke> {
    // The ends of ink are more exact than those of what was smoothed, unless it is but a part of it.
    let mut all: Vec<(f32, Stroke)> = strokes.into_iter().chain(faint).map(|s| (s.to - s.from, s)).collect();
    all.extend(smooth.into_iter().map(|s| (s.to - s.from - WIDE_GAP * mm, s)));
    // Sorting is stable: of two that are equally long the one of darker ink stays.
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<Stroke> = Vec::new();
    for (_, stroke) in all {
        let middle = (stroke.from + stroke.to) / 2.0;
        let lies_on = |other: &Stroke| {
            let shared = stroke.to.min(other.to) - stroke.from.max(other.from);
            let near = SAME * mm + (stroke.width + other.width) / 2.0;
            shared * 2.0 > stroke.to - stroke.from && (other.at(middle) - stroke.at(middle)).abs() <= near
        };
        if !kept.iter().any(lies_on) {
            kept.push(stroke);
        }
    }
    kept
}

/// Takes the strokes that end at `others` on both sides.
fn take_ending_at(short: &mut Vec<Stroke>, others: &[Stroke], taken: &mut Vec<Stroke>, mm: f32) {
    taken.extend(short.extract_if(.., |s| [s.from, s.to].iter().all(|end| ends_at(s, *end, others, mm))));
}

/// The strokes that another crosses, or ends at.
fn meets<'a>(stroke: &'a Stroke, others: &'a [Stroke], mm: f32) -> impl Iterator<Item = &'a Stroke> {
    others.iter().filter(move |o| {
        let near = MEET * mm + (stroke.width + o.width) / 2.0 + stroke.dash_gap.max(o.dash_gap) as f32;
        let across = stroke.at(o.middle());
        let along = o.at(across);
        stroke.from - near <= along && along <= stroke.to + near && o.from - near <= across && across <= o.to + near
    })
}

fn ends_at(stroke: &Stroke, end: f32, others: &[Stroke], mm: f32) -> bool {
    let across = stroke.at(end);
    others.iter().any(|o| {
        let near = MEET * mm + o.width / 2.0 + stroke.dash_gap as f32;
        let beside = MEET * mm + stroke.width / 2.0 + o.dash_gap as f32;
        (o.at(across) - end).abs() <= near && o.from - beside <= across && across <= o.to + beside
    })
}

/// Strokes along the rows that are drawn as rulings are, whatever they border. `flanked` is [`SHORT_FLANKED`] of this ink.
fn candidates((ink, thick): &(&Gray, Gray), flanked: f32, mm: f32) -> Vec<Stroke> {
    let mut stretches = stretches(thick, mm);
    stretches.extend(dashes(thick, mm));
    stretches.sort_by_key(|s| (s.y, s.from));
    let groups = grouped(&stretches, (WIDE_GAP * mm) as usize);
    let mut strokes: Vec<Stroke> = groups.iter().filter_map(|group| stroke(group, mm)).collect();
    strokes.iter_mut().for_each(|s| verify(s, thick, mm));
    strokes.retain(|s| !s.drawn.is_empty() && stands_alone(s, [ink, thick], flanked, mm));
    strokes
}

/// Makes the rulings paper, so that only text is left. Where text touches a ruling, it loses what stands on the ruling.
pub(super) fn erase(strokes: &Strokes, page: &mut Gray) {
    let (width, height) = (page.width, page.height);
    let mut erase = |stroke: &Stroke, length: usize, breadth: usize, step: [usize; 2]| {
        for (from, to) in &stroke.drawn {
            for along in (*from as usize).saturating_sub(1)..(*to as usize + 1).min(length) {
                let at = stroke.at(along as f32 + 0.5);
                let half = stroke.width / 2.0 + 1.0;
                let (first, last) = ((at - half).max(0.0) as usize, ((at + half).max(0.0).ceil() as usize).min(breadth));
                (first..last).for_each(|across| page.pixels[along * step[0] + across * step[1]] = 255);
            }
        }
    };
    strokes.horizontal.iter().for_each(|s| erase(s, width, height, [1, width]));
    strokes.vertical.iter().for_each(|s| erase(s, height, width, [width, 1]));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of a millimetre at 150 dots per inch.
    const MM: f32 = 5.9;

    fn draw(page: &mut Gray, x0: usize, y0: usize, x1: usize, y1: usize) {
        for y in y0..y1 {
            page.row_mut(y)[x0..x1].fill(1);
        }
    }

    fn ends(strokes: &[Stroke]) -> Vec<(usize, usize, usize)> {
        strokes.iter().map(|s| (s.middle() as usize, s.from as usize, s.to as usize)).collect()
    }

    fn find_in(page: &Gray) -> Strokes {
        let shades = Gray { pixels: page.pixels.iter().map(|v| (1 - v) * 255).collect(), ..*page };
        find(page, page, &shades, MM)
    }

    /// Two cells side by side, 20 and 10 mm wide, 8 mm high, with rulings of 2 pixels.
    fn two_cells() -> Gray {
        let mut page = Gray::filled(300, 120, 0);
        for y in [30, 78] {
            draw(&mut page, 40, y, 220, y + 2);
        }
        for x in [40, 160, 218] {
            draw(&mut page, x, 30, x + 2, 80);
        }
        page
    }

    #[test]
    fn rulings_of_cells_are_found_with_their_ends() {
        let strokes = find_in(&two_cells());
        assert_eq!(ends(&strokes.horizontal), [(31, 40, 220), (79, 40, 220)]);
        assert_eq!(ends(&strokes.vertical), [(41, 30, 80), (161, 30, 80), (219, 30, 80)]);
    }

    #[test]
    fn strokes_of_characters_are_no_rulings() {
        let mut page = two_cells();
        // The four strokes of a large 口, and a dash of 7 mm.
        draw(&mut page, 60, 40, 85, 42);
        draw(&mut page, 60, 66, 85, 68);
        draw(&mut page, 60, 40, 62, 68);
        draw(&mut page, 83, 40, 85, 68);
        draw(&mut page, 100, 54, 141, 56);
        let strokes = find_in(&page);
        assert_eq!((strokes.horizontal.len(), strokes.vertical.len()), (2, 3));
    }

    #[test]
    fn broken_and_dashed_rulings_go_on() {
        let mut page = two_cells();
        // A gap of 1.5 mm in the upper ruling, and the vertical one in the middle as dashes of 4 mm.
        for y in 28..34 {
            page.row_mut(y)[90..99].fill(0);
        }
        let mut dashed = page.clone();
        for y in (40..76).filter(|y| y % 12 < 3) {
            dashed.row_mut(y)[160..162].fill(0);
        }
        let strokes = find_in(&page);
        assert_eq!(strokes.horizontal[0].drawn, [(40.0, 220.0)]);
        assert_eq!(find_in(&dashed).vertical.len(), 3);
    }

    #[test]
    fn erased_rulings_leave_the_text() {
        let mut page = two_cells();
        draw(&mut page, 100, 50, 110, 60);
        let strokes = find_in(&page);
        let mut gray = Gray { pixels: page.pixels.iter().map(|v| (1 - v) * 255).collect(), ..page };
        erase(&strokes, &mut gray);
        assert_eq!(gray.pixels.iter().filter(|v| **v == 0).count(), 100);
    }

    #[test]
    fn strokes_that_stand_below_one_another_in_low_rows_are_no_ruling() {
        let mut page = Gray::filled(300, 200, 0);
        for y in [30, 54, 78, 102, 126] {
            draw(&mut page, 40, y, 260, y + 2);
        }
        for x in [40, 150, 258] {
            draw(&mut page, x, 30, x + 2, 128);
        }
        // 旧 in each row: its first stroke and its 日, 3 pixels from the rulings; and once on the line of a ruling that has a gap there.
        for top in [35, 59, 83, 107] {
            draw(&mut page, 80, top, 82, top + 16);
            draw(&mut page, 86, top, 96, top + 2);
            draw(&mut page, 86, top, 88, top + 16);
        }
        for y in 56..78 {
            page.row_mut(y)[150..152].fill(0);
        }
        draw(&mut page, 150, 59, 152, 75);
        draw(&mut page, 146, 66, 160, 68);
        let strokes = find_in(&page);
        assert_eq!(strokes.horizontal.len(), 5);
        assert_eq!(strokes.vertical.iter().map(|s| s.middle() as usize).collect::<Vec<_>>(), [41, 151, 259]);
        assert_eq!(strokes.vertical[1].drawn.len(), 2, "{:?}", strokes.vertical[1].drawn);
    }

    #[test]
    fn dots_at_even_distances_are_a_ruling() {
        let mut page = two_cells();
        // The ruling between the cells as dots of 2 pixels every 5.
        for y in (32..78).filter(|y| (y - 32) % 5 >= 2) {
            page.row_mut(y)[160..162].fill(0);
        }
        assert_eq!(find_in(&page).vertical.len(), 3);
        // Characters of the same height at uneven distances are none.
        for y in (36..74).filter(|y| ![36, 37, 45, 46, 49, 50, 60, 61, 63, 64, 71, 72].contains(y)) {
            page.row_mut(y)[160..162].fill(0);
        }
        for y in [36, 45, 49, 60, 63, 71] {
            draw(&mut page, 160, y, 162, y + 2);
        }
        assert_eq!(find_in(&page).vertical.len(), 2);
    }

    #[test]
    fn feet_of_noughts_are_no_ruling() {
        let mut page = Gray::filled(400, 120, 0);
        for y in [30, 78] {
            draw(&mut page, 40, y, 380, y + 2);
        }
        for x in [40, 378] {
            draw(&mut page, x, 30, x + 2, 80);
        }
        // Eleven noughts of 2.4 mm, 20 mm together: their heads and feet are dashes at even distances.
        for x in (60..192).step_by(12) {
            draw(&mut page, x + 1, 46, x + 7, 47);
            draw(&mut page, x + 1, 59, x + 7, 60);
            draw(&mut page, x, 47, x + 2, 59);
            draw(&mut page, x + 6, 47, x + 8, 59);
        }
        let strokes = find_in(&page);
        assert_eq!(ends(&strokes.horizontal), [(31, 40, 380), (79, 40, 380)]);
    }

    #[test]
    fn high_strokes_below_one_another_that_end_before_the_rulings_are_no_ruling() {
        let mut page = Gray::filled(300, 250, 0);
        for y in [30, 78, 126, 174, 222] {
            draw(&mut page, 40, y, 260, y + 2);
        }
        for x in [40, 258] {
            draw(&mut page, x, 30, x + 2, 224);
        }
        // A stroke in each row, nearly as high as it, with two thirds of a millimetre of paper at both ends.
        for top in [36, 84, 132, 180] {
            draw(&mut page, 100, top, 102, top + 38);
        }
        let strokes = find_in(&page);
        assert_eq!(strokes.vertical.iter().map(|s| s.middle() as usize).collect::<Vec<_>>(), [41, 259]);
    }
}
