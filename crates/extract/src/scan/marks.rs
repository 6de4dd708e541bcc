//! Signs that their shape tells better than the recogniser, which was taught text.

use super::lines::LineBox;

/// A dash is this wide, in sizes: from a hyphen's third to two characters.
const DASH: std::ops::RangeInclusive<f32> = 0.25..=2.3;

/// A shorter one is a hyphen.
const LONG: f32 = 0.55;

/// A dash is at most this high, in sizes; 一 with its swollen end has more.
const HIGHEST: f32 = 0.17;

/// The mark that a line consists of, if it is one: the dash of an empty cell.
pub(super) fn lone(line: &LineBox, mm: f32) -> Option<char> {
    let (width, height) = (line.width() / line.size, line.height());
    // One pixel of blur on each side of the thinnest stroke.
    let thin = height <= (HIGHEST * line.size).max(0.35 * mm);
    if line.n_blobs != 1 || !thin || !DASH.contains(&width) {
        return None;
    }
    Some(if width >= LONG { '—' } else { '-' })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(width: f32, height: f32, n_blobs: usize, expected: Option<char>) {
        let line = LineBox { edges: [0.0, 0.0, width, height], size: 20.0, n_blobs, room: [-1.0, 99.0] };
        assert_eq!(lone(&line, 6.0), expected);
    }

    #[test]
    fn a_thin_stroke_alone_is_a_dash() {
        check(20.0, 2.0, 1, Some('—'));
        check(40.0, 3.0, 1, Some('—'));
        check(7.0, 2.0, 1, Some('-'));
        check(20.0, 2.0, 2, None);
        check(3.0, 14.0, 1, None);
        check(20.0, 6.0, 1, None);
    }
}
