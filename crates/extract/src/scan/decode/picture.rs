//! Pictures of a PDF page to pixels.

use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use image::{ImageDecoder, codecs::jpeg::JpegDecoder};

use super::{
    DecodeError, check_size,
    samples::{Colours, Samples, cmyk, to_raster},
};
use crate::{
    Limits,
    pdf::image::{Codec, Colour, Fax, ImageError, ImageHeader, PlacedImage},
    scan::raster::{Gray, Raster},
};

/// Bytes of what stands beside a picture: a palette has 1 kB, global JBIG2 segments some 100 kB.
const BESIDE: usize = 16 << 20;

/// Decodes one picture; rows that its data do not reach are paper.
pub(crate) fn picture(placed: &PlacedImage<'_>, limits: &Limits) -> Result<Raster, DecodeError> {
    let header = placed.header(BESIDE).ok_or(DecodeError::Damaged)?;
    check_size(header.width, header.height, limits)?;
    let data = placed.data(limits.pdf_stream_bytes).map_err(|error| match error {
        ImageError::TooLarge => DecodeError::Limit { limit: "pdf_stream_bytes", value: limits.pdf_stream_bytes as u64 },
        ImageError::Broken => DecodeError::Damaged,
    })?;
    match &header.codec {
        Codec::Samples => samples(&header, header.bits, &data),
        Codec::Fax(parameters) => Ok(bitonal(fax(&header, parameters, &data, limits)?, &header)),
        Codec::Jbig2 { globals } => Ok(bitonal(jbig2(globals, &data, limits)?, &header)),
        Codec::Jpeg => jpeg(&header, &data, limits),
        Codec::Jpeg2000 => jpeg_2000(&header, &data, limits),
    }
}

/// The width and height of a picture, before it is decoded.
pub(crate) fn size(placed: &PlacedImage<'_>) -> Option<[u32; 2]> {
    placed.header(BESIDE).map(|header| [header.width, header.height])
}

fn samples(header: &ImageHeader, bits: u8, data: &[u8]) -> Result<Raster, DecodeError> {
    let colours = colours(header.colour.as_ref())?;
    // A stencil paints where its samples are 0, unless they are turned round: as in a picture, 0 is ink.
    let samples = Samples {
        width: header.width as usize,
        height: header.height as usize,
        bits: usize::from(bits),
        colours,
        inverted: header.inverted,
        bytes: data,
    };
    to_raster(&samples).ok_or(DecodeError::Unsupported)
}

fn colours(colour: Option<&Colour>) -> Result<Colours, DecodeError> {
    match colour {
        Some(Colour::Gray) => Ok(Colours::Gray),
        Some(Colour::Rgb) => Ok(Colours::Rgb),
        Some(Colour::Cmyk) => Ok(Colours::Cmyk),
        Some(Colour::Indexed { components, palette }) => {
            let rgb = |entry: &[u8]| match *entry {
                [v] => [v; 3],
                [r, g, b] => [r, g, b],
                [c, m, y, k] => cmyk([c, m, y, k]),
                _ => [255; 3],
            };
            Ok(Colours::Palette(palette.chunks_exact(usize::from(*components).max(1)).map(rgb).collect()))
        }
        Some(Colour::Other(_)) | None => Err(DecodeError::Unsupported),
    }
}

/// A picture of ink and paper in the colours of its space: inverted by `/Decode`, or through a palette of two.
fn bitonal(page: Gray, header: &ImageHeader) -> Raster {
    let shade = |index: usize| match &header.colour {
        Some(Colour::Indexed { .. }) => match colours(header.colour.as_ref()) {
            Ok(Colours::Palette(list)) => list.get(index).map_or(255, |c| c[1]),
            _ => 255,
        },
        _ if header.inverted => 255 - 255 * index as u8,
        _ => 255 * index as u8,
    };
    let shades = [shade(0), shade(1)];
    Raster::from_gray(Gray { pixels: page.pixels.iter().map(|v| shades[usize::from(*v > 127)]).collect(), ..page })
}

fn fax(header: &ImageHeader, parameters: &Fax, data: &[u8], limits: &Limits) -> Result<Gray, DecodeError> {
    check_size(parameters.columns, header.height, limits)?;
    let settings = DecodeSettings {
        columns: parameters.columns,
        rows: header.height,
        end_of_block: parameters.end_of_block,
        end_of_line: parameters.end_of_line,
        rows_are_byte_aligned: parameters.byte_aligned,
        encoding: match parameters.k {
            ..0 => EncodingMode::Group4,
            0 => EncodingMode::Group3_1D,
            1.. => EncodingMode::Group3_2D,
        },
        strict: false,
    };
    let mut page = Gray::filled(parameters.columns as usize, header.height as usize, 255);
    let height = page.height;
    let mut rows = super::FaxRows::new(&mut page, 0, height);
    // What came before a defect stands.
    let _ = hayro_ccitt::decode(data, &mut rows, &mut DecoderContext::new(settings));
    if rows.is_empty() {
        return Err(DecodeError::Damaged);
    }
    if parameters.black_is_1 {
        page.pixels.iter_mut().for_each(|v| *v = !*v);
    }
    Ok(page)
}

fn jbig2(globals: &[u8], data: &[u8], limits: &Limits) -> Result<Gray, DecodeError> {
    let settings = hayro_jbig2::DecodeSettings { strict: false };
    let damaged = |_| DecodeError::Damaged;
    let globals = (!globals.is_empty()).then(|| hayro_jbig2::Globals::new(globals, &settings)).transpose().map_err(damaged)?;
    let page = hayro_jbig2::Page::new_embedded(data, globals.as_ref(), &settings).map_err(damaged)?;
    check_size(page.width(), page.height(), limits)?;
    let mut rows = Jbig2Rows { pixels: Vec::with_capacity(page.width() as usize * page.height() as usize) };
    page.decode(&mut rows).map_err(damaged)?;
    let (width, height) = (page.width() as usize, page.height() as usize);
    rows.pixels.resize(width * height, 255);
    Ok(Gray { width, height, pixels: rows.pixels })
}

struct Jbig2Rows {
    pixels: Vec<u8>,
}

impl hayro_jbig2::Decoder for Jbig2Rows {
    fn push_pixel(&mut self, black: bool) {
        self.pixels.push(if black { 0 } else { 255 });
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        let shade = if black { 0 } else { 255 };
        self.pixels.resize(self.pixels.len() + chunk_count as usize * 8, shade);
    }

    fn next_line(&mut self) {}
}

fn jpeg(header: &ImageHeader, data: &[u8], limits: &Limits) -> Result<Raster, DecodeError> {
    let decoder = JpegDecoder::new(std::io::Cursor::new(data)).map_err(|_| DecodeError::Damaged)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, limits)?;
    let channels = decoder.color_type().channel_count();
    let mut bytes = vec![255; decoder.total_bytes() as usize];
    decoder.read_image(&mut bytes).map_err(|_| DecodeError::Damaged)?;
    let colours = match channels {
        1 => Colours::Gray,
        3 => Colours::Rgb,
        _ => return Err(DecodeError::Unsupported),
    };
    let (width, height) = (width as usize, height as usize);
    // The JPEG decoder makes red, green and blue of four inks, and knows that Adobe's are inverted; `/Decode` says that once more.
    let inverted = header.inverted && header.colour != Some(Colour::Cmyk);
    to_raster(&Samples { width, height, bits: 8, colours, inverted, bytes: &bytes }).ok_or(DecodeError::Unsupported)
}

fn jpeg_2000(header: &ImageHeader, data: &[u8], limits: &Limits) -> Result<Raster, DecodeError> {
    let settings = hayro_jpeg2000::DecodeSettings { strict: false, ..Default::default() };
    let image = hayro_jpeg2000::Image::new(data, &settings).map_err(|_| DecodeError::Damaged)?;
    check_size(image.width(), image.height(), limits)?;
    let (width, height) = (image.width() as usize, image.height() as usize);
    let channels = usize::from(image.color_space().num_channels()) + usize::from(image.has_alpha());
    let mut context = hayro_jpeg2000::DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(|_| DecodeError::Damaged)?;
    let bytes = decoded.data_u8();
    let colour_channels = channels - usize::from(image.has_alpha());
    let kept: Vec<u8> = match channels == colour_channels {
        true => bytes,
        false => bytes.chunks_exact(channels).flat_map(|p| &p[..colour_channels]).copied().collect(),
    };
    let colours = match (&header.colour, colour_channels) {
        (Some(indexed @ Colour::Indexed { .. }), 1) => colours(Some(indexed))?,
        (_, 1) => Colours::Gray,
        (_, 3) => Colours::Rgb,
        (_, 4) => Colours::Cmyk,
        _ => return Err(DecodeError::Unsupported),
    };
    to_raster(&Samples { width, height, bits: 8, colours, inverted: header.inverted, bytes: &kept }).ok_or(DecodeError::Unsupported)
}
