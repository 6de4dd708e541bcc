//! Grey images.

/// A grey image: row by row from the top, 0 black, 255 white.
#[derive(Clone, PartialEq, Eq)]
pub struct Gray {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width * height` values.
    pub pixels: Vec<u8>,
}

impl Gray {
    /// An image of one shade.
    pub fn filled(width: u32, height: u32, shade: u8) -> Gray {
        Gray { width, height, pixels: vec![shade; width as usize * height as usize] }
    }

    /// The pixels of row `y`.
    pub fn row(&self, y: u32) -> &[u8] {
        let start = y as usize * self.width as usize;
        &self.pixels[start..start + self.width as usize]
    }

    /// The part from column `x0` and row `y0` up to, but without, column `x1` and row `y1`; what lies outside the image is left out.
    pub fn crop(&self, x0: u32, y0: u32, x1: u32, y1: u32) -> Gray {
        let (x1, y1) = (x1.min(self.width), y1.min(self.height));
        let (x0, y0) = (x0.min(x1), y0.min(y1));
        let pixels = (y0..y1).flat_map(|y| &self.row(y)[x0 as usize..x1 as usize]).copied().collect();
        Gray { width: x1 - x0, height: y1 - y0, pixels }
    }
}

impl std::fmt::Debug for Gray {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gray({}×{})", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_at_the_edge_of_the_image() {
        let image = Gray { width: 3, height: 2, pixels: vec![1, 2, 3, 4, 5, 6] };
        assert_eq!(image.crop(1, 0, 3, 2).pixels, [2, 3, 5, 6]);
        assert_eq!(image.crop(2, 1, 9, 9), Gray { width: 1, height: 1, pixels: vec![6] });
        assert_eq!(image.crop(5, 5, 9, 9).pixels, []);
    }
}
