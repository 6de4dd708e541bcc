//! Pictures to grids, with a table in the place of the networks.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{io::Cursor, path::Path, sync::Arc};

use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb};
use jixiao_extract::{BlindReader, ExtractConfig, ExtractError, Ocr, extract};
use jixiao_model::{Grid, GridKind, Reader};

fn config() -> ExtractConfig {
    ExtractConfig { line_reader: Some(Arc::new(BlindReader)), ..ExtractConfig::default() }
}

fn grids(bytes: &[u8]) -> Vec<Grid> {
    let mut grids = Vec::new();
    let extracted = extract(bytes, &config(), &mut |grid| grids.push(grid)).unwrap();
    assert_eq!(extracted.reader, Reader::Ocr);
    grids
}

fn fill(page: &mut GrayImage, x0: u32, y0: u32, x1: u32, y1: u32) {
    (y0..y1).flat_map(|y| (x0..x1).map(move |x| (x, y))).for_each(|(x, y)| page.put_pixel(x, y, Luma([0])));
}

/// A character of 10 points at 150 dots to the inch, as dark as the darkest.
fn character(page: &mut GrayImage, x: u32, y: u32) {
    fill(page, x, y, x + 20, y + 20);
}

/// Half a page of A4 at 150 dots to the inch: two rows of 60 pixels; the upper has one cell over both columns, the lower two, and
/// each cell four characters.
fn table() -> GrayImage {
    let mut page = GrayImage::from_pixel(1240, 900, Luma([255]));
    for y in [200, 260, 320] {
        fill(&mut page, 100, y, 1100, y + 2);
    }
    for (x, top) in [(100, 200), (600, 260), (1098, 200)] {
        fill(&mut page, x, top, x + 2, 322);
    }
    for (x, y) in [(120, 220), (120, 280), (620, 280)] {
        (0..4).for_each(|i| character(&mut page, x + i * 23, y));
    }
    page
}

fn encoded(page: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(page.clone()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn as_tiff(page: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).unwrap();
    for _ in 0..2 {
        encoder.write_image::<tiff::encoder::colortype::Gray8>(page.width(), page.height(), page.as_raw()).unwrap();
    }
    bytes.into_inner()
}

/// Rows as spans of columns, with the number of characters of each cell.
fn shape(grid: &Grid) -> Vec<Vec<(u32, u32, usize)>> {
    let row = |row: &jixiao_model::Row| row.cells.iter().map(|c| (c.col, c.col_span, c.text.chars().count())).collect();
    grid.rows.iter().map(row).collect()
}

#[track_caller]
fn check_table(grids: &[Grid]) {
    let [grid] = grids else { panic!("{} grids", grids.len()) };
    assert_eq!(grid.kind, GridKind::Ruled);
    assert_eq!(shape(grid), [vec![(0, 2, 4)], vec![(0, 1, 4), (1, 1, 4)]]);
    assert!(grid.rows.iter().flat_map(|r| &r.cells).all(|c| c.confidence.percent() == 97 && c.place.page == Some(1)));
}

#[test]
fn every_format_gives_the_cells_of_its_table() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::WebP] {
        check_table(&grids(&encoded(&table(), format)));
    }
    let pages = grids(&as_tiff(&table()));
    check_table(&pages[..1]);
    assert_eq!(pages[1].rows[0].cells[0].place.page, Some(2));
}

#[test]
fn places_are_points_of_the_page() {
    // Without a resolution the long side is that of A4: 1240 pixels are 841.89 points.
    let grids = grids(&encoded(&table(), ImageFormat::Png));
    let [x0, y0, x1, y1] = grids[0].rows[1].cells[1].place.bbox.unwrap().edges();
    let scale = 841.89 / 1240.0;
    for (found, pixels) in [(x0, 601.0), (y0, 261.0), (x1, 1099.0), (y1, 321.0)] {
        assert!((found - pixels * scale).abs() < 1.0, "{found} {}", pixels * scale);
    }
}

#[test]
fn a_page_askew_or_in_the_shade_is_the_same_table() {
    let (sin, cos) = 1.5f32.to_radians().sin_cos();
    let straight = table();
    let askew = GrayImage::from_fn(1240, 900, |x, y| {
        let (dx, dy) = (x as f32 - 620.0, y as f32 - 450.0);
        let (sx, sy) = ((620.0 + dx * cos + dy * sin) as u32, (450.0 - dx * sin + dy * cos) as u32);
        let ink = sx < 1240 && sy < 900 && straight.get_pixel(sx, sy).0[0] == 0;
        let light = 150 + x / 16;
        Luma([if ink { light / 4 } else { light } as u8])
    });
    check_table(&grids(&encoded(&askew, ImageFormat::Png)));
}

#[test]
fn coloured_ink_is_set_aside_and_said() {
    let black = DynamicImage::ImageLuma8(table()).to_rgb8();
    // A red block in the empty right half of the upper cell: over a thousandth of the page.
    let mut stamped = black.clone();
    (215..250).flat_map(|y| (700..760).map(move |x| (x, y))).for_each(|(x, y)| stamped.put_pixel(x, y, Rgb([220, 30, 30])));
    for (page, expected) in [(black, vec![]), (stamped, vec!["scan-colour-set-aside"])] {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(page).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let mut grids = Vec::new();
        let extracted = extract(bytes.get_ref(), &config(), &mut |grid| grids.push(grid)).unwrap();
        check_table(&grids);
        assert_eq!(extracted.warnings.iter().map(|warning| warning.code.id).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn blank_black_and_noisy_pages_have_no_table() {
    let mut state = 1u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Luma([(state >> 24) as u8])
    };
    for page in [
        GrayImage::from_pixel(1, 1, Luma([0])),
        GrayImage::from_pixel(3000, 2, Luma([0])),
        GrayImage::from_pixel(400, 600, Luma([255])),
        GrayImage::from_pixel(400, 600, Luma([0])),
        GrayImage::from_fn(400, 600, |_, _| noise()),
        GrayImage::from_fn(400, 600, |x, y| Luma([((x * x + y * y) / 900 % 256) as u8])),
    ] {
        assert!(grids(&encoded(&page, ImageFormat::Png)).iter().all(|g| g.kind != GridKind::Ruled));
    }
}

#[test]
fn declared_sizes_are_compared_before_decoding() {
    let size = 30_000u32.to_be_bytes();
    let png =
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &size, &size, &[8, 2, 0, 0, 0], &PNG_CRC.to_be_bytes(), b"\0\0\0\x01IDAT\0"]
            .concat();
    let mut bmp = encoded(&GrayImage::new(1, 1), ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[30_000u32.to_le_bytes(), 30_000u32.to_le_bytes()].concat());
    // Width, height, bits, colours (black is 0), where the one strip is, samples, rows of a strip, bytes of it: all of type 4 (LONG).
    let tags = [(256u16, 30_000u32), (257, 30_000), (258, 8), (262, 1), (273, 8), (277, 1), (278, 30_000), (279, 4)];
    let entries = tags.iter().flat_map(|(tag, value)| [&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &value.to_le_bytes()].concat());
    let tiff: Vec<u8> = b"II*\0\x08\0\0\0\x08\0".iter().copied().chain(entries).chain([0; 4]).collect();
    for (name, bytes) in [("png", png), ("bmp", bmp), ("tiff", tiff)] {
        let error = extract(&bytes, &config(), &mut drop).unwrap_err();
        assert_eq!(error, ExtractError::Limit { limit: "image_pixels", value: 80_000_000 }, "{name}");
    }
}

/// CRC-32 of the header of a PNG file of 30,000 by 30,000 pixels of 3 bytes.
const PNG_CRC: u32 = 0xe945_6fed;

#[test]
fn cut_and_altered_files_end_in_grids_or_errors() {
    let page = image::imageops::crop_imm(&table(), 100, 190, 240, 140).to_image();
    let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::WebP];
    let files = formats.iter().map(|format| encoded(&page, *format)).chain([as_tiff(&page)]);
    let mut state = 7u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for file in files {
        for n in 0..40 {
            let mut bytes = file.clone();
            match n % 2 {
                0 => bytes.truncate(random(file.len())),
                _ => (0..=n / 8).for_each(|_| bytes[random(file.len())] ^= 1 << random(8)),
            }
            match extract(&bytes, &config(), &mut drop) {
                Ok(extracted) => assert!(extracted.reader == Reader::Ocr || extracted.reader == Reader::Text),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
}

#[test]
fn hostile_pictures_in_pdf_files_end() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile");
    for name in ["evil_img_ccitt.pdf", "evil_img_flate.pdf", "evil_img_jbig2.pdf"] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let config = ExtractConfig { ocr: Ocr::Always, ..config() };
        let extracted = extract(&bytes, &config, &mut drop).unwrap();
        let codes: Vec<&str> = extracted.warnings.iter().map(|w| w.code.id).collect();
        assert!(codes.iter().any(|c| ["limit-reached", "page-damaged", "scan-without-text"].contains(c)), "{name}: {codes:?}");
    }
}

#[test]
fn without_weights_a_scan_is_reported_and_the_run_goes_on() {
    let bytes = encoded(&table(), ImageFormat::Png);
    let extracted = extract(&bytes, &ExtractConfig::default(), &mut drop).unwrap();
    assert_eq!(extracted.warnings.iter().map(|w| w.code.id).collect::<Vec<_>>(), ["scan-not-read"]);
}
