//! Prints every grid of a file, one row a line: `cargo run -p jixiao-extract --example grids -- FILE`.
#![expect(clippy::print_stdout, reason = "an example that prints")]

use jixiao_extract::{ExtractConfig, extract};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: grids FILE")?;
    let bytes = std::fs::read(path)?;
    let read = extract(&bytes, &ExtractConfig::default(), &mut |grid| {
        let page = grid.rows.iter().flat_map(|row| &row.cells).find_map(|cell| cell.place.page).unwrap_or(0);
        println!("== {:?} page {page} columns {}", grid.kind, grid.n_cols);
        for row in &grid.rows {
            let cells = row.cells.iter().map(|cell| match (cell.col_span, cell.row_span) {
                (1, 1) => format!("{}:{:?}", cell.col, cell.text),
                (cols, rows) => format!("{}+{cols}x{rows}:{:?}", cell.col, cell.text),
            });
            println!("{}", cells.collect::<Vec<_>>().join(" | "));
        }
    })?;
    for warning in read.warnings {
        println!("!! {} page {:?}: {}", warning.code.id, warning.place.and_then(|p| p.page), warning.message);
    }
    Ok(())
}
