//! Ink to rulings: thin, long, straight strokes, followed over gaps and slight bends, and verified by the ink along them.
//!
//! Works on ink that was not despeckled, since faint rulings are rows of specks. Lengths are in millimetres of paper.

use super::raster::Gray;

/// Thickest ruling: frames of forms have up to 1 mm.
const THICKEST: f32 = 1.3;

/// Gap within a stretch of ink that starts a ruling: where another crosses it, or a dot is missing.
const SMALL_GAP: f32 = 0.5;

/// Shortest stretch of thin ink that can be part of a ruling. Strokes of characters of 10.5 points have up to 3.7 mm, but few are this
/// long, and none continue.
const SHORTEST_STRETCH: f32 = 2.4;

/// Gap over which stretches are one ruling: dashes are some 1 to 2 mm apart.
const WIDE_GAP: f32 = 3.0;

/// Shorter rulings have to end at others, on both sides.
const ALONE: f32 = 14.0;

/// No ruling is shorter: the lowest rows and narrowest columns.
const SHORTEST: f32 = 3.2;

/// How far the end of a short ruling may be from the ruling where it ends.
const MEET: f32 = 1.0;

/// How far from its straight line a ruling's ink may lie on average.
const WAVERING: f32 = 0.35;

/// How far aside of a ruling its ink is looked for, and how much thicker than the ruling it may be.
const ASIDE: f32 = 0.2;

/// Length over which ink along a ruling is counted: more than a line of text and the gap to the next.
const NEAR: f32 = 8.0;

/// Gap in the ink along a ruling that is still drawn, as copiers and bitonal scanners leave.
const BROKEN: f32 = 2.2;

/// The part of a ruling's length that has ink as thin as the ruling, in hundredths: dashes have half or more, text has less.
const LEAST_INK: usize = 50;

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

/// Finds the rulings in the ink of a straight page.
pub(super) fn find(ink: &Gray, mm: f32) -> Strokes {
    let turned = ink.transposed();
    let is_long = |s: &Stroke| s.to - s.from >= ALONE * mm;
    let (mut horizontal, mut short_horizontal): (Vec<_>, Vec<_>) = candidates(ink, mm).into_iter().partition(is_long);
    let (mut vertical, mut short_vertical): (Vec<_>, Vec<_>) = candidates(&turned, mm).into_iter().partition(is_long);
    // Text is full of short strokes. Those that border a cell end at rulings both ways, and they at others, up to long ones.
    loop {
        let before = horizontal.len() + vertical.len();
        take_ending_at(&mut short_horizontal, &vertical, &mut horizontal, mm);
        take_ending_at(&mut short_vertical, &horizontal, &mut vertical, mm);
        if horizontal.len() + vertical.len() == before {
            break;
        }
    }
    for (strokes, ink) in [(&mut horizontal, ink), (&mut vertical, &turned)] {
        let thick = thickness(ink);
        strokes.iter_mut().for_each(|s| verify(s, &thick, mm));
        strokes.retain(|s| !s.drawn.is_empty());
        strokes.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    }
    Strokes { horizontal, vertical }
}

/// Takes the strokes that end at `others` on both sides.
fn take_ending_at(short: &mut Vec<Stroke>, others: &[Stroke], taken: &mut Vec<Stroke>, mm: f32) {
    taken.extend(short.extract_if(.., |s| [s.from, s.to].iter().all(|end| ends_at(s, *end, others, mm))));
}

fn ends_at(stroke: &Stroke, end: f32, others: &[Stroke], mm: f32) -> bool {
    let across = stroke.at(end);
    let near = MEET * mm;
    others.iter().any(|o| (o.at(across) - end).abs() <= near && o.from - near <= across && across <= o.to + near)
}

/// A stretch of thin ink in one row.
#[derive(Clone, Copy)]
struct Stretch {
    y: usize,
    from: usize,
    to: usize,
    ink: usize,
}

fn candidates(ink: &Gray, mm: f32) -> Vec<Stroke> {
    let stretches = stretches(ink, mm);
    let groups = grouped(&stretches, (WIDE_GAP * mm) as usize);
    groups.iter().filter_map(|group| stroke(group, mm)).collect()
}

/// Stretches of ink that is not thicker than a ruling, row by row.
fn stretches(ink: &Gray, mm: f32) -> Vec<Stretch> {
    let thick = thickness(ink);
    let thickest = (THICKEST * mm).round().clamp(3.0, 254.0) as u8;
    let (gap, shortest) = ((SMALL_GAP * mm).ceil() as usize, (SHORTEST_STRETCH * mm) as usize);
    let mut found = Vec::new();
    for y in 0..ink.height {
        let is_thin = |t: &u8| *t != 0 && *t <= thickest;
        let row = thick.row(y);
        let mut open: Option<Stretch> = None;
        let mut x = 0;
        while let Some(skip) = row[x..].iter().position(is_thin) {
            let start = x + skip;
            x = start + row[start..].iter().take_while(|t| is_thin(t)).count();
            match &mut open {
                Some(s) if start - s.to <= gap => (s.to, s.ink) = (x, s.ink + x - start),
                _ => found
                    .extend(open.replace(Stretch { y, from: start, to: x, ink: x - start }).filter(|s| s.to - s.from >= shortest)),
            }
        }
        found.extend(open.filter(|s| s.to - s.from >= shortest));
    }
    found
}

/// For each pixel of ink, how many pixels of ink stand above one another there, at most 255.
fn thickness(ink: &Gray) -> Gray {
    let mut out = ink.clone();
    let width = ink.width;
    for y in 1..ink.height {
        let (above, here) = out.pixels[(y - 1) * width..(y + 1) * width].split_at_mut(width);
        for (here, above) in here.iter_mut().zip(above) {
            *here = here.saturating_mul(above.saturating_add(1));
        }
    }
    for y in (0..ink.height.saturating_sub(1)).rev() {
        let (here, below) = out.pixels[y * width..(y + 2) * width].split_at_mut(width);
        for (here, below) in here.iter_mut().zip(below) {
            *here = if *here > 0 { (*here).max(*below) } else { 0 };
        }
    }
    out
}

/// Stretches that continue one another, in the same row or the next.
fn grouped(stretches: &[Stretch], gap: usize) -> Vec<Vec<Stretch>> {
    let mut parent: Vec<usize> = (0..stretches.len()).collect();
    fn find(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    let mut row_start = 0;
    for i in 0..stretches.len() {
        let here = stretches[i];
        while stretches[row_start].y + 1 < here.y {
            row_start += 1;
        }
        for (j, other) in stretches.iter().enumerate().take(i).skip(row_start) {
            if here.from <= other.to + gap && other.from <= here.to + gap {
                let (a, b) = (find(&mut parent, i), find(&mut parent, j));
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    let mut groups: Vec<Vec<Stretch>> = vec![Vec::new(); stretches.len()];
    for (i, stretch) in stretches.iter().enumerate() {
        groups[find(&mut parent, i)].push(*stretch);
    }
    groups.retain(|g| !g.is_empty());
    groups
}

/// The straight line through a group, if it is one.
fn stroke(group: &[Stretch], mm: f32) -> Option<Stroke> {
    let from = group.iter().map(|s| s.from).min()? as f32;
    let to = group.iter().map(|s| s.to).max()? as f32;
    let length = to - from;
    if length < SHORTEST * mm {
        return None;
    }
    // Least squares over the pixels of all stretches, each as long as it is.
    let (mut n, mut sx, mut sy, mut sxx, mut sxy) = (0.0f64, 0.0f64, 0.0f64, 0.0f64, 0.0f64);
    for s in group {
        let (weight, middle, y) = ((s.to - s.from) as f64, (s.from + s.to) as f64 / 2.0, s.y as f64 + 0.5);
        n += weight;
        sx += weight * middle;
        sy += weight * y;
        // The mean square of a stretch's places around its middle is a twelfth of the square of its length.
        sxx += weight * (middle * middle + weight * weight / 12.0);
        sxy += weight * middle * y;
    }
    let slope = if length > ALONE * mm { (n * sxy - sx * sy) / (n * sxx - sx * sx) } else { 0.0 };
    let offset = (sy - slope * sx) / n;
    let off = group.iter().map(|s| {
        let middle = (s.from + s.to) as f64 / 2.0;
        (s.y as f64 + 0.5 - offset - slope * middle).abs() * (s.to - s.from) as f64
    });
    let width = (group.iter().map(|s| s.ink).sum::<usize>() as f32 / length).max(1.0);
    let wavering = off.sum::<f64>() / n;
    if width > THICKEST * mm || wavering as f32 > WAVERING * mm + width / 4.0 || slope.abs() > 0.05 {
        return None;
    }
    let drawn = Vec::new();
    Some(Stroke { offset: offset as f32, slope: slope as f32, from, to, width, drawn })
}

/// Keeps the stretches of a stroke along which there is ink, and carries its ends to where the ink ends.
///
/// The ink has to be as thin as the stroke: lines of text below one another have ink along a ruling, too, but in all widths.
fn verify(stroke: &mut Stroke, thick: &Gray, mm: f32) {
    let reach = stroke.width / 2.0 + (ASIDE * mm).max(1.0);
    let thickest = (stroke.width * 2.0 + (ASIDE * mm).max(1.0)) as u8;
    let has_ink = |x: usize, thickest: u8| {
        let at = stroke.at(x as f32 + 0.5);
        let (top, bottom) = ((at - reach).max(0.0) as usize, ((at + reach).max(0.0) as usize + 1).min(thick.height));
        (top..bottom).any(|y| (1..=thickest).contains(&thick.at(x, y)))
    };
    let further = WIDE_GAP * mm;
    let start = (stroke.from - further).max(0.0) as usize;
    let end = ((stroke.to + further) as usize).min(thick.width);
    // How much ink there is before each place.
    let mut before = vec![0usize];
    before.extend((start..end).scan(0, |n, x| {
        *n += usize::from(has_ink(x, thickest));
        Some(*n)
    }));
    let half = (NEAR * mm / 2.0) as usize;
    let is_drawn = |i: usize| {
        let (from, to) = (i.saturating_sub(half), (i + half + 1).min(end - start));
        // The end of a ruling has ink on one side only.
        let ink_in = |from: usize, to: usize| (before[to] - before[from]) * 100 >= (to - from).max(half) * LEAST_INK;
        before[i + 1] > before[i] && (ink_in(from, to) || ink_in(from, i + 1) || ink_in(i, to))
    };
    let mut drawn: Vec<(usize, usize)> = Vec::new();
    for i in (0..end.saturating_sub(start)).filter(|i| is_drawn(*i)) {
        let x = start + i;
        match drawn.last_mut() {
            Some((_, to)) if (x - *to) as f32 <= BROKEN * mm => *to = x + 1,
            _ => drawn.push((x, x + 1)),
        }
    }
    drawn.retain(|(from, to)| (to - from) as f32 >= SHORTEST * mm / 2.0);
    // At corners the ink is as thick as the other ruling is long.
    let corner = (THICKEST * mm) as usize;
    for (from, to) in &mut drawn {
        *from -= (from.saturating_sub(corner)..*from).rev().take_while(|x| has_ink(*x, u8::MAX)).count();
        *to += (*to..(*to + corner).min(thick.width)).take_while(|x| has_ink(*x, u8::MAX)).count();
    }
    stroke.drawn = drawn.into_iter().map(|(from, to)| (from as f32, to as f32)).collect();
    if let (Some(first), Some(last)) = (stroke.drawn.first(), stroke.drawn.last()) {
        (stroke.from, stroke.to) = (first.0, last.1);
    }
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
        let strokes = find(&two_cells(), MM);
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
        let strokes = find(&page, MM);
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
        let strokes = find(&page, MM);
        assert_eq!(strokes.horizontal[0].drawn, [(40.0, 220.0)]);
        assert_eq!(find(&dashed, MM).vertical.len(), 3);
    }

    #[test]
    fn erased_rulings_leave_the_text() {
        let mut page = two_cells();
        draw(&mut page, 100, 50, 110, 60);
        let strokes = find(&page, MM);
        let mut gray = Gray { pixels: page.pixels.iter().map(|v| (1 - v) * 255).collect(), ..page };
        erase(&strokes, &mut gray);
        assert_eq!(gray.pixels.iter().filter(|v| **v == 0).count(), 100);
    }
}
