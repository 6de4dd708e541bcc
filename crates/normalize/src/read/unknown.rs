//! Labels that no definition knows: what looks like one, and where a value ends before it.

use super::plausible;
use crate::{
    draft::has_han,
    sheet::{Shape, Token},
};

/// Longest label that is told by its looks, in characters. The longest known ones have some twenty, with what they explain.
const MAX_LABEL_CHARS: usize = 14;

/// Words that end the label of a field, and seldom a name: what is asked for.
const LABEL_ENDINGS: &[&str] = &[
    "单位",
    "部门",
    "处室",
    "科室",
    "股室",
    "名称",
    "编码",
    "代码",
    "编号",
    "类型",
    "类别",
    "性质",
    "属性",
    "级次",
    "等级",
    "等次",
    "日期",
    "时间",
    "期限",
    "年限",
    "年度",
    "电话",
    "手机",
    "方式",
    "联系人",
    "负责人",
    "责任人",
    "经办人",
    "审核人",
    "法人",
    "代表",
    "人数",
    "金额",
    "总额",
    "总分",
    "得分",
    "分值",
    "结论",
    "地点",
    "地址",
    "依据",
    "来源",
    "用途",
    "文号",
    "范围",
    "领域",
    "状态",
    "周期",
    "情况",
    "说明",
    "描述",
    "概述",
    "内容",
    "职能",
    "概况",
    "账号",
    "户名",
    "银行",
    "比例",
    "规模",
    "签字",
    "签名",
    "盖章",
    "意见",
    "领导",
];

/// A label by its looks and the value after it in the same cell, if any: `项目法人:`, `单位编码:0012`, `监管单位(盖章)`, `财政归口处室`.
pub(super) fn split_label(text: &str) -> Option<(&str, &str)> {
    let (label, value, colon) = match text.split_once([':', '：']) {
        Some((label, value)) => (label, value, true),
        None => (text, "", false),
    };
    let stem = label.split(['(', '（']).next().unwrap_or_default().trim();
    let chars = stem.chars().filter(|c| !c.is_whitespace()).count();
    let plain = (2..=MAX_LABEL_CHARS).contains(&chars)
        && has_han(stem)
        && !stem.chars().any(|c| c.is_ascii_digit() || "，。；,;、%≥≤《》".contains(c));
    // Before a colon any short phrase is a label; a list or a sentence is not.
    let named = colon && chars <= 10 && !value.contains(['。', '；']);
    (plain && (asks(stem) && !plausible::has_strange_characters(stem) || named && plausible::is_sound(stem)))
        .then(|| (label.trim(), value.trim()))
}

fn asks(label: &str) -> bool {
    let stem = label.split(['(', '（']).next().unwrap_or_default().trim_end();
    LABEL_ENDINGS.iter().any(|word| stem.ends_with(word))
}

/// Whether a cell is a label by its looks, and no value of its own.
pub(crate) fn is_label(token: &Token<'_>) -> bool {
    token.shape == Shape::Short && token.in_table && split_label(token.text).is_some_and(|(_, value)| value.is_empty())
}

/// A field that no definition knows.
pub(super) struct Unknown<'f> {
    pub(super) label: Token<'f>,
    pub(super) value: Vec<Token<'f>>,
}

/// The value at the beginning of `tokens`, which follow a label, the fields behind it, and what belongs to neither.
///
/// A further cell belongs to the value where the value was cut: it touches, is a text like the one before, and does not look like a label
/// with a value of its own behind it.
pub(super) fn split<'f>(tokens: Vec<Token<'f>>) -> (Vec<Token<'f>>, Vec<Unknown<'f>>, Vec<Token<'f>>) {
    let mut value: Vec<Token<'f>> = Vec::new();
    let mut fields: Vec<Unknown<'f>> = Vec::new();
    let mut strays = Vec::new();
    let count = tokens.len();
    for (at, token) in tokens.into_iter().enumerate() {
        let parts = if token.in_table && token.shape != Shape::Prose { split_label(token.text) } else { None };
        // The first cell is the value itself, though it may have a colon.
        let has_own = parts.is_some_and(|(label, own)| !own.is_empty() && (at > 0 || asks(label)));
        let ends_label = token.text.ends_with([':', '：', ')', '）']);
        let first = at == 0;
        match parts {
            // A label without a value is one only where something follows it, or where nothing else can be meant.
            Some((label, own)) if has_own || ends_label && !first || at + 1 < count && (!first || ends_label) => {
                let own = (!own.is_empty()).then(|| token.part(own));
                fields.push(Unknown { label: token.part(label), value: own.into_iter().collect() });
                continue;
            }
            _ => {}
        }
        let known = fields.last_mut().map_or(&mut value, |field| &mut field.value);
        match known.last() {
            // Numbers and signs are whole: none goes on with a text across a blank cell.
            Some(before) if token.in_table && token.col > before.end && token.shape.number().is_some() => strays.push(token),
            _ => known.push(token),
        }
    }
    (value, fields, strays)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_ask_for_something() {
        assert_eq!(split_label("财政归口处室"), Some(("财政归口处室", "")));
        assert_eq!(split_label("填报部门(盖章):"), Some(("填报部门(盖章)", "")));
        assert_eq!(split_label("单位编码:0012"), Some(("单位编码", "0012")));
        for text in ["保险基金管理局", "农业科", "96.38", "新建供水管网28公里", "目标1:改善12所学校", "完成监测,开展培训"]
        {
            assert_eq!(split_label(text), None, "{text}");
        }
    }
}
