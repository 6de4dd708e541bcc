//! Blobs of one cell, or of the page outside tables, to lines of text.

use super::blobs::Blob;

/// Ink that is smaller than this each way, in sizes, is a speck or a point: it makes no line, but may belong to one.
pub(super) const SPECK: f32 = 0.24;

/// Points in a row that are a text of their own (……) are at least this many.
const ELLIPSIS: usize = 3;

/// A line is at most this high, in sizes: characters with brackets and commas below.
const HIGHEST_LINE: f32 = 1.45;

/// Strokes lower than this are a part of a character (of 二, of …), or a dash; in sizes.
const LOW: f32 = 0.4;

/// Such a part is this near to the rest of its character, in sizes.
const PART_GAP: f32 = 0.62;

/// All parts of a character are together this high at most, in sizes.
const WHOLE: f32 = 1.12;

/// A wider gap parts texts, in sizes: what stands apart is read apart.
const TEXT_GAP: f32 = 1.6;

/// A point belongs to the text that ends this near before it, in sizes.
const POINT_GAP: f32 = 0.4;

/// Wider or higher ink than this, in sizes, is no character: what is left of a ruling, a border, a picture.
const LARGEST: f32 = 5.0;

/// Where a text stands, in pixels of the page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LineBox {
    /// Left, top, right and bottom edges of the ink.
    pub(super) edges: [f32; 4],
    /// The size of its characters.
    pub(super) size: f32,
    /// The edges of the blobs that are no specks, from left to right.
    pub(super) blobs: Vec<[f32; 4]>,
    /// No ink of the lines above and below stands between these heights.
    pub(super) room: [f32; 2],
}

impl LineBox {
    pub(super) fn width(&self) -> f32 {
        self.edges[2] - self.edges[0]
    }

    pub(super) fn height(&self) -> f32 {
        self.edges[3] - self.edges[1]
    }
}

/// Finds the lines among blobs, from top to bottom and left to right. `usual` is the page's usual size of characters.
pub(super) fn lines(blobs: &[&Blob], usual: f32) -> Vec<LineBox> {
    let size = size_of(blobs, usual);
    let is_speck = |b: &Blob| (b.width().max(b.height()) as f32) < SPECK * size;
    let is_text =
        |b: &&&Blob| (b.height() as f32) < LARGEST * size && (b.width() as f32) < LARGEST * size.max(usual) && !is_remnant(b, size);
    let (specks, marks): (Vec<&Blob>, Vec<&Blob>) = blobs.iter().filter(is_text).copied().partition(|b| is_speck(b));
    let (specks, marks) = if marks.is_empty() && is_ellipsis(&specks, size) { (marks, specks) } else { (specks, marks) };
    let mut bands = bands(&marks, size);
    join_parts(&mut bands, size);
    let mut found = Vec::new();
    for (i, band) in bands.iter().enumerate() {
        let above = if i == 0 { f32::NEG_INFINITY } else { bands[i - 1][1] };
        let below = bands.get(i + 1).map_or(f32::INFINITY, |b| b[0]);
        let in_band = |b: &&&Blob| {
            let y = b.middle()[1];
            band[0] <= y && y < band[1]
        };
        let members: Vec<&Blob> = marks.iter().filter(in_band).copied().collect();
        let near: Vec<&Blob> = specks.iter().filter(in_band).copied().collect();
        texts(members, &near, size, [above, below], &mut found);
    }
    found
}

/// Whether points stand in a row, near to one another.
fn is_ellipsis(specks: &[&Blob], size: f32) -> bool {
    let edge = |i: usize| specks.iter().map(move |b| b.edges[i] as f32);
    let height = edge(3).fold(0.0, f32::max) - edge(1).fold(f32::INFINITY, f32::min);
    let width = edge(2).fold(0.0, f32::max) - edge(0).fold(f32::INFINITY, f32::min);
    specks.len() >= ELLIPSIS && height < 0.3 * size && width < specks.len() as f32 * 0.6 * size
}

/// The size of the characters among blobs: the largest that are no exception, or the usual size where there are only figures and dots.
fn size_of(blobs: &[&Blob], usual: f32) -> f32 {
    let mut heights: Vec<u32> =
        blobs.iter().map(|b| b.height()).filter(|h| *h as f32 >= LOW * usual && (*h as f32) < LARGEST * usual).collect();
    heights.sort_unstable();
    let large = heights.get(heights.len() * 9 / 10).map_or(usual, |h| *h as f32);
    large.max(usual * 0.8)
}

/// A long and thin piece of a ruling that was not wholly erased.
fn is_remnant(blob: &Blob, size: f32) -> bool {
    let (width, height) = (blob.width() as f32, blob.height() as f32);
    (width > 3.0 * size && height < 0.2 * size) || (height > 1.6 * size && width < 0.2 * size)
}

/// Heights that ink covers, parted where none is, and where lines touch, where there is least.
fn bands(marks: &[&Blob], size: f32) -> Vec<[f32; 2]> {
    let Some(top) = marks.iter().map(|b| b.edges[1]).min() else { return Vec::new() };
    let bottom = marks.iter().map(|b| b.edges[3]).max().unwrap_or(top);
    // How much ink there is in each row, as if blobs were filled evenly.
    let mut profile = vec![0.0f32; (bottom - top) as usize];
    for blob in marks {
        let weight = blob.area as f32 / blob.height() as f32;
        profile[(blob.edges[1] - top) as usize..(blob.edges[3] - top) as usize].iter_mut().for_each(|p| *p += weight);
    }
    let mut bands = Vec::new();
    let mut start = 0;
    while let Some(skip) = profile[start..].iter().position(|p| *p > 0.0) {
        let from = start + skip;
        let to = profile[from..].iter().position(|p| *p == 0.0).map_or(profile.len(), |n| from + n);
        part(&profile, from, to, size, &mut bands);
        start = to;
    }
    bands.iter().map(|[from, to]| [(*from as u32 + top) as f32, (*to as u32 + top) as f32]).collect()
}

/// Cuts a stretch that is too high for one line at the rows with least ink.
fn part(profile: &[f32], from: usize, to: usize, size: f32, bands: &mut Vec<[usize; 2]>) {
    let height = (to - from) as f32;
    if height <= HIGHEST_LINE * size {
        return bands.push([from, to]);
    }
    // A line has at least seven tenths of a size, whatever stands in it.
    let margin = (0.7 * size) as usize;
    let (first, last) = (from + margin, to.saturating_sub(margin));
    let middle = (from + to) as f32 / 2.0;
    let cut = (first..last).min_by(|a, b| {
        let ink = profile[*a].total_cmp(&profile[*b]);
        ink.then(((*a as f32 - middle).abs()).total_cmp(&(*b as f32 - middle).abs()))
    });
    let highest = profile[from..to].iter().copied().fold(0.0, f32::max);
    match cut {
        // Without a valley it is one large character or a picture.
        Some(cut) if profile[cut] <= 0.5 * highest => {
            part(profile, from, cut, size, bands);
            part(profile, cut, to, size, bands);
        }
        _ => bands.push([from, to]),
    }
}

/// Joins parts of characters that stand above one another, as those of 量 and 合: together they are no higher than one.
fn join_parts(bands: &mut Vec<[f32; 2]>, size: f32) {
    let mut i = 0;
    while i + 1 < bands.len() {
        let [a, b] = [bands[i], bands[i + 1]];
        if b[0] - a[1] <= PART_GAP * size && b[1] - a[0] <= WHOLE * size {
            bands[i] = [a[0], b[1]];
            bands.remove(i + 1);
        } else {
            i += 1;
        }
    }
}

/// The texts of one line: what stands far apart, or in different sizes, is read apart.
fn texts(mut members: Vec<&Blob>, specks: &[&Blob], size: f32, room: [f32; 2], found: &mut Vec<LineBox>) {
    members.sort_by_key(|b| (b.edges[0], b.edges[1]));
    let mut open: Option<LineBox> = None;
    for blob in members {
        let [x0, y0, x1, y1] = blob.edges.map(|e| e as f32);
        match &mut open {
            Some(line) if x0 - line.edges[2] <= TEXT_GAP * size => {
                let e = &mut line.edges;
                *e = [e[0].min(x0), e[1].min(y0), e[2].max(x1), e[3].max(y1)];
                line.blobs.push([x0, y0, x1, y1]);
            }
            _ => found.extend(open.replace(LineBox { edges: [x0, y0, x1, y1], size, blobs: vec![[x0, y0, x1, y1]], room })),
        }
    }
    let first = found.len();
    found.extend(open);
    // Points and commas at the ends of a text.
    for line in &mut found[first..] {
        for speck in specks {
            let [x0, y0, x1, y1] = speck.edges.map(|e| e as f32);
            let beside = x0 - line.edges[2] <= POINT_GAP * size && x1 > line.edges[0];
            // Points stand low, at the line's foot, and commas reach below it.
            if beside && (y0 + y1) / 2.0 >= (line.edges[1] + line.edges[3]) / 2.0 && y1 <= line.edges[3] + 0.25 * size {
                line.edges[2] = line.edges[2].max(x1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(x0: u32, y0: u32, x1: u32, y1: u32) -> Blob {
        Blob { edges: [x0, y0, x1, y1], area: (x1 - x0) * (y1 - y0) / 2 }
    }

    #[track_caller]
    fn check(blobs: &[Blob], expected: &[[f32; 4]]) {
        let found = lines(&blobs.iter().collect::<Vec<_>>(), 20.0);
        assert_eq!(found.iter().map(|l| l.edges).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lines_are_parted_where_no_ink_is() {
        let blobs = [blob(0, 0, 20, 20), blob(24, 1, 44, 20), blob(0, 26, 20, 46)];
        check(&blobs, &[[0.0, 0.0, 44.0, 20.0], [0.0, 26.0, 20.0, 46.0]]);
    }

    #[test]
    fn the_two_strokes_of_a_character_stay_together() {
        check(&[blob(0, 2, 16, 4), blob(0, 14, 20, 17)], &[[0.0, 2.0, 20.0, 17.0]]);
        // 旦 and 里 of 量 above another character.
        let column = [blob(2, 0, 18, 8), blob(0, 10, 20, 20), blob(0, 26, 20, 46)];
        check(&column, &[[0.0, 0.0, 20.0, 20.0], [0.0, 26.0, 20.0, 46.0]]);
        // Two dashes, one a line.
        check(&[blob(0, 2, 16, 4), blob(0, 28, 16, 30)], &[[0.0, 2.0, 16.0, 4.0], [0.0, 28.0, 16.0, 30.0]]);
    }

    #[test]
    fn texts_far_apart_are_two() {
        check(&[blob(0, 0, 20, 20), blob(60, 0, 80, 20)], &[[0.0, 0.0, 20.0, 20.0], [60.0, 0.0, 80.0, 20.0]]);
    }

    #[test]
    fn a_speck_makes_no_line_but_a_point_belongs_to_one() {
        check(&[blob(0, 0, 10, 14), blob(12, 12, 14, 14), blob(50, 60, 52, 62)], &[[0.0, 0.0, 14.0, 14.0]]);
    }

    #[test]
    fn lines_that_touch_are_cut_where_there_is_least_ink() {
        // Two lines of 20, and a comma that reaches from the first into the second.
        let blobs = [blob(0, 0, 20, 20), blob(22, 0, 42, 20), blob(44, 16, 46, 24), blob(0, 23, 20, 43), blob(22, 23, 42, 43)];
        let found = lines(&blobs.iter().collect::<Vec<_>>(), 20.0);
        assert_eq!(found.len(), 2);
        assert!(found[0].edges[3] <= 24.0 && found[1].edges[1] >= 16.0);
    }
}
