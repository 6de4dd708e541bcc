//! Content streams to what is printed: one match lists the operators, within a budget.

use hayro_syntax::{
    object::{Dict, FromBytes, Object, ObjectIdentifier, Stream},
    page::{Page, Resources},
};

use super::{
    actual_text::MarkedContent,
    colour::{is_white, tone},
    document::Document,
    image::PlacedImage,
    matrix::{Display, Matrix},
    operators::Operators,
    path::Path,
    state::{SharedFont, State},
    stream::{self, StreamError},
    text::{TextCount, TextPosition},
};
use crate::{Limits, table::ink::PageInk};

/// `q` deeper than this is only counted. PDF 1.7 (Annex C) allows 28.
const MAX_SAVED_STATES: usize = 256;

/// Bytes of a decoded stream that cost as much as one operator.
const BYTES_PER_OPERATION: u64 = 16;

/// What a page gave, and what was left out.
pub(super) struct PageContent<'a> {
    pub(super) ink: PageInk,
    /// In the order of painting.
    pub(super) images: Vec<PlacedImage<'a>>,
    pub(super) count: TextCount,
    /// Names of the limits that were reached.
    pub(super) limits: Vec<&'static str>,
    /// Streams of the page that could not be decoded.
    pub(super) broken_streams: u32,
    /// Operators that it took.
    pub(super) operations: u64,
}

/// Reads one page, with at most so many operators of those that the file may take.
pub(super) fn page<'a>(
    document: &mut Document<'a>,
    page: &Page<'a>,
    display: Display,
    operations: u64,
    limits: &Limits,
) -> PageContent<'a> {
    let area = [0.0, 0.0, display.width, display.height];
    let mut ink = std::mem::take(&mut document.spare);
    ink.clear();
    (ink.width, ink.height) = (display.width, display.height);
    let mut interpreter = Interpreter {
        content: PageContent {
            ink,
            images: Vec::new(),
            count: TextCount::default(),
            limits: Vec::new(),
            broken_streams: 0,
            operations: 0,
        },
        operations_left: limits.pdf_page_operations.min(operations),
        is_file_short: operations < limits.pdf_page_operations,
        document,
        limits,
        path: Path::default(),
        pending_clip: false,
        marked: MarkedContent::default(),
        forms: Vec::new(),
    };
    let before = interpreter.operations_left;
    let bytes = interpreter.page_bytes(page);
    interpreter.run(&bytes, page.resources(), State::new(display.matrix, area));
    interpreter.path.join_dots(&mut interpreter.content.ink);
    let Interpreter { mut content, operations_left, .. } = interpreter;
    content.operations = before - operations_left;
    if content.count.dropped > 0 {
        content.limits.push("pdf_page_glyphs");
    }
    content
}

/// Runs content streams on one page; what paints is in `paint.rs`.
pub(super) struct Interpreter<'d, 'a> {
    pub(super) content: PageContent<'a>,
    pub(super) operations_left: u64,
    /// The file has fewer operators left than a page may have.
    pub(super) is_file_short: bool,
    pub(super) document: &'d mut Document<'a>,
    pub(super) limits: &'d Limits,
    pub(super) path: Path,
    /// `W` was seen; the next painting operator makes the path the clip.
    pub(super) pending_clip: bool,
    pub(super) marked: MarkedContent,
    /// The forms that are being painted, outermost first.
    pub(super) forms: Vec<ObjectIdentifier>,
}

impl<'a> Interpreter<'_, 'a> {
    fn page_bytes(&mut self, page: &Page<'a>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut add = |this: &mut Self, stream: &Stream<'_>| {
            let decoded = this.decode(stream);
            if bytes.is_empty() {
                bytes = decoded.into_owned();
            } else {
                bytes.extend_from_slice(&decoded);
            }
            // Streams end between words.
            bytes.push(b'\n');
        };
        match page.raw().get::<Object<'_>>("Contents") {
            Some(Object::Stream(stream)) => add(self, &stream),
            Some(Object::Array(streams)) => streams.iter::<Stream<'_>>().for_each(|stream| add(self, &stream)),
            _ => {}
        }
        bytes
    }

    pub(super) fn decode<'s>(&mut self, stream: &Stream<'s>) -> std::borrow::Cow<'s, [u8]> {
        match stream::decode(stream, self.limits.pdf_stream_bytes) {
            Ok(bytes) => {
                self.operations_left = self.operations_left.saturating_sub(bytes.len() as u64 / BYTES_PER_OPERATION);
                bytes
            }
            Err(StreamError::TooLarge) => {
                self.reached("pdf_stream_bytes");
                Default::default()
            }
            Err(StreamError::Broken) => {
                self.content.broken_streams += 1;
                Default::default()
            }
        }
    }

    pub(super) fn reached(&mut self, limit: &'static str) {
        if !self.content.limits.contains(&limit) {
            self.content.limits.push(limit);
        }
    }

    pub(super) fn run(&mut self, bytes: &[u8], resources: &Resources<'a>, mut state: State<'a>) {
        let mut saved: Vec<State<'a>> = Vec::new();
        let mut unsaved = 0u64;
        let mut position = TextPosition::START;
        // By the names of this stream's resources: `Tf` and `gs` come often, and with few names.
        let mut fonts: Vec<(Vec<u8>, SharedFont<'a>)> = Vec::new();
        let mut line_widths: Vec<(Vec<u8>, Option<f64>)> = Vec::new();
        let mut operators = Operators::new(bytes);
        while let Some(operator) = operators.next() {
            if self.operations_left == 0 {
                self.reached(if self.is_file_short { "pdf_operations" } else { "pdf_page_operations" });
                return;
            }
            self.operations_left -= 1;
            let PageInk { rulings, fills, gaps, seams, .. } = &mut self.content.ink;
            if rulings.len() + fills.len() + gaps.len() + seams.len() > self.limits.pdf_page_rulings {
                rulings.truncate(self.limits.pdf_page_rulings);
                fills.clear();
                gaps.clear();
                seams.clear();
                self.reached("pdf_page_rulings");
                return;
            }
            let number = operators.number_at(0);
            match operator {
                b"q" if saved.len() >= MAX_SAVED_STATES => unsaved += 1,
                b"q" => saved.push(state.clone()),
                b"Q" if unsaved > 0 => unsaved -= 1,
                b"Q" => {
                    if let Some(outer) = saved.pop() {
                        state = outer;
                    }
                }
                b"cm" => {
                    if let Some(m) = operators.numbers() {
                        state.ctm = Matrix(m).then(state.ctm);
                    }
                }
                b"w" => state.line_width = number.unwrap_or(state.line_width).abs(),
                b"g" | b"rg" | b"k" | b"sc" | b"scn" => {
                    state.white_fill = is_white(&operators, operator == b"k");
                    state.fill_tone = tone(&operators);
                }
                b"G" | b"RG" | b"K" | b"SC" | b"SCN" => state.white_stroke = is_white(&operators, operator == b"K"),
                b"cs" => state.white_fill = false,
                b"CS" => state.white_stroke = false,
                b"gs" => {
                    if let Some(name) = operators.name_at(0) {
                        let known = line_widths.iter().find(|(n, _)| **n == *name).map(|(_, width)| *width);
                        let width = known.unwrap_or_else(|| {
                            let width = resources.ext_g_states.get::<Dict<'a>>(&*name).and_then(|gs| gs.get::<f64>("LW"));
                            line_widths.push((name.to_vec(), width));
                            width
                        });
                        state.line_width = width.unwrap_or(state.line_width);
                    }
                }

                b"m" => {
                    if let Some([x, y]) = operators.numbers() {
                        self.path.move_to(state.ctm, x, y);
                    }
                }
                b"l" => {
                    if let Some([x, y]) = operators.numbers() {
                        self.path.line_to(state.ctm, x, y);
                    }
                }
                b"c" => {
                    if let Some([.., x, y]) = operators.numbers::<6>() {
                        self.path.curve_to(state.ctm, x, y);
                    }
                }
                b"v" | b"y" => {
                    if let Some([.., x, y]) = operators.numbers::<4>() {
                        self.path.curve_to(state.ctm, x, y);
                    }
                }
                b"re" => {
                    if let Some([x, y, w, h]) = operators.numbers() {
                        self.path.rectangle(state.ctm, x, y, w, h);
                    }
                }
                b"h" => self.path.close(),
                b"W" | b"W*" => self.pending_clip = true,
                b"S" => self.paint(&mut state, true, false),
                b"s" => {
                    self.path.close();
                    self.paint(&mut state, true, false);
                }
                b"f" | b"F" | b"f*" => self.paint(&mut state, false, true),
                b"B" | b"B*" => self.paint(&mut state, true, true),
                b"b" | b"b*" => {
                    self.path.close();
                    self.paint(&mut state, true, true);
                }
                b"n" => self.paint(&mut state, false, false),

                b"BT" => position = TextPosition::START,
                b"Tf" => {
                    state.font_size = operators.number_at(1).unwrap_or(state.font_size);
                    if let Some(name) = operators.name_at(0) {
                        let known = fonts.iter().find(|(n, _)| **n == *name).map(|(_, font)| font.clone());
                        state.font = known
                            .or_else(|| self.document.font(resources, &name).inspect(|f| fonts.push((name.to_vec(), f.clone()))));
                    }
                }
                b"Tc" => state.char_spacing = number.unwrap_or(0.0),
                b"Tw" => state.word_spacing = number.unwrap_or(0.0),
                b"Tz" => state.horizontal_scale = number.unwrap_or(100.0) / 100.0,
                b"TL" => state.leading = number.unwrap_or(0.0),
                b"Ts" => state.rise = number.unwrap_or(0.0),
                b"Tr" => state.render_mode = number.unwrap_or(0.0) as i64,
                b"Td" => {
                    if let Some([x, y]) = operators.numbers() {
                        position.next_line(x, y);
                    }
                }
                b"TD" => {
                    if let Some([x, y]) = operators.numbers() {
                        state.leading = -y;
                        position.next_line(x, y);
                    }
                }
                b"Tm" => {
                    if let Some(m) = operators.numbers() {
                        position.set(Matrix(m));
                    }
                }
                b"T*" => position.next_line(0.0, -state.leading),
                b"Tj" | b"TJ" => self.show(&state, &mut position, operators.text_items(0)),
                b"'" => {
                    position.next_line(0.0, -state.leading);
                    self.show(&state, &mut position, operators.text_items(0));
                }
                b"\"" => {
                    if let Some([word, char]) = operators.numbers() {
                        (state.word_spacing, state.char_spacing) = (word, char);
                    }
                    position.next_line(0.0, -state.leading);
                    self.show(&state, &mut position, operators.text_items(2));
                }

                b"BMC" => self.marked.begin(&self.content.ink, None),
                b"BDC" => {
                    let actual = actual_text(&operators, resources);
                    self.marked.begin(&self.content.ink, actual.as_deref());
                }
                b"EMC" => self.marked.end(&mut self.content.ink),

                b"Do" => {
                    if let Some(object) = operators.name_at(0).and_then(|name| resources.x_objects.get::<Stream<'a>>(&*name)) {
                        self.x_object(&object, resources, &state);
                    }
                }
                b"BI" => self.image(&state, None),
                _ => {}
            }
        }
    }
}

/// The `/ActualText` of a `BDC`, whose properties stand in the stream or among the resources.
fn actual_text(operators: &Operators<'_>, resources: &Resources<'_>) -> Option<Vec<u8>> {
    let text = |properties: Dict<'_>| {
        let text = properties.get::<hayro_syntax::object::String<'_>>("ActualText")?;
        Some(text.as_bytes().to_vec())
    };
    match (operators.dict_at(1), operators.name_at(1)) {
        // To look for a key is to parse the dictionary, and most have only a number.
        (Some(raw), _) if memchr::memmem::find(raw, b"ActualText").is_some() => text(Dict::from_bytes(raw)?),
        (None, Some(name)) => text(resources.properties.get::<Dict<'_>>(&*name)?),
        _ => None,
    }
}
