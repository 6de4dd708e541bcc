//! The rows of one form as tokens with shapes, and the labels found among them.

use jixiao_model::{Cell, GridKind, Number};

use crate::{
    forms::field::Field,
    heads,
    key::{after_label, push_key},
    lexicon::{Lexicon, PatternId},
    number,
    repairs::is_han,
    splitter::FormText,
    stream,
};

/// Longest text that can be a label with its annotations, in bytes. The longest labels have some 20 characters.
const MAX_LABEL_BYTES: usize = 96;

/// Longest text beyond which a token is prose, in bytes (about 24 Han characters).
const MAX_SHORT_BYTES: usize = 72;

/// Blanks that no short text has inside.
const WIDE_GAP: &str = "  ";
const WIDE_BLANKS: &str = "\u{3000}\u{3000}";

/// Longest text that may be a line of several labels with their values, in bytes: some six of them.
const MAX_PARTED_BYTES: usize = 360;

/// Fewest cells of a form that comes one cell a line: a form has some twenty labels.
const MIN_STREAM_ROWS: usize = 24;

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    /// A number and nothing else.
    Number { number: Number, percent: bool },
    /// A sign for an empty cell.
    Dash,
    /// A short text with at least one Han character or a digit.
    Short,
    /// A long text.
    Prose,
    /// Nothing that a form holds: lone punctuation, other scripts, digits beyond any amount.
    Junk,
}

impl Shape {
    fn of(text: &str) -> Shape {
        if text.bytes().next().is_some_and(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | 0xef | 0xc2))
            && let Some(parsed) = number::parse(text)
        {
            return Shape::Number { number: parsed.number, percent: parsed.percent };
        }
        if number::is_dash(text) {
            Shape::Dash
        } else if text.len() > MAX_SHORT_BYTES && text.chars().any(is_han) {
            Shape::Prose
        } else if is_junk(text) {
            Shape::Junk
        } else {
            Shape::Short
        }
    }

    pub(crate) fn number(self) -> Option<Number> {
        match self {
            Shape::Number { number, .. } => Some(number),
            _ => None,
        }
    }
}

/// Whether a text has nothing that could belong to a form: no Han character and no number with or without a unit.
fn is_junk(text: &str) -> bool {
    if text.chars().any(is_han) {
        return false;
    }
    let meaningful = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '%' | '％' | '≥' | '≤' | '>' | '<' | '=' | '＞' | '＜' | '√' | '□' | '☑' | '*' | '×' | '…')
    };
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let wrapped_in_punctuation = text.starts_with(['(', '[', '{', '<', '\'', '"']);
    // More digits than any amount has; several decimal points.
    digits > 24 && text.bytes().all(|b| b.is_ascii_digit())
        || digits > 0 && text.matches('.').count() > 1 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        || wrapped_in_punctuation
        // The template's sign that rows may follow.
        || text.chars().all(|c| matches!(c, '…' | '.' | '·'))
        || !text.chars().any(meaningful)
        || text.chars().any(|c| c.is_alphabetic() && !c.is_ascii() && !is_han(c) && !('\u{2e80}'..='\u{ffef}').contains(&c))
}

/// A non-blank cell, or a part of one.
#[derive(Clone, Debug)]
pub(crate) struct Token<'f> {
    /// Index in [`Sheet::tokens`] of the whole cell's token.
    pub(crate) id: usize,
    /// The cell that it stands in.
    pub(crate) cell: &'f Cell,
    pub(crate) text: &'f str,
    pub(crate) shape: Shape,
    /// It stands in a table, with other cells beside it.
    pub(crate) in_table: bool,
    /// First column and the column after the last.
    pub(crate) col: u32,
    pub(crate) end: u32,
}

/// A label in a line.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) pattern: PatternId,
    /// Tokens that the label covers, wholly or in part: indices into [`Sheet::tokens`].
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// The tokens hold nothing but labels.
    pub(crate) whole: bool,
    /// What stands in parentheses after the label.
    pub(crate) annotation: Option<String>,
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) kind: GridKind,
    /// Its tokens: a range of [`Sheet::tokens`].
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) hits: Vec<Hit>,
}

impl Line {
    pub(crate) fn tokens(&self) -> std::ops::Range<usize> {
        self.first..self.end
    }
}

/// One form, tokenised.
pub(crate) struct Sheet<'f> {
    pub(crate) lines: Vec<Line>,
    pub(crate) tokens: Vec<Token<'f>>,
    /// Headers that stand above others and name these with them.
    pub(crate) over_heads: Vec<usize>,
}

impl<'f> Token<'f> {
    /// The part of this token that `text`, a slice of its text, makes.
    pub(crate) fn part(&self, text: &'f str) -> Token<'f> {
        let text = text.trim();
        Token { text, shape: Shape::of(text), ..self.clone() }
    }
}

impl<'f> Sheet<'f> {
    pub(crate) fn new(form: &'f FormText, lexicon: &Lexicon) -> Self {
        let mut sheet = Sheet {
            lines: Vec::with_capacity(form.rows.len()),
            tokens: Vec::with_capacity(form.rows.len() * 8),
            over_heads: Vec::new(),
        };
        let mut scratch = Scratch::default();
        let mut stream = Stream::default();
        let one_by_one = is_one_by_one(form, lexicon);
        for (kind, row) in &form.rows {
            if *kind == GridKind::Stream || one_by_one {
                stream.push(row, &mut sheet);
                continue;
            }
            stream.close(&mut sheet, lexicon);
            let first = sheet.tokens.len();
            let in_table = !matches!(kind, GridKind::Text | GridKind::Margin) && row.cells.len() > 1;
            for cell in &row.cells {
                let text = cell.text.trim();
                let end = cell.col + cell.col_span.max(1);
                for text in parts(text) {
                    let id = sheet.tokens.len();
                    sheet.tokens.push(Token { id, cell, text, shape: Shape::of(text), in_table, col: cell.col, end });
                }
            }
            let end = sheet.tokens.len();
            // What belongs to the paper is no line of the form, and parts none.
            if first < end && *kind != GridKind::Margin {
                let hits = scratch.hits(&sheet.tokens, first, lexicon);
                sheet.lines.push(Line { kind: *kind, first, end, hits });
            }
        }
        stream.close(&mut sheet, lexicon);
        sheet.over_heads = heads::compose(&mut sheet.lines, &sheet.tokens, lexicon);
        sheet
    }

    pub(crate) fn text(&self, token: usize) -> &'f str {
        self.tokens[token].text
    }
}

/// The parts of a text at its wide gaps: neighbours whose border an export did not see. A long text is parted only where each part asks
/// for something: `填报人:沈洁　　联系电话:8061234　　填报日期:2月28日`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    /// Where the colon of a label stands at the latest, in bytes.
    const COLON: usize = 36;
    let is_wide = |gap: &str| text.contains(gap);
    let asks = |part: &str| part.trim().is_empty() || part.find([':', '：']).is_some_and(|colon| colon <= COLON);
    let gap = [WIDE_GAP, WIDE_BLANKS].into_iter().find(|gap| is_wide(gap)).unwrap_or("\0");
    let parted = text.len() <= MAX_LABEL_BYTES || text.len() <= MAX_PARTED_BYTES && text.split(gap).all(asks);
    text.split(if parted { gap } else { "\0" }).map(str::trim).filter(|part| !part.is_empty())
}

/// Whether a form came as lines of text that are its cells: hardly a row has two, and labels stand alone.
fn is_one_by_one(form: &FormText, lexicon: &Lexicon) -> bool {
    let lone = form.rows.iter().filter(|(_, row)| row.cells.len() == 1).count();
    if form.rows.len() < MIN_STREAM_ROWS || lone * 10 < form.rows.len() * 9 {
        return false;
    }
    let labels = form.rows.iter().filter(|(_, row)| {
        let text = row.cells.first().map_or("", |cell| cell.text.as_str());
        text.len() <= MAX_LABEL_BYTES && lexicon.whole(&crate::key::key(text)).is_some()
    });
    labels.count() * 5 >= form.rows.len()
}

/// Cells that came one by one, since the last row of another kind.
#[derive(Default)]
struct Stream {
    first: Option<usize>,
    scratch: Scratch,
}

impl Stream {
    fn push<'f>(&mut self, row: &'f jixiao_model::Row, sheet: &mut Sheet<'f>) {
        for cell in &row.cells {
            let text = cell.text.trim();
            if text.is_empty() {
                continue;
            }
            let id = sheet.tokens.len();
            self.first.get_or_insert(id);
            sheet.tokens.push(Token { id, cell, text, shape: Shape::of(text), in_table: true, col: 0, end: 1 });
        }
    }

    /// Cuts the cells into lines. A cell's column is its place in its line.
    fn close(&mut self, sheet: &mut Sheet<'_>, lexicon: &Lexicon) {
        let Some(first) = self.first.take() else { return };
        let hits = self.scratch.hits(&sheet.tokens, first, lexicon);
        let starts = stream::line_starts(&sheet.tokens[first..], first, &hits, lexicon);
        let mut hits = hits.into_iter().peekable();
        for (index, &start) in starts.iter().enumerate() {
            let start = first + start;
            let end = starts.get(index + 1).map_or(sheet.tokens.len(), |next| first + next);
            for id in start..end {
                let col = (id - start) as u32;
                (sheet.tokens[id].col, sheet.tokens[id].end) = (col, col + 1);
            }
            let own = std::iter::from_fn(|| hits.next_if(|hit| hit.first < end)).filter(|hit| hit.last < end).collect();
            sheet.lines.push(Line { kind: GridKind::Stream, first: start, end, hits: own });
        }
    }
}

/// Buffers for finding the labels of one line.
#[derive(Default)]
struct Scratch {
    /// Keys of the tokens, one after the other; a line feed stands where a token cannot be part of a label.
    key: String,
    /// Token and the byte at which its key starts.
    starts: Vec<(usize, usize)>,
}

impl Scratch {
    fn hits(&mut self, tokens: &[Token<'_>], first: usize, lexicon: &Lexicon) -> Vec<Hit> {
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
        let key = crate::key::key(tokens[token].text);
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
