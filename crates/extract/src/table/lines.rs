//! Rulings to lines: what is drawn in pieces, twice or with gaps becomes one line again.

use super::ink::Ruling;

/// Lines nearer than this are one: double borders are at most this far apart, rows and columns never so near. In points.
const SAME_LINE: f32 = 2.0;

/// Farthest apart that the outer members of one line may be, in points.
const LINE_SPREAD: f32 = 4.0;

/// Widest gap within one line: hairline gaps where cells draw their own borders, and the gaps of dashes. In points.
const LINE_GAP: f32 = 3.0;

/// Shorter lines border nothing: the lowest row that holds a character is higher. In points.
const MIN_LENGTH: f32 = 4.0;

/// A line with the stretches where it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Its place across: y of a horizontal line, x of a vertical one.
    pub(super) at: f32,
    /// Which line of the page it belongs to, counted by place: stretches of one line in different tables share it.
    pub(super) rank: usize,
    pub(super) from: f32,
    pub(super) to: f32,
}

/// Horizontal and vertical lines, each sorted by place and start.
pub(super) fn merge(rulings: &[Ruling]) -> (Vec<Line>, Vec<Line>) {
    (merge_along(rulings, true), merge_along(rulings, false))
}

fn merge_along(rulings: &[Ruling], horizontal: bool) -> Vec<Line> {
    let mut drawn: Vec<&Ruling> = rulings.iter().filter(|r| r.horizontal == horizontal).collect();
    drawn.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut lines = Vec::new();
    let mut rest = drawn.as_slice();
    let mut rank = 0;
    while let Some(first) = rest.first() {
        let mut n = 1;
        while n < rest.len() && rest[n].at - rest[n - 1].at <= SAME_LINE && rest[n].at - first.at <= LINE_SPREAD {
            n += 1;
        }
        let at = (first.at + rest[n - 1].at) / 2.0;
        let before = lines.len();
        let mut pieces: Vec<(f32, f32)> = rest[..n].iter().map(|r| (r.from, r.to)).collect();
        pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (from, to) in pieces {
            match lines[before..].last_mut() {
                Some(Line { to: end, .. }) if from - *end <= LINE_GAP => *end = end.max(to),
                _ => lines.push(Line { at, rank, from, to }),
            }
        }
        rest = &rest[n..];
        rank += 1;
    }
    lines.retain(|line| line.to - line.from >= MIN_LENGTH);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn horizontal(at: f32, from: f32, to: f32) -> Ruling {
        Ruling { horizontal: true, at, from, to, width: 0.5 }
    }

    #[test]
    fn pieces_and_double_lines_become_one() {
        let rulings = [horizontal(10.0, 0.0, 20.0), horizontal(11.5, 22.0, 40.0), horizontal(10.2, 100.0, 120.0)];
        let (lines, vertical) = merge(&rulings);
        let found: Vec<_> = lines.iter().map(|l| (l.from, l.to, l.rank)).collect();
        assert_eq!(found, [(0.0, 40.0, 0), (100.0, 120.0, 0)]);
        assert!(vertical.is_empty());
    }

    #[test]
    fn rows_stay_apart_and_dots_are_dropped() {
        let (lines, _) = merge(&[horizontal(10.0, 0.0, 20.0), horizontal(18.0, 0.0, 20.0), horizontal(30.0, 0.0, 2.0)]);
        assert_eq!(lines.iter().map(|l| l.at).collect::<Vec<_>>(), [10.0, 18.0]);
    }
}
