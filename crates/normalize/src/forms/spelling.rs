//! The spellings of a label: definition files write alternatives in brackets.

/// Most spellings of one label: far more than words for one thing, and few enough to be kept in memory for every definition.
const MAX_SPELLINGS: usize = 2048;

/// Every spelling of a label as a file writes it: `[全年|年度|]预算[数|]` is six labels, the first alternatives first. Brackets do not
/// nest.
///
/// # Errors
/// One sentence that says what is wrong with the brackets.
pub(super) fn spellings(written: &str) -> Result<Vec<String>, String> {
    let mut all = vec![String::new()];
    let mut rest = written;
    while let Some(at) = rest.find(['[', ']']) {
        let (plain, bracket) = rest.split_at(at);
        let inner = bracket.strip_prefix('[').and_then(|inner| inner.split_once(']')).filter(|(inner, _)| !inner.contains('['));
        let Some((inner, after)) = inner else { return Err(format!("the brackets of `{written}` do not pair")) };
        let alternatives: Vec<&str> = inner.split('|').collect();
        if all.len() * alternatives.len() > MAX_SPELLINGS {
            return Err(format!("`{written}` has more than {MAX_SPELLINGS} spellings"));
        }
        all = all.iter().flat_map(|stem| alternatives.iter().map(move |word| format!("{stem}{plain}{word}"))).collect();
        rest = after;
    }
    all.iter_mut().for_each(|label| label.push_str(rest));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_spelled_out() {
        assert_eq!(spellings("项目名称").as_deref(), Ok(["项目名称".to_owned()].as_slice()));
        let all = spellings("[全年|]预算(A)[数|]").unwrap_or_default();
        assert_eq!(all, ["全年预算(A)数", "全年预算(A)", "预算(A)数", "预算(A)"]);
    }

    #[test]
    fn unpaired_brackets_and_too_many_spellings_are_refused() {
        for written in ["[年初|年度", "年初]预算", "[年[初]|]预算"] {
            assert!(spellings(written).is_err_and(|cause| cause.contains(written)), "{written}");
        }
        assert!(spellings(&"[a|b]".repeat(12)).is_err_and(|cause| cause.contains("more than")));
    }
}
