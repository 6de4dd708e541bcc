//! What the networks themselves read. Without their weights there is nothing to test: then a note says so, except in CI, where they have
//! to be there.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "what was not tested must be said")]

use std::{env, fs, path::PathBuf, thread};

use jixiao_ocr::{Detector, Effort, Grammar, Gray, Models, ReadConfig, Reading, cache_folder, fetch};

/// The images of `tests/lines` with what is printed on them, in three fonts.
const LINES: [(&str, &str); 4] = [
    ("amount", "380000.00"),
    ("label", "年度资金总额"),
    ("quantity", "≥95%"),
    ("sentence", "严格按照办公设备配备标准采购，保障日常办公。"),
];

const THOROUGH: ReadConfig = ReadConfig { effort: Effort::Thorough };
const USUAL: ReadConfig = ReadConfig { effort: Effort::Usual };
const FAST: ReadConfig = ReadConfig { effort: Effort::Fast };

/// The networks, fetched if need be.
fn models() -> Option<Models> {
    let folder = env::var_os("JIXIAO_MODELS").map(PathBuf::from).or_else(cache_folder).unwrap();
    match fetch(&folder) {
        Ok(_) => Some(Models::open(&folder).unwrap()),
        Err(error) if env::var_os("CI").is_none_or(|value| value != "true") => {
            eprintln!("NOT TESTED, since the weights cannot be had: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// A binary PGM file.
fn image(name: &str) -> Gray {
    let bytes = fs::read(format!("{}/tests/lines/{name}.pgm", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut fields = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    assert_eq!(fields.next().unwrap(), b"P5");
    let mut number = || std::str::from_utf8(fields.next().unwrap()).unwrap().parse().unwrap();
    let (width, height): (u32, u32) = (number(), number());
    let pixels = fields.next().unwrap().strip_prefix(b"255\n").unwrap().to_vec();
    assert_eq!(pixels.len(), (width * height) as usize);
    Gray { width, height, pixels }
}

fn images() -> Vec<Gray> {
    LINES.iter().map(|line| image(line.0)).collect()
}

#[test]
fn lines_are_read() {
    let Some(models) = models() else { return };
    for config in [THOROUGH, USUAL, FAST] {
        for (reading, (_, printed)) in models.read_lines(&images(), config).iter().zip(LINES) {
            // Whether a comma is the wide one, the networks do not tell.
            assert_eq!(reading.text.replace(',', "，"), printed);
            assert_eq!(reading.chars.iter().map(|char| char.char).collect::<String>(), reading.text);
            assert!(reading.chars.windows(2).all(|pair| pair[0].x1 == pair[1].x0 && pair[0].x0 < pair[0].x1));
        }
    }
}

#[test]
fn a_reading_depends_on_its_line_alone() {
    let Some(models) = models() else { return };
    let alone: Vec<Reading> = images().into_iter().flat_map(|image| models.read_lines(&[image], USUAL)).collect();
    let many: Vec<Gray> = images().into_iter().cycle().take(22).collect();
    let read = || models.read_lines(&many, USUAL);
    let at_once: Vec<Vec<Reading>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(read)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for readings in at_once {
        for (reading, expected) in readings.iter().zip(alone.iter().cycle()) {
            assert!(reading == expected, "{} is read otherwise among others", expected.text);
        }
    }
}

#[test]
fn an_empty_image_is_an_empty_reading() {
    let Some(models) = models() else { return };
    let blank = [Gray::filled(0, 0, 0), Gray::filled(1, 1, 255), Gray::filled(5000, 1, 255), Gray::filled(1, 5000, 0)];
    let readings = models.read_lines(&blank, USUAL);
    assert_eq!(readings.len(), 4);
    assert_eq!(readings[0], Reading::default());
    assert_eq!(readings[1].text, "");
}

#[test]
fn the_grammar_agrees_with_what_is_clear() {
    let Some(models) = models() else { return };
    let reading = &models.read_lines(&[image("amount")], THOROUGH)[0];
    let numbers = reading.lattice.best_under(&Grammar::number(), 3);
    assert_eq!(numbers[0].0, "380000.00");
    assert!(numbers[0].1 > 0.9, "{numbers:?}");
    assert!(reading.lattice.best_under(&Grammar::date(), 3).is_empty());
}

#[test]
fn lines_are_found_on_a_page() {
    let Some(models) = models() else { return };
    let mut page = Gray::filled(700, 300, 255);
    let places = [(50, 40), (400, 42), (50, 120), (60, 200)];
    for (image, (left, top)) in images().iter().zip(places) {
        for y in 0..image.height {
            let start = ((top + y) * page.width + left) as usize;
            page.pixels[start..start + image.width as usize].copy_from_slice(image.row(y));
        }
    }
    for detector in [Detector::Small, Detector::Tiny] {
        let boxes = models.detect(&page, detector);
        assert_eq!(boxes.len(), places.len(), "{detector:?}: {boxes:?}");
        for ((found, image), (left, top)) in boxes.iter().zip(images()).zip(places) {
            let (x, y) = (left + image.width / 2, top + image.height / 2);
            assert!(found.x0 < x && x < found.x1 && found.y0 < y && y < found.y1, "{detector:?}: {found:?} should hold {x}, {y}");
        }
    }
    assert!(models.detect(&Gray::filled(100, 100, 255), Detector::Tiny).is_empty());
    assert!(models.detect(&Gray::filled(0, 0, 255), Detector::Tiny).is_empty());
}
