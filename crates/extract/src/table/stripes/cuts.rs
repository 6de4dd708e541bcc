//! Cells that only their texts tell apart.

use super::TextRow;
use crate::table::compose::PADDING;

/// What another cell has to be worth, in sizes of its type by which texts stand nearer to the middles of their cells.
const PART_COST: f32 = 0.5;

/// The same, for lines of one cell that stand farther apart than those of one text do, and for cuts between lines that do not.
const FAR_COST: f32 = 3.0;

/// Lines of one text are at most so far apart, in sizes.
const LINE_PITCH: f32 = 1.8;

/// Which of the inner borders part a cell with these lines, so that the text of each part stands in its middle or at its top.
pub(super) fn cuts_between(lines: &[&TextRow], borders: &[f32]) -> Vec<f32> {
    let Some(last) = borders.len().checked_sub(1) else { return Vec::new() };
    let lines_above = |y: f32| lines.partition_point(|line| line.middle() < y);
    // How badly the text stands in a part, in points; a part without text is none.
    let misfit = |from: usize, to: usize| {
        let part = &lines[lines_above(borders[from])..lines_above(borders[to])];
        let (first, end) = (part.first()?, part.last()?);
        let is_cut = first.top < borders[from] - first.size / 2.0 || end.bottom > borders[to] + end.size / 2.0;
        let off_middle = (first.top + end.bottom - borders[from] - borders[to]).abs() / 2.0;
        let off_top = (first.top - borders[from] - PADDING).max(0.0);
        // Lines of one text stand close.
        let is_close = |above: &TextRow, line: &TextRow| line.middle() - above.middle() <= LINE_PITCH * line.size.min(above.size);
        let cuts_close = lines_above(borders[from]).checked_sub(1).is_some_and(|above| is_close(lines[above], first));
        let n_far = part.windows(2).filter(|pair| !is_close(pair[0], pair[1])).count();
        let cost = PART_COST + FAR_COST * (n_far as f32 + f32::from(u8::from(cuts_close)));
        (!is_cut).then_some(off_middle.min(off_top) + first.size * cost)
    };
    // The least misfit up to each border, and the border before.
    let mut best: Vec<Option<(f32, usize)>> = vec![None; borders.len()];
    best[0] = Some((0.0, 0));
    for to in 1..=last {
        let through = (0..to).filter_map(|from| Some((best[from]?.0 + misfit(from, to)?, from)));
        best[to] = through.min_by(|a, b| a.0.total_cmp(&b.0));
    }
    let mut cuts = Vec::new();
    let mut at = last;
    while let Some((_, before)) = best[at].filter(|_| at > 0) {
        cuts.extend((before > 0).then(|| borders[before]));
        at = before;
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tops: &[f32], borders: &[f32], expected: &[f32]) {
        let lines: Vec<TextRow> = tops
            .iter()
            .map(|top| TextRow { top: *top, bottom: top + 10.0, size: 10.0, words: Vec::new(), texts: Vec::new() })
            .collect();
        assert_eq!(cuts_between(&lines.iter().collect::<Vec<_>>(), borders), expected);
    }

    #[test]
    fn texts_stand_in_the_middle_of_their_cells_or_at_the_top() {
        let borders = [0.0, 20.0, 40.0, 60.0, 80.0];
        // Two cells of two rows, one of a row and one of three, and the same with texts at the top.
        check(&[15.0, 55.0], &borders, &[40.0]);
        check(&[5.0, 45.0], &borders, &[20.0]);
        check(&[2.0, 42.0], &borders, &[40.0]);
    }

    #[test]
    fn lines_of_one_text_stay_together() {
        let borders = [0.0, 20.0, 40.0];
        check(&[15.0], &borders, &[]);
        // Their border runs between the two lines.
        check(&[9.0, 21.0], &borders, &[]);
    }
}
