//! `markup-shard`: tags left by a tool that emits HTML.

use jixiao_model::{Code, codes};

use crate::key::tag_length;

/// Takes out tags such as `<b>`, `</b>`, `<br/>`, and what stands between two tags if it is no more than a mark (`<del>*</del>`). A
/// lone `<` stays, since it compares numbers.
pub(super) fn repair(text: &str) -> Option<(&'static Code, String)> {
    let mut out = String::new();
    let mut rest = text;
    let mut tagged = false;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        let length = tag_length(tag);
        if !(tagged && length.is_some() && before.chars().all(|c| !c.is_alphanumeric())) {
            out.push_str(before);
        }
        tagged = length.is_some();
        match length {
            Some(length) => rest = &tag[length..],
            None => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    (out.len() < text.len()).then(|| (&codes::MARKUP_SHARD, out.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_comparisons_stay() {
        assert_eq!(repair("<b>影响,无</b>").map(|(_, text)| text).as_deref(), Some("影响,无"));
        assert_eq!(repair("左帝台/ <del>*</del>").map(|(_, text)| text).as_deref(), Some("左帝台/"));
        assert_eq!(repair("<5 且 >3"), None);
        assert_eq!(repair("成本<b"), None);
    }
}
