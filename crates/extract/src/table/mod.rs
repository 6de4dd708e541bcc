//! What is printed on a page to grids.
//!
//! Shared by every reader that has geometry (PDF, scans); knows nothing of the format it came from.
//!
//! ```text
//! rulings ──lines──▶ lines ──lattice──▶ cells with spans ─┐
//! glyphs in runs ─────────────────────────────────────────┴──compose──▶ Grid
//! ```

mod compose;
pub mod ink;
mod lattice;
mod lines;
mod place;

use jixiao_model::{BBox, Cell, Confidence, Grid, GridKind, Place, Row};

use compose::{Piece, TextLine};
use ink::{Direction, Edges, PageInk};
use lattice::Lattice;

/// Makes grids of one page, in reading order: ruled tables, and the lines of text between them.
pub fn build(ink: &PageInk, page: u32, sink: &mut dyn FnMut(Grid)) {
    let (horizontal, vertical) = lines::merge(&ink.rulings);
    let lattices = lattice::lattices(&horizontal, &vertical);
    let place::Placed { mut cells, outside } = place::place(ink, &lattices);

    // Blocks by where they start: tables, and the lines outside them.
    let mut text = outside_lines(ink, outside);
    text.sort_by(|a, b| a.edges[1].total_cmp(&b.edges[1]).then(a.edges[0].total_cmp(&b.edges[0])));
    let mut text = text.into_iter().peekable();
    for (lattice, cells) in lattices.iter().zip(&mut cells) {
        let mut above = Vec::new();
        let top = lattice.ys[0];
        while let Some(line) = text.next_if(|line| (line.edges[1] + line.edges[3]) / 2.0 < top) {
            above.push(line);
        }
        emit_text(above, page, sink);
        sink(ruled_grid(ink, lattice, cells, page));
    }
    emit_text(text.collect(), page, sink);
}

fn outside_lines(ink: &PageInk, mut pieces: Vec<Piece<'_>>) -> Vec<TextLine> {
    pieces.sort_by_key(|p| p.run.direction);
    let mut all = Vec::new();
    for group in pieces.chunk_by_mut(|a, b| a.run.direction == b.run.direction) {
        let direction: Direction = group[0].run.direction;
        all.extend(compose::lines(ink, group, direction).into_iter().filter(|line| !line.text.is_empty()));
    }
    all
}

fn emit_text(lines: Vec<TextLine>, page: u32, sink: &mut dyn FnMut(Grid)) {
    if lines.is_empty() {
        return;
    }
    let row = |line: TextLine| {
        let mut cell = Cell::new(line.text, 0, place_on(page, line.edges, (1, 1)));
        cell.confidence = Confidence::from_percent(line.confidence);
        Row { cells: vec![cell] }
    };
    sink(Grid { kind: GridKind::Text, n_cols: 1, rows: lines.into_iter().map(row).collect() });
}

fn ruled_grid(ink: &PageInk, lattice: &Lattice, pieces: &mut [Vec<Piece<'_>>], page: u32) -> Grid {
    let mut rows = vec![Row::default(); lattice.ys.len() - 1];
    for (cell, pieces) in lattice.cells.iter().zip(pieces) {
        let area = lattice.cell_edges(cell);
        let composed = compose::cell(ink, pieces, area);
        let columns = (cell.col as u32 + 1, (cell.col + cell.col_span) as u32);
        rows[cell.row].cells.push(Cell {
            text: composed.text,
            col: cell.col as u32,
            col_span: cell.col_span as u32,
            row_span: cell.row_span as u32,
            confidence: Confidence::from_percent(composed.confidence),
            place: place_on(page, area, columns),
        });
    }
    Grid { kind: GridKind::Ruled, n_cols: lattice.xs.len() as u32 - 1, rows }
}

fn place_on(page: u32, [x0, y0, x1, y1]: Edges, columns: (u32, u32)) -> Place {
    Place { page: Some(page), bbox: Some(BBox::new(x0, y0, x1, y1)), line: None, columns }
}
