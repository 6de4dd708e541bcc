//! Dust of the glass: specks that no text stands by.

use super::{
    blobs::Blob,
    lines::{LineBox, SPECK},
    raster::Gray,
};

/// Specks to the square of a size, far from any text, from which on a page is dusty: one text in a hundred and more has a speck beside it,
/// where a point would stand. Texts that end in a point, or in a colon whose dots hang apart, are rarer, and lose little with it.
const DUSTY: f32 = 0.04;

/// Fewer specks tell nothing of a page.
const LEAST: usize = 20;

/// How far above and below a line's ink parts of its characters stand, in sizes.
const ABOVE: f32 = 0.15;

/// Of the specks far from any text this share, in hundredths, is no larger than dust: commas and full stops at the ends of texts are, and
/// what is left of rulings.
const SHARE: usize = 90;

/// The dots of a colon stand this far apart at most from left to right, and so far from top to bottom, in sizes.
const COLON_WIDTH: f32 = 0.07;
const COLON_HEIGHT: std::ops::RangeInclusive<f32> = 0.2..=0.6;

/// Makes specks beside the lines paper, if the page is dusty and they are no larger than its dust. `usual` is the page's usual size of
/// characters.
pub(super) fn remove(blobs: &[Blob], places: &[Vec<LineBox>], usual: f32, page: &mut Gray) {
    let Some(largest) = dust(blobs, usual, page) else { return };
    let mut texts = Gray::filled(page.width, page.height, 0);
    for line in places.iter().flatten() {
        // Without the points that are thought to belong to it.
        let [x0, x1] = [line.edges[0], line.blobs.iter().map(|b| b[2]).fold(0.0, f32::max)];
        let [y0, y1] = [line.edges[1], line.edges[3]];
        let rows = (y0 - ABOVE * line.size).max(0.0) as usize..((y1 + ABOVE * line.size) as usize).min(page.height);
        rows.for_each(|y| texts.row_mut(y)[x0 as usize..(x1 as usize).min(page.width)].fill(1));
    }
    let mut specks: Vec<&Blob> = blobs.iter().filter(|b| extent(b) <= largest).collect();
    specks.sort_by_key(|b| (b.edges[0], b.edges[1]));
    for (i, speck) in specks.iter().enumerate() {
        let [x, y] = speck.middle().map(|v| v as usize);
        if texts.at(x, y) == 0 && !is_half_of_colon(&specks, i, usual) {
            // The pixel around a speck is grey.
            let [x0, y0, x1, y1] = speck.edges.map(|e| e as usize);
            let columns = x0.saturating_sub(1)..(x1 + 1).min(page.width);
            (y0.saturating_sub(1)..(y1 + 1).min(page.height)).for_each(|y| page.row_mut(y)[columns.clone()].fill(255));
        }
    }
}

/// Whether another speck stands right above or below a speck. They are sorted by their left edges.
fn is_half_of_colon(specks: &[&Blob], i: usize, usual: f32) -> bool {
    let [x, y] = specks[i].middle();
    let is_near = |other: &&&Blob| (other.middle()[0] - x).abs() <= COLON_WIDTH * usual;
    let is_other = |other: &&Blob| COLON_HEIGHT.contains(&((other.middle()[1] - y).abs() / usual));
    specks[..i].iter().rev().take_while(is_near).any(is_other) || specks[i + 1..].iter().take_while(is_near).any(is_other)
}

/// The larger of a blob's sides, in pixels.
fn extent(blob: &Blob) -> u32 {
    blob.width().max(blob.height())
}

/// How large the dust of the page is, in pixels, if it is dusty: by the specks in the squares of a size that have no other ink, nor have
/// their neighbours.
fn dust(blobs: &[Blob], usual: f32, page: &Gray) -> Option<u32> {
    let is_speck = |b: &&Blob| (extent(b) as f32) < SPECK * usual;
    let square = |v: f32| (v.max(0.0) / usual) as usize;
    let (columns, rows) = (square(page.width as f32) + 1, square(page.height as f32) + 1);
    let mut has_ink = Gray::filled(columns, rows, 0);
    for blob in blobs.iter().filter(|b| !is_speck(b)) {
        let [x0, y0, x1, y1] = blob.edges.map(|e| e as f32);
        for y in square(y0 - usual)..=square(y1 + usual).min(rows - 1) {
            has_ink.row_mut(y)[square(x0 - usual)..=square(x1 + usual).min(columns - 1)].fill(1);
        }
    }
    let n_free = has_ink.pixels.iter().filter(|ink| **ink == 0).count();
    let stands_free = |b: &&Blob| {
        let [x, y] = b.middle();
        has_ink.at(square(x).min(columns - 1), square(y).min(rows - 1)) == 0
    };
    let mut sizes: Vec<u32> = blobs.iter().filter(is_speck).filter(stands_free).map(extent).collect();
    sizes.sort_unstable();
    let dusty = sizes.len() >= LEAST && sizes.len() as f32 >= DUSTY * n_free as f32;
    dusty.then(|| sizes[(sizes.len() - 1) * SHARE / 100])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(x0: u32, y0: u32, x1: u32, y1: u32) -> Blob {
        Blob { edges: [x0, y0, x1, y1], area: (x1 - x0) * (y1 - y0) }
    }

    /// A line of a size of 20 at the top left with a point after it, and specks of 2 pixels at each so many pixels of the rest of the page.
    fn page(distance: usize) -> (Vec<Blob>, LineBox, Gray) {
        let mut blobs = vec![blob(20, 20, 40, 40), blob(44, 36, 46, 38)];
        for y in (80..380).step_by(distance) {
            blobs.extend((0..380).step_by(distance).map(|x| blob(x, y as u32, x + 2, y as u32 + 2)));
        }
        let mut page = Gray::filled(400, 400, 255);
        for [x0, y0, x1, y1] in blobs.iter().map(|b| b.edges.map(|e| e as usize)) {
            (y0..y1).for_each(|y| page.row_mut(y)[x0..x1].fill(0));
        }
        let edges = [20.0, 20.0, 46.0, 40.0];
        (blobs, LineBox { edges, size: 20.0, blobs: vec![[20.0, 20.0, 40.0, 40.0]], room: [0.0, 400.0] }, page)
    }

    #[test]
    fn dust_is_removed_but_lines_stay() {
        let (blobs, line, mut gray) = page(40);
        remove(&blobs, &[vec![line]], 20.0, &mut gray);
        assert_eq!(gray.pixels.iter().filter(|v| **v == 0).count(), 400);
    }

    #[test]
    fn what_is_larger_than_the_dust_stays() {
        let (mut blobs, line, mut gray) = page(40);
        // A full stop, half as large again as the dust, behind the line.
        blobs.push(blob(50, 36, 53, 39));
        (36..39).for_each(|y| gray.row_mut(y)[50..53].fill(0));
        remove(&blobs, &[vec![line]], 20.0, &mut gray);
        assert_eq!(gray.pixels.iter().filter(|v| **v == 0).count(), 409);
    }

    #[test]
    fn colons_stay() {
        let (mut blobs, line, mut gray) = page(40);
        for y in [26, 36] {
            blobs.push(blob(50, y, 52, y + 2));
            (y as usize..y as usize + 2).for_each(|y| gray.row_mut(y)[50..52].fill(0));
        }
        remove(&blobs, &[vec![line]], 20.0, &mut gray);
        assert_eq!(gray.pixels.iter().filter(|v| **v == 0).count(), 408);
    }

    #[test]
    fn points_of_clean_pages_stay() {
        let (blobs, line, mut gray) = page(150);
        let before = gray.clone();
        remove(&blobs, &[vec![line]], 20.0, &mut gray);
        assert!(gray == before);
    }
}
