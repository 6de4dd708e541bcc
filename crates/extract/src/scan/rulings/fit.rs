//! Stretches that continue one another to a straight stroke with ends.

use super::{
    super::raster::Gray, ALONE, ASIDE, LEAST_INK, SHORTEST, Stroke, THICKEST, WIDE_GAP, along::close_gaps, stretches::Stretch,
};

/// How far from its straight line a ruling's ink may lie on average.
const WAVERING: f32 = 0.35;

/// Length over which ink along a ruling is counted: more than a line of text and the gap to the next.
const NEAR: f32 = 8.0;

/// The straight line through a group, if it is one.
pub(super) fn stroke(group: &[Stretch], mm: f32) -> Option<Stroke> {
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
    Some(Stroke { offset: offset as f32, slope: slope as f32, from, to, width, drawn: Vec::new(), dash_gap, smooth: false })
}

/// Keeps the stretches of a stroke along which there is ink, and carries its ends to where the ink ends.
///
/// The ink has to be as thin as the stroke: lines of text below one another have ink along a ruling, too, but in all widths.
pub(super) fn verify(stroke: &mut Stroke, thick: &Gray, mm: f32) {
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

/// Gap in the ink along a ruling that is still drawn, as copiers and bitonal scanners leave.
const BROKEN: f32 = 2.2;
