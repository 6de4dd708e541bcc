//! TIFF files of many pages. Fax data are decoded strip by strip here, since scanners write G3 as often as G4; the rest a library does.

use std::io::Cursor;

use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use tiff::{
    ColorType,
    decoder::{Decoder, DecodingResult, Limits as TiffLimits, ifd::Value},
    tags::Tag,
};

use super::{
    DecodeError, FaxRows, PageImage, check_size, resolution,
    samples::{Colours, Samples, cmyk, over_paper, to_raster},
};
use crate::{
    Limits,
    scan::raster::{Gray, Raster},
};

/// Whether the bytes start as TIFF or BigTIFF files do.
pub(super) fn is_tiff(bytes: &[u8]) -> bool {
    matches!(bytes, [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..])
}

/// Width and height of the first page.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    is_tiff(bytes).then(|| Decoder::new(Cursor::new(bytes)).ok()?.dimensions().ok())?
}

/// Hands every page to `sink` until it says no.
pub(super) fn pages(bytes: &[u8], limits: &Limits, sink: &mut dyn FnMut(Result<PageImage, DecodeError>) -> bool) {
    let Ok(decoder) = Decoder::new(Cursor::new(bytes)) else {
        sink(Err(DecodeError::NoImage));
        return;
    };
    let mut own = TiffLimits::default();
    own.decoding_buffer_size = usize::try_from(limits.image_pixels.saturating_mul(4)).unwrap_or(usize::MAX);
    own.intermediate_buffer_size = own.decoding_buffer_size;
    let mut decoder = decoder.with_limits(own);
    for n in 0u64.. {
        if n >= limits.image_pages {
            sink(Err(DecodeError::Limit { limit: "image_pages", value: limits.image_pages }));
            return;
        }
        // A thumbnail is no page (NewSubfileType, bit 0).
        let is_thumbnail = decoder.find_tag_unsigned::<u32>(Tag::NewSubfileType).ok().flatten().is_some_and(|t| t & 1 == 1);
        if !is_thumbnail && !sink(page(&mut decoder, bytes, limits)) {
            return;
        }
        if !decoder.more_images() {
            return;
        }
        if decoder.next_image().is_err() {
            sink(Err(DecodeError::Damaged));
            return;
        }
    }
}

type TiffDecoder<'a> = Decoder<Cursor<&'a [u8]>>;

fn page(decoder: &mut TiffDecoder<'_>, bytes: &[u8], limits: &Limits) -> Result<PageImage, DecodeError> {
    let (width, height) = decoder.dimensions().map_err(|_| DecodeError::Damaged)?;
    check_size(width, height, limits)?;
    let dpi = dots_per_inch(decoder);
    let compression = number(decoder, Tag::Compression).unwrap_or(1);
    let raster = match compression {
        2..=4 => fax(decoder, bytes, [width, height], compression)?,
        _ => whole(decoder, [width as usize, height as usize])?,
    };
    Ok(PageImage { raster: upright(raster, number(decoder, Tag::Orientation).unwrap_or(1)), dpi })
}

fn number(decoder: &mut TiffDecoder<'_>, tag: Tag) -> Option<u32> {
    decoder.find_tag_unsigned(tag).ok().flatten()
}

fn dots_per_inch(decoder: &mut TiffDecoder<'_>) -> Option<[f32; 2]> {
    // ResolutionUnit: 2 inches, 3 centimetres.
    let scale = match number(decoder, Tag::ResolutionUnit).unwrap_or(2) {
        2 => 1.0,
        3 => 2.54,
        _ => return None,
    };
    let [x, y] = [Tag::XResolution, Tag::YResolution].map(|tag| match decoder.find_tag(tag).ok()?? {
        Value::Rational(numerator, denominator) => Some(numerator as f32 / denominator as f32),
        value => value.into_f32().ok(),
    });
    resolution::believable([x? * scale, y? * scale])
}

/// Turned as the tag Orientation says. Mirrored pages do not occur in scans and stay as they are.
fn upright(raster: Raster, orientation: u32) -> Raster {
    let quarters = match orientation {
        3 => 2,
        6 => 1,
        8 => 3,
        _ => return raster,
    };
    Raster { luma: raster.luma.quarter_turned(quarters), uncoloured: raster.uncoloured.map(|g| g.quarter_turned(quarters)) }
}

/// Modified Huffman (2), G3 (3) and G4 (4), all strips one below the other. A strip that breaks off keeps its rows.
fn fax(decoder: &mut TiffDecoder<'_>, bytes: &[u8], size: [u32; 2], compression: u32) -> Result<Raster, DecodeError> {
    let [width, height] = size;
    let list = |decoder: &mut TiffDecoder<'_>, tag| decoder.get_tag_u64_vec(tag).map_err(|_| DecodeError::Damaged);
    let (offsets, lengths) = (list(decoder, Tag::StripOffsets)?, list(decoder, Tag::StripByteCounts)?);
    let rows_per_strip = number(decoder, Tag::RowsPerStrip).unwrap_or(height).clamp(1, height);
    let options = number(decoder, Tag::Unknown(if compression == 3 { 292 } else { 293 })).unwrap_or(0);
    let low_bit_first = number(decoder, Tag::FillOrder) == Some(2);
    // WhiteIsZero is what fax data are; BlackIsZero means the negative.
    let negative = number(decoder, Tag::PhotometricInterpretation) == Some(1);
    let mut page = Gray::filled(width as usize, height as usize, 255);
    for (i, (offset, length)) in offsets.iter().zip(&lengths).enumerate() {
        let top = (i as u64).saturating_mul(u64::from(rows_per_strip));
        if top >= u64::from(height) {
            break;
        }
        let start = usize::try_from(*offset).unwrap_or(usize::MAX).min(bytes.len());
        let end = start.saturating_add(usize::try_from(*length).unwrap_or(usize::MAX)).min(bytes.len());
        let mut data = std::borrow::Cow::Borrowed(&bytes[start..end]);
        if low_bit_first {
            data.to_mut().iter_mut().for_each(|b| *b = b.reverse_bits());
        }
        let settings = DecodeSettings {
            columns: width,
            rows: rows_per_strip.min(height - top as u32),
            end_of_block: false,
            end_of_line: compression == 3,
            rows_are_byte_aligned: compression == 2,
            encoding: match compression {
                4 => EncodingMode::Group4,
                3 if options & 1 == 1 => EncodingMode::Group3_2D,
                _ => EncodingMode::Group3_1D,
            },
            strict: false,
        };
        let last = top as usize + settings.rows as usize;
        let mut rows = FaxRows::new(&mut page, top as usize, last);
        // What came before a defect stands.
        let _ = hayro_ccitt::decode(&data, &mut rows, &mut DecoderContext::new(settings));
    }
    if negative {
        page.pixels.iter_mut().for_each(|v| *v = !*v);
    }
    Ok(Raster::from_gray(page))
}

fn whole(decoder: &mut TiffDecoder<'_>, [width, height]: [usize; 2]) -> Result<Raster, DecodeError> {
    let colour = decoder.colortype().map_err(|_| DecodeError::Unsupported)?;
    let palette = decoder.get_tag_u16_vec(Tag::ColorMap).ok();
    let bytes = match decoder.read_image().map_err(|error| match error {
        tiff::TiffError::UnsupportedError(_) => DecodeError::Unsupported,
        _ => DecodeError::Damaged,
    })? {
        DecodingResult::U8(bytes) => bytes,
        DecodingResult::U16(words) => words.iter().map(|w| (w >> 8) as u8).collect(),
        _ => return Err(DecodeError::Unsupported),
    };
    // Samples of 16 bits have just been made ones of 8.
    let bits = |bits: u8| usize::from(bits.min(8));
    let samples = |bits, colours| Samples { width, height, bits, colours, inverted: false, bytes: &bytes };
    let raster = match colour {
        ColorType::Gray(n) => to_raster(&samples(bits(n), Colours::Gray)),
        ColorType::RGB(n) => to_raster(&samples(bits(n), Colours::Rgb)),
        ColorType::CMYK(n) => to_raster(&samples(bits(n), Colours::Cmyk)),
        ColorType::Palette(n) => {
            let map = palette.ok_or(DecodeError::Damaged)?;
            // All reds, then all greens, then all blues, in 16 bits.
            let third = map.len() / 3;
            let list = (0..third).map(|i| [i, third + i, 2 * third + i].map(|i| (map[i] >> 8) as u8)).collect();
            to_raster(&samples(bits(n), Colours::Palette(list)))
        }
        ColorType::YCbCr(_) => Some(Raster::from_rgb(width, height, &with_rgb(&bytes, 3, |p| from_ycbcr([p[0], p[1], p[2]])))),
        ColorType::RGBA(_) => Some(Raster::from_rgb(width, height, &with_rgb(&bytes, 4, |p| over_paper([p[0], p[1], p[2]], p[3])))),
        ColorType::GrayA(_) => Some(Raster::from_rgb(width, height, &with_rgb(&bytes, 2, |p| over_paper([p[0]; 3], p[1])))),
        ColorType::CMYKA(_) => Some(Raster::from_rgb(width, height, &with_rgb(&bytes, 5, |p| cmyk([p[0], p[1], p[2], p[3]])))),
        _ => None,
    };
    // Rows that are missing would shift colours; a library that says all is well gave all of them.
    raster.filter(|r| r.luma.pixels.len() == width * height).ok_or(DecodeError::Unsupported)
}

fn with_rgb(bytes: &[u8], channels: usize, rgb: impl Fn(&[u8]) -> [u8; 3]) -> Vec<u8> {
    bytes.chunks_exact(channels).flat_map(rgb).collect()
}

/// JPEG's colours (ITU-T T.871, 7).
fn from_ycbcr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    [y + 1.402 * cr, y - 0.344 * cb - 0.714 * cr, y + 1.772 * cb].map(|v| v.round().clamp(0.0, 255.0) as u8)
}

#[cfg(test)]
mod tests {
    use tiff::{
        encoder::{Rational, TiffEncoder, colortype::Gray8},
        tags::ResolutionUnit,
    };

    use super::*;

    #[test]
    fn the_resolution_is_a_fraction_in_its_unit() {
        // 11811 dots per 100 centimetres are 300 per inch.
        for (unit, n, d, expected) in [
            (ResolutionUnit::Inch, 200, 1, Some(200.0)),
            (ResolutionUnit::Centimeter, 11_811, 100, Some(300.0)),
            (ResolutionUnit::None, 200, 1, None),
            (ResolutionUnit::Inch, 200, 0, None),
        ] {
            let mut bytes = Cursor::new(Vec::new());
            let mut encoder = TiffEncoder::new(&mut bytes).expect("a buffer takes all");
            let mut image = encoder.new_image::<Gray8>(2, 1).expect("a buffer takes all");
            image.resolution(unit, Rational { n, d });
            image.write_data(&[0, 255]).expect("a buffer takes all");
            let mut found = Vec::new();
            pages(bytes.get_ref(), &Limits::default(), &mut |page| {
                found.push(page.expect("a sound file").dpi.map(|dpi| dpi[0].round()));
                true
            });
            assert_eq!(found, [expected]);
        }
    }
}
