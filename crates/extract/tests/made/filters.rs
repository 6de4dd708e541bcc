//! Content streams packed by every filter that may pack them.

use jixiao_extract::{ExtractConfig, ExtractError, Limits, extract};

use crate::file::File;

/// The page prints `A` by a content of 22 bytes, packed as told.
#[track_caller]
fn check(content: &[u8], packed: &[u8], entries: &str) {
    let plain = File::new(content);
    assert_eq!(plain.lines(), ["A"]);
    // The page's own stream has no entries: a form has.
    let form = format!("<</Subtype /Form /BBox [0 0 200 100] {entries}>>");
    let file = File::new("/Fm Do").resources("/XObject <</Fm 10 0 R>>").object(form, Some(packed));
    assert_eq!(file.lines(), ["A"], "{entries}");
}

const CONTENT: &[u8] = b"BT /F1 9 Tf (A) Tj ET ";

#[test]
fn run_length_and_hexadecimal() {
    let mut runs = vec![CONTENT.len() as u8 - 1];
    runs.extend(CONTENT);
    runs.push(128);
    check(CONTENT, &runs, "/Filter /RunLengthDecode");
    let hex: String = runs.iter().map(|b| format!("{b:02x}")).collect();
    check(CONTENT, hex.as_bytes(), "/Filter [/AHx /RL]");
}

#[test]
fn lzw_with_nine_bits_a_code() {
    // Every byte as its own code, with the codes for "clear" and "end" around them; never more codes than nine bits hold.
    let mut bits = String::new();
    for code in [256].into_iter().chain(CONTENT.iter().map(|b| u16::from(*b))).chain([257]) {
        bits += &format!("{code:09b}");
    }
    let packed: Vec<u8> =
        bits.as_bytes().chunks(8).map(|c| c.iter().fold(0, |v, b| v << 1 | (b - b'0')) << (8 - c.len())).collect();
    check(CONTENT, &packed, "/Filter /LZWDecode");
}

#[test]
fn a_stream_of_objects_that_fills_the_memory_is_refused() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, &vec![b' '; 16 << 20]).unwrap();
    let file = File::new("").object("<</Type /ObjStm /N 1 /First 5 /Filter /FlateDecode>>", Some(&packed.finish().unwrap()));
    let limits = Limits { pdf_stream_bytes: 1 << 20, ..Limits::default() };
    let config = ExtractConfig { limits, ..ExtractConfig::default() };
    let refused = extract(&file.bytes(), &config, &mut |_| {}).unwrap_err();
    assert_eq!(refused, ExtractError::Limit { limit: "pdf_stream_bytes", value: 1 << 20 });
    assert!(extract(&file.bytes(), &ExtractConfig::default(), &mut |_| {}).is_ok());
}

#[test]
fn predictors_of_flate() {
    // One row of 22 bytes, each stored as its difference from the one before.
    let mut row = vec![1];
    row.extend(CONTENT.iter().scan(0u8, |left, b| Some(b.wrapping_sub(std::mem::replace(left, *b)))));
    for (predictor, row) in [(15, &row[..]), (2, &row[1..])] {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, row).unwrap();
        let parameters = format!("/Filter [/FlateDecode] /DecodeParms [<</Predictor {predictor} /Columns 22>>]");
        check(CONTENT, &packed.finish().unwrap(), &parameters);
    }
}
