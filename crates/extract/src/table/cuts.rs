//! Cells and columns that only their texts tell apart.

use super::compose::PADDING;

/// What another cell has to be worth, in sizes of its type by which texts stand nearer to the middles of their cells.
const PART_COST: f32 = 0.5;

/// The same, for lines of one cell that are no lines of one text.
const FAR_COST: f32 = 3.0;

/// A line of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineBox {
    pub(super) top: f32,
    pub(super) bottom: f32,
    pub(super) size: f32,
    /// What a cut above it costs that parts it from the line before, in sizes: more than nothing where both are of one text.
    pub(super) tie: f32,
}

impl LineBox {
    pub(super) fn middle(&self) -> f32 {
        (self.top + self.bottom) / 2.0
    }
}

/// Where the texts of a table stand in their cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Middle,
    Top,
    Either,
}

/// Which of the inner borders part a cell with these lines, so that the text of each part stands where texts do. A part without text is none,
/// unless `blank` says what it costs, in sizes.
pub(super) fn cuts_between(lines: &[LineBox], borders: &[f32], standing: Standing, blank: Option<f32>) -> Vec<f32> {
    let Some(last) = borders.len().checked_sub(1) else { return Vec::new() };
    let lines_above = |y: f32| lines.partition_point(|line| line.middle() < y);
    let size = lines.iter().map(|line| line.size).fold(0.0, f32::max);
    // How badly the text stands in a part, in points.
    let misfit = |from: usize, to: usize| {
        let part = &lines[lines_above(borders[from])..lines_above(borders[to])];
        let (Some(first), Some(end)) = (part.first(), part.last()) else { return blank.map(|sizes| sizes * size) };
        let is_cut = first.top < borders[from] - first.size / 2.0 || end.bottom > borders[to] + end.size / 2.0;
        let off_middle = (first.top + end.bottom - borders[from] - borders[to]).abs() / 2.0;
        let off_top = (first.top - borders[from] - PADDING).max(0.0);
        let cut = if lines_above(borders[from]) > 0 { first.tie } else { 0.0 };
        let n_loose = part.iter().skip(1).filter(|line| line.tie <= 0.0).count();
        let cost = PART_COST + cut + FAR_COST * n_loose as f32;
        let off = match standing {
            Standing::Middle => off_middle,
            Standing::Top => off_top,
            Standing::Either => off_middle.min(off_top),
        };
        (!is_cut).then_some(off + first.size * cost)
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

/// Stretches, those of them that lie within `gap` of one another as one.
pub(super) fn merged(mut stretches: Vec<(f32, f32)>, gap: f32) -> Vec<(f32, f32)> {
    stretches.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f32, f32)> = Vec::with_capacity(stretches.len());
    for (from, to) in stretches {
        match merged.last_mut() {
            Some(last) if from - last.1 < gap => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tops: &[f32], borders: &[f32], expected: &[f32]) {
        let mut lines: Vec<LineBox> =
            tops.iter().map(|top| LineBox { top: *top, bottom: top + 10.0, size: 10.0, tie: 0.0 }).collect();
        if let [.., above, line] = lines.as_mut_slice() {
            line.tie = if line.top - above.top < 15.0 { 3.0 } else { 0.0 };
        }
        assert_eq!(cuts_between(&lines, borders, Standing::Either, None), expected);
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
