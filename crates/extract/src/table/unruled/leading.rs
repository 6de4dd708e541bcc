//! How far apart the lines of one text are on a page, and how far those of two rows.

use super::{
    super::flat::Rule,
    chunks::{Chunk, Line},
};

/// Texts of one column stand at most so far out of line at their left or in their middle, in sizes.
const ALIGNED: f32 = 0.3;

/// What a line leaves free that goes on, besides what comes next, in sizes: places and widths are not exact.
const SLACK: f32 = 0.25;

/// Widest letter or figure, in sizes.
const LETTER: f32 = 0.6;

/// Lines of one text are at most so far apart, in sizes.
const MOST: f32 = 2.0;

/// Distances that differ by more than this, in sizes, are two: places are rounded.
const STEP: f32 = 0.012;

/// Of the pairs of texts at one distance that cannot be lines of one text, there are so many times as many that can, where lines are so far
/// apart.
const EVIDENCE: usize = 6;

/// Lines of one text are as far apart as others, within this part: fonts differ in height.
const BAND: f32 = 1.04;

/// Texts farther below one another than this, in sizes, are not looked at.
const FAR: f32 = 4.0;

/// A column so wide, in sizes, has texts of several sentences, each on lines of its own.
const LONG: f32 = 14.0;

/// A text and the next one below it, with the places of their lines.
pub(super) struct Pair<'l> {
    pub(super) upper: (usize, &'l Chunk),
    pub(super) lower: (usize, &'l Chunk),
}

/// Every text with the next one below.
pub(super) fn pairs(lines: &[Line]) -> Vec<Pair<'_>> {
    let mut pairs = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        for chunk in &line.chunks {
            let near = lines.iter().enumerate().skip(i + 1).take_while(|(_, l)| l.middle() - line.middle() <= FAR * line.size);
            let overlaps = |other: &&Chunk| other.edges[0] < chunk.edges[2] && other.edges[2] > chunk.edges[0];
            let below = near.filter_map(|(j, l)| Some((j, l.chunks.iter().find(overlaps)?))).next();
            pairs.extend(below.map(|lower| Pair { upper: (i, chunk), lower }));
        }
    }
    pairs
}

impl Pair<'_> {
    /// How far apart its texts are, in sizes, and whether they may be lines of one text: figures are not, nor is a short line before a long one.
    fn distance(&self) -> (f32, bool) {
        let (upper, lower) = (self.upper.1, self.lower.1);
        let distance = (lower.middle() - upper.middle()) / upper.size.max(lower.size);
        (distance, !lower.is_number && is_full(upper, lower, lower.width()))
    }
}

/// Pairs of texts as far apart.
#[derive(Debug)]
struct Distance {
    /// Least and most, in sizes.
    from: f32,
    to: f32,
    /// How many may be lines of one text, and how many not.
    lines: usize,
    others: usize,
}

impl Distance {
    fn new(alike: &[(f32, bool)]) -> Distance {
        let lines = alike.iter().filter(|(_, may_be_lines)| *may_be_lines).count();
        Distance { from: alike[0].0, to: alike[alike.len() - 1].0, lines, others: alike.len() - lines }
    }

    fn score(&self) -> i64 {
        self.lines as i64 - (EVIDENCE * self.others) as i64
    }

    fn is_of_lines(&self) -> bool {
        self.score() > 0
    }
}

/// What tells the lines of one text from those of two.
pub(super) struct Leading<'r> {
    /// Least and most between the lines of one text, in sizes.
    within: (f32, f32),
    /// Rows are at other distances than the lines of a text.
    tells: bool,
    /// Lines that part what stands above and below.
    rules: &'r [Rule],
}

impl<'r> Leading<'r> {
    pub(super) fn new(pairs: &[Pair<'_>], rules: &'r [Rule]) -> Self {
        let mut distances: Vec<(f32, bool)> =
            pairs.iter().filter(|pair| is_aligned(pair.upper.1, pair.lower.1)).map(Pair::distance).collect();
        distances.retain(|(distance, _)| *distance <= MOST);
        distances.sort_by(|a, b| a.0.total_cmp(&b.0));
        let alike: Vec<Distance> = distances.chunk_by(|a, b| b.0 - a.0 <= STEP).map(Distance::new).collect();
        let Some(best) = (0..alike.len()).max_by_key(|at| alike[*at].score()) else {
            return Leading { within: (0.0, MOST), tells: false, rules };
        };
        let tells = alike[best].is_of_lines();
        let far = |other: &Distance| other.from > alike[best].to * BAND || other.to * BAND < alike[best].from;
        let same = |other: &&Distance| tells && other.is_of_lines() && !far(other);
        let from = alike[..best].iter().rev().take_while(same).last().map_or(alike[best].from, |first| first.from);
        let to = alike[best..].iter().take_while(same).last().map_or(alike[best].to, |last| last.to);
        let mut within = (from / BAND, to * BAND);
        if tells {
            let below = alike.iter().rev().find(|other| other.to < from).map_or(0.0, |other| other.to);
            let above = alike.iter().find(|other| other.from > to).map_or(f32::INFINITY, |other| other.from);
            within = (within.0.max((below + from) / 2.0), within.1.min((above + to) / 2.0));
        }
        Leading { within, tells, rules }
    }

    /// Whether a text may go on in the one below it, where the column has room for `width`.
    pub(super) fn goes_on(&self, upper: &Chunk, lower: &Chunk, width: f32) -> bool {
        let (distance, _) = Pair { upper: (0, upper), lower: (0, lower) }.distance();
        let near = self.within.0 <= distance && distance <= self.within.1.min(MOST);
        let ends_item = width >= LONG * upper.size && upper.text.ends_with(['。', '；', ';', '！', '？']);
        let full = self.tells || ends_item || is_full(upper, lower, width);
        near && full && is_aligned(upper, lower) && !(upper.is_number && lower.is_number) && !self.is_ruled(upper, lower)
    }

    /// Whether rows are at other distances than the lines of a text.
    pub(super) fn tells(&self) -> bool {
        self.tells
    }

    /// What cutting a text costs that goes on, in sizes by which texts stand nearer to where they should: what looks like one text may be two
    /// where rows are no farther apart than lines.
    pub(super) fn tie(&self) -> f32 {
        if self.tells { 3.0 } else { 0.75 }
    }

    /// Most between the lines of one text, in sizes.
    pub(super) fn within(&self) -> f32 {
        self.within.1.min(MOST)
    }

    fn is_ruled(&self, upper: &Chunk, lower: &Chunk) -> bool {
        let x = (upper.edges[0] + upper.edges[2]) / 2.0;
        self.rules.iter().any(|rule| rule.from <= x && x <= rule.to && upper.middle() < rule.at && rule.at < lower.middle())
    }
}

/// Whether a line is as long as those of texts of several sentences.
pub(super) fn is_long(line: &Chunk) -> bool {
    line.width() >= LONG * line.size
}

/// Whether what comes next had no place on a line in a column of that width: a word, or a character with the signs that may not begin a line.
fn is_full(upper: &Chunk, lower: &Chunk, width: f32) -> bool {
    let word = lower.text.chars().take_while(|c| c.is_ascii() && *c != ' ').count();
    let signs = lower.text.chars().skip(1).take_while(|c| !c.is_alphanumeric()).count().min(2);
    let next = if word > 0 { LETTER * word as f32 } else { 1.0 + signs as f32 };
    upper.width() + (next + SLACK) * upper.size >= width
}

fn is_aligned(upper: &Chunk, lower: &Chunk) -> bool {
    let slack = ALIGNED * upper.size.min(lower.size);
    let middle = |chunk: &Chunk| (chunk.edges[0] + chunk.edges[2]) / 2.0;
    (upper.edges[0] - lower.edges[0]).abs() <= slack || (middle(upper) - middle(lower)).abs() <= slack
}
