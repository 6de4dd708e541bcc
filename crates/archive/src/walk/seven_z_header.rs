//! How long the table of contents of a 7z archive is once it is unpacked.
//!
//! Its reader allocates for as many entries as the table may have bytes, so the claim is checked before. The layout is that of
//! 7zFormat.txt in the LZMA SDK.

use std::io::{self, Read, Seek, SeekFrom};

const HEADER: u8 = 0x01;
const ENCODED_HEADER: u8 = 0x17;
const PACK_INFO: u8 = 0x06;
const UNPACK_INFO: u8 = 0x07;
const SIZE: u8 = 0x09;
const CRC: u8 = 0x0a;
const FOLDER: u8 = 0x0b;
const UNPACK_SIZES: u8 = 0x0c;

/// Bytes before the packed streams.
const START: u64 = 32;

/// A packed table says how to unpack it in some 40 bytes.
const MAX_ENCODED_HEADER: u64 = 64 << 10;

/// Bytes of the unpacked table; the source is at its start afterwards.
pub(super) fn n_bytes(source: &mut (impl Read + Seek)) -> io::Result<u64> {
    source.seek(SeekFrom::Start(12))?;
    let mut start = [0; 16];
    source.read_exact(&mut start)?;
    let number = |at: usize| u64::from_le_bytes(start[at..at + 8].try_into().expect("eight bytes"));
    let (at, n_bytes) = (number(0), number(8));
    source.seek(SeekFrom::Start(START.saturating_add(at)))?;
    let mut header = Vec::new();
    source.take(n_bytes.min(MAX_ENCODED_HEADER)).read_to_end(&mut header)?;
    source.rewind()?;
    match header.first() {
        Some(&HEADER) => Ok(n_bytes),
        Some(&ENCODED_HEADER) if n_bytes <= MAX_ENCODED_HEADER => Encoded { rest: &header[1..] }.n_bytes().ok_or_else(damaged),
        _ => Err(damaged()),
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its table of contents is damaged")
}

/// How a table is packed.
struct Encoded<'a> {
    rest: &'a [u8],
}

impl Encoded<'_> {
    /// The most that any of its streams unpacks to.
    fn n_bytes(mut self) -> Option<u64> {
        let mut mark = self.byte()?;
        if mark == PACK_INFO {
            self.number()?;
            let n_streams = self.number()?;
            mark = self.byte()?;
            if mark == SIZE {
                self.numbers(n_streams)?;
                mark = self.byte()?;
            }
            if mark == CRC {
                self.digests(n_streams)?;
                mark = self.byte()?;
            }
            if mark != 0 {
                return None;
            }
            mark = self.byte()?;
        }
        if mark != UNPACK_INFO || self.byte()? != FOLDER {
            return None;
        }
        let n_folders = self.number()?;
        let is_external = self.byte()? != 0;
        let mut n_sizes = 0u64;
        for _ in 0..n_folders {
            n_sizes = n_sizes.checked_add(self.folder()?)?;
        }
        if is_external || self.byte()? != UNPACK_SIZES {
            return None;
        }
        self.numbers(n_sizes)
    }

    /// Passes over the coders of a folder; the number of streams that come out of them.
    fn folder(&mut self) -> Option<u64> {
        let (mut n_in, mut n_out) = (0u64, 0u64);
        for _ in 0..self.number()? {
            let flags = self.byte()?;
            self.pass(u64::from(flags & 0x0f))?;
            let is_simple = flags & 0x10 == 0;
            n_in = n_in.checked_add(if is_simple { 1 } else { self.number()? })?;
            n_out = n_out.checked_add(if is_simple { 1 } else { self.number()? })?;
            if flags & 0x20 != 0 {
                let n_bytes = self.number()?;
                self.pass(n_bytes)?;
            }
        }
        let n_pairs = n_out.checked_sub(1)?;
        self.numbers(n_pairs.checked_mul(2)?)?;
        let n_packed = n_in.checked_sub(n_pairs)?;
        if n_packed > 1 {
            self.numbers(n_packed)?;
        }
        Some(n_out)
    }

    fn digests(&mut self, n_streams: u64) -> Option<()> {
        let mut n_defined = n_streams;
        if self.byte()? == 0 {
            n_defined = 0;
            for _ in 0..n_streams.div_ceil(8) {
                n_defined += u64::from(self.byte()?.count_ones());
            }
        }
        self.pass(n_defined.checked_mul(4)?)
    }

    /// Passes over that many numbers; the largest of them.
    fn numbers(&mut self, n_numbers: u64) -> Option<u64> {
        let mut largest = 0;
        for _ in 0..n_numbers {
            largest = largest.max(self.number()?);
        }
        Some(largest)
    }

    /// The first byte's leading ones count the bytes that follow it, low ones first; its other bits are the highest.
    fn number(&mut self) -> Option<u64> {
        let first = self.byte()?;
        let n_more = first.leading_ones();
        let mut number = 0;
        for index in 0..n_more {
            number |= u64::from(self.byte()?) << (8 * index);
        }
        let high = u64::from(first) & (0x7f >> n_more.min(7));
        Some(if n_more < 8 { number | high << (8 * n_more) } else { number })
    }

    fn pass(&mut self, n_bytes: u64) -> Option<()> {
        self.rest = self.rest.get(usize::try_from(n_bytes).ok()?..)?;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_up_to_nine_bytes() {
        let number = |bytes: &[u8]| Encoded { rest: bytes }.number();
        assert_eq!(number(&[0x7f]), Some(0x7f));
        assert_eq!(number(&[0x81, 0x02]), Some(0x0102));
        assert_eq!(number(&[0xc1, 0x02, 0x03]), Some(0x01_0302));
        assert_eq!(number(&[0xff, 1, 0, 0, 0, 0, 0, 0, 0x80]), Some(0x8000_0000_0000_0001));
        assert_eq!(number(&[0xff, 1]), None);
    }
}
