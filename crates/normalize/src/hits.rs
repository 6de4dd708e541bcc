//! The labels among the tokens of a line.

use crate::{
    forms::field::Field,
    key::{after_label, key, push_key},
    lexicon::{Lexicon, PatternId},
    sheet::{Hit, Shape, Token},
};

/// Longest text that can be a label with its annotations, in bytes. The longest labels have some 20 characters.
pub(crate) const MAX_LABEL_BYTES: usize = 96;

/// Buffers for finding the labels of one line.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Keys of the tokens, one after the other; a line feed stands where a token cannot be part of a label.
    key: String,
    /// Token and the byte at which its key starts.
    starts: Vec<(usize, usize)>,
}

impl Scratch {
    /// The labels among the tokens from `first` on, from left to right.
    pub(crate) fn hits(&mut self, tokens: &[Token<'_>], first: usize, lexicon: &Lexicon) -> Vec<Hit> {
        self.key.clear();
        self.starts.clear();
        for (index, token) in tokens.iter().enumerate().skip(first) {
            let start = self.key.len();
            match token.shape {
                Shape::Short if token.text.len() <= MAX_LABEL_BYTES => push_key(token.text, &mut self.key),
                // Punctuation between the pieces of a label does not part them; a side label's junk may.
                Shape::Junk | Shape::Dash => {}
                Shape::Short | Shape::Prose | Shape::Number { .. } => self.key.push('\n'),
            }
            if self.key.len() > start {
                self.starts.push((index, start));
            }
        }
        let mut found: Vec<(PatternId, usize, usize, usize)> = Vec::new();
        for (pattern, start, end) in lexicon.find_plain(&self.key) {
            found.push((pattern, start, end, self.past_annotation(end)));
        }
        let mut hits = self.chain(&found, lexicon, tokens);
        part_levels(&mut hits, lexicon, tokens);
        self.alternatives(&mut hits, lexicon, tokens);
        hits
    }

    /// Adds the labels that fill a token, or lead it, in one of many spellings. A label that came in pieces is never one of those.
    fn alternatives(&self, hits: &mut Vec<Hit>, lexicon: &Lexicon, tokens: &[Token<'_>]) {
        let known = hits.len();
        for (at, &(token, start)) in self.starts.iter().enumerate() {
            if tokens[token].shape != Shape::Short || hits[..known].iter().any(|hit| (hit.first..=hit.last).contains(&token)) {
                continue;
            }
            let end = self.starts.get(at + 1).map_or(self.key.len(), |(_, next)| *next);
            let Some((pattern, 0, length)) = lexicon.find(&self.key[start..end]).next() else { continue };
            let past = self.past_annotation(start + length);
            let whole = past == end;
            // Behind a blank may stand the rest of a longer label, damaged.
            let colon = || tokens[token].text.contains([':', '：']);
            if whole || leads(tokens[token].text, &lexicon.pattern(pattern).key) && colon() {
                let annotation = (past > start + length).then(|| self.key[start + length..past].to_owned());
                hits.push(Hit { pattern, first: token, last: token, whole, annotation });
            }
        }
        if hits.len() > known {
            hits.sort_by_key(|hit| hit.first);
        }
    }

    /// Where the parenthesis that opens at `end` closes; `end` where none does.
    fn past_annotation(&self, end: usize) -> usize {
        let mut past = end;
        // Goals are numbered: `年度绩效目标2(40分)`.
        if self.key[..end].ends_with("目标") && self.key[end..].starts_with(|c: char| c.is_ascii_digit()) {
            past += 1;
        }
        // Two annotations may follow: `预算执行情况(万元)(20分)`.
        while let Some(inner) = self.key[past..].strip_prefix('(') {
            // Units, points and formulas; a year is none.
            let length = inner
                .find(|c: char| !(c.is_ascii_alphanumeric() || "分万亿千百元人民币单位盖章公签字%/×*-=".contains(c)))
                .unwrap_or(inner.len());
            if !inner[length..].starts_with(')') {
                break;
            }
            past += length + 2;
        }
        past
    }

    /// Marks labels that fill their tokens: a run of labels that touch, from the start of a token to the end of one.
    fn chain(&self, found: &[(PatternId, usize, usize, usize)], lexicon: &Lexicon, tokens: &[Token<'_>]) -> Vec<Hit> {
        let mut hits = Vec::with_capacity(found.len());
        let mut from = 0;
        while from < found.len() {
            let mut to = from + 1;
            while to < found.len() && found[to].1 == found[to - 1].3 && !self.is_start(found[to].1) {
                to += 1;
            }
            let whole = self.is_start(found[from].1) && self.is_start(found[to - 1].3);
            for &(pattern, start, end, past) in &found[from..to] {
                let (first, last) = (self.token_at(start), self.token_at(end - 1));
                let leads = self.is_start(start) && first == last && leads(tokens[first].text, &lexicon.pattern(pattern).key);
                if whole || leads {
                    let annotation = (past > end).then(|| self.key[end..past].to_owned());
                    let last = if whole { self.token_at(past - 1) } else { last };
                    hits.push(Hit { pattern, first, last, whole, annotation });
                }
            }
            from = to;
        }
        hits
    }

    /// Whether a token starts at this byte of the key, or the key ends there.
    fn is_start(&self, byte: usize) -> bool {
        byte == self.key.len() || self.starts.binary_search_by_key(&byte, |(_, start)| *start).is_ok()
    }

    fn token_at(&self, byte: usize) -> usize {
        let at = self.starts.partition_point(|(_, start)| *start <= byte);
        self.starts[at.saturating_sub(1)].0
    }
}

/// Parts what reads as one label across cells, each of which is a label of the tree: `产出` beside `数量` is no 产出数量.
fn part_levels(hits: &mut Vec<Hit>, lexicon: &Lexicon, tokens: &[Token<'_>]) {
    let level = |token: usize| {
        let key = key(tokens[token].text);
        let pattern = lexicon.whole_id(&key).filter(|&id| lexicon.pattern(id).key == key)?;
        lexicon.pattern(pattern).fields(None).any(|field| matches!(field, Field::Level1(_) | Field::Level2(_))).then_some(pattern)
    };
    let mut at = 0;
    while at < hits.len() {
        let hit = &hits[at];
        let parts: Option<Vec<Hit>> = (hit.whole && hit.first < hit.last && hit.annotation.is_none())
            .then(|| {
                let part = |token| Some(Hit { pattern: level(token)?, first: token, last: token, whole: true, annotation: None });
                (hit.first..=hit.last).map(part).collect()
            })
            .flatten();
        match parts {
            Some(parts) => {
                let count = parts.len();
                hits.splice(at..=at, parts);
                at += count;
            }
            None => at += 1,
        }
    }
}

/// Whether a text starts with a label that something follows: a colon, a parenthesis, a blank.
fn leads(text: &str, label: &str) -> bool {
    after_label(text, label)
        .is_some_and(|rest| rest.trim_start().starts_with([':', '：', '(', '（']) || rest.starts_with([' ', '\u{3000}']))
}
