//! Reads the images of lines, for `scripts/ocr-calibration`: binary PGM files one after the other on the standard input; for each a line
//! with its text, the network's probability, the confidence, and the likeliest readings that are numbers or quantities.
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::{env, error::Error, io::Read, path::PathBuf};

use jixiao_ocr::{Effort, Grammar, Gray, Models, ReadConfig, cache_folder};

/// Other readings that are printed.
const READINGS: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::var_os("JIXIAO_MODELS").map(PathBuf::from).or_else(cache_folder).ok_or("no folder for caches is known")?;
    let models = Models::open(&folder)?;
    let effort = match env::args().nth(1).as_deref() {
        None | Some("usual") => Effort::Usual,
        Some("thorough") => Effort::Thorough,
        Some("fast") => Effort::Fast,
        Some(other) => return Err(format!("`{other}` is no effort: `thorough`, `usual` or `fast`").into()),
    };
    let config = ReadConfig { effort };
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let mut rest = bytes.as_slice();
    let mut lines = Vec::new();
    while !rest.is_empty() {
        lines.push(image(&mut rest).ok_or("the input is no row of binary PGM files")?);
    }
    let numbers = Grammar::any_of(&[Grammar::quantity(), Grammar::rate()]);
    for reading in models.read_lines(&lines, config) {
        let others = reading.lattice.best_under(&numbers, READINGS);
        let others: Vec<String> = others.iter().map(|(text, probability)| format!("{text}:{probability:.5}")).collect();
        let probability = reading.lattice.probability(&reading.text);
        println!("{}\t{probability:.6}\t{:.4}\t{}", reading.text, reading.confidence, others.join(" "));
    }
    Ok(())
}

/// The first image of `bytes`, and `bytes` without it.
fn image(bytes: &mut &[u8]) -> Option<Gray> {
    let mut field = || {
        let end = bytes.iter().position(u8::is_ascii_whitespace)?;
        let text = std::str::from_utf8(&bytes[..end]).ok()?;
        *bytes = &bytes[end + 1..];
        Some(text)
    };
    let (kind, width, height, white) = (field()?, field()?.parse().ok()?, field()?.parse().ok()?, field()?);
    if kind != "P5" || white != "255" {
        return None;
    }
    let (pixels, rest) = bytes.split_at_checked((width * height) as usize)?;
    *bytes = rest;
    Some(Gray { width, height, pixels: pixels.to_vec() })
}
