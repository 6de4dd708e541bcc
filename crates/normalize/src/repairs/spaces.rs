//! `wrapped-text-space` and `justified-spacing`: blanks between Han characters, which Chinese does not have.

use jixiao_model::{Code, codes};

use super::is_han;

/// Characters set apart one by one, at least this many in a row, were spaced to fill a line.
const JUSTIFIED_RUN: usize = 3;

/// Closes blanks between Han characters, and between a Han character and punctuation. Between Han characters and digits or Latin
/// letters a blank stays as printed (`100 人次`); line breaks become blanks there.
pub(super) fn repair(text: &str) -> Option<(&'static Code, String)> {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    let mut longest_run = 0;
    let mut closed = false;
    let mut chars = text.chars().peekable();
    let mut lone = false;
    while let Some(c) = chars.next() {
        if !c.is_whitespace() {
            out.push(c);
            continue;
        }
        while chars.next_if(|next| next.is_whitespace()).is_some() {}
        let (Some(before), Some(&after)) = (out.chars().next_back(), chars.peek()) else { continue };
        if !closes(before, after) {
            out.push(' ');
            lone = false;
            continue;
        }
        closed = true;
        run = if lone { run + 1 } else { 1 };
        longest_run = longest_run.max(run);
        lone = {
            let mut ahead = chars.clone();
            ahead.next();
            ahead.peek().is_some_and(|next| next.is_whitespace())
        };
    }
    if out == text {
        return None;
    }
    let code = if longest_run >= JUSTIFIED_RUN { &codes::JUSTIFIED_SPACING } else { &codes::WRAPPED_TEXT_SPACE };
    // Blanks that only became fewer need no mention.
    Some((code, out)).filter(|_| closed || text.contains(['\n', '\r', '\t']) || text.contains("  "))
}

fn closes(before: char, after: char) -> bool {
    let mark = |c: char| {
        matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '（' | '）' | '《' | '》' | '“' | '”' | ',' | ':' | '(' | ')')
    };
    (is_han(before) && (is_han(after) || mark(after))) || (mark(before) && is_han(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> Option<(&'static str, String)> {
        repair(text).map(|(code, text)| (code.id, text))
    }

    #[test]
    fn wrapped_lines_close() {
        assert_eq!(mended("工作人员满意 度"), Some(("wrapped-text-space", "工作人员满意度".into())));
        assert_eq!(mended("合格\n率 95%"), Some(("wrapped-text-space", "合格率 95%".into())));
        assert_eq!(mended(": 当年财政拨款"), Some(("wrapped-text-space", ":当年财政拨款".into())));
    }

    #[test]
    fn justified_lines_close() {
        assert_eq!(mended("有 效 保 障 社 保基金安全"), Some(("justified-spacing", "有效保障社保基金安全".into())));
    }

    #[test]
    fn blanks_beside_numbers_stay() {
        assert_eq!(mended("不少于 15 人"), None);
        assert_eq!(mended("2021 年第 三、四季度"), Some(("wrapped-text-space", "2021 年第三、四季度".into())));
        assert_eq!(mended("A B"), None);
    }
}
