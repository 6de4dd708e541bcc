//! HTML tables, whole pages or pieces inside other text, closed or not.
//!
//! A nested table is a grid of its own, handed on between the rows of the outer table that are complete before it and the rest.
//! Text outside cells is text, a line a block. White space collapses as in a browser; `<br>` and the borders of blocks break lines.

mod run;
mod table;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Error, Span, Tokenizer};
use jixiao_model::codes;
use memchr::{memchr_iter, memchr2};

use super::lines::line_ends;
use super::output::Output;
use run::Run;
use table::OpenTable;

/// Tags that may follow `<table>`; without one of them it is a shard of markup inside other text.
const TABLE_CONTENT: &[&str] = &["tr", "td", "th", "tbody", "thead", "tfoot", "caption", "col", "colgroup"];
/// Tags with which a page, or a piece cut out of one, begins.
const PAGE_BEGIN: &[&str] = &[
    "!doctype", "html", "head", "body", "meta", "link", "style", "script", "title", "div", "p", "span", "center", "section", "font",
];
/// Tags that break the line, before and behind.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "title",
    "ul",
];
/// Tags whose content nobody sees.
const HIDDEN: &[&str] = &["script", "style"];
/// Types of `<input>` whose value is text of the page.
const TEXT_INPUTS: &[&str] = &["", "text", "number", "date", "tel"];

/// Whether the text is a page, or a piece of one, from its beginning. A piece counts only if it has a table.
pub(super) fn is_page(text: &str) -> bool {
    let text = text.trim_start();
    let is_markup = |names: &[&str]| names.iter().any(|name| is_tag(text, name));
    is_markup(&PAGE_BEGIN[..4])
        || text.starts_with("<?xml") && next_table(text, 0).is_some()
        || is_markup(PAGE_BEGIN) && next_table(text, 0).is_some()
}

/// Where the next table, or the next row without one, begins.
pub(super) fn next_table(text: &str, from: usize) -> Option<usize> {
    memchr_iter(b'<', &text.as_bytes()[from..]).map(|at| from + at).find(|&at| {
        let tag = &text[at..];
        is_tag(tag, "table") && is_followed_by(tag, TABLE_CONTENT) || is_tag(tag, "tr") && is_followed_by(tag, &["td", "th"])
    })
}

/// `text` begins with `<name`, and the name ends there.
fn is_tag(text: &str, name: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first() == Some(&b'<')
        && bytes.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        && bytes.get(name.len() + 1).is_none_or(|&byte| byte.is_ascii_whitespace() || byte == b'>' || byte == b'/')
}

/// The tag that `text` begins with is closed, and one of these comes next.
fn is_followed_by(text: &str, names: &[&str]) -> bool {
    let Some(end) = memchr2(b'>', b'<', &text.as_bytes()[1..]).map(|at| at + 1) else { return false };
    let next = text[end + 1..].trim_start();
    text.as_bytes()[end] == b'>' && (next.starts_with("<!--") || names.iter().any(|name| is_tag(next, name)))
}

/// How much of a text is markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Page,
    /// One table at its beginning.
    Table,
}

/// Reads markup whose first line has this number. Returns the bytes read.
pub(super) fn read(text: &str, extent: Extent, first_line: u32, output: &mut Output<'_>) -> usize {
    let mut builder = Builder {
        output,
        source: text.as_bytes(),
        position: 0,
        line: first_line,
        extent,
        is_done: false,
        tag: Tag::default(),
        hidden: None,
        tables: Vec::new(),
        tables_too_deep: 0,
        run: Run::default(),
    };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| builder.read(event, span));
    emitter.naively_switch_states(true);
    let end = Tokenizer::new_with_emitter(text, emitter).next().map_or(text.len(), |Ok(end)| end);
    builder.finish();
    end.min(text.len())
}

/// A start tag while its attributes are read.
#[derive(Default)]
struct Tag {
    name: Vec<u8>,
    attribute: Vec<u8>,
    col_span: Option<u32>,
    row_span: Option<u32>,
    input_type: String,
    value: String,
}

/// Builds grids from the tokenizer's events. It says where to stop by an offset in the source.
struct Builder<'o, 's, 't> {
    output: &'o mut Output<'s>,
    source: &'t [u8],
    /// Bytes of the source whose line ends are counted.
    position: usize,
    line: u32,
    extent: Extent,
    /// The extent is read.
    is_done: bool,
    tag: Tag,
    /// The tag whose content is being left out.
    hidden: Option<&'static str>,
    tables: Vec<OpenTable>,
    /// Open tables beyond the limit of nesting; their text belongs to the cell around them.
    tables_too_deep: usize,
    /// Text outside cells.
    run: Run,
}

impl Builder<'_, '_, '_> {
    /// Takes one event. Returns where the extent ends in the source once it has ended.
    fn read(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<usize> {
        if self.is_done {
            return None;
        }
        self.go_to(span.start);
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { name: name.to_vec(), ..Tag::default() };
            }
            CallbackEvent::AttributeName { name } => {
                self.tag.attribute.clear();
                self.tag.attribute.extend_from_slice(name);
            }
            CallbackEvent::AttributeValue { value } => self.attribute(value),
            CallbackEvent::CloseStartTag { .. } => self.start_tag(),
            CallbackEvent::EndTag { name } => {
                self.end_tag(name);
                if self.extent == Extent::Table && self.tables.is_empty() {
                    return self.end_at(span.end);
                }
            }
            CallbackEvent::String { value } => {
                let text = String::from_utf8_lossy(value);
                if self.extent == Extent::Table
                    && self.tables.first().is_some_and(|table| table.is_implied && !table.is_in_row())
                    && !text.trim().is_empty()
                {
                    return self.end_at(span.start);
                }
                if self.hidden.is_none() {
                    let line = self.line;
                    self.text().push(&text, line);
                }
            }
            CallbackEvent::Error(error) => self.error(error),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } => {}
        }
        None
    }

    /// Closes what the source left open.
    fn finish(&mut self) {
        if let Some(hidden) = self.hidden {
            self.truncated(&format!("`<{hidden}>` is never closed; its content was left out"), self.line);
        }
        while let Some(mut table) = self.tables.pop() {
            if !table.is_implied && !self.is_done {
                self.truncated("`<table>` is never closed", table.line);
            }
            table.close(self.output);
        }
        self.end_block();
        self.output.flush_text();
    }

    fn end_at(&mut self, end: usize) -> Option<usize> {
        self.is_done = true;
        Some(end)
    }

    /// Counts the line ends up to here.
    fn go_to(&mut self, position: usize) {
        let position = position.min(self.source.len());
        if position > self.position {
            self.line = self.line.saturating_add(line_ends(self.source, self.position..position));
            self.position = position;
        }
    }

    /// Where text goes: into the open cell, else between the tables.
    fn text(&mut self) -> &mut Run {
        self.tables.last_mut().and_then(OpenTable::cell_text).unwrap_or(&mut self.run)
    }

    fn attribute(&mut self, value: &[u8]) {
        let number = || {
            let digits: String =
                value.trim_ascii_start().iter().take_while(|byte| byte.is_ascii_digit()).take(6).map(|&b| char::from(b)).collect();
            digits.parse().ok()
        };
        match self.tag.attribute.as_slice() {
            b"colspan" => self.tag.col_span = number(),
            b"rowspan" => self.tag.row_span = number(),
            b"type" => self.tag.input_type = String::from_utf8_lossy(value).to_ascii_lowercase(),
            b"value" => self.tag.value = String::from_utf8_lossy(value).into_owned(),
            _ => {}
        }
    }

    fn start_tag(&mut self) {
        let tag = std::mem::take(&mut self.tag);
        let Ok(name) = std::str::from_utf8(&tag.name) else { return };
        match name {
            "table" => self.open_table(false),
            "tr" | "td" | "th" if self.tables_too_deep > 0 => self.break_line(),
            "tr" => {
                self.open_implied();
                self.end_block_outside_cells();
                if let Some(table) = self.tables.last_mut() {
                    table.open_row(self.output);
                }
            }
            "td" | "th" => {
                self.open_implied();
                self.end_block_outside_cells();
                if let Some(table) = self.tables.last_mut() {
                    table.open_cell(tag.col_span, tag.row_span, self.line, self.output);
                }
            }
            "br" => self.break_line(),
            "input" if TEXT_INPUTS.contains(&tag.input_type.as_str()) => {
                let line = self.line;
                self.text().push(&tag.value, line);
            }
            _ if BLOCKS.contains(&name) => self.break_line(),
            _ => self.hidden = HIDDEN.iter().find(|&&hidden| hidden == name).copied().or(self.hidden),
        }
    }

    fn end_tag(&mut self, name: &[u8]) {
        if self.hidden.is_some_and(|hidden| hidden.as_bytes() == name) {
            self.hidden = None;
        }
        match name {
            b"table" if self.tables_too_deep > 0 => {
                self.tables_too_deep -= 1;
                self.break_line();
            }
            b"table" => {
                if let Some(mut table) = self.tables.pop() {
                    self.end_block_outside_cells();
                    table.close(self.output);
                }
            }
            b"tr" | b"td" | b"th" if self.tables_too_deep > 0 => {}
            b"tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.close_row(self.output);
                }
            }
            b"td" | b"th" => {
                if let Some(table) = self.tables.last_mut() {
                    table.close_cell();
                }
            }
            _ if BLOCKS.iter().any(|block| block.as_bytes() == name) => self.break_line(),
            _ => {}
        }
    }

    fn open_table(&mut self, is_implied: bool) {
        if self.tables.len() >= self.output.limits.nesting {
            self.tables_too_deep += 1;
            let what = format!(
                "tables are nested deeper than `nesting` = {}; their text stands in the cell around them",
                self.output.limits.nesting
            );
            self.output.doubts.note(&codes::LIMIT_REACHED, &what, self.line, b"");
            return;
        }
        match self.tables.last_mut() {
            Some(outer) => outer.flush(self.output),
            None => self.end_block(),
        }
        self.tables.push(OpenTable::new(self.line, is_implied));
    }

    fn open_implied(&mut self) {
        if self.tables.is_empty() {
            self.open_table(true);
        }
    }

    fn break_line(&mut self) {
        match self.tables.last_mut().and_then(OpenTable::cell_text) {
            Some(cell) => cell.break_line(),
            None => self.end_block(),
        }
    }

    fn end_block_outside_cells(&mut self) {
        if self.tables.last_mut().is_none_or(|table| table.cell_text().is_none()) {
            self.end_block();
        }
    }

    /// Hands on the text between the tables.
    fn end_block(&mut self) {
        let (text, line) = self.run.take(self.line);
        self.output.text(&text, line);
    }

    fn error(&mut self, error: Error) {
        if matches!(error, Error::EofInTag | Error::EofInComment | Error::EofInCdata | Error::EofInDoctype) {
            self.truncated("the file ends inside a tag or comment", self.line);
        }
    }

    fn truncated(&mut self, what: &str, line: u32) {
        self.output.doubts.note(&codes::TABLE_TRUNCATED, what, line, b"");
    }
}
