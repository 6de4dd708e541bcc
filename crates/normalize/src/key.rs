//! The key of a text: what is left for comparing labels when spacing, width, punctuation and lookalikes are set aside.

use crate::repairs::{radicals, traditional, variants};

/// Longest markup shard that is taken for a tag, in bytes: `</strong>` with room for an attribute.
const MAX_TAG: usize = 24;

/// Appends the key of `text` to `out`.
///
/// Blanks, markup and the punctuation that labels carry at random are left out; full-width forms, radicals and shared-glyph variants
/// are folded, traditional characters too, and reading aids are left out. Parentheses stay: `部门(单位)名称` is not `部门名称`.
pub(crate) fn push_key(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = apart_length(c, rest) {
            rest = &rest[length..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if let Some(c) = fold(c) {
            out.push(c);
        }
    }
}

/// The key of `text`.
pub(crate) fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_key(text, &mut out);
    out
}

/// Length in bytes of what `text`, which starts with `c`, has before the next character of its own: a tag, a reading aid.
fn apart_length(c: char, text: &str) -> Option<usize> {
    match c {
        '<' => tag_length(text),
        '(' | '（' => traditional::reading_aid(text),
        _ => None,
    }
}

/// Length in bytes of the tag that `text` starts with: `<b>`, `</b>`, `<br/>`.
pub(crate) fn tag_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let name = bytes.get(1).copied().filter(|&b| b == b'/').map_or(1, |_| 2);
    if bytes.first() != Some(&b'<') || !bytes.get(name).is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    bytes.iter().take(MAX_TAG).position(|&b| b == b'>').map(|end| end + 1)
}

/// What a character is in a key; `None` leaves it out.
fn fold(c: char) -> Option<char> {
    match c {
        '0'..='9' | 'a'..='z' | 'A'..='Z' | '(' | ')' | '%' | '/' | '-' | '=' | '×' => Some(c),
        '\u{4e00}'..='\u{9fff}' => Some(variants::fold(c).or_else(|| traditional::fold(c)).unwrap_or(c)),
        '\u{3000}' | '\u{3001}' | '\u{3002}' | '\u{ff0c}' | '\u{ff1a}' | '\u{ff1b}' | '★' | '☆' => None,
        '\u{ff01}'..='\u{ff5e}' => fold(char::from_u32(c as u32 - 0xfee0)?),
        '\u{2e80}'..='\u{2fdf}' => radicals::fold(c).or(Some(c)),
        _ if c.is_ascii() || c.is_whitespace() => None,
        _ => Some(c),
    }
}

/// `text` past the label whose key is `label`; `None` where the text does not start with it.
pub(crate) fn after_label<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let mut expected = label.chars().peekable();
    let mut rest = text;
    while expected.peek().is_some() {
        let c = rest.chars().next()?;
        if let Some(length) = apart_length(c, rest) {
            rest = &rest[length..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if let Some(folded) = fold(c)
            && expected.next() != Some(folded)
        {
            return None;
        }
    }
    Some(rest)
}

/// Edit distance between two short texts, in characters.
pub(crate) fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, &ca) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &cb) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_label_without_its_dress() {
        assert_eq!(key("年度总体目 标"), "年度总体目标");
        assert_eq!(key("其中：当年财政拨款"), "其中当年财政拨款");
        assert_eq!(key("<b>á年财政拨款</b>"), "á年财政拨款");
        assert_eq!(key("执行率（Ｂ/Ａ）"), "执行率(B/A)");
        assert_eq!(key("a < b"), "ab");
        assert_eq!(key("績效指標(biāo)"), "绩效指标");
    }

    #[test]
    fn text_past_a_label_is_found_through_spaces() {
        assert_eq!(after_label("填 报 人：张三", "填报人"), Some("：张三"));
        assert_eq!(after_label("填表人", "填报人"), None);
        assert_eq!(after_label("填报", "填报人"), None);
    }

    #[test]
    fn distance_counts_edits() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("效益均标"), &chars("效益指标")), 1);
        assert_eq!(distance(&chars("产出"), &chars("产出指标")), 2);
        assert_eq!(distance(&[], &chars("产出")), 2);
    }
}
