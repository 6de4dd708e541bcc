//! Strings to glyphs with places.

use super::{
    matrix::Matrix,
    operators::TextItem,
    state::{SharedFont, State},
};
use crate::table::ink::{Direction, Edges, Glyph, PageInk, Run};

/// A jump of the pen that ends a run, in ems: more than any letter spacing of running text, less than the gap between columns.
const RUN_GAP: f32 = 1.0;

/// A jump back that ends a run, in ems: more than kerning.
const RUN_BACK: f32 = 0.4;

/// A line that leans less than this from an axis (sine of the angle, about three degrees) runs along it.
const AXIS_LEAN: f64 = 0.05;

/// How far outside the clip or the page the middle of a glyph may lie, in points.
const CLIP_SLACK: f32 = 1.0;

/// Matrices of the text object that is open.
#[derive(Clone, Copy)]
pub(super) struct TextPosition {
    matrix: Matrix,
    line: Matrix,
    /// The pen still stands where the last string left it.
    continues: bool,
}

impl TextPosition {
    pub(super) const START: TextPosition = TextPosition { matrix: Matrix::IDENTITY, line: Matrix::IDENTITY, continues: false };

    pub(super) fn set(&mut self, matrix: Matrix) {
        (self.matrix, self.line) = (matrix, matrix);
        self.continues = false;
    }

    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.set(Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self.line));
    }

    /// Moves the pen without ink, by thousandths of the size against the direction of writing, as the numbers of `TJ` do.
    fn adjust(&mut self, state: &State<'_>, thousandths: f64, vertical: bool) {
        let by = -thousandths / 1000.0 * state.font_size;
        let step = if vertical { [0.0, by] } else { [by * state.horizontal_scale, 0.0] };
        self.advance(step);
    }

    fn advance(&mut self, [tx, ty]: [f64; 2]) {
        let [a, b, c, d, e, f] = self.matrix.0;
        self.matrix.0[4] = tx * a + ty * c + e;
        self.matrix.0[5] = tx * b + ty * d + f;
    }
}

/// Counts what a page's text is worth.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TextCount {
    /// Glyphs that stand for text.
    pub(super) mapped: u32,
    /// Glyphs that stand for nothing known.
    pub(super) unmapped: u32,
    /// Glyphs that were left out because the page has too many.
    pub(super) dropped: u32,
}

/// Sets the strings among `items`, moved by the numbers between them.
pub(super) fn show<'o>(
    ink: &mut PageInk,
    count: &mut TextCount,
    state: &State<'_>,
    position: &mut TextPosition,
    items: impl Iterator<Item = TextItem<'o>>,
    max_glyphs: usize,
) {
    let Some(font) = state.font.clone() else { return };
    let setting = Setting::new(state, &font, position);
    // Strings set one after the other without moving the pen are one run, whatever their fonts: subsets of one font take turns.
    let mut open: Option<Run> = ink.runs.pop_if(|last| {
        position.continues
            && last.glyphs.end as usize == ink.glyphs.len()
            && (last.direction, last.vertical) == (setting.direction, setting.vertical)
            && last.invisible == (state.render_mode == 3)
            && (last.size - setting.size).abs() < 0.01 * setting.size
    });
    for item in items {
        match item {
            TextItem::Move(thousandths) => {
                position.adjust(state, thousandths, setting.vertical);
                let ems = -thousandths / 1000.0 * f64::from(setting.sign);
                if ems > f64::from(RUN_GAP) || -ems > f64::from(RUN_BACK) {
                    close(ink, open.take());
                }
            }
            TextItem::Text(bytes) => show_string(ink, count, state, position, &font, &setting, bytes, &mut open, max_glyphs),
        }
    }
    position.continues = open.is_some();
    close(ink, open);
}

/// What stays the same while one operator sets its strings.
struct Setting {
    vertical: bool,
    /// −1 where a negative font size turns the direction of writing around.
    sign: f32,
    /// Glyph space in ems to the displayed page, without the place.
    em: [f64; 4],
    direction: Direction,
    size: f32,
    descent: f64,
    ascent: f64,
}

impl Setting {
    fn new(state: &State<'_>, font: &SharedFont<'_>, position: &TextPosition) -> Setting {
        let font = font.borrow();
        let Matrix([a, b, c, d, ..]) = position.matrix.then(state.ctm);
        let (across, up) = (state.font_size * state.horizontal_scale, state.font_size);
        let em = [a * across, b * across, c * up, d * up];
        let (mut u, mut v) = (em[0], em[1]);
        if font.vertical {
            (u, v) = (-em[2], -em[3]);
        }
        let length = u.hypot(v);
        let direction = match (u / length, v / length) {
            _ if length.is_nan() || length == 0.0 => Direction::Right,
            (x, y) if y.abs() < AXIS_LEAN => {
                if x > 0.0 {
                    Direction::Right
                } else {
                    Direction::Left
                }
            }
            (x, y) if x.abs() < AXIS_LEAN => {
                if y > 0.0 {
                    Direction::Down
                } else {
                    Direction::Up
                }
            }
            _ => Direction::Slanted,
        };
        Setting {
            vertical: font.vertical,
            sign: if state.font_size < 0.0 { -1.0 } else { 1.0 },
            em,
            direction,
            size: (em[2].hypot(em[3]) * f64::from((font.ascent - font.descent).abs())) as f32,
            descent: f64::from(font.descent),
            ascent: f64::from(font.ascent),
        }
    }

    /// The box of a glyph whose pen stands at `at`, from `x0` to `x1` and `y0` to `y1` in ems.
    fn edges(&self, at: [f64; 2], x0: f64, x1: f64, y0: f64, y1: f64) -> Edges {
        let [a, b, c, d] = self.em;
        let ([xa, xb], [xc, xd]) = ([x0 * a, x1 * a], [y0 * c, y1 * c]);
        let ([ya, yb], [yc, yd]) = ([x0 * b, x1 * b], [y0 * d, y1 * d]);
        let edges = [
            at[0] + xa.min(xb) + xc.min(xd),
            at[1] + ya.min(yb) + yc.min(yd),
            at[0] + xa.max(xb) + xc.max(xd),
            at[1] + ya.max(yb) + yc.max(yd),
        ];
        edges.map(|edge| edge as f32)
    }
}

#[expect(clippy::too_many_arguments, reason = "the inner loop of a page, kept apart from the items of TJ")]
fn show_string(
    ink: &mut PageInk,
    count: &mut TextCount,
    state: &State<'_>,
    position: &mut TextPosition,
    font: &SharedFont<'_>,
    setting: &Setting,
    mut bytes: &[u8],
    open: &mut Option<Run>,
    max_glyphs: usize,
) {
    let mut font = font.borrow_mut();
    let type3_em = f64::from(font.em);
    let clip = [state.clip[0] - CLIP_SLACK, state.clip[1] - CLIP_SLACK, state.clip[2] + CLIP_SLACK, state.clip[3] + CLIP_SLACK];
    while let Some((known, len)) = font.next_char(bytes) {
        bytes = &bytes[len..];
        let spacing = state.char_spacing + if known.word_space { state.word_spacing } else { 0.0 };
        let [_, _, _, _, e, f] = position.matrix.0;
        let [ctm_a, ctm_b, ctm_c, ctm_d, ctm_e, ctm_f] = state.ctm.0;
        let pen = [e * ctm_a + f * ctm_c + ctm_e, e * ctm_b + f * ctm_d + ctm_f];
        let rise = if state.rise == 0.0 { 0.0 } else { state.rise / state.font_size };
        let width = f64::from(known.width) * type3_em;
        let advance = f64::from(known.advance) * type3_em;
        let [left, down] = known.shift.map(f64::from);
        let edges = setting.edges(pen, -left, width - left, setting.descent - down + rise, setting.ascent - down + rise);
        if setting.vertical {
            position.advance([0.0, advance * state.font_size + spacing]);
        } else {
            position.advance([(advance * state.font_size + spacing) * state.horizontal_scale, 0.0]);
        }
        let middle = [(edges[0] + edges[2]) / 2.0, (edges[1] + edges[3]) / 2.0];
        let seen = middle[0] >= clip[0] && middle[0] <= clip[2] && middle[1] >= clip[1] && middle[1] <= clip[3];
        if !seen {
            close(ink, open.take());
            continue;
        }
        if ink.glyphs.len() >= max_glyphs {
            count.dropped += 1;
            continue;
        }
        let start = ink.text.len() as u32;
        match known.single {
            // A character is copied faster than a text of any length.
            Some(only) => ink.text.push(only),
            None => ink.text.push_str(font.text(&known)),
        }
        let len = (ink.text.len() - start as usize) as u16;
        if known.mapped {
            count.mapped += 1;
        } else {
            count.unmapped += 1;
        }
        let place = ink.glyphs.len() as u32;
        ink.glyphs.push(Glyph { edges, start, len, confidence: if known.mapped { 100 } else { 0 } });
        let run = open.get_or_insert_with(|| Run {
            glyphs: place..place,
            origin: pen.map(|v| v as f32),
            size: setting.size,
            direction: setting.direction,
            vertical: setting.vertical,
            invisible: state.render_mode == 3,
        });
        run.glyphs.end = place + 1;
    }
}

fn close(ink: &mut PageInk, run: Option<Run>) {
    ink.runs.extend(run);
}
