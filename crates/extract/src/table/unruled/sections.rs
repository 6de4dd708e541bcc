//! Lines of a page to sections whose lines have the same columns.

use super::{
    super::cuts::merged,
    chunks::{GAP, Line},
    leading::{Leading, Pair},
};

/// In so many lines a narrow gap is a border of columns; in fewer, gaps meet by chance.
const CHANCE: usize = 4;

/// A stretch this wide, in sizes, that all lines leave free is between columns.
const FREE: f32 = 0.8;

/// What a section is worth, in texts that its end may cut.
const SECTION: f32 = 1.5;

/// A wider distance between lines says no more about the end of a section, in sizes.
const FAR: f32 = 3.0;

/// What such a distance is worth, in texts that the end of a section may cut.
const DISTANCE: f32 = 0.9;

/// Lines with the same columns.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Section {
    /// The place of its first line.
    pub(super) first: usize,
    /// The place behind its last line.
    pub(super) end: usize,
    /// What its columns take, from left to right, with a free stretch between them.
    pub(super) columns: Vec<(f32, f32)>,
}

/// The fewest sections such that no two texts of one line stand in one column, cut where they cut the fewest texts.
pub(super) fn sections(lines: &[Line], pairs: &[Pair<'_>], leading: &Leading<'_>) -> Vec<Section> {
    let cuts = costs_of_cuts(lines, pairs, leading);
    // The least cost up to each line, and where the last section starts.
    let mut best: Vec<(f32, usize)> = vec![(f32::INFINITY, 0); lines.len() + 1];
    best[0].0 = 0.0;
    for first in 0..lines.len() {
        let cost = best[first].0 + cuts[first] + SECTION;
        let mut taken = Vec::new();
        for end in first + 1..=lines.len() {
            let grown = merged([taken.as_slice(), &stretches(&lines[end - 1])].concat(), GAP * lines[end - 1].size);
            let changed = grown != taken;
            taken = grown;
            let before = if changed { first } else { end - 1 };
            if !lines[before..end].iter().all(|line| has_own_columns(line, &taken)) {
                break;
            }
            if cost < best[end].0 {
                best[end] = (cost, first);
            }
        }
    }
    let mut sections = Vec::new();
    let mut end = lines.len();
    while end > 0 {
        // A line whose texts overlap fits in no section, not even its own.
        let first = if best[end].0.is_finite() { best[end].1 } else { end - 1 };
        sections.push(Section { first, end, columns: columns(&lines[first..end]) });
        end = first;
    }
    sections.reverse();
    sections
}

fn stretches(line: &Line) -> Vec<(f32, f32)> {
    line.chunks.iter().map(|chunk| (chunk.edges[0], chunk.edges[2])).collect()
}

fn has_own_columns(line: &Line, taken: &[(f32, f32)]) -> bool {
    let column = |text: &(f32, f32)| taken.partition_point(|stretch| stretch.0 <= text.0);
    line.texts.windows(2).all(|pair| column(&pair[0]) < column(&pair[1]))
}

/// The columns of lines: stretches between which all leave room, but where that may be chance.
fn columns(lines: &[Line]) -> Vec<(f32, f32)> {
    let size = lines.iter().map(|line| line.size).fold(0.0, f32::max);
    let taken = merged(lines.iter().flat_map(stretches).collect(), GAP * size);
    let is_wide = |x: f32| lines.iter().any(|line| line.texts.windows(2).any(|pair| pair[0].1 < x && x < pair[1].0));
    let is_beside = |x: f32| lines.iter().filter(|line| line.texts.iter().any(|text| text.0 < x && x < text.1)).count() >= CHANCE;
    let mut columns: Vec<(f32, f32)> = Vec::with_capacity(taken.len());
    for stretch in taken {
        let is_border = |last: &(f32, f32)| {
            let x = (last.1 + stretch.0) / 2.0;
            stretch.0 - last.1 >= FREE * size || is_wide(x) || is_beside(x)
        };
        match columns.last_mut() {
            Some(last) if !is_border(last) => last.1 = last.1.max(stretch.1),
            _ => columns.push(stretch),
        }
    }
    columns
}

/// For every line how many texts the end of a section above it would cut, less what a wide distance to the line above speaks for it.
fn costs_of_cuts(lines: &[Line], pairs: &[Pair<'_>], leading: &Leading<'_>) -> Vec<f32> {
    let distance = |upper: &Line, lower: &Line| (lower.middle() - upper.middle()) / lower.size.min(upper.size);
    let wide = lines.windows(2).map(|pair| -DISTANCE * (distance(&pair[0], &pair[1]) / FAR).min(1.0));
    let mut costs: Vec<f32> = std::iter::once(0.0).chain(wide).collect();
    for Pair { upper, lower } in pairs {
        if leading.goes_on(upper.1, lower.1, lower.1.width()) {
            costs[upper.0 + 1..=lower.0].iter_mut().for_each(|cost| *cost += 1.0);
        }
    }
    costs
}
