//! Tables without lines in which every other row is shaded: the areas are rows, and bound the rows between them.
//!
//! Where a shaded row is one area for each cell, the areas tell the columns too, and a row between them has those of a neighbour; else the
//! texts that stand below one another tell them.

mod texts;

use std::cmp::Reverse;

use super::{
    cuts::{LineBox, Standing, cuts_between, merged},
    flat::COLUMN_GAP,
    ink::{Edges, PageInk, Ruling},
    lattice::{self, Lattice},
    lines,
};
use texts::{TextRow, text_lines};

/// Fewest shaded rows, where they are not one area for each cell.
const MIN_STRIPES: usize = 2;

/// Fewest areas side by side in a shaded row that make a table of it alone: the end of a page leaves few rows.
const MIN_CELLS: usize = 3;

/// A row is shaded where this part of its width is: labels over several rows are shaded as their first row is.
const STRIPE: f32 = 0.6;

/// Narrowest cell, in points: paddings are at most 5.4 wide, one character in small type with its paddings has 10.
const LEAST_CELL: f32 = 8.0;

/// How sure its cells are, in hundredths: some eight in a hundred fields of striped forms are still read in another cell than they stand
/// in, so every number is worth a look.
const CONFIDENCE: u8 = 90;

/// Edges of areas nearer than this, in points, are one.
const SAME: f32 = 2.0;

/// Most areas that are looked at; beyond it is a drawing.
const MAX_AREAS: usize = 2000;

/// Most rows of a page, and most pairs of lines with rows or cells that are compared; the same holds beyond them.
const MAX_BANDS: usize = 500;
const MAX_PAIRS: usize = 4_000_000;

/// Most of a page's height that one row takes; larger areas are a page's background.
const MAX_ROW: f32 = 0.5;

/// In so many rows a narrow gap is a border of columns.
const CHANCE: usize = 4;

/// How far a text may stand over a border, in sizes: glyphs' boxes are wider than their ink.
const OVERHANG: f32 = 0.3;

/// Lines of one text are at most so far apart, in sizes.
const LINE_PITCH: f32 = 1.8;

/// What a cut between lines costs that are no farther apart, in sizes by which texts stand nearer to the middles of their cells.
const TIE: f32 = 3.0;

/// Most lines of a cell that are looked at.
const MAX_LINES: usize = 200;

/// Lines of a row beside the outermost stripe are at most so far apart, in sizes: nothing else parts it from what stands beyond.
const ROW_PITCH: f32 = 1.6;

/// A row beside the outermost stripe stands at most so far from it, in sizes of its type.
const ROW_GAP: f32 = 1.2;

/// Adds the tables whose every other row is shaded to those with lines.
pub(super) fn add_tables(ink: &PageInk, lattices: &mut Vec<Lattice>) {
    let in_table = |x: f32, y: f32| lattices.iter().any(|l| l.cell_at(x, y).is_some());
    let is_row = |[x0, y0, x1, y1]: &Edges| y1 - y0 <= MAX_ROW * ink.height && !in_table((x0 + x1) / 2.0, (y0 + y1) / 2.0);
    let rows: Vec<Edges> = ink.fills.iter().map(|f| f.edges).filter(is_row).collect();
    if rows.len() > MAX_AREAS || ink.seams.len() > MAX_AREAS {
        return;
    }
    let areas = parted(&rows, &ink.seams);
    // One area is one stripe, such as a shaded title or note, which many pages have: their texts need not be looked at.
    if areas.len() < MIN_STRIPES {
        return;
    }
    let Some(stripes) = Stripes::new(areas, text_lines(ink)) else { return };
    let mut rulings = stripes.rulings();
    let mut found = stripes.lattices(&rulings);
    let cuts: Vec<Ruling> = found.iter().flat_map(|lattice| stripes.cuts(lattice)).collect();
    if !cuts.is_empty() {
        rulings.extend(cuts);
        found = stripes.lattices(&rulings);
    }
    lattices.append(&mut found);
    lattice::sort(lattices);
}

/// Areas cut where their pieces meet: into columns, and into rows where other areas end. A cell is also painted in pieces, namely its padding and
/// its lines.
fn parted(areas: &[Edges], seams: &[Ruling]) -> Vec<Edges> {
    let cut = |area: &Edges, horizontal: bool, is_border: &dyn Fn(f32) -> bool| {
        let (across, along) = if horizontal { (1, 0) } else { (0, 1) };
        let lies_on = |seam: &&Ruling| {
            seam.horizontal == horizontal
                && seam.from <= area[along] + SAME
                && seam.to >= area[along + 2] - SAME
                && is_border(seam.at)
        };
        let mut places: Vec<f32> = seams.iter().filter(lies_on).map(|seam| seam.at).collect();
        places.sort_by(f32::total_cmp);
        let mut pieces = Vec::new();
        let mut rest = *area;
        for at in places {
            if at - rest[across] >= LEAST_CELL && area[across + 2] - at >= LEAST_CELL {
                let mut piece = rest;
                piece[across + 2] = at;
                rest[across] = at;
                pieces.push(piece);
            }
        }
        pieces.push(rest);
        pieces
    };
    let ends = distinct(areas.iter().flat_map(|a| [a[1], a[3]]).collect());
    let is_end = |y: f32| ends.iter().any(|end| (end - y).abs() < SAME);
    let columns = areas.iter().flat_map(|area| cut(area, false, &|_| true));
    columns.flat_map(|area| cut(&area, true, &is_end)).take(MAX_AREAS).collect()
}

/// A row of the table.
struct Band {
    y0: f32,
    y1: f32,
    /// Its areas, from left to right; those over several rows stand in each.
    shaded: Vec<(f32, f32)>,
    /// Its words; those of one cell's lines lie over one another.
    words: Vec<(f32, f32)>,
    /// Its words, but for those with wide gaps between them.
    texts: Vec<(f32, f32)>,
    size: f32,
}

impl Band {
    /// Ends of the areas and of what lies between them, within the table.
    fn edges(&self, x0: f32, x1: f32) -> Vec<f32> {
        let ends = self.shaded.iter().flat_map(|(from, to)| [*from, *to]);
        distinct(ends.filter(|x| *x > x0 + SAME && *x < x1 - SAME).collect())
    }

    fn is_shaded(&self, x: f32) -> bool {
        self.shaded.iter().any(|(from, to)| *from <= x && x <= *to)
    }

    /// Whether a word stands on a border.
    fn crosses(&self, x: f32) -> bool {
        let slack = OVERHANG * self.size;
        self.words.iter().any(|word| word.0 + slack < x && x < word.1 - slack)
    }

    /// How many cells between these borders have text.
    fn filled(&self, borders: &[f32]) -> usize {
        let mut cells: Vec<usize> =
            self.words.iter().map(|word| borders.partition_point(|x| *x <= (word.0 + word.1) / 2.0)).collect();
        cells.dedup();
        cells.len()
    }

    /// Whether no word stands on one of the borders, and of two texts in a stretch no cell has both.
    fn fits(&self, borders: &[f32], (from, to): (f32, f32)) -> bool {
        let slack = OVERHANG * self.size;
        let cell = |x: f32| borders.partition_point(|border| *border <= x);
        let texts: Vec<&(f32, f32)> = self.texts.iter().filter(|t| t.0 < to - slack && t.1 > from + slack).collect();
        !borders.iter().any(|x| self.crosses(*x)) && texts.windows(2).all(|pair| cell(pair[0].1 - slack) < cell(pair[1].0 + slack))
    }
}

fn distinct(mut places: Vec<f32>) -> Vec<f32> {
    places.sort_by(f32::total_cmp);
    places.dedup_by(|later, first| *later - *first < SAME);
    places
}

struct Stripes {
    areas: Vec<Edges>,
    lines: Vec<TextRow>,
    x0: f32,
    x1: f32,
    bands: Vec<Band>,
}

impl Stripes {
    /// `None` where the areas are no stripes of a table.
    fn new(areas: Vec<Edges>, lines: Vec<TextRow>) -> Option<Stripes> {
        let x0 = areas.iter().map(|a| a[0]).fold(f32::INFINITY, f32::min);
        let x1 = areas.iter().map(|a| a[2]).fold(f32::NEG_INFINITY, f32::max);
        let mut ys = distinct(areas.iter().flat_map(|a| [a[1], a[3]]).collect());
        let (first, last) = (*ys.first()?, *ys.last()?);
        if ys.len() > MAX_BANDS || ys.len() * lines.len() > MAX_PAIRS {
            return None;
        }
        // Labels over all rows of the page stand beside the areas.
        let beside = lines.iter().filter(|line| (first..last).contains(&line.middle())).flat_map(|line| &line.words);
        let (x0, x1) = beside.fold((x0, x1), |(x0, x1), word| {
            (if word.0 < x0 - SAME { word.0 - SAME } else { x0 }, if word.1 > x1 + SAME { word.1 + SAME } else { x1 })
        });
        let mut stripes = Stripes { areas, lines, x0, x1, bands: Vec::new() };
        ys.splice(0..0, stripes.row_beside(first, true));
        ys.extend(stripes.row_beside(last, false));
        stripes.bands = ys.windows(2).map(|y| stripes.band(y[0], y[1])).collect();
        stripes.is_table().then_some(stripes)
    }

    /// The far border of a row of several texts above or below the outermost stripe.
    fn row_beside(&self, edge: f32, above: bool) -> Option<f32> {
        let distance = |line: &TextRow| if above { edge - line.bottom } else { line.top - edge };
        let mut near: Vec<&TextRow> = self.lines.iter().filter(|line| distance(line) > -0.5 * line.size).collect();
        near.retain(|line| line.texts.iter().all(|t| t.0 >= self.x0 - SAME && t.1 <= self.x1 + SAME));
        near.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        let mut row: Vec<&TextRow> = Vec::new();
        for line in near {
            let follows = match row.last() {
                Some(before) => (line.middle() - before.middle()).abs() <= ROW_PITCH * line.size.min(before.size),
                None => distance(line) <= ROW_GAP * line.size,
            };
            if !follows {
                break;
            }
            row.push(line);
        }
        let texts = merged(row.iter().flat_map(|line| line.texts.clone()).collect(), 0.0);
        let far = row.last().filter(|_| texts.len() > 1)?;
        Some(if above { far.top - SAME } else { far.bottom + SAME })
    }

    fn band(&self, y0: f32, y1: f32) -> Band {
        let middle = (y0 + y1) / 2.0;
        let mut shaded: Vec<(f32, f32)> =
            self.areas.iter().filter(|a| a[1] <= middle && middle <= a[3]).map(|a| (a[0], a[2])).collect();
        shaded.sort_by(|a, b| a.0.total_cmp(&b.0));
        let lines = || self.lines.iter().filter(|line| y0 <= line.middle() && line.middle() < y1);
        let inside = |t: &(f32, f32)| t.0 >= self.x0 - SAME && t.1 <= self.x1 + SAME;
        let words: Vec<(f32, f32)> = lines().flat_map(|line| line.words.iter().copied()).filter(inside).collect();
        let size = lines().map(|line| line.size).fold(0.0, f32::max);
        Band { y0, y1, shaded, texts: merged(words.clone(), COLUMN_GAP * size), words: merged(words, 0.0), size }
    }

    /// Whether shaded rows and others take turns, with texts beside one another.
    fn is_table(&self) -> bool {
        let width = self.x1 - self.x0;
        let shaded = |band: &Band| merged(band.shaded.clone(), 0.0).iter().map(|(from, to)| to - from).sum::<f32>();
        let is_stripe: Vec<bool> = self.bands.iter().map(|band| shaded(band) >= STRIPE * width).collect();
        let turns = is_stripe.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let with_columns = self.bands.iter().filter(|band| band.texts.len() > 1).count();
        let n_stripes = is_stripe.iter().filter(|is| **is).count();
        let between = self.bands.iter().zip(&is_stripe).filter(|(band, is)| !**is && !band.texts.is_empty()).count();
        let with_cells = self.bands.iter().filter(|band| band.shaded.len() >= MIN_CELLS).count();
        n_stripes + with_cells >= MIN_STRIPES && between > 0 && with_columns >= 2 && turns * 2 >= self.bands.len().saturating_sub(1)
    }

    /// Whether a shaded row is one area for each cell.
    fn has_cells(&self) -> bool {
        let parted = |band: &&Band| band.shaded.windows(2).any(|pair| pair[1].0 - pair[0].1 < SAME);
        self.bands.iter().any(|band| parted(&band))
    }

    /// Borders of all cells.
    fn rulings(&self) -> Vec<Ruling> {
        let ruling = |horizontal, at, from, to| Ruling { horizontal, at, from, to, width: 0.0 };
        let (first, last) = (self.bands[0].y0, self.bands[self.bands.len() - 1].y1);
        let mut rulings = vec![ruling(true, first, self.x0, self.x1), ruling(true, last, self.x0, self.x1)];
        rulings.extend([self.x0, self.x1].map(|x| ruling(false, x, first, last)));
        rulings.extend(self.areas.iter().flat_map(|a| [a[1], a[3]].map(|y| ruling(true, y, a[0], a[2]))));
        let columns = if self.has_cells() { self.columns_of_cells() } else { self.columns_of_texts() };
        for (band, columns) in self.bands.iter().zip(columns) {
            rulings.extend(columns.into_iter().map(|x| ruling(false, x, band.y0, band.y1)));
        }
        rulings
    }

    /// For each band the borders of its columns: those of its areas, and elsewhere those of a neighbour.
    fn columns_of_cells(&self) -> Vec<Vec<f32>> {
        let edges: Vec<Vec<f32>> = self.bands.iter().map(|band| band.edges(self.x0, self.x1)).collect();
        let all = distinct(edges.concat());
        let mut columns = edges.clone();
        for (i, band) in self.bands.iter().enumerate() {
            let mut ends = vec![self.x0];
            ends.extend(&edges[i]);
            ends.push(self.x1);
            for stretch in ends.windows(2).map(|pair| (pair[0], pair[1])) {
                if band.is_shaded((stretch.0 + stretch.1) / 2.0) {
                    continue;
                }
                let within = |borders: &[f32]| -> Vec<f32> {
                    borders.iter().copied().filter(|x| *x > stretch.0 + SAME && *x < stretch.1 - SAME).collect()
                };
                let neighbours = [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter_map(|n| edges.get(n));
                let candidates = neighbours.map(|borders| within(borders));
                let fitting = candidates
                    .filter(|borders| band.fits(borders, stretch))
                    .max_by_key(|borders| (band.filled(borders), Reverse(borders.len())));
                columns[i].extend(fitting.unwrap_or_else(|| between_texts(band, stretch, &within(&all))));
            }
        }
        columns
    }

    /// For each band the borders of its columns: rows in which the same stretches are free have the same columns.
    fn columns_of_texts(&self) -> Vec<Vec<f32>> {
        let mut columns = Vec::with_capacity(self.bands.len());
        let mut rest = self.bands.as_slice();
        while let Some(first) = rest.first() {
            let mut taken = first.words.clone();
            let mut n = 1;
            while let Some(band) = rest.get(n) {
                let together = merged([taken.as_slice(), &band.words].concat(), OVERHANG * band.size);
                let own = |band: &Band| {
                    let place = |t: &(f32, f32)| together.partition_point(|stretch| stretch.0 <= t.0);
                    band.texts.windows(2).all(|pair| place(&pair[0]) < place(&pair[1]))
                };
                if !rest[..=n].iter().all(own) {
                    break;
                }
                taken = together;
                n += 1;
            }
            let (group, after) = rest.split_at(n);
            // In few rows, gaps between words meet by chance.
            let is_wide = |x: f32| group.iter().any(|band| band.texts.windows(2).any(|pair| pair[0].1 < x && x < pair[1].0));
            let mut borders: Vec<f32> = taken.windows(2).map(|pair| (pair[0].1 + pair[1].0) / 2.0).collect();
            borders.retain(|x| group.len() >= CHANCE || is_wide(*x));
            columns.extend(group.iter().map(|band| [borders.as_slice(), &band.edges(self.x0, self.x1)].concat()));
            rest = after;
        }
        columns
    }

    fn lattices(&self, rulings: &[Ruling]) -> Vec<Lattice> {
        let (horizontal, vertical) = lines::merge(rulings);
        let mut found = lattice::lattices(&horizontal, &vertical);
        found.retain(|l| l.xs.len() > 2 && l.ys.len() > 2);
        found.iter_mut().for_each(|l| l.confidence = CONFIDENCE);
        found
    }

    /// Where unshaded cells that stand one above the other part: nothing but their texts tells that they are two. Each stands in the middle of
    /// its cell, or at its top.
    fn cuts(&self, lattice: &Lattice) -> Vec<Ruling> {
        let mut cuts = Vec::new();
        if lattice.cells.len() * self.lines.len() > MAX_PAIRS {
            return cuts;
        }
        for cell in lattice.cells.iter().filter(|cell| cell.row_span > 1) {
            let [x0, y0, x1, y1] = lattice.cell_edges(cell);
            let is_inside = |line: &&TextRow| {
                (y0..y1).contains(&line.middle()) && line.words.iter().any(|word| word.0 >= x0 - SAME && word.1 <= x1 + SAME)
            };
            let line = |line: &TextRow| LineBox { top: line.top, bottom: line.bottom, size: line.size, tie: 0.0 };
            let mut inside: Vec<LineBox> = self.lines.iter().filter(is_inside).map(line).collect();
            inside.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
            for i in 1..inside.len() {
                let (above, line) = (inside[i - 1], &mut inside[i]);
                let is_close = line.middle() - above.middle() <= LINE_PITCH * line.size.min(above.size);
                line.tie = if is_close { TIE } else { 0.0 };
            }
            let cut = |at: &f32| Ruling { horizontal: true, at: *at, from: x0, to: x1, width: 0.0 };
            if inside.len() <= MAX_LINES {
                let borders = &lattice.ys[cell.row..=cell.row + cell.row_span];
                cuts.extend(cuts_between(&inside, borders, Standing::Either, None).iter().map(cut));
            }
        }
        cuts
    }
}

/// Borders between the texts of a stretch: those of other rows where no word stands on them, else the middle of a wide gap.
fn between_texts(band: &Band, (from, to): (f32, f32), others: &[f32]) -> Vec<f32> {
    let mut borders: Vec<f32> = others.iter().copied().filter(|x| !band.crosses(*x)).collect();
    let slack = OVERHANG * band.size;
    let texts: Vec<&(f32, f32)> = band.texts.iter().filter(|t| t.1 > from && t.0 < to).collect();
    for pair in texts.windows(2) {
        let (left, right) = (pair[0].1, pair[1].0);
        if !borders.iter().any(|x| (left - slack..=right + slack).contains(x)) {
            borders.push((left + right) / 2.0);
        }
    }
    borders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ink::{Direction, Glyph, Run, Shade};

    const SIZE: f32 = 10.0;

    /// A page with one word, of glyphs half as wide as high, at each place of its left top corner.
    fn page(areas: &[Edges], words: &[(f32, f32, &str)]) -> PageInk {
        let mut ink = PageInk { width: 300.0, height: 800.0, ..PageInk::default() };
        ink.fills = areas.iter().map(|edges| Shade { edges: *edges, tone: 1 }).collect();
        for &(x, y, word) in words {
            let first = ink.glyphs.len() as u32;
            for (i, c) in word.chars().enumerate() {
                let (start, left) = (ink.text.len() as u32, x + i as f32 * SIZE / 2.0);
                ink.text.push(c);
                let edges = [left, y, left + SIZE / 2.0, y + SIZE];
                ink.glyphs.push(Glyph { edges, start, len: c.len_utf8() as u16, confidence: 100 });
            }
            let (glyphs, origin) = (first..ink.glyphs.len() as u32, [x, y + SIZE]);
            ink.runs.push(Run { glyphs, origin, size: SIZE, direction: Direction::Right, vertical: false, invisible: false });
        }
        ink
    }

    /// The words of each row, those of one cell with a blank between them.
    #[track_caller]
    fn check(ink: &PageInk, expected: &[&[&str]]) {
        let mut tables = Vec::new();
        crate::table::build(ink, 1, &mut |grid| {
            if grid.kind == jixiao_model::GridKind::Ruled {
                let cells = || grid.rows.iter().flat_map(|row| &row.cells);
                assert!(cells().all(|cell| cell.confidence.percent() == CONFIDENCE), "no line vouches for these cells");
                tables.extend(grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>()));
            }
        });
        assert_eq!(tables, expected);
    }

    fn seam(x: f32, y: f32) -> Ruling {
        Ruling { horizontal: false, at: x, from: y, to: y + 20.0, width: 0.0 }
    }

    #[test]
    fn rows_between_stripes_have_the_columns_of_a_neighbour() {
        let stripes = [[0.0, 20.0, 300.0, 40.0], [0.0, 60.0, 300.0, 80.0]];
        // Less than a size lies between the texts of two columns.
        let row = |y: f32, texts: [&'static str; 3]| [(2.0, y, texts[0]), (102.0, y, texts[1]), (202.0, y, texts[2])];
        let rows = [
            row(5.0, ["aaaaaaaaaaaaaaaaaaa", "100", "1.5"]),
            row(25.0, ["bb", "200", "2.5"]),
            row(45.0, ["cccccccccccccccccc", "300", ""]),
            row(65.0, ["dd", "400", "4.5"]),
            row(85.0, ["ee", "500", "5.5"]),
        ];
        let mut ink = page(&stripes, &rows.concat());
        ink.seams = [20.0, 60.0].iter().flat_map(|y| [seam(100.0, *y), seam(200.0, *y)]).collect();
        let expected: [&[&str]; 5] = [
            &["aaaaaaaaaaaaaaaaaaa", "100", "1.5"],
            &["bb", "200", "2.5"],
            &["cccccccccccccccccc", "300", ""],
            &["dd", "400", "4.5"],
            &["ee", "500", "5.5"],
        ];
        check(&ink, &expected);
    }

    #[test]
    fn where_a_row_is_one_area_its_texts_tell_the_columns() {
        let stripes = [[0.0, 0.0, 300.0, 20.0], [0.0, 50.0, 300.0, 70.0]];
        // The row between has two lines.
        let words = [
            (2.0, 5.0, "name"),
            (152.0, 5.0, "10"),
            (2.0, 24.0, "long"),
            (2.0, 36.0, "name"),
            (152.0, 30.0, "20"),
            (2.0, 55.0, "last"),
            (152.0, 55.0, "30"),
        ];
        check(&page(&stripes, &words), &[&["name", "10"], &["long name", "20"], &["last", "30"]]);
    }

    #[test]
    fn areas_without_rows_between_them_are_no_stripes() {
        let ink = page(&[[0.0, 0.0, 300.0, 20.0]], &[(2.0, 5.0, "Title"), (2.0, 40.0, "Text"), (2.0, 54.0, "goes on")]);
        check(&ink, &[]);
    }
}
