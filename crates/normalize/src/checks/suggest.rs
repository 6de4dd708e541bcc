//! Which misread digit would explain failed sums.

use jixiao_model::{CheckCause, CheckOutcome};
use rust_decimal::Decimal;

use super::{Term, Test, Tests};

/// Most operands of a sum for which the search is made: among more, some digit always fits.
const MAX_TERMS: usize = 200;

/// A number that would make a failed sum hold.
struct Candidate {
    pointer: String,
    printed: Decimal,
    instead: Decimal,
}

/// Gives each failed sum its cause: where one digit of one operand, and of no other, would satisfy it and every other sum that the
/// operand is part of, the reading is suspected; where no digit would, the document is. In between nobody can tell.
pub(super) fn run(tests: &mut Tests) {
    for index in 0..tests.0.len() {
        let terms = &tests.0[index].terms;
        if tests.0[index].check.outcome != CheckOutcome::Fail || terms.is_empty() || terms.len() > MAX_TERMS {
            continue;
        }
        let sum: Decimal = terms.iter().map(signed).sum();
        let candidates: Vec<Candidate> = terms
            .iter()
            .filter_map(|term| candidate(sum, term))
            .filter(|candidate| holds_elsewhere(&tests.0, index, candidate))
            .collect();
        let check = &mut tests.0[index].check;
        check.cause = match candidates.as_slice() {
            [] => Some(CheckCause::Document),
            [only] => {
                check.suggestion = Some(format!("{}: {} instead of {}", only.pointer, only.instead, only.printed));
                Some(CheckCause::Reading)
            }
            _ => None,
        };
    }
}

/// What `term` would have to be, if that is one digit away from what is printed.
fn candidate(sum: Decimal, term: &Term) -> Option<Candidate> {
    let instead = if term.negative { term.value.checked_add(sum)? } else { term.value.checked_sub(sum)? };
    let rescaled = instead.round_dp(term.value.scale());
    if rescaled != instead || instead.is_sign_negative() {
        return None;
    }
    let mut instead = instead;
    instead.rescale(term.value.scale());
    one_digit_apart(&term.value.to_string(), &instead.to_string()).then(|| Candidate {
        pointer: term.pointer.clone(),
        printed: term.value,
        instead,
    })
}

fn signed(term: &Term) -> Decimal {
    if term.negative { -term.value } else { term.value }
}

fn one_digit_apart(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).count() == 1
}

/// Whether every other sum with this operand holds, or would hold, with the candidate.
fn holds_elsewhere(tests: &[Test], but: usize, candidate: &Candidate) -> bool {
    tests.iter().enumerate().filter(|(index, _)| *index != but).all(|(_, test)| {
        let Some(term) = test.terms.iter().find(|term| term.pointer == candidate.pointer) else { return true };
        let difference = candidate.instead - candidate.printed;
        let sum: Decimal = test.terms.iter().map(signed).sum::<Decimal>() + if term.negative { -difference } else { difference };
        sum.abs() <= test.tolerance
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_apart() {
        assert!(one_digit_apart("80000.00", "30000.00"));
        assert!(!one_digit_apart("80000.00", "8000.00"));
        assert!(!one_digit_apart("12", "21"));
        assert!(!one_digit_apart("12", "12"));
    }
}
