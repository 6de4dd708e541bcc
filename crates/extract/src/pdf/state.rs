//! The graphics state, as far as text and lines need it.

use std::{cell::RefCell, rc::Rc};

use super::{font::Font, matrix::Matrix};
use crate::table::ink::Edges;

/// A font that several states share.
pub(super) type SharedFont<'a> = Rc<RefCell<Font<'a>>>;

/// What `q` saves and `Q` brings back.
#[derive(Clone)]
pub(super) struct State<'a> {
    /// To points of the displayed page.
    pub(super) ctm: Matrix,
    /// Box around the clipping path.
    pub(super) clip: Edges,
    pub(super) line_width: f64,
    /// Painting in white on a page that is taken to be white.
    pub(super) white_fill: bool,
    /// Tells the colour of areas from others.
    pub(super) fill_tone: u32,
    /// See `white_fill`.
    pub(super) white_stroke: bool,
    pub(super) font: Option<SharedFont<'a>>,
    pub(super) font_size: f64,
    pub(super) char_spacing: f64,
    pub(super) word_spacing: f64,
    /// `Tz` as a fraction.
    pub(super) horizontal_scale: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) render_mode: i64,
}

impl State<'_> {
    pub(super) fn new(ctm: Matrix, clip: Edges) -> Self {
        State {
            ctm,
            clip,
            line_width: 1.0,
            white_fill: false,
            fill_tone: 0,
            white_stroke: false,
            font: None,
            font_size: 0.0,
            char_spacing: 0.0,
            word_spacing: 0.0,
            horizontal_scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            render_mode: 0,
        }
    }
}

/// The common area of two boxes; empty boxes have an edge before the opposite one.
pub(super) fn intersect(a: Edges, b: Edges) -> Edges {
    [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]
}
