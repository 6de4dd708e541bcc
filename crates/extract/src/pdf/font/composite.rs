//! Type 0 fonts: codes of several bytes, through a CMap to CIDs.

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::{
    FONT_BYTES, FontFile, ToUnicode, VerticalMetrics,
    codespace::Codespace,
    embedded::{self, ReverseCmap},
    font_program, is_void,
};
use crate::pdf::stream;

/// Ranges that one `/W` or `/W2` array may have: twice as many as there are CIDs.
const MAX_RANGES: usize = 1 << 17;

pub(super) struct CompositeFont<'a> {
    codespace: Codespace,
    /// `None` for the identity.
    cmap: Option<CMap>,
    vertical: bool,
    /// The codes themselves are UTF-16.
    unicode_codes: bool,
    to_unicode: Option<ToUnicode>,
    family: CidFamily,
    /// CID to Unicode of the character collection; read when the first code needs it.
    collection: Option<Option<CMap>>,
    descriptor: Dict<'a>,
    cid_to_gid: Option<Vec<u8>>,
    /// Read when the first code needs it.
    program: Option<Option<Program>>,
    default_width: f32,
    widths: Vec<Span<f32>>,
    default_vertical: [f32; 2],
    verticals: Vec<Span<[f32; 3]>>,
}

/// An embedded font that has to say what its glyphs are.
struct Program {
    bytes: Vec<u8>,
    reverse: Option<ReverseCmap>,
}

/// Values of the CIDs from `first` to `last`.
struct Span<T> {
    first: u32,
    last: u32,
    value: T,
}

impl<'a> CompositeFont<'a> {
    pub(super) fn new(dict: &Dict<'a>) -> Self {
        let descendant = dict.get::<Array<'a>>("DescendantFonts").and_then(|a| a.iter::<Dict<'a>>().next());
        // Some producers leave the array out.
        let descendant = descendant.or_else(|| dict.get::<Dict<'a>>("DescendantFonts")).unwrap_or_default();
        let encoding = Encoding::read(dict);

        let info = descendant.get::<Dict<'_>>("CIDSystemInfo").unwrap_or_default();
        let string =
            |key: &str| info.get::<hayro_syntax::object::String<'_>>(key).map(|s| s.as_bytes().to_vec()).unwrap_or_default();
        let named = CidFamily::from_registry_ordering(&string("Registry"), &string("Ordering"));
        // A predefined CMap knows its collection even where the font is silent about it.
        let family = match (named.ucs2_cmap(), encoding.cmap.as_ref().and_then(|c| c.metadata().character_collection.as_ref())) {
            (None, Some(collection)) => collection.family.clone(),
            _ => named,
        };

        let cid_to_gid =
            descendant.get::<Stream<'_>>("CIDToGIDMap").and_then(|s| Some(stream::decode(&s, 1 << 18).ok()?.into_owned()));
        let pair = |key: &str| descendant.get::<Array<'_>>(key).map(|a| a.iter::<f32>().take(2).collect::<Vec<_>>());
        let default_vertical = match pair("DW2").as_deref() {
            Some(&[y, advance]) => [y / 1000.0, advance / 1000.0],
            _ => [0.88, -1.0],
        };
        CompositeFont {
            codespace: encoding.codespace,
            cmap: encoding.cmap,
            vertical: encoding.vertical,
            unicode_codes: encoding.unicode_codes,
            to_unicode: ToUnicode::read(dict),
            family,
            collection: None,
            descriptor: descendant.get::<Dict<'a>>("FontDescriptor").unwrap_or_default(),
            cid_to_gid,
            program: None,
            default_width: descendant.get::<f32>("DW").unwrap_or(1000.0) / 1000.0,
            widths: spans::<1>(descendant.get::<Array<'_>>("W"))
                .map(|s| Span { first: s.first, last: s.last, value: s.value[0] })
                .collect(),
            default_vertical,
            verticals: spans::<3>(descendant.get::<Array<'_>>("W2")).collect(),
        }
    }

    pub(super) fn vertical(&self) -> bool {
        self.vertical
    }

    pub(super) fn codespace(&self) -> &Codespace {
        &self.codespace
    }

    /// Appends the text of a code; gives its width and its vertical metrics in ems.
    pub(super) fn read(&mut self, code: u32, len: u8, out: &mut String) -> (f32, Option<VerticalMetrics>) {
        let cid = match &self.cmap {
            None => code,
            Some(cmap) => cmap.lookup_cid_code(code, len).unwrap_or(0),
        };
        self.push_text(code, len, cid, out);
        let width = find(&self.widths, cid).copied().unwrap_or(self.default_width);
        let vertical = self.vertical.then(|| match find(&self.verticals, cid) {
            Some(&[advance, x, y]) => VerticalMetrics { advance, shift: [x, y] },
            None => VerticalMetrics { advance: self.default_vertical[1], shift: [width / 2.0, self.default_vertical[0]] },
        });
        (width, vertical)
    }

    fn push_text(&mut self, code: u32, len: u8, cid: u32, out: &mut String) {
        if self.to_unicode.as_ref().is_some_and(|map| map.push(code, out)) {
            return;
        }
        if self.unicode_codes {
            let units = if len == 4 { vec![(code >> 16) as u16, code as u16] } else { vec![code as u16] };
            let before = out.len();
            out.extend(char::decode_utf16(units).filter_map(Result::ok));
            if !is_void(&out[before..]) {
                return;
            }
            out.truncate(before);
        }
        let family = &self.family;
        let collection = self
            .collection
            .get_or_insert_with(|| family.ucs2_cmap().and_then(load_embedded).and_then(|bytes| CMap::parse(bytes, load_embedded)));
        if let Some(collection) = collection {
            let before = out.len();
            match collection.lookup_bf_string(cid) {
                Some(BfString::Char(c)) => out.push(c),
                // Variation selectors tell fonts of one character apart; the text is the character.
                Some(BfString::String(s)) => {
                    out.extend(s.chars().filter(|c| !matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')))
                }
                None => {}
            }
            if !is_void(&out[before..]) {
                return;
            }
            out.truncate(before);
        }
        let glyph = match &self.cid_to_gid {
            None => cid,
            Some(map) => {
                map.get(cid as usize * 2..).and_then(|m| Some(u32::from(*m.first()?) << 8 | u32::from(*m.get(1)?))).unwrap_or(0)
            }
        };
        let descriptor = &self.descriptor;
        let program = self.program.get_or_insert_with(|| match font_program(descriptor)? {
            (FontFile::Type1, _) => None,
            (_, bytes) => Some(Program { reverse: ReverseCmap::parse(&bytes), bytes: bytes.into_owned() }),
        });
        let Some(program) = program else { return };
        match program.reverse.as_ref().and_then(|map| map.character(glyph)) {
            Some(c) => out.push(c),
            None if embedded::is_blank(&program.bytes, glyph) => out.push(' '),
            None => {}
        }
    }
}

/// The `/Encoding` of a Type 0 font.
struct Encoding {
    codespace: Codespace,
    cmap: Option<CMap>,
    vertical: bool,
    unicode_codes: bool,
}

impl Encoding {
    fn read(dict: &Dict<'_>) -> Encoding {
        match dict.get::<Object<'_>>("Encoding") {
            Some(Object::Name(name)) => Encoding::named(&name),
            Some(Object::Stream(map)) => Encoding::stream(&map),
            _ => Encoding::named(b"Identity-H"),
        }
    }

    fn named(name: &[u8]) -> Encoding {
        let is = |part: &[u8]| name.windows(part.len()).any(|w| w == part);
        let cmap = if name.starts_with(b"Identity") {
            None
        } else {
            load_embedded(CMapName::from_bytes(name)).and_then(|bytes| CMap::parse(bytes, load_embedded))
        };
        Encoding {
            codespace: Codespace::predefined(name),
            cmap,
            vertical: name.ends_with(b"-V") || name == b"V",
            unicode_codes: name.starts_with(b"Uni") && (is(b"UCS2") || is(b"UTF16")),
        }
    }

    fn stream(map: &Stream<'_>) -> Encoding {
        let base = map.dict().get::<Name<'_>>("UseCMap");
        let inherited = base.as_deref().map(Encoding::named);
        let bytes = stream::decode(map, FONT_BYTES).unwrap_or_default();
        let cmap = CMap::parse(&bytes, load_embedded);
        let mode = cmap.as_ref().and_then(|c| c.metadata().writing_mode);
        let used = used_cmap(&bytes).map(Encoding::named).or(inherited);
        Encoding {
            codespace: Codespace::declared(&bytes).or_else(|| used.as_ref().map(|e| e.codespace.clone())).unwrap_or(Codespace::Two),
            vertical: map.dict().get::<i32>("WMode").map_or(mode == Some(WritingMode::Vertical), |m| m == 1),
            // Without a map of its own, or with one that only repeats `usecmap` in the dictionary.
            cmap: cmap.or_else(|| used.and_then(|e| e.cmap)),
            unicode_codes: false,
        }
    }
}

/// The name before `usecmap` in a CMap's text.
fn used_cmap(cmap: &[u8]) -> Option<&[u8]> {
    let at = cmap.windows(7).position(|w| w == b"usecmap")?;
    let slash = cmap[..at].iter().rposition(|b| *b == b'/')?;
    Some(cmap[slash + 1..at].trim_ascii())
}

fn find<T>(spans: &[Span<T>], cid: u32) -> Option<&T> {
    let after = spans.partition_point(|s| s.first <= cid);
    spans[..after].last().filter(|s| cid <= s.last).map(|s| &s.value)
}

/// `/W` or `/W2`: `first [v…]` and `first last v`, with `N` numbers a CID; in ems and sorted. A span is kept as a span, however wide.
fn spans<const N: usize>(array: Option<Array<'_>>) -> impl Iterator<Item = Span<[f32; N]>> {
    let mut spans: Vec<Span<[f32; N]>> = Vec::new();
    let mut numbers: Vec<f64> = Vec::new();
    for item in array.iter().flat_map(|a| a.iter::<Object<'_>>()) {
        if spans.len() >= MAX_RANGES {
            break;
        }
        match item {
            Object::Number(n) => {
                numbers.push(n.as_f64());
                if numbers.len() == 2 + N {
                    let value = std::array::from_fn(|i| numbers[2 + i] as f32 / 1000.0);
                    spans.push(Span { first: numbers[0].max(0.0) as u32, last: numbers[1].max(0.0) as u32, value });
                    numbers.clear();
                }
            }
            Object::Array(list) => {
                let mut cid = numbers.first().map_or(0, |n| n.max(0.0) as u32);
                let values: Vec<f32> = list.iter::<f32>().take(MAX_RANGES).collect();
                for chunk in values.chunks_exact(N) {
                    let value = std::array::from_fn(|i| chunk[i] / 1000.0);
                    spans.push(Span { first: cid, last: cid, value });
                    cid = cid.saturating_add(1);
                }
                numbers.clear();
            }
            _ => numbers.clear(),
        }
    }
    spans.sort_by_key(|s| s.first);
    spans.into_iter()
}
