//! Title and year of a form, and what else stands above its tables.

use std::sync::LazyLock;

use regex::Regex;

use super::header::{is_header_field, labels_of, read_fields};
use crate::draft::{Draft, Joined};

/// Reads a line above the tables: title, year, unit, and fields with labels of their own.
pub(super) fn read(draft: &mut Draft<'_, '_>, line: usize) {
    let lexicon = &draft.forms.lexicon;
    let line_hits = &draft.sheet.lines[line];
    let titled = |id: usize| {
        line_hits.hits.iter().any(|hit| lexicon.pattern(hit.pattern).title_of != 0 && (hit.first..=hit.last).contains(&id))
    };
    let has_fields = line_hits.hits.iter().any(|hit| draft.stands_for(hit, is_header_field));
    if has_fields {
        let labels = labels_of(draft, line);
        read_fields(draft, line, &labels, &mut Vec::new());
    }
    for id in line_hits.tokens() {
        if !draft.is_free(id) {
            continue;
        }
        let token = draft.sheet.tokens[id].clone();
        let year = year_in(token.text);
        let is_title = titled(id) || contains_title(draft, token.text);
        if is_title && draft.record.form.title.is_some() {
            // A further title is no part of this form.
            continue;
        }
        if is_title {
            let printed = token.part(without_markup(without_year(token.text)));
            draft.record.form.title = draft.text("/form/title", &[printed], Joined::Split, 100);
        }
        if let (Some((year, digits)), None) = (year, draft.record.form.fiscal_year) {
            draft.record.form.fiscal_year = Some(year);
            // Beside a title the year is a part of its line; any other line is there for its year.
            let after_title = token.text.strip_prefix(without_year(token.text)).filter(|rest| is_title && !rest.is_empty());
            let source = match after_title {
                Some(rest) => token.part(rest),
                None if is_title => token.part(digits),
                None => token.clone(),
            };
            draft.origin("/form/fiscal_year", &[source], 100, &[]);
        }
        if let Some(unit) = super::fund_heads::unit_of_measure(token.text)
            && draft.record.funds.unit.is_none()
        {
            draft.record.funds.unit = Some(unit);
            draft.origin("/funds/unit", &[token], 100, &[]);
        }
    }
}

fn contains_title(draft: &Draft<'_, '_>, text: &str) -> bool {
    let key = crate::key::key(without_year(text));
    names_a_form(text)
        || key.chars().count() <= MAX_TITLE
            && draft.forms.lexicon.find(&key).any(|(pattern, _, _)| draft.forms.lexicon.pattern(pattern).title_of != 0)
}

/// Longest title, in characters of its key: the longest seen, with the names of a province and a year, have some thirty.
const MAX_TITLE: usize = 48;

/// Whether a text calls itself a form, as every one of the family does: a 表 about 绩效.
pub(crate) fn names_a_form(text: &str) -> bool {
    if text.len() > 4 * MAX_TITLE || !text.contains('表') {
        return false;
    }
    let key = crate::key::key(without_year(text));
    key.chars().count() <= MAX_TITLE && key.contains("绩效") && key.ends_with('表')
}

/// A year with 年 after it, and its digits, which may be full-width.
fn year_in(text: &str) -> Option<(u32, &str)> {
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|[^0-9０-９])([2２][0０][0-9０-９]{2})\s*年").expect("the pattern is sound"));
    let digits = YEAR.captures(text)?.get(1)?.as_str();
    let value = |c: char| c.to_digit(10).or_else(|| u32::from(c).checked_sub(u32::from('０')));
    Some((digits.chars().try_fold(0, |year, c| Some(year * 10 + value(c)?))?, digits))
}

/// A heading without the signs by which Markdown makes it one.
fn without_markup(text: &str) -> &str {
    text.trim_start_matches(['#', '*', ' ']).trim_end_matches(['#', '*', ' '])
}

/// A title without a trailing `(2021年度)`.
fn without_year(text: &str) -> &str {
    match text.rfind(['(', '（']) {
        Some(at) if year_in(&text[at..]).is_some() && at > 0 => &text[..at],
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_needs_its_word() {
        assert_eq!(year_in("(2021年度)"), Some((2021, "2021")));
        assert_eq!(year_in("2021 年度"), Some((2021, "2021")));
        assert_eq!(year_in("（２０２３年度）"), Some((2023, "２０２３")));
        assert_eq!(year_in("120210年"), None);
        assert_eq!(year_in("编号2021"), None);
        assert_eq!(without_year("项目支出绩效自评表(2023年度)"), "项目支出绩效自评表");
        assert_eq!(without_markup("## **项目支出绩效自评表**"), "项目支出绩效自评表");
        assert_eq!(without_year("部门(单位)整体支出绩效自评表"), "部门(单位)整体支出绩效自评表");
    }
}
