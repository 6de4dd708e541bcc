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
    /// Quarters clockwise that its rows are turned.
    quarters: u8,
    mirrored: bool,
    /// Box on the page, in points.
    area: Edges,
    /// Dots to the point.
    dots: f32,
    pixels: u64,
    stencil: bool,
}

impl Placement {
    /// `None` where it has no size, or lies along no axis.
    fn of(picture: &PlacedImage<'_>) -> Option<Placement> {
        let [columns, rows] = decode::size(picture)?;
        let [a, b, c, d, e, f] = picture.matrix();
        // A picture's row runs along (a, b), and its rows follow one another along (-c, -d).
        let upright = b.abs() + c.abs() <= 0.02 * (a.abs() + d.abs());
        let sideways = a.abs() + d.abs() <= 0.02 * (b.abs() + c.abs());
        let (along, down, quarters) = match (upright, sideways) {
            (true, _) => (a, -d, if a > 0.0 { 0 } else { 2 }),
            (_, true) => (b, c, if b > 0.0 { 1 } else { 3 }),
            _ => return None,
        };
        let xs = [e, e + a, e + c, e + a + c].map(|v| v as f32);
        let ys = [f, f + b, f + d, f + b + d].map(|v| v as f32);
        let min = |v: [f32; 4]| v.into_iter().fold(f32::INFINITY, f32::min);
        let max = |v: [f32; 4]| v.into_iter().fold(f32::NEG_INFINITY, f32::max);
        let area = [min(xs), min(ys), max(xs), max(ys)];
        let dots = (columns as f32 / along.abs() as f32).max(rows as f32 / down.abs() as f32);
        (area.iter().all(|v| v.is_finite()) && dots.is_finite() && dots > 0.0).then_some(Placement {
            quarters,
            mirrored: along * down < 0.0,
            area,
            dots,
            pixels: u64::from(columns) * u64::from(rows),
            stencil: picture.header(0).is_some_and(|h| h.stencil),
        })
    }
}

struct Canvas {
    luma: Gray,
    uncoloured: Option<Gray>,
}

impl Canvas {
    fn new([width, height]: [usize; 2]) -> Canvas {
        Canvas { luma: Gray::filled(width, height, 255), uncoloured: None }
    }

    fn paint(&mut self, raster: Raster, placement: &Placement, scale: f32) {
        let [x0, y0, x1, y1] = placement.area.map(|v| (v * scale).round());
        let size = [(x1 - x0).max(1.0) as usize, (y1 - y0).max(1.0) as usize];
        // A page is at most this far outside itself: a picture that is mostly clipped is not enlarged for what is not seen.
        if size[0] > 3 * self.luma.width || size[1] > 3 * self.luma.height {
            return;
        }
        let laid = |gray: Gray| {
            let gray = if placement.mirrored { gray.quarter_turned(2).transposed().quarter_turned(1) } else { gray };
            let turned = gray.quarter_turned(placement.quarters);
            if [turned.width, turned.height] == size { turned } else { turned.resized(size) }
        };
        let lightest = raster.uncoloured.map(laid);
        let luma = laid(raster.luma);
        let at = [x0 as i64, y0 as i64];
        if lightest.is_some() && self.uncoloured.is_none() {
            self.uncoloured = Some(self.luma.clone());
        }
        if let Some(uncoloured) = &mut self.uncoloured {
            lay(uncoloured, lightest.as_ref().unwrap_or(&luma), at, placement.stencil);
        }
        lay(&mut self.luma, &luma, at, placement.stencil);
    }
}

/// Lays a picture on the canvas; a stencil only where it is ink.
fn lay(canvas: &mut Gray, picture: &Gray, [left, top]: [i64; 2], stencil: bool) {
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
