//! Which pieces of the goals stand on which side: what was expected, and what was reached.
//!
//! The two texts stand side by side in merged cells whose borders are lost, cut into pieces at the borders of columns, at times over two
//! rows, at times without any columns. Every way to part them has a cost: how far its border is from where the headers put it, and
//! how badly the texts read that it makes. The cheapest is taken; where another is nearly as cheap, that is a doubt.

use std::{cell::RefCell, collections::BTreeMap};

use super::plausible;
use crate::sheet::Token;

/// The first grid column beside the label at the side.
const SIDE: u32 = 1;
/// Cost of each column between a border and the place where headers put it.
const DISTANCE: i32 = 2;
/// Distances beyond this many columns cost no more.
const FAR: i32 = 2;
/// A text that does not end like a sentence.
const OPEN_END: i32 = 3;
/// A text that starts with what only goes on.
const OPEN_START: i32 = 3;
/// A list that starts again within a text.
const LIST_AGAIN: i32 = 6;
/// A list that starts in the middle of a text's sentence, or an entry that does not follow the one before.
const LIST_INSIDE: i32 = 4;
/// What two pieces save where a word goes on from one to the other.
const WORD_JOINED: i32 = 3;
/// A piece that ends where a sentence does: cuts fall inside sentences nearly always.
const CUT_AT_END: i32 = 1;
/// What was planned speaks of what was done.
const DONE_EXPECTED: i32 = 2;
/// A side without any text.
const NO_EXPECTED: i32 = 8;
const NO_ACTUAL: i32 = 5;
/// The same where there are pieces enough for both.
const NO_ACTUAL_OF_SEVERAL: i32 = 8;
/// A text that ran into a second row.
const SPILLED: i32 = 2;
/// Least difference to another way that raises no doubt.
const SURE: i32 = 2;
/// Most pieces without places whose second rows are looked for.
const MAX_SPILLED: usize = 16;
/// Most pieces, or columns, that are parted at any place; of more the first half is expected.
const MAX_PARTED: usize = 64;

/// Words that tell what was done from what was planned.
const DONE: &[&str] =
    &["完成了", "已完成", "实际", "取得了", "提供了", "开展了", "全部完成", "圆满", "已达", "有效保障了", "已按", "全年共"];

/// Grid columns of the headers, first and past the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heads {
    pub(super) expected: Option<(u32, u32)>,
    pub(super) actual: Option<(u32, u32)>,
    /// The source keeps spans: a header covers its columns.
    pub(super) ruled: bool,
}

/// Both texts in pieces.
#[derive(Debug, Default)]
pub(super) struct Sides<'f> {
    pub(super) expected: Vec<Token<'f>>,
    pub(super) actual: Vec<Token<'f>>,
    pub(super) doubtful: bool,
}

/// Parts the pieces of each row at the same border.
pub(super) fn part<'f>(rows: &[Vec<Token<'f>>], heads: Heads) -> Sides<'f> {
    let mut columns: Vec<u32> = rows.iter().flatten().map(|token| token.col).collect();
    columns.sort_unstable();
    columns.dedup();
    if columns.len() > MAX_PARTED {
        let border = columns[columns.len() / 2];
        let (expected, actual) = rows.iter().flatten().cloned().partition(|token| token.col < border);
        return Sides { expected, actual, doubtful: true };
    }
    let (mut ways, seams) = (Ways::default(), Seams::default());
    let mut off = false;
    for border in 0..=columns.len() {
        // Any place of the border between these two columns parts the pieces in this way.
        let from = border.checked_sub(1).map_or(0, |before| columns[before] + 1);
        let to = columns.get(border).copied().unwrap_or(u32::MAX);
        let is_left = |token: &&Token<'f>| token.col < to;
        let expected: Vec<&Token<'f>> = rows.iter().flat_map(|row| row.iter().filter(is_left)).collect();
        let actual: Vec<&Token<'f>> = rows.iter().flat_map(|row| row.iter().filter(|token| !is_left(token))).collect();
        let distance = heads.distance(from, to);
        let cost = distance + cost(&expected, &actual, &seams);
        if cost < ways.least() {
            off = distance > DISTANCE;
        }
        ways.add(cost, expected, actual);
    }
    let mut sides = ways.best();
    // The wording outweighs the headers.
    sides.doubtful |= off;
    sides
}

/// Parts pieces without places: the expected text comes first, and either may go on in a second row.
pub(super) fn part_loose<'f>(pieces: &[Token<'f>]) -> Sides<'f> {
    let count = pieces.len();
    if count > MAX_PARTED {
        let (expected, actual) = pieces.split_at(count / 2);
        return Sides { expected: expected.to_vec(), actual: actual.to_vec(), doubtful: true };
    }
    let (mut ways, seams) = (Ways::default(), Seams::default());
    for first in 0..=count {
        for second in first..=count {
            // Without a second row the actual text is all the rest; with one, each row has a piece of both.
            for third in second..=count {
                let is_way = first > 0 && first < second && second < third && count <= MAX_SPILLED;
                if second < count && !is_way {
                    continue;
                }
                let spilled = if second < third { SPILLED } else { 0 };
                let expected: Vec<&Token<'f>> = pieces[..first].iter().chain(&pieces[second..third]).collect();
                let actual: Vec<&Token<'f>> = pieces[first..second].iter().chain(&pieces[third..]).collect();
                ways.add(spilled + cost(&expected, &actual, &seams), expected, actual);
            }
        }
    }
    let mut sides = ways.best();
    // Nothing but the wording told them apart.
    sides.doubtful |= count > 2 || count == 1;
    sides
}

impl Heads {
    /// Cost of a border anywhere from column `from` to `to`.
    fn distance(self, from: u32, to: u32) -> i32 {
        let gap = |place: u32| from.saturating_sub(place).max(place.saturating_sub(to)) as i32;
        match (self.expected, self.actual) {
            (_, Some(right)) if self.ruled || self.expected.is_none() => DISTANCE * gap(right.0).min(FAR),
            // Headers stand at the left of their cells, or in their middle.
            (Some(left), Some(right)) => {
                let middle = (left.1 - 1 + right.0).div_ceil(2);
                let at_left = i32::from(left.0 > SIDE);
                DISTANCE * (gap(right.0) + at_left).min(gap(middle) + 1 - at_left).min(FAR)
            }
            (Some(left), None) => DISTANCE * gap(left.1 + 1).min(1),
            (None, _) => 0,
        }
    }
}

#[derive(Default)]
struct Ways<'t, 'f> {
    best: Option<(i32, Vec<&'t Token<'f>>, Vec<&'t Token<'f>>)>,
    second: Option<i32>,
}

impl<'t, 'f> Ways<'t, 'f> {
    fn add(&mut self, cost: i32, expected: Vec<&'t Token<'f>>, actual: Vec<&'t Token<'f>>) {
        match &self.best {
            Some((least, ..)) if cost >= *least => self.second = Some(self.second.map_or(cost, |second| second.min(cost))),
            _ => {
                self.second = self.best.take().map(|(least, ..)| least);
                self.best = Some((cost, expected, actual));
            }
        }
    }

    fn least(&self) -> i32 {
        self.best.as_ref().map_or(i32::MAX, |(least, ..)| *least)
    }

    fn best(self) -> Sides<'f> {
        let Some((cost, expected, actual)) = self.best else { return Sides::default() };
        let own = |tokens: Vec<&Token<'f>>| tokens.into_iter().cloned().collect();
        let doubtful = self.second.is_some_and(|second| second < cost + SURE);
        Sides { expected: own(expected), actual: own(actual), doubtful }
    }
}

/// How badly the two texts read.
fn cost(expected: &[&Token<'_>], actual: &[&Token<'_>], seams: &Seams) -> i32 {
    let done = expected.iter().any(|piece| DONE.iter().any(|word| piece.text.contains(word)));
    let missing = match (expected, actual) {
        ([], _) => NO_EXPECTED,
        ([_], []) => NO_ACTUAL,
        (_, []) => NO_ACTUAL_OF_SEVERAL,
        _ => 0,
    };
    missing + side_cost(expected, seams) + side_cost(actual, seams) + if done { DONE_EXPECTED } else { 0 }
}

fn side_cost(pieces: &[&Token<'_>], seams: &Seams) -> i32 {
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return 0 };
    let mut cost = if ends_sentence(last.text) { 0 } else { OPEN_END };
    cost += if goes_on(first.text) { OPEN_START } else { 0 };
    let mut entry = 0;
    for piece in pieces {
        for number in list_numbers(piece.text) {
            cost += match number {
                next if next == entry + 1 => 0,
                1 => LIST_AGAIN,
                _ => LIST_INSIDE,
            };
            entry = number;
        }
    }
    let has_list = list_number(first.text).is_some();
    for pair in pieces.windows(2) {
        let ends = ends_sentence(pair[0].text);
        cost += if ends { CUT_AT_END } else { 0 };
        cost += if list_number(pair[1].text).is_some_and(|number| number > 1) && (!ends || !has_list) { LIST_INSIDE } else { 0 };
        cost -= if seams.cut_a_word(pair[0], pair[1]) { WORD_JOINED } else { 0 };
    }
    cost
}

/// Between which pieces a word goes on, by the places of both texts.
#[derive(Default)]
struct Seams(RefCell<BTreeMap<(*const u8, *const u8), bool>>);

impl Seams {
    fn cut_a_word(&self, before: &Token<'_>, after: &Token<'_>) -> bool {
        let place = (before.text.as_ptr(), after.text.as_ptr());
        *self.0.borrow_mut().entry(place).or_insert_with(|| plausible::is_cut_inside_word(before.text, after.text))
    }
}

/// Whether a text ends like a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.ends_with(['。', ';', '；', '!', '！'])
}

/// Whether a text starts with what only goes on.
fn goes_on(text: &str) -> bool {
    text.starts_with(['、', ',', '，', ';', '；', '。', '.', '的', ')', '）'])
}

/// The number of a list's entry that a text starts with: `2.`, `2、`.
fn list_number(text: &str) -> Option<u32> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|&digits| (1..3).contains(&digits))?;
    let rest = &text[digits..];
    let entry = rest.strip_prefix(['.', '、', '．'])?;
    if entry.starts_with(|c: char| c.is_ascii_digit()) { None } else { text[..digits].parse().ok() }
}

/// The numbers of all entries of a list in a text: each starts the text or a sentence.
fn list_numbers(text: &str) -> impl Iterator<Item = u32> + '_ {
    let starts = std::iter::once(0).chain(text.match_indices(['。', ';', '；']).map(|(at, mark)| at + mark.len()));
    starts.filter_map(|start| list_number(text[start..].trim_start()))
}
