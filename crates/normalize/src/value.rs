//! Targets and actual values: comparator, number and unit out of what was written (DOMAIN.md §3, value grammar).

use std::sync::LazyLock;

use jixiao_model::{Value, ValueKind};
use regex::Regex;

use crate::number;

/// Words before a number that compare, longest first where one starts another.
const COMPARING_PREFIXES: &[(&str, &str)] = &[
    (">=", "≥"),
    ("<=", "≤"),
    ("≥", "≥"),
    ("≧", "≥"),
    ("⩾", "≥"),
    ("≤", "≤"),
    ("≦", "≤"),
    ("⩽", "≤"),
    (">", ">"),
    ("＞", ">"),
    ("<", "<"),
    ("＜", "<"),
    ("=", "="),
    ("＝", "="),
    ("大于等于", "≥"),
    ("小于等于", "≤"),
    ("不少于", "≥"),
    ("不低于", "≥"),
    ("不小于", "≥"),
    ("至少", "≥"),
    ("达到", "≥"),
    ("不超过", "≤"),
    ("不高于", "≤"),
    ("不大于", "≤"),
    ("不多于", "≤"),
    ("控制在", "≤"),
    ("大于", ">"),
    ("高于", ">"),
    ("多于", ">"),
    ("超过", ">"),
    ("小于", "<"),
    ("低于", "<"),
    ("少于", "<"),
    ("等于", "="),
];

/// Words after a number that compare.
const COMPARING_SUFFIXES: &[(&str, &str)] =
    &[("及以上", "≥"), ("以上", "≥"), ("及以下", "≤"), ("以下", "≤"), ("以内", "≤"), ("之内", "≤"), ("内", "≤")];

/// What says that an indicator does not apply.
const NOT_APPLICABLE: &[&str] = &["不适用", "无", "不涉及", "空"];

/// Longest text that is a unit, in characters: `元/人·月`, `百分比`, `个工作日`.
const MAX_UNIT: usize = 8;

/// Reads a target or an actual value.
pub(crate) fn read(text: &str) -> Value {
    let value = |kind| Value { text: text.to_owned(), kind, comparator: None, number: None, unit: None };
    if text.is_empty() {
        return Value::blank();
    }
    if number::is_dash(text) || NOT_APPLICABLE.contains(&text) {
        return value(ValueKind::NotApplicable);
    }
    if is_date(text) {
        return value(ValueKind::Date);
    }
    let (mut comparator, rest) = match COMPARING_PREFIXES.iter().find_map(|(word, sign)| Some((*sign, text.strip_prefix(word)?))) {
        Some((sign, rest)) => (Some(sign), rest.trim_start()),
        None => (None, text),
    };
    let digits = rest.find(|c: char| !is_numeric(c)).unwrap_or(rest.len());
    let (digits, unit) = rest.split_at(digits);
    let Some(parsed) = number::parse(digits) else { return value(ValueKind::Qualitative) };
    let mut unit = unit.trim();
    for (word, sign) in COMPARING_SUFFIXES {
        if let Some(stem) = unit.strip_suffix(word) {
            unit = stem.trim_end();
            comparator.get_or_insert(sign);
        }
    }
    // Systems print the unit in parentheses: `≥13459.00(平方米)`.
    if let Some(inner) = unit.strip_prefix(['(', '（']).and_then(|unit| unit.strip_suffix([')', '）'])) {
        unit = inner.trim();
    }
    let percent = matches!(unit, "%" | "％" | "百分比");
    if !percent && (unit.chars().count() > MAX_UNIT || unit.chars().any(|c| c.is_ascii_digit() || "。,，;；:：~-—".contains(c)))
    {
        let kind = if unit.starts_with(['%', '％']) { ValueKind::Percent } else { ValueKind::Qualitative };
        return value(kind);
    }
    Value {
        text: text.to_owned(),
        kind: if percent { ValueKind::Percent } else { ValueKind::Quantity },
        comparator: comparator.map(str::to_owned),
        number: Some(parsed.number),
        unit: if percent { Some("%".to_owned()) } else { Some(unit).filter(|unit| !unit.is_empty()).map(str::to_owned) },
    }
}

/// Digits, signs and separators, in both widths.
fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '０'..='９' | '．')
}

/// Whether a text names a point or span of the calendar: a year, a month of the year, a quarter; not a duration (`5 个工作日`).
fn is_date(text: &str) -> bool {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"季度|[年月][底末]|[上下]半年|年内|(?:^|[^0-9])(?:[0-9]{4} *年|[0-9]{1,2} *月)").expect("the pattern is sound")
    });
    // Most values have none of these.
    text.contains(['年', '月', '季']) && DATE.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (ValueKind, Option<String>, Option<String>, Option<String>) {
        let value = read(text);
        (value.kind, value.comparator, value.number.map(|number| number.to_string()), value.unit)
    }

    fn quantity(
        comparator: Option<&str>,
        number: &str,
        unit: Option<&str>,
    ) -> (ValueKind, Option<String>, Option<String>, Option<String>) {
        (ValueKind::Quantity, comparator.map(Into::into), Some(number.into()), unit.map(Into::into))
    }

    #[test]
    fn quantities_have_comparator_number_and_unit() {
        assert_eq!(parts("100 件"), quantity(None, "100", Some("件")));
        assert_eq!(parts("不少于 15 人"), quantity(Some("≥"), "15", Some("人")));
        assert_eq!(parts("不超过 550 元/人"), quantity(Some("≤"), "550", Some("元/人")));
        assert_eq!(parts("5 个工作日内"), quantity(Some("≤"), "5", Some("个工作日")));
        assert_eq!(parts("≥1,000人"), quantity(Some("≥"), "1000", Some("人")));
        assert_eq!(parts("0"), quantity(None, "0", None));
        assert_eq!(parts("≥13459.00(平方米)"), quantity(Some("≥"), "13459.00", Some("平方米")));
        assert_eq!(parts("20个以上"), quantity(Some("≥"), "20", Some("个")));
    }

    #[test]
    fn percentages_keep_their_number() {
        assert_eq!(parts("≤100%"), (ValueKind::Percent, Some("≤".into()), Some("100".into()), Some("%".into())));
        assert_eq!(parts("达到 90%"), (ValueKind::Percent, Some("≥".into()), Some("90".into()), Some("%".into())));
        assert_eq!(parts("≥100百分比").0, ValueKind::Percent);
        assert_eq!(parts("80%-90%"), (ValueKind::Percent, None, None, None), "a range has no one number");
    }

    #[test]
    fn words_dates_and_nothing() {
        for text in ["及时", "行业平均水平", "按要求完成"] {
            assert_eq!(parts(text), (ValueKind::Qualitative, None, None, None), "{text}");
        }
        for text in ["2021 年第三、四季度", "第四季度", "12月底之前完成", "2021年12月31日"] {
            assert_eq!(parts(text), (ValueKind::Date, None, None, None), "{text}");
        }
        for text in ["不适用", "—", "/"] {
            assert_eq!(parts(text).0, ValueKind::NotApplicable, "{text}");
        }
        assert_eq!(read(""), Value::blank());
        assert_eq!(parts("3个月").0, ValueKind::Quantity, "a duration is no date");
    }
}
