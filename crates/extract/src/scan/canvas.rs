//! The pictures of a PDF page to one picture of the page: whole scans, scans cut into strips, and text as a stencil over a background.

use super::{
    decode::{self, DecodeError},
    raster::{Gray, Raster},
};
use crate::{Limits, pdf::image::PlacedImage, table::ink::Edges};

/// Pictures that cover less than this part of a page, in hundredths, all together, are not a scan of it: seals, logos, signatures.
const COVERED: f32 = 50.0;

/// More dots than these to the point (some 430 to the inch) are not needed.
const ENOUGH: f32 = 6.0;

/// Pictures of one page. Scans that are cut into strips have some hundred.
const MOST_PICTURES: usize = 2000;

/// Whether the pictures cover enough of the page to be a scan of it.
pub(crate) fn is_scan(pictures: &[PlacedImage<'_>], [width, height]: [f32; 2]) -> bool {
    let area = |e: Edges| ((e[2] - e[0]).max(0.0) * (e[3] - e[1]).max(0.0)).max(0.0);
    // Strips do not overlap, and what does is a background.
    let covered: f32 = pictures.iter().filter(|p| !p.white).map(|p| area(p.visible)).sum();
    covered * 100.0 >= COVERED * width * height
}

/// A picture of the whole page, whose size is in points. Pictures that cannot be decoded are left out; the first reason is told.
pub(crate) fn page(
    pictures: &[PlacedImage<'_>],
    [width, height]: [f32; 2],
    limits: &Limits,
) -> (Option<Raster>, Option<DecodeError>) {
    let mut problem = None;
    let scale = pictures.iter().filter_map(|p| Placement::of(p)).map(|p| p.dots).fold(0.0, f32::max).min(ENOUGH);
    let size = [(width * scale).round(), (height * scale).round()];
    if let Err(error) = decode::check_size(size[0] as u32, size[1] as u32, limits) {
        return (None, Some(error));
    }
    let mut canvas: Option<Canvas> = None;
    let mut pixels_left = limits.image_pixels.saturating_mul(2);
    for (n_before, picture) in pictures.iter().filter(|p| !p.white).enumerate() {
        if n_before == MOST_PICTURES {
            problem = problem.or(Some(DecodeError::Limit { limit: "page_pictures", value: MOST_PICTURES as u64 }));
            break;
        }
        let Some(placement) = Placement::of(picture) else {
            problem = problem.or(Some(DecodeError::Unsupported));
            continue;
        };
        match pixels_left.checked_sub(placement.pixels) {
            Some(left) => pixels_left = left,
            None => {
                problem = problem.or(Some(DecodeError::Limit { limit: "image_pixels", value: limits.image_pixels }));
                break;
            }
        }
        match decode::picture(picture, limits) {
            Ok(raster) => {
                let canvas = canvas.get_or_insert_with(|| Canvas::new(size.map(|s| s as usize)));
                canvas.paint(raster, &placement, scale);
            }
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    (canvas.map(|c| Raster { luma: c.luma, uncoloured: c.uncoloured }), problem)
}

/// How a picture lies on its page.
struct Placement {
    way: Way,
    /// Box on the page, in points.
    area: Edges,
    /// Dots to the point.
    dots: f32,
    pixels: u64,
    stencil: bool,
}

/// Which way the rows of a picture run.
enum Way {
    /// Along the page's rows or columns.
    Straight {
        /// Quarters clockwise that they are turned.
        quarters: u8,
        mirrored: bool,
    },
    /// Along neither: the place of the picture's top left corner, and its upper and left sides, in points.
    Askew { corner: [f32; 2], along: [f32; 2], down: [f32; 2] },
}

impl Placement {
    /// `None` where it has no size.
    fn of(picture: &PlacedImage<'_>) -> Option<Placement> {
        let [columns, rows] = decode::size(picture)?;
        let [a, b, c, d, e, f] = picture.matrix();
        // A picture's row runs along (a, b), and its rows follow one another along (-c, -d).
        let upright = b.abs() + c.abs() <= STRAIGHT * (a.abs() + d.abs());
        let sideways = a.abs() + d.abs() <= STRAIGHT * (b.abs() + c.abs());
        let straight = |along: f64, down: f64, quarters: [u8; 2]| Way::Straight {
            quarters: if along > 0.0 { quarters[0] } else { quarters[1] },
            mirrored: along * down < 0.0,
        };
        let pair = |x: f64, y: f64| [x as f32, y as f32];
        let way = match (upright, sideways) {
            (true, _) => straight(a, -d, [0, 2]),
            (_, true) => straight(b, c, [1, 3]),
            _ => Way::Askew { corner: pair(e + c, f + d), along: pair(a, b), down: pair(-c, -d) },
        };
        let xs = [e, e + a, e + c, e + a + c].map(|v| v as f32);
        let ys = [f, f + b, f + d, f + b + d].map(|v| v as f32);
        let min = |v: [f32; 4]| v.into_iter().fold(f32::INFINITY, f32::min);
        let max = |v: [f32; 4]| v.into_iter().fold(f32::NEG_INFINITY, f32::max);
        let area = [min(xs), min(ys), max(xs), max(ys)];
        let dots = (f64::from(columns) / a.hypot(b)).max(f64::from(rows) / c.hypot(d)) as f32;
        let has_size = (a * d - b * c).abs() > 1e-6;
        (has_size && area.iter().all(|v| v.is_finite()) && dots.is_finite() && dots > 0.0).then_some(Placement {
            way,
            area,
            dots,
            pixels: u64::from(columns) * u64::from(rows),
            stencil: picture.header(0).is_some_and(|h| h.stencil),
        })
    }
}

/// A picture that is turned or slanted by less than this, in radians, lies straight: a millimetre on a page of A4.
const STRAIGHT: f64 = 0.004;

struct Canvas {
    luma: Gray,
    uncoloured: Option<Gray>,
}

impl Canvas {
    fn new([width, height]: [usize; 2]) -> Canvas {
        Canvas { luma: Gray::filled(width, height, 255), uncoloured: None }
    }

    fn paint(&mut self, raster: Raster, placement: &Placement, scale: f32) {
        if raster.uncoloured.is_some() && self.uncoloured.is_none() {
            self.uncoloured = Some(self.luma.clone());
        }
        if let Some(uncoloured) = &mut self.uncoloured {
            lay(uncoloured, raster.uncoloured.as_ref().unwrap_or(&raster.luma), placement, scale);
        }
        lay(&mut self.luma, &raster.luma, placement, scale);
    }
}

/// Lays a picture on the canvas, which has `scale` pixels to the point.
fn lay(canvas: &mut Gray, picture: &Gray, placement: &Placement, scale: f32) {
    // A page is at most this far outside itself: a picture that is mostly clipped is not enlarged for what is not seen.
    let fits = |[width, height]: [usize; 2]| width <= 3 * canvas.width && height <= 3 * canvas.height;
    let resized = |picture: &Gray, size: [usize; 2]| {
        (!(picture.width == size[0] && picture.height == size[1])).then(|| picture.resized(size))
    };
    let [x0, y0, x1, y1] = placement.area.map(|v| (v * scale).round());
    match placement.way {
        Way::Straight { quarters, mirrored } => {
            let size = [(x1 - x0).max(1.0) as usize, (y1 - y0).max(1.0) as usize];
            if fits(size) {
                let upright = if mirrored { picture.quarter_turned(2).transposed().quarter_turned(1) } else { picture.clone() };
                let turned = upright.quarter_turned(quarters);
                lay_straight(canvas, &resized(&turned, size).unwrap_or(turned), [x0 as i64, y0 as i64], placement.stencil);
            }
        }
        Way::Askew { corner, along, down } => {
            let side = |[x, y]: [f32; 2]| ((x.hypot(y) * scale).round().max(1.0)) as usize;
            let size = [side(along), side(down)];
            if fits(size) {
                let resized = resized(picture, size);
                let sides = [corner, along, down].map(|pair| pair.map(|v| v * scale));
                lay_askew(canvas, resized.as_ref().unwrap_or(picture), sides, [x0, y0, x1, y1], placement.stencil);
            }
        }
    }
}

/// Lays a picture whose corner and sides are given in pixels of the canvas, within this box.
fn lay_askew(canvas: &mut Gray, picture: &Gray, [corner, along, down]: [[f32; 2]; 3], area: Edges, stencil: bool) {
    let size = [canvas.width as f32, canvas.height as f32];
    let [x0, y0, x1, y1] = [0, 1, 2, 3].map(|i| area[i].clamp(0.0, size[i % 2]) as usize);
    let whole = along[0] * down[1] - along[1] * down[0];
    let (width, height) = (picture.width as f32, picture.height as f32);
    for y in y0..y1 {
        for x in x0..x1 {
            let [dx, dy] = [x as f32 + 0.5 - corner[0], y as f32 + 0.5 - corner[1]];
            // The part of the way along either side.
            let (u, v) = ((dx * down[1] - dy * down[0]) / whole, (along[0] * dy - along[1] * dx) / whole);
            if (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v) {
                let value = picture.between([u * width, v * height]);
                let target = &mut canvas.row_mut(y)[x];
                *target = if stencil { value.min(*target) } else { value };
            }
        }
    }
}

/// Lays a picture with its top left corner at a pixel of the canvas; a stencil only where it is ink.
fn lay_straight(canvas: &mut Gray, picture: &Gray, [left, top]: [i64; 2], stencil: bool) {
    let from = left.clamp(0, canvas.width as i64);
    let to = (left + picture.width as i64).clamp(0, canvas.width as i64);
    if from >= to {
        return;
    }
    for y in 0..picture.height {
        let row = top + y as i64;
        if row < 0 || row >= canvas.height as i64 {
            continue;
        }
        let source = &picture.row(y)[(from - left) as usize..(to - left) as usize];
        let target = &mut canvas.row_mut(row as usize)[from as usize..to as usize];
        if stencil {
            target.iter_mut().zip(source).for_each(|(t, s)| *t = (*t).min(*s));
        } else {
            target.copy_from_slice(source);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_askew_picture_lies_where_its_corner_and_sides_say() {
        // Black on its left half; laid with its top left corner at (50, 10), 40 pixels along to the lower right and 20 down to the lower left.
        let mut picture = Gray::filled(40, 20, 200);
        (0..20).for_each(|y| picture.row_mut(y)[..20].fill(0));
        let half = std::f32::consts::FRAC_1_SQRT_2;
        let sides = [[50.0, 10.0], [40.0 * half, 40.0 * half], [-20.0 * half, 20.0 * half]];
        for (stencil, beyond) in [(false, 200), (true, 100)] {
            let mut canvas = Gray::filled(100, 80, 100);
            lay_askew(&mut canvas, &picture, sides, [30.0, 5.0, 90.0, 60.0], stencil);
            // 5 along and 10 down; 35 along and 10 down; 10 up.
            let at =
                |along: f32, down: f32| canvas.at((50.0 + (along - down) * half) as usize, (10.0 + (along + down) * half) as usize);
            assert_eq!((at(5.0, 10.0), at(35.0, 10.0), at(5.0, -5.0)), (0, beyond, 100));
        }
    }
}
