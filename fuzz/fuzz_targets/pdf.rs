//! Any bytes as a PDF file: interpreter, fonts, CMaps and table builder. Limits are small, so that slow inputs stand out.
#![no_main]

use jixiao_extract::{ExtractConfig, Limits, pdf};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        pdf_pages: 8,
        pdf_stream_bytes: 1 << 20,
        pdf_operations: 100_000,
        pdf_page_operations: 50_000,
        pdf_page_glyphs: 10_000,
        pdf_page_rulings: 10_000,
        ..Limits::default()
    };
    let _ = pdf::extract(bytes, &ExtractConfig { limits, ..ExtractConfig::default() }, &mut drop);
});
