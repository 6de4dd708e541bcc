//! A page of pixels as it came to one that is straight, upright, white and of known scale.

use super::{
    bend, paper,
    raster::{Gray, Raster},
    skew, spread, surround,
    warp::Warp,
};
use crate::table::ink::Edges;

/// Points in a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// More dots than these to the millimetre (some 320 to the inch) tell nothing more, and cost time.
const ENOUGH: f32 = 12.6;

/// How much lighter a pixel is in its lightest colour where coloured ink lies on it, of 255.
const TINT: u8 = 50;

/// A page ready to be read.
pub(super) struct Straight {
    /// Black ink on white paper; red and blue ink is paper.
    pub(super) gray: Gray,
    /// Where coloured ink lies: 1, else 0.
    tint: Option<Gray>,
    /// Pixels in a millimetre.
    pub(super) mm: f32,
    quarters: u8,
    warp: Warp,
    /// Size of the page as it was displayed, in points.
    paper: [f32; 2],
    /// Where its top left corner lies on the picture, in points.
    origin: [f32; 2],
}

/// The page with its paper made white, before it is known which way it lies.
pub(super) struct Flat {
    gray: Gray,
    tint: Option<Gray>,
    mm: f32,
    paper: [f32; 2],
    origin: [f32; 2],
}

impl Flat {
    /// `paper` is the size of the page as displayed, in points.
    pub(super) fn new(raster: Raster, paper: [f32; 2]) -> Flat {
        let Raster { luma, uncoloured } = raster;
        let (gray, tint) = match uncoloured {
            Some(lightest) => {
                let differ =
                    lightest.pixels.iter().zip(&luma.pixels).map(|(light, dark)| u8::from(light.saturating_sub(*dark) > TINT));
                let tint = Gray { pixels: differ.collect(), ..luma };
                (lightest, Some(tint))
            }
            None => (luma, None),
        };
        let mm = [gray.width as f32 / paper[0] * POINTS, gray.height as f32 / paper[1] * POINTS];
        // Fax pages have fewer dots down than across.
        let target = mm[0].max(mm[1]).min(ENOUGH);
        let size = [(paper[0] / POINTS * target).round().max(1.0) as usize, (paper[1] / POINTS * target).round().max(1.0) as usize];
        let is_square = (mm[0] - mm[1]).abs() <= 0.03 * mm[0].max(mm[1]);
        let (gray, tint) = if is_square && mm[0].max(mm[1]) <= ENOUGH {
            (gray, tint)
        } else {
            (gray.resized(size), tint.map(|t| t.resized(size)))
        };
        let mm = gray.width as f32 / paper[0] * POINTS;
        let surround = surround::find(&gray, mm);
        let (mut gray, mut tint) = (paper::flattened(&gray, mm), tint);
        if let Some(surround) = surround {
            surround.fill(&mut gray, 255);
            tint.iter_mut().for_each(|tint| surround.fill(tint, 0));
        }
        Flat { gray, tint, mm, paper, origin: [0.0; 2] }
    }

    /// Ink of the page as it lies.
    pub(super) fn ink(&self) -> Gray {
        paper::ink(&self.gray, paper::threshold(&self.gray))
    }

    pub(super) fn mm(&self) -> f32 {
        self.mm
    }

    /// The pages on the picture, in reading order: two where it shows two side by side once it is turned clockwise by `quarters`.
    pub(super) fn pages(self, quarters: u8) -> Vec<Flat> {
        let Some(margins) = spread::fold(&self.ink().quarter_turned(quarters), self.mm) else { return vec![self] };
        let (width, height) = (self.gray.width, self.gray.height);
        // A quarter turn clockwise makes the lowest rows the first columns.
        let areas = match quarters {
            0 => [[0, 0, margins.start, height], [margins.end, 0, width, height]],
            _ => [[0, height - margins.start, width, height], [0, 0, width, height - margins.end]],
        };
        areas.map(|area| self.part(area)).into()
    }

    fn part(&self, [x0, y0, x1, y1]: [usize; 4]) -> Flat {
        let scale = POINTS / self.mm;
        let cut = |page: &Gray| {
            let rows = (y0..y1).flat_map(|y| &page.row(y)[x0..x1]).copied();
            Gray { width: x1 - x0, height: y1 - y0, pixels: rows.collect() }
        };
        let paper = [(x1 - x0) as f32 * scale, (y1 - y0) as f32 * scale];
        let origin = [self.origin[0] + x0 as f32 * scale, self.origin[1] + y0 as f32 * scale];
        Flat { gray: cut(&self.gray), tint: self.tint.as_ref().map(cut), mm: self.mm, paper, origin }
    }

    /// Turned clockwise by `quarters`, and then made straight.
    pub(super) fn straightened(&self, quarters: u8) -> Straight {
        let upright = self.gray.quarter_turned(quarters);
        let ink = paper::ink(&upright, paper::threshold(&upright));
        let turn = Warp::straightening(skew::angle(&ink, self.mm), &upright);
        let faint = paper::ink(&upright, paper::faint_threshold(&upright));
        let bend = bend::find(&faint, &turn, self.mm);
        let warp = turn.flattening(bend);
        let gray = warp.apply(&upright);
        // Outside the page there is no tint, and the turn makes 255 of it.
        let tint = self.tint.as_ref().map(|t| {
            let mut tint = warp.apply(&t.quarter_turned(quarters));
            tint.pixels.iter_mut().for_each(|v| *v &= 1);
            tint
        });
        Straight { gray, tint, mm: self.mm, quarters, warp, paper: self.paper, origin: self.origin }
    }
}

impl Straight {
    /// Points in a pixel.
    pub(super) fn scale(&self) -> f32 {
        POINTS / self.mm
    }

    /// Whether any coloured ink was set aside.
    pub(super) fn has_coloured_ink(&self) -> bool {
        self.tint.as_ref().is_some_and(|tint| tint.pixels.contains(&1))
    }

    /// The part of a box of pixels that coloured ink lies on, in hundredths.
    pub(super) fn tinted(&self, [x0, y0, x1, y1]: Edges) -> usize {
        let Some(tint) = &self.tint else { return 0 };
        let (x0, x1) = (x0.max(0.0) as usize, (x1.max(0.0) as usize).min(tint.width));
        let (y0, y1) = (y0.max(0.0) as usize, (y1.max(0.0) as usize).min(tint.height));
        if x0 >= x1 || y0 >= y1 {
            return 0;
        }
        let tinted: usize = (y0..y1).map(|y| tint.row(y)[x0..x1].iter().map(|v| usize::from(*v)).sum::<usize>()).sum();
        tinted * 100 / ((x1 - x0) * (y1 - y0))
    }

    /// A box of the straight page, in points, on the page as displayed.
    pub(super) fn back(&self, [x0, y0, x1, y1]: Edges) -> Edges {
        let scale = self.scale();
        let corners = [[x0, y0], [x1, y0], [x0, y1], [x1, y1]].map(|[x, y]| {
            let [x, y] = self.warp.back([x / scale, y / scale]).map(|v| v * scale);
            match self.quarters {
                1 => [y, self.paper[1] - x],
                2 => [self.paper[0] - x, self.paper[1] - y],
                3 => [self.paper[0] - y, x],
                _ => [x, y],
            }
        });
        let fold = |axis: usize, f: fn(f32, f32) -> f32| corners[1..].iter().map(|c| c[axis]).fold(corners[0][axis], f);
        let [left, top] = self.origin;
        [fold(0, f32::min) + left, fold(1, f32::min) + top, fold(0, f32::max) + left, fold(1, f32::max) + top]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_come_back_where_they_were() {
        // A page of 100 by 200 points, read after a quarter turn clockwise: its left bottom corner is then at the top left.
        let raster = Raster::from_gray(Gray::filled(100, 200, 255));
        let flat = Flat::new(raster, [100.0, 200.0]);
        let near = |a: Edges, b: Edges| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.01);
        assert!(near(flat.straightened(0).back([10.0, 20.0, 30.0, 50.0]), [10.0, 20.0, 30.0, 50.0]));
        assert!(near(flat.straightened(1).back([0.0, 0.0, 20.0, 10.0]), [0.0, 180.0, 10.0, 200.0]));
        assert!(near(flat.straightened(2).back([0.0, 0.0, 20.0, 10.0]), [80.0, 190.0, 100.0, 200.0]));
        assert!(near(flat.straightened(3).back([0.0, 0.0, 20.0, 10.0]), [90.0, 0.0, 100.0, 20.0]));
        let part = flat.part([60, 50, 100, 200]);
        assert!(near(part.straightened(0).back([1.0, 2.0, 3.0, 4.0]), [61.0, 52.0, 63.0, 54.0]));
    }
}
