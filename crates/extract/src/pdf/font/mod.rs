//! Fonts: from the bytes of a string to characters and widths.
//!
//! No glyph is ever drawn. What a code stands for is looked up once per font and kept, since a page repeats its characters.

mod codespace;
mod composite;
mod embedded;
mod names;
mod simple;

use hayro_syntax::object::{Array, Dict, Name, Stream};
use rustc_hash::FxHashMap;

use super::stream;

/// Most bytes that an embedded font program or a CMap may decode to; the largest CJK fonts have some 30 MB.
const FONT_BYTES: usize = 64 << 20;

/// Sizes beyond this many ems are a defect of the file, not a width.
const MAX_WIDTH: f32 = 100.0;

/// One font of a file.
pub(super) struct Font<'a> {
    kind: Kind<'a>,
    /// Written from top to bottom.
    pub(super) vertical: bool,
    /// Where a glyph starts below and ends above the baseline, in ems.
    pub(super) descent: f32,
    /// See `descent`.
    pub(super) ascent: f32,
    /// Type 3 fonts may choose their own unit: ems to one unit of the font size.
    pub(super) em: f32,
    known: FxHashMap<u64, Char>,
    /// Text of all known codes, one after the other.
    text: String,
}

enum Kind<'a> {
    Simple(simple::SimpleFont),
    Composite(Box<composite::CompositeFont<'a>>),
}

/// What one code stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Char {
    start: u32,
    len: u16,
    /// Its text, where that is one character: nearly always.
    pub(super) single: Option<char>,
    /// Whether the code maps to text; else its text is U+FFFD.
    pub(super) mapped: bool,
    /// Word spacing applies: the single-byte code 32.
    pub(super) word_space: bool,
    /// How far the pen moves, in ems; along y for vertical fonts, downwards negative.
    pub(super) advance: f32,
    /// Horizontal width, in ems.
    pub(super) width: f32,
    /// For vertical fonts: from the pen to the glyph's horizontal origin, in ems.
    pub(super) shift: [f32; 2],
}

/// The place of a glyph in vertical writing, in ems.
#[derive(Clone, Copy, Debug, PartialEq)]
struct VerticalMetrics {
    advance: f32,
    shift: [f32; 2],
}

impl<'a> Font<'a> {
    /// Reads a font dictionary. A defective one gives a font whose codes map to nothing.
    pub(super) fn new(dict: &Dict<'a>) -> Font<'a> {
        let subtype = dict.get::<Name<'_>>("Subtype");
        let subtype = subtype.as_deref().unwrap_or_default();
        // CJK glyphs stand in a square from 0.12 em below the baseline (Adobe's ideographic em box).
        let mut font = Font {
            kind: Kind::Simple(simple::SimpleFont::default()),
            vertical: false,
            descent: -0.12,
            ascent: 0.88,
            em: 1.0,
            known: FxHashMap::default(),
            text: String::new(),
        };
        if subtype == b"Type0" || dict.contains_key("DescendantFonts") {
            let composite = composite::CompositeFont::new(dict);
            font.vertical = composite.vertical();
            font.kind = Kind::Composite(Box::new(composite));
        } else {
            if subtype == b"Type3" {
                font.use_type3_units(dict);
            }
            font.kind = Kind::Simple(simple::SimpleFont::new(dict, subtype == b"Type3"));
        }
        font
    }

    /// The next code of `bytes`, and how many bytes it took.
    pub(super) fn next_char(&mut self, bytes: &[u8]) -> Option<(Char, usize)> {
        let (code, len) = match &self.kind {
            Kind::Simple(_) => (u32::from(*bytes.first()?), 1),
            Kind::Composite(font) => font.codespace().next(bytes)?,
        };
        // Codes of different lengths are different codes.
        let key = u64::from(len) << 32 | u64::from(code);
        if let Some(known) = self.known.get(&key) {
            return Some((*known, usize::from(len)));
        }
        let start = self.text.len();
        let (width, vertical) = match &mut self.kind {
            Kind::Simple(font) => (font.read(code as u8, &mut self.text), None),
            Kind::Composite(font) => font.read(code, len, &mut self.text),
        };
        let mapped = self.text.len() > start;
        if !mapped {
            self.text.push('\u{FFFD}');
        }
        let mut chars = self.text[start..].chars();
        let single = chars.next().filter(|_| chars.next().is_none());
        let width = width.clamp(-MAX_WIDTH, MAX_WIDTH);
        let vertical = vertical.unwrap_or(VerticalMetrics { advance: -1.0, shift: [width / 2.0, self.ascent] });
        let known = Char {
            start: start as u32,
            len: (self.text.len() - start).min(usize::from(u16::MAX)) as u16,
            single,
            mapped,
            word_space: len == 1 && code == 32,
            advance: if self.vertical { vertical.advance.clamp(-MAX_WIDTH, MAX_WIDTH) } else { width },
            width,
            shift: if self.vertical { vertical.shift } else { [0.0, 0.0] },
        };
        self.known.insert(key, known);
        Some((known, usize::from(len)))
    }

    /// The text of a code.
    pub(super) fn text(&self, known: &Char) -> &str {
        &self.text[known.start as usize..known.start as usize + usize::from(known.len)]
    }

    /// Type 3 fonts say in `FontMatrix` how large their unit is, and in `FontBBox` how high their glyphs are.
    fn use_type3_units(&mut self, dict: &Dict<'_>) {
        let numbers = |key: &str| dict.get::<Array<'_>>(key).map(|a| a.iter::<f64>().map(|v| v as f32).collect::<Vec<_>>());
        let Some(&[a, _, _, d, ..]) = numbers("FontMatrix").as_deref() else { return };
        if a.is_finite() && a.abs() > 1e-6 && a.abs() < 100.0 {
            self.em = a * 1000.0;
        }
        if let Some(&[_, y0, _, y1]) = numbers("FontBBox").as_deref() {
            let (bottom, top) = ((y0 * d).min(y1 * d), (y0 * d).max(y1 * d));
            // Boxes of nothing, and boxes around a whole page, say nothing of the letters.
            if (0.2..=2.5).contains(&(top - bottom)) && bottom <= 0.3 {
                (self.descent, self.ascent) = (bottom, top);
            }
        }
    }
}

/// Whether a mapping found in a file says nothing: no character, a control or the replacement character.
fn is_void(text: &str) -> bool {
    text.is_empty() || text.chars().all(|c| c.is_control() || matches!(c, '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}'))
}

/// A `/ToUnicode` entry.
enum ToUnicode {
    Map(Box<hayro_cmap::CMap>),
    /// `/Identity-H`: the codes are UTF-16.
    Identity,
}

impl ToUnicode {
    fn read(font: &Dict<'_>) -> Option<ToUnicode> {
        if let Some(map) = font.get::<Stream<'_>>("ToUnicode") {
            let bytes = stream::decode(&map, FONT_BYTES).ok()?;
            return hayro_cmap::CMap::parse(&bytes, hayro_cmap::load_embedded).map(|map| ToUnicode::Map(Box::new(map)));
        }
        let name = font.get::<Name<'_>>("ToUnicode")?;
        name.starts_with(b"Identity").then_some(ToUnicode::Identity)
    }

    /// Appends the text of a code; `false` where the map has none worth having.
    fn push(&self, code: u32, out: &mut String) -> bool {
        let before = out.len();
        match self {
            ToUnicode::Identity => out.extend(char::from_u32(code)),
            ToUnicode::Map(map) => match map.lookup_bf_string(code) {
                Some(hayro_cmap::BfString::Char(c)) => out.push(c),
                Some(hayro_cmap::BfString::String(text)) => out.push_str(&text),
                None => return false,
            },
        }
        let found = !is_void(&out[before..]) && out.len() - before <= usize::from(u16::MAX);
        if !found {
            out.truncate(before);
        }
        found
    }
}

/// The decoded font program, from whichever `FontFile` there is.
fn font_program<'a>(descriptor: &Dict<'a>) -> Option<(FontFile, std::borrow::Cow<'a, [u8]>)> {
    [("FontFile2", FontFile::TrueType), ("FontFile3", FontFile::Compact), ("FontFile", FontFile::Type1)]
        .into_iter()
        .find_map(|(key, kind)| Some((kind, stream::decode(&descriptor.get::<Stream<'a>>(key)?, FONT_BYTES).ok()?)))
}

/// Format of an embedded font program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FontFile {
    Type1,
    TrueType,
    Compact,
}
