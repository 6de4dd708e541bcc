//! Colours as far as they matter: whether ink is white, and whether two areas have the same.

use super::operators::Operators;

/// A number that differs between colours that differ visibly.
pub(super) fn tone(operators: &Operators<'_>) -> u32 {
    operators.all_numbers().take(4).fold(0, |tone, value| tone << 8 | (value.clamp(0.0, 1.0) * 255.0) as u32)
}

/// Whether a colour is white: full light, or no ink at all. A single component is ink with `k` and light elsewhere.
pub(super) fn is_white(operators: &Operators<'_>, ink: bool) -> bool {
    let mut components = [0.0; 4];
    let mut n = 0;
    for value in operators.all_numbers() {
        if n < 4 {
            components[n] = value;
        }
        n += 1;
    }
    match n {
        1 | 3 => !ink && components[..n].iter().all(|c| *c > 0.99),
        4 => components.iter().all(|c| *c < 0.01),
        _ => false,
    }
}
