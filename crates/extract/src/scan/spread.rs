//! Two pages side by side on one picture: an open book, or two sheets on the glass.

use std::ops::Range;

use super::{
    blobs::{self, Blob},
    raster::Gray,
    skew,
};

/// Least ratio of width to height of a picture that may show two upright pages: of two sheets of A4 it is 1.41.
const WIDE: f32 = 1.15;

/// The fold is this near to the middle of the picture, in hundredths of its width.
const MIDDLE: Range<usize> = 38..62;

/// Least width of the two margins at a fold, together, in millimetres. By GB/T 9704 they have 54, narrow ones 20.
const MARGINS: f32 = 12.0;

/// Ink of a row of columns that is but dust, in hundredths of their pixels.
const DUST: f32 = 0.15;

/// Ink of the fold itself, of its shadow or of the black between two sheets, covers this part of the height, and the columns beside it in part.
const FOLD: f32 = 0.5;

/// A row with this part of the margins inked, in hundredths, is a ruling that runs over them; so it is one page.
const CROSSED: usize = 25;

/// Each page has as many characters, or there are not two.
const LEAST: usize = 40;

/// Where the margins at the fold lie, in pixels of an upright picture; `None` where it shows one page.
pub(super) fn fold(ink: &Gray, mm: f32) -> Option<Range<usize>> {
    if (ink.width as f32) < WIDE * ink.height as f32 {
        return None;
    }
    let slope = skew::angle(ink, mm).to_radians().tan();
    let columns = columns(ink, slope, mm);
    let pixels = mm.round().max(1.0) as usize * ink.height;
    let share = |column: usize| columns[column] as f32 / pixels as f32;
    let is_fold = |column: usize| (column.max(1) - 1..columns.len().min(column + 2)).any(|near| share(near) >= FOLD);
    let is_free = |column: usize| share(column) * 100.0 <= DUST || is_fold(column);
    let middle = columns.len() * MIDDLE.start / 100..columns.len() * MIDDLE.end / 100;
    let mut widest = 0..0;
    let mut column = middle.start;
    while column < middle.end {
        let end = (column..columns.len()).find(|c| !is_free(*c)).unwrap_or(columns.len());
        if end - column > widest.len() {
            widest = column..end;
        }
        column = end + 1;
    }
    // From the first column of the margin on, which may lie before the middle part.
    let start = (0..widest.start).rev().find(|c| !is_free(*c)).map_or(0, |c| c + 1);
    let width = mm.round().max(1.0) as usize;
    let margins = start * width..(widest.end * width).min(ink.width);
    let are_margins = !widest.is_empty() && margins.len() as f32 >= MARGINS * mm && margins.start > 0 && margins.end < ink.width;
    (are_margins && !is_crossed(ink, &margins, slope) && has_two_pages(ink, &margins, mm)).then_some(margins)
}

/// Pixels of ink in each millimetre of the width, along the way that the page's columns run.
fn columns(ink: &Gray, slope: f32, mm: f32) -> Vec<u32> {
    let width = mm.round().max(1.0) as usize;
    let mut columns = vec![0; ink.width.div_ceil(width)];
    let last = columns.len() - 1;
    for y in 0..ink.height {
        // A page that is turned clockwise has its lower part further left.
        let aside = (slope * (y as f32 - ink.height as f32 / 2.0)).round() as i64;
        let row = ink.row(y);
        for x in memchr::memchr_iter(1, row) {
            let column = (x as i64 + aside).max(0) as usize / width;
            columns[column.min(last)] += 1;
        }
    }
    columns
}

/// Whether a ruling runs over the margins, be it dotted.
fn is_crossed(ink: &Gray, margins: &Range<usize>, slope: f32) -> bool {
    let reach = (slope.abs() * margins.len() as f32).ceil() as usize + 1;
    let mut rows = vec![0usize; ink.height + 2 * reach];
    for y in 0..ink.height {
        for x in memchr::memchr_iter(1, &ink.row(y)[margins.clone()]) {
            rows[(y + reach).saturating_add_signed((-slope * x as f32).round() as isize)] += 1;
        }
    }
    // The fold is in every row.
    let fold = *rows.clone().select_nth_unstable(ink.height / 2 + reach).1;
    rows.windows(2).any(|pair| (pair[0] + pair[1]).saturating_sub(2 * fold) * 100 > CROSSED * margins.len())
}

fn has_two_pages(ink: &Gray, margins: &Range<usize>, mm: f32) -> bool {
    let all = blobs::find(ink);
    let size = blobs::usual_size(&all, mm);
    let is_character = |b: &&Blob| {
        let larger = b.width().max(b.height()) as f32;
        larger > 0.4 * size && larger < 1.5 * size
    };
    let middle = (margins.start + margins.end) as f32 / 2.0;
    let (left, right): (Vec<&Blob>, Vec<&Blob>) = all.iter().filter(is_character).partition(|b| b.middle()[0] < middle);
    left.len() >= LEAST && right.len() >= LEAST
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of a millimetre at 75 dots per inch.
    const MM: f32 = 2.95;

    /// Lines of characters of 3 mm on a sheet of A3, from one column of pixels to another.
    fn lines(page: &mut Gray, columns: Range<usize>) {
        for top in (90..780).step_by(20) {
            for left in columns.clone().step_by(11) {
                (top..top + 9).for_each(|y| page.row_mut(y)[left..left + 9].fill(1));
            }
        }
    }

    fn sheet() -> Gray {
        Gray::filled(1240, 877, 0)
    }

    #[test]
    fn two_pages_part_at_their_margins() {
        let mut page = sheet();
        lines(&mut page, 80..540);
        lines(&mut page, 700..1150);
        let margins = fold(&page, MM).expect("two pages");
        assert!((540..556).contains(&margins.start) && (690..702).contains(&margins.end), "{margins:?}");
        // The shadow of the fold changes nothing.
        (0..877).for_each(|y| page.row_mut(y)[616..622].fill(1));
        assert_eq!(fold(&page, MM), Some(margins));
    }

    #[test]
    fn a_wide_form_is_one_page() {
        let mut page = sheet();
        lines(&mut page, 80..540);
        lines(&mut page, 700..1150);
        // One ruling over both.
        (400..402).for_each(|y| page.row_mut(y)[80..1150].fill(1));
        assert_eq!(fold(&page, MM), None);
        let mut title = sheet();
        lines(&mut title, 80..540);
        lines(&mut title, 700..1150);
        (40..56).for_each(|y| title.row_mut(y)[500..740].fill(1));
        assert_eq!(fold(&title, MM), None);
    }

    #[test]
    fn a_page_beside_an_empty_one_is_one_page() {
        let mut page = sheet();
        lines(&mut page, 80..540);
        assert_eq!(fold(&page, MM), None);
        assert_eq!(fold(&page.quarter_turned(1), MM), None);
    }
}
