//! Prints the cells of files, one a line: file, page, box in points. Scans are not read, only looked at, so no weights are needed.
//!
//! `scripts/score-cells` compares what this finds in scans with what it finds in the PDF files that were scanned.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is what this example is for")]

use std::{env, fs, process::ExitCode, sync::Arc};

use jixiao_extract::{BlindReader, ExtractConfig, extract};
use jixiao_model::GridKind;

fn main() -> ExitCode {
    let config = ExtractConfig { line_reader: Some(Arc::new(BlindReader)), ..ExtractConfig::default() };
    let mut exit = ExitCode::SUCCESS;
    for path in env::args().skip(1) {
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{path}: {error}");
                exit = ExitCode::FAILURE;
                continue;
            }
        };
        let result = extract(&bytes, &config, &mut |grid| {
            if grid.kind != GridKind::Ruled {
                return;
            }
            for cell in grid.rows.iter().flat_map(|row| &row.cells) {
                if let (Some(page), Some(bbox)) = (cell.place.page, cell.place.bbox) {
                    let [x0, y0, x1, y1] = bbox.edges();
                    println!("{path}\t{page}\t{x0:.1}\t{y0:.1}\t{x1:.1}\t{y1:.1}");
                }
            }
        });
        if let Err(error) = result {
            eprintln!("{path}: {error}");
            exit = ExitCode::FAILURE;
        }
    }
    exit
}
