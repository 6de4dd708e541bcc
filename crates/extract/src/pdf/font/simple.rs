//! Fonts of one-byte codes: Type 1, TrueType and Type 3.

use hayro_syntax::object::{Array, Dict, Name, Object};

use super::{
    FontFile, ToUnicode,
    embedded::{self, ReverseCmap, SymbolicTrueType},
    font_program, is_void,
    names::{self, BaseEncoding},
};

/// Text and width of every code.
pub(super) struct SimpleFont {
    text: Vec<String>,
    widths: Vec<f32>,
}

impl Default for SimpleFont {
    fn default() -> Self {
        SimpleFont { text: vec![String::new(); 256], widths: vec![0.5; 256] }
    }
}

impl SimpleFont {
    pub(super) fn new(dict: &Dict<'_>, type3: bool) -> SimpleFont {
        let base_font = dict.get::<Name<'_>>("BaseFont");
        let base_font = base_font.as_ref().map_or("", |n| n.as_str());
        let descriptor = dict.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
        let symbolic = descriptor.get::<i32>("Flags").is_some_and(|flags| flags & 4 != 0);
        let glyphs = glyph_names(dict, base_font, type3);
        let to_unicode = ToUnicode::read(dict);

        let mut font = SimpleFont::default();
        for (code, text) in font.text.iter_mut().enumerate() {
            if to_unicode.as_ref().is_some_and(|map| map.push(code as u32, text)) {
                continue;
            }
            // A symbolic font's own encoding goes before the names that a careless producer wrote.
            if !(symbolic && glyphs.guessed) {
                names::push_characters(&glyphs.names[code], text);
            }
        }
        if font.text.iter().any(|t| is_void(t)) && !type3 {
            fill_from_program(&descriptor, &mut font.text);
        }
        for (code, text) in font.text.iter_mut().enumerate().filter(|(_, text)| text.is_empty()) {
            names::push_characters(&glyphs.names[code], text);
        }
        font.widths = widths(dict, &descriptor, base_font, &glyphs.names);
        font
    }

    /// Appends the text of a code and gives its width in ems.
    pub(super) fn read(&self, code: u8, out: &mut String) -> f32 {
        let text = &self.text[usize::from(code)];
        if !is_void(text) {
            out.push_str(text);
        } else if matches!(code, b' ' | b'\t' | b'\n' | b'\r') {
            out.push(' ');
        }
        self.widths[usize::from(code)]
    }
}

/// Glyph name by code, and whether no encoding was named so that they are only the usual ones.
struct GlyphNames {
    names: Vec<String>,
    guessed: bool,
}

fn glyph_names(dict: &Dict<'_>, base_font: &str, type3: bool) -> GlyphNames {
    let encoding = dict.get::<Object<'_>>("Encoding");
    let (base, differences) = match &encoding {
        Some(Object::Name(name)) => (base_encoding(name), None),
        Some(Object::Dict(d)) => {
            (d.get::<Name<'_>>("BaseEncoding").and_then(|n| base_encoding(&n)), d.get::<Array<'_>>("Differences"))
        }
        _ => (None, None),
    };
    let own = if base_font.contains("Symbol") {
        BaseEncoding::Symbol
    } else if base_font.contains("Dingbats") {
        BaseEncoding::ZapfDingbats
    } else {
        BaseEncoding::Standard
    };
    // Type 3 fonts have no encoding but the one they bring.
    let mut names: Vec<String> = if type3 && base.is_none() {
        vec![String::new(); 256]
    } else {
        names::encoding(base.unwrap_or(own)).iter().map(|n| (*n).to_owned()).collect()
    };
    let guessed = base.is_none() && differences.is_none();
    let mut code = 0usize;
    for item in differences.iter().flat_map(|d| d.iter::<Object<'_>>()) {
        match item {
            Object::Number(n) => code = usize::try_from(n.as_i64()).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(slot) = names.get_mut(code) {
                    *slot = name.as_str().to_owned();
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    GlyphNames { names, guessed }
}

fn base_encoding(name: &[u8]) -> Option<BaseEncoding> {
    match name {
        b"StandardEncoding" => Some(BaseEncoding::Standard),
        b"MacRomanEncoding" => Some(BaseEncoding::MacRoman),
        b"WinAnsiEncoding" => Some(BaseEncoding::WinAnsi),
        _ => None,
    }
}

/// Fills the codes that have no text yet from the embedded font program.
fn fill_from_program(descriptor: &Dict<'_>, text: &mut [String]) {
    let Some((kind, program)) = font_program(descriptor) else { return };
    let mut fill = |code: usize, add: &mut dyn FnMut(&mut String)| {
        if let Some(text) = text.get_mut(code).filter(|t| is_void(t)) {
            text.clear();
            add(text);
        }
    };
    match kind {
        FontFile::Type1 | FontFile::Compact => {
            let own = if kind == FontFile::Type1 { Some(embedded::type1_names(&program)) } else { embedded::cff_names(&program) };
            for (code, name) in own.unwrap_or_default() {
                fill(usize::from(code), &mut |text| {
                    names::push_characters(&name, text);
                });
            }
        }
        FontFile::TrueType => {
            let Some(font) = SymbolicTrueType::parse(&program) else { return };
            let reverse = ReverseCmap::parse(&program);
            for code in 0..=255u8 {
                let Some(glyph) = font.glyph(code) else { continue };
                fill(usize::from(code), &mut |text| {
                    let named = font.name(glyph).is_some_and(|name| names::push_characters(name, text));
                    if !named {
                        text.extend(reverse.as_ref().and_then(|map| map.character(glyph)));
                    }
                });
            }
        }
    }
}

fn widths(dict: &Dict<'_>, descriptor: &Dict<'_>, base_font: &str, names: &[String]) -> Vec<f32> {
    let missing = descriptor.get::<f32>("MissingWidth").unwrap_or(0.0) / 1000.0;
    let Some(array) = dict.get::<Array<'_>>("Widths") else {
        // Half an em is the usual width of a figure.
        return names.iter().map(|name| names::standard_width(base_font, name).unwrap_or(500.0) / 1000.0).collect();
    };
    let first = dict.get::<i32>("FirstChar").and_then(|c| usize::try_from(c).ok()).unwrap_or(0);
    let mut widths = vec![missing; 256];
    for (slot, width) in widths.iter_mut().skip(first).zip(array.iter::<f32>()) {
        *slot = if width.is_finite() { width / 1000.0 } else { missing };
    }
    widths
}
