//! Small pictures of scanned pages, for people who compare what was read with the paper.

use image::{ExtendedColorType, codecs::jpeg::JpegEncoder};

use super::{each_page, is_wanted, raster::Gray};
use crate::ExtractConfig;

/// A page that was read as a scan.
pub struct PagePicture {
    /// From 1.
    pub number: u32,
    /// Width and height in points, as displayed.
    pub paper: [f32; 2],
    /// The page in shades of grey, as a JPEG file.
    pub jpeg: Vec<u8>,
}

/// Pages of one file that get a picture: those after them are shown without.
pub const MOST_PAGES: usize = 32;

/// Dots to the point: 108 to the inch, at which the smallest type of a form can just be read.
const DOTS: f32 = 1.5;

/// Dots of the longer side, for papers larger than A3.
const LONGEST_SIDE: f32 = 1800.0;

/// Of 100: text has grey fringes, and a page takes some 80 kB.
const QUALITY: u8 = 40;

/// The pictures of the pages of a file that are read as scans, in order. What cannot be decoded has none: its reader says so.
pub fn pictures(bytes: &[u8], config: &ExtractConfig) -> Vec<PagePicture> {
    let mut pictures = Vec::new();
    let read = each_page(bytes, config, &|page| is_wanted(page, config), &mut |number, page| {
        if let (Ok((raster, paper)), true) = (page, pictures.len() < MOST_PAGES) {
            pictures.extend(small(&raster.luma, paper).map(|jpeg| PagePicture { number, paper, jpeg }));
        }
    });
    if read.is_err() {
        pictures.clear();
    }
    pictures
}

fn small(picture: &Gray, [width, height]: [f32; 2]) -> Option<Vec<u8>> {
    let dots = DOTS.min(LONGEST_SIDE / width.max(height)).min(picture.width as f32 / width);
    let size = [width, height].map(|side| ((side * dots).round() as usize).max(1));
    let picture = picture.resized(size);
    let [width, height] = size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let mut jpeg = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode(&picture.pixels, width, height, ExtendedColorType::L8);
    encoded.is_ok().then_some(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gets_a_small_picture_of_its_own_shape() {
        let page = Gray::filled(2480, 3508, 200);
        let jpeg = small(&page, [595.2, 841.9]).unwrap();
        let small = image::load_from_memory(&jpeg).unwrap().into_luma8();
        assert_eq!(small.dimensions(), (893, 1263));
        assert!(small.pixels().all(|pixel| pixel[0].abs_diff(200) < 4));
        // A picture of few dots is not made larger, and a large sheet not larger than it may be.
        let few = image::load_from_memory(&super::small(&Gray::filled(100, 50, 0), [200.0, 100.0]).unwrap()).unwrap();
        assert_eq!((few.width(), few.height()), (100, 50));
        let large = image::load_from_memory(&super::small(&Gray::filled(9000, 6000, 0), [3000.0, 2000.0]).unwrap()).unwrap();
        assert_eq!(large.width(), 1800);
    }
}
