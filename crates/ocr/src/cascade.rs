//! Which lines that the tiny network has read the small one reads again.
//!
//! Thresholds were chosen on 4,000 lines of scanned forms of three grades, by the lines that both networks read otherwise: of values
//! from 0.98 on there was none, of words from 0.65 on one or two in a thousand lines on clean and office scans, and seven on bad ones,
//! where specks become points. Of 7,500 generated values (scripts/ocr-calibration), the small network mends three of the 53 that the tiny
//! one read wrong with 0.98 and more, and spoils more: it is the picture that is wrong.

use crate::{Effort, Reading};

/// Longer texts are sentences, also if there is a number in them.
const LONGEST_VALUE: usize = 24;

/// Texts with fewer Chinese characters are no words: figures, letters, marks, and what remains of a number that was misread.
const LEAST_WORD: usize = 2;

/// A value with less is read again: above, a number is sure enough to need no look (`confidence.rs`).
const SURE_VALUE: f32 = 0.99;

/// The same with less effort.
const SURE_VALUE_FAST: f32 = 0.98;

/// Words that have less as a whole are read again.
const SURE_WORDS: f32 = 0.65;

/// Words of which one character has less are read again.
const SURE_CHARACTER: f32 = 0.8;

/// Whether the tiny network's reading of a line is not good enough.
pub(crate) fn is_doubtful(reading: &Reading, effort: Effort) -> bool {
    let text = reading.text.as_str();
    if text.is_empty() {
        return true;
    }
    let probability = reading.lattice.probability(text);
    match (is_value(text), effort) {
        (_, Effort::Thorough) => true,
        (true, Effort::Usual) => probability < SURE_VALUE,
        (true, Effort::Fast) => probability < SURE_VALUE_FAST,
        (false, Effort::Usual) => probability < SURE_WORDS || reading.chars.iter().any(|char| char.confidence < SURE_CHARACTER),
        (false, Effort::Fast) => false,
    }
}

/// Whether a wrong character would make another value of the text, rather than a word with a mistake in it.
fn is_value(text: &str) -> bool {
    let is_word = || text.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')).count() >= LEAST_WORD;
    text.chars().count() <= LONGEST_VALUE && (text.chars().any(|c| c.is_ascii_digit()) || !is_word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Char, lattice::tests::lattice};

    /// A reading of which each character has this probability.
    fn reading(text: &str, probability: f32) -> Reading {
        let mut steps = Vec::new();
        for char in text.chars() {
            steps.extend([format!("{char}:{probability}"), "_:1".to_owned()]);
        }
        let chars = text.chars().map(|char| Char { char, confidence: probability, x0: 0.0, x1: 1.0 }).collect();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        Reading { text: text.to_owned(), chars, confidence: probability, lattice: lattice(&steps) }
    }

    #[track_caller]
    fn check(text: &str, probability: f32, usual: bool, fast: bool) {
        let reading = reading(text, probability);
        assert_eq!((is_doubtful(&reading, Effort::Usual), is_doubtful(&reading, Effort::Fast)), (usual, fast));
    }

    #[test]
    fn values_have_to_be_surer_than_words() {
        check("100", 0.9999, false, false);
        // 0.995³ = 0.985.
        check("100", 0.995, true, false);
        check("100", 0.98, true, true);
        check("5人次", 0.98, true, true);
        check("年度目标", 0.98, false, false);
    }

    #[test]
    fn what_is_left_of_a_misread_number_is_no_word() {
        check("I", 0.97, true, true);
        check("-", 0.97, true, true);
        check("个", 0.97, true, true);
    }

    #[test]
    fn words_are_as_sure_as_their_worst_character() {
        check("目标", 0.79, true, false);
        // 0.9⁵ = 0.59.
        check("年度总目标", 0.9, true, false);
        check("目标", 0.9, false, false);
    }

    #[test]
    fn a_line_without_characters_is_always_read_again() {
        check("", 1.0, true, true);
    }
}
