//! What puts ink on the page: strings, paths, forms in forms, and images.

use hayro_syntax::{
    object::{Array, Dict, Name, Stream},
    page::Resources,
};

use super::{
    image::PlacedImage,
    interpret::{Interpreter, PageContent},
    matrix::Matrix,
    operators::TextItem,
    path,
    state::{State, intersect},
    text::{self, TextPosition},
};
use crate::table::ink::Edges;

/// Forms in forms deeper than this are not painted.
const MAX_FORM_DEPTH: usize = 16;

/// Operators that painting a form costs besides those in it: its dictionaries have to be read.
const FORM_COST: u64 = 100;

impl<'a> Interpreter<'_, 'a> {
    pub(super) fn show<'o>(&mut self, state: &State<'a>, position: &mut TextPosition, items: impl Iterator<Item = TextItem<'o>>) {
        let PageContent { ink, count, .. } = &mut self.content;
        text::show(ink, count, state, position, items, self.limits.pdf_page_glyphs);
    }

    pub(super) fn paint(&mut self, state: &mut State<'a>, stroke: bool, fill: bool) {
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

    pub(super) fn x_object(&mut self, object: &Stream<'a>, resources: &Resources<'a>, state: &State<'a>) {
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
    pub(super) fn image(&mut self, state: &State<'_>, stream: Option<&Stream<'a>>) {
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
