//! Prefix beam search under a grammar (Hannun et al. 2014, "First-Pass Large Vocabulary Continuous Speech Recognition using
//! Bi-Directional Recurrent DNNs", algorithm 1, with a grammar in place of the language model).

use crate::{
    dictionary::Dictionary,
    grammar::Grammar,
    lattice::{Lattice, NEGLIGIBLE},
};

/// Beginnings of texts that are followed at a time. A cell's line has some ten doubtful places of two or three characters, of which the
/// likeliest combinations matter; 24 found every reading that an exhaustive search found on short lattices (see the tests).
const WIDTH: usize = 24;

/// A beginning below this probability is given up: its continuations share it, so none could reach [`NEGLIGIBLE`] but for the spreads that
/// other beginnings add.
const LEAST: f64 = NEGLIGIBLE as f64 / 10.0;

/// The beginning of a text.
#[derive(Clone)]
struct Prefix {
    text: Vec<char>,
    /// States of the grammar; those of an empty text are not asked.
    states: Vec<u32>,
    /// Probability of its spreads over the steps so far that end with a blank, and with its last character.
    blank: f64,
    char: f64,
}

impl Prefix {
    fn total(&self) -> f64 {
        self.blank + self.char
    }
}

/// Texts that fit, without their probabilities: among them the likeliest.
pub(crate) fn candidates(lattice: &Lattice, grammar: &Grammar) -> Vec<String> {
    let mut beam = vec![Prefix { text: Vec::new(), states: Vec::new(), blank: 1.0, char: 0.0 }];
    for step in lattice.steps() {
        let mut next: Vec<Prefix> = Vec::with_capacity(beam.len() * step.len());
        for prefix in &beam {
            for &(char, probability) in step.iter().filter(|entry| f64::from(entry.1) >= LEAST) {
                extend(&mut next, prefix, char, f64::from(probability), grammar);
            }
        }
        next.retain(|prefix| prefix.total() >= LEAST);
        // Ties by text: the order must not depend on how the beam came about.
        next.sort_by(|a, b| b.total().total_cmp(&a.total()).then_with(|| a.text.cmp(&b.text)));
        next.truncate(WIDTH);
        beam = next;
    }
    let fits = |prefix: &Prefix| if prefix.text.is_empty() { grammar.is_nullable() } else { grammar.may_end(&prefix.states) };
    beam.iter().filter(|prefix| fits(prefix)).map(|prefix| prefix.text.iter().collect()).collect()
}

/// What becomes of `prefix` by one more step that reads `char`.
fn extend(next: &mut Vec<Prefix>, prefix: &Prefix, char: char, probability: f64, grammar: &Grammar) {
    if char == Dictionary::BLANK {
        entry(next, prefix.text.clone(), || prefix.states.clone()).blank += probability * prefix.total();
        return;
    }
    let doubled = prefix.text.last() == Some(&char);
    if doubled {
        entry(next, prefix.text.clone(), || prefix.states.clone()).char += probability * prefix.char;
    }
    let written = probability * if doubled { prefix.blank } else { prefix.total() };
    if written <= 0.0 {
        return;
    }
    let states = if prefix.text.is_empty() { grammar.start(char) } else { grammar.next(&prefix.states, char) };
    if !states.is_empty() {
        let text = prefix.text.iter().copied().chain([char]).collect();
        entry(next, text, || states).char += written;
    }
}

fn entry(next: &mut Vec<Prefix>, text: Vec<char>, states: impl FnOnce() -> Vec<u32>) -> &mut Prefix {
    let at = next.iter().position(|prefix| prefix.text == text).unwrap_or_else(|| {
        next.push(Prefix { text, states: states(), blank: 0.0, char: 0.0 });
        next.len() - 1
    });
    &mut next[at]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::{NEGLIGIBLE, tests::lattice};

    #[test]
    fn a_grammar_chooses_among_what_was_held_likely() {
        // The recogniser reads `290%`, and holds `≥90%` half as likely.
        let lattice = lattice(&["2:0.6 ≥:0.3 _:0.1", "_:1", "9:0.9 _:0.1", "_:1", "0:0.9 O:0.1", "_:1", "%:1"]);
        let readings = lattice.best_under(&Grammar::quantity(), 3);
        let texts: Vec<&str> = readings.iter().map(|reading| reading.0.as_str()).collect();
        assert_eq!(texts, ["290%", "≥90%", "90%"]);
        assert!((readings[1].1 - 0.3 * 0.9 * 0.9).abs() < 1e-6);
        assert!(lattice.best_under(&Grammar::date(), 3).is_empty(), "no date was held possible");
    }

    #[test]
    fn what_was_hardly_held_possible_is_not_given() {
        let lattice = lattice(&["l:0.99995 1:0.00005"]);
        assert!(lattice.best_under(&Grammar::number(), 3).is_empty());
    }

    #[test]
    fn doubled_digits_survive() {
        let lattice = lattice(&["1:0.9 _:0.1", "0:1", "_:0.6 0:0.4", "0:1"]);
        let readings = lattice.best_under(&Grammar::number(), 2);
        assert_eq!(readings[0].0, "100");
        assert!((readings[0].1 - 0.9 * 0.6).abs() < 1e-6);
        assert_eq!(readings[1].0, "10");
        assert!((readings[1].1 - 0.9 * 0.4).abs() < 1e-6);
    }

    #[test]
    fn nothing_likely_is_missed() {
        // Every text of up to four digits, by its own probability, against what the beam finds.
        let steps = ["1:0.4 7:0.3 4:0.2 _:0.1", "_:0.5 0:0.3 6:0.2", "0:0.4 6:0.3 8:0.2 _:0.1", "5:0.5 _:0.3 3:0.2"];
        let lattice = lattice(&steps);
        let mut every: Vec<(String, f32)> = (0..100_000u32)
            .flat_map(|number| (1..=4).filter(move |&n| number < 10u32.pow(n as u32)).map(move |n| format!("{number:0n$}")))
            .map(|text| (text.clone(), lattice.probability(&text)))
            .filter(|reading| reading.1 >= NEGLIGIBLE)
            .collect();
        every.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        every.truncate(8);
        assert_eq!(lattice.best_under(&Grammar::number(), 8), every);
    }
}
