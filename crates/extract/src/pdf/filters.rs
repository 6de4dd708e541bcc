//! The filters of streams that hold data rather than pictures, each bounded by the bytes that it may give.
//!
//! What comes before the first defect stands, as in every viewer.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::object::Dict;

use super::stream::StreamError;

/// What can be inflated; data without a zlib header is taken as bare deflate data.
pub(super) fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, StreamError> {
    let mut out = Vec::with_capacity(bytes.len().saturating_mul(4).min(limit).min(1 << 20));
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
    within(out, limit)
}

/// LZW with codes of 9 to 12 bits, the longer ones from one code earlier on unless `EarlyChange` is 0 (PDF 32000-1, 7.4.4).
pub(super) fn lzw(bytes: &[u8], parameters: &Dict<'_>, limit: usize) -> Result<Vec<u8>, StreamError> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let early = usize::from(parameters.get::<i32>("EarlyChange") != Some(0));
    let mut out = Vec::new();
    // Where each code's bytes stand in the output: a code is the one before it and the byte that came next.
    let mut table: Vec<(usize, usize)> = Vec::with_capacity(4096 - END);
    let (mut bits, mut n_bits, mut before) = (0u32, 0, None::<(usize, usize)>);
    let mut rest = bytes.iter();
    loop {
        let n_codes = END + 1 + table.len();
        let width = match n_codes + early {
            ..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        while n_bits < width {
            let Some(byte) = rest.next() else { return within(out, limit) };
            (bits, n_bits) = (bits << 8 | u32::from(*byte), n_bits + 8);
        }
        n_bits -= width;
        let code = (bits >> n_bits) as usize & ((1 << width) - 1);
        let start = out.len();
        match code {
            CLEAR => {
                table.clear();
                before = None;
                continue;
            }
            END => return within(out, limit),
            ..CLEAR => out.push(code as u8),
            _ => {
                let known = table.get(code - END - 1).copied();
                // The one code that is not known yet: the bytes before, and their first again.
                let repeats = || before.filter(|_| code == n_codes).map(|(from, to)| (from, to + 1));
                let Some((from, to)) = known.or_else(repeats) else { return within(out, limit) };
                for at in from..to {
                    out.push(out[at]);
                }
            }
        }
        if out.len() > limit {
            return Err(StreamError::TooLarge);
        }
        if let Some((from, to)) = before.filter(|_| n_codes < 4096) {
            // What came before stands right in front of these bytes, so that it and their first are one stretch.
            table.push((from, to + 1));
        }
        before = Some((start, out.len()));
    }
}

/// Runs: a length up to 127 and that many bytes and one, or a length from 129 on and one byte repeated (PDF 32000-1, 7.4.5).
pub(super) fn run_length(bytes: &[u8], limit: usize) -> Result<Vec<u8>, StreamError> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let [length, after @ ..] = rest {
        rest = match usize::from(*length) {
            128 => break,
            length @ ..128 => {
                let (run, after) = after.split_at((length + 1).min(after.len()));
                out.extend_from_slice(run);
                after
            }
            length => {
                let [byte, after @ ..] = after else { break };
                out.resize(out.len() + 257 - length, *byte);
                after
            }
        };
        if out.len() > limit {
            return Err(StreamError::TooLarge);
        }
    }
    Ok(out)
}

pub(super) fn ascii_hex(bytes: &[u8]) -> Vec<u8> {
    let mut digits = bytes.iter().take_while(|b| **b != b'>').filter_map(|b| (*b as char).to_digit(16)).map(|d| d as u8);
    let mut out = Vec::with_capacity(bytes.len() / 2);
    while let Some(high) = digits.next() {
        out.push(high << 4 | digits.next().unwrap_or(0));
    }
    out
}

pub(super) fn ascii_85(bytes: &[u8]) -> Vec<u8> {
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

/// Undoes the differences between neighbours that `Predictor` says Flate and LZW data was stored as (PDF 32000-1, 7.4.4.4).
pub(super) fn predict(bytes: Vec<u8>, parameters: &Dict<'_>) -> Result<Vec<u8>, StreamError> {
    let number = |key: &str, default: usize| match parameters.get::<i32>(key) {
        None => Some(default),
        Some(n) => usize::try_from(n).ok().filter(|n| *n > 0),
    };
    let predictor = parameters.get::<i32>("Predictor").unwrap_or(1);
    if predictor <= 1 {
        return Ok(bytes);
    }
    let row = || {
        let (colours, bits) = (number("Colors", 1)?, number("BitsPerComponent", 8)?);
        let pixel = colours.checked_mul(bits)?;
        let row = pixel.checked_mul(number("Columns", 1)?)?.div_ceil(8);
        Some((bits, colours, pixel.div_ceil(8), row))
    };
    let Some((bits, colours, pixel, row)) = row() else { return Err(StreamError::Broken) };
    if predictor >= 10 { Ok(png(&bytes, pixel, row)) } else { tiff(bytes, bits, colours, row) }
}

/// PNG's filters: each row says by its first byte how it was stored (PNG, 9.2).
fn png(bytes: &[u8], pixel: usize, row: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    // No row is longer than the data, whatever the parameters say.
    let blank = vec![0; row.min(bytes.len())];
    let mut above_start = None;
    for stored in bytes.chunks(row.saturating_add(1)) {
        let start = out.len();
        let [kind, stored @ ..] = stored else { break };
        for (i, byte) in stored.iter().enumerate() {
            let above = |at: usize| above_start.map_or(blank[at], |above: usize| out[above + at]);
            let left = if i >= pixel { out[start + i - pixel] } else { 0 };
            let guess = match kind {
                1 => left,
                2 => above(i),
                3 => ((u16::from(left) + u16::from(above(i))) / 2) as u8,
                4 => paeth(left, above(i), if i >= pixel { above(i - pixel) } else { 0 }),
                _ => 0,
            };
            out.push(byte.wrapping_add(guess));
        }
        above_start = Some(start);
    }
    out
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i16::from);
    let guess = a + b - c;
    let [da, db, dc] = [a, b, c].map(|v| (guess - v).abs());
    if da <= db && da <= dc {
        left
    } else if db <= dc {
        above
    } else {
        corner
    }
}

/// TIFF's predictor: each component is stored as its difference from the one of the pixel to its left.
fn tiff(mut bytes: Vec<u8>, bits: usize, colours: usize, row: usize) -> Result<Vec<u8>, StreamError> {
    for row in bytes.chunks_mut(row) {
        match bits {
            8 => (colours..row.len()).for_each(|i| row[i] = row[i].wrapping_add(row[i - colours])),
            16 => (2 * colours..row.len().saturating_sub(1)).step_by(2).for_each(|i| {
                let [left, here] = [i - 2 * colours, i].map(|at| u16::from_be_bytes([row[at], row[at + 1]]));
                [row[i], row[i + 1]] = here.wrapping_add(left).to_be_bytes();
            }),
            1 | 2 | 4 => {
                let (mask, per_byte) = ((1u8 << bits) - 1, 8 / bits);
                let place = |i: usize| (i / per_byte, 8 - bits - i % per_byte * bits);
                for i in colours..row.len() * per_byte {
                    let ((left_at, left_shift), (at, shift)) = (place(i - colours), place(i));
                    let value = (row[at] >> shift).wrapping_add(row[left_at] >> left_shift) & mask;
                    row[at] = row[at] & !(mask << shift) | value << shift;
                }
            }
            _ => return Err(StreamError::Broken),
        }
    }
    Ok(bytes)
}

fn within(out: Vec<u8>, limit: usize) -> Result<Vec<u8>, StreamError> {
    if out.len() > limit { Err(StreamError::TooLarge) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn lzw_decodes_the_example_of_the_standard() {
        // PDF 32000-1, 7.4.4.2, example 1.
        let packed = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(lzw(&packed, &Dict::empty(), 100).unwrap(), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(lzw(&packed, &Dict::empty(), 5), Err(StreamError::TooLarge));
        // Cut: what came before the cut.
        assert_eq!(lzw(&packed[..4], &Dict::empty(), 100).unwrap(), [45, 45, 45]);
    }

    #[test]
    fn runs_are_copied_or_repeated() {
        assert_eq!(run_length(&[2, b'a', b'b', b'c', 254, b'x', 128, 9], 100).unwrap(), b"abcxxx");
        assert_eq!(run_length(&[5, b'a'], 100).unwrap(), b"a");
        assert_eq!(run_length(&[129, b'x', 129, b'x'], 200), Err(StreamError::TooLarge));
    }

    #[test]
    fn png_rows_are_put_together_from_their_neighbours() {
        // By hand: rows of three one-byte pixels; sub, up, average, Paeth.
        let stored = [1, 10, 1, 1, 2, 1, 1, 1, 3, 5, 5, 5, 4, 1, 1, 1];
        // sub: 10 11 12; up: 11 12 13; average: 5+5, 5+(10+12)/2, 5+(16+13)/2; Paeth: above, then the nearest of left, above, corner.
        let rows = [10, 11, 12, 11, 12, 13, 10, 16, 19, 11, 17, 20];
        assert_eq!(png(&stored, 1, 3), rows);
        assert_eq!(png(&[1, 7], 1, usize::MAX - 1), [7]);
    }

    #[test]
    fn tiff_rows_are_sums_of_differences() {
        assert_eq!(tiff(vec![1, 2, 3, 1, 1, 1], 8, 1, 3).unwrap(), [1, 3, 6, 1, 2, 3]);
        assert_eq!(tiff(vec![0x00, 0xFF, 0x00, 0x02], 16, 1, 4).unwrap(), [0x00, 0xFF, 0x01, 0x01]);
        // Single bits: 1 1 0 1 0 0 0 1 summed modulo 2 are 1 0 0 1 1 1 1 0.
        assert_eq!(tiff(vec![0b1101_0001], 1, 1, 1).unwrap(), [0b1001_1110]);
    }
}
