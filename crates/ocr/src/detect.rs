//! Finding lines on a page with a network (Liao et al. 2019, "Real-time Scene Text Detection with Differentiable Binarization").

use rten_tensor::NdTensor;

use crate::{Gray, Models, resize::resample};

/// A pixel from this probability on belongs to a line; this and the next two are the networks' own settings (`inference.yml`).
const PIXEL: f32 = 0.2;
/// A line whose pixels have less on average is none.
const LINE: f32 = 0.4;
/// The network shrinks lines; a box grows by this times its area over its outline.
const GROWTH: f32 = 1.4;
/// Boxes narrower or lower than this many pixels of the network's input are specks.
const LEAST_SIDE: u32 = 3;
/// The network takes sides that are multiples of this.
const SIDE_UNIT: usize = 32;
/// Longest side of the network's input: an A4 page at 110 dpi, where letters of 9 pt still have 13 pixels.
const LARGEST_SIDE: usize = 1280;

/// A network that finds lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detector {
    /// The accurate one.
    #[default]
    Small,
    /// Twice as fast; enough for one cell.
    Tiny,
}

/// A box around one line, in pixels of the image: from column `x0` and row `y0` up to, but without, column `x1` and row `y1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineBox {
    /// First column.
    pub x0: u32,
    /// First row.
    pub y0: u32,
    /// The column after the last.
    pub x1: u32,
    /// The row after the last.
    pub y1: u32,
    /// How sure it is that this is text.
    pub confidence: f32,
}

impl Models {
    /// Finds the lines of an image that stands upright, from top to bottom and left to right. Boxes have some margin.
    pub fn detect(&self, image: &Gray, detector: Detector) -> Vec<LineBox> {
        if image.width == 0 || image.height == 0 {
            return Vec::new();
        }
        let network = match detector {
            Detector::Small => &self.small_detector,
            Detector::Tiny => &self.tiny_detector,
        };
        let scale = (LARGEST_SIDE as f32 / image.width.max(image.height) as f32).min(1.0);
        let side = |length: u32| ((length as f32 * scale / SIDE_UNIT as f32).round() as usize).max(1) * SIDE_UNIT;
        let (width, height) = (side(image.width), side(image.height));
        let mut input = NdTensor::<f32, 4>::zeros([1, 3, height, width]);
        let planes = input.data_mut().expect("a new tensor is contiguous").chunks_exact_mut(width * height);
        // Mean and deviation of the channels in training (`inference.yml`).
        for (plane, (mean, deviation)) in planes.zip([(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)]) {
            resample(image, width, height, width, |shade| (shade / 255.0 - mean) / deviation, plane);
        }
        let output = network.run(&input).expect("a network that was loaded takes any size");
        let (to_x, to_y) = (image.width as f32 / width as f32, image.height as f32 / height as f32);
        let placed = |area: &Area| {
            let [x0, y0, x1, y1] = area.grown();
            LineBox {
                x0: (x0 * to_x).max(0.0) as u32,
                y0: (y0 * to_y).max(0.0) as u32,
                x1: ((x1 * to_x).ceil() as u32).min(image.width),
                y1: ((y1 * to_y).ceil() as u32).min(image.height),
                confidence: area.mean(),
            }
        };
        let mut boxes: Vec<LineBox> = areas(&output.values, width).iter().filter(|area| area.is_line()).map(placed).collect();
        sort_for_reading(&mut boxes);
        boxes
    }
}

/// Connected pixels of a map of probabilities.
struct Area {
    x0: u32,
    y0: u32,
    x1: u32,
    y1: u32,
    n_pixels: u32,
    sum: f32,
}

impl Area {
    fn mean(&self) -> f32 {
        self.sum / self.n_pixels as f32
    }

    fn is_line(&self) -> bool {
        (self.x1 - self.x0).min(self.y1 - self.y0) >= LEAST_SIDE && self.mean() >= LINE
    }

    /// Left, top, right and bottom of the text that the network shrank.
    fn grown(&self) -> [f32; 4] {
        let (width, height) = ((self.x1 - self.x0) as f32, (self.y1 - self.y0) as f32);
        let by = width * height * GROWTH / (2.0 * (width + height));
        [self.x0 as f32 - by, self.y0 as f32 - by, self.x1 as f32 + by, self.y1 as f32 + by]
    }
}

/// The areas of pixels above the threshold that touch by sides or corners, in the order of their first pixels.
fn areas(map: &[f32], width: usize) -> Vec<Area> {
    let height = map.len() / width;
    let mut seen = vec![false; map.len()];
    let mut found = Vec::new();
    let mut open = Vec::new();
    for start in 0..map.len() {
        if seen[start] || map[start] <= PIXEL {
            continue;
        }
        seen[start] = true;
        open.push(start);
        let mut area = Area { x0: u32::MAX, y0: u32::MAX, x1: 0, y1: 0, n_pixels: 0, sum: 0.0 };
        while let Some(at) = open.pop() {
            let (x, y) = (at % width, at / width);
            area.x0 = area.x0.min(x as u32);
            area.y0 = area.y0.min(y as u32);
            area.x1 = area.x1.max(x as u32 + 1);
            area.y1 = area.y1.max(y as u32 + 1);
            area.n_pixels += 1;
            area.sum += map[at];
            for near_y in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for near_x in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let near = near_y * width + near_x;
                    if !seen[near] && map[near] > PIXEL {
                        seen[near] = true;
                        open.push(near);
                    }
                }
            }
        }
        found.push(area);
    }
    found
}

/// Rows from top to bottom, each from left to right: a box belongs to a row if its middle lies within the row's first box.
fn sort_for_reading(boxes: &mut Vec<LineBox>) {
    boxes.sort_by_key(|line| (line.y0 + line.y1, line.x0));
    let mut rest = std::mem::take(boxes);
    while let Some(&first) = rest.first() {
        let in_row = |line: &LineBox| (line.y0 + line.y1) / 2 < first.y1;
        let mut row: Vec<LineBox> = rest.iter().copied().filter(in_row).collect();
        rest.retain(|line| !in_row(line));
        row.sort_by_key(|line| line.x0);
        boxes.extend(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(x0: u32, y0: u32, x1: u32, y1: u32) -> LineBox {
        LineBox { x0, y0, x1, y1, confidence: 1.0 }
    }

    #[test]
    fn lines_are_ordered_as_they_are_read() {
        let (title, left, right, below) = (line(40, 0, 90, 20), line(0, 32, 40, 50), line(60, 30, 90, 48), line(0, 60, 40, 80));
        let mut boxes = vec![below, right, left, title];
        sort_for_reading(&mut boxes);
        assert_eq!(boxes, [title, left, right, below]);
    }

    #[test]
    fn touching_pixels_are_one_area() {
        let map = [
            0.9, 0.9, 0.0, 0.0, 0.0, //
            0.0, 0.0, 0.9, 0.0, 0.5, //
            0.0, 0.0, 0.0, 0.0, 0.5, //
        ];
        let found = areas(&map, 5);
        let boxes: Vec<[u32; 5]> = found.iter().map(|area| [area.x0, area.y0, area.x1, area.y1, area.n_pixels]).collect();
        assert_eq!(boxes, [[0, 0, 3, 2, 3], [4, 1, 5, 3, 2]]);
    }

    #[test]
    fn a_box_grows_by_its_area_over_its_outline() {
        let area = Area { x0: 10, y0: 10, x1: 110, y1: 20, n_pixels: 1000, sum: 900.0 };
        // 100 · 10 · 1.4 / 220 = 6.36.
        let [x0, y0, x1, y1] = area.grown();
        assert!((x0 - 3.64).abs() < 0.01 && (y0 - 3.64).abs() < 0.01 && (x1 - 116.36).abs() < 0.01 && (y1 - 26.36).abs() < 0.01);
        assert!(area.is_line());
    }
}
