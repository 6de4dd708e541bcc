//! The way from a straight and flat page back to the page as it was, for points and for all pixels.

use super::{bend::Lattice, raster::Gray};

/// A turn around the middle of a page, and where the page is not flat how each of its points has moved before.
pub(super) struct Warp {
    sin: f32,
    cos: f32,
    middle: [f32; 2],
    bend: Option<Lattice>,
}

impl Warp {
    /// The turn that makes a flat page straight which is askew by `degrees`, clockwise positive.
    pub(super) fn straightening(degrees: f32, page: &Gray) -> Warp {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Warp { sin, cos, middle: [page.width as f32 / 2.0, page.height as f32 / 2.0], bend: None }
    }

    /// The same for a page that, when it is straight, is bent like this.
    pub(super) fn flattening(self, bend: Option<Lattice>) -> Warp {
        Warp { bend, ..self }
    }

    /// Where a point of the straight page lies on the page as it was.
    pub(super) fn back(&self, at: [f32; 2]) -> [f32; 2] {
        self.turned(self.bend.as_ref().map_or(at, |bend| bend.at(at)))
    }

    fn turned(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [dx, dy] = [x - self.middle[0], y - self.middle[1]];
        [self.middle[0] + dx * self.cos - dy * self.sin, self.middle[1] + dx * self.sin + dy * self.cos]
    }

    /// Where a point of the page as it was lies on the straight page, if it is flat.
    pub(super) fn unturned(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [dx, dy] = [x - self.middle[0], y - self.middle[1]];
        [self.middle[0] + dx * self.cos + dy * self.sin, self.middle[1] - dx * self.sin + dy * self.cos]
    }

    /// The page made straight; what was outside it is paper.
    pub(super) fn apply(&self, page: &Gray) -> Gray {
        if self.sin == 0.0 && self.bend.is_none() {
            return page.clone();
        }
        let mut out = Gray::filled(page.width, page.height, 255);
        for y in 0..page.height {
            let at = y as f32 + 0.5;
            match &self.bend {
                None => copy_along(page, self.turned([0.5, at]), [self.cos, self.sin], out.row_mut(y)),
                Some(bend) => {
                    let places: Vec<[f32; 2]> = bend.row(at).into_iter().map(|at| self.turned(at)).collect();
                    for (pair, values) in places.windows(2).zip(out.row_mut(y).chunks_mut(bend.step())) {
                        let step = [0, 1].map(|axis| (pair[1][axis] - pair[0][axis]) / bend.step() as f32);
                        copy_along(page, [pair[0][0] + step[0] / 2.0, pair[0][1] + step[1] / 2.0], step, values);
                    }
                }
            }
        }
        out
    }
}

/// Fills a row with what lies on a line of the page, from the middle of its first pixel on.
fn copy_along(page: &Gray, start: [f32; 2], step: [f32; 2], values: &mut [u8]) {
    // Places are in 65536ths of a pixel.
    let fixed = |v: f32| (v * 65536.0).round() as i64;
    let (mut x, mut y) = (fixed(start[0] - 0.5), fixed(start[1] - 0.5));
    for value in values {
        *value = sample(page, x, y);
        x += fixed(step[0]);
        y += fixed(step[1]);
    }
}

/// The mean of the four pixels around a place, weighted by nearness.
fn sample(page: &Gray, x: i64, y: i64) -> u8 {
    let (column, row) = (x >> 16, y >> 16);
    if column < 0 || row < 0 || column + 1 >= page.width as i64 || row + 1 >= page.height as i64 {
        return 255;
    }
    let (across, down) = (((x >> 8) & 255) as u32, ((y >> 8) & 255) as u32);
    let at = row as usize * page.width + column as usize;
    let upper = &page.pixels[at..at + 2];
    let lower = &page.pixels[at + page.width..at + page.width + 2];
    let mix = |pair: &[u8]| u32::from(pair[0]) * (256 - across) + u32::from(pair[1]) * across;
    ((mix(upper) * (256 - down) + mix(lower) * down + (1 << 15)) >> 16) as u8
}
