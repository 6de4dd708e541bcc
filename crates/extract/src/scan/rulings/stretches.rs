//! Thin ink in the rows of a page, and which of it continues which.

use super::{
    super::{components::Components, raster::Gray},
    THICKEST,
};

/// Gap within a stretch of ink that starts a ruling: where another crosses it, or a dot is missing.
const SMALL_GAP: f32 = 0.5;

/// Shortest stretch of thin ink that can be part of a ruling. Strokes of characters of 10.5 points have up to 3.7 mm, but few are this
/// long, and none continue.
const SHORTEST_STRETCH: f32 = 2.4;

/// Dots and dashes of a ruling follow one another at even distances of this much at most, from start to start.
const DASH_PERIOD: f32 = 3.2;

/// Fewer dots or dashes in a row are none: …… has six dots, but ends at no ruling.
const LEAST_DASHES: usize = 5;

/// How thick dots and dashes are at most.
const DASH_THICKEST: f32 = 0.6;

/// A stretch of thin ink in one row.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) y: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) ink: usize,
    /// The gap between its dots or dashes, if it is made of such.
    pub(super) dash_gap: usize,
}

/// Stretches of ink that is not thicker than a ruling, row by row.
pub(super) fn stretches(thick: &Gray, mm: f32) -> Vec<Stretch> {
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
pub(super) fn dashes(thick: &Gray, mm: f32) -> Vec<Stretch> {
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
pub(super) fn thickness(ink: &Gray) -> Gray {
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
pub(super) fn grouped(stretches: &[Stretch], gap: usize) -> Vec<Vec<Stretch>> {
    let mut components = Components::new(stretches.len());
    let mut row_start = 0;
    for i in 0..stretches.len() {
        let here = stretches[i];
        while stretches[row_start].y + 1 < here.y {
            row_start += 1;
        }
        for (j, other) in stretches.iter().enumerate().take(i).skip(row_start) {
            if here.from <= other.to + gap && other.from <= here.to + gap {
                components.join(i as u32, j as u32);
            }
        }
    }
    let mut groups: Vec<Vec<Stretch>> = vec![Vec::new(); stretches.len()];
    for (i, stretch) in stretches.iter().enumerate() {
        groups[components.root(i as u32) as usize].push(*stretch);
    }
    groups.retain(|g| !g.is_empty());
    groups
}
