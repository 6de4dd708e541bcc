//! From the network's probability to the chance of being right.

/// The chance that a text is right to which the network gives `probability`.
pub(crate) fn calibrated(probability: f32) -> f32 {
    probability
}
