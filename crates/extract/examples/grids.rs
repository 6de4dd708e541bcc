//! Prints every grid of a file: `cargo run -p jixiao-extract --example grids -- FILE [--json]`.
//!
//! One row a line; with `--json`, one grid a line as `[page, kind, [[column, columns, rows, text], …] of each row]`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example that prints")]

use jixiao_extract::{ExtractConfig, extract};
use jixiao_model::Grid;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: grids FILE [--json]")?;
    let print = if std::env::args().nth(2).as_deref() == Some("--json") { print_json } else { print_rows };
    let bytes = std::fs::read(path)?;
    let read = extract(&bytes, &ExtractConfig::default(), &mut |grid| print(&grid))?;
    for warning in read.warnings {
        eprintln!("!! {} page {:?}: {}", warning.code.id, warning.place.and_then(|p| p.page), warning.message);
    }
    Ok(())
}

fn page(grid: &Grid) -> u32 {
    grid.rows.iter().flat_map(|row| &row.cells).find_map(|cell| cell.place.page).unwrap_or(0)
}

fn print_rows(grid: &Grid) {
    println!("== {:?} page {} columns {}", grid.kind, page(grid), grid.n_cols);
    for row in &grid.rows {
        let cells = row.cells.iter().map(|cell| match (cell.col_span, cell.row_span) {
            (1, 1) => format!("{}:{:?}", cell.col, cell.text),
            (cols, rows) => format!("{}+{cols}x{rows}:{:?}", cell.col, cell.text),
        });
        println!("{}", cells.collect::<Vec<_>>().join(" | "));
    }
}

fn print_json(grid: &Grid) {
    let rows = grid.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|c| serde_json::json!([c.col, c.col_span, c.row_span, c.text]));
        cells.collect::<Vec<_>>()
    });
    println!("{}", serde_json::json!([page(grid), format!("{:?}", grid.kind), rows.collect::<Vec<_>>()]));
}
