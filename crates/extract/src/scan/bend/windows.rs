//! How steep lines run in each part of a page.

/// Side of the parts, in millimetres: several lines of text each.
const SIDE: f32 = 32.0;

/// Height of the rows in which edges fall together, in millimetres: half as thick as thin rulings.
pub(super) const BIN: f32 = 0.17;

/// Fewer edges in a part tell nothing.
const LEAST: usize = 25;

/// Steepest slopes that are looked for, by the round: of pages photographed from aside, and of what is then left.
const REACH: [f32; 3] = [0.12, 0.04, 0.03];

/// Steps of the search: a row at each end of a part, and a fifth of it.
const STEPS: [f32; 2] = [0.005, 0.001];

/// The slope of lines in a part of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// The middle of the part, in pixels: along the lines, and across.
    pub(super) at: [f32; 2],
    /// Pixels across for each pixel along.
    pub(super) slope: f32,
    /// How much clearer this slope is than others.
    pub(super) weight: f32,
}

/// Measures the slopes of lines through edges, in each part of a page that has enough of them. `straight` takes the edges to the page as far as it was
/// made flat; places and slopes are those of that page.
pub(super) fn measure(
    edges: &[[f32; 2]],
    straight: &dyn Fn([f32; 2]) -> [f32; 2],
    [length, breadth]: [usize; 2],
    mm: f32,
    round: usize,
) -> Vec<Sample> {
    let columns = ((length as f32 / mm / SIDE).round() as usize).clamp(1, 32);
    let rows = ((breadth as f32 / mm / SIDE).round() as usize).clamp(1, 32);
    let side = [length as f32 / columns as f32, breadth as f32 / rows as f32];
    let mut parts: Vec<Vec<[f32; 2]>> = vec![Vec::new(); columns * rows];
    for edge in edges {
        let [x, y] = straight(*edge);
        let (column, row) = ((x / side[0]).max(0.0) as usize, (y / side[1]).max(0.0) as usize);
        if column < columns && row < rows {
            let middle = [(column as f32 + 0.5) * side[0], (row as f32 + 0.5) * side[1]];
            parts[row * columns + column].push([x - middle[0], y - middle[1]]);
        }
    }
    let reach = REACH[round.min(REACH.len() - 1)];
    let sample = |(i, part): (usize, &Vec<[f32; 2]>)| {
        let (slope, weight) = steepness(part, side, BIN * mm, reach)?;
        let at = [((i % columns) as f32 + 0.5) * side[0], ((i / columns) as f32 + 0.5) * side[1]];
        Some(Sample { at, slope, weight })
    };
    parts.iter().enumerate().filter_map(sample).collect()
}

/// The slope along which most edges fall together, and how much clearer it is than others. Places are from the middle of the part.
fn steepness(points: &[[f32; 2]], [length, breadth]: [f32; 2], bin: f32, reach: f32) -> Option<(f32, f32)> {
    if points.len() < LEAST {
        return None;
    }
    // In 256ths of a row.
    let fixed: Vec<[i32; 2]> = points.iter().map(|p| p.map(|v| (v / bin * 256.0) as i32)).collect();
    let half = ((breadth / 2.0 + reach * length) / bin) as i32 + 2;
    let mut counts = vec![0u32; 2 * half as usize + 1];
    let mut score = |slope: f32| -> u32 {
        counts.fill(0);
        let slope = (slope * 65536.0) as i32;
        for [x, y] in &fixed {
            let row = ((y - ((i64::from(*x) * i64::from(slope)) >> 16) as i32) >> 8) + half;
            counts[row.clamp(0, 2 * half) as usize] += 1;
        }
        counts.iter().map(|n| n * n).sum()
    };
    let n = (reach / STEPS[0]).round() as i32;
    let scores: Vec<u32> = (-n..=n).map(|i| score(i as f32 * STEPS[0])).collect();
    let mean = scores.iter().map(|s| *s as f32).sum::<f32>() / scores.len() as f32;
    // Of equal ones the least steep.
    let best =
        (0..=n).flat_map(|i| [i, -i]).reduce(|a, b| if scores[(b + n) as usize] > scores[(a + n) as usize] { b } else { a })?;
    if best.abs() == n {
        return None;
    }
    let coarse = best as f32 * STEPS[0];
    let fine = (0..=5).flat_map(|i| [i, -i]).map(|i| coarse + i as f32 * STEPS[1]).map(|slope| (slope, score(slope)));
    let (slope, score) = fine.reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    Some((slope, (score as f32 / mean - 1.0).min(3.0)))
}
