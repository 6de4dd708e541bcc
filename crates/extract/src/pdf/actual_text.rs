//! `/ActualText`: marked content that says what its glyphs mean.

use crate::table::ink::PageInk;

/// Marked content deeper than this is only counted.
const MAX_DEPTH: usize = 64;

/// The marked content that is open.
#[derive(Default)]
pub(super) struct MarkedContent {
    open: Vec<Option<Actual>>,
    too_deep: u64,
}

struct Actual {
    first_glyph: usize,
    text: Vec<char>,
}

impl MarkedContent {
    /// `BMC` or `BDC`, with the bytes of its `/ActualText` if it has one.
    pub(super) fn begin(&mut self, ink: &PageInk, actual: Option<&[u8]>) {
        if self.open.len() >= MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        // The outermost text speaks for everything inside it.
        let nested = self.open.iter().any(Option::is_some);
        let actual = actual.filter(|_| !nested).map(|bytes| Actual { first_glyph: ink.glyphs.len(), text: text_string(bytes) });
        self.open.push(actual);
    }

    /// `EMC`: hands the characters to the glyphs, one each; the last glyph takes what is left over.
    pub(super) fn end(&mut self, ink: &mut PageInk) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(Actual { first_glyph, text }) = self.open.pop().flatten() else { return };
        let PageInk { glyphs, text: all, .. } = ink;
        let glyphs = &mut glyphs[first_glyph..];
        let Some(last) = glyphs.len().checked_sub(1) else { return };
        for (i, glyph) in glyphs.iter_mut().enumerate() {
            let start = all.len();
            if i == last {
                all.extend(text.iter().skip(i).take(usize::from(u16::MAX) / 4));
            } else {
                all.extend(text.get(i));
            }
            glyph.start = start as u32;
            glyph.len = (all.len() - start) as u16;
            glyph.confidence = 100;
        }
    }
}

/// A text string of PDF: UTF-16 or UTF-8 with a byte-order mark, else PDFDocEncoding, whose lower half is ASCII.
fn text_string(bytes: &[u8]) -> Vec<char> {
    let units = |be: bool| {
        let unit = move |c: &[u8]| if be { u16::from_be_bytes([c[0], c[1]]) } else { u16::from_le_bytes([c[0], c[1]]) };
        char::decode_utf16(bytes[2..].chunks_exact(2).map(unit).collect::<Vec<_>>())
            .map(|c| c.unwrap_or('\u{FFFD}'))
            .collect::<Vec<_>>()
    };
    let text = match bytes {
        [0xFE, 0xFF, ..] => units(true),
        [0xFF, 0xFE, ..] => units(false),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).chars().collect(),
        _ => bytes.iter().map(|b| char::from(*b)).collect(),
    };
    // Soft hyphens and zero-width characters are about line breaks.
    text.into_iter().filter(|c| !matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{FEFF}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ink::Glyph;

    #[track_caller]
    fn check(glyphs: &str, actual: &[u8], expected: &[&str]) {
        let mut ink = PageInk::default();
        let mut marked = MarkedContent::default();
        marked.begin(&ink, Some(actual));
        for c in glyphs.chars() {
            ink.glyphs.push(Glyph { edges: [0.0; 4], start: ink.text.len() as u32, len: c.len_utf8() as u16, confidence: 0 });
            ink.text.push(c);
        }
        marked.end(&mut ink);
        assert_eq!(ink.glyphs.iter().map(|g| ink.glyph_text(g)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn characters_go_to_glyphs_one_by_one() {
        check("xy", b"\xFE\xFF\x4E\x2D\x65\x87", &["中", "文"]);
        check("x", b"\xEF\xBB\xBF\xE4\xB8\xAD\xE6\x96\x87", &["中文"]);
        check("xyz", b"ab", &["a", "b", ""]);
        check("-", b"", &[""]);
        check("", b"lost", &[]);
    }
}
