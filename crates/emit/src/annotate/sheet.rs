//! A page of a PDF file and the way from the page as displayed back to its own coordinates.

use jixiao_model::BBox;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// Steps up the page tree before it counts as circular; page trees of real files have fewer than ten levels.
const LEVELS: usize = 64;

/// ISO 216, in points: what a page without a usable size counts as, here as in the reader.
const A4: [f64; 4] = [0.0, 0.0, 595.28, 841.89];

/// Largest page coordinate that is taken at its word, as in the reader.
const MAX_SIDE: f64 = 1_000_000.0;

/// A page's visible area, turn and unit.
pub(crate) struct Sheet {
    /// Left, bottom, right and top of the visible area in the page's own coordinates.
    area: [f64; 4],
    /// Clockwise quarter turns.
    turns: i64,
    /// Points in a unit of the page's own coordinates.
    unit: f64,
}

impl Sheet {
    pub(crate) fn of(document: &Document, page: ObjectId) -> Self {
        let inherited = |key| inherited(document, page, key);
        let media = inherited(b"MediaBox").and_then(|object| rectangle(document, object)).unwrap_or(A4);
        let crop = inherited(b"CropBox").and_then(|object| rectangle(document, object)).unwrap_or(media);
        let visible = [media[0].max(crop[0]), media[1].max(crop[1]), media[2].min(crop[2]), media[3].min(crop[3])];
        let area = [visible, media].into_iter().find(is_usable).unwrap_or(A4);
        let degrees = inherited(b"Rotate").and_then(|object| object.as_i64().ok()).unwrap_or(0);
        let turns = if degrees % 90 == 0 { (degrees / 90).rem_euclid(4) } else { 0 };
        let own = document.get_dictionary(page).and_then(|page| page.get_deref(b"UserUnit", document)).ok();
        let unit = own.and_then(number).filter(|unit| (0.01..=1000.0).contains(unit)).unwrap_or(1.0);
        Sheet { area, turns, unit }
    }

    /// The corners of a box of the displayed page in the page's own coordinates: top left, top right, bottom left, bottom right as
    /// displayed, which is the order of a highlight's `QuadPoints` as viewers read it.
    pub(crate) fn corners(&self, bbox: BBox) -> [[f64; 2]; 4] {
        let [left, top, right, bottom] = bbox.edges().map(f64::from);
        [[left, top], [right, top], [left, bottom], [right, bottom]].map(|point| self.own(point))
    }

    /// A point of the displayed page, in points from its top left, in the page's own coordinates.
    fn own(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [x0, y0, x1, y1] = self.area;
        let (x, y) = (x / self.unit, y / self.unit);
        match self.turns {
            0 => [x0 + x, y1 - y],
            1 => [x0 + y, y0 + x],
            2 => [x1 - x, y0 + y],
            _ => [x1 - y, y1 - x],
        }
    }
}

/// The value of a key of the page or of the nearest node above it that has one.
pub(crate) fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node: &Dictionary = document.get_dictionary(page).ok()?;
    for _ in 0..LEVELS {
        if let Ok(value) = node.get_deref(key, document) {
            return Some(value);
        }
        node = node.get_deref(b"Parent", document).and_then(Object::as_dict).ok()?;
    }
    None
}

/// Left, bottom, right, top, whatever corners the file names.
fn rectangle(document: &Document, object: &Object) -> Option<[f64; 4]> {
    let edges = object.as_array().ok()?.iter().map(|edge| number(document.dereference(edge).ok()?.1));
    let [a, b, c, d] = edges.collect::<Option<Vec<_>>>()?.try_into().ok()?;
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}

fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from)
}

fn is_usable(area: &[f64; 4]) -> bool {
    area.iter().all(|edge| edge.is_finite() && edge.abs() <= MAX_SIDE) && area[2] - area[0] > 1.0 && area[3] - area[1] > 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_turn_leads_back_to_the_same_corner_of_the_paper() {
        // A visible area of 100 by 200 at (10, 20). Its lower left corner is displayed, turn by turn: bottom left, top left, top right,
        // bottom right of a page that is 100 by 200 or 200 by 100.
        for (turns, displayed) in [(0, [0.0, 200.0]), (1, [0.0, 0.0]), (2, [100.0, 0.0]), (3, [200.0, 100.0])] {
            let sheet = Sheet { area: [10.0, 20.0, 110.0, 220.0], turns, unit: 1.0 };
            assert_eq!(sheet.own(displayed), [10.0, 20.0], "{turns} turns");
        }
        // Its upper left corner: top left, top right, bottom right, bottom left.
        for (turns, displayed) in [(0, [0.0, 0.0]), (1, [200.0, 0.0]), (2, [100.0, 200.0]), (3, [0.0, 100.0])] {
            let sheet = Sheet { area: [10.0, 20.0, 110.0, 220.0], turns, unit: 1.0 };
            assert_eq!(sheet.own(displayed), [10.0, 220.0], "{turns} turns");
        }
    }

    #[test]
    fn the_unit_of_the_page_scales_what_is_displayed() {
        let sheet = Sheet { area: [0.0, 0.0, 100.0, 200.0], turns: 0, unit: 2.0 };
        assert_eq!(sheet.own([200.0, 400.0]), [100.0, 0.0]);
    }
}
