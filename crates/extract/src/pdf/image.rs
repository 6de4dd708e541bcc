//! Pictures on a page: where they are painted and how they are stored. Nothing is decoded here but the packing around a picture.

use std::borrow::Cow;

use hayro_syntax::{
    Filter,
    object::{Array, Dict, Name, Object, ObjectIdentifier, Stream},
};

use super::{
    matrix::Matrix,
    stream::{self, StreamError},
};
use crate::table::ink::Edges;

/// A picture where it is painted. Pictures that are written into a content stream are not among them: they are a few kilobytes at
/// most (PDF 32000-1, 8.9.7), so that no scan is stored as one.
#[derive(Clone, Debug)]
pub struct PlacedImage<'a> {
    pub(super) matrix: Matrix,
    /// Box on the displayed page of what its clip leaves visible, in points from the top left.
    pub visible: Edges,
    /// A stencil that is painted in white.
    pub white: bool,
    pub(super) stream: Stream<'a>,
}

/// What a picture says of itself; nothing of it is certain before it is decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageHeader {
    /// Samples in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Bits of a component: 1, 2, 4, 8 or 16. A stencil has 1. JPEG 2000 data has its own.
    pub bits: u8,
    /// What the components mean; `None` where the picture's data says it (JPEG 2000).
    pub colour: Option<Colour>,
    /// A stencil: samples of 0 are painted, those of 1 are not; the other way round where `inverted`.
    pub stencil: bool,
    /// The lowest sample stands for the highest value, by `/Decode`.
    pub inverted: bool,
    /// How the data is stored when what is around it is undone.
    pub codec: Codec,
}

/// Meaning of the components of a sample.
#[derive(Clone, Debug, PartialEq)]
pub enum Colour {
    /// One, from black to white.
    Gray,
    /// Red, green, blue.
    Rgb,
    /// Cyan, magenta, yellow, black.
    Cmyk,
    /// One: an index to colours of `components` bytes each.
    Indexed {
        /// Components of a colour of the palette.
        components: u8,
        /// The colours, one after the other.
        palette: Vec<u8>,
    },
    /// Some number of inks, from none to full, or of components with a meaning of their own.
    Other(u8),
}

/// How the samples of a picture are stored.
#[derive(Clone, Debug, PartialEq)]
pub enum Codec {
    /// As they are: rows from the top, each filled up to whole bytes.
    Samples,
    /// CCITT fax data.
    Fax(Fax),
    /// JBIG2 segments of one page, with those of `/JBIG2Globals` before them.
    Jbig2 {
        /// The global segments; empty where there are none.
        globals: Vec<u8>,
    },
    /// JPEG.
    Jpeg,
    /// JPEG 2000.
    Jpeg2000,
}

/// Parameters of fax data (PDF 32000-1, table 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fax {
    /// Below 0: group 4; 0: group 3 in one dimension; above: group 3 in two.
    pub k: i32,
    /// Pixels in a row.
    pub columns: u32,
    /// Rows; 0 where the data tells.
    pub rows: u32,
    /// Ones are black; else zeros are.
    pub black_is_1: bool,
    /// Every row starts at a byte.
    pub byte_aligned: bool,
    /// Rows are marked by codes at their ends.
    pub end_of_line: bool,
    /// A code marks the end of the data.
    pub end_of_block: bool,
}

impl<'a> PlacedImage<'a> {
    /// `[a b c d e f]`: takes the unit square, in which the picture's first row lies along y = 1, to the displayed page (points
    /// from the top left, y downwards).
    pub fn matrix(&self) -> [f64; 6] {
        self.matrix.0
    }

    /// Number and generation of the object, the same for every place where the picture is painted.
    pub fn object(&self) -> ObjectIdentifier {
        self.stream.obj_id()
    }

    /// Reads what the picture says of itself; `None` where it lacks a size. `limit` is for what stands beside it: palette and
    /// global segments.
    pub fn header(&self, limit: usize) -> Option<ImageHeader> {
        let dict = self.stream.dict();
        let side = |key: &str| dict.get::<i64>(key).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
        let stencil = dict.get::<bool>("ImageMask").unwrap_or(false);
        let filter = stream::picture_filter(&self.stream);
        let codec = match filter {
            None => Codec::Samples,
            Some((Filter::CcittFaxDecode, parameters)) => Codec::Fax(fax(&parameters)),
            Some((Filter::Jbig2Decode, parameters)) => {
                let globals = parameters.get::<Stream<'_>>("JBIG2Globals");
                Codec::Jbig2 { globals: globals.and_then(|g| stream::decode(&g, limit).ok()).unwrap_or_default().into_owned() }
            }
            Some((Filter::DctDecode, _)) => Codec::Jpeg,
            Some(_) => Codec::Jpeg2000,
        };
        let bits = match codec {
            Codec::Fax(_) | Codec::Jbig2 { .. } => 1,
            _ if stencil => 1,
            _ => dict.get::<i32>("BitsPerComponent").and_then(|b| u8::try_from(b).ok()).unwrap_or(8),
        };
        let decode = dict.get::<Array<'_>>("Decode").map(|d| d.iter::<f32>().take(2).collect::<Vec<_>>());
        Some(ImageHeader {
            width: side("Width")?,
            height: side("Height")?,
            bits,
            colour: if stencil {
                Some(Colour::Gray)
            } else {
                dict.get::<Object<'_>>("ColorSpace").and_then(|s| colour(&s, limit, 0))
            },
            stencil,
            inverted: matches!(decode.as_deref(), Some([low, high]) if low > high),
            codec,
        })
    }

    /// The data of the picture as its codec has it, at most `limit` bytes.
    ///
    /// # Errors
    /// When it would be larger, or when nothing of what packs it can be undone.
    pub fn data(&self, limit: usize) -> Result<Cow<'a, [u8]>, ImageError> {
        match stream::unpack(&self.stream, limit) {
            Ok((bytes, _)) if bytes.len() <= limit => Ok(bytes),
            Ok(_) | Err(StreamError::TooLarge) => Err(ImageError::TooLarge),
            Err(StreamError::Broken) => Err(ImageError::Broken),
        }
    }
}

/// Why a picture gave no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageError {
    /// It would be larger than allowed.
    TooLarge,
    /// Nothing of what packs it could be undone.
    Broken,
}

fn fax(parameters: &Dict<'_>) -> Fax {
    let size = |key: &str, default: u32| parameters.get::<i64>(key).and_then(|n| u32::try_from(n).ok()).unwrap_or(default);
    let flag = |key: &str, default: bool| parameters.get::<bool>(key).unwrap_or(default);
    Fax {
        k: parameters.get::<i32>("K").unwrap_or(0),
        columns: size("Columns", 1728),
        rows: size("Rows", 0),
        black_is_1: flag("BlackIs1", false),
        byte_aligned: flag("EncodedByteAlign", false),
        end_of_line: flag("EndOfLine", false),
        end_of_block: flag("EndOfBlock", true),
    }
}

/// Colour spaces in colour spaces deeper than this mean nothing: a palette of an ICC profile is two deep.
const MAX_SPACES: usize = 4;

fn colour(space: &Object<'_>, limit: usize, depth: usize) -> Option<Colour> {
    let (name, array) = match space {
        Object::Name(name) => (name.to_vec(), None),
        Object::Array(array) => (array.iter::<Name<'_>>().next()?.to_vec(), Some(array)),
        _ => return None,
    };
    let item = |i: usize| array.and_then(|a| a.iter::<Object<'_>>().nth(i));
    let by_count = |n: u8| match n {
        1 => Colour::Gray,
        3 => Colour::Rgb,
        4 => Colour::Cmyk,
        n => Colour::Other(n),
    };
    Some(match name.as_slice() {
        b"DeviceGray" | b"CalGray" | b"G" => Colour::Gray,
        b"DeviceRGB" | b"CalRGB" | b"RGB" => Colour::Rgb,
        b"DeviceCMYK" | b"CMYK" => Colour::Cmyk,
        b"Lab" => Colour::Other(3),
        b"ICCBased" => match item(1)? {
            Object::Stream(profile) => by_count(profile.dict().get::<i32>("N").and_then(|n| u8::try_from(n).ok())?),
            _ => return None,
        },
        b"Separation" => Colour::Other(1),
        b"DeviceN" => match item(1)? {
            Object::Array(inks) => Colour::Other(u8::try_from(inks.iter::<Object<'_>>().take(256).count()).ok()?),
            _ => return None,
        },
        b"Indexed" | b"I" if depth < MAX_SPACES => {
            let components = match colour(&item(1)?, limit, depth + 1)? {
                Colour::Gray => 1,
                Colour::Rgb => 3,
                Colour::Cmyk => 4,
                Colour::Other(n) => n,
                Colour::Indexed { .. } => return None,
            };
            let palette = match item(3)? {
                Object::String(bytes) => bytes.as_bytes().to_vec(),
                Object::Stream(bytes) => stream::decode(&bytes, limit).ok()?.into_owned(),
                _ => return None,
            };
            Colour::Indexed { components, palette }
        }
        _ => return None,
    })
}
