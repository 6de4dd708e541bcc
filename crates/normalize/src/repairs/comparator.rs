//! `damaged-comparator`: a comparator recognised as a digit or a letter. Reported, never applied.

/// What `text` may have been: `290%` for ≥90%, `W30万元` for ≤30万元.
///
/// A percentage of 2xx whose tail is a plausible share is a candidate (seen in published Hubei forms, DOMAIN.md §7.3); so is
/// a W before a number.
pub(crate) fn suspect(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix(['W', 'w'])
        && rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return Some(format!("≤{rest}"));
    }
    let rest = text.strip_prefix('2')?;
    let digits = rest.strip_suffix(['%', '％'])?;
    let whole = digits.split('.').next().unwrap_or_default();
    let share = whole == "100" || (whole.len() == 2 && !whole.starts_with('0'));
    (share && digits.chars().all(|c| c.is_ascii_digit() || c == '.')).then(|| format!("≥{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_comparators_are_suspected() {
        assert_eq!(suspect("290%").as_deref(), Some("≥90%"));
        assert_eq!(suspect("2100%").as_deref(), Some("≥100%"));
        assert_eq!(suspect("W30万元").as_deref(), Some("≤30万元"));
        assert_eq!(suspect("20%"), None);
        assert_eq!(suspect("200%"), None);
        assert_eq!(suspect("290件"), None);
    }
}
