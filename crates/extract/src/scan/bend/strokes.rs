//! How steep long strokes run here and there on a page.

use crate::scan::{raster::Gray, skew};

/// Distance between the columns of pixels in which strokes are looked for, in millimetres.
const STEP: f32 = 0.5;

/// Shorter runs of ink in a row, in millimetres, are dust.
const DUST: f32 = 0.5;

/// Gap over which a stroke goes on, in columns: dots, dashes, and what text touches.
const GAP: usize = 3;

/// Steepest that a stroke runs: rulings of pages that rise to their fold have some 0.2.
const STEEPEST: f32 = 0.3;

/// Slope that changes within a few columns by more than this is another stroke's.
const BEND: f32 = 0.1;

/// Points from which the slope of a stroke is told while it is followed.
const MEMORY: usize = 8;

/// Lengths of the pieces of which slopes are measured, in millimetres. Strokes of characters are shorter.
const PIECE: std::ops::Range<f32> = 7.0..14.0;

/// The slope of a piece of a stroke.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// Its middle, in pixels: along the lines, and across.
    pub(super) at: [f32; 2],
    /// Pixels across for each pixel along.
    pub(super) slope: f32,
    /// How much it counts.
    pub(super) weight: f32,
}

/// Where the upper edges of strokes are that run along the rows of a page: each is a list of points from left to right.
pub(super) fn follow(ink: &Gray, mm: f32) -> Vec<Vec<[f32; 2]>> {
    let step = (STEP * mm).round().max(1.0) as usize;
    let mut columns: Vec<Vec<u32>> = vec![Vec::new(); ink.width.div_ceil(step)];
    let dust = (DUST * mm).round() as usize;
    for (x, y) in skew::upper_edges(ink, step) {
        let (left, right) = ink.row(y as usize).split_at(x as usize);
        let before = left.iter().rev().take(dust).take_while(|v| **v == 1).count();
        if before + right.iter().take(dust).take_while(|v| **v == 1).count() >= dust {
            columns[x as usize / step].push(y);
        }
    }
    let mut done = Vec::new();
    // By height, each with the column of its last point.
    let mut open: Vec<(usize, Vec<[f32; 2]>)> = Vec::new();
    for (column, edges) in columns.iter().enumerate() {
        let mut begun = Vec::new();
        for y in edges {
            let point = [(column * step) as f32 + 0.5, *y as f32];
            match nearest(&open, point, step as f32) {
                Some(i) => {
                    open[i].0 = column;
                    open[i].1.push(point);
                }
                None => begun.push((column, vec![point])),
            }
        }
        open.append(&mut begun);
        done.extend(open.extract_if(.., |(last, _)| *last + GAP <= column).map(|(_, points)| points));
        open.sort_by(|a, b| height(&a.1).total_cmp(&height(&b.1)));
    }
    done.extend(open.into_iter().map(|(_, points)| points));
    let is_long = |points: &Vec<[f32; 2]>| points.len() >= 4 && points[points.len() - 1][0] - points[0][0] >= PIECE.start * mm;
    done.retain(is_long);
    done
}

fn height(points: &[[f32; 2]]) -> f32 {
    points[points.len() - 1][1]
}

/// The open stroke that a point of the next column continues. They are sorted by height.
fn nearest(open: &[(usize, Vec<[f32; 2]>)], [x, y]: [f32; 2], step: f32) -> Option<usize> {
    let farthest = STEEPEST * step * GAP as f32 + 2.0;
    let first = open.partition_point(|(_, points)| height(points) < y - farthest);
    let near = open[first..].iter().take_while(|(_, points)| height(points) <= y + farthest);
    let off = |points: &[[f32; 2]]| {
        let last = points[points.len() - 1];
        let along = x - last[0];
        // One that already has a point in this column.
        if along <= 0.0 {
            return None;
        }
        let before = points[points.len().saturating_sub(MEMORY)];
        let (slope, bend) = match points.len() {
            MEMORY.. => ((last[1] - before[1]) / (last[0] - before[0]), BEND),
            _ => (0.0, STEEPEST),
        };
        let off = (y - last[1] - slope * along).abs();
        (off <= bend * along + 1.0).then_some(off)
    };
    let near = near.enumerate().filter_map(|(i, (_, points))| Some((first + i, off(points)?)));
    near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i)
}

/// Slopes of the pieces of strokes.
pub(super) fn slopes(strokes: &[Vec<[f32; 2]>], mm: f32) -> Vec<Sample> {
    let mut samples = Vec::new();
    for stroke in strokes {
        let length = stroke[stroke.len() - 1][0] - stroke[0][0];
        let n = (length / (PIECE.end * mm)).ceil().max(1.0);
        for i in 0..n as usize {
            let from = stroke[0][0] + length * i as f32 / n;
            let piece: Vec<&[f32; 2]> = stroke.iter().filter(|p| p[0] >= from && p[0] <= from + length / n).collect();
            samples.extend(slope(&piece, mm));
        }
    }
    samples
}

/// By least squares.
fn slope(points: &[&[f32; 2]], mm: f32) -> Option<Sample> {
    if points.len() < 4 {
        return None;
    }
    let n = points.len() as f32;
    let mean = [0, 1].map(|axis| points.iter().map(|p| p[axis]).sum::<f32>() / n);
    let spread = |a: usize, b: usize| points.iter().map(|p| (p[a] - mean[a]) * (p[b] - mean[b])).sum::<f32>();
    let slope = spread(0, 1) / spread(0, 0);
    let error = (spread(1, 1) - slope * spread(0, 1)).max(0.0) / n;
    // Heads of characters in a line are uneven; rulings are so by less than a pixel.
    let weight = 1.0 / (1.0 + error / (0.1 * mm).powi(2));
    slope.is_finite().then_some(Sample { at: mean, slope, weight })
}
