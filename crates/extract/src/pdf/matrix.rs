//! Affine transformations as PDF writes them: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.

use hayro_syntax::object::Rect;
use hayro_syntax::page::{Page, Rotation};

/// `[a b c d e f]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First `self`, then `outer`: PDF's `self × outer`.
    pub(super) fn then(self, outer: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, outer.0);
        Matrix([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    pub(super) fn apply(self, x: f64, y: f64) -> [f32; 2] {
        let [a, b, c, d, e, f] = self.0;
        [(a * x + c * y + e) as f32, (b * x + d * y + f) as f32]
    }

    /// How much lengths grow, on average over the directions.
    pub(super) fn scale(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs().sqrt()
    }

    /// The box around a transformed rectangle: left, top, right, bottom.
    pub(super) fn apply_box(self, x0: f64, y0: f64, x1: f64, y1: f64) -> [f32; 4] {
        let corners = [self.apply(x0, y0), self.apply(x1, y0), self.apply(x0, y1), self.apply(x1, y1)];
        corners.iter().fold([f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY], |b, [x, y]| {
            [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)]
        })
    }
}

/// A page as displayed: its size, and the way there from the page's own coordinates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Display {
    /// To points from the top left of the displayed page.
    pub(super) matrix: Matrix,
    /// Width in points.
    pub(super) width: f32,
    /// Height in points.
    pub(super) height: f32,
}

/// Largest page side that is taken at its word, in points: 14,400 is the limit of PDF 1.7, Annex C, and `UserUnit` multiplies it.
const MAX_SIDE: f64 = 1_000_000.0;

/// Size and transformation of a page after CropBox, /Rotate and UserUnit. A page without a usable size counts as A4.
pub(super) fn display(page: &Page<'_>) -> Display {
    let mut area = page.intersected_crop_box();
    let usable = |r: &Rect| {
        [r.x0, r.y0, r.x1, r.y1].iter().all(|v| v.is_finite() && v.abs() <= MAX_SIDE) && r.x1 - r.x0 > 1.0 && r.y1 - r.y0 > 1.0
    };
    if !usable(&area) {
        area = page.media_box();
    }
    if !usable(&area) {
        area = hayro_syntax::page::A4;
    }
    let unit = page.raw().get::<f64>("UserUnit").filter(|u| *u >= 0.01 && *u <= 1000.0).unwrap_or(1.0);
    let (w, h) = ((area.x1 - area.x0) * unit, (area.y1 - area.y0) * unit);
    let to_origin = Matrix([unit, 0.0, 0.0, unit, -area.x0 * unit, -area.y0 * unit]);
    let (turn, width, height) = match page.rotation() {
        Rotation::None => (Matrix([1.0, 0.0, 0.0, -1.0, 0.0, h]), w, h),
        Rotation::Horizontal => (Matrix([0.0, 1.0, 1.0, 0.0, 0.0, 0.0]), h, w),
        Rotation::Flipped => (Matrix([-1.0, 0.0, 0.0, 1.0, w, 0.0]), w, h),
        Rotation::FlippedHorizontal => (Matrix([0.0, -1.0, -1.0, 0.0, h, w]), h, w),
    };
    Display { matrix: to_origin.then(turn), width: width as f32, height: height as f32 }
}
