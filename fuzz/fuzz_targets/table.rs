//! Pages of any ink through the table builder: no panic, grids whose cells lie inside, and no text lost or doubled.
#![no_main]

use jixiao_extract::table::{
    self, Pages,
    ink::{Direction, Glyph, PageInk, Ruling, Run, Shade},
};
use libfuzzer_sys::fuzz_target;

/// Two pages: each five bytes are a ruling, a shade or a run of glyphs on the first or the second.
fn pages(bytes: &[u8]) -> [PageInk; 2] {
    let mut pages = [PageInk::default(), PageInk::default()];
    for page in &mut pages {
        (page.width, page.height) = (600.0, 800.0);
    }
    for part in bytes.chunks_exact(5).take(400) {
        let [kind, a, b, c, d] = [part[0], part[1], part[2], part[3], part[4]];
        let [x, y, u, v] = [a, b, c, d].map(|byte| f32::from(byte) * 3.0);
        let page = &mut pages[usize::from(kind >> 7)];
        match kind % 8 {
            0..=2 => page.rulings.push(Ruling { horizontal: kind % 2 == 0, at: x, from: y, to: y + u, width: v / 300.0 }),
            3 => page.fills.push(Shade { edges: [x, y, x + u, y + v], tone: u32::from(kind >> 4) }),
            4 if kind & 32 == 0 => {
                page.seams.push(Ruling { horizontal: kind & 16 == 0, at: x, from: y, to: y + u, width: 0.0 });
            }
            4 => page.gaps.push(Ruling { horizontal: kind & 16 == 0, at: x, from: y, to: y + u, width: 1.0 }),
            _ => {
                let directions = [Direction::Right, Direction::Down, Direction::Left, Direction::Up, Direction::Slanted];
                let (first, size) = (page.glyphs.len() as u32, 4.0 + f32::from(d % 16));
                for i in 0..c % 12 {
                    let (left, c) = (x + f32::from(i) * size, char::from(b'0' + (i.wrapping_mul(7) ^ d) % 70));
                    let start = page.text.len() as u32;
                    page.glyphs.push(Glyph { edges: [left, y, left + size, y + size], start, len: 1, confidence: 100 });
                    page.text.push(c);
                }
                let (glyphs, direction) = (first..page.glyphs.len() as u32, directions[usize::from(d >> 4) % 5]);
                page.runs.push(Run { glyphs, origin: [x, y + size], size, direction, vertical: d & 8 != 0, invisible: false });
            }
        }
    }
    pages
}

fuzz_target!(|bytes: &[u8]| {
    let (mut read, mut number) = (Pages::default(), 0);
    let mut check = |grid: jixiao_model::Grid| {
        for cell in grid.rows.iter().flat_map(|row| &row.cells) {
            assert!(cell.col_span >= 1 && cell.row_span >= 1 && cell.col + cell.col_span <= grid.n_cols);
        }
    };
    for page in pages(bytes) {
        number += 1;
        read.push(table::read(&page, number), &mut check);
    }
    read.finish(&mut check);
});
