//! What a token of the indicator block says of the tree: the branch and the kind that it may name.

use std::{borrow::Cow, cell::OnceCell};

use jixiao_model::{Level1Kind, Level2Kind, Number};

use super::{levels::Printed, plausible, table::SLIGHTLY};
use crate::{
    draft::{Draft, has_han},
    forms::field::Field,
    key::key,
    repairs::{is_han, mend},
    sheet::{Shape, Token},
};

/// How many characters in a hundred of a branch's label may be wrong.
const TOLERANCE: usize = 50;

/// Longest key that may be a damaged label of the tree, in characters.
const MAX_LABEL: usize = 20;

/// Longest label of the tree that no definition knows, in characters: those of evaluation forms have four to eight.
const MAX_UNKNOWN: usize = 10;

/// A first-level and a second-level label.
type Labels<'f> = (Option<Printed<'f, Level1Kind>>, Option<Printed<'f, Level2Kind>>);

/// The labels that a token may be. Whether it is a damaged one is found out only when asked: most tokens never stand where it matters.
#[derive(Clone)]
pub(super) struct Branches<'f> {
    exact: Labels<'f>,
    damaged: OnceCell<Labels<'f>>,
    unknown: OnceCell<Option<Printed<'f, Level2Kind>>>,
}

impl<'f> Branches<'f> {
    /// The labels of `token`, which stands in `line`.
    pub(super) fn new(draft: &Draft<'_, 'f>, line: usize, token: &Token<'f>) -> Self {
        let exact = exact_labels(draft, line, token);
        Branches { exact, damaged: OnceCell::new(), unknown: OnceCell::new() }
    }

    /// Whether it is a sound label.
    pub(super) fn is_exact(&self) -> bool {
        self.exact.0.is_some() || self.exact.1.is_some()
    }

    /// The first-level label that it is or may have been.
    pub(super) fn level1(&self, draft: &Draft<'_, 'f>, token: &Token<'f>) -> Option<&Printed<'f, Level1Kind>> {
        self.exact.0.as_ref().or_else(|| self.damaged(draft, token).0.as_ref())
    }

    /// The second-level label that it is or may have been, as far as the definitions know any.
    pub(super) fn level2(&self, draft: &Draft<'_, 'f>, token: &Token<'f>) -> Option<&Printed<'f, Level2Kind>> {
        self.exact.1.as_ref().or_else(|| self.damaged(draft, token).1.as_ref())
    }

    /// The second-level label of another tree that it may be: any sound short text.
    pub(super) fn unknown(&self, draft: &Draft<'_, 'f>, token: &Token<'f>) -> Option<&Printed<'f, Level2Kind>> {
        let find = || {
            let none = !self.is_exact() && self.level2(draft, token).is_none() && self.level1(draft, token).is_none();
            let label = none.then(|| unknown_label(draft, token)).flatten()?;
            Some(Printed::exact(Level2Kind::Other, &label, None, token))
        };
        self.unknown.get_or_init(find).as_ref()
    }

    fn damaged(&self, draft: &Draft<'_, 'f>, token: &Token<'f>) -> &Labels<'f> {
        self.damaged.get_or_init(|| if self.is_exact() { (None, None) } else { damaged_labels(draft, token) })
    }
}

/// The text of a token that may be a label that no definition knows: a few Han characters that make words.
fn unknown_label<'t>(draft: &Draft<'_, '_>, token: &Token<'t>) -> Option<Cow<'t, str>> {
    if token.shape != Shape::Short {
        return None;
    }
    let text = mend(token.text).text;
    let chars = text.chars().filter(|c| !c.is_whitespace());
    let is_label = chars.clone().all(is_han)
        && (2..=MAX_UNKNOWN).contains(&chars.count())
        && (plausible::is_sound(&text) || draft.forms.lexicon.whole(&key(token.text)).is_some());
    is_label.then_some(text)
}

fn level1(field: Field) -> Option<Level1Kind> {
    match field {
        Field::Level1(kind) => Some(kind),
        _ => None,
    }
}

fn level2(field: Field) -> Option<Level2Kind> {
    match field {
        Field::Level2(kind) => Some(kind),
        _ => None,
    }
}

fn exact_labels<'f>(draft: &Draft<'_, 'f>, line: usize, token: &Token<'f>) -> Labels<'f> {
    // A part of a cell is looked up by itself: the line's labels are those of whole cells.
    if token.text.len() < draft.sheet.text(token.id).len() {
        let Some(pattern) = draft.forms.lexicon.whole(&key(token.text)) else { return (None, None) };
        let find = |kind: &dyn Fn(Field) -> bool| pattern.fields(Some(draft.index)).find(|field| kind(*field));
        let first = find(&|field| level1(field).is_some()).and_then(level1);
        let second = find(&|field| level2(field).is_some()).and_then(level2);
        return (
            first.map(|kind| Printed::exact(kind, &pattern.label, None, token)),
            second.map(|kind| Printed::exact(kind, &pattern.label, None, token)),
        );
    }
    let hits = &draft.sheet.lines[line].hits;
    let Some(hit) = hits.iter().find(|hit| hit.whole && (hit.first..=hit.last).contains(&token.id)) else { return (None, None) };
    let label = &draft.forms.lexicon.pattern(hit.pattern).label;
    let weight = hit.annotation.as_deref().and_then(points_in);
    (
        draft.meaning(hit, level1).map(|kind| Printed::exact(kind, label, weight, token)),
        draft.meaning(hit, level2).map(|kind| Printed::exact(kind, label, None, token)),
    )
}

fn damaged_labels<'f>(draft: &Draft<'_, 'f>, token: &Token<'f>) -> Labels<'f> {
    if token.shape != Shape::Short || token.text.len() > 4 * MAX_LABEL || !has_han(token.text) {
        return (None, None);
    }
    let key = key(token.text);
    if key.chars().count() > MAX_LABEL {
        return (None, None);
    }
    let (stem, suffix) = key.find('(').map_or((key.as_str(), ""), |at| key.split_at(at));
    let label = |id: usize| draft.forms.lexicon.pattern(id).label.clone();
    let is_word = OnceCell::new();
    let is_near = |id: usize, wrong: usize| {
        wrong * 100 <= SLIGHTLY * draft.forms.lexicon.pattern(id).chars.len()
            || !is_word.get_or_init(|| unknown_label(draft, token).is_some())
    };
    let first = draft
        .nearest(stem, TOLERANCE, level1)
        .filter(|&(id, _, wrong)| is_near(id, wrong))
        .map(|(id, kind, wrong)| Printed::damaged(kind, label(id), points_in(suffix), wrong, token));
    // Labels of neighbouring kinds differ by one character: where that is the wrong one, all of them stay.
    let mut kinds = draft.forms.lexicon.nearest_all(stem, TOLERANCE, Some(draft.index), level2);
    kinds.retain(|&(id, _, wrong)| is_near(id, wrong));
    let mut kinds = kinds.into_iter();
    let second = kinds.next().map(|(id, kind, wrong)| Printed {
        rivals: kinds.map(|(id, kind, _)| (kind, label(id))).collect(),
        ..Printed::damaged(kind, label(id), None, wrong, token)
    });
    (first, second)
}

/// The points in a suffix such as `(50分)`.
fn points_in(annotation: &str) -> Option<Number> {
    let digits = annotation.strip_prefix('(')?;
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    // `(50分)` and `(50)`; a year in parentheses is no number of points.
    let closes = digits[end..].starts_with(['分', ')', '兮']) || digits[end..].is_empty();
    let points: Number = digits[..end].parse().ok()?;
    (closes && points <= Number::from_whole(100)).then_some(points)
}
