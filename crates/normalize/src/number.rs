//! Numbers as forms print them.

use jixiao_model::{Code, Number, codes};
use rust_decimal::Decimal;

/// Most digits before and after the point: far beyond any amount in 元, and so few that no sum or product of a form overflows a decimal.
const MAX_WHOLE_DIGITS: usize = 15;
const MAX_FRACTION_DIGITS: usize = 9;

/// A number read from a whole text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parsed {
    pub(crate) number: Number,
    /// A percent sign follows.
    pub(crate) percent: bool,
    /// Repairs that reading it took.
    pub(crate) repairs: Vec<&'static Code>,
}

/// Reads `text` if it is a number and nothing else: sign, digits with or without groups of three, decimals, percent sign.
pub(crate) fn parse(text: &str) -> Option<Parsed> {
    let mut repairs = Vec::new();
    let text = text.trim();
    // Points may be printed with their word: `9.85分`.
    let text = text.strip_suffix('分').map_or(text, str::trim_end);
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ff01}'..='\u{ff5e}' => {
                plain.push(char::from_u32(c as u32 - 0xfee0)?);
                if !repairs.contains(&&codes::COMPATIBILITY_FORM) {
                    repairs.push(&codes::COMPATIBILITY_FORM);
                }
            }
            '0'..='9' | '.' | ',' | '-' | '+' | '%' | ' ' => plain.push(c),
            '¥' if plain.is_empty() => {}
            _ => return None,
        }
    }
    let (digits, percent) = match plain.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), true),
        None => (plain.as_str(), false),
    };
    let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    let grouped = unsigned.contains(',');
    if grouped && !well_grouped(unsigned) {
        return None;
    }
    let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let whole_is_number = grouped || all_digits(whole);
    if !whole_is_number || fraction.is_some_and(|fraction| !all_digits(fraction)) {
        return None;
    }
    let digits_in = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    if digits_in(whole) > MAX_WHOLE_DIGITS || fraction.is_some_and(|fraction| digits_in(fraction) > MAX_FRACTION_DIGITS) {
        return None;
    }
    let number = if grouped {
        repairs.push(&codes::GROUPED_DIGITS);
        digits.replace(',', "").parse().ok()?
    } else {
        digits.strip_prefix('+').unwrap_or(digits).parse().ok()?
    };
    Some(Parsed { number, percent, repairs })
}

/// Groups of exactly three digits after the first, which has one to three.
fn well_grouped(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first))
        && groups.all(|group| group.len() == 3 && digits(group))
        && !text.split('.').skip(1).any(|fraction| fraction.contains(','))
}

/// Whether `text` is a sign for an empty cell: dashes, a lone underscore or slash.
pub(crate) fn is_dash(text: &str) -> bool {
    let mut length = 0;
    text.chars().all(|c| {
        length += 1;
        matches!(c, '-' | '_' | '—' | '–' | '―' | '－' | '/' | '／' | '＿' | 'ー' | '─' | '━')
    }) && (1..=4).contains(&length)
        || text == "一"
}

/// Whether `text` is a number in which letters stand for digits that look like them: `8.4O`, `l0.00`. Which digits, nobody can say for sure.
pub(crate) fn is_garbled(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let alike = text.bytes().filter(|byte| matches!(byte, b'O' | b'o' | b'D' | b'l' | b'I' | b'|' | b'Z' | b'S' | b'B')).count();
    let marks = text.bytes().filter(|byte| matches!(byte, b'.' | b',' | b'%')).count();
    alike > 0 && alike <= digits && digits + alike + marks == text.len()
}

/// `number` divided by a hundred, with all its digits: 86.19 becomes 0.8619.
pub(crate) fn percent_to_fraction(number: Number) -> Option<Number> {
    let mut decimal: Decimal = number.0;
    decimal.set_scale(decimal.scale() + 2).ok()?;
    Some(Number(decimal))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, bool)> {
        parse(text).map(|parsed| (parsed.number.to_string(), parsed.percent))
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(read("380000.00"), Some(("380000.00".into(), false)));
        assert_eq!(read("215,457.6"), Some(("215457.6".into(), false)));
        assert_eq!(read("86.19%"), Some(("86.19".into(), true)));
        assert_eq!(read("１２．５"), Some(("12.5".into(), false)));
        assert_eq!(read("-3"), Some(("-3".into(), false)));
        assert_eq!(read("0.0"), Some(("0.0".into(), false)));
        assert_eq!(read("9.85分"), Some(("9.85".into(), false)));
    }

    #[test]
    fn what_is_no_number_is_not_read_as_one() {
        for text in
            ["77.74.1", "10000000000000000000000000000000000000", "1O.0", "10 9", "21,54", "1.", ".5", "%", "", "-", "100 件"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_percentage_becomes_a_fraction() {
        assert_eq!(percent_to_fraction(Number(Decimal::new(8619, 2))).map(|n| n.to_string()).as_deref(), Some("0.8619"));
        assert_eq!(percent_to_fraction(Number(Decimal::new(100, 0))).map(|n| n.to_string()).as_deref(), Some("1.00"));
    }

    #[test]
    fn letters_that_look_like_digits_make_a_garbled_number() {
        for text in ["8.4O", "l0.00", "10.O", "9B%"] {
            assert!(is_garbled(text), "{text}");
        }
        for text in ["8.40", "OO", "10米", "A4", "Z", "SOS1"] {
            assert!(!is_garbled(text), "{text}");
        }
    }

    #[test]
    fn dashes() {
        for text in ["_", "—", "——", "-", "/", "一"] {
            assert!(is_dash(text), "{text}");
        }
        assert!(!is_dash("") && !is_dash("-5") && !is_dash("_ 、"));
    }
}
