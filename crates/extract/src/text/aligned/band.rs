//! A run of lines with the same gutters.
//!
//! Two blanks or more part cells for certain; one blank does where a gutter of other lines goes through it. A line that lies across a
//! gutter, or that is parted where the others have text, ends the band, with two exceptions: a text alone on its line spans columns,
//! and a cell that is too wide for its column pushes those behind it to the right.

use std::collections::BTreeSet;

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
    /// The blanks that part cells, as the places that they cover, each once.
    gaps: BTreeSet<(usize, usize)>,
    columns: Vec<Column>,
}

/// What lines have at a column of characters.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    has_text: bool,
    /// How many lines have a blank between words, and how many of them have one only.
    blanks: u32,
    narrow: u32,
}

impl Band {
    /// What stands between the gutters, from left to right.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Adds a line if it keeps to the gutters.
    pub(super) fn take(&mut self, words: &[Word]) -> bool {
        let is_alone = words.iter().skip(1).all(|word| !word.is_apart);
        if lies_across(words, &self.columns) || words.windows(2).any(|pair| self.is_text_between(&pair[0], &pair[1])) {
            return is_alone || pushed(words, &self.columns).is_some();
        }
        // Above the rows with several cells stands a title as often as a cell.
        let Some(last) = words.last().filter(|_| !(is_alone && self.columns.is_empty())) else { return true };
        if self.places.len() < last.right {
            self.places.resize(last.right, Place::default());
        }
        let mut is_new = false;
        for word in words {
            for place in &mut self.places[word.left..word.right] {
                is_new |= !place.has_text;
                place.has_text = true;
            }
        }
        for (before, word) in words.iter().zip(&words[1..]) {
            let gap = before.right..word.left;
            for place in &mut self.places[gap.clone()] {
                place.blanks += 1;
                place.narrow += u32::from(!word.is_apart);
                is_new |= !place.has_text && place.blanks <= LINES_FOR_NARROW_GUTTER;
            }
            if word.is_apart {
                self.gaps.insert((gap.start, gap.end));
            }
        }
        if is_new {
            self.columns = self.measured();
        }
        true
    }

    /// Whether other lines have text where blanks part two cells: at both edges, and no gutter between.
    fn is_text_between(&self, before: &Word, word: &Word) -> bool {
        let is_text = |at: usize| self.places.get(at).is_some_and(|place| place.has_text);
        let next = self.columns.partition_point(|column| column.left < before.right);
        word.is_apart
            && is_text(before.right)
            && is_text(word.left - 1)
            && self.columns.get(next).is_none_or(|column| column.left > word.left)
    }

    /// The columns between the gutters that are proved: all blank places in gaps but for those that a text of one line has in its middle.
    /// The gap of a shorter text lies over them, so these are gutters only if nothing else can be.
    fn measured(&self) -> Vec<Column> {
        let mut runs: Vec<Column> = Vec::new();
        // What parts each run from the one before.
        let mut parted: Vec<Place> = Vec::new();
        let mut blank = Place::default();
        for (at, place) in self.places.iter().enumerate() {
            if !place.has_text {
                blank.blanks = blank.blanks.max(place.blanks);
                blank.narrow = blank.narrow.max(place.narrow);
                continue;
            }
            match runs.last_mut().filter(|run| run.right == at) {
                Some(run) => run.right = at + 1,
                None => {
                    runs.push(Column { left: at, right: at + 1 });
                    parted.push(blank);
                }
            }
            blank = Place::default();
        }
        let mut is_proved: Vec<bool> = parted.iter().map(|blank| blank.blanks >= LINES_FOR_NARROW_GUTTER).collect();
        let within = |&(start, end): &(usize, usize)| {
            let first = runs.partition_point(|run| run.left <= start);
            first..runs.partition_point(|run| run.left <= end)
        };
        for gap in self.gaps.iter().map(within) {
            for run in gap.clone() {
                is_proved[run] |= gap.len() == 1 || parted[run].narrow != 1;
            }
        }
        for mut gap in self.gaps.iter().map(within) {
            if let Some(first) = gap.next().filter(|&first| !is_proved[first] && !is_proved[gap].contains(&true)) {
                is_proved[first] = true;
            }
        }
        let mut columns: Vec<Column> = Vec::new();
        for (run, is_proved) in runs.iter().zip(is_proved) {
            match columns.last_mut().filter(|_| !is_proved) {
                Some(column) => column.right = run.right,
                None => columns.push(*run),
            }
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
        && let Some(cells) = pushed(words, columns)
    {
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
    let start = columns.iter().position(|column| (column.left..column.right).contains(&first.left))?;
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
