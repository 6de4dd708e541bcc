//! Fonts of every kind, none of them embedded: what their codes mean, the file or Adobe's tables say.

use crate::file::File;

/// A page that prints the hexadecimal `codes` in a Type 0 font of the given CMap and character collection.
#[track_caller]
fn check_cjk(cmap: &str, ordering: &str, codes: &str, expected: &str) {
    let font = format!("<</Type /Font /Subtype /Type0 /BaseFont /Some /Encoding /{cmap} /DescendantFonts [11 0 R]>>");
    let system = format!("<</Registry (Adobe) /Ordering ({ordering}) /Supplement 0>>");
    let descendant = format!("<</Type /Font /Subtype /CIDFontType0 /BaseFont /Some /CIDSystemInfo {system}>>");
    let file = File::new(format!("BT /C 10 Tf 20 50 Td <{codes}> Tj ET")).resources("/Font <</C 10 0 R>>");
    assert_eq!(file.object(font, None).object(descendant, None).lines(), [expected], "{cmap}");
}

#[test]
fn predefined_cmaps_of_taiwan_japan_and_korea() {
    // Codes by the encodings' own tables: Big5, Shift-JIS, KS X 1001.
    check_cjk("ETen-B5-H", "CNS1", "A4A4A4E5", "中文");
    check_cjk("UniCNS-UTF16-H", "CNS1", "4E2D6587", "中文");
    check_cjk("90ms-RKSJ-H", "Japan1", "93FA967B31", "日本1");
    check_cjk("EUC-H", "Japan1", "C6FCCBDC", "日本");
    check_cjk("KSCms-UHC-H", "Korea1", "C7D1B1B9", "한국");
    check_cjk("GBKp-EUC-H", "GB1", "D6D0CEC441", "中文A");
}

#[test]
fn differences_name_characters() {
    let font = "<</Type /Font /Subtype /Type1 /BaseFont /Some /Encoding <</Differences [65 /uni4E2D /Euro 97 /fi]>>>>";
    let file = File::new("BT /D 10 Tf 20 50 Td (ABa) Tj ET").resources("/Font <</D 10 0 R>>").object(font, None);
    assert_eq!(file.lines(), ["中€ﬁ"]);
}

#[test]
fn type3_glyphs_mean_what_to_unicode_says() {
    let font = "<</Type /Font /Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FontBBox [0 -20 100 80] /FirstChar 1 /LastChar 2
        /Widths [100 100] /Encoding <</Differences [1 /a /b]>> /CharProcs <</a 12 0 R /b 12 0 R>> /ToUnicode 11 0 R>>";
    let map =
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <01> <4E2D> <02> <65870041> endbfchar endcmap";
    let file = File::new("BT /T 10 Tf 20 50 Td <0102> Tj ET").resources("/Font <</T 10 0 R>>").object(font, None);
    let file = file.object("<<>>", Some(map)).object("<<>>", Some(b"100 0 0 0 100 80 d1 0 0 50 50 re f"));
    assert_eq!(file.lines(), ["中文A"]);
}

#[test]
fn actual_text_speaks_for_its_glyphs() {
    // 中 as UTF-16 for a glyph that is a letter, and nothing for a hyphen at the end of a line.
    let content =
        "BT /F1 10 Tf 20 50 Td /Span <</ActualText <FEFF4E2D>>> BDC (x) Tj EMC (A) Tj /Span <</ActualText ()>> BDC (-) Tj EMC ET";
    assert_eq!(File::new(content).lines(), ["中A"]);
}

#[test]
fn a_code_without_meaning_is_marked_and_said() {
    let font = "<</Type /Font /Subtype /Type1 /BaseFont /Some /Encoding <</Differences [65 /g17]>>>>";
    let file = File::new("BT /D 10 Tf 20 50 Td (A) Tj ET").resources("/Font <</D 10 0 R>>").object(font, None);
    assert_eq!(file.lines(), ["\u{FFFD}"]);
    assert_eq!(file.read().1, ["text-layer-unmapped"]);
}
