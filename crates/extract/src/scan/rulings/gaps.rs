//! What of a stroke is not drawn between the rulings that it crosses.

use super::{
    super::raster::Gray,
    ALONE, ASIDE, LEAST_INK, MEET, SHORTEST, Stroke, THICKEST,
    along::Along,
    ridges::{self, Ridges},
};

/// Between two rulings that it crosses, the height of a row, a ruling has ink as thin as itself on this part at least, or on that where it is
/// [`WHOLE`] in the rows before and after: text may run over it. Strokes of characters that stand below one another in low rows have
/// some seven tenths; where rulings of the rows above and below lie on one line with them, they seem to be one.
const CROSSED: f32 = 0.88;

const CROSSED_BETWEEN: f32 = 0.75;

const WHOLE: f32 = 0.95;

/// Leaves out what is not drawn between two rulings that a stroke crosses.
pub(super) fn leave_out_gaps(stroke: &mut Stroke, others: &[Stroke], inks: &[(&Gray, Gray); 2], ridges: &Ridges, mm: f32) {
    let crossing = |o: &Stroke| {
        let across = stroke.at(o.middle());
        let crosses = o.from - MEET * mm <= across && across <= o.to + MEET * mm;
        let half = o.width / 2.0 + (ASIDE * mm).max(1.0);
        crosses.then(|| (o.at(across) - half, o.at(across) + half))
    };
    let mut crossed: Vec<(f32, f32)> =
        others.iter().filter_map(crossing).filter(|c| stroke.from - MEET * mm < c.1 && c.0 < stroke.to + MEET * mm).collect();
    crossed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ends: Vec<(f32, f32)> = [(stroke.from, stroke.from)].into_iter().chain(crossed).chain([(stroke.to, stroke.to)]).collect();
    let rows: Vec<(f32, f32)> = ends.windows(2).map(|pair| (pair[0].1, pair[1].0)).filter(|row| row.1 > row.0).collect();
    let ink_of = |&(from, to): &(f32, f32)| {
        // What is lower than a row is but a corner, and what is higher was looked at in parts.
        if to - from < SHORTEST * mm / 2.0 || to - from > ALONE * mm {
            return 1.0;
        }
        let between = Stroke { from, to, ..stroke.clone() };
        if is_of_character(&between, [from > stroke.from, to < stroke.to], &inks[0], mm) {
            return 0.0;
        }
        let thin = inks.iter().map(|(ink, thick)| {
            let ink = Along::of(&between, [ink, thick], mm);
            if ink.stands_free() && ink.thin * 100.0 >= LEAST_INK as f32 { 1.0 } else { ink.thin }
        });
        let is_in_parts = stroke.smooth || stroke.dash_gap > 0;
        let smooth = is_in_parts.then(|| Along::of(&between, [inks[0].0, &ridges.thick], mm));
        let smooth = smooth.filter(|ink| ink.before + ink.after <= ridges::FLANKED).map_or(0.0, |ink| ink.thin);
        thin.fold(smooth, f32::max)
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

/// Whether a piece between two rulings, or of which but the end that `crosses` lies at one, is a stroke of a character: it ends before them.
fn is_of_character(piece: &Stroke, crosses: [bool; 2], (ink, thick): &(&Gray, Gray), mm: f32) -> bool {
    let along = Along::of(piece, [ink, thick], mm);
    let ends_before = crosses.iter().zip(along.gaps).all(|(crosses, gap)| !crosses || gap);
    along.thin * 100.0 >= LEAST_INK as f32 && piece.dash_gap == 0 && ends_before && crosses != [false; 2]
}
