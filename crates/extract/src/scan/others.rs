//! What else the recogniser held possible in a cell that may hold a number.

use jixiao_model::{Cell, OtherReading};
use jixiao_ocr::{Grammar, Reading};

use crate::table::ink::Edges;

/// Longer texts are no numbers, quantities or dates.
const LONGEST: usize = 24;

/// Texts without a figure that are longer than this are labels: a number whose figures were all misread is short.
const LONGEST_WITHOUT_FIGURE: usize = 8;

/// Readings of one cell that are kept.
const MOST: usize = 6;

/// A line that is surer than this, in hundredths, has no other reading worth a look.
const SURE: u8 = 99;

/// The readings of the lines of a page.
pub(super) struct Others<'r> {
    lines: &'r [(Edges, Reading)],
    grammar: Grammar,
}

impl<'r> Others<'r> {
    pub(super) fn new(lines: &'r [(Edges, Reading)]) -> Others<'r> {
        let kinds = [Grammar::number(), Grammar::rate(), Grammar::quantity(), Grammar::date(), Grammar::dash()];
        Others { lines, grammar: Grammar::any_of(&kinds) }
    }

    /// Other readings of a cell of the straight page that is one line, from the likeliest on.
    pub(super) fn of(&self, cell: &Cell) -> Vec<OtherReading> {
        let n_chars = cell.text.chars().count();
        let has_figure = cell.text.bytes().any(|b| b.is_ascii_digit());
        let may_be_number = n_chars <= if has_figure { LONGEST } else { LONGEST_WITHOUT_FIGURE };
        if n_chars == 0 || cell.confidence.percent() > SURE || !may_be_number {
            return Vec::new();
        }
        let Some(area) = cell.place.bbox.map(|b| b.edges()) else { return Vec::new() };
        let inside = |e: Edges| {
            let (x, y) = ((e[0] + e[2]) / 2.0, (e[1] + e[3]) / 2.0);
            area[0] <= x && x <= area[2] && area[1] <= y && y <= area[3]
        };
        let Some((_, reading)) = self.lines.iter().find(|(edges, r)| inside(*edges) && r.text.trim() == cell.text) else {
            return Vec::new();
        };
        let likely = reading.lattice.best_under(&self.grammar, MOST).into_iter().filter(|(text, _)| *text != cell.text);
        let per_mille = |p: f32| (p * 1000.0).round() as u16;
        likely.map(|(text, p)| OtherReading { text, per_mille: per_mille(p) }).filter(|other| other.per_mille > 0).collect()
    }
}
