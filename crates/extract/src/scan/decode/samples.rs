//! Samples of 1 to 16 bits in the colours of PDF and TIFF files to shades of grey or red, green and blue.

use super::super::raster::{Gray, Raster};

/// What a pixel's samples stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Colours {
    /// Light.
    Gray,
    /// Light of three colours.
    Rgb,
    /// Ink of four colours.
    Cmyk,
    /// Places in a list of red, green and blue.
    Palette(Vec<[u8; 3]>),
}

/// An image as packed samples: rows are padded to whole bytes, samples of 16 bits have the high byte first.
#[derive(Clone, Debug)]
pub(crate) struct Samples<'a> {
    /// Pixels of a row.
    pub(crate) width: usize,
    /// Rows; those that the bytes do not reach are paper.
    pub(crate) height: usize,
    /// 1, 2, 4, 8 or 16.
    pub(crate) bits: usize,
    /// What they stand for.
    pub(crate) colours: Colours,
    /// Whether the least value stands where the greatest is meant.
    pub(crate) inverted: bool,
    /// The rows.
    pub(crate) bytes: &'a [u8],
}

/// The image, or `None` where the bits of a sample are no number that occurs.
pub(crate) fn to_raster(samples: &Samples<'_>) -> Option<Raster> {
    let Samples { width, height, bits, colours, inverted, bytes } = samples;
    let (width, height, bits) = (*width, *height, *bits);
    if !matches!(bits, 1 | 2 | 4 | 8 | 16) {
        return None;
    }
    let channels = match colours {
        Colours::Gray | Colours::Palette(_) => 1,
        Colours::Rgb => 3,
        Colours::Cmyk => 4,
    };
    let row_bytes = (width * channels * bits).div_ceil(8);
    let is_palette = matches!(colours, Colours::Palette(_));
    let is_gray = matches!(colours, Colours::Gray);
    let mut out = Vec::with_capacity(width * height * if is_gray { 1 } else { 3 });
    let mut row = Vec::with_capacity(width * channels);
    for packed in bytes.chunks(row_bytes.max(1)).take(height) {
        row.clear();
        unpack(packed, bits, is_palette, width * channels, &mut row);
        if *inverted && !is_palette {
            row.iter_mut().for_each(|v| *v = !*v);
        }
        match colours {
            Colours::Gray | Colours::Rgb => out.extend_from_slice(&row),
            Colours::Cmyk => out.extend(row.chunks_exact(4).flat_map(|p| cmyk([p[0], p[1], p[2], p[3]]))),
            Colours::Palette(list) => {
                out.extend(row.iter().flat_map(|i| list.get(usize::from(*i)).copied().unwrap_or([255; 3])));
            }
        }
    }
    out.resize(width * height * if is_gray { 1 } else { 3 }, 255);
    Some(if is_gray { Raster::from_gray(Gray { width, height, pixels: out }) } else { Raster::from_rgb(width, height, &out) })
}

/// Adds one row's samples as bytes: stretched to 0–255, or as they are for places in a list. A short row ends in paper.
fn unpack(packed: &[u8], bits: usize, as_places: bool, n: usize, row: &mut Vec<u8>) {
    match bits {
        8 => row.extend_from_slice(&packed[..n.min(packed.len())]),
        16 => row.extend(packed.chunks_exact(2).map(|p| p[0]).take(n)),
        _ => {
            let most = (1u8 << bits) - 1;
            let stretch = if as_places { 1 } else { 255 / most };
            let shifts = (0..8 / bits).rev().map(|i| i * bits);
            row.extend(packed.iter().flat_map(|b| shifts.clone().map(move |s| (b >> s & most) * stretch)).take(n));
        }
    }
    row.resize(n, if as_places { 0 } else { 255 });
}

/// Inks to light, as if each took its share of what the black left: what viewers without colour profiles do.
pub(crate) fn cmyk([c, m, y, k]: [u8; 4]) -> [u8; 3] {
    [c, m, y].map(|ink| ((255 - u32::from(ink)) * (255 - u32::from(k)) / 255) as u8)
}

/// A partly transparent pixel on white paper.
pub(crate) fn over_paper(rgb: [u8; 3], alpha: u8) -> [u8; 3] {
    let (alpha, paper) = (u32::from(alpha), 255 - u32::from(alpha));
    rgb.map(|v| ((u32::from(v) * alpha + 255 * paper) / 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(bits: usize, inverted: bool, bytes: &[u8], width: usize, height: usize) -> Vec<u8> {
        let samples = Samples { width, height, bits, colours: Colours::Gray, inverted, bytes };
        to_raster(&samples).expect("known bits").luma.pixels
    }

    #[test]
    fn rows_are_padded_to_whole_bytes() {
        assert_eq!(gray(1, false, &[0b1010_0000, 0b0110_0000], 3, 2), [255, 0, 255, 0, 255, 255]);
        assert_eq!(gray(2, false, &[0b0001_1011], 4, 1), [0, 85, 170, 255]);
        assert_eq!(gray(4, true, &[0x0f], 2, 1), [255, 0]);
        assert_eq!(gray(16, false, &[0x80, 0x01, 0xff, 0xff], 2, 1), [0x80, 0xff]);
    }

    #[test]
    fn rows_that_are_missing_are_paper() {
        assert_eq!(gray(8, false, &[1, 2, 3], 2, 3), [1, 2, 3, 255, 255, 255]);
    }

    #[test]
    fn four_inks_and_lists_of_colours() {
        assert_eq!(cmyk([0, 0, 0, 0]), [255; 3]);
        assert_eq!(cmyk([0, 0, 0, 255]), [0; 3]);
        assert_eq!(cmyk([0, 255, 255, 0]), [255, 0, 0]);
        let list = Colours::Palette(vec![[255; 3], [0; 3]]);
        let samples = Samples { width: 2, height: 1, bits: 1, colours: list, inverted: false, bytes: &[0b0100_0000] };
        assert_eq!(to_raster(&samples).map(|r| r.luma.pixels), Some(vec![255, 0]));
    }
}
