//! Any bytes as a font program, a ToUnicode map and a CMap at once: fonts and CMaps of a page that prints a few codes.
#![no_main]

use jixiao_extract::{ExtractConfig, Limits, pdf};
use libfuzzer_sys::fuzz_target;

/// The page's fonts: one of one-byte codes, one through the map, one with the program's own glyphs.
const HEAD: &str = "%PDF-1.7
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources <</Font <</A 5 0 R /B 6 0 R /C 7 0 R>>>>>> endobj
4 0 obj <</Length 108>> stream
BT /A 9 Tf 9 9 Td (AB\\377 1) Tj /B 9 Tf <00418140FEFE8E> Tj /C 9 Tf <000100200041FFFF> Tj ET
endstream endobj
5 0 obj <</Type /Font /Subtype /TrueType /BaseFont /S /ToUnicode 9 0 R /FontDescriptor 8 0 R>> endobj
6 0 obj <</Type /Font /Subtype /Type0 /Encoding 9 0 R /DescendantFonts [10 0 R] /ToUnicode 9 0 R>> endobj
7 0 obj <</Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [10 0 R]>> endobj
8 0 obj <</Type /FontDescriptor /Flags 4 /FontFile2 9 0 R>> endobj
10 0 obj <</Type /Font /Subtype /CIDFontType2 /CIDToGIDMap 9 0 R /FontDescriptor 8 0 R>> endobj
";

fuzz_target!(|bytes: &[u8]| {
    let mut file = HEAD.as_bytes().to_vec();
    file.extend(format!("9 0 obj <</Length {}>> stream\n", bytes.len()).bytes());
    file.extend_from_slice(bytes);
    file.extend_from_slice(b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF");
    let limits = Limits { pdf_page_operations: 10_000, pdf_page_glyphs: 1_000, ..Limits::default() };
    let _ = pdf::extract(&file, &ExtractConfig { limits, ..ExtractConfig::default() }, &mut drop);
});
