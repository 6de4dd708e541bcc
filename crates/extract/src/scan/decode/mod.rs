//! Image files to pages of pixels; what the format is, the content tells.
//!
//! Sizes are compared with the limits before anything is decoded, since a file of a kilobyte can declare a gigabyte.

mod picture;
mod resolution;
mod samples;
mod tiff;

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use super::raster::{Gray, Raster};
use crate::Limits;

pub(crate) use picture::{picture, size};

/// A decoded page.
#[derive(Clone, Debug)]
pub struct PageImage {
    /// Its pixels, the right way up if the file says which way is up.
    pub raster: Raster,
    /// Dots per inch, across and down, if the file says so believably.
    pub dpi: Option<[f32; 2]>,
}

/// Why a page of an image file gave no pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// It is larger than allowed, or the file has more pages than allowed.
    Limit {
        /// Name of the limit, as in [`Limits`].
        limit: &'static str,
        /// Its value.
        value: u64,
    },
    /// It starts as an image does but has no header of one.
    NoImage,
    /// The format or this variant of it is not read.
    Unsupported,
    /// Its data are damaged.
    Damaged,
}

/// Whether the bytes are an image of a format that is read.
pub fn is_image(bytes: &[u8]) -> bool {
    tiff::is_tiff(bytes) || format(bytes).is_some()
}

/// Pixels of the first page of an image file, by its header; `None` where that cannot be read, so that nothing will be decoded.
pub fn n_pixels(bytes: &[u8]) -> Option<u64> {
    let (width, height) = match format(bytes) {
        Some(format) => ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().ok()?,
        None => tiff::size(bytes)?,
    };
    Some(u64::from(width) * u64::from(height))
}

fn format(bytes: &[u8]) -> Option<ImageFormat> {
    // Two letters are no proof of a bitmap: text may start with them. Its header's length is one of a few small numbers.
    let is_bitmap = bytes.starts_with(b"BM") && bytes.get(15..18) == Some(&[0; 3]) && bytes.get(14).is_some_and(|n| *n >= 12);
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ if is_bitmap => Some(ImageFormat::Bmp),
        _ => None,
    }
}

/// Decodes page after page and hands each to `sink`, in order, until it says no.
pub fn pages(bytes: &[u8], limits: &Limits, sink: &mut dyn FnMut(Result<PageImage, DecodeError>) -> bool) {
    if tiff::is_tiff(bytes) {
        return tiff::pages(bytes, limits, sink);
    }
    sink(match format(bytes) {
        Some(format) => single(bytes, format, limits),
        None => Err(DecodeError::Unsupported),
    });
}

fn single(bytes: &[u8], format: ImageFormat, limits: &Limits) -> Result<PageImage, DecodeError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    // Our own limit on pixels is checked below; this one is for what decoders need besides.
    let mut own = image::Limits::no_limits();
    own.max_alloc = Some(limits.image_pixels.saturating_mul(8));
    reader.limits(own);
    let mut decoder = reader.into_decoder().map_err(|error| match decode_error(&error, limits) {
        DecodeError::Damaged => DecodeError::NoImage,
        other => other,
    })?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, limits)?;
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut decoded = DynamicImage::from_decoder(decoder).map_err(|error| decode_error(&error, limits))?;
    decoded.apply_orientation(orientation);
    let raster = match decoded {
        DynamicImage::ImageLuma8(gray) => {
            let (width, height) = (gray.width() as usize, gray.height() as usize);
            Raster::from_gray(Gray { width, height, pixels: gray.into_raw() })
        }
        colour if colour.color().has_alpha() => {
            let rgba = colour.into_rgba8();
            let rgb: Vec<u8> = rgba.pixels().flat_map(|p| samples::over_paper([p[0], p[1], p[2]], p[3])).collect();
            Raster::from_rgb(rgba.width() as usize, rgba.height() as usize, &rgb)
        }
        colour if colour.color().has_color() => {
            let rgb = colour.into_rgb8();
            Raster::from_rgb(rgb.width() as usize, rgb.height() as usize, rgb.as_raw())
        }
        deep => {
            let gray = deep.into_luma8();
            let (width, height) = (gray.width() as usize, gray.height() as usize);
            Raster::from_gray(Gray { width, height, pixels: gray.into_raw() })
        }
    };
    Ok(PageImage { raster, dpi: resolution::declared(bytes, format) })
}

fn decode_error(error: &image::ImageError, limits: &Limits) -> DecodeError {
    match error {
        image::ImageError::Limits(_) => DecodeError::Limit { limit: "image_pixels", value: limits.image_pixels },
        image::ImageError::Unsupported(_) => DecodeError::Unsupported,
        _ => DecodeError::Damaged,
    }
}

/// Whether an image of this size may be decoded.
pub(crate) fn check_size(width: u32, height: u32, limits: &Limits) -> Result<(), DecodeError> {
    match u64::from(width) * u64::from(height) {
        0 => Err(DecodeError::Damaged),
        pixels if pixels > limits.image_pixels => Err(DecodeError::Limit { limit: "image_pixels", value: limits.image_pixels }),
        _ => Ok(()),
    }
}

/// Takes the rows of fax data, which are white where nothing changes.
struct FaxRows<'p> {
    page: &'p mut Gray,
    first: usize,
    y: usize,
    last: usize,
}

impl<'p> FaxRows<'p> {
    /// For the rows from `first` up to, but without, `last` of a white page.
    fn new(page: &'p mut Gray, first: usize, last: usize) -> Self {
        FaxRows { page, first, y: first, last }
    }

    fn is_empty(&self) -> bool {
        self.y == self.first
    }
}

impl hayro_ccitt::Decoder for FaxRows<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        if self.y >= self.last {
            return;
        }
        let row = self.page.row_mut(self.y);
        for black in changes.chunks(2) {
            let from = (black[0] as usize).min(row.len());
            let to = black.get(1).map_or(row.len(), |to| (*to as usize).clamp(from, row.len()));
            row[from..to].fill(0);
        }
        self.y += 1;
    }
}
