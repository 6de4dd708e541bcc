//! A run of lines with the same gutters.
//!
//! Two blanks or more part cells for certain; one blank does where a gutter of other lines goes through it. A line that lies across a
//! gutter, or that is parted where the others have text, ends the band, with two exceptions: a text alone on its line spans columns,
//! and a cell that is too wide for its column pushes those behind it to the right.

use super::words::Word;

/// From so many lines on, a gutter in which no line has more than one blank is no chance.
const LINES_FOR_NARROW_GUTTER: u32 = 8;

/// A column of a band, in columns of characters; the right edge is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) left: usize,
    pub(super) right: usize,
}

/// A cell: the columns of the band that it covers, and its bytes of the line, the last one exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What is known of the places of a band that grows.
#[derive(Debug, Default)]
pub(super) struct Band {
    places: Vec<Place>,
}

/// How many lines have what at a column of characters.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    text: u32,
    /// A single blank between words.
    narrow: u32,
    /// One of the blanks that part cells.
    wide: u32,
}

impl Band {
    /// Adds a line if it keeps to the gutters.
    pub(super) fn take(&mut self, words: &[Word]) -> bool {
        let columns = self.columns();
        let is_alone = words.iter().skip(1).all(|word| !word.is_apart);
        if lies_across(words, &columns) || words.windows(2).any(|pair| self.is_text_between(&pair[0], &pair[1])) {
            return is_alone || pushed(words, &columns).is_some();
        }
        // Above the rows with several cells stands a title as often as a cell.
        let Some(last) = words.last().filter(|_| !(is_alone && columns.is_empty())) else { return true };
        if self.places.len() < last.right {
            self.places.resize(last.right, Place::default());
        }
        for word in words {
            self.places[word.left..word.right].iter_mut().for_each(|place| place.text += 1);
        }
        for pair in words.windows(2) {
            for place in &mut self.places[pair[0].right..pair[1].left] {
                *(if pair[1].is_apart { &mut place.wide } else { &mut place.narrow }) += 1;
            }
        }
        true
    }

    /// Whether other lines have text where blanks part two cells: at both edges, and no gutter between.
    fn is_text_between(&self, before: &Word, word: &Word) -> bool {
        let is_text = |at: usize| self.places.get(at).is_some_and(|place| place.text > 0);
        word.is_apart
            && is_text(before.right)
            && is_text(word.left - 1)
            && self.places[before.right..word.left].iter().all(|place| place.text > 0 || place.wide == 0)
    }

    /// What stands between the gutters, from left to right.
    pub(super) fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        let (mut wide, mut narrow) = (0, 0);
        for (at, place) in self.places.iter().enumerate() {
            if place.text == 0 {
                (wide, narrow) = (wide.max(place.wide), narrow.max(place.narrow + place.wide));
                continue;
            }
            let is_gutter = wide > 0 || narrow >= LINES_FOR_NARROW_GUTTER;
            match columns.last_mut().filter(|_| !is_gutter) {
                Some(column) => column.right = at + 1,
                None => columns.push(Column { left: at, right: at + 1 }),
            }
            (wide, narrow) = (0, 0);
        }
        columns
    }
}

/// Whether a text of the line covers a gutter. One with a blank in the gutter does if both words beside it reach into it.
fn lies_across(words: &[Word], columns: &[Column]) -> bool {
    columns.windows(2).any(|pair| {
        let (start, end) = (pair[0].right, pair[1].left);
        let at = words.partition_point(|word| word.right < end);
        let covers = |at: usize| words.get(at).is_some_and(|word| word.left <= start);
        let parts = |at: usize| {
            let blank = at.checked_sub(1).and_then(|before| Some((words.get(before)?, words.get(at)?)));
            blank.is_some_and(|(before, word)| !word.is_apart && before.right > start && word.left < end)
        };
        covers(at) || parts(at) || at > 0 && parts(at - 1)
    })
}

/// Cuts a line into cells of these columns.
pub(super) fn cut(words: &[Word], columns: &[Column]) -> Vec<Cut> {
    let under = |word: &Word| {
        let first = columns.partition_point(|column| column.right <= word.left);
        let end = columns.partition_point(|column| column.left < word.right);
        if first < end { (first, end - 1) } else { nearest(word, columns) }
    };
    let is_across = lies_across(words, columns);
    let is_alone = words.iter().skip(1).all(|word| !word.is_apart);
    if (is_across || is_parted_within(words, under))
        && !is_alone
        && let Some(cells) = pushed(words, columns) {
        return cells;
    }
    let mut cells: Vec<Cut> = Vec::new();
    for word in words {
        let (first, last) = under(word);
        match cells.last_mut().filter(|cell| first <= cell.last || is_across && !word.is_apart) {
            Some(cell) => (cell.last, cell.to) = (last.max(cell.last), word.to),
            None => cells.push(Cut { first, last, from: word.from, to: word.to }),
        }
    }
    cells
}

/// Whether blanks that part cells lie between two words of one column.
fn is_parted_within(words: &[Word], under: impl Fn(&Word) -> (usize, usize)) -> bool {
    words.windows(2).any(|pair| pair[1].is_apart && under(&pair[0]).1 == under(&pair[1]).0)
}

/// The column nearest to a word that touches none.
fn nearest(word: &Word, columns: &[Column]) -> (usize, usize) {
    let behind = columns.partition_point(|column| column.right <= word.left);
    let before = behind.checked_sub(1).map(|before| word.left - columns[before].right);
    let column = match (before, columns.get(behind)) {
        (Some(before), Some(next)) if before > next.left.saturating_sub(word.right) => behind,
        (Some(_), _) => behind - 1,
        (None, _) => behind,
    };
    (column, column)
}

/// The cells of a line whose writer kept to the left edges of the columns but for cells that were too wide: what comes behind one
/// starts after a blank, and may keep its distance from then on. `None` if the line cannot be explained so.
fn pushed(words: &[Word], columns: &[Column]) -> Option<Vec<Cut>> {
    let (first, rest) = words.split_first()?;
    let from = |left: usize| columns.partition_point(|column| column.left < left);
    let at_edge = |at: usize, left: usize| columns.get(at).is_some_and(|column| column.left == left);
    let start = Some(from(first.left)).filter(|&at| at_edge(at, first.left))?;
    let mut cells = vec![Cut { first: start, last: start, from: first.from, to: first.to }];
    // By how much the last cell was pushed, where the text before the word ends, and whether a cell found back to its column.
    let (mut delay, mut end, mut is_late, mut is_pushed) = (0, first.right, false, false);
    for word in rest {
        let cell = cells.last_mut()?;
        let next = cell.last + 1;
        let exact = Some(from(word.left)).filter(|&at| at >= next && at_edge(at, word.left));
        let overflown = (word.left == end + 1 && columns.get(next).is_some_and(|column| column.left <= end)).then_some(next);
        let delayed = || {
            let at = from(word.left.saturating_sub(delay)).max(next);
            columns.get(at).is_some_and(|column| column.left < word.left).then_some(at)
        };
        match exact.or(overflown).or_else(delayed) {
            Some(at) => {
                delay = word.left - columns[at].left;
                is_pushed |= delay > 0;
                is_late = overflown == Some(at) && delay > 0;
                cells.push(Cut { first: at, last: at, from: word.from, to: word.to });
            }
            None if word.is_apart => return None,
            None => cell.to = word.to,
        }
        end = word.right;
    }
    // Nothing tells a pushed cell from the end of the one before unless a later one stands where it should.
    let is_last = cells.last().is_some_and(|cell| cell.last + 1 == columns.len());
    (is_pushed && (!is_late || is_last)).then_some(cells)
}
