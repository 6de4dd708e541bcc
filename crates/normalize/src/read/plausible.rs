//! Whether a short text reads as sound Chinese (DOMAIN.md §7.2: `又山沙从日`, `采购耗材、办`).

use std::cell::LazyCell;

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed, options::WordBreakInvariantOptions};

use crate::repairs::is_han;

/// Single characters that may well end a name: measures, offices, persons.
const ENDINGS: &str = "费率数量度性化额款金员人者户局处科所站院校委办会部室厅组队中心县市区镇乡村街道等次场件台套个份项目期表案书法制权税证物品车房路桥网点线库店厂业类级式型好高低快";

thread_local! {
    // Built once a thread: the segmenter is not made for sharing.
    static SEGMENTER: LazyCell<WordSegmenterBorrowed<'static>> =
        LazyCell::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It does not divide into words.
    Implausible,
    /// It seems to break off.
    Cut,
}

/// What is wrong with `text`, if anything.
pub(super) fn doubt(text: &str) -> Option<Doubt> {
    let han = text.chars().filter(|&c| is_han(c)).count();
    if han < 2 {
        return None;
    }
    if text.chars().any(is_foreign) || lone_latin_inside(text) {
        return Some(Doubt::Implausible);
    }
    if text.ends_with(['、', ',', '，', ':', '：', ';', '；', '(', '（']) {
        return Some(Doubt::Cut);
    }
    SEGMENTER.with(|segmenter| {
        let mut lone = 0;
        let mut run = 0;
        let mut longest = 0;
        let mut last = ("", "");
        let mut from = 0;
        for to in segmenter.segment_str(text).skip(1) {
            let word = &text[from..to];
            from = to;
            let mut chars = word.chars();
            let single = chars.next().is_some_and(is_han) && chars.next().is_none();
            lone += usize::from(single);
            run = if single { run + 1 } else { 0 };
            longest = longest.max(run);
            last = (last.1, word);
        }
        // Four of five characters are words of their own: no Chinese name reads so.
        if han >= 4 && (lone * 5 >= han * 4 || longest >= 5) {
            return Some(Doubt::Implausible);
        }
        let (before, end) = last;
        let mut end_chars = end.chars();
        let single = end_chars.next().filter(|&c| is_han(c) && end_chars.next().is_none());
        let after_mark = before.chars().all(|c| !is_han(c) && !c.is_alphanumeric()) && !before.is_empty();
        single.filter(|&c| han >= 3 && (after_mark || !ENDINGS.contains(c))).map(|_| Doubt::Cut)
    })
}

/// Letters of scripts that no form uses.
fn is_foreign(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii() && !is_han(c) && !('\u{2e80}'..='\u{ffef}').contains(&c)
}

/// A lone Latin letter between Han characters, such as the R of `社会R险基金`.
fn lone_latin_inside(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(3).any(|three| is_han(three[0]) && three[1].is_ascii_alphabetic() && is_han(three[2]) && !matches!(three[1], 'A' | 'B' | 'C' | 'D' | 'X' | 'Y' | 'Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_names_raise_no_doubt() {
        for name in ["社保政策法规培训业务", "采购耗材数量", "成本控制率", "工作人员满意度", "培训对象满意度", "维修工程完工率", "深圳市社会保险基金管理局", "道路照明设施维护及时性", "参保人对社保政策知晓度"] {
            assert_eq!(doubt(name), None, "{name}");
        }
    }

    #[test]
    fn random_characters_are_implausible() {
        assert_eq!(doubt("又山沙从日"), Some(Doubt::Implausible));
        assert_eq!(doubt("深圳市社会倪R险基金管理局"), Some(Doubt::Implausible));
    }

    #[test]
    fn names_that_break_off_are_cut() {
        for name in ["采购耗材、办", "社保业务公众服务经费工", "采购设备、"] {
            assert_eq!(doubt(name), Some(Doubt::Cut), "{name}");
        }
    }
}
