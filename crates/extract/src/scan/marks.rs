//! Signs that their shape tells better than the recogniser, which was taught text.

use super::lines::LineBox;

/// A dash is this wide, in sizes: from a hyphen's third to two characters.
const DASH: std::ops::RangeInclusive<f32> = 0.25..=2.3;

/// A shorter one is a hyphen.
const LONG: f32 = 0.55;

/// A dash is at most this high, in sizes; 一 with its swollen end has more.
const HIGHEST: f32 = 0.17;

/// The bars of an equals sign are as long as one another but for this part, and a pixel of blur at each end; the upper one of 二 is a fifth
/// shorter and more.
const UNEVEN: f32 = 0.1;

/// The mark that a line consists of, if it is one: the dash of an empty cell, or an equals sign that stands apart from its number.
pub(super) fn lone(line: &LineBox, mm: f32) -> Option<char> {
    // One pixel of blur on each side of the thinnest stroke.
    let thinnest = (HIGHEST * line.size).max(0.35 * mm);
    let is_dash = |[x0, y0, x1, y1]: &[f32; 4]| y1 - y0 <= thinnest && DASH.contains(&((x1 - x0) / line.size));
    if !line.blobs.iter().all(is_dash) {
        return None;
    }
    match line.blobs[..] {
        [[x0, _, x1, _]] => Some(if x1 - x0 >= LONG * line.size { '—' } else { '-' }),
        [a, b] => {
            let near = UNEVEN * (a[2] - a[0]) + 1.0;
            ((a[0] - b[0]).abs() <= near && (a[2] - b[2]).abs() <= near && a[2] - a[0] <= line.size).then_some('=')
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(blobs: &[[f32; 4]], expected: Option<char>) {
        let edges = blobs.iter().copied().reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]).unwrap();
        let line = LineBox { edges, size: 20.0, blobs: blobs.to_vec(), room: [-1.0, 99.0] };
        assert_eq!(lone(&line, 6.0), expected);
    }

    #[test]
    fn a_thin_stroke_alone_is_a_dash() {
        check(&[[0.0, 0.0, 20.0, 2.0]], Some('—'));
        check(&[[0.0, 0.0, 40.0, 3.0]], Some('—'));
        check(&[[0.0, 0.0, 7.0, 2.0]], Some('-'));
        check(&[[0.0, 0.0, 20.0, 2.0], [30.0, 0.0, 50.0, 2.0]], None);
        check(&[[0.0, 0.0, 3.0, 14.0]], None);
        check(&[[0.0, 0.0, 20.0, 6.0]], None);
    }

    #[test]
    fn two_bars_of_one_length_are_an_equals_sign() {
        check(&[[0.0, 5.0, 11.0, 7.0], [0.0, 10.0, 11.0, 12.0]], Some('='));
        check(&[[1.0, 5.0, 12.0, 7.0], [0.0, 10.0, 11.0, 12.0]], Some('='));
        // 二: its upper stroke is shorter.
        check(&[[2.0, 3.0, 16.0, 5.0], [0.0, 15.0, 19.0, 17.0]], None);
    }
}
