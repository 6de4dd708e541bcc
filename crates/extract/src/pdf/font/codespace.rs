//! How many bytes the next character code takes.

/// The rule by which a string is cut into codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Codespace {
    /// Always two bytes.
    Two,
    /// UTF-16: four bytes from a high surrogate on.
    Utf16,
    /// One byte up to `single`, and from 0xFD where `high` holds; else two.
    OneOrTwo { single: u8, katakana: bool, high: bool },
    /// GB 18030: one, two or four bytes.
    Gb18030,
    /// CNS 11643 in EUC: one byte, two, or four after 0x8E.
    CnsEuc,
    /// What a CMap stream declares: number of bytes, lowest and highest code.
    Declared(Vec<(u8, u32, u32)>),
}

impl Codespace {
    /// The code space of a predefined CMap, by its name; two bytes for unknown names.
    pub(super) fn predefined(name: &[u8]) -> Codespace {
        let has = |part: &[u8]| name.windows(part.len()).any(|w| w == part);
        if has(b"UTF16") {
            Codespace::Utf16
        } else if has(b"UCS2") || name.starts_with(b"Identity") || name == b"H" || name == b"V" {
            Codespace::Two
        } else if has(b"GBK2K") {
            Codespace::Gb18030
        } else if has(b"CNS-EUC") {
            Codespace::CnsEuc
        } else if has(b"RKSJ") {
            Codespace::OneOrTwo { single: 0x80, katakana: true, high: true }
        } else if has(b"GBpc") || has(b"B5pc") || has(b"KSCpc") {
            Codespace::OneOrTwo { single: 0x84, katakana: false, high: true }
        } else if has(b"EUC") || has(b"GBK") || has(b"B5") || has(b"KSC") {
            Codespace::OneOrTwo { single: 0x80, katakana: false, high: false }
        } else {
            Codespace::Two
        }
    }

    /// What the text of a CMap stream declares; `None` where it declares nothing.
    pub(super) fn declared(cmap: &[u8]) -> Option<Codespace> {
        let mut ranges = Vec::new();
        let mut rest = cmap;
        while let Some(at) = find(rest, b"begincodespacerange") {
            rest = &rest[at + b"begincodespacerange".len()..];
            let end = find(rest, b"endcodespacerange").unwrap_or(rest.len());
            let mut codes = hex_strings(&rest[..end]);
            while let (Some((len, low)), Some((_, high))) = (codes.next(), codes.next()) {
                // No real CMap declares more than a handful.
                if (1..=4).contains(&len) && ranges.len() < 64 {
                    ranges.push((len, low, high));
                }
            }
        }
        (!ranges.is_empty()).then_some(Codespace::Declared(ranges))
    }

    /// The first code of `bytes` and its length; `None` at the end. A cut code at the end is taken as it is.
    pub(super) fn next(&self, bytes: &[u8]) -> Option<(u32, u8)> {
        let first = *bytes.first()?;
        let wanted = match self {
            Codespace::Two => 2,
            Codespace::Utf16 => 2 + 2 * u8::from((0xD8..0xDC).contains(&first)),
            Codespace::OneOrTwo { single, katakana, high } => {
                let one = first <= *single || (*katakana && (0xA0..=0xDF).contains(&first)) || (*high && first >= 0xFD);
                2 - u8::from(one)
            }
            Codespace::Gb18030 if first <= 0x80 => 1,
            Codespace::Gb18030 => 2 + 2 * u8::from(bytes.get(1).is_some_and(u8::is_ascii_digit)),
            Codespace::CnsEuc if first <= 0x80 => 1,
            Codespace::CnsEuc => 2 + 2 * u8::from(first == 0x8E),
            Codespace::Declared(ranges) => declared_length(ranges, bytes),
        };
        let len = usize::from(wanted).min(bytes.len());
        Some((bytes[..len].iter().fold(0, |code, b| code << 8 | u32::from(*b)), len as u8))
    }
}

/// Length of the first range that every byte of the next code lies in; else of the shortest range whose first byte fits; else of the
/// shortest (PDF 32000-1, 9.7.6.3).
fn declared_length(ranges: &[(u8, u32, u32)], bytes: &[u8]) -> u8 {
    let fits = |(len, low, high): &(u8, u32, u32), n: u8| {
        (0..n).all(|i| {
            let shift = 8 * (len - 1 - i);
            let byte = u32::from(bytes[usize::from(i)]);
            (low >> shift & 0xFF..=high >> shift & 0xFF).contains(&byte)
        })
    };
    let whole = ranges.iter().find(|r| usize::from(r.0) <= bytes.len() && fits(r, r.0));
    let partial = || ranges.iter().filter(|r| fits(r, 1)).min_by_key(|r| r.0);
    let shortest = || ranges.iter().min_by_key(|r| r.0);
    whole.or_else(partial).or_else(shortest).map_or(1, |r| r.0)
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|w| w == needle)
}

/// Length in bytes and value of every `<…>` of at most four bytes.
fn hex_strings(bytes: &[u8]) -> impl Iterator<Item = (u8, u32)> {
    bytes.split(|b| *b == b'<').skip(1).filter_map(|part| {
        let digits: Vec<u32> = part.iter().take_while(|b| **b != b'>').filter_map(|b| (*b as char).to_digit(16)).take(8).collect();
        (!digits.is_empty()).then(|| (digits.len().div_ceil(2) as u8, digits.iter().fold(0, |code, d| code << 4 | d)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(space: &Codespace, bytes: &[u8], expected: &[u32]) {
        let (mut codes, mut at) = (Vec::new(), 0);
        while let Some((code, len)) = space.next(&bytes[at..]) {
            codes.push(code);
            at += usize::from(len);
        }
        assert_eq!(codes, expected);
    }

    #[test]
    fn predefined_cmaps_mix_lengths() {
        check(&Codespace::predefined(b"GBK-EUC-H"), b"1\xCF\xEE2", &[0x31, 0xCFEE, 0x32]);
        check(&Codespace::predefined(b"GBK2K-V"), b"\x81\x30\x81\x30\xCF\xEEA", &[0x81308130, 0xCFEE, 0x41]);
        check(&Codespace::predefined(b"UniGB-UTF16-H"), b"\x4E\x2D\xD8\x42\xDF\xB7", &[0x4E2D, 0xD842DFB7]);
        check(&Codespace::predefined(b"90ms-RKSJ-H"), b"\xB1\x82\xA0A", &[0xB1, 0x82A0, 0x41]);
        check(&Codespace::predefined(b"Identity-H"), b"\x01\x02\x03", &[0x0102, 0x03]);
    }

    #[test]
    fn streams_declare_their_own() {
        let cmap = b"2 begincodespacerange <00> <80> <8140> <FEFE> endcodespacerange";
        let space = Codespace::declared(cmap).unwrap();
        check(&space, b"A\xCF\xEEB", &[0x41, 0xCFEE, 0x42]);
        assert_eq!(Codespace::declared(b"begincmap endcmap"), None);
    }
}
