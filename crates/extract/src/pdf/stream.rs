//! Streams to bytes, within a limit: a kilobyte of Flate data can stand for a megabyte, and a chain of filters for far more.

use std::borrow::Cow;

use hayro_syntax::{
    Filter,
    object::{Array, Dict, Object, Stream},
};

use super::filters;

/// Why a stream gave no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StreamError {
    /// It would decode to more bytes than allowed.
    TooLarge,
    /// Its filter is unknown, or nothing of its data could be decoded.
    Broken,
}

/// The decoded bytes of `stream`, at most `limit` of them.
pub(super) fn decode<'a>(stream: &Stream<'a>, limit: usize) -> Result<Cow<'a, [u8]>, StreamError> {
    match unpack(stream, limit)? {
        (bytes, None) => Ok(bytes),
        (_, Some(_)) => Err(StreamError::Broken),
    }
}

/// The bytes of `stream` with every filter undone up to the first that holds a picture, which is named with its parameters.
pub(super) fn unpack<'a>(stream: &Stream<'a>, limit: usize) -> Result<Unpacked<'a>, StreamError> {
    // The data stands in another file.
    if matches!(stream.dict().get::<Object<'_>>("F"), Some(Object::String(_) | Object::Dict(_))) {
        return Err(StreamError::Broken);
    }
    let mut bytes = stream.raw_data();
    for (i, filter) in stream.filters().into_iter().enumerate() {
        let parameters = || parameters(stream.dict(), i);
        bytes = Cow::Owned(match filter {
            Filter::FlateDecode => filters::predict(filters::inflate(&bytes, limit)?, &parameters())?,
            Filter::LzwDecode => filters::predict(filters::lzw(&bytes, &parameters(), limit)?, &parameters())?,
            Filter::RunLengthDecode => filters::run_length(&bytes, limit)?,
            Filter::AsciiHexDecode => filters::ascii_hex(&bytes),
            Filter::Ascii85Decode => filters::ascii_85(&bytes),
            // Undone with the decryption.
            Filter::Crypt => continue,
            Filter::CcittFaxDecode | Filter::Jbig2Decode | Filter::DctDecode | Filter::JpxDecode => {
                return Ok((bytes, Some((filter, parameters()))));
            }
        });
    }
    if bytes.len() > limit { Err(StreamError::TooLarge) } else { Ok((bytes, None)) }
}

/// Whether a stream that the parser itself decodes, without a limit, holds more than `limit` bytes: one of objects or of their places.
pub(super) fn has_bomb(file: &[u8], limit: usize) -> bool {
    let kinds = [&b"/ObjStm"[..], b"/XRef"];
    kinds.iter().flat_map(|kind| memchr::memmem::find_iter(file, kind)).any(|at| {
        let head = &file[..file.len().min(at + MAX_DICT)];
        let Some(start) = memchr::memmem::find(&head[at..], b"stream").map(|s| at + s + b"stream".len()) else { return false };
        let dict = &file[at.saturating_sub(MAX_DICT)..start];
        let dict = &dict[memchr::memmem::rfind(dict, b" obj").unwrap_or(0)..];
        let n_filters = memchr::memmem::find_iter(dict, b"/Fl").count().min(MAX_FILTERS);
        let end = memchr::memmem::find(&file[start..], b"endstream").map_or(file.len(), |e| start + e);
        let data = file[start..end].trim_ascii_start();
        // Most are too small to become so large.
        if data.len().saturating_mul(MAX_RATIO.saturating_pow(n_filters as u32)) <= limit {
            return false;
        }
        let mut bytes = Cow::Borrowed(data);
        for _ in 0..n_filters {
            match filters::inflate(&bytes, limit) {
                Ok(inflated) => bytes = Cow::Owned(inflated),
                Err(error) => return error == StreamError::TooLarge,
            }
        }
        false
    })
}

/// Longest dictionary before such a stream, in bytes: it has a dozen keys, and lists of sections.
const MAX_DICT: usize = 4096;

/// Filters of one kind in a chain that are looked through.
const MAX_FILTERS: usize = 4;

/// Most bytes that one byte of Flate data can become: its longest match is 258 bytes for two bits.
const MAX_RATIO: usize = 1032;

/// The filter that holds a picture, with its parameters.
pub(super) fn picture_filter<'a>(stream: &Stream<'a>) -> Option<(Filter, Dict<'a>)> {
    let is_picture = |f: &Filter| matches!(f, Filter::CcittFaxDecode | Filter::Jbig2Decode | Filter::DctDecode | Filter::JpxDecode);
    let (i, filter) = stream.filters().into_iter().enumerate().find(|(_, f)| is_picture(f))?;
    Some((filter, parameters(stream.dict(), i)))
}

/// Bytes, and the picture's filter that they are still packed with.
pub(super) type Unpacked<'a> = (Cow<'a, [u8]>, Option<(Filter, Dict<'a>)>);

/// The parameters of the filter at `index`.
fn parameters<'a>(dict: &Dict<'a>, index: usize) -> Dict<'a> {
    let found = ["DecodeParms", "DP"].iter().find_map(|key| match dict.get::<Object<'a>>(key)? {
        Object::Dict(only) if index == 0 => Some(only),
        Object::Array(all) => nth(&all, index),
        _ => None,
    });
    found.unwrap_or_default()
}

fn nth<'a>(all: &Array<'a>, index: usize) -> Option<Dict<'a>> {
    match all.iter::<Object<'a>>().nth(index)? {
        Object::Dict(dict) => Some(dict),
        _ => None,
    }
}
