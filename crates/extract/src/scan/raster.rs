//! Pixels: one page as an image, before anything is known of it.
//!
//! Pixel (0, 0) is the top left one; rows follow one another without padding.

/// Shades of grey, 0 black to 255 white.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gray {
    /// Pixels of a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` values, row by row.
    pub pixels: Vec<u8>,
}

impl Gray {
    /// An image of one shade.
    pub fn filled(width: usize, height: usize, value: u8) -> Gray {
        Gray { width, height, pixels: vec![value; width * height] }
    }

    /// One row.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..][..self.width]
    }

    /// One row, to be changed.
    pub fn row_mut(&mut self, y: usize) -> &mut [u8] {
        &mut self.pixels[y * self.width..][..self.width]
    }

    /// The value at a pixel.
    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels[y * self.width + x]
    }

    /// The mean of the four pixels around a place, in pixels from the top left corner, weighted by nearness.
    pub(super) fn between(&self, [x, y]: [f32; 2]) -> u8 {
        let near = |at: f32, n: usize| {
            let at = (at - 0.5).clamp(0.0, n.saturating_sub(1) as f32);
            (at as usize, (at as usize + 1).min(n - 1), at.fract())
        };
        let ((left, right, across), (above, below, down)) = (near(x, self.width), near(y, self.height));
        let mix = |y: usize| f32::from(self.at(left, y)) * (1.0 - across) + f32::from(self.at(right, y)) * across;
        (mix(above) * (1.0 - down) + mix(below) * down).round() as u8
    }

    /// Turned clockwise by a number of quarters.
    pub fn quarter_turned(&self, quarters: u8) -> Gray {
        match quarters % 4 {
            0 => self.clone(),
            1 => self.transposed().mirrored(),
            2 => Gray { pixels: self.pixels.iter().rev().copied().collect(), ..*self },
            _ => self.clone().mirrored().transposed(),
        }
    }

    /// Rows become columns: the pixel at (x, y) goes to (y, x).
    pub fn transposed(&self) -> Gray {
        /// Pixels of a block whose rows and columns both stay in the cache.
        const BLOCK: usize = 32;
        let (width, height) = (self.height, self.width);
        let mut pixels = vec![0; self.pixels.len()];
        for top in (0..self.height).step_by(BLOCK) {
            for left in (0..self.width).step_by(BLOCK) {
                for y in top..(top + BLOCK).min(self.height) {
                    let right = (left + BLOCK).min(self.width);
                    for (x, value) in (left..right).zip(&self.row(y)[left..right]) {
                        pixels[x * width + y] = *value;
                    }
                }
            }
        }
        Gray { width, height, pixels }
    }

    /// The image in another size: each pixel is the mean of what it covers, or lies between what is near.
    pub fn resized(&self, [width, height]: [usize; 2]) -> Gray {
        let across = spans(self.width, width);
        let mut rows = Gray::filled(width, self.height, 0);
        for y in 0..self.height {
            let source = self.row(y);
            for (value, span) in rows.row_mut(y).iter_mut().zip(&across) {
                *value = span.mean(|x| source[x]);
            }
        }
        let mut out = Gray::filled(width, height, 0);
        for (y, span) in spans(self.height, height).iter().enumerate() {
            for x in 0..width {
                out.pixels[y * width + x] = span.mean(|y| rows.pixels[y * width + x]);
            }
        }
        out
    }

    fn mirrored(mut self) -> Gray {
        let width = self.width.max(1);
        self.pixels.chunks_exact_mut(width).for_each(<[u8]>::reverse);
        self
    }
}

/// What one pixel of the new image covers of a row of the old: whole pixels, the first and last in part.
struct Span {
    first: usize,
    last: usize,
    /// In 256ths.
    first_part: u32,
    last_part: u32,
}

impl Span {
    fn mean(&self, value: impl Fn(usize) -> u8) -> u8 {
        if self.first == self.last {
            return value(self.first);
        }
        let inner: u32 = (self.first + 1..self.last).map(|i| u32::from(value(i)) * 256).sum();
        let sum = inner + u32::from(value(self.first)) * self.first_part + u32::from(value(self.last)) * self.last_part;
        let weight = (self.last - self.first - 1) as u32 * 256 + self.first_part + self.last_part;
        (sum / weight.max(1)) as u8
    }
}

fn spans(old: usize, new: usize) -> Vec<Span> {
    let step = old as f64 / new as f64;
    // A pixel that covers less than one of the old takes a whole one's width around its middle, so that it lies between two.
    let width = step.max(1.0);
    let end = old as f64 - 1e-6;
    (0..new)
        .map(|i| {
            let middle = (i as f64 + 0.5) * step;
            let (from, to) = ((middle - width / 2.0).clamp(0.0, end), (middle + width / 2.0).clamp(0.0, end));
            let part = |f: f64| (f * 256.0).round() as u32;
            Span { first: from as usize, last: to as usize, first_part: part(1.0 - from.fract()), last_part: part(to.fract()) }
        })
        .collect()
}

/// One page as an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// How dark each pixel is for the eye; what has a strong colour is here as dark as the colour.
    pub luma: Gray,
    /// How dark each pixel is in the lightest of its colours: red and blue ink is paper here. `None` where the image has no colours.
    pub uncoloured: Option<Gray>,
}

impl Raster {
    /// From shades of grey.
    pub fn from_gray(luma: Gray) -> Raster {
        Raster { luma, uncoloured: None }
    }

    /// From red, green and blue bytes.
    pub fn from_rgb(width: usize, height: usize, rgb: &[u8]) -> Raster {
        let (mut luma, mut lightest) = (Vec::with_capacity(width * height), Vec::with_capacity(width * height));
        let mut coloured = 0usize;
        for pixel in rgb.chunks_exact(3) {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]];
            // The weights of ITU-R BT.601 in 256ths.
            luma.push(((77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8) as u8);
            let most = r.max(g).max(b);
            lightest.push(most);
            coloured += usize::from(most - r.min(g).min(b) > COLOURED);
        }
        let luma = Gray { width, height, pixels: luma };
        // A tint of the paper or of the camera is no ink.
        let has_colours = coloured * LEAST_COLOURED > width * height;
        Raster { luma, uncoloured: has_colours.then_some(Gray { width, height, pixels: lightest }) }
    }
}

/// Difference between a pixel's lightest and darkest colour, of 255, that JPEG's halved colours do not make of black and white.
const COLOURED: u8 = 60;

/// One pixel in this many has to be coloured: the outline of a small seal is a thousandth of a page.
const LEAST_COLOURED: usize = 4000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_quarters_are_a_whole_turn() {
        let page = Gray { width: 3, height: 2, pixels: vec![1, 2, 3, 4, 5, 6] };
        // Clockwise: the left column, from the bottom up, becomes the top row.
        assert_eq!(page.quarter_turned(1), Gray { width: 2, height: 3, pixels: vec![4, 1, 5, 2, 6, 3] });
        assert_eq!(page.quarter_turned(2).pixels, [6, 5, 4, 3, 2, 1]);
        assert_eq!(page.quarter_turned(3), page.quarter_turned(2).quarter_turned(1));
        assert_eq!(page.quarter_turned(3).quarter_turned(1), page);
    }

    #[test]
    fn half_the_size_is_the_mean_of_four() {
        let image = Gray { width: 4, height: 2, pixels: vec![0, 100, 200, 200, 100, 200, 0, 0] };
        assert_eq!(image.resized([2, 1]).pixels, [100, 100]);
        assert_eq!(image.resized([4, 2]), image);
        assert_eq!(Gray::filled(3, 3, 7).resized([7, 5]), Gray::filled(7, 5, 7));
    }

    #[test]
    fn red_ink_is_paper_without_colours() {
        let red_black_white = [230, 40, 50, 10, 10, 10, 250, 250, 250];
        let raster = Raster::from_rgb(3, 1, &red_black_white);
        let uncoloured = raster.uncoloured.expect("one pixel in three is red");
        assert_eq!(uncoloured.pixels, [230, 10, 250]);
        assert!(raster.luma.pixels[0] < 110);
        assert!(Raster::from_rgb(1, 1, &[250, 248, 240]).uncoloured.is_none());
    }
}
