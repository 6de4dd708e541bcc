//! The slope of lines everywhere on a page, from where it was measured.

use super::strokes::Sample;

/// Distance of the knots between which slopes change evenly, in millimetres.
const KNOTS: f32 = 22.0;

/// How much a bend at a knot costs, against a sample's error.
const STIFF: f64 = 0.6;

/// How much it costs that slopes differ across the lines: keeps what no sample tells near what others tell.
const ALIKE: f64 = 0.02;

/// Samples that are off by more than this are mistaken, whatever the others' errors are.
const OFF: f64 = 0.01;

/// Rounds in which mistaken samples lose their weight.
const ROUNDS: usize = 6;

/// Number of knots on lines of this length.
pub(super) fn knots(length: usize, mm: f32) -> usize {
    ((length as f32 / mm / KNOTS).round() as usize + 1).clamp(2, 24)
}

/// Slopes that change evenly between knots along the lines, and evenly across them.
pub(super) struct Slopes {
    /// At each knot: the slope in the middle of the page, and how much more it is at its far edge.
    knots: Vec<[f64; 2]>,
    size: [f64; 2],
}

impl Slopes {
    /// Lines that are straight. `size` is that of the page, along the lines and across.
    pub(super) fn none(size: [usize; 2]) -> Slopes {
        Slopes { knots: vec![[0.0; 2]; 2], size: size.map(|s| s.max(1) as f64) }
    }

    /// Fits samples with so many knots; `None` where there are too few.
    pub(super) fn fitted(samples: &[Sample], size: [usize; 2], n_knots: usize) -> Option<Slopes> {
        let size = size.map(|s| s.max(1) as f64);
        if samples.len() < 2 * n_knots.min(6) {
            return None;
        }
        let mut trust = vec![1.0; samples.len()];
        let mut slopes = Slopes { knots: vec![[0.0; 2]; n_knots], size };
        for _ in 0..ROUNDS {
            slopes.solve(samples, &trust)?;
            let errors: Vec<f64> = samples.iter().map(|s| f64::from(s.slope) - slopes.value(s.at)).collect();
            let mut sizes: Vec<f64> = errors.iter().map(|e| e.abs()).collect();
            sizes.sort_by(f64::total_cmp);
            // Tukey's weights, from the median of the errors.
            let off = (sizes[sizes.len() / 2] * 4.5).max(OFF);
            for (trust, error) in trust.iter_mut().zip(&errors) {
                *trust = (1.0 - (error / off).powi(2)).max(0.0).powi(2);
            }
        }
        Some(slopes)
    }

    pub(super) fn at(&self, at: [f32; 2]) -> f32 {
        self.value(at) as f32
    }

    fn value(&self, at: [f32; 2]) -> f64 {
        let (first, part, across) = self.place(at);
        let slope = |knot: usize| self.knots[knot][0] + self.knots[knot][1] * across;
        slope(first) * (1.0 - part) + slope(first + 1) * part
    }

    /// The knot before, the part of the way to the next, and the place across from -1 to 1.
    fn place(&self, [x, y]: [f32; 2]) -> (usize, f64, f64) {
        let last = self.knots.len() - 1;
        let along = (f64::from(x) / self.size[0]).clamp(0.0, 1.0) * last as f64;
        let first = (along as usize).min(last - 1);
        (first, along - first as f64, (f64::from(y) / self.size[1]).clamp(0.0, 1.0) * 2.0 - 1.0)
    }

    /// Least squares; unknowns are the two numbers of each knot.
    fn solve(&mut self, samples: &[Sample], trust: &[f64]) -> Option<()> {
        let n = 2 * self.knots.len();
        let mut rows = vec![vec![0.0; n + 1]; n];
        let mut add = |terms: &[(usize, f64)], value: f64, weight: f64| {
            for (i, a) in terms {
                terms.iter().for_each(|(j, b)| rows[*i][*j] += weight * a * b);
                rows[*i][n] += weight * a * value;
            }
        };
        for (sample, trust) in samples.iter().zip(trust) {
            let (first, part, across) = self.place(sample.at);
            let terms = [
                (2 * first, 1.0 - part),
                (2 * first + 1, (1.0 - part) * across),
                (2 * first + 2, part),
                (2 * first + 3, part * across),
            ];
            add(&terms, f64::from(sample.slope), f64::from(sample.weight) * trust);
        }
        for i in 2..n.saturating_sub(2) {
            add(&[(i - 2, 1.0), (i, -2.0), (i + 2, 1.0)], 0.0, STIFF);
        }
        for i in (1..n).step_by(2) {
            add(&[(i, 1.0)], 0.0, ALIKE);
        }
        (0..n).for_each(|i| add(&[(i, 1.0)], 0.0, 1e-6));
        for (knot, pair) in self.knots.iter_mut().zip(solved(rows)?.chunks_exact(2)) {
            *knot = [pair[0], pair[1]];
        }
        Some(())
    }
}

/// Solves linear equations, each with its right side at its end, by Gauss's elimination.
fn solved(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = rows.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs()))?;
        rows.swap(i, pivot);
        if rows[i][i].abs() < 1e-12 {
            return None;
        }
        let (done, below) = rows.split_at_mut(i + 1);
        for row in below {
            let factor = row[i] / done[i][i];
            row.iter_mut().zip(&done[i]).skip(i).for_each(|(value, above)| *value -= factor * above);
        }
    }
    let mut out = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| rows[i][j] * out[j]).sum();
        out[i] = (rows[i][n] - known) / rows[i][i];
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        // x + y = 3, 2x - y = 0.
        assert_eq!(solved(vec![vec![1.0, 1.0, 3.0], vec![2.0, -1.0, 0.0]]), Some(vec![1.0, 2.0]));
        assert_eq!(solved(vec![vec![1.0, 1.0, 3.0], vec![2.0, 2.0, 6.0]]), None);
    }

    #[test]
    fn mistaken_samples_do_not_count() {
        // Slopes from -0.05 at the upper edge to 0.05 at the lower one, and every seventh is nonsense.
        let samples: Vec<Sample> = (0..64)
            .map(|i| {
                let at = [(i % 8) as f32 * 100.0 + 50.0, (i / 8) as f32 * 100.0 + 50.0];
                let slope = if i % 7 == 3 { 0.08 } else { (at[1] / 800.0 - 0.5) * 0.1 };
                Sample { at, slope, weight: 1.0 }
            })
            .collect();
        let slopes = Slopes::fitted(&samples, [800, 800], 5).expect("64 samples");
        for (at, expected) in [([400.0, 0.0], -0.05), ([100.0, 400.0], 0.0), ([700.0, 800.0], 0.05)] {
            assert!((slopes.at(at) - expected).abs() < 0.004, "{at:?}: {}", slopes.at(at));
        }
        assert!(Slopes::fitted(&samples[..3], [800, 800], 5).is_none());
    }
}
