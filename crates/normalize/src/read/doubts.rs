//! What an indicator's own words say against the reading of its row: numbers that no header and no sum vouches for may stand in a row that
//! was cut or joined in the wrong place.

use jixiao_model::{Indicator, Level1Kind, Level2Kind, Number, ValueKind, codes};

use crate::{draft::Draft, forms::field::Field, key::key};

/// How many characters in a hundred of a label may be wrong.
const TOLERANCE: usize = 34;

/// Years that forms speak of.
const YEARS: std::ops::RangeInclusive<i64> = 1990..=2099;

/// Says where an indicator does not read like one; `at` is its pointer.
pub(super) fn of_row(draft: &mut Draft<'_, '_>, at: &str, indicator: &Indicator) {
    if let Some(name) = indicator.name.as_deref().filter(|name| is_no_name(draft, name)) {
        let message = "a label or a sentence stands for the indicator's name: cells of the row may stand in other columns";
        draft.find(&codes::ALIGNMENT_DOUBTFUL, at, message, name);
    }
    for (key, value, other) in [("target", &indicator.target, &indicator.actual), ("actual", &indicator.actual, &indicator.target)]
    {
        let bare = value.kind == ValueKind::Quantity && value.unit.is_none() && value.comparator.is_none();
        let is_number = matches!(other.kind, ValueKind::Quantity | ValueKind::Percent);
        if bare && !is_number && value.number.is_some_and(is_year) {
            let message = "a year alone may be the beginning of a date";
            draft.find(&codes::ALIGNMENT_DOUBTFUL, format!("{at}/{key}"), message, value.text.as_str());
        }
    }
}

/// Whether a name is a sentence, or is a label of the tree with its last word, is near one, or starts with one.
fn is_no_name(draft: &Draft<'_, '_>, name: &str) -> bool {
    let key = key(name);
    if key == "指标" || name.ends_with('。') {
        return true;
    }
    let Some(end) = key.find("指标").map(|at| at + "指标".len()).filter(|&end| end <= key.len()) else {
        return key.ends_with('标') && is_near(draft, &key);
    };
    is_label(draft, &key[..end]) || end == key.len() && is_near(draft, &key)
}

fn level(field: Field) -> Option<(Option<Level1Kind>, Option<Level2Kind>)> {
    match field {
        Field::Level1(kind) => Some((Some(kind), None)),
        Field::Level2(kind) => Some((None, Some(kind))),
        _ => None,
    }
}

fn is_label(draft: &Draft<'_, '_>, key: &str) -> bool {
    draft
        .forms
        .lexicon
        .whole(key)
        .is_some_and(|pattern| pattern.key == key && pattern.fields(None).any(|field| level(field).is_some()))
}

fn is_near(draft: &Draft<'_, '_>, key: &str) -> bool {
    !draft.forms.lexicon.nearest_all(key, TOLERANCE, Some(draft.index), level).is_empty()
}

fn is_year(number: Number) -> bool {
    number.0.scale() == 0 && i64::try_from(number.0).is_ok_and(|number| YEARS.contains(&number))
}
