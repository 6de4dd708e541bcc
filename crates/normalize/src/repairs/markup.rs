//! `markup-shard`: tags left by a tool that emits HTML.

use jixiao_model::{Code, codes};

use crate::key::tag_length;

/// Takes out tags such as `<b>`, `</b>`, `<br/>`; a lone `<` stays, since it compares numbers.
pub(super) fn repair(text: &str) -> Option<(&'static Code, String)> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        match tag_length(tag) {
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
        assert_eq!(repair("左帝台/ <del>*</del>").map(|(_, text)| text).as_deref(), Some("左帝台/ *"));
        assert_eq!(repair("<5 且 >3"), None);
        assert_eq!(repair("成本<b"), None);
    }
}
