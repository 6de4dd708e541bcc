//! Bytes to text: encodings, and what no encoding explains.
//!
//! Tried in this order: a byte-order mark; UTF-16 by the place of its zero bytes; UTF-8; GB18030 or Big5, as the file declares or as
//! `chardetng` tells them apart. Lines in UTF-8 inside a GB18030 or Big5 file, and the reverse, are read as what they are.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use jixiao_model::codes;
use memchr::memchr;

use super::doubts::Doubts;
use crate::ExtractError;

/// First bytes of formats that hold no plain text.
const MAGIC: &[&[u8]] = &[
    b"%PDF-",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x7fELF",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x1f\x8b\x08",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"SQLite format 3\0",
];
/// One control character in so many bytes is more than any text has: chance puts 29 of them into 256 bytes of compressed data.
const BYTES_PER_CONTROL: usize = 50;
/// Bytes from which an encoding is told; `chardetng` reads 20 MB a second.
const SAMPLE_BYTES: usize = 1 << 16;

/// The text of a file.
///
/// # Errors
/// [`ExtractError::Binary`] where the bytes are no text.
pub(super) fn decode<'a>(bytes: &'a [u8], doubts: &mut Doubts) -> Result<Cow<'a, str>, ExtractError> {
    if MAGIC.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(ExtractError::Binary);
    }
    let marked = Encoding::for_bom(bytes);
    let utf16 = match marked {
        Some((encoding, _)) => (encoding != UTF_8).then_some(encoding),
        None => utf16_without_mark(bytes),
    };
    let bytes = &bytes[marked.map_or(0, |(_, length)| length)..];
    let text = if let Some(encoding) = utf16 {
        if marked.is_none() {
            guessed(encoding, doubts);
        }
        let text = decode_utf16(bytes, encoding, doubts);
        if is_binary(text.as_bytes()) {
            return Err(ExtractError::Binary);
        }
        Cow::Owned(text)
    } else {
        if is_binary(bytes) {
            return Err(ExtractError::Binary);
        }
        match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) => text,
            None => Cow::Owned(decode_lines(bytes, marked.is_some(), doubts)),
        }
    };
    Ok(blank_controls(text, doubts))
}

fn guessed(encoding: &'static Encoding, doubts: &mut Doubts) {
    doubts.note_input(&codes::ENCODING_GUESSED, format!("the encoding was told from the bytes: {}", encoding.name()));
}

fn is_control(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0x7f
}

/// Too many control characters for a text. Form feeds separate pages and say nothing.
fn is_binary(bytes: &[u8]) -> bool {
    // In pieces whose count fits a byte, the compiler counts 16 bytes or more at a time.
    let count = |piece: &[u8]| piece.iter().map(|&byte| u8::from(is_control(byte) && byte != 0x0c)).sum::<u8>();
    let controls: usize = bytes.chunks(255).map(|piece| usize::from(count(piece))).sum();
    controls * BYTES_PER_CONTROL > bytes.len()
}

/// UTF-16 without a mark: at least nine in ten units are characters that forms are made of, and one in fifty is an ASCII character,
/// such as a tab or a line end. Stray zero bytes in another text are fewer.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES) & !1];
    memchr(0, sample)?;
    let (units, _) = sample.as_chunks::<2>();
    let usual = |to_unit: fn([u8; 2]) -> u16| {
        let units = units.iter().map(|unit| to_unit(*unit));
        units.fold((0, 0), |(usual, ascii), unit| {
            (usual + usize::from(is_usual(unit)), ascii + usize::from(matches!(unit, 1..=0x7f)))
        })
    };
    let (little, big) = (usual(u16::from_le_bytes), usual(u16::from_be_bytes));
    let (encoding, (usual, ascii)) = if big.0 > little.0 { (UTF_16BE, big) } else { (UTF_16LE, little) };
    (usual * 10 >= units.len() * 9 && ascii * 50 >= units.len()).then_some(encoding)
}

/// A UTF-16 unit that forms are made of: ASCII, signs, Han characters, full-width forms.
fn is_usual(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0xa0..=0xff | 0x2000..=0x303f | 0x3400..=0x9fff | 0xff00..=0xffef)
}

fn decode_utf16(bytes: &[u8], encoding: &'static Encoding, doubts: &mut Doubts) -> String {
    let (units, rest) = bytes.as_chunks::<2>();
    let units = units.iter().map(|unit| if encoding == UTF_16LE { u16::from_le_bytes(*unit) } else { u16::from_be_bytes(*unit) });
    let mut text = String::with_capacity(bytes.len());
    let mut line = 1u32;
    let undecodable = "lone halves of UTF-16 pairs stand as U+FFFD";
    for decoded in char::decode_utf16(units) {
        let c = decoded.unwrap_or_else(|lone| {
            doubts.note(&codes::UNDECODABLE_BYTES, undecodable, line, &lone.unpaired_surrogate().to_be_bytes());
            char::REPLACEMENT_CHARACTER
        });
        text.push(c);
        line = line.saturating_add(u32::from(c == '\n'));
    }
    if !rest.is_empty() {
        doubts.note(&codes::UNDECODABLE_BYTES, undecodable, line, rest);
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

/// Decodes bytes that are not all UTF-8, line by line: no encoding tried here has a line feed inside a character.
fn decode_lines(bytes: &[u8], is_marked_utf8: bool, doubts: &mut Doubts) -> String {
    let legacy = legacy_encoding(bytes);
    let is_utf8 = is_marked_utf8 || is_mostly_utf8(bytes);
    let (main, other) = if is_utf8 { (UTF_8, legacy.encoding) } else { (legacy.encoding, UTF_8) };
    if !is_marked_utf8 && !legacy.is_declared {
        guessed(main, doubts);
    }
    let foreign = format!("lines in {} inside a file in {} were read as such", other.name(), main.name());
    let undecodable = format!("bytes that are no {} stand as U+FFFD", main.name());
    // Han characters grow from two bytes to three.
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    for (number, line) in (1u32..).zip(bytes.split_inclusive(|&byte| byte == b'\n')) {
        if line.is_ascii() || is_utf8 {
            if let Ok(line) = std::str::from_utf8(line) {
                text.push_str(line);
                continue;
            }
        } else if is_han_utf8(line)
            && let Ok(valid) = std::str::from_utf8(line)
        {
            doubts.note(&codes::ENCODING_GUESSED, &foreign, number, line);
            text.push_str(valid);
            continue;
        }
        if let Some(valid) = legacy.encoding.decode_without_bom_handling_and_without_replacement(line) {
            if is_utf8 {
                doubts.note(&codes::ENCODING_GUESSED, &foreign, number, line);
            }
            text.push_str(&valid);
            continue;
        }
        doubts.note(&codes::UNDECODABLE_BYTES, &undecodable, number, line);
        text.push_str(&main.decode_without_bom_handling(line).0);
    }
    text
}

struct Legacy {
    encoding: &'static Encoding,
    is_declared: bool,
}

/// GB18030 or Big5: as the markup declares, else as the bytes look.
fn legacy_encoding(bytes: &[u8]) -> Legacy {
    let head = &bytes[..bytes.len().min(1024)];
    let label = memchr::memmem::find(&head.to_ascii_lowercase(), b"charset=").map(|at| {
        let label = head[at + b"charset=".len()..].trim_ascii_start();
        let label = label.strip_prefix(b"\"").or(label.strip_prefix(b"'")).unwrap_or(label);
        let end = label.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_".contains(byte))).unwrap_or(label.len());
        &label[..end]
    });
    match label.and_then(Encoding::for_label) {
        Some(encoding) if encoding == BIG5 => return Legacy { encoding: BIG5, is_declared: true },
        Some(encoding) if encoding == GB18030 || encoding == encoding_rs::GBK => {
            return Legacy { encoding: GB18030, is_declared: true };
        }
        _ => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for line in bytes[..bytes.len().min(SAMPLE_BYTES)].split_inclusive(|&byte| byte == b'\n') {
        if !is_han_utf8(line) {
            detector.feed(line, false);
        }
    }
    let is_big5 = detector.guess(None, Utf8Detection::Deny) == BIG5;
    Legacy { encoding: if is_big5 { BIG5 } else { GB18030 }, is_declared: false }
}

/// More than half of the bytes beyond ASCII stand on lines that are UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut utf8, mut all) = (0, 0);
    for line in bytes[..bytes.len().min(SAMPLE_BYTES)].split_inclusive(|&byte| byte == b'\n') {
        let beyond_ascii = line.iter().filter(|byte| !byte.is_ascii()).count();
        all += beyond_ascii;
        // On a line with a damaged character the others still tell.
        utf8 += line.utf8_chunks().map(|chunk| han_bytes(chunk.valid())).sum::<usize>();
    }
    utf8 * 2 > all
}

/// A line that is UTF-8 and has Han characters or their punctuation in at least half of what is not ASCII. Two-byte sequences prove
/// nothing: every seventh pair of GB18030 looks like one.
fn is_han_utf8(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|line| {
        let beyond_ascii = line.bytes().filter(|byte| !byte.is_ascii()).count();
        beyond_ascii > 0 && han_bytes(line) * 2 >= beyond_ascii
    })
}

/// Bytes of Han characters, their punctuation and full-width forms.
fn han_bytes(text: &str) -> usize {
    let is_han =
        |c: &char| matches!(c, '\u{2010}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..);
    text.chars().filter(is_han).map(char::len_utf8).sum()
}

/// Control characters become blanks, except a form feed at the beginning of a line: it says that a page begins.
fn blank_controls<'a>(text: Cow<'a, str>, doubts: &mut Doubts) -> Cow<'a, str> {
    if !text.as_bytes().chunks(1024).any(|piece| piece.iter().fold(false, |found, &byte| found | is_control(byte))) {
        return text;
    }
    let mut blanked = String::with_capacity(text.len());
    for (number, line) in (1u32..).zip(text.split_inclusive('\n')) {
        let Some(at) = line.bytes().position(is_control) else {
            blanked.push_str(line);
            continue;
        };
        doubts.note(&codes::CONTROL_CHARACTERS, "control characters were read as blanks", number, &line.as_bytes()[at..at + 1]);
        let page = line.len() - line.trim_start_matches('\u{c}').len();
        if page > 0 {
            blanked.push('\u{c}');
        }
        blanked.extend(line[page..].chars().map(|c| if u8::try_from(c).is_ok_and(is_control) { ' ' } else { c }));
    }
    Cow::Owned(blanked)
}
