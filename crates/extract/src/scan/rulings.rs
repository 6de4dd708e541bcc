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

/// How far the end of a short ruling may be from the edge of the ruling where it ends: strokes of characters in the lowest rows, which are
/// but as high as their type, end half a millimetre before.
const MEET: f32 = 0.4;

/// How far from its straight line a ruling's ink may lie on average.
const WAVERING: f32 = 0.35;

/// How far aside of a ruling its ink is looked for, and how much thicker than the ruling it may be.
const ASIDE: f32 = 0.2;

/// Strokes whose edges are this near to one another are one ruling, seen in darker and in fainter ink.
const SAME: f32 = 0.15;

/// Length over which ink along a ruling is counted: more than a line of text and the gap to the next.
const NEAR: f32 = 8.0;

/// Gap in the ink along a ruling that is still drawn, as copiers and bitonal scanners leave.
const BROKEN: f32 = 2.2;

/// The part of a ruling's length that has ink as thin as the ruling, in hundredths: dashes have half or more, text has less.
const LEAST_INK: usize = 50;

/// The part of a ruling's length that has ink as thin as the ruling, from which on it is certainly one. Of 3,900 strokes in 72 scans of 24
/// forms (scripts/score-cells), rulings had 0.82 and more, but for one in a hundred; strokes of characters that continue one another
/// had 0.75 and less, but for one in twenty of the short ones.
const SOLID: f32 = 0.8;

/// What is left of a broken ruling stands alone: ink thicker than it, from characters, is on this part of its length at most, and
/// characters stand close on each side along [`FLANKED`] of it at most. Of chains of characters' strokes one in a hundred has less of both.
const THICK: f32 = 0.1;
const FLANKED: f32 = 0.3;

/// Characters stand close to a short ruling along this part of it at most, on both sides together, in dark ink and in faint ink, where they
/// swell up to the rulings above and below: of 52 such rulings none had 0.34, of the strokes of characters one in twenty had 0.24.
const SHORT_FLANKED: [f32; 2] = [0.35, 0.2];

/// Between two rulings that it crosses, the height of a row, a ruling has ink as thin as itself on this part at least, or on that where it is
/// [`WHOLE`] in the rows before and after: text may run over it. Strokes of characters that stand below one another in low rows have
/// some seven tenths; where rulings of the rows above and below lie on one line with them, they seem to be one.
const CROSSED: f32 = 0.88;
const CROSSED_BETWEEN: f32 = 0.75;
const WHOLE: f32 = 0.95;

/// Ink from this to that distance from a ruling's edge stands close to it.
const CLOSE: std::ops::RangeInclusive<f32> = 0.25..=0.8;

/// Dots and dashes of a ruling follow one another at even distances of this much at most, from start to start.
const DASH_PERIOD: f32 = 3.2;

/// Fewer dots or dashes in a row are none: …… has six dots, but ends at no ruling.
const LEAST_DASHES: usize = 5;

/// How thick dots and dashes are at most.
const DASH_THICKEST: f32 = 0.6;

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

/// Finds the rulings of a straight page in its ink, and in its faint ink, in which characters swell and touch what is near them.
pub(super) fn find(ink: &Gray, faint: &Gray, mm: f32) -> Strokes {
    let is_long = |s: &Stroke| s.to - s.from >= ALONE * mm;
    let turned = [ink.transposed(), faint.transposed()];
    let across = [ink, faint].map(|ink| (ink, thickness(ink)));
    let down = [&turned[0], &turned[1]].map(|ink| (ink, thickness(ink)));
    let horizontal = [0, 1].map(|kind| candidates(&across[kind], SHORT_FLANKED[kind], mm));
    let vertical = [0, 1].map(|kind| candidates(&down[kind], SHORT_FLANKED[kind], mm));
    let (mut horizontal, mut short_horizontal): (Vec<_>, Vec<_>) = different(horizontal, mm).into_iter().partition(is_long);
    let (mut vertical, mut short_vertical): (Vec<_>, Vec<_>) = different(vertical, mm).into_iter().partition(is_long);
    // Text is full of short strokes. Those that border a cell end at rulings both ways, and they at others, up to long ones.
    loop {
        let before = horizontal.len() + vertical.len();
        take_ending_at(&mut short_horizontal, &vertical, &mut horizontal, mm);
        take_ending_at(&mut short_vertical, &horizontal, &mut vertical, mm);
        if horizontal.len() + vertical.len() == before {
            break;
        }
    }
    let crossings = [vertical.clone(), horizontal.clone()];
    for ((strokes, others), inks) in [&mut horizontal, &mut vertical].into_iter().zip(&crossings).zip([&across, &down]) {
        strokes.iter_mut().for_each(|s| leave_out_gaps(s, others, inks, mm));
        // What is left of a chain of characters' strokes, row by row, is no ruling either.
        strokes.retain(|s| s.drawn.iter().map(|(from, to)| to - from).sum::<f32>() * 2.0 > s.to - s.from);
        strokes.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    }
    Strokes { horizontal, vertical }
}

/// The strokes of both kinds of ink, without those of which most lies on a longer one.
fn different([strokes, faint]: [Vec<Stroke>; 2], mm: f32) -> Vec<Stroke> {
    let mut all: Vec<Stroke> = strokes.into_iter().chain(faint).collect();
    // Sorting is stable: of two that are equally long the one of darker ink stays.
    all.sort_by(|a, b| (b.to - b.from).total_cmp(&(a.to - a.from)));
    let mut kept: Vec<Stroke> = Vec::new();
    for stroke in all {
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

/// Leaves out what is not drawn between two rulings that a stroke crosses.
fn leave_out_gaps(stroke: &mut Stroke, others: &[Stroke], inks: &[(&Gray, Gray); 2], mm: f32) {
    let crossing = |o: &Stroke| {
        let across = stroke.at(o.middle());
        let crosses = o.from - MEET * mm <= across && across <= o.to + MEET * mm;
        let half = o.width / 2.0 + (ASIDE * mm).max(1.0);
        crosses.then(|| (o.at(across) - half, o.at(across) + half))
    };
    let mut crossed: Vec<(f32, f32)> =
        others.iter().filter_map(crossing).filter(|c| stroke.from < c.1 && c.0 < stroke.to).collect();
    crossed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ends: Vec<(f32, f32)> = [(stroke.from, stroke.from)].into_iter().chain(crossed).chain([(stroke.to, stroke.to)]).collect();
    let rows: Vec<(f32, f32)> = ends.windows(2).map(|pair| (pair[0].1, pair[1].0)).filter(|row| row.1 > row.0).collect();
    let ink_of = |&(from, to): &(f32, f32)| {
        // What is lower than a row is but a corner, and what is higher was looked at in parts.
        if to - from < SHORTEST * mm / 2.0 || to - from > ALONE * mm {
            return 1.0;
        }
        let between = Stroke { from, to, ..stroke.clone() };
        let thin = inks.iter().map(|(ink, thick)| {
            let ink = Along::of(&between, [ink, thick], mm);
            if ink.stands_free() && ink.thin * 100.0 >= LEAST_INK as f32 { 1.0 } else { ink.thin }
        });
        thin.fold(0.0, f32::max)
    };
    let drawn: Vec<f32> = rows.iter().map(ink_of).collect();
    for (i, (from, to)) in rows.iter().enumerate() {
        let goes_on = [i.checked_sub(1), Some(i + 1)].iter().all(|at| at.and_then(|at| drawn.get(at)).is_some_and(|n| *n >= WHOLE));
        if drawn[i] < if goes_on { CROSSED_BETWEEN } else { CROSSED } {
            let parts = stroke.drawn.iter().flat_map(|(start, end)| [(*start, end.min(*from)), (start.max(*to), *end)]);
            stroke.drawn = parts.filter(|(start, end)| end - start > (THICKEST * mm).max(2.0)).collect();
        }
    }
}

/// Takes the strokes that end at `others` on both sides.
fn take_ending_at(short: &mut Vec<Stroke>, others: &[Stroke], taken: &mut Vec<Stroke>, mm: f32) {
    taken.extend(short.extract_if(.., |s| [s.from, s.to].iter().all(|end| ends_at(s, *end, others, mm))));
}

fn ends_at(stroke: &Stroke, end: f32, others: &[Stroke], mm: f32) -> bool {
    let across = stroke.at(end);
    others.iter().any(|o| {
        let near = MEET * mm + o.width / 2.0 + stroke.dash_gap as f32;
        let beside = MEET * mm + stroke.width / 2.0 + o.dash_gap as f32;
        (o.at(across) - end).abs() <= near && o.from - beside <= across && across <= o.to + beside
    })
}

/// A stretch of thin ink in one row.
#[derive(Clone, Copy)]
struct Stretch {
    y: usize,
    from: usize,
    to: usize,
    ink: usize,
    /// The gap between its dots or dashes, if it is made of such.
    dash_gap: usize,
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

/// Stretches of ink that is not thicker than a ruling, row by row.
fn stretches(thick: &Gray, mm: f32) -> Vec<Stretch> {
    let thickest = (THICKEST * mm).round().clamp(3.0, 254.0) as u8;
    let (gap, shortest) = ((SMALL_GAP * mm).ceil() as usize, (SHORTEST_STRETCH * mm) as usize);
    let mut found = Vec::new();
    for y in 0..thick.height {
        let is_thin = |t: &u8| *t != 0 && *t <= thickest;
        let row = thick.row(y);
        let mut open: Option<Stretch> = None;
        let mut x = 0;
        while let Some(skip) = row[x..].iter().position(is_thin) {
            let start = x + skip;
            x = start + row[start..].iter().take_while(|t| is_thin(t)).count();
            match &mut open {
                Some(s) if start - s.to <= gap => (s.to, s.ink) = (x, s.ink + x - start),
                _ => found.extend(
                    open.replace(Stretch { y, from: start, to: x, ink: x - start, dash_gap: 0 })
                        .filter(|s| s.to - s.from >= shortest),
                ),
            }
        }
        found.extend(open.filter(|s| s.to - s.from >= shortest));
    }
    found
}

/// Dots and dashes that follow one another at even distances, row by row.
fn dashes(thick: &Gray, mm: f32) -> Vec<Stretch> {
    let thickest = (DASH_THICKEST * mm).round().clamp(2.0, 254.0) as u8;
    let longest = (DASH_PERIOD * mm) as usize;
    let mut found = Vec::new();
    let mut chain: Vec<(usize, usize)> = Vec::new();
    for y in 0..thick.height {
        let row = thick.row(y);
        let is_thin = |t: &u8| *t != 0 && *t <= thickest;
        let mut x = 0;
        while let Some(skip) = row[x..].iter().position(is_thin) {
            let start = x + skip;
            x = start + row[start..].iter().take_while(|t| is_thin(t)).count();
            if !continues(&chain, (start, x), longest) {
                found.extend(dashed(&chain, y));
                // The last dash may be the first of another row of them.
                let last = chain.last().copied().filter(|last| x - last.0 <= longest);
                chain.clear();
                chain.extend(last);
            }
            chain.push((start, x));
        }
        found.extend(dashed(&chain, y));
        chain.clear();
    }
    found
}

/// Whether a dash is as long, and as far from the last one, as those before. Pixels shift each by one either way.
fn continues(chain: &[(usize, usize)], dash: (usize, usize), longest: usize) -> bool {
    let [.., last] = chain else { return true };
    let period = dash.0 - last.0;
    let alike = |a: usize, b: usize| a.abs_diff(b) <= 2.max(a.max(b) / 4);
    let as_before = match chain {
        [.., before, last] => alike(period, last.0 - before.0),
        _ => true,
    };
    period <= longest && as_before && alike(dash.1 - dash.0, last.1 - last.0)
}

fn dashed(chain: &[(usize, usize)], y: usize) -> Option<Stretch> {
    let [(from, _), .., (_, to)] = *chain else { return None };
    let ink: usize = chain.iter().map(|(from, to)| to - from).sum();
    let dash_gap = chain.windows(2).map(|pair| pair[1].0 - pair[0].1).max()?;
    (chain.len() >= LEAST_DASHES).then_some(Stretch { y, from, to, ink, dash_gap })
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
    let dashed = group.iter().filter(|s| s.dash_gap > 0);
    let dash_length: usize = dashed.clone().map(|s| s.to - s.from).sum();
    // Dots near to one another are a solid stretch besides.
    let dash_gap = if dash_length as f64 * 2.0 >= n { dashed.map(|s| s.dash_gap).max().unwrap_or(0) } else { 0 };
    Some(Stroke { offset: offset as f32, slope: slope as f32, from, to, width, drawn: Vec::new(), dash_gap })
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
    let mut inked: Vec<bool> = (start..end).map(|x| has_ink(x, thickest)).collect();
    close_gaps(&mut inked, stroke.dash_gap);
    // How much ink there is before each place.
    let mut before = vec![0usize];
    before.extend(inked.iter().scan(0, |n, inked| {
        *n += usize::from(*inked);
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

/// Fills the gaps of at most this many places.
fn close_gaps(inked: &mut [bool], longest: usize) {
    let mut last = None;
    for at in 0..inked.len() {
        if inked[at] {
            if let Some(last) = last.filter(|last| at - last <= longest + 1) {
                inked[last..at].fill(true);
            }
            last = Some(at);
        }
    }
}

/// Whether a stroke is drawn as rulings are: nearly without a gap, or at least with no characters at it. `flanked` is [`SHORT_FLANKED`].
fn stands_alone(stroke: &Stroke, inks: [&Gray; 2], flanked: f32, mm: f32) -> bool {
    let ink = Along::of(stroke, inks, mm);
    if ink.thin >= SOLID {
        // The tops of a row of noughts are dots at even distances, too.
        let flanked = if stroke.dash_gap > 0 { SHORT_FLANKED[1] } else { flanked };
        return stroke.to - stroke.from >= ALONE * mm || ink.before + ink.after <= flanked;
    }
    ink.stands_free()
}

/// What there is along a stroke, as parts of its length.
struct Along {
    /// Ink as thin as the stroke, with the gaps between its dots or dashes.
    thin: f32,
    /// Thicker ink.
    thick: f32,
    /// Ink close to it on either side.
    before: f32,
    after: f32,
}

impl Along {
    /// In the ink of a page and its thickness.
    fn of(stroke: &Stroke, [ink, thick]: [&Gray; 2], mm: f32) -> Along {
        let reach = stroke.width / 2.0 + 1.0;
        let thickest = (stroke.width * 2.0 + (ASIDE * mm).max(1.0)) as u8;
        let close = [CLOSE.start(), CLOSE.end()].map(|distance| stroke.width / 2.0 + distance * mm);
        let rows = |from: f32, to: f32| from.max(0.0) as usize..(to.max(0.0) as usize + 1).min(ink.height);
        let columns = stroke.from.max(0.0) as usize..(stroke.to.max(0.0) as usize).min(ink.width);
        let share = |n: usize| n as f32 / columns.len().max(1) as f32;
        let at = |x: usize| stroke.at(x as f32 + 0.5);
        let is_thin = |x: &usize| rows(at(*x) - reach, at(*x) + reach).any(|y| (1..=thickest).contains(&thick.at(*x, y)));
        let has_ink = |x: &usize| rows(at(*x) - reach, at(*x) + reach).any(|y| ink.at(*x, y) > 0);
        let mut thin: Vec<bool> = columns.clone().map(|x| is_thin(&x)).collect();
        close_gaps(&mut thin, stroke.dash_gap);
        let thicker = columns.clone().zip(&thin).filter(|(x, thin)| !**thin && has_ink(x));
        let before = columns.clone().filter(|x| rows(at(*x) - close[1], at(*x) - close[0]).any(|y| ink.at(*x, y) > 0));
        let after = columns.clone().filter(|x| rows(at(*x) + close[0], at(*x) + close[1]).any(|y| ink.at(*x, y) > 0));
        Along {
            thick: share(thicker.count()),
            before: share(before.count()),
            after: share(after.count()),
            thin: share(thin.iter().filter(|thin| **thin).count()),
        }
    }

    /// Whether no characters are at it.
    fn stands_free(&self) -> bool {
        self.thick <= THICK && self.before.max(self.after) <= FLANKED
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

    fn find_in(page: &Gray) -> Strokes {
        find(page, page, MM)
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
}
