//! Uneven light, grey paper and tinted cells to white paper, and ink told from paper.

use super::raster::Gray;

/// Side of the blocks in which the paper's shade is measured, in millimetres: some three strokes of the largest type, so that some
/// of every block is paper, and small enough to follow the shadow at a book's fold.
const BLOCK: f32 = 3.0;

/// The part of a block's pixels that is darker than what counts as its paper, in hundredths. A block of bold type is half ink.
const DARKER: usize = 80;

/// Paper darker than this is none: the black around a page that lies askew on the glass.
const DARKEST_PAPER: u8 = 60;

/// Where black and white are found to part outside these, the page is blank or black: of 255.
const THRESHOLDS: std::ops::RangeInclusive<u8> = 90..=190;

/// Makes the paper white everywhere, whatever its shade and the light on it. `mm` is the number of pixels in a millimetre.
pub(super) fn flattened(page: &Gray, mm: f32) -> Gray {
    let block = (BLOCK * mm).round().max(8.0) as usize;
    let (columns, rows) = (page.width.div_ceil(block), page.height.div_ceil(block));
    let shades = widened(&paper_shades(page, block, [columns, rows]), [columns, rows]);
    if shades.iter().all(|s| *s == 255) {
        return page.clone();
    }
    let mut out = page.clone();
    let mut scale = vec![0u32; page.width];
    for y in 0..page.height {
        let (above, below, weight) = between(y, block, rows);
        for (x, scale) in scale.iter_mut().enumerate() {
            let (left, right, across) = between(x, block, columns);
            let shade = |row: usize| {
                let line = &shades[row * columns..][..columns];
                u32::from(line[left]) * (256 - across) + u32::from(line[right]) * across
            };
            let shade = (shade(above) * (256 - weight) + shade(below) * weight) >> 16;
            *scale = (255 << 16) / shade.max(u32::from(DARKEST_PAPER));
        }
        for (value, scale) in out.row_mut(y).iter_mut().zip(&scale) {
            *value = ((u32::from(*value) * scale) >> 16).min(255) as u8;
        }
    }
    out
}

/// The blocks before and after a pixel, by their middles, and how far it is to the second, in 256ths.
fn between(at: usize, block: usize, n: usize) -> (usize, usize, u32) {
    let from_middle = (at + block / 2).saturating_sub(block);
    let first = (from_middle / block).min(n - 1);
    let weight = if at < block / 2 { 0 } else { ((from_middle % block) * 256 / block) as u32 };
    (first, (first + 1).min(n - 1), weight)
}

fn paper_shades(page: &Gray, block: usize, [columns, rows]: [usize; 2]) -> Vec<u8> {
    let mut shades = Vec::with_capacity(columns * rows);
    let mut counts = vec![[0u32; 256]; columns];
    for top in (0..page.height).step_by(block) {
        counts.iter_mut().for_each(|c| *c = [0; 256]);
        for y in top..(top + block).min(page.height) {
            for (values, counts) in page.row(y).chunks(block).zip(&mut counts) {
                values.iter().for_each(|v| counts[usize::from(*v)] += 1);
            }
        }
        shades.extend(counts.iter().map(|counts| {
            let all: u32 = counts.iter().sum();
            let mut seen = 0;
            let shade = counts.iter().position(|n| {
                seen += n;
                seen as usize * 100 > all as usize * DARKER
            });
            shade.unwrap_or(255) as u8
        }));
    }
    shades
}

/// The lightest of each block and its neighbours, then their mean: a block may be all ink, its surroundings are not.
fn widened(shades: &[u8], [columns, rows]: [usize; 2]) -> Vec<u8> {
    let around = |values: &[u8], fold: fn(&[u8]) -> u8| -> Vec<u8> {
        let mut near = Vec::with_capacity(9);
        let mut out = Vec::with_capacity(values.len());
        for row in 0..rows {
            for column in 0..columns {
                near.clear();
                for r in row.saturating_sub(1)..(row + 2).min(rows) {
                    near.extend_from_slice(&values[r * columns..][column.saturating_sub(1)..(column + 2).min(columns)]);
                }
                out.push(fold(&near));
            }
        }
        out
    };
    let lightest = around(shades, |near| near.iter().copied().max().unwrap_or(255));
    around(&lightest, |near| (near.iter().map(|v| u32::from(*v)).sum::<u32>() / near.len().max(1) as u32) as u8)
}

/// The shade up to which pixels of a flattened page are ink: where the two kinds differ most (Otsu, 1979).
pub(super) fn threshold(page: &Gray) -> u8 {
    let mut counts = [0u64; 256];
    page.pixels.iter().for_each(|v| counts[usize::from(*v)] += 1);
    let all = page.pixels.len() as f64;
    let sum: f64 = counts.iter().enumerate().map(|(v, n)| v as f64 * *n as f64).sum();
    let (mut below, mut sum_below) = (0.0, 0.0);
    let (mut best, mut best_spread) = (*THRESHOLDS.start(), 0.0);
    for (value, n) in counts.iter().enumerate().take(255) {
        below += *n as f64;
        sum_below += value as f64 * *n as f64;
        let above = all - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let spread = below * above * (sum_below / below - (sum - sum_below) / above).powi(2);
        if spread > best_spread {
            (best, best_spread) = (value as u8, spread);
        }
    }
    best.clamp(*THRESHOLDS.start(), *THRESHOLDS.end())
}

/// The shade up to which pixels may belong to a faint ruling: half way from ink to paper. Characters swell at it.
pub(super) fn faint_threshold(page: &Gray) -> u8 {
    let threshold = threshold(page);
    threshold + (255 - threshold) / 2
}

/// 1 where there is ink, 0 where there is paper.
pub(super) fn ink(page: &Gray, threshold: u8) -> Gray {
    Gray { pixels: page.pixels.iter().map(|v| u8::from(*v <= threshold)).collect(), ..*page }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paper that darkens from left to right, with a stroke of a third of the paper's light on each side.
    fn shaded() -> Gray {
        let mut page = Gray::filled(400, 200, 0);
        for y in 0..200 {
            for (x, value) in page.row_mut(y).iter_mut().enumerate() {
                let paper = 240 - x / 4;
                let stroke = (80..120).contains(&y) && (x % 300 < 52) && x % 300 > 48;
                *value = if stroke { paper / 3 } else { paper } as u8;
            }
        }
        page
    }

    #[test]
    fn a_shadow_becomes_white_paper() {
        let flat = flattened(&shaded(), 8.0);
        assert!(flat.at(10, 10) >= 250 && flat.at(390, 190) >= 230, "{} {}", flat.at(10, 10), flat.at(390, 190));
        let ink = ink(&flat, threshold(&flat));
        assert_eq!((ink.at(50, 100), ink.at(350, 100)), (1, 1));
        // Two strokes of 3 by 40 pixels.
        assert_eq!(ink.pixels.iter().filter(|v| **v == 1).count(), 240);
    }

    #[test]
    fn black_and_white_pages_part_anywhere_between() {
        let page = Gray { width: 4, height: 1, pixels: vec![0, 255, 255, 255] };
        assert_eq!(ink(&page, threshold(&page)).pixels, [1, 0, 0, 0]);
        let blank = Gray::filled(20, 20, 255);
        assert!(ink(&blank, threshold(&blank)).pixels.iter().all(|v| *v == 0));
    }
}
