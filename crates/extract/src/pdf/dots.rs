//! Dotted lines that are painted dot by dot, as browsers do.

use crate::table::ink::{Edges, PageInk, Ruling};

/// Largest dot, in points: the widest dotted borders have 2.25.
pub(super) const MAX_DOT: f32 = 2.5;

/// Widest gap between two dots of one line, in points.
const MAX_GAP: f32 = 3.0;

/// Fewest dots of a line. A word has fewer full stops, and leaders of contents stand in text.
const MIN_DOTS: usize = 5;

/// Dots at one height differ by less than this, in points.
const SAME: f32 = 0.1;

/// Turns rows and columns of dots into rulings; no dot is left.
pub(super) fn join(dots: &mut Vec<Edges>, ink: &mut PageInk) {
    for horizontal in [true, false] {
        let (u, v) = if horizontal { (0, 1) } else { (1, 0) };
        dots.sort_by(|a, b| a[v].total_cmp(&b[v]).then(a[u].total_cmp(&b[u])));
        for row in dots.chunk_by_mut(|a, b| b[v] - a[v] <= SAME) {
            row.sort_by(|a, b| a[u].total_cmp(&b[u]));
            for line in row.chunk_by(|a, b| b[u] - a[u + 2] <= MAX_GAP) {
                let (first, last) = (line[0], line[line.len() - 1]);
                if line.len() >= MIN_DOTS {
                    let (at, width) = ((first[v] + first[v + 2]) / 2.0, first[v + 2] - first[v]);
                    ink.rulings.push(Ruling { horizontal, at, from: first[u], to: last[u + 2], width });
                }
            }
        }
    }
    dots.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_dots_are_lines() {
        let dot = |x: f32, y: f32| [x, y, x + 0.75, y + 0.75];
        let mut dots: Vec<Edges> = (0..20).map(|i| dot(10.0 + 1.5 * i as f32, 50.0)).collect();
        dots.extend((0..10).map(|i| dot(10.0, 50.0 + 1.5 * i as f32)));
        // A lone dot, and dots too far apart.
        dots.extend([
            dot(300.0, 300.0),
            dot(100.0, 200.0),
            dot(110.0, 200.0),
            dot(120.0, 200.0),
            dot(130.0, 200.0),
            dot(140.0, 200.0),
        ]);
        let mut ink = PageInk::default();
        join(&mut dots, &mut ink);
        let found: Vec<_> = ink.rulings.iter().map(|r| (r.horizontal, r.at, r.from, r.to)).collect();
        assert_eq!(found, [(true, 50.375, 10.0, 39.25), (false, 10.375, 50.0, 64.25)]);
        assert!(dots.is_empty());
    }
}
