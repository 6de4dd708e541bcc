//! Images to the size and range that a network takes.

use crate::Gray;

/// The image at another size: bilinear where it grows, averaged over the pixels that one covers where it shrinks. Shades as `shade`
/// maps them, row by row into `target`, whose rows are `stride` long; what lies right of `width` is left as it is.
///
/// `width` and `height` are at least 1, as are those of `image`.
pub(crate) fn resample(image: &Gray, width: usize, height: usize, stride: usize, shade: impl Fn(f32) -> f32, target: &mut [f32]) {
    let columns = Taps::new(image.width as usize, width);
    let rows = Taps::new(image.height as usize, height);
    let mut narrowed = vec![0.0f32; width * image.height as usize];
    for (y, line) in narrowed.chunks_exact_mut(width).enumerate() {
        let source = image.row(y as u32);
        for (value, (first, weights)) in line.iter_mut().zip(columns.iter()) {
            *value = weights.iter().zip(&source[first..]).map(|(weight, &pixel)| weight * f32::from(pixel)).sum();
        }
    }
    let mut sums = vec![0.0f32; width];
    for (line, (first, weights)) in target.chunks_exact_mut(stride).zip(rows.iter()) {
        sums.fill(0.0);
        for (weight, source) in weights.iter().zip(narrowed[first * width..].chunks_exact(width)) {
            sums.iter_mut().zip(source).for_each(|(sum, value)| *sum += weight * value);
        }
        line.iter_mut().zip(&sums).for_each(|(value, sum)| *value = shade(*sum));
    }
}

/// For each position of the target: the first position of the source that counts, and the weights from there on.
struct Taps {
    firsts: Vec<usize>,
    starts: Vec<usize>,
    weights: Vec<f32>,
}

impl Taps {
    /// A triangle as wide as two pixels of the coarser grid, pixel centres at halves.
    fn new(source: usize, target: usize) -> Taps {
        let scale = source as f32 / target as f32;
        let reach = scale.max(1.0);
        let mut taps = Taps { firsts: Vec::with_capacity(target), starts: vec![0], weights: Vec::new() };
        for position in 0..target {
            let centre = (position as f32 + 0.5) * scale - 0.5;
            let first = (centre - reach).ceil().max(0.0) as usize;
            let last = ((centre + reach).floor() as usize).min(source - 1);
            let first = first.min(last);
            let start = taps.weights.len();
            taps.weights.extend((first..=last).map(|at| (1.0 - (at as f32 - centre).abs() / reach).max(0.0)));
            let sum: f32 = taps.weights[start..].iter().sum();
            if sum > 0.0 {
                taps.weights[start..].iter_mut().for_each(|weight| *weight /= sum);
            } else {
                taps.weights[start] = 1.0;
            }
            taps.firsts.push(first);
            taps.starts.push(taps.weights.len());
        }
        taps
    }

    fn iter(&self) -> impl Iterator<Item = (usize, &[f32])> {
        self.firsts.iter().zip(self.starts.windows(2)).map(|(&first, bounds)| (first, &self.weights[bounds[0]..bounds[1]]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &[u8], target: &[f32]) {
        let image = Gray { width: source.len() as u32, height: 1, pixels: source.to_vec() };
        let mut values = vec![0.0; target.len()];
        resample(&image, target.len(), 1, target.len(), |shade| shade, &mut values);
        for (value, expected) in values.iter().zip(target) {
            assert!((value - expected).abs() < 1e-3, "{values:?} instead of {target:?}");
        }
    }

    #[test]
    fn the_same_size_is_the_same_image() {
        check(&[0, 10, 255], &[0.0, 10.0, 255.0]);
    }

    #[test]
    fn growing_interpolates_between_centres() {
        // Centres of the target at -0.25, 0.25, 0.75, 1.25 of the source.
        check(&[0, 100], &[0.0, 25.0, 75.0, 100.0]);
    }

    #[test]
    fn shrinking_averages() {
        // Centre 0.5, reach 2: weights 3/4, 3/4 and 1/4 of the neighbour, of 7/4; then the mirror image.
        check(&[0, 0, 70, 70], &[10.0, 60.0]);
        check(&[7; 100], &[7.0]);
    }

    #[test]
    fn what_lies_right_of_the_image_is_left_alone() {
        let mut target = [9.0; 6];
        resample(&Gray::filled(2, 2, 5), 2, 2, 3, |shade| shade, &mut target);
        assert_eq!(target, [5.0, 5.0, 9.0, 5.0, 5.0, 9.0]);
    }
}
