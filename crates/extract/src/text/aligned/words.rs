//! Words of a line and the columns they stand in, counted in characters or in the widths of a terminal.

use unicode_width::UnicodeWidthChar;

/// Blanks in a row that separate cells.
const GAP_BLANKS: usize = 2;

/// How wide a Han character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wide {
    /// One column, as `pdftotext -layout` counts.
    One,
    /// Two columns, as terminals and editors show it.
    Two,
}

/// Characters without a blank between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Columns it covers, the last one exclusive.
    pub(super) left: usize,
    pub(super) right: usize,
    /// Bytes of the line, the last one exclusive.
    pub(super) from: usize,
    pub(super) to: usize,
    /// The blanks before it separate cells.
    pub(super) is_apart: bool,
}

/// Whether the line has text on both sides of blanks that separate cells.
pub(in crate::text) fn has_gap(text: &str) -> bool {
    text.trim().split(|c: char| !c.is_whitespace()).any(|blanks| blanks.chars().nth(GAP_BLANKS - 1).is_some())
}

/// The words of a line, from left to right.
pub(super) fn words(text: &str, wide: Wide) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut column, mut blanks, mut in_word) = (0, 0, false);
    for (at, c) in text.char_indices() {
        let width = match wide {
            _ if c.is_ascii() => 1,
            Wide::One => c.width().unwrap_or(1).min(1),
            Wide::Two => c.width().unwrap_or(1),
        };
        if c.is_whitespace() {
            blanks += 1;
            in_word = false;
        } else {
            let end = at + c.len_utf8();
            match words.last_mut().filter(|_| in_word) {
                Some(word) => (word.right, word.to) = (column + width, end),
                None => words.push(Word { left: column, right: column + width, from: at, to: end, is_apart: blanks >= GAP_BLANKS }),
            }
            (blanks, in_word) = (0, true);
        }
        column += width;
    }
    close_up(&mut words, text);
    words
}

/// Joins words that blanks do not set apart.
pub(super) fn segments(words: &[Word]) -> Vec<Word> {
    let mut segments: Vec<Word> = Vec::new();
    for word in words {
        match segments.last_mut().filter(|_| !word.is_apart) {
            Some(segment) => (segment.right, segment.to) = (word.right, word.to),
            None => segments.push(*word),
        }
    }
    segments
}

/// Single characters at the same distance from each other are one text, set to the width of its cell, if what follows is further off.
fn close_up(words: &mut [Word], text: &str) {
    let is_single = |word: &Word| text[word.from..word.to].chars().nth(1).is_none() && !text.as_bytes()[word.from].is_ascii();
    let mut start = 0;
    while start + 1 < words.len() {
        let gap = words[start + 1].left - words[start].right;
        let mut last = start;
        while last + 1 < words.len()
            && is_single(&words[last])
            && is_single(&words[last + 1])
            && words[last + 1].left - words[last].right == gap
        {
            last += 1;
        }
        let before = start.checked_sub(1).map_or(usize::MAX, |at| words[start].left - words[at].right);
        let behind = words.get(last + 1).map_or(usize::MAX, |next| next.left - words[last].right);
        if gap >= GAP_BLANKS && last > start && gap < before.min(behind) {
            words[start + 1..=last].iter_mut().for_each(|word| word.is_apart = false);
        }
        start = last.max(start + 1);
    }
}
