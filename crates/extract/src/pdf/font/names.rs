//! Glyph names, the encodings of simple fonts and the widths of the fonts that every viewer has.
//!
//! `glyphlist.txt` is the Adobe Glyph List 2.0 (name, code points); `encodings.txt` is Annex D of the PDF reference: code, then the
//! glyph's name in StandardEncoding, MacRomanEncoding, WinAnsiEncoding, Symbol and ZapfDingbats; `standard_widths.txt` has Adobe's font
//! metrics of Helvetica, Helvetica-Bold, Times-Roman, Times-Bold, Times-Italic and Times-BoldItalic.

use std::sync::OnceLock;

/// An encoding that a font can name, or bring by its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BaseEncoding {
    Standard,
    MacRoman,
    WinAnsi,
    Symbol,
    ZapfDingbats,
}

/// Appends the characters that a glyph name stands for, by the rules of the Adobe Glyph List; `false` where it names none.
pub(super) fn push_characters(name: &str, out: &mut String) -> bool {
    let before = out.len();
    let base = name.split('.').next().unwrap_or_default();
    for part in base.split('_').filter(|part| !part.is_empty()) {
        if let Some(points) = listed(part) {
            out.extend(points.split(' ').filter_map(|p| u32::from_str_radix(p, 16).ok()).filter_map(char::from_u32));
        } else if let Some(digits) = part.strip_prefix("uni").filter(|d| d.len() >= 4 && d.len() % 4 == 0 && d.is_ascii()) {
            let units = digits.as_bytes().chunks(4).filter_map(|c| u16::from_str_radix(std::str::from_utf8(c).ok()?, 16).ok());
            out.extend(char::decode_utf16(units).filter_map(Result::ok));
        } else if let Some(digits) = part.strip_prefix('u').filter(|d| (4..=6).contains(&d.len())) {
            out.extend(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32));
        }
    }
    out.len() > before
}

fn listed(name: &str) -> Option<&'static str> {
    static LIST: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    let list = LIST.get_or_init(|| include_str!("glyphlist.txt").lines().filter_map(|line| line.split_once(' ')).collect());
    list.binary_search_by(|(n, _)| n.cmp(&name)).ok().map(|at| list[at].1)
}

/// The glyph's name for every code; empty where the encoding has none.
pub(super) fn encoding(base: BaseEncoding) -> &'static [&'static str; 256] {
    static TABLES: OnceLock<[[&str; 256]; 5]> = OnceLock::new();
    let tables = TABLES.get_or_init(|| {
        let mut tables = [[""; 256]; 5];
        for line in include_str!("encodings.txt").lines() {
            let mut columns = line.split(' ');
            let Some(code) = columns.next().and_then(|c| usize::from_str_radix(c, 16).ok()) else { continue };
            for (table, name) in tables.iter_mut().zip(columns) {
                table[code] = if name == "-" { "" } else { name };
            }
        }
        tables
    });
    &tables[base as usize]
}

/// Width of a glyph of a standard font, in thousandths of the size; `None` for fonts that no viewer has by itself.
pub(super) fn standard_width(font: &str, glyph: &str) -> Option<f32> {
    static TABLE: OnceLock<Vec<(&str, [f32; 6])>> = OnceLock::new();
    let font = font.split_once('+').map_or(font, |(_, name)| name);
    let bold = font.contains("Bold");
    let italic = font.contains("Italic") || font.contains("Oblique");
    let column = match font {
        _ if font.starts_with("Courier") => return Some(600.0),
        _ if font.starts_with("Helvetica") || font.starts_with("Arial") => usize::from(bold),
        _ if font.starts_with("Times") => 2 + usize::from(bold) + 2 * usize::from(italic),
        _ => return None,
    };
    let table = TABLE.get_or_init(|| {
        let row = |line: &'static str| {
            let (name, widths) = line.split_once(' ')?;
            let mut row = [0.0; 6];
            for (to, from) in row.iter_mut().zip(widths.split(' ')) {
                *to = from.parse().ok()?;
            }
            Some((name, row))
        };
        include_str!("standard_widths.txt").lines().filter_map(row).collect()
    });
    table.binary_search_by(|(n, _)| n.cmp(&glyph)).ok().map(|at| table[at].1[column])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        let mut out = String::new();
        assert_eq!(push_characters(name, &mut out), !expected.is_empty());
        assert_eq!(out, expected);
    }

    #[test]
    fn names_stand_for_characters() {
        check("Euro", "€");
        check("f_i.alt", "fi");
        check("uni4E2D6587", "中文");
        check("u20BB7", "𠮷");
        check("g17", "");
        check(".notdef", "");
    }

    #[test]
    fn encodings_differ_where_annex_d_says_so() {
        assert_eq!(encoding(BaseEncoding::WinAnsi)[0x80], "Euro");
        assert_eq!(encoding(BaseEncoding::MacRoman)[0x80], "Adieresis");
        assert_eq!(encoding(BaseEncoding::Standard)[0x80], "");
        assert_eq!(encoding(BaseEncoding::Symbol)[0x61], "alpha");
    }

    #[test]
    fn standard_fonts_have_widths() {
        assert_eq!(standard_width("Helvetica", "A"), Some(667.0));
        assert_eq!(standard_width("ABCDEF+Times-BoldItalic", "A"), Some(667.0));
        assert_eq!(standard_width("Times-Italic", "A"), Some(611.0));
        assert_eq!(standard_width("SimSun", "A"), None);
    }
}
