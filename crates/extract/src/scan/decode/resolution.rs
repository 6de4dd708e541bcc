//! How many dots to the inch an image file declares.

use image::ImageFormat;

/// Centimetres in an inch.
const INCH: f32 = 2.54;

/// What scanners can do. Programs that know nothing write 72 or 96.
const BELIEVABLE: std::ops::RangeInclusive<f32> = 100.0..=1300.0;

/// Dots per inch, across and down, where the file says so believably.
pub(super) fn declared(bytes: &[u8], format: ImageFormat) -> Option<[f32; 2]> {
    believable(match format {
        ImageFormat::Png => png(bytes)?,
        ImageFormat::Jpeg => jpeg(bytes)?,
        ImageFormat::Bmp => bmp(bytes)?,
        _ => return None,
    })
}

/// The resolution if a scanner can have it, and it is about the same both ways.
pub(super) fn believable(dpi: [f32; 2]) -> Option<[f32; 2]> {
    let alike = dpi[0] < dpi[1] * 2.1 && dpi[1] < dpi[0] * 2.1;
    (alike && dpi.iter().all(|d| BELIEVABLE.contains(d))).then_some(dpi)
}

/// `pHYs` (PNG 1.2, 4.2.4.2): dots per metre, and 1 for metres.
fn png(bytes: &[u8]) -> Option<[f32; 2]> {
    // It stands before the pixels, behind at most some kilobytes of other chunks.
    let head = &bytes[..bytes.len().min(1 << 16)];
    let at = memchr::memmem::find(head, b"pHYs")? + 4;
    let &[x3, x2, x1, x0, y3, y2, y1, y0, 1] = head.get(at..at + 9)? else { return None };
    Some([[x3, x2, x1, x0], [y3, y2, y1, y0]].map(|n| u32::from_be_bytes(n) as f32 * INCH / 100.0))
}

/// The density of a JFIF header (ITU-T T.871, 10.1): unit 1 is inches, 2 centimetres.
fn jpeg(bytes: &[u8]) -> Option<[f32; 2]> {
    let head = &bytes[..bytes.len().min(1 << 10)];
    let at = memchr::memmem::find(head, b"JFIF\0")? + 7;
    let &[unit, x1, x0, y1, y0] = head.get(at..at + 5)? else { return None };
    let scale = match unit {
        1 => 1.0,
        2 => INCH,
        _ => return None,
    };
    Some([[x1, x0], [y1, y0]].map(|n| f32::from(u16::from_be_bytes(n)) * scale))
}

/// `biXPelsPerMeter` and `biYPelsPerMeter` of a BITMAPINFOHEADER.
fn bmp(bytes: &[u8]) -> Option<[f32; 2]> {
    let metres = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as f32 * INCH / 100.0);
    Some([metres(38)?, metres(42)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_per_metre_and_per_centimetre_become_dots_per_inch() {
        // 11811 dots per metre are 300 per inch.
        let chunk = [b"....pHYs".as_slice(), &11811u32.to_be_bytes(), &11811u32.to_be_bytes(), &[1]].concat();
        let [x, y] = declared(&chunk, ImageFormat::Png).expect("a chunk with metres");
        assert!((x - 300.0).abs() < 0.1 && (y - 300.0).abs() < 0.1);
        let header = [0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 1, 2, 0, 79, 0, 79, 0, 0];
        assert_eq!(declared(&header, ImageFormat::Jpeg), Some([79.0 * 2.54; 2]));
    }

    #[test]
    fn what_programs_write_without_knowing_is_not_believed() {
        assert_eq!(believable([72.0, 72.0]), None);
        assert_eq!(believable([96.0, 96.0]), None);
        // Fax, fine: 204 dots across, 196 down; coarse 98.
        assert_eq!(believable([204.0, 196.0]), Some([204.0, 196.0]));
        assert_eq!(believable([600.0, 150.0]), None);
    }
}
