//! Any bytes through the text readers: no panic, no hang, grids that keep their promises.
#![no_main]

use jixiao_extract::{ExtractConfig, Limits, extract};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Limits that short inputs reach.
    let limits = Limits { grid_rows: 4, grid_columns: 8, nesting: 3, ..Limits::default() };
    let (grid_rows, grid_columns) = (limits.grid_rows, limits.grid_columns);
    let read = extract(bytes, &ExtractConfig { limits, ..ExtractConfig::default() }, &mut |grid| {
        assert!(!grid.rows.is_empty() && grid.rows.len() <= grid_rows);
        assert!(grid.n_cols >= 1 && grid.n_cols as usize <= grid_columns);
        for cell in grid.rows.iter().flat_map(|row| &row.cells) {
            assert!(cell.col_span >= 1 && cell.row_span >= 1 && cell.col + cell.col_span <= grid.n_cols);
            assert_eq!(cell.place.columns, (cell.col + 1, cell.col + cell.col_span));
        }
    });
    drop(read);
});
