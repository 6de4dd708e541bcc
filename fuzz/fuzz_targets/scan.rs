//! Any bytes as an image file, and any ink as a page: decoding, straightening, rulings, lines and cells. Limits are small, so that slow
//! inputs stand out; instead of networks every line is one sign.
#![no_main]

use std::sync::Arc;

use jixiao_extract::{
    BlindReader, ExtractConfig, Limits,
    scan::{
        self,
        raster::{Gray, Raster},
    },
};
use libfuzzer_sys::fuzz_target;

/// A page of 480 by 640 dots, 150 to the inch; each five bytes are a stroke or a block: place, size and shade.
fn page(bytes: &[u8]) -> Raster {
    let mut page = Gray::filled(480, 640, 255);
    for part in bytes.chunks_exact(5).take(300) {
        let [x, y, width, height, shade] = [part[0], part[1], part[2], part[3], part[4]].map(usize::from);
        let (x0, y0) = (x * 2 % 480, y * 3 % 640);
        let (x1, y1) = ((x0 + width + 1).min(480), (y0 + height % 32 + 1).min(640));
        // Half of the strokes are as thin as rulings, along or down.
        let (x1, y1) = match shade % 4 {
            0 => (x1, (y0 + 1 + shade % 3).min(640)),
            1 => ((x0 + 1 + shade % 3).min(480), (y0 + width + 1).min(640)),
            _ => (x1, y1),
        };
        (y0..y1).for_each(|row| page.row_mut(row)[x0..x1].fill(shade as u8 / 2));
    }
    Raster::from_gray(page)
}

fuzz_target!(|bytes: &[u8]| {
    let check = &mut |grid: jixiao_model::Grid| {
        for cell in grid.rows.iter().flat_map(|row| &row.cells) {
            assert!(cell.col_span >= 1 && cell.row_span >= 1 && cell.col + cell.col_span <= grid.n_cols);
        }
    };
    match bytes.split_first() {
        Some((0, ink)) => {
            scan::build(page(ink), [230.4, 307.2], 1, &BlindReader, check);
        }
        _ => {
            let limits = Limits { image_pixels: 250_000, image_pages: 3, ..Limits::default() };
            let config = ExtractConfig { limits, line_reader: Some(Arc::new(BlindReader)), ..ExtractConfig::default() };
            let _ = scan::extract(bytes, &config, check);
        }
    }
});
