//! Content streams to operators with their operands.
//!
//! A page has thousands of operators with a few bytes of operands each, so nothing is allocated for them one by one: operands
//! point into the stream, and strings that have to be decoded share one buffer.

use std::borrow::Cow;

/// More operands of one operator, arrays counted by their items, are dropped: a `TJ` of a whole page has some 10,000 items.
const MAX_OPERANDS: usize = 1 << 18;

/// An operand. Brackets of arrays are left out: no operator that we run has two arrays.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand<'c> {
    Number(f64),
    /// Without its slash, `#` escapes undecoded.
    Name(&'c [u8]),
    /// A string without escapes, as it stands in the stream.
    Plain(&'c [u8]),
    /// A string decoded to the buffer: from, to.
    Decoded(usize, usize),
    /// A dictionary as it stands in the stream, with its brackets.
    Dict(&'c [u8]),
}

/// The operators of one stream, in order.
pub(super) struct Operators<'c> {
    bytes: &'c [u8],
    at: usize,
    operands: Vec<Operand<'c>>,
    decoded: Vec<u8>,
}

/// A string or a move between strings, as `Tj` and `TJ` have them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TextItem<'o> {
    Text(&'o [u8]),
    Move(f64),
}

impl<'c> Operators<'c> {
    pub(super) fn new(bytes: &'c [u8]) -> Self {
        Operators { bytes, at: 0, operands: Vec::new(), decoded: Vec::new() }
    }

    /// Reads on to the next operator; its operands stay until the one after.
    pub(super) fn next(&mut self) -> Option<&'c [u8]> {
        self.operands.clear();
        self.decoded.clear();
        loop {
            let first = *self.bytes.get(self.at)?;
            let operand = match first {
                b'0'..=b'9' | b'+' | b'-' | b'.' => Operand::Number(self.number()),
                b'/' => {
                    self.at += 1;
                    Operand::Name(self.regular())
                }
                b'(' => self.literal(),
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dictionary(),
                b'<' => self.hexadecimal(),
                b'%' => {
                    self.skip_comment();
                    continue;
                }
                _ if is_regular(first) => {
                    let operator = self.regular();
                    if operator == b"BI" {
                        self.skip_inline_image();
                    }
                    return Some(operator);
                }
                _ => {
                    self.at += 1;
                    continue;
                }
            };
            if self.operands.len() < MAX_OPERANDS {
                self.operands.push(operand);
            }
        }
    }

    /// The first `N` operands, all of them finite numbers.
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let mut numbers = [0.0; N];
        for (slot, operand) in numbers.iter_mut().zip(self.operands.get(..N)?) {
            let Operand::Number(value) = operand else { return None };
            *slot = *value;
        }
        Some(numbers)
    }

    /// The operand at `index`, if it is a number.
    pub(super) fn number_at(&self, index: usize) -> Option<f64> {
        match self.operands.get(index)? {
            Operand::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// The operand at `index`, if it is a name.
    pub(super) fn name_at(&self, index: usize) -> Option<Cow<'c, [u8]>> {
        match self.operands.get(index)? {
            Operand::Name(raw) => Some(unescape(raw)),
            _ => None,
        }
    }

    /// The operand at `index`, if it is a dictionary, as it stands in the stream.
    pub(super) fn dict_at(&self, index: usize) -> Option<&'c [u8]> {
        match self.operands.get(index)? {
            Operand::Dict(raw) => Some(raw),
            _ => None,
        }
    }

    /// The numbers among the operands.
    pub(super) fn all_numbers(&self) -> impl Iterator<Item = f64> {
        self.operands.iter().filter_map(|o| if let Operand::Number(value) = o { Some(*value) } else { None })
    }

    /// Strings and moves from the operand at `index` on.
    pub(super) fn text_items(&self, index: usize) -> impl Iterator<Item = TextItem<'_>> {
        self.operands.iter().skip(index).filter_map(|operand| match operand {
            Operand::Number(value) => Some(TextItem::Move(*value)),
            Operand::Plain(text) => Some(TextItem::Text(text)),
            Operand::Decoded(from, to) => Some(TextItem::Text(&self.decoded[*from..*to])),
            _ => None,
        })
    }

    /// A run of regular characters, which may be empty.
    fn regular(&mut self) -> &'c [u8] {
        let rest = &self.bytes[self.at..];
        let len = rest.iter().position(|b| !is_regular(*b)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    /// A number as lenient as viewers read it: signs in a row count once, and what follows a second point is left out.
    fn number(&mut self) -> f64 {
        let rest = &self.bytes[self.at..];
        let negative = rest.first() == Some(&b'-');
        let signs = rest.iter().take_while(|b| matches!(b, b'+' | b'-')).count();
        let (whole, n_whole) = digits(&rest[signs..]);
        let mut len = signs + n_whole;
        let (mut value, mut scale) = (whole, 1.0);
        if rest.get(len) == Some(&b'.') {
            let (fraction, n_digits) = digits(&rest[len + 1..]);
            len += 1 + n_digits;
            if n_digits < POWERS.len() && n_whole + n_digits <= EXACT_DIGITS {
                scale = POWERS[n_digits];
                value = whole * scale + fraction;
            } else {
                (value, scale) = long_number(&rest[signs..len]);
            }
        } else if n_whole > EXACT_DIGITS {
            (value, scale) = long_number(&rest[signs..len]);
        }
        self.at += len;
        // What follows is left out.
        if self.bytes.get(self.at).is_some_and(|b| is_regular(*b)) {
            self.regular();
        }
        let value = if scale.is_finite() && value.is_finite() { value / scale } else { 0.0 };
        if negative { -value } else { value }
    }

    fn literal(&mut self) -> Operand<'c> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        // Most strings have neither escapes nor brackets nor line ends to mend.
        if let Some(len) = rest.iter().position(|b| matches!(b, b'(' | b')' | b'\\' | b'\r'))
            && rest[len] == b')'
        {
            self.at += len + 1;
            return Operand::Plain(&rest[..len]);
        }
        let from = self.decoded.len();
        let mut depth = 1;
        while let Some(&b) = self.bytes.get(self.at) {
            self.at += 1;
            match b {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape();
                    continue;
                }
                b'\r' => {
                    self.skip_byte(b'\n');
                    self.decoded.push(b'\n');
                    continue;
                }
                _ => {}
            }
            self.decoded.push(b);
        }
        Operand::Decoded(from, self.decoded.len())
    }

    /// What follows a backslash (PDF 32000-1, table 3).
    fn escape(&mut self) {
        let Some(&b) = self.bytes.get(self.at) else { return };
        self.at += 1;
        let byte = match b {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'\n' => return,
            b'\r' => return self.skip_byte(b'\n'),
            b'0'..=b'7' => {
                let mut value = u32::from(b - b'0');
                for _ in 0..2 {
                    let Some(&digit @ b'0'..=b'7') = self.bytes.get(self.at) else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                value as u8
            }
            other => other,
        };
        self.decoded.push(byte);
    }

    fn skip_byte(&mut self, byte: u8) {
        self.at += usize::from(self.bytes.get(self.at) == Some(&byte));
    }

    fn hexadecimal(&mut self) -> Operand<'c> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let len = rest.iter().position(|b| *b == b'>').unwrap_or(rest.len());
        self.at += (len + 1).min(rest.len());
        let from = self.decoded.len();
        let mut high = None;
        for digit in rest[..len].iter().filter_map(|b| (*b as char).to_digit(16)) {
            let digit = digit as u8;
            match high.take() {
                None => high = Some(digit),
                Some(high) => self.decoded.push(high << 4 | digit),
            }
        }
        self.decoded.extend(high.map(|high| high << 4));
        Operand::Decoded(from, self.decoded.len())
    }

    /// Skips to the end of a dictionary, whatever is nested in it.
    fn dictionary(&mut self) -> Operand<'c> {
        let start = self.at;
        let mut depth = 0usize;
        while let Some(&b) = self.bytes.get(self.at) {
            let double = self.bytes.get(self.at + 1) == Some(&b);
            match b {
                b'<' if double => {
                    depth += 1;
                    self.at += 2;
                }
                b'>' if double => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        break;
                    }
                }
                // The end of a hexadecimal string may touch the dictionary's own.
                b'(' | b'<' => {
                    let kept = self.decoded.len();
                    if b == b'(' {
                        self.literal()
                    } else {
                        self.hexadecimal()
                    };
                    self.decoded.truncate(kept);
                }
                b'%' => self.skip_comment(),
                _ => self.at += 1,
            }
        }
        Operand::Dict(&self.bytes[start..self.at])
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
    }

    /// Skips from after `BI` to after `EI`: the first one that stands alone and that text follows, since image data may hold the
    /// same letters.
    fn skip_inline_image(&mut self) {
        let rest = &self.bytes[self.at..];
        let alone =
            |at: usize| rest.get(at + 2).is_none_or(|b| !is_regular(*b)) && at.checked_sub(1).is_none_or(|b| !is_regular(rest[b]));
        let texty = |b: &u8| matches!(b, 9 | 10 | 13 | 32..=126);
        let data = memchr::memmem::find_iter(rest, b"ID").find(|at| alone(*at)).map_or(rest.len(), |at| at + 2);
        let end = memchr::memmem::find_iter(&rest[data..], b"EI")
            .map(|at| data + at)
            .find(|at| alone(*at) && rest[at + 2..].iter().take(12).all(texty));
        self.at += end.map_or(rest.len(), |at| at + 2);
    }
}

/// Digits that a float holds exactly.
const EXACT_DIGITS: usize = 15;

/// Powers of ten, by their exponents.
const POWERS: [f64; 12] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11];

/// The digits at the beginning as a number, which is exact up to [`EXACT_DIGITS`], and how many they are.
fn digits(bytes: &[u8]) -> (f64, usize) {
    let (mut value, mut n) = (0u64, 0);
    while let Some(&digit @ b'0'..=b'9') = bytes.get(n) {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        n += 1;
    }
    (value as f64, n)
}

/// Digits with at most one point, of any length: all of them as a whole number, and what to divide it by.
fn long_number(token: &[u8]) -> (f64, f64) {
    let (mut value, mut scale, mut point) = (0.0f64, 1.0f64, false);
    for b in token {
        if *b == b'.' {
            point = true;
            continue;
        }
        value = value * 10.0 + f64::from(b - b'0');
        if point {
            scale *= 10.0;
        }
    }
    (value, scale)
}

/// Whether a character is neither white space nor a delimiter (PDF 32000-1, 7.2.2).
fn is_regular(b: u8) -> bool {
    REGULAR[usize::from(b)]
}

static REGULAR: [bool; 256] = {
    let mut regular = [true; 256];
    let others = b"\0\t\n\x0c\r ()<>[]{}/%";
    let mut i = 0;
    while i < others.len() {
        regular[others[i] as usize] = false;
        i += 1;
    }
    regular
};

fn unescape(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let hex = |b: Option<&u8>| b.and_then(|b| (*b as char).to_digit(16));
    let mut out = Vec::with_capacity(name.len());
    let mut at = 0;
    while let Some(&b) = name.get(at) {
        match (b, hex(name.get(at + 1)), hex(name.get(at + 2))) {
            (b'#', Some(high), Some(low)) => {
                out.push((high << 4 | low) as u8);
                at += 3;
            }
            _ => {
                out.push(b);
                at += 1;
            }
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every operator with its operands as text.
    #[track_caller]
    fn check(stream: &str, expected: &[&str]) {
        let mut operators = Operators::new(stream.as_bytes());
        let mut found = Vec::new();
        while let Some(operator) = operators.next() {
            let mut line = String::from_utf8_lossy(operator).into_owned();
            for operand in &operators.operands {
                line += &match operand {
                    Operand::Number(value) => format!(" {value}"),
                    Operand::Name(name) => format!(" /{}", String::from_utf8_lossy(&unescape(name))),
                    Operand::Plain(text) => format!(" {:?}", String::from_utf8_lossy(text)),
                    Operand::Decoded(from, to) => format!(" {:?}", String::from_utf8_lossy(&operators.decoded[*from..*to])),
                    Operand::Dict(raw) => format!(" {}", String::from_utf8_lossy(raw)),
                };
            }
            found.push(line);
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn operators_follow_their_operands() {
        check("1 0 -.5 +2. re% a comment\nf*/F#311 12 Tf", &["re 1 0 -0.5 2", "f*", "Tf /F11 12"]);
        check("--5 1.2.3 4-5 m", &["m -5 1.2 4"]);
        check("007.250 . -.0 1234567890123456 1.00000000000000000005 w", &["w 7.25 0 -0 1234567890123456 1"]);
        check("1.5.25.3abc 2]3 w", &["w 1.5 2 3"]);
    }

    #[test]
    fn strings_are_decoded() {
        check(r"(plain) (a\(b\)\\) (\101\7z) (n(es)ted) Tj", &[r#"Tj "plain" "a(b)\\" "A\u{7}z" "n(es)ted""#]);
        check("[(A) -120.5 <4 2>] TJ", &[r#"TJ "A" -120.5 "B""#]);
        check("<414> '", &[r#"' "A@""#]);
        check("(open", &[]);
    }

    #[test]
    fn dictionaries_stay_raw() {
        check("/Span<</A<</B(>>)>>/C 1>>BDC EMC", &["BDC /Span <</A<</B(>>)>>/C 1>>", "EMC"]);
        check("/Span<</A<FEFF>>>BDC EMC", &["BDC /Span <</A<FEFF>>>", "EMC"]);
        check("<< /open (", &[]);
        check("<< /open <41", &[]);
    }

    #[test]
    fn inline_images_are_skipped() {
        check("q BI /W 2 /H 2 ID a EI\u{1}b EIx \u{2}\nEI Q", &["q", "BI", "Q"]);
        check("BI /W 1 ID endless", &["BI"]);
    }
}
