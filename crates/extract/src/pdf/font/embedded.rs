//! What an embedded font program says about its own glyphs, where the PDF says nothing.

use ttf_parser::{CFFError, Face, GlyphId, OutlineBuilder, RawFace, Tag, cff, cmap};

/// Whether a font program has a glyph and paints nothing for it: such a glyph is a space, whether or not it is mapped.
pub(super) fn is_blank(program: &[u8], glyph: u32) -> bool {
    let Ok(glyph) = u16::try_from(glyph).map(GlyphId) else { return false };
    if let Ok(face) = Face::parse(program, 0) {
        let has_outlines = face.tables().glyf.is_some() || face.tables().cff.is_some();
        return has_outlines && glyph.0 < face.number_of_glyphs() && face.glyph_bounding_box(glyph).is_none();
    }
    cff::Table::parse(program).is_some_and(|table| {
        glyph.0 < table.number_of_glyphs() && table.outline(glyph, &mut NoOutline).is_err_and(|e| e == CFFError::ZeroBBox)
    })
}

/// Takes an outline and keeps nothing.
struct NoOutline;

impl OutlineBuilder for NoOutline {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

/// The Unicode characters of glyphs, read backwards from the font's own `cmap` table.
pub(super) struct ReverseCmap {
    by_glyph: Vec<char>,
}

impl ReverseCmap {
    /// From a TrueType or OpenType font; `None` where it maps no Unicode.
    pub(super) fn parse(font: &[u8]) -> Option<ReverseCmap> {
        let tables = cmap_subtables(font)?;
        let unicode = tables.into_iter().find(cmap::Subtable::is_unicode)?;
        let mut by_glyph = Vec::new();
        // The planes that fonts of our languages use. Asking for each character is bounded, whatever ranges the table claims.
        for point in (0x20..0x1_0000).chain(0x2_0000..0x2_4000) {
            let Some(c) = char::from_u32(point) else { continue };
            let Some(GlyphId(glyph)) = unicode.glyph_index(point).filter(|g| g.0 != 0) else { continue };
            let glyph = usize::from(glyph);
            if by_glyph.len() <= glyph {
                by_glyph.resize(glyph + 1, '\0');
            }
            // One glyph often serves a character and its lookalikes: the plain character is the likely one.
            if by_glyph[glyph] == '\0' || (is_lookalike(by_glyph[glyph]) && !is_lookalike(c)) {
                by_glyph[glyph] = c;
            }
        }
        (!by_glyph.is_empty()).then_some(ReverseCmap { by_glyph })
    }

    pub(super) fn character(&self, glyph: u32) -> Option<char> {
        self.by_glyph.get(glyph as usize).copied().filter(|c| *c != '\0')
    }
}

/// Characters that exist for compatibility with another one of the same shape.
fn is_lookalike(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{AD}' | '\u{2126}' | '\u{2E80}'..='\u{2FDF}' | '\u{E000}'..='\u{FAFF}' | '\u{FE00}'..='\u{FFFF}')
}

/// The glyph of a code in a symbolic TrueType font (PDF 32000-1, 9.6.6.4), and its name where the font has names.
pub(super) struct SymbolicTrueType<'a> {
    subtables: Vec<cmap::Subtable<'a>>,
    face: Option<Face<'a>>,
}

impl<'a> SymbolicTrueType<'a> {
    pub(super) fn parse(font: &'a [u8]) -> Option<Self> {
        Some(SymbolicTrueType { subtables: cmap_subtables(font)?, face: Face::parse(font, 0).ok() })
    }

    pub(super) fn glyph(&self, code: u8) -> Option<u32> {
        let code = u32::from(code);
        self.subtables
            .iter()
            .filter(|t| !t.is_unicode() || t.platform_id == ttf_parser::PlatformId::Windows)
            .find_map(|t| [code, 0xF000 + code].iter().find_map(|c| t.glyph_index(*c)))
            .map(|g| u32::from(g.0))
            .filter(|g| *g != 0)
    }

    pub(super) fn name(&self, glyph: u32) -> Option<&str> {
        self.face.as_ref()?.glyph_name(GlyphId(u16::try_from(glyph).ok()?))
    }
}

fn cmap_subtables(font: &[u8]) -> Option<Vec<cmap::Subtable<'_>>> {
    let raw = RawFace::parse(font, 0).ok()?;
    let table = cmap::Table::parse(raw.table(Tag::from_bytes(b"cmap"))?)?;
    Some(table.subtables.into_iter().collect())
}

/// The glyph names by code that a bare CFF program brings with it.
pub(super) fn cff_names(font: &[u8]) -> Option<Vec<(u8, String)>> {
    let table = cff::Table::parse(font)?;
    Some((0..=255).filter_map(|code| Some((code, table.glyph_name(table.glyph_index(code)?)?.to_owned()))).collect())
}

/// The glyph names by code in the clear part of a Type 1 program: `dup 65 /A put`.
pub(super) fn type1_names(font: &[u8]) -> Vec<(u8, String)> {
    let clear = &font[..font.windows(5).position(|w| w == b"eexec").unwrap_or(font.len()).min(1 << 16)];
    let words: Vec<&[u8]> = clear
        .split(|b| b.is_ascii_whitespace())
        .filter(|w| !w.is_empty())
        .flat_map(|w| match w.iter().position(|b| *b == b'/') {
            Some(at) if at > 0 => vec![&w[..at], &w[at..]],
            _ => vec![w],
        })
        .collect();
    let entry = |w: &[&[u8]]| {
        let [b"dup", code, name, b"put"] = w else { return None };
        let name = name.strip_prefix(b"/")?;
        Some((std::str::from_utf8(code).ok()?.parse().ok()?, std::str::from_utf8(name).ok()?.to_owned()))
    };
    words.windows(4).filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type1_encoding_is_read_from_the_clear_part() {
        let program = b"/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\ndup 65 /A put\ndup 66/beta put\nreadonly def eexec dup 67 /C put";
        assert_eq!(type1_names(program), [(65, "A".to_owned()), (66, "beta".to_owned())]);
    }

    #[test]
    fn broken_programs_say_nothing() {
        assert!(ReverseCmap::parse(b"\0\x01\0\0garbage").is_none());
        assert!(SymbolicTrueType::parse(b"OTTO").is_none());
        assert!(cff_names(b"\x01\0\x04").is_none());
    }
}
