//! What a recogniser held possible, step by step.

use crate::{beam, dictionary::Dictionary, grammar::Grammar};

/// A reading below this probability is never given: the recogniser did not hold it possible.
///
/// Of 4,500 numbers on three kinds of scans (scripts/ocr-calibration) 273 were read with a character too many or wrong, so that they were
/// no numbers any more: 236 of them had at least 1e-3 as they were printed, 259 at least this.
pub const NEGLIGIBLE: f32 = 1e-4;

/// Characters below this probability are not kept in a step.
const FLOOR: f32 = 1e-5;
/// Characters kept in a step.
const MOST: usize = 10;

/// What the recogniser held possible at each step from left to right: the likeliest characters with their probabilities, and the
/// blank of CTC (Graves et al. 2006, "Connectionist Temporal Classification").
///
/// Full-width forms count as their ASCII forms (`％` as `%`), since recognisers waver between those without meaning anything by it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lattice {
    /// Where the entries of each step end.
    ends: Vec<u32>,
    /// Character (blank is U+0000) and probability; in a step from the likeliest on.
    entries: Vec<(char, f32)>,
}

impl Lattice {
    /// From the classes' probabilities at each step.
    pub(crate) fn new<'a>(steps: impl Iterator<Item = &'a [f32]>, dictionary: &Dictionary) -> Lattice {
        let mut lattice = Lattice::default();
        let mut step = Vec::new();
        for probabilities in steps {
            step.clear();
            for (class, &probability) in probabilities.iter().enumerate() {
                if probability >= FLOOR {
                    step.push((class, probability));
                }
            }
            step.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            step.truncate(MOST);
            lattice.push(step.iter().map(|&(class, probability)| (dictionary.char(class), probability)));
        }
        lattice
    }

    /// Adds a step; the likeliest characters come first.
    fn push(&mut self, step: impl Iterator<Item = (char, f32)>) {
        let start = self.entries.len();
        for (char, probability) in step {
            let char = folded(char);
            match self.entries[start..].iter_mut().find(|entry| entry.0 == char) {
                Some(entry) => entry.1 += probability,
                None => self.entries.push((char, probability)),
            }
        }
        self.ends.push(u32::try_from(self.entries.len()).expect("a line has fewer steps"));
    }

    /// Adds the steps of another.
    pub(crate) fn append(&mut self, other: &Lattice) {
        let start = self.entries.len() as u32;
        self.entries.extend_from_slice(&other.entries);
        self.ends.extend(other.ends.iter().map(|end| start + end));
    }

    /// The steps, each from the likeliest character on; U+0000 is the blank.
    pub(crate) fn steps(&self) -> impl ExactSizeIterator<Item = &[(char, f32)]> {
        let start = |step: usize| step.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        (0..self.ends.len()).map(move |step| &self.entries[start(step)..self.ends[step] as usize])
    }

    /// The probability that the recogniser gives to `text`, over all the ways to spread it over the steps.
    pub fn probability(&self, text: &str) -> f32 {
        let text: Vec<char> = text.chars().map(folded).collect();
        self.spread(&text, |_, _| false)
    }

    /// The probability of `text` whether or not blanks are printed beside its Chinese characters and signs (`165 套`, `165套`): recognisers
    /// waver, and it means nothing. Between two letters or figures a blank counts.
    pub(crate) fn probability_but_for_spaces(&self, text: &str) -> f32 {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let chars: Vec<char> = text.chars().map(folded).collect();
        let parts = |at: usize| is_word(at.checked_sub(1).map(|at| chars[at])) && is_word(chars.get(at + 1).copied());
        let kept: Vec<char> = chars.iter().enumerate().filter(|(at, c)| **c != ' ' || parts(*at)).map(|(_, c)| *c).collect();
        self.spread(&kept, |before, after| !(is_word(before) && is_word(after)))
    }

    /// The probability of `text`, where a space is nothing between characters for which `is_free` holds.
    fn spread(&self, text: &[char], is_free: impl Fn(Option<char>, Option<char>) -> bool) -> f32 {
        let of = |step: &[(char, f32)], char| step.iter().find(|entry| entry.0 == char).map_or(0.0, |entry| f64::from(entry.1));
        let free: Vec<bool> = (0..=text.len()).map(|i| is_free(i.checked_sub(1).map(|i| text[i]), text.get(i).copied())).collect();
        // after[i]: the first i characters are written, and the last step was the last of them (char) or a blank.
        let (mut char_after, mut blank_after) = (vec![0.0f64; text.len() + 1], vec![0.0f64; text.len() + 1]);
        blank_after[0] = 1.0;
        for step in self.steps() {
            let (blank, space) = (of(step, Dictionary::BLANK), of(step, ' '));
            for i in (0..=text.len()).rev() {
                let written = char_after[i] + blank_after[i];
                if i > 0 {
                    let char = text[i - 1];
                    let doubled = i > 1 && text[i - 2] == char;
                    let before = blank_after[i - 1] + if doubled { 0.0 } else { char_after[i - 1] };
                    char_after[i] = of(step, char) * (char_after[i] + before);
                }
                blank_after[i] = written * if free[i] { blank + space } else { blank };
            }
        }
        (char_after[text.len()] + blank_after[text.len()]).min(1.0) as f32
    }

    /// The at most `n` likeliest readings that fit `grammar`, with their probabilities, from the likeliest on; none below [`NEGLIGIBLE`].
    pub fn best_under(&self, grammar: &Grammar, n: usize) -> Vec<(String, f32)> {
        let mut readings: Vec<(String, f32)> = beam::candidates(self, grammar)
            .into_iter()
            .map(|text| {
                let probability = self.probability(&text);
                (text, probability)
            })
            .filter(|reading| reading.1 >= NEGLIGIBLE)
            .collect();
        readings.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        readings.truncate(n);
        readings
    }
}

/// The ASCII form of a full-width character.
pub(crate) fn folded(char: char) -> char {
    match char {
        '！'..='～' => char::from_u32(u32::from(char) - 0xFEE0).expect("the block mirrors ASCII"),
        _ => char,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A lattice from steps such as `"1:0.6 7:0.3 _:0.1"`, where `_` is the blank.
    pub(crate) fn lattice(steps: &[&str]) -> Lattice {
        let mut lattice = Lattice::default();
        for step in steps {
            lattice.push(step.split(' ').map(|entry| {
                let (char, probability) = entry.split_once(':').unwrap();
                let char = if char == "_" { Dictionary::BLANK } else { char.parse().unwrap() };
                (char, probability.parse().unwrap())
            }));
        }
        lattice
    }

    #[track_caller]
    fn check(steps: &[&str], text: &str, expected: f32) {
        let probability = lattice(steps).probability(text);
        assert!((probability - expected).abs() < 1e-6, "{probability} instead of {expected}");
    }

    #[test]
    fn all_ways_to_spread_a_text_count() {
        // 11, 1_, _1: 0.36 + 0.24 + 0.24.
        check(&["1:0.6 _:0.4", "1:0.6 _:0.4"], "1", 0.84);
        check(&["1:0.6 _:0.4", "1:0.6 _:0.4"], "", 0.16);
    }

    #[test]
    fn a_doubled_character_needs_a_blank_between() {
        check(&["1:0.6 _:0.4", "1:0.6 _:0.4"], "11", 0.0);
        check(&["1:0.6 _:0.4", "1:0.5 _:0.5", "1:0.7 _:0.3"], "11", 0.6 * 0.5 * 0.7);
        // 12 needs none: 12_, 1_2, _12, 112, 122.
        let step = "1:0.3 2:0.3 _:0.4";
        check(&[step, step, step], "12", 3.0 * 0.3 * 0.3 * 0.4 + 2.0 * 0.3 * 0.3 * 0.3);
    }

    #[test]
    fn full_width_forms_count_as_ascii() {
        check(&["％:0.5 %:0.4 _:0.1"], "%", 0.9);
        check(&["％:0.5 %:0.4 _:0.1"], "％", 0.9);
    }

    #[test]
    fn blanks_beside_chinese_characters_count_for_nothing() {
        let parse = |steps: &[&str]| {
            let mut lattice = lattice(steps);
            lattice.entries.iter_mut().filter(|entry| entry.0 == '␣').for_each(|entry| entry.0 = ' ');
            lattice
        };
        // `5套` in two ways, and `5 套`.
        let beside = parse(&["5:1", "␣:0.4 _:0.6", "套:1"]);
        assert!((beside.probability("5 套") - 0.4).abs() < 1e-6);
        assert!((beside.probability_but_for_spaces("5 套") - 1.0).abs() < 1e-6);
        assert!((beside.probability_but_for_spaces("5套") - 1.0).abs() < 1e-6);
        // `15` and `1 5` are two texts.
        let between = parse(&["1:1", "␣:0.4 _:0.6", "5:1"]);
        assert!((between.probability_but_for_spaces("15") - 0.6).abs() < 1e-6);
        assert!((between.probability_but_for_spaces("1 5") - 0.4).abs() < 1e-6);
    }

    #[test]
    fn a_text_that_was_never_held_possible_has_no_probability() {
        check(&["1:0.6 _:0.4"], "2", 0.0);
        check(&[], "2", 0.0);
        check(&[], "", 1.0);
    }
}
