//! Text exports in, grids out: every expectation was written down from the input by hand.

mod aligned;
mod any_bytes;
mod csv;
mod encodings;
mod html;
mod markdown;
mod stream;
mod tsv;

use jixiao_extract::{ExtractConfig, ExtractError, extract};
use jixiao_model::{Grid, GridKind, Warning};

/// Every grid of an input, and the warnings.
fn read(bytes: &[u8]) -> Result<(Vec<Grid>, Vec<Warning>), ExtractError> {
    read_with(bytes, &ExtractConfig::default())
}

fn read_with(bytes: &[u8], config: &ExtractConfig) -> Result<(Vec<Grid>, Vec<Warning>), ExtractError> {
    let mut grids = Vec::new();
    let extracted = extract(bytes, config, &mut |grid| grids.push(grid))?;
    Ok((grids, extracted.warnings))
}

/// A grid as `kind columns`, then a line a row: the line it stands on, then each cell as `column=text`, with `+n` behind the column
/// for a span of n columns and `^n` for one of n rows. An empty row is `-`.
fn show(grids: &[Grid]) -> String {
    let mut shown = String::new();
    for grid in grids {
        let kind = match grid.kind {
            GridKind::Ruled => "ruled",
            GridKind::Flat => "flat",
            GridKind::Aligned => "aligned",
            GridKind::Stream => "stream",
            GridKind::Text => "text",
            GridKind::Margin => "margin",
        };
        shown += &format!("{kind} {}\n", grid.n_cols);
        for row in &grid.rows {
            let Some(first) = row.cells.first() else {
                shown += "-\n";
                continue;
            };
            shown += &format!("{}:", first.place.line.unwrap_or(0));
            for cell in &row.cells {
                assert!(cell.col + cell.col_span <= grid.n_cols, "{cell:?} reaches out of its grid");
                assert_eq!(cell.place.columns, (cell.col + 1, cell.col + cell.col_span), "{cell:?}");
                let col_span = if cell.col_span == 1 { String::new() } else { format!("+{}", cell.col_span) };
                let row_span = if cell.row_span == 1 { String::new() } else { format!("^{}", cell.row_span) };
                shown += &format!(" {}{col_span}{row_span}={}", cell.col, cell.text.replace('\n', "⏎"));
            }
            shown.push('\n');
        }
    }
    shown
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let (grids, warnings) = read(text.as_bytes()).expect("text");
    assert_eq!(show(&grids), expected);
    assert_eq!(warnings, [], "nothing here is doubtful");
}

/// Codes of the warnings, with the line of each.
fn codes(warnings: &[Warning]) -> Vec<(&'static str, Option<u32>)> {
    warnings.iter().map(|warning| (warning.code.id, warning.place.and_then(|place| place.line))).collect()
}
