//! Streams to bytes, within a limit: a kilobyte of Flate data can stand for a megabyte, and a chain of filters for far more.

use std::{borrow::Cow, io::Read};

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::{
    Filter,
    object::{Dict, Object, Stream},
};

/// Why a stream gave no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StreamError {
    /// It would decode to more bytes than allowed.
    TooLarge,
    /// Its filter is unknown, or nothing of its data could be decoded.
    Broken,
}

/// The decoded bytes of `stream`, at most `limit` of them.
///
/// Flate, ASCII85 and ASCIIHex are decoded here, step by step and bounded. Whatever else a chain holds (LZW, RunLength, predictors)
/// is left to hayro, and only where the filters' worst case stays within the limit, since hayro decodes without one.
pub(super) fn decode<'a>(stream: &Stream<'a>, limit: usize) -> Result<Cow<'a, [u8]>, StreamError> {
    let filters = stream.filters();
    let simple = filters.iter().all(|f| matches!(f, Filter::FlateDecode | Filter::AsciiHexDecode | Filter::Ascii85Decode));
    if !simple || has_predictor(stream.dict()) || stream.dict().contains_key("F") {
        let worst = filters.iter().fold(stream.raw_data().len(), |size, filter| size.saturating_mul(worst_ratio(*filter)));
        if worst > limit {
            return Err(StreamError::TooLarge);
        }
        return stream.decoded_data().map_err(|_| StreamError::Broken);
    }
    let mut bytes = stream.raw_data();
    for filter in filters {
        bytes = Cow::Owned(match filter {
            Filter::FlateDecode => inflate(&bytes, limit)?,
            Filter::AsciiHexDecode => ascii_hex(&bytes),
            _ => ascii_85(&bytes),
        });
    }
    if bytes.len() > limit { Err(StreamError::TooLarge) } else { Ok(bytes) }
}

/// Most bytes that one byte of a filter's input can become.
fn worst_ratio(filter: Filter) -> usize {
    match filter {
        // Deflate's longest match is 258 bytes for two bits.
        Filter::FlateDecode => 1032,
        // A code of 12 bits stands for at most 4096 bytes.
        Filter::LzwDecode => 2731,
        Filter::RunLengthDecode => 64,
        // `z` stands for four zeros.
        Filter::Ascii85Decode => 4,
        _ => 1,
    }
}

fn has_predictor(dict: &Dict<'_>) -> bool {
    ["DecodeParms", "DP"].iter().any(|key| match dict.get::<Object<'_>>(key) {
        Some(Object::Dict(params)) => params.get::<i32>("Predictor").is_some_and(|p| p > 1),
        Some(Object::Array(all)) => all.iter::<Object<'_>>().any(|o| matches!(o, Object::Dict(_))),
        _ => false,
    })
}

/// What can be inflated before the first defect; data without a zlib header is taken as bare deflate data.
fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, StreamError> {
    let mut out = Vec::with_capacity(bytes.len().saturating_mul(4).min(limit).min(1 << 20));
    // Reading stops at the first defect; what came before it stands, as in every viewer.
    let whole = ZlibDecoder::new(bytes).take(limit as u64 + 1).read_to_end(&mut out);
    if whole.is_err() && out.is_empty() {
        let body = bytes.get(2..).filter(|_| bytes[0] & 0x0f == 8).unwrap_or(bytes);
        for start in [body, bytes] {
            let bare = DeflateDecoder::new(start).take(limit as u64 + 1).read_to_end(&mut out);
            if bare.is_ok() || !out.is_empty() {
                break;
            }
        }
        if out.is_empty() {
            return Err(StreamError::Broken);
        }
    }
    if out.len() > limit { Err(StreamError::TooLarge) } else { Ok(out) }
}

fn ascii_hex(bytes: &[u8]) -> Vec<u8> {
    let mut digits = bytes.iter().take_while(|b| **b != b'>').filter_map(|b| (*b as char).to_digit(16)).map(|d| d as u8);
    let mut out = Vec::with_capacity(bytes.len() / 2);
    while let Some(high) = digits.next() {
        out.push(high << 4 | digits.next().unwrap_or(0));
    }
    out
}

fn ascii_85(bytes: &[u8]) -> Vec<u8> {
    let bytes = bytes.strip_prefix(b"<~").unwrap_or(bytes);
    let mut out = Vec::with_capacity(bytes.len() / 5 * 4 + 4);
    let (mut group, mut n) = (0u32, 0);
    for &b in bytes.iter().take_while(|b| **b != b'~') {
        match b {
            b'z' if n == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(b - b'!'));
                n += 1;
                if n == 5 {
                    out.extend(group.to_be_bytes());
                    (group, n) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if n > 1 {
        // A short last group is filled with `u` and gives one byte less than it has characters.
        for _ in n..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(&group.to_be_bytes()[..n - 1]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{ascii_85, ascii_hex};

    #[test]
    fn ascii_85_decodes_whole_and_short_groups() {
        // "Man " is 9jqo^ (the example of the format's Wikipedia article); two characters give one byte.
        assert_eq!(ascii_85(b"9jqo^~>"), b"Man ");
        assert_eq!(ascii_85(b"z9jq\no^~>"), b"\0\0\0\0Man ");
        assert_eq!(ascii_85(b"9`~>"), b"M");
    }

    #[test]
    fn ascii_hex_fills_an_odd_last_digit_with_zero() {
        assert_eq!(ascii_hex(b"41 4\n2 7>zz"), [0x41, 0x42, 0x70]);
    }
}
