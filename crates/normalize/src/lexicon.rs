//! All labels of all form definitions in one tree of their characters.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::{
    forms::{Definition, Label, field::Field},
    key::{distance, key},
    word_tree::WordTree,
};

/// One meaning of a label, and the definitions that give it this meaning, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Role {
    pub(crate) field: Field,
    definitions: u64,
}

/// A label of any definition.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) key: String,
    /// The label as the definition writes it.
    pub(crate) label: String,
    /// Its characters, for comparing damaged labels.
    pub(crate) chars: Vec<char>,
    /// Which of 64 classes its characters are in.
    classes: u64,
    roles: Vec<Role>,
    /// Definitions that print this label.
    printed_by: u64,
    /// Definitions that have this among their titles.
    pub(crate) title_of: u64,
    /// It is a label of the tree without its last word: too short to be told from others when damaged.
    is_stem: bool,
    /// Definitions that this label marks.
    pub(crate) mark_of: u64,
}

impl Pattern {
    /// Definitions that print this label.
    pub(crate) fn definitions(&self) -> u64 {
        self.printed_by
    }

    /// What the label may stand for on a form of this definition; what it stands for elsewhere where this one does not know it.
    pub(crate) fn fields(&self, definition: Option<usize>) -> impl Iterator<Item = Field> + '_ {
        let own = definition.map_or(0, |index| 1u64 << index);
        let known = self.printed_by & own != 0;
        self.roles.iter().filter(move |role| !known || role.definitions & own != 0).map(|role| role.field)
    }
}

/// One of 64 classes of characters, as a bit.
fn class(c: char) -> u64 {
    1 << (u32::from(c) % 64)
}

fn classes(text: &str) -> u64 {
    text.chars().fold(0, |all, c| all | class(c))
}

/// Index of a pattern.
pub(crate) type PatternId = usize;

/// The labels of all definitions.
pub(crate) struct Lexicon {
    /// Every spelling.
    tree: WordTree,
    /// Those that a damaged label may be come first.
    patterns: Vec<Pattern>,
    /// How many those are.
    plain: usize,
    /// Words that are headers only among others, by their keys.
    weak: FxHashMap<Arc<str>, Vec<Role>>,
}

impl Lexicon {
    pub(crate) fn new(definitions: &[Definition]) -> Self {
        let mut patterns = Patterns::default();
        for (index, definition) in definitions.iter().enumerate() {
            let bit = 1u64 << index;
            for label in definition.labels.iter().filter(|label| !label.is_alternative && !label.is_weak) {
                patterns.add(label, bit);
                // Importers of the finance systems ignore the word 指标 in the tree (DOMAIN.md §3).
                if matches!(label.field, Field::Level1(_) | Field::Level2(_))
                    && let (Some(text), Some(key)) = (label.text.strip_suffix("指标"), label.key.strip_suffix("指标"))
                {
                    let known = patterns.all.len();
                    patterns.add(&Label { text: text.into(), key: key.into(), ..Label::clone(label) }, bit);
                    patterns.all[known..].iter_mut().for_each(|pattern| pattern.is_stem = true);
                }
            }
            for title in &definition.titles {
                patterns.entry(title, &key(title).into()).title_of |= bit;
            }
            for mark in &definition.marks {
                patterns.entry(mark, &key(mark).into()).mark_of |= bit;
            }
        }
        let plain = patterns.all.len();
        for (index, definition) in definitions.iter().enumerate() {
            for label in definition.labels.iter().filter(|label| label.is_alternative && !label.is_weak) {
                patterns.add(label, 1 << index);
            }
        }
        let mut weak: FxHashMap<Arc<str>, Vec<Role>> = FxHashMap::default();
        for (index, definition) in definitions.iter().enumerate() {
            for label in definition.labels.iter().filter(|label| label.is_weak) {
                add_role(weak.entry(Arc::clone(&label.key)).or_default(), label.field, 1 << index);
            }
        }
        let patterns = patterns.all;
        let tree = WordTree::new(patterns.iter().map(|pattern| pattern.key.as_str()));
        Lexicon { tree, patterns, plain, weak }
    }

    pub(crate) fn pattern(&self, id: PatternId) -> &Pattern {
        &self.patterns[id]
    }

    /// What a word stands for that is a header only among others.
    pub(crate) fn weak<T>(&self, text: &str, definition: usize, pick: impl Fn(Field) -> Option<T>) -> Option<T> {
        let key = key(text);
        let roles = self.weak.get(key.split('(').next().unwrap_or_default())?;
        roles.iter().filter(|role| role.definitions >> definition & 1 == 1).find_map(|role| pick(role.field))
    }

    /// Every label in `key`, from left to right, the longest at each place, none overlapping: pattern, start, end in bytes.
    pub(crate) fn find<'k>(&'k self, key: &'k str) -> impl Iterator<Item = (PatternId, usize, usize)> + 'k {
        self.tree.find(key, self.patterns.len())
    }

    /// As [`Lexicon::find`], of those that a damaged label may be.
    pub(crate) fn find_plain<'k>(&'k self, key: &'k str) -> impl Iterator<Item = (PatternId, usize, usize)> + 'k {
        self.tree.find(key, self.plain)
    }

    /// The pattern nearest to a damaged label among those with a meaning that `pick` takes, with that meaning and the number of
    /// wrong characters. `None` where more than `tolerance` in a hundred are wrong, or two meanings are equally near.
    pub(crate) fn nearest<T: PartialEq>(
        &self,
        text: &str,
        tolerance: usize,
        definition: Option<usize>,
        pick: impl Fn(Field) -> Option<T>,
    ) -> Option<(PatternId, T, usize)> {
        let mut found = self.nearest_all(text, tolerance, definition, pick);
        if found.len() == 1 { found.pop() } else { None }
    }

    /// As [`Lexicon::nearest`], with every meaning that is equally near.
    pub(crate) fn nearest_all<T: PartialEq>(
        &self,
        text: &str,
        tolerance: usize,
        definition: Option<usize>,
        pick: impl Fn(Field) -> Option<T>,
    ) -> Vec<(PatternId, T, usize)> {
        let chars: Vec<char> = key(text).chars().collect();
        let own_classes = chars.iter().fold(0, |all, &c| all | class(c));
        let own = definition.map_or(u64::MAX, |index| 1 << index);
        let mut best: Vec<(PatternId, T, usize)> = Vec::new();
        for (id, pattern) in self.patterns[..self.plain].iter().enumerate() {
            // A damaged label is one that this form prints: those of other forms would only add confusion.
            if pattern.definitions() & own == 0 || pattern.is_stem {
                continue;
            }
            // The length alone tells most that are too far.
            // So does the number of its characters that the text lacks.
            let bound = pattern.chars.len() * tolerance / 100;
            let lacking = (pattern.classes & !own_classes).count_ones() as usize;
            if lacking > bound || chars.len().abs_diff(pattern.chars.len()) > bound {
                continue;
            }
            let Some(meaning) = pattern.fields(definition).find_map(&pick) else { continue };
            let wrong = distance(&chars, &pattern.chars);
            let least = best.first().map_or(usize::MAX, |(_, _, least)| *least);
            if wrong > bound || wrong > least {
                continue;
            }
            if wrong < least {
                best.clear();
            }
            if !best.iter().any(|(_, known, _)| *known == meaning) {
                best.push((id, meaning, wrong));
            }
        }
        best
    }

    /// The pattern that `key` is, with or without something in parentheses after it.
    pub(crate) fn whole(&self, key: &str) -> Option<&Pattern> {
        self.whole_id(key).map(|id| self.pattern(id))
    }

    /// As [`Lexicon::whole`], by its index.
    pub(crate) fn whole_id(&self, key: &str) -> Option<PatternId> {
        let (pattern, end) = self.tree.longest(key, self.patterns.len())?;
        (end == key.len() || key[end..].starts_with('(')).then_some(pattern)
    }

    /// Whether `text` starts with a label and a colon.
    pub(crate) fn leads(&self, text: &str) -> bool {
        let Some(colon) = text.find([':', '：']).filter(|&colon| colon <= 48) else { return false };
        self.whole(&key(&text[..colon])).is_some()
    }

    /// Whether a text is the beginning of the header of a column, which may go on below.
    pub(crate) fn begins_column(&self, key: &str, definition: usize) -> bool {
        let is_column = |field| matches!(field, Field::FundColumn(_) | Field::GoalColumn(_) | Field::IndicatorColumn(_));
        self.of(Some(definition), is_column).any(|pattern| pattern.key.len() > key.len() && pattern.key.starts_with(key))
    }

    /// Whether a text is a label or a piece of one that a definition prints.
    pub(crate) fn holds(&self, key: &str) -> bool {
        self.patterns[..self.plain].iter().any(|pattern| pattern.key.contains(key))
    }

    /// Every pattern.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Pattern> {
        self.patterns.iter()
    }

    /// Every pattern with a role that `wanted` takes, of those that a damaged label may be.
    pub(crate) fn of(&self, definition: Option<usize>, wanted: impl Fn(Field) -> bool) -> impl Iterator<Item = &Pattern> {
        self.patterns[..self.plain].iter().filter(move |pattern| pattern.fields(definition).any(&wanted))
    }
}

#[derive(Default)]
struct Patterns {
    all: Vec<Pattern>,
    by_key: FxHashMap<Arc<str>, usize>,
}

impl Patterns {
    fn entry(&mut self, label: &str, key: &Arc<str>) -> &mut Pattern {
        let next = self.all.len();
        let at = *self.by_key.entry(Arc::clone(key)).or_insert(next);
        if at == next {
            self.all.push(Pattern {
                chars: key.chars().collect(),
                classes: classes(key),
                key: key.to_string(),
                label: label.to_owned(),
                roles: Vec::new(),
                printed_by: 0,
                is_stem: false,
                title_of: 0,
                mark_of: 0,
            });
        }
        &mut self.all[at]
    }

    fn add(&mut self, label: &Label, bit: u64) {
        let pattern = self.entry(&label.text, &label.key);
        pattern.printed_by |= bit;
        add_role(&mut pattern.roles, label.field, bit);
    }
}

fn add_role(roles: &mut Vec<Role>, field: Field, bit: u64) {
    match roles.iter_mut().find(|role| role.field == field) {
        Some(role) => role.definitions |= bit,
        None => roles.push(Role { field, definitions: bit }),
    }
}
