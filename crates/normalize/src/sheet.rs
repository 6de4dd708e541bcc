//! The rows of one form as tokens with shapes, in lines with the labels found in them.

use jixiao_model::{Cell, GridKind, Number, OtherReading};

use crate::{
    heads,
    hits::{MAX_LABEL_BYTES, Scratch},
    lexicon::{Lexicon, PatternId},
    number,
    repairs::is_han,
    splitter::FormText,
    stream,
};

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
    /// Headers that stand above others and name these with them, each with one of those.
    pub(crate) over_heads: Vec<(usize, usize)>,
}

impl<'f> Token<'f> {
    /// The part of this token that `text`, a slice of its text, makes.
    pub(crate) fn part(&self, text: &'f str) -> Token<'f> {
        let text = text.trim();
        Token { text, shape: Shape::of(text), ..self.clone() }
    }

    /// The number that the recogniser of a scan held likeliest, where its reading of the whole cell is neither a number nor words (`9.96.`,
    /// `6:40`).
    pub(crate) fn as_number(&self) -> Option<Token<'f>> {
        if self.text.len() != self.cell.text.trim().len() || self.shape.number().is_some() || self.text.chars().any(is_han) {
            return None;
        }
        let readings = instead_of(self.text, &self.cell.other_readings).into_iter();
        readings.map(|reading| self.part(&reading.text)).find(|token| token.shape.number().is_some())
    }
}

/// Readings with other figures than those that were read need this probability, in thousandths, to be taken for a number: `1-` is a dash
/// beside what is left of a ruling rather than 11.
const OTHER_FIGURES: u16 = 200;

/// The readings that may be meant where `text` was read.
pub(crate) fn instead_of<'r>(text: &str, readings: &'r [OtherReading]) -> Vec<&'r OtherReading> {
    let figures = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    let read = figures(text);
    readings.iter().filter(|reading| reading.per_mille >= OTHER_FIGURES || figures(&reading.text) == read).collect()
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

    /// Where a header stands among those of its table where places tell nothing: one below another stands in that one's place.
    pub(crate) fn order_of_head(&self, token: usize) -> (usize, usize) {
        let above = self.over_heads.iter().find(|(_, below)| *below == token);
        (above.map_or(token, |(above, _)| *above), token)
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
