//! Any bytes as the body of a CMap that tells codes and characters: of a composite font's encoding, its ToUnicode map and a simple font's.
#![no_main]

use jixiao_extract::{ExtractConfig, Limits, pdf};
use libfuzzer_sys::fuzz_target;

/// The page prints codes of one to four bytes in three fonts, which share the map.
const HEAD: &str = "%PDF-1.7
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources <</Font <</A 5 0 R /B 6 0 R /C 7 0 R>>>>>> endobj
4 0 obj <</Length 140>> stream
BT /A 9 Tf 9 9 Td (AB\\377 1) Tj /B 9 Tf <00418140FEFE8E8EA1A1A120> Tj /C 9 Tf <000100200041FFFF> Tj ET
endstream endobj
5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /S /ToUnicode 9 0 R>> endobj
6 0 obj <</Type /Font /Subtype /Type0 /Encoding 9 0 R /DescendantFonts [10 0 R]>> endobj
7 0 obj <</Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [10 0 R] /ToUnicode 9 0 R>> endobj
10 0 obj <</Type /Font /Subtype /CIDFontType0 /CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) /Supplement 5>>>> endobj
";
const BEGIN: &str = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /WMode 0 def\n";
const END: &str = "\nendcmap end end";

fuzz_target!(|bytes: &[u8]| {
    let mut file = HEAD.as_bytes().to_vec();
    let length = BEGIN.len() + bytes.len() + END.len();
    file.extend(format!("9 0 obj <</Type /CMap /CMapName /X /Length {length}>> stream\n").bytes());
    for part in [BEGIN.as_bytes(), bytes, END.as_bytes(), b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF"] {
        file.extend_from_slice(part);
    }
    let limits = Limits { pdf_page_operations: 10_000, pdf_page_glyphs: 1_000, ..Limits::default() };
    let _ = pdf::extract(&file, &ExtractConfig { limits, ..ExtractConfig::default() }, &mut drop);
});
