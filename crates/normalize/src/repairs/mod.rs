//! Repairs: rules that mend what an export or a recogniser did to characters, one file each.
//!
//! | file | code | example |
//! |---|---|---|
//! | [`markup`] | `markup-shard` | `<b>述情况</b>` is 述情况 |
//! | [`radicals`] | `radical-for-ideograph` | ⽬ is 目 |
//! | [`variants`] | `shared-glyph-variant` | 戶 is 户 |
//! | [`spaces`] | `wrapped-text-space`, `justified-spacing` | `满意 度` is 满意度 |
//! | [`comparator`] | `damaged-comparator` | `290%` may be ≥90% (never applied) |
//!
//! [`traditional`] mends nothing: only labels are compared without regard to the script.
//!
//! What a number needs (full-width digits, grouped digits, dashes) lives beside the numbers in [`crate::number`].

pub(crate) mod comparator;
pub(crate) mod markup;
pub(crate) mod radicals;
pub(crate) mod spaces;
pub(crate) mod traditional;
pub(crate) mod variants;

use std::borrow::Cow;

use jixiao_model::Code;

/// One repair of running text: its code, and the text it makes, or `None` where there is nothing to mend.
type Repair = fn(&str) -> Option<(&'static Code, String)>;

/// In the order in which they apply: markup hides spaces, and spaces are judged by the characters beside them.
const TEXT_REPAIRS: &[Repair] = &[markup::repair, radicals::repair, variants::repair, spaces::repair];

/// A text after its repairs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mended<'t> {
    pub(crate) text: Cow<'t, str>,
    /// Codes of the repairs that changed it, in the order in which they applied.
    pub(crate) repairs: Vec<&'static Code>,
}

/// `text` with every repair of running text applied.
pub(crate) fn mend(text: &str) -> Mended<'_> {
    let mut mended = Mended { text: Cow::Borrowed(text), repairs: Vec::new() };
    if !text.chars().any(may_need_repair) {
        return mended;
    }
    for repair in TEXT_REPAIRS {
        if let Some((code, text)) = repair(&mended.text) {
            mended.text = Cow::Owned(text);
            mended.repairs.push(code);
        }
    }
    mended
}

/// Every character that any repair looks for.
fn may_need_repair(c: char) -> bool {
    c == '<' || c.is_whitespace() || ('\u{2e80}'..='\u{2fdf}').contains(&c) || variants::fold(c).is_some()
}

/// Whether a character is a Chinese ideograph.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
