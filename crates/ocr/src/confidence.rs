//! From the network's probability to the chance of being right.

/// Probabilities that a network gives to a whole text, each with the share of texts from it to the next that are right; both ascend.
pub(crate) type Calibration = [(f32, f32)];

/// Of the small network.
///
/// Measured on 4,500 generated numbers, amounts, rates and quantities in seven fonts (scripts/ocr-calibration): 1,500 as office scans of 200 dpi,
/// and 1,500 each as bad ones of 200 and 150 dpi, whose specks become points and colons. The last share is what 2,900 texts with six wrong
/// ones allow to say. Of 7,500 other lines (another seed; also clean and bitonal ones), 5,419 were numbers with 0.99 or more, and none of
/// them was wrong.
pub(crate) const SMALL: &Calibration = &[
    (0.0, 0.0),
    (0.5, 0.55),
    (0.8, 0.66),
    (0.9, 0.80),
    (0.95, 0.87),
    (0.99, 0.90),
    (0.995, 0.945),
    (0.998, 0.955),
    (0.999, 0.985),
    (0.9995, 0.995),
];

/// Of the tiny network, which is seldom as sure as the small one, and then right: from 0.98 on measured on the same kinds of lines, 3,000
/// of another seed (wrong from 0.98 on: 11 of 125, 11 of 196, 12 of 395, 16 of 699, 3 of 675, none of 900). Below, values are read again,
/// and words are given the small network's shares.
pub(crate) const TINY: &Calibration = &[
    (0.0, 0.0),
    (0.5, 0.55),
    (0.8, 0.66),
    (0.9, 0.80),
    (0.95, 0.87),
    (0.98, 0.91),
    (0.985, 0.944),
    (0.99, 0.965),
    (0.995, 0.977),
    (0.998, 0.985),
    (0.999, 0.992),
    (0.9995, 0.997),
];

/// No text is more certain than this.
const MOST: f32 = 0.999;

/// The chance that a text is right to which the network gives `probability`; between the steps of the table it grows evenly.
pub(crate) fn calibrated(probability: f32, steps: &Calibration) -> f32 {
    let above = steps.iter().position(|step| step.0 > probability).unwrap_or(steps.len());
    let (from, share) = steps[above.saturating_sub(1)];
    let (to, share_above) = steps.get(above).copied().unwrap_or((1.0, MOST));
    (share + (share_above - share) * (probability - from) / (to - from)).clamp(0.0, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chance_grows_with_the_probability() {
        for (probability, chance) in
            [(0.0, 0.0), (0.5, 0.55), (0.65, 0.605), (0.999, 0.985), (0.99975, 0.997), (1.0, MOST), (1.1, MOST)]
        {
            assert!((calibrated(probability, SMALL) - chance).abs() < 1e-4, "{probability}: {}", calibrated(probability, SMALL));
        }
        for steps in [SMALL, TINY] {
            assert!(steps.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1));
        }
    }
}
