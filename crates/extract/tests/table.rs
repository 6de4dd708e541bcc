//! The table builder on pages that no program would write: whatever the lines, no text is lost and none is doubled.

use jixiao_extract::table::{
    self,
    ink::{Direction, Glyph, PageInk, Ruling, Run, Shade},
};
use jixiao_model::{Grid, GridKind};
use proptest::prelude::*;

/// A page with one character a glyph, each its own: from U+4E00 on.
fn page(rulings: Vec<Ruling>, runs: Vec<([f32; 2], f32, Direction, u8)>, fills: Vec<[f32; 4]>) -> PageInk {
    let fills = fills.into_iter().map(|edges| Shade { edges, tone: 0 }).collect();
    let mut ink = PageInk { width: 600.0, height: 800.0, rulings, fills, ..PageInk::default() };
    for (origin, size, direction, length) in runs {
        let first = ink.glyphs.len() as u32;
        for i in 0..length {
            let c = char::from_u32(0x4E00 + ink.glyphs.len() as u32).expect("an ideograph");
            let step = f32::from(i) * size;
            let [x, y] = match direction {
                Direction::Right | Direction::Slanted => [origin[0] + step, origin[1]],
                Direction::Left => [origin[0] - step, origin[1]],
                Direction::Down => [origin[0], origin[1] + step],
                Direction::Up => [origin[0], origin[1] - step],
            };
            ink.glyphs.push(Glyph { edges: [x, y - size, x + size, y], start: ink.text.len() as u32, len: 3, confidence: 100 });
            ink.text.push(c);
        }
        let glyphs = first..ink.glyphs.len() as u32;
        ink.runs.push(Run { glyphs, origin, size, direction, vertical: direction == Direction::Down, invisible: false });
    }
    ink
}

fn grids(ink: &PageInk) -> Vec<Grid> {
    let mut grids = Vec::new();
    table::build(ink, 1, &mut |grid| grids.push(grid));
    grids
}

fn ruling() -> impl Strategy<Value = Ruling> {
    (any::<bool>(), 0u16..80, 0u16..80, 0u16..80).prop_map(|(horizontal, at, a, b)| {
        let [at, a, b] = [at, a, b].map(|v| f32::from(v) * 7.0);
        Ruling { horizontal, at, from: a.min(b), to: a.max(b), width: 0.5 }
    })
}

fn run() -> impl Strategy<Value = ([f32; 2], f32, Direction, u8)> {
    use Direction::{Down, Left, Right, Slanted, Up};
    let directions = prop_oneof![6 => Just(Right), 1 => Just(Down), 1 => Just(Up), 1 => Just(Left), 1 => Just(Slanted)];
    ((0u16..600, 0u16..800), 5u16..14, directions, 0u8..12)
        .prop_map(|((x, y), size, direction, length)| ([f32::from(x), f32::from(y)], f32::from(size), direction, length))
}

proptest! {
    #[test]
    fn every_character_ends_in_exactly_one_cell(
        rulings in prop::collection::vec(ruling(), 0..60),
        runs in prop::collection::vec(run(), 0..60),
        fills in prop::collection::vec(ruling(), 0..6),
    ) {
        let fills = fills.iter().map(|r| [r.from, r.at, r.to, r.at + 20.0]).collect();
        let ink = page(rulings, runs, fills);
        let grids = grids(&ink);
        let mut found: Vec<char> = grids.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells).flat_map(|c| c.text.chars()).collect();
        found.retain(|c| !c.is_whitespace());
        found.sort_unstable();
        prop_assert_eq!(found, ink.text.chars().collect::<Vec<_>>());
    }

    #[test]
    fn cells_of_a_ruled_grid_tile_it(rulings in prop::collection::vec(ruling(), 0..60)) {
        for grid in grids(&page(rulings, Vec::new(), Vec::new())).iter().filter(|g| g.kind == GridKind::Ruled) {
            let mut covered = vec![0; grid.n_cols as usize * grid.rows.len()];
            for (r, row) in grid.rows.iter().enumerate() {
                for cell in &row.cells {
                    for (i, j) in (0..cell.row_span as usize).flat_map(|i| (0..cell.col_span as usize).map(move |j| (i, j))) {
                        covered[(r + i) * grid.n_cols as usize + cell.col as usize + j] += 1;
                    }
                }
            }
            prop_assert!(covered.iter().all(|n| *n == 1));
        }
    }
}

/// Horizontal rulings at `ys` and vertical ones at `xs`, all the way.
fn lattice(xs: &[f32], ys: &[f32]) -> Vec<Ruling> {
    let across = |at: f32| Ruling { horizontal: true, at, from: xs[0], to: xs[xs.len() - 1], width: 0.5 };
    let down = |at: f32| Ruling { horizontal: false, at, from: ys[0], to: ys[ys.len() - 1], width: 0.5 };
    ys.iter().map(|y| across(*y)).chain(xs.iter().map(|x| down(*x))).collect()
}

#[test]
fn text_that_runs_over_a_border_stays_in_its_cell() {
    // Eight characters of 10 pt from x = 2 on: the middles of five lie in the first cell, of three beyond its border at 50.
    let ink = page(lattice(&[0.0, 50.0, 100.0], &[0.0, 20.0]), vec![([2.0, 15.0], 10.0, Direction::Right, 8)], Vec::new());
    let texts: Vec<_> = grids(&ink)[0].rows[0].cells.iter().map(|c| c.text.chars().count()).collect();
    assert_eq!(texts, [8, 0]);
}

#[test]
fn labels_that_are_turned_or_stacked_read_in_their_direction() {
    // One label turned counter-clockwise, one written downwards, one stacked a character a line.
    let mut runs = vec![([5.0, 95.0], 10.0, Direction::Up, 4), ([30.0, 5.0], 10.0, Direction::Down, 4)];
    runs.extend((0..4u8).map(|i| ([55.0, 15.0 + 12.0 * f32::from(i)], 10.0, Direction::Right, 1)));
    let ink = page(lattice(&[0.0, 20.0, 50.0, 100.0], &[0.0, 100.0]), runs, Vec::new());
    let texts: Vec<_> = grids(&ink)[0].rows[0].cells.iter().map(|c| c.text.clone()).collect();
    assert_eq!(texts, ["一丁丂七", "丄丅丆万", "丈三上下"]);
}

#[test]
fn a_watermark_belongs_to_no_cell() {
    let runs = vec![([5.0, 15.0], 10.0, Direction::Right, 2), ([20.0, 15.0], 10.0, Direction::Slanted, 2)];
    let grids = grids(&page(lattice(&[0.0, 50.0, 100.0], &[0.0, 20.0]), runs, Vec::new()));
    let texts: Vec<_> = grids.iter().map(|g| (g.kind, g.rows[0].cells[0].text.clone())).collect();
    assert_eq!(texts, [(GridKind::Ruled, "一丁".to_owned()), (GridKind::Margin, "丂七".to_owned())]);
}

#[test]
fn a_table_in_a_frame_is_its_own_table() {
    let mut rulings = lattice(&[0.0, 200.0], &[0.0, 200.0]);
    rulings.extend(lattice(&[20.0, 60.0, 100.0], &[50.0, 70.0, 90.0]));
    let ink = page(rulings, vec![([25.0, 65.0], 10.0, Direction::Right, 2), ([25.0, 30.0], 10.0, Direction::Right, 2)], Vec::new());
    let kinds: Vec<_> = grids(&ink).iter().map(|g| (g.kind, g.rows[0].cells[0].text.clone())).collect();
    assert_eq!(kinds, [(GridKind::Text, "丂七".to_owned()), (GridKind::Ruled, "一丁".to_owned())]);
}

#[test]
fn aligned_columns_without_rulings_are_a_flat_table() {
    let mut runs = Vec::new();
    for row in 0..4u8 {
        for col in 0..3u8 {
            runs.push(([20.0 + 100.0 * f32::from(col), 40.0 + 15.0 * f32::from(row)], 10.0, Direction::Right, 2));
        }
    }
    let grids = grids(&page(Vec::new(), runs, Vec::new()));
    assert_eq!((grids.len(), grids[0].kind, grids[0].n_cols, grids[0].rows.len()), (1, GridKind::Flat, 3, 4));
}

#[test]
fn a_row_too_low_for_text_is_no_row() {
    // The first column ends 5 pt above the others, as where the end of a page cuts a table.
    let mut rulings = lattice(&[0.0, 50.0, 100.0], &[0.0, 20.0, 45.0]);
    rulings.push(Ruling { horizontal: true, at: 40.0, from: 0.0, to: 50.0, width: 0.5 });
    let runs = [5.0, 55.0].into_iter().flat_map(|x| [15.0, 35.0].map(|y| ([x, y], 10.0, Direction::Right, 2))).collect();
    let grids = grids(&page(rulings, runs, Vec::new()));
    let rows: Vec<Vec<_>> = grids[0].rows.iter().map(|row| row.cells.iter().map(|c| c.text.as_str()).collect()).collect();
    assert_eq!(rows, [["一丁", "丄丅"], ["丂七", "丆万"]]);
}

#[test]
fn lines_that_the_end_of_a_page_pushes_out_of_their_cell_come_back() {
    // A label of one character a line, whose last line stands below the table, and a page number.
    let mut runs: Vec<_> = (0..4u8).map(|i| ([5.0, 715.0 + 12.0 * f32::from(i)], 10.0, Direction::Right, 1)).collect();
    runs.push(([30.0, 715.0], 10.0, Direction::Right, 2));
    let mut texts = Vec::new();
    for grid in grids(&page(lattice(&[0.0, 20.0, 100.0], &[700.0, 745.0]), runs, Vec::new())) {
        texts.extend(grid.rows.into_iter().flat_map(|row| row.cells).map(|cell| cell.text));
    }
    assert_eq!(texts, ["一丁丂七", "丄丅"]);
}
