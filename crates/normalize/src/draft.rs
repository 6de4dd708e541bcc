//! A record in the making: fields with their provenance, findings, and the account of every cell.

use std::collections::BTreeMap;

use jixiao_model::{
    Code, CodeFamily, Confidence, Finding, Form, Number, Origin, OtherReading, Position, Provenance, Record, Safety, Source,
    Unplaced, codes,
};

use crate::{
    Forms,
    forms::{Definition, field::Field},
    key::key,
    lexicon::PatternId,
    number,
    repairs::{self, is_han},
    sheet::{Hit, Shape, Sheet, Token, instead_of},
};

/// What stands between pieces in the raw text of an origin, as the model says.
const PIECE_SEPARATOR: &str = " | ";

/// A number that was recognised with less than this, in hundredths, deserves a look: of 7,236 numbers of generated
/// scans (scripts/ocr-calibration), 29 were read as other numbers, all with less.
const SURE_NUMBER: u8 = 94;

/// The same for other texts: of a long line, one doubtful character among thirty that are certain is no reason to look.
const SURE_TEXT: u8 = 60;

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Unseen,
    Label,
    /// All of it is in a field.
    Field,
    /// Only parts of it are in fields.
    Parts,
}

/// How a text may be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joined {
    /// Pieces are those of one short text cut at column borders.
    Split,
    /// Pieces are those of a long text, probably with gaps.
    Shredded,
}

/// A record in the making.
pub(crate) struct Draft<'s, 'f> {
    pub(crate) sheet: &'s Sheet<'f>,
    pub(crate) forms: &'s Forms,
    pub(crate) index: usize,
    pub(crate) record: Record,
    fates: Vec<Fate>,
    /// Parts of cells that became fields, by token: first byte and the byte past the last.
    parts: BTreeMap<usize, Vec<(usize, usize)>>,
    /// Numbers by pointer, each with what else the recogniser of a scan held possible in its place.
    pub(crate) choices: Vec<(String, &'f [OtherReading])>,
}

impl<'s, 'f> Draft<'s, 'f> {
    /// An empty record of the definition with this index.
    pub(crate) fn new(sheet: &'s Sheet<'f>, forms: &'s Forms, index: usize, source: Source) -> Self {
        let definition = forms.definition(index);
        let form = Form { kind: definition.kind(), variant: definition.name().to_owned(), title: None, fiscal_year: None };
        let record = Record { provenance: Provenance(Vec::with_capacity(128)), ..Record::empty(source, form) };
        Draft {
            sheet,
            forms,
            index,
            record,
            fates: vec![Fate::Unseen; sheet.tokens.len()],
            parts: BTreeMap::new(),
            choices: Vec::new(),
        }
    }

    pub(crate) fn definition(&self) -> &'s Definition {
        self.forms.definition(self.index)
    }

    /// Whether a hit stands for a field that `wanted` takes.
    pub(crate) fn stands_for(&self, hit: &Hit, wanted: impl Fn(Field) -> bool) -> bool {
        self.forms.lexicon.pattern(hit.pattern).fields(Some(self.index)).any(wanted)
    }

    /// The first meaning of a hit that `pick` takes.
    pub(crate) fn meaning<T>(&self, hit: &Hit, pick: impl Fn(Field) -> Option<T>) -> Option<T> {
        self.forms.lexicon.pattern(hit.pattern).fields(Some(self.index)).find_map(pick)
    }

    /// As `Lexicon::nearest`, on a form of this definition.
    pub(crate) fn nearest<T: PartialEq>(
        &self,
        text: &str,
        tolerance: usize,
        pick: impl Fn(Field) -> Option<T>,
    ) -> Option<(PatternId, T, usize)> {
        self.forms.lexicon.nearest(text, tolerance, Some(self.index), pick)
    }

    /// The cells are part of a label.
    pub(crate) fn label(&mut self, tokens: impl IntoIterator<Item = usize>) {
        for token in tokens {
            if self.fates[token] == Fate::Unseen {
                self.fates[token] = Fate::Label;
            }
        }
    }

    /// Whether something was read for the value at `pointer`, be it unreadable.
    pub(crate) fn has_origin(&self, pointer: &str) -> bool {
        self.record.provenance.0.iter().any(|(at, _)| at == pointer)
    }

    /// The cells of a hit are labels, if they hold nothing else.
    pub(crate) fn label_hit(&mut self, hit: &Hit) {
        if hit.whole {
            // Junk and dashes between the pieces of a label are no part of it.
            let sheet = self.sheet;
            self.label((hit.first..=hit.last).filter(|&token| sheet.tokens[token].shape == Shape::Short));
        }
    }

    pub(crate) fn is_free(&self, token: usize) -> bool {
        self.fates[token] == Fate::Unseen
    }

    /// Says something about a value.
    pub(crate) fn find(&mut self, code: &'static Code, at: impl Into<String>, message: impl Into<String>, raw: impl Into<String>) {
        self.record.findings.push(Finding {
            code: code.id.to_owned(),
            severity: code.severity,
            at: at.into(),
            message: message.into(),
            raw: raw.into(),
        });
    }

    /// Records where the value at `pointer` came from.
    pub(crate) fn origin(&mut self, pointer: &str, tokens: &[Token<'f>], confidence: u8, repairs: &[&'static Code]) {
        let Some(first) = tokens.first() else { return };
        let mut place = first.cell.place;
        let mut sure = first.cell.confidence.percent();
        let raw = match tokens {
            [only] => only.text.to_owned(),
            several => {
                let mut raw = String::new();
                for (index, token) in several.iter().enumerate() {
                    if index > 0 {
                        raw.push_str(PIECE_SEPARATOR);
                        place = place.union(token.cell.place);
                        sure = sure.min(token.cell.confidence.percent());
                    }
                    raw.push_str(token.text);
                }
                raw
            }
        };
        let is_number = raw.bytes().any(|byte| byte.is_ascii_digit()) && tokens.iter().all(|token| token.shape != Shape::Prose);
        if sure < if is_number { SURE_NUMBER } else { SURE_TEXT } {
            self.find(&codes::LOW_CONFIDENCE, pointer, format!("read with a confidence of {sure} of 100"), raw.as_str());
        }
        let percent = (u32::from(sure) * u32::from(confidence) / 100) as u8;
        let mut origin = Origin::new(place, raw, Confidence::from_percent(percent));
        for repair in repairs {
            origin.repairs.push(repair.id.to_owned());
        }
        self.record.provenance.0.push((pointer.to_owned(), origin));
        for token in tokens {
            let whole = self.sheet.text(token.id);
            if token.text.len() == whole.len() {
                self.fates[token.id] = Fate::Field;
            } else if self.fates[token.id] != Fate::Field {
                self.fates[token.id] = Fate::Parts;
                let start = (token.text.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
                self.parts.entry(token.id).or_default().push((start, start + token.text.len()));
            }
        }
    }

    /// Adds a repair to the origin of the value at `pointer`.
    pub(crate) fn repaired(&mut self, pointer: &str, code: &'static Code) {
        if let Some((_, origin)) = self.record.provenance.0.iter_mut().find(|(at, _)| at == pointer) {
            origin.repairs.push(code.id.to_owned());
        }
    }

    /// The mended text of `tokens`, for the field at `pointer`.
    pub(crate) fn text(&mut self, pointer: &str, tokens: &[Token<'f>], joined: Joined, confidence: u8) -> Option<String> {
        let (text, repairs, raw) = match tokens {
            [] => return None,
            [only] => {
                let mended = repairs::mend(only.text);
                (mended.text.into_owned(), mended.repairs, only.text.to_owned())
            }
            several => {
                let joined = join(several);
                let mended = repairs::mend(&joined);
                let mut repairs = mended.repairs;
                repairs.push(&codes::SPLIT_TEXT);
                let raw = several.iter().map(|token| token.text).collect::<Vec<_>>().join(PIECE_SEPARATOR);
                (mended.text.into_owned(), repairs, raw)
            }
        };
        let pieces = tokens.len() > 1;
        let sure = if pieces { confidence.min(80) } else { confidence };
        self.origin(pointer, tokens, sure, &repairs);
        if pieces && joined == Joined::Shredded {
            let message = format!("put together from {} pieces; text between them may be lost", tokens.len());
            self.find(&codes::TEXT_SHREDDED, pointer, message, raw.as_str());
        }
        for code in repairs {
            let applied_in_doubt = matches!(code.family, CodeFamily::Repair(Safety::Likely));
            if applied_in_doubt && !(*code == codes::SPLIT_TEXT && joined == Joined::Shredded) {
                self.find(code, pointer, code.what, raw.as_str());
            }
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// The number that stands in `token`, for the field at `pointer`; `None` for a dash, and with a finding for anything else.
    pub(crate) fn number(&mut self, pointer: &str, token: &Token<'f>, confidence: u8) -> Option<Number> {
        let whole = token.text.len() == self.sheet.text(token.id).len();
        let other_readings = if whole { token.cell.other_readings.as_slice() } else { &[] };
        match token.shape {
            Shape::Number { .. } => {
                if !other_readings.is_empty() {
                    self.choices.push((pointer.to_owned(), other_readings));
                }
                let parsed = number::parse(token.text)?;
                self.origin(pointer, std::slice::from_ref(token), confidence, &parsed.repairs);
                Some(parsed.number)
            }
            Shape::Dash => {
                let repairs: &[&'static Code] = if matches!(token.text, "—" | "——") { &[] } else { &[&codes::DASH_VARIANT] };
                self.origin(pointer, std::slice::from_ref(token), confidence, repairs);
                None
            }
            _ if let Some((other, number)) = first_number(pointer, token.text, other_readings) => {
                self.choices.push((pointer.to_owned(), other_readings));
                self.origin(pointer, std::slice::from_ref(token), confidence, &[&codes::READING_CHOSEN]);
                let message = format!("read as `{}` ({} of 1000), since a number is expected here", other.text, other.per_mille);
                self.find(&codes::READING_CHOSEN, pointer, message, token.text);
                Some(number)
            }
            _ => {
                self.origin(pointer, std::slice::from_ref(token), 0, &[]);
                self.find(&codes::NUMBER_UNREADABLE, pointer, "a number is expected here", token.text);
                None
            }
        }
    }

    /// What is left of a cell of which only parts became fields, without the label before a value.
    fn leftovers(&self, token: usize) -> Vec<&'f str> {
        let Some(parts) = self.parts.get(&token) else { return Vec::new() };
        let whole = self.sheet.text(token);
        let mut parts = parts.clone();
        parts.sort_unstable();
        let mut leftovers = Vec::new();
        let mut from = 0;
        for (start, end) in parts.into_iter().chain([(whole.len(), whole.len())]) {
            let left = whole.get(from..start).unwrap_or_default().trim();
            let is_label = self.forms.lexicon.whole(&key(left)).is_some();
            if left.chars().any(char::is_alphanumeric) && !is_label {
                leftovers.push(left);
            }
            from = from.max(end);
        }
        leftovers
    }

    /// Closes the account: what is no field and no label is listed as unplaced.
    pub(crate) fn finish(mut self) -> Record {
        for (id, fate) in self.fates.clone().into_iter().enumerate() {
            let token = &self.sheet.tokens[id];
            let texts = match fate {
                Fate::Unseen => vec![token.text],
                Fate::Parts => self.leftovers(id),
                Fate::Label | Fate::Field => continue,
            };
            for text in texts {
                let place = token.cell.place;
                let at = Position { page: place.page, bbox: place.bbox, line: place.line, column: place.columns.0 };
                // Lines of text around the tables need no remark, nor does the sign of an empty cell.
                let remark = token.shape != Shape::Dash && token.in_table;
                if remark {
                    self.record.findings.push(Finding {
                        code: codes::JUNK_IGNORED.id.to_owned(),
                        severity: codes::JUNK_IGNORED.severity,
                        at: format!("/unplaced/{}", self.record.unplaced.len()),
                        message: if token.shape == Shape::Junk {
                            "no form holds such a text"
                        } else {
                            "the form has no place for this text"
                        }
                        .to_owned(),
                        raw: text.to_owned(),
                    });
                }
                self.record.unplaced.push(Unplaced { text: text.to_owned(), at });
            }
        }
        let pages = self.sheet.tokens.iter().filter_map(|token| token.cell.place.page);
        self.record.source.first_page = pages.clone().min();
        self.record.source.last_page = pages.max();
        self.record
    }
}

/// The likeliest of the readings that is a number and may be meant by `text`.
fn first_number<'r>(pointer: &str, text: &str, readings: &'r [OtherReading]) -> Option<(&'r OtherReading, Number)> {
    instead_of(text, readings).into_iter().find_map(|reading| Some((reading, number_at(pointer, &reading.text)?)))
}

/// The number that a text would be at `pointer`: a percentage is a fraction where a rate stands, and no number elsewhere.
pub(crate) fn number_at(pointer: &str, text: &str) -> Option<Number> {
    let parsed = number::parse(text)?;
    match (parsed.percent, pointer.ends_with("/rate")) {
        (true, true) => number::percent_to_fraction(parsed.number),
        (true, false) => None,
        (false, _) => Some(parsed.number),
    }
}

/// The text of pieces that were cut at column borders: they touch. Parts of one cell keep the blank between them, and so do Latin
/// words, which are cut between words more often than inside one.
pub(crate) fn join(pieces: &[Token<'_>]) -> String {
    let mut joined = String::new();
    let mut previous: Option<&Token<'_>> = None;
    for piece in pieces {
        if let Some(previous) = previous {
            // Digits that touch would make a number that is not printed.
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '０'..='９' | '．'));
            let words = latin(previous.text.chars().next_back()) && latin(piece.text.chars().next());
            if words || std::ptr::eq(previous.cell, piece.cell) {
                joined.push(' ');
            }
        }
        joined.push_str(piece.text);
        previous = Some(piece);
    }
    joined
}

/// Whether a text has any Han character.
pub(crate) fn has_han(text: &str) -> bool {
    text.chars().any(is_han)
}
