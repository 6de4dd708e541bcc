//! Content streams to what is printed: the operators of text, paths, forms and images, each with its budget.
//!
//! A long file, since one match lists the operators.

use hayro_syntax::{
    object::{Array, Dict, FromBytes, MaybeRef, Name, Object, ObjectIdentifier, Stream},
    page::{Page, Resources},
};
use rustc_hash::FxHashMap;
use std::{cell::RefCell, rc::Rc};

use super::{
    actual_text::MarkedContent,
    font::Font,
    image::PlacedImage,
    matrix::{Display, Matrix},
    operators::{Operators, TextItem},
    path::{self, Path},
    state::{SharedFont, State, intersect},
    stream::{self, StreamError},
    text::{self, TextCount, TextPosition},
};
use crate::{
    Limits,
    table::ink::{Edges, PageInk},
};

/// `q` deeper than this is only counted. PDF 1.7 (Annex C) allows 28.
const MAX_SAVED_STATES: usize = 256;

/// Forms in forms deeper than this are not painted.
const MAX_FORM_DEPTH: usize = 16;

/// Operators that painting a form costs besides those in it: its dictionaries have to be read.
const FORM_COST: u64 = 100;

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

/// Fonts that the pages of a file share.
#[derive(Default)]
pub(super) struct Document<'a> {
    fonts: FxHashMap<ObjectIdentifier, SharedFont<'a>>,
    /// Fonts that stand in a resource dictionary itself, by the object around them and their name.
    direct_fonts: FxHashMap<(Option<ObjectIdentifier>, Vec<u8>), SharedFont<'a>>,
    /// The page before, whose memory the next page uses again.
    spare: PageInk,
}

impl<'a> Document<'a> {
    /// Takes a page's memory back.
    pub(super) fn reuse(&mut self, ink: PageInk) {
        self.spare = ink;
    }

    fn font(&mut self, resources: &Resources<'a>, name: &[u8]) -> Option<SharedFont<'a>> {
        let read = |dict: Dict<'a>| Rc::new(RefCell::new(Font::new(&dict)));
        match resources.fonts.get_raw::<Dict<'a>>(name)? {
            MaybeRef::Ref(r) => {
                let id = ObjectIdentifier::from(r);
                if let Some(known) = self.fonts.get(&id) {
                    return Some(known.clone());
                }
                let font = read(resources.fonts.get::<Dict<'a>>(name)?);
                self.fonts.insert(id, font.clone());
                Some(font)
            }
            MaybeRef::NotRef(dict) => {
                let key = (resources.fonts.obj_id(), name.to_vec());
                Some(self.direct_fonts.entry(key).or_insert_with(|| read(dict)).clone())
            }
        }
    }
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

struct Interpreter<'d, 'a> {
    content: PageContent<'a>,
    operations_left: u64,
    /// The file has fewer operators left than a page may have.
    is_file_short: bool,
    document: &'d mut Document<'a>,
    limits: &'d Limits,
    path: Path,
    /// `W` was seen; the next painting operator makes the path the clip.
    pending_clip: bool,
    marked: MarkedContent,
    /// The forms that are being painted, outermost first.
    forms: Vec<ObjectIdentifier>,
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

    fn decode<'s>(&mut self, stream: &Stream<'s>) -> std::borrow::Cow<'s, [u8]> {
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

    fn reached(&mut self, limit: &'static str) {
        if !self.content.limits.contains(&limit) {
            self.content.limits.push(limit);
        }
    }

    fn run(&mut self, bytes: &[u8], resources: &Resources<'a>, mut state: State<'a>) {
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
            let PageInk { rulings, fills, gaps, .. } = &mut self.content.ink;
            if rulings.len() + fills.len() + gaps.len() > self.limits.pdf_page_rulings {
                rulings.truncate(self.limits.pdf_page_rulings);
                fills.clear();
                gaps.clear();
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

    fn show<'o>(&mut self, state: &State<'a>, position: &mut TextPosition, items: impl Iterator<Item = TextItem<'o>>) {
        let PageContent { ink, count, .. } = &mut self.content;
        text::show(ink, count, state, position, items, self.limits.pdf_page_glyphs);
    }

    fn paint(&mut self, state: &mut State<'a>, stroke: bool, fill: bool) {
        if fill {
            self.path.fill(state, &mut self.content.ink);
        }
        if stroke {
            self.path.stroke(state, &mut self.content.ink);
        }
        if std::mem::take(&mut self.pending_clip)
            && let Some(bounds) = self.path.bounds()
        {
            state.clip = intersect(state.clip, bounds);
        }
        self.path.clear();
    }

    fn x_object(&mut self, object: &Stream<'a>, resources: &Resources<'a>, state: &State<'a>) {
        let dict = object.dict();
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Form") => {
                let id = object.obj_id();
                if self.forms.len() >= MAX_FORM_DEPTH || self.forms.contains(&id) {
                    return self.reached("pdf_form_depth");
                }
                self.operations_left = self.operations_left.saturating_sub(FORM_COST);
                let mut inner = state.clone();
                let matrix = dict.get::<Array<'_>>("Matrix").map(|a| a.iter::<f64>().collect::<Vec<_>>());
                if let Some(&[a, b, c, d, e, f]) = matrix.as_deref() {
                    inner.ctm = Matrix([a, b, c, d, e, f]).then(inner.ctm);
                }
                let bbox = dict.get::<Array<'_>>("BBox").map(|a| a.iter::<f64>().collect::<Vec<_>>());
                if let Some(&[x0, y0, x1, y1]) = bbox.as_deref() {
                    inner.clip = intersect(inner.clip, inner.ctm.apply_box(x0, y0, x1, y1));
                }
                // Forms without resources of their own use those of the page (PDF 1.1).
                let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
                let bytes = self.decode(object);
                self.forms.push(id);
                let outer_path = std::mem::take(&mut self.path);
                self.run(&bytes, own.as_ref().unwrap_or(resources), inner);
                let inner_path = std::mem::replace(&mut self.path, outer_path);
                self.path.take_dots(inner_path);
                self.forms.pop();
            }
            Some(b"Image") => self.image(state, Some(object)),
            _ => {}
        }
    }

    /// An image fills the unit square of its coordinates. Thin ones are rulings, as some producers draw them.
    fn image(&mut self, state: &State<'_>, stream: Option<&Stream<'a>>) {
        let edges: Edges = state.ctm.apply_box(0.0, 0.0, 1.0, 1.0);
        if edges.iter().any(|e| !e.is_finite()) || path::push_thin(&mut self.content.ink.rulings, state.clip, edges) {
            return;
        }
        let visible = intersect(edges, state.clip);
        if visible[0] >= visible[2] || visible[1] >= visible[3] || self.content.images.len() >= self.limits.pdf_page_rulings {
            return;
        }
        if let Some(stream) = stream {
            let (matrix, stream) = (state.ctm, stream.clone());
            self.content.images.push(PlacedImage { matrix, visible, white: state.white_fill, stream });
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

/// A number that differs between colours that differ visibly.
fn tone(operators: &Operators<'_>) -> u32 {
    operators.all_numbers().take(4).fold(0, |tone, value| tone << 8 | (value.clamp(0.0, 1.0) * 255.0) as u32)
}

/// Whether a colour is white: full light, or no ink at all. A single component is ink with `k` and light elsewhere.
fn is_white(operators: &Operators<'_>, ink: bool) -> bool {
    let mut components = [0.0; 4];
    let mut n = 0;
    for value in operators.all_numbers() {
        if n < 4 {
            components[n] = value;
        }
        n += 1;
    }
    match n {
        1 | 3 => !ink && components[..n].iter().all(|c| *c > 0.99),
        4 => components.iter().all(|c| *c < 0.01),
        _ => false,
    }
}
