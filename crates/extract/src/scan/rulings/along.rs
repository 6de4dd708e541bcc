//! What there is along a stroke, and whether rulings look so.

use super::{super::raster::Gray, ALONE, ASIDE, LINE, SHORT_FLANKED, Stroke};

/// The part of a ruling's length that has ink as thin as the ruling, from which on it is certainly one. Of 3,900 strokes in 72 scans of 24
/// forms (scripts/score-cells), rulings had 0.82 and more, but for one in a hundred; strokes of characters that continue one another
/// had 0.75 and less, but for one in twenty of the short ones.
const SOLID: f32 = 0.8;

/// What is left of a broken ruling stands alone: ink thicker than it, from characters, is on this part of its length at most, and
/// characters stand close on each side along [`FLANKED`] of it at most. Of chains of characters' strokes one in a hundred has less of both.
const THICK: f32 = 0.1;

const FLANKED: f32 = 0.3;

/// Ink from this to that distance from a ruling's edge stands close to it.
const CLOSE: std::ops::RangeInclusive<f32> = 0.25..=0.8;

/// What there is along a stroke, as parts of its length.
pub(super) struct Along {
    /// Ink as thin as the stroke, with the gaps between its dots or dashes.
    pub(super) thin: f32,
    /// Thicker ink.
    pub(super) thick: f32,
    /// Ink close to it on either side.
    pub(super) before: f32,
    pub(super) after: f32,
    /// Whether there is no thin ink at its start and at its end, but for a pixel.
    pub(super) gaps: [bool; 2],
}

impl Along {
    /// In the ink of a page and its thickness.
    pub(super) fn of(stroke: &Stroke, [ink, thick]: [&Gray; 2], mm: f32) -> Along {
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
        let gaps = [thin.iter().take(2).all(|thin| !thin), thin.iter().rev().take(2).all(|thin| !thin)];
        let thicker = columns.clone().zip(&thin).filter(|(x, thin)| !**thin && has_ink(x));
        let before = columns.clone().filter(|x| rows(at(*x) - close[1], at(*x) - close[0]).any(|y| ink.at(*x, y) > 0));
        let after = columns.clone().filter(|x| rows(at(*x) + close[0], at(*x) + close[1]).any(|y| ink.at(*x, y) > 0));
        Along {
            thick: share(thicker.count()),
            before: share(before.count()),
            after: share(after.count()),
            thin: share(thin.iter().filter(|thin| **thin).count()),
            gaps,
        }
    }

    /// Whether no characters are at it.
    pub(super) fn stands_free(&self) -> bool {
        self.thick <= THICK && self.before.max(self.after) <= FLANKED
    }
}

/// Whether a stroke is drawn as rulings are: nearly without a gap, or at least with no characters at it. `flanked` is [`SHORT_FLANKED`].
pub(super) fn stands_alone(stroke: &Stroke, inks: [&Gray; 2], flanked: f32, mm: f32) -> bool {
    let ink = Along::of(stroke, inks, mm);
    if ink.thin >= SOLID {
        // The heads and feet of a row of noughts are dots at even distances, too.
        let (flanked, alone) = if stroke.dash_gap > 0 { (SHORT_FLANKED[1], LINE) } else { (flanked, ALONE) };
        return stroke.to - stroke.from >= alone * mm || ink.before + ink.after <= flanked;
    }
    ink.stands_free()
}

/// Fills the gaps of at most this many places.
pub(super) fn close_gaps(inked: &mut [bool], longest: usize) {
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
