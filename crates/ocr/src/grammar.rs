//! What may stand in a place: patterns of characters.

use crate::lattice::folded;

/// The texts that may stand in a place, as an automaton without empty moves (Glushkov's construction): each position of the pattern is a
/// state, which is reached by reading its character.
#[derive(Clone, Debug)]
pub struct Grammar {
    positions: Vec<Position>,
    firsts: Vec<u32>,
    /// Whether the empty text fits.
    nullable: bool,
}

#[derive(Clone, Debug)]
struct Position {
    chars: Chars,
    /// Where to go from here, in ascending order.
    follow: Vec<u32>,
    /// Whether the text may end here.
    last: bool,
}

/// Which characters a position takes.
#[derive(Clone, Debug)]
enum Chars {
    One(char),
    OneOf(&'static str),
    Digit,
    /// Ideographs, the signs of units, and those letters of units that do not look like digits.
    Unit,
}

impl Chars {
    fn takes(&self, char: char) -> bool {
        match self {
            Chars::One(one) => *one == char,
            Chars::OneOf(any) => any.contains(char),
            Chars::Digit => char.is_ascii_digit(),
            Chars::Unit => char.is_alphabetic() && !char.is_ascii() || "%‰°℃/²³kmtgMWhK".contains(char),
        }
    }
}

impl Grammar {
    /// A number as forms print it: a sign, groups of three digits parted by commas or none, decimals (`-1,234.50`, `0.88`, `380000`).
    pub fn number() -> Grammar {
        Grammar::compile(&number())
    }

    /// A percentage (`86.19%`).
    pub fn percent() -> Grammar {
        Grammar::compile(&percent())
    }

    /// What rate columns print: a percentage or a fraction.
    pub fn rate() -> Grammar {
        Grammar::compile(&Pattern::Any(vec![number(), percent()]))
    }

    /// A quantity: a comparator, a number or a span of two, and a unit; all but the number may be missing (`≥95%`, `100人次`, `50-60个`).
    pub fn quantity() -> Grammar {
        let comparator = Pattern::optional(Pattern::Char(Chars::OneOf("≥≤>＜<=＞≧≦")));
        let span = Pattern::optional(Pattern::Sequence(vec![Pattern::Char(Chars::OneOf("-~—–")), number()]));
        let unit = Pattern::optional(Pattern::many(Pattern::Char(Chars::Unit)));
        Grammar::compile(&Pattern::Sequence(vec![comparator, number(), span, unit]))
    }

    /// A day or a month: `2021年12月31日`, `2021-12-31`, `2021.12`, `2021年12月`.
    pub fn date() -> Grammar {
        let digits = |n: usize| Pattern::Sequence(vec![Pattern::Char(Chars::Digit); n]);
        let one_or_two = || Pattern::Any(vec![digits(1), digits(2)]);
        let char = |char| Pattern::Char(Chars::One(char));
        let day = Pattern::Sequence(vec![one_or_two(), char('日')]);
        let words = Pattern::Sequence(vec![digits(4), char('年'), one_or_two(), char('月'), Pattern::optional(day)]);
        let parted = |mark| {
            let day = Pattern::Sequence(vec![char(mark), one_or_two()]);
            Pattern::Sequence(vec![digits(4), char(mark), one_or_two(), Pattern::optional(day)])
        };
        Grammar::compile(&Pattern::Any(vec![words, parted('-'), parted('.'), parted('/')]))
    }

    /// The mark of an empty cell: a dash or a slash.
    pub fn dash() -> Grammar {
        Grammar::compile(&Pattern::Char(Chars::OneOf("—–-―一/_")))
    }

    /// Whatever fits one of the grammars.
    pub fn any_of(grammars: &[Grammar]) -> Grammar {
        let mut all = Grammar { positions: Vec::new(), firsts: Vec::new(), nullable: false };
        for grammar in grammars {
            let shift = all.positions.len() as u32;
            let shifted = |states: &[u32]| states.iter().map(|state| state + shift).collect::<Vec<_>>();
            all.firsts.extend(shifted(&grammar.firsts));
            all.nullable |= grammar.nullable;
            all.positions.extend(grammar.positions.iter().map(|position| Position {
                chars: position.chars.clone(),
                follow: shifted(&position.follow),
                last: position.last,
            }));
        }
        all
    }

    /// Whether the whole `text` fits.
    pub fn accepts(&self, text: &str) -> bool {
        let mut chars = text.chars().map(folded);
        let Some(first) = chars.next() else { return self.nullable };
        let states = chars.fold(self.start(first), |states, char| self.next(&states, char));
        self.may_end(&states)
    }

    /// The states after the first character of a text.
    pub(crate) fn start(&self, char: char) -> Vec<u32> {
        self.reached(self.firsts.iter().copied(), char)
    }

    /// The states after one more character.
    pub(crate) fn next(&self, states: &[u32], char: char) -> Vec<u32> {
        self.reached(states.iter().flat_map(|&state| self.positions[state as usize].follow.iter().copied()), char)
    }

    /// Whether the empty text fits.
    pub(crate) fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Whether a text may end in one of the states.
    pub(crate) fn may_end(&self, states: &[u32]) -> bool {
        states.iter().any(|&state| self.positions[state as usize].last)
    }

    fn reached(&self, candidates: impl Iterator<Item = u32>, char: char) -> Vec<u32> {
        let mut states: Vec<u32> = candidates.filter(|&state| self.positions[state as usize].chars.takes(char)).collect();
        states.sort_unstable();
        states.dedup();
        states
    }

    fn compile(pattern: &Pattern) -> Grammar {
        let mut positions = Vec::new();
        let Part { firsts, lasts, nullable } = pattern.place(&mut positions);
        lasts.iter().for_each(|&last| positions[last as usize].last = true);
        for position in &mut positions {
            position.follow.sort_unstable();
            position.follow.dedup();
        }
        Grammar { positions, firsts, nullable }
    }
}

/// A regular expression.
#[derive(Clone, Debug)]
enum Pattern {
    Char(Chars),
    Sequence(Vec<Pattern>),
    Any(Vec<Pattern>),
    Optional(Box<Pattern>),
    Many(Box<Pattern>),
}

/// Where a part of a pattern begins and ends.
struct Part {
    firsts: Vec<u32>,
    lasts: Vec<u32>,
    nullable: bool,
}

impl Pattern {
    fn optional(pattern: Pattern) -> Pattern {
        Pattern::Optional(Box::new(pattern))
    }

    /// Once or more often.
    fn many(pattern: Pattern) -> Pattern {
        Pattern::Many(Box::new(pattern))
    }

    fn place(&self, positions: &mut Vec<Position>) -> Part {
        match self {
            Pattern::Char(chars) => {
                let at = u32::try_from(positions.len()).expect("a pattern is short");
                positions.push(Position { chars: chars.clone(), follow: Vec::new(), last: false });
                Part { firsts: vec![at], lasts: vec![at], nullable: false }
            }
            Pattern::Sequence(parts) => {
                let mut whole = Part { firsts: Vec::new(), lasts: Vec::new(), nullable: true };
                for part in parts {
                    let part = part.place(positions);
                    whole.lasts.iter().for_each(|&last| positions[last as usize].follow.extend(&part.firsts));
                    if whole.nullable {
                        whole.firsts.extend(&part.firsts);
                    }
                    if part.nullable {
                        whole.lasts.extend(part.lasts);
                    } else {
                        whole.lasts = part.lasts;
                    }
                    whole.nullable &= part.nullable;
                }
                whole
            }
            Pattern::Any(parts) => {
                let mut whole = Part { firsts: Vec::new(), lasts: Vec::new(), nullable: false };
                for part in parts {
                    let part = part.place(positions);
                    whole.firsts.extend(part.firsts);
                    whole.lasts.extend(part.lasts);
                    whole.nullable |= part.nullable;
                }
                whole
            }
            Pattern::Optional(part) => Part { nullable: true, ..part.place(positions) },
            Pattern::Many(part) => {
                let part = part.place(positions);
                part.lasts.iter().for_each(|&last| positions[last as usize].follow.extend(&part.firsts));
                part
            }
        }
    }
}

fn number() -> Pattern {
    let digit = || Pattern::Char(Chars::Digit);
    let three = || Pattern::Sequence(vec![digit(), digit(), digit()]);
    let lead = Pattern::Sequence(vec![digit(), Pattern::optional(digit()), Pattern::optional(digit())]);
    let group = Pattern::Sequence(vec![Pattern::Char(Chars::One(',')), three()]);
    let grouped = Pattern::Sequence(vec![lead, Pattern::many(group)]);
    let plain = Pattern::many(digit());
    let decimals = Pattern::Sequence(vec![Pattern::Char(Chars::One('.')), Pattern::many(digit())]);
    let sign = Pattern::Char(Chars::OneOf("-−+"));
    Pattern::Sequence(vec![Pattern::optional(sign), Pattern::Any(vec![grouped, plain]), Pattern::optional(decimals)])
}

fn percent() -> Pattern {
    Pattern::Sequence(vec![number(), Pattern::Char(Chars::One('%'))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(grammar: &Grammar, fit: &[&str], others: &[&str]) {
        fit.iter().for_each(|text| assert!(grammar.accepts(text), "{text:?} should fit"));
        others.iter().for_each(|text| assert!(!grammar.accepts(text), "{text:?} should not fit"));
    }

    #[test]
    fn numbers_have_groups_of_three_and_decimals() {
        let fit = ["0", "100", "380000.00", "1,234", "12,345,678.90", "-5", "0.0", "１２．５"];
        check(&Grammar::number(), &fit, &["", "1,23", "1,2345", "1234,567", ".5", "5.", "1.2.3", "12a", "10%"]);
    }

    #[test]
    fn rates_are_fractions_or_percentages() {
        check(&Grammar::percent(), &["86.19%", "100％"], &["86.19", "%", "8%6"]);
        check(&Grammar::rate(), &["86.19%", "0.88"], &["≥90%", "0.8.8"]);
    }

    #[test]
    fn quantities_have_a_comparator_and_a_unit() {
        check(
            &Grammar::quantity(),
            &["≥95%", "100人次", "100", "50-60个", "≤10万元", "5人/次"],
            &["1s", "≥", "人次", "95%≥", "≥≥5", ""],
        );
    }

    #[test]
    fn dates_keep_their_marks() {
        check(
            &Grammar::date(),
            &["2021年12月31日", "2021年1月", "2021-12-31", "2021.12", "2021/1/5"],
            &["2021年13", "21-12-31", "2021-12.31", "2021年12月31"],
        );
    }

    #[test]
    fn any_of_several_grammars_fits() {
        check(&Grammar::any_of(&[Grammar::dash(), Grammar::number()]), &["—", "15", "-15"], &["——", ""]);
    }
}
