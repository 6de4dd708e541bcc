//! Whether the lines of a page run along its rows or its columns.

use super::blobs::{self, Blob};
use super::raster::Gray;

/// Fewer characters tell nothing.
const LEAST: usize = 30;

/// How many quarters clockwise the page has to be turned so that its lines run along the rows: 0 or 1. Which of the two ways is up,
/// only the characters tell.
///
/// Characters of a line stand nearer to one another than lines do.
pub(super) fn quarters(ink: &Gray, mm: f32) -> u8 {
    let all = blobs::find(ink);
    let size = blobs::usual_size(&all, mm);
    let mut characters: Vec<&Blob> = all
        .iter()
        .filter(|b| {
            let (width, height) = (b.width() as f32, b.height() as f32);
            width.max(height) > 0.6 * size && width.max(height) < 1.3 * size && width.min(height) > 0.3 * size
        })
        .collect();
    if characters.len() < LEAST {
        return 0;
    }
    let along_rows = near(&characters, [0, 1], size);
    let along_columns = {
        characters.sort_by_key(|b| (b.edges[0], b.edges[1]));
        near(&characters, [1, 0], size)
    };
    u8::from(along_columns * 2 > along_rows * 3)
}

/// How many characters have another within a third of a size after them along an axis. Sorted by the other axis.
fn near(characters: &[&Blob], [along, across]: [usize; 2], size: f32) -> usize {
    let mut n = 0;
    for (i, a) in characters.iter().enumerate() {
        let (end, from, to) = (a.edges[along + 2] as f32, a.edges[across] as f32, a.edges[across + 2] as f32);
        let window = |b: &&&Blob| b.edges[across] as f32 - from < size / 2.0;
        let beside = |b: &&Blob| {
            let gap = b.edges[along] as f32 - end;
            let overlap = to.min(b.edges[across + 2] as f32) - from.max(b.edges[across] as f32);
            gap > -0.1 * size && gap < 0.33 * size && overlap > 0.5 * (to - from)
        };
        let before = characters[..i].iter().rev().take_while(|b| from - (b.edges[across] as f32) < size / 2.0);
        n += usize::from(characters[i + 1..].iter().take_while(window).any(beside) || before.copied().any(|b| beside(&b)));
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten lines of ten characters of 20 pixels, 3 apart, with 12 between the lines.
    fn page() -> Gray {
        let mut page = Gray::filled(300, 400, 0);
        for line in 0..10 {
            for character in 0..10 {
                for y in 0..20 {
                    page.row_mut(20 + line * 32 + y)[20 + character * 23..][..20].fill(1);
                }
            }
        }
        page
    }

    #[test]
    fn lines_run_where_characters_are_near() {
        assert_eq!(quarters(&page(), 6.0), 0);
        assert_eq!(quarters(&page().quarter_turned(1), 6.0), 1);
        assert_eq!(quarters(&page().quarter_turned(2), 6.0), 0);
    }
}
