//! Paths to rulings: strokes along an axis, and filled shapes so thin that they can only be lines.

use super::{
    dots,
    matrix::Matrix,
    state::{State, intersect},
};
use crate::table::ink::{Edges, PageInk, Ruling, Shade};

/// Thickest filled shape that counts as a line, in points. Printed table borders have at most 3 pt (Word's and WPS's thickest
/// border but for the ornamental ones); the smallest shaded cell is a line of text high.
const MAX_LINE: f32 = 3.5;

/// A thin shape is a line where it is this many times longer than wide; else it is a dot, such as the corners that Word draws.
const MIN_ASPECT: f32 = 2.0;

/// How far a stroke may lean, across its whole length, and still run along an axis; in points.
const MAX_LEAN: f32 = 0.7;

/// How far outside the clipping path a line may lie: Chromium's right borders lie on its own clip's edge. In points.
const CLIP_SLACK: f32 = 1.0;

/// Pieces of one shaded area meet within this, in points.
const SEAM: f32 = 0.3;

/// Areas that may be pieces of the one that is painted next.
const MAX_PIECES: usize = 8;

/// Shaded areas that are looked at below a white line.
const MAX_SHADES: usize = 512;

/// Most points of one path; beyond it is a drawing and no table.
const MAX_POINTS: usize = 100_000;

/// The path under construction, in points of the displayed page.
#[derive(Default)]
pub(super) struct Path {
    points: Vec<[f32; 2]>,
    subpaths: Vec<Subpath>,
    start: (f64, f64),
    /// Dots painted so far on the page, which may be the dots of lines.
    dots: Vec<Edges>,
}

struct Subpath {
    first: usize,
    closed: bool,
    curved: bool,
}

impl Path {
    pub(super) fn clear(&mut self) {
        self.points.clear();
        self.subpaths.clear();
    }

    pub(super) fn move_to(&mut self, ctm: Matrix, x: f64, y: f64) {
        self.subpaths.push(Subpath { first: self.points.len(), closed: false, curved: false });
        self.push(ctm, x, y);
        self.start = (x, y);
    }

    pub(super) fn line_to(&mut self, ctm: Matrix, x: f64, y: f64) {
        if self.subpaths.last().is_none_or(|s| s.closed) {
            let (x, y) = if self.subpaths.is_empty() { (x, y) } else { self.start };
            self.move_to(ctm, x, y);
        }
        self.push(ctm, x, y);
    }

    /// Only where the curve leads is kept: curves are no rulings.
    pub(super) fn curve_to(&mut self, ctm: Matrix, x: f64, y: f64) {
        self.line_to(ctm, x, y);
        if let Some(subpath) = self.subpaths.last_mut() {
            subpath.curved = true;
        }
    }

    pub(super) fn rectangle(&mut self, ctm: Matrix, x: f64, y: f64, w: f64, h: f64) {
        self.move_to(ctm, x, y);
        self.push(ctm, x + w, y);
        self.push(ctm, x + w, y + h);
        self.push(ctm, x, y + h);
        self.close();
    }

    pub(super) fn close(&mut self) {
        if let Some(subpath) = self.subpaths.last_mut() {
            subpath.closed = true;
        }
    }

    fn push(&mut self, ctm: Matrix, x: f64, y: f64) {
        if self.points.len() < MAX_POINTS {
            self.points.push(ctm.apply(x, y));
        }
    }

    /// The box around the whole path.
    pub(super) fn bounds(&self) -> Option<Edges> {
        bounds(&self.points)
    }

    fn shapes(&self) -> impl Iterator<Item = (&Subpath, &[[f32; 2]])> {
        self.subpaths.iter().enumerate().map(|(i, s)| {
            let end = self.subpaths.get(i + 1).map_or(self.points.len(), |next| next.first);
            (s, &self.points[s.first.min(end)..end])
        })
    }

    /// Paints the outline: every straight piece along an axis is a ruling.
    pub(super) fn stroke(&self, state: &State<'_>, ink: &mut PageInk) {
        let width = (state.line_width * state.ctm.scale()) as f32;
        if width.is_nan() || width > MAX_LINE * 2.0 {
            return;
        }
        for (subpath, points) in self.shapes().filter(|(s, _)| !s.curved) {
            let closing = (subpath.closed && points.len() > 2).then(|| [points[points.len() - 1], points[0]]);
            for [a, b] in points.windows(2).map(|w| [w[0], w[1]]).chain(closing) {
                if !state.white_stroke {
                    push_segment(&mut ink.rulings, state.clip, a, b, width);
                } else if is_on_shading(ink, [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0]) {
                    push_segment(&mut ink.gaps, state.clip, a, b, width);
                }
            }
        }
    }

    /// Paints the area: thin shapes are rulings, a ring of two nested boxes is a frame, other rectangles are shading.
    pub(super) fn fill(&mut self, state: &State<'_>, ink: &mut PageInk) {
        let mut dots = std::mem::take(&mut self.dots);
        let mut before: Option<Edges> = None;
        for (subpath, points) in self.shapes() {
            let Some(edges) = bounds(points) else { continue };
            let [x0, y0, x1, y1] = edges;
            if state.white_fill {
                if is_on_shading(ink, [(x0 + x1) / 2.0, (y0 + y1) / 2.0]) {
                    push_thin(&mut ink.gaps, state.clip, edges);
                }
                continue;
            }
            if (x1 - x0).max(y1 - y0) <= dots::MAX_DOT && dots.len() < MAX_POINTS {
                dots.push(edges);
            }
            if push_thin(&mut ink.rulings, state.clip, edges) || subpath.curved || !is_rectangle(points) {
                continue;
            }
            // Either box may come first.
            let frame = before.take().and_then(|other| match () {
                () if is_frame(other, edges) => Some((other, edges)),
                () if is_frame(edges, other) => Some((edges, other)),
                () => None,
            });
            if let Some(([x0, y0, x1, y1], inner)) = frame {
                ink.fills.pop();
                for side in [[x0, y0, x1, inner[1]], [x0, inner[3], x1, y1], [x0, y0, inner[0], y1], [inner[2], y0, x1, y1]] {
                    push_thin(&mut ink.rulings, state.clip, side);
                }
                continue;
            }
            let visible = intersect(edges, state.clip);
            if visible[2] - visible[0] > MAX_LINE && visible[3] - visible[1] > MAX_LINE {
                push_shade(ink, visible, state.fill_tone);
                before = Some(edges);
            }
        }
        self.dots = dots;
    }

    /// Takes over the dots that were painted along another path.
    pub(super) fn take_dots(&mut self, mut other: Path) {
        self.dots.append(&mut other.dots);
    }

    /// Adds the lines that dots make, at the end of a page.
    pub(super) fn join_dots(&mut self, ink: &mut PageInk) {
        dots::join(&mut self.dots, ink);
    }
}

/// Adds a shaded area; what it continues in the same colour is one area with it, since Word paints a cell in pieces.
fn push_shade(ink: &mut PageInk, edges: Edges, tone: u32) {
    let PageInk { fills, seams, .. } = ink;
    let mut edges = edges;
    let same = |a: f32, b: f32| (a - b).abs() <= SEAM;
    let continues = |a: Edges, b: Edges| {
        let beside = same(a[1], b[1]) && same(a[3], b[3]) && a[0].max(b[0]) <= a[2].min(b[2]) + SEAM;
        let below = same(a[0], b[0]) && same(a[2], b[2]) && a[1].max(b[1]) <= a[3].min(b[3]) + SEAM;
        let inside = a[0] <= b[0] + SEAM && a[1] <= b[1] + SEAM && a[2] >= b[2] - SEAM && a[3] >= b[3] - SEAM;
        beside || below || inside
    };
    loop {
        let recent = fills.len().saturating_sub(MAX_PIECES);
        let found =
            fills[recent..].iter().rposition(|f| f.tone == tone && (continues(f.edges, edges) || continues(edges, f.edges)));
        let Some(at) = found else { break };
        let Shade { edges: [x0, y0, x1, y1], .. } = fills.remove(recent + at);
        seams.extend(seam(edges, [x0, y0, x1, y1]));
        edges = [edges[0].min(x0), edges[1].min(y0), edges[2].max(x1), edges[3].max(y1)];
    }
    fills.push(Shade { edges, tone });
}

/// Where two areas meet that are one: beside or below one another, not one on the other.
fn seam(a: Edges, b: Edges) -> Option<Ruling> {
    let meet = |side: usize| a[side].max(b[side]) >= a[side + 2].min(b[side + 2]) - SEAM;
    let ruling = |horizontal, at: usize, along: usize| Ruling {
        horizontal,
        at: a[at].max(b[at]),
        from: a[along].min(b[along]),
        to: a[along + 2].max(b[along + 2]),
        width: 0.0,
    };
    if meet(0) { Some(ruling(false, 0, 1)) } else { meet(1).then(|| ruling(true, 1, 0)) }
}

/// Whether a point lies on a shaded area: a white line there parts cells.
fn is_on_shading(ink: &PageInk, [x, y]: [f32; 2]) -> bool {
    // What was shaded last is what lies below; a page has a few hundred cells.
    let last = &ink.fills[ink.fills.len().saturating_sub(MAX_SHADES)..];
    last.iter()
        .map(|f| f.edges)
        .any(|[x0, y0, x1, y1]| x >= x0 - CLIP_SLACK && x <= x1 + CLIP_SLACK && y >= y0 - CLIP_SLACK && y <= y1 + CLIP_SLACK)
}

/// A thin box, such as an image one pixel high, is a ruling; `false` where it is not thin.
pub(super) fn push_thin(rulings: &mut Vec<Ruling>, clip: Edges, edges: Edges) -> bool {
    let [x0, y0, x1, y1] = edges;
    let (w, h) = (x1 - x0, y1 - y0);
    if w.min(h) > MAX_LINE {
        return false;
    }
    if w >= h * MIN_ASPECT {
        push_segment(rulings, clip, [x0, (y0 + y1) / 2.0], [x1, (y0 + y1) / 2.0], h);
    } else if h >= w * MIN_ASPECT {
        push_segment(rulings, clip, [(x0 + x1) / 2.0, y0], [(x0 + x1) / 2.0, y1], w);
    }
    true
}

fn push_segment(rulings: &mut Vec<Ruling>, clip: Edges, a: [f32; 2], b: [f32; 2], width: f32) {
    let (dx, dy) = ((a[0] - b[0]).abs(), (a[1] - b[1]).abs());
    if !(dx.is_finite() && dy.is_finite()) {
        return;
    }
    let clip = [clip[0] - CLIP_SLACK, clip[1] - CLIP_SLACK, clip[2] + CLIP_SLACK, clip[3] + CLIP_SLACK];
    let horizontal = dy <= MAX_LEAN && dx > dy;
    let vertical = dx <= MAX_LEAN && dy > dx;
    if !(horizontal || vertical) {
        return;
    }
    // Along the line, and across it.
    let (u, v) = if horizontal { (0, 1) } else { (1, 0) };
    let at = (a[v] + b[v]) / 2.0;
    let (from, to) = (a[u].min(b[u]).max(clip[u]), a[u].max(b[u]).min(clip[u + 2]));
    if at >= clip[v] && at <= clip[v + 2] && from < to {
        rulings.push(Ruling { horizontal, at, from, to, width });
    }
}

/// `inner` lies in `outer` and leaves a thin border all around.
fn is_frame(outer: Edges, inner: Edges) -> bool {
    let gaps = [inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3]];
    gaps.iter().all(|gap| (0.0..=MAX_LINE).contains(gap)) && gaps.iter().any(|gap| *gap > 0.0)
}

/// Four corners, each side along an axis.
fn is_rectangle(points: &[[f32; 2]]) -> bool {
    (4..=5).contains(&points.len())
        && points.windows(2).all(|w| (w[0][0] - w[1][0]).abs() <= MAX_LEAN || (w[0][1] - w[1][1]).abs() <= MAX_LEAN)
}

fn bounds(points: &[[f32; 2]]) -> Option<Edges> {
    let (first, rest) = points.split_first()?;
    Some(
        rest.iter().fold([first[0], first[1], first[0], first[1]], |b, p| {
            [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])]
        }),
    )
}
