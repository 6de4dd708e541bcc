//! Tables without any line or shade: where texts stand tells columns and rows.
//!
//! ```text
//! lines ──sections──▶ lines with the same columns ──rows──▶ borders of rows ──▶ cells of one row, labels over several
//! ```
//!
//! Only Chinese tables are read so: Chinese is set without spaces, so that every gap may part two columns. Those of other languages, and lists
//! of two columns, are read line by line (`flat`).

mod chunks;
mod leading;
mod rows;
mod sections;

use super::{
    FLAT_CONFIDENCE,
    cuts::{Standing, cuts_between},
    flat::Rule,
    ink::{PageInk, Ruling},
    lattice::{self, Lattice},
    lines,
};
use chunks::{Chunk, Line};
use leading::Leading;
use rows::Column;
use sections::Section;

/// Fewest columns and lines of a section that make a table of the page.
const MIN_COLUMNS: usize = 3;
const MIN_LINES: usize = 3;

/// Most lines, texts and rules of a page that are looked at: the densest sheets have some hundred lines of twenty texts.
const MAX_LINES: usize = 300;
const MAX_CHUNKS: usize = 4000;
const MAX_RULES: usize = 2000;

/// The title of another table is so much farther below the last row than rows are apart, and has at most so many lines.
const APART: f32 = 1.6;
const TITLE_LINES: usize = 4;

/// Titles are at least so long, in sizes.
const SHORTEST_TITLE: f32 = 6.0;

/// How far a table reaches beyond its texts, in points.
const MARGIN: f32 = 2.0;

/// A column before which labels of several rows stand has text in so many of ten rows.
const FILLED: usize = 9;

/// What a row above or below a label costs that is not the label's, in sizes by which the label stands nearer to its place.
const BLANK: f32 = 0.75;

/// Adds the table of a page without lines.
pub(super) fn add_tables(ink: &PageInk, rules: &[Rule], lattices: &mut Vec<Lattice>) {
    let lines = chunks::lines(ink);
    let tabular = lines.iter().filter(|line| line.texts.len() >= MIN_COLUMNS).count();
    let n_chunks: usize = lines.iter().map(|line| line.chunks.len()).sum();
    let is_dense = lines.len() > MAX_LINES || n_chunks > MAX_CHUNKS || rules.len() > MAX_RULES;
    if tabular + 1 < MIN_LINES || is_dense || !chunks::is_chinese(&lines) {
        return;
    }
    let pairs = leading::pairs(&lines);
    let leading = Leading::new(&pairs, rules);
    for lines in tables(&lines, &leading) {
        add_table(lines, &leading, lattices);
    }
}

fn add_table(lines: &[Line], leading: &Leading<'_>, lattices: &mut Vec<Lattice>) {
    let sections = sections::sections(lines, &leading::pairs(lines), leading);
    let is_table = |s: &Section| {
        let rows = lines[s.first..s.end].iter().filter(|line| line.texts.len() > 1).count();
        // The end of a page leaves few rows; more columns tell as much.
        s.columns.len() >= MIN_COLUMNS && rows >= MIN_LINES || (s.columns.len() > MIN_COLUMNS && rows + 1 >= MIN_LINES)
    };
    if !sections.iter().any(is_table) {
        return;
    }
    let (middle, top) = (table(lines, &sections, leading, Standing::Middle), table(lines, &sections, leading, Standing::Top));
    let (rulings, _) = if middle.1 <= top.1 { middle } else { top };
    let (horizontal, vertical) = lines::merge(&rulings);
    let mut found = lattice::lattices(&horizontal, &vertical);
    found.retain(|l| l.xs.len() > 2 && l.ys.len() > 2);
    found.iter_mut().for_each(|l| l.confidence = FLAT_CONFIDENCE);
    lattices.append(&mut found);
}

/// The lines of each table: a title far below the rows above it begins another one. What stands above and below a table's first and last
/// lines of several texts is titles and notes.
fn tables<'l>(lines: &'l [Line], leading: &Leading<'_>) -> Vec<&'l [Line]> {
    let distance = |at: usize| lines[at].middle() - lines[at - 1].middle();
    // Lines of one row that stand in the middle of their cells are nearer.
    let is_apart = |at: &usize| distance(*at) >= lines[*at].size;
    let is_row = |line: &Line| line.texts.len() >= MIN_COLUMNS;
    let mut rows: Vec<f32> =
        (1..lines.len()).filter(|at| is_row(&lines[*at]) && is_row(&lines[at - 1]) && is_apart(at)).map(distance).collect();
    rows.sort_by(f32::total_cmp);
    let usual = rows.get(rows.len() / 2).copied().unwrap_or(f32::INFINITY);
    let is_title = |at: &usize| {
        let below = lines.iter().skip(at + 1).take(TITLE_LINES).any(|line| line.texts.len() > 1);
        // Nor the first line of a long text.
        let first = &lines[*at].chunks[0];
        let goes_on =
            lines[at + 1].chunks.iter().any(|next| leading::is_long(first) && leading.goes_on(first, next, first.width()));
        let is_lone = lines[*at].texts.len() == 1 && first.width() >= SHORTEST_TITLE * first.size && is_apart(&(at + 1));
        is_lone && below && !goes_on && distance(*at) >= APART * usual.max(distance(at + 1))
    };
    let mut starts = vec![0];
    starts.extend((1..lines.len().saturating_sub(1)).filter(is_title));
    starts.push(lines.len());
    starts.windows(2).map(|part| table_lines(&lines[part[0]..part[1]], leading)).filter(|lines| !lines.is_empty()).collect()
}

fn table_lines<'l>(lines: &'l [Line], leading: &Leading<'_>) -> &'l [Line] {
    let is_of_table = |line: &Line| line.texts.len() > 1;
    let Some(mut first) = lines.iter().position(is_of_table) else { return &[] };
    let mut end = lines.iter().rposition(is_of_table).map_or(first, |last| last + 1);
    // Lines of texts that go on, and lines beside others.
    let belongs = |upper: &Line, lower: &Line| {
        let goes_on = |a: &Chunk| lower.chunks.iter().any(|b| leading.tells() && leading.goes_on(a, b, b.width()));
        lower.middle() - upper.middle() < upper.size || upper.chunks.iter().any(goes_on)
    };
    while first > 0 && belongs(&lines[first - 1], &lines[first]) {
        first -= 1;
    }
    while end < lines.len() && belongs(&lines[end - 1], &lines[end]) {
        end += 1;
    }
    &lines[first..end]
}

/// Borders of all cells if texts stand like that, and how badly they do, in sizes.
fn table(lines: &[Line], sections: &[Section], leading: &Leading<'_>, standing: Standing) -> (Vec<Ruling>, f32) {
    let x0 = lines.iter().flat_map(|line| &line.chunks).map(|c| c.edges[0]).fold(f32::INFINITY, f32::min) - MARGIN;
    let x1 = lines.iter().flat_map(|line| &line.chunks).map(|c| c.edges[2]).fold(f32::NEG_INFINITY, f32::max) + MARGIN;
    let ends = section_ends(lines, sections);
    let ruling = |horizontal, at, from, to| Ruling { horizontal, at, from, to, width: 0.0 };
    let (mut rulings, mut cost) = (Vec::new(), 0.0);
    for ((section, inner), y) in sections.iter().zip(column_borders(sections)).zip(ends.windows(2)) {
        if inner.is_empty() {
            // A title between two tables.
            continue;
        }
        let columns = rows::columns(lines, section);
        let rows = rows::rows(&columns, (y[0], y[1]), leading, standing);
        cost += rows.cost;
        let n_labels = n_label_columns(&columns, &rows.borders, leading);
        let mut xs = vec![x0];
        xs.extend(inner);
        xs.push(x1);
        rulings.extend(xs.iter().map(|x| ruling(false, *x, y[0], y[1])));
        rulings.extend(y.iter().map(|y| ruling(true, *y, x0, x1)));
        rulings.extend(rows.borders.iter().map(|y| ruling(true, *y, xs[n_labels], x1)));
        for (column, x) in columns[..n_labels].iter().zip(xs.windows(2)) {
            let cuts = cuts_between(&column.lines(leading, &rows), &rows.borders, standing, Some(BLANK));
            rulings.extend(cuts.into_iter().map(|y| ruling(true, y, x[0], x[1])));
        }
    }
    (rulings, cost)
}

/// Where sections begin, and where the last one ends.
fn section_ends(lines: &[Line], sections: &[Section]) -> Vec<f32> {
    let chunks = |s: &Section| lines[s.first..s.end].iter().flat_map(|line| &line.chunks);
    let top = |s: &Section| chunks(s).map(|c| c.edges[1]).fold(f32::INFINITY, f32::min);
    let bottom = |s: &Section| chunks(s).map(|c| c.edges[3]).fold(f32::NEG_INFINITY, f32::max);
    let mut ends = vec![top(&sections[0]) - MARGIN];
    ends.extend(sections.windows(2).map(|pair| (bottom(&pair[0]) + top(&pair[1])) / 2.0));
    ends.push(bottom(&sections[sections.len() - 1]) + MARGIN);
    rows::ascending(&mut ends);
    ends
}

/// The borders between each section's columns: one place for those that may be one, so that columns of all sections are the same.
fn column_borders(sections: &[Section]) -> Vec<Vec<f32>> {
    let free = |s: &Section| s.columns.windows(2).map(|pair| (pair[0].1, pair[1].0)).collect::<Vec<_>>();
    let mut gaps: Vec<(f32, f32, usize)> =
        sections.iter().enumerate().flat_map(|(i, s)| free(s).into_iter().map(move |(from, to)| (from, to, i))).collect();
    gaps.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut borders = vec![Vec::new(); sections.len()];
    let mut rest = gaps;
    while let Some(&(_, to, _)) = rest.first() {
        let (shared, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|gap| gap.0 < to);
        let from = shared.iter().map(|gap| gap.0).fold(f32::NEG_INFINITY, f32::max);
        for gap in shared {
            borders[gap.2].push((from + to) / 2.0);
        }
        rest = others;
    }
    borders
}

/// How many columns from the left have labels of several rows: those before the first one that has figures or text in most rows.
fn n_label_columns(columns: &[Column], borders: &[f32], leading: &Leading<'_>) -> usize {
    let filled = |column: &Column| {
        let row = |text: &[Chunk]| borders.partition_point(|y| *y <= text[0].middle());
        let mut rows: Vec<usize> = column.blocks(leading).into_iter().map(row).collect();
        rows.dedup();
        rows.len()
    };
    let most = columns.iter().map(filled).max().unwrap_or(0);
    columns.iter().position(|column| column.has_figures || filled(column) * 10 >= most * FILLED).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ink::{Direction, Glyph, Run};

    const SIZE: f32 = 10.0;

    /// A page with one text at each place of its left end and baseline; Chinese characters are as wide as high, others half as wide.
    fn page(texts: &[(f32, f32, &str)]) -> PageInk {
        let mut ink = PageInk { width: 600.0, height: 800.0, ..PageInk::default() };
        for &(x, y, text) in texts {
            let (first, mut left) = (ink.glyphs.len() as u32, x);
            for c in text.chars() {
                let (start, width) = (ink.text.len() as u32, if c.is_ascii() { SIZE / 2.0 } else { SIZE });
                ink.text.push(c);
                let edges = [left, y - 0.88 * SIZE, left + width, y + 0.12 * SIZE];
                ink.glyphs.push(Glyph { edges, start, len: c.len_utf8() as u16, confidence: 100 });
                left += width;
            }
            let (glyphs, origin) = (first..ink.glyphs.len() as u32, [x, y]);
            ink.runs.push(Run { glyphs, origin, size: SIZE, direction: Direction::Right, vertical: false, invisible: false });
        }
        ink
    }

    /// The cells of each row of the page's tables: texts with the number of rows, where those are several.
    #[track_caller]
    fn check(texts: &[(f32, f32, &str)], expected: &[&[&str]]) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        crate::table::build(&page(texts), 1, &mut |grid| {
            if grid.kind == jixiao_model::GridKind::Ruled {
                let cell = |cell: jixiao_model::Cell| {
                    assert_eq!(cell.confidence.percent(), FLAT_CONFIDENCE, "no line vouches for these cells");
                    if cell.row_span > 1 { format!("{} {}", cell.text, cell.row_span) } else { cell.text }
                };
                rows.extend(grid.rows.into_iter().map(|row| row.cells.into_iter().map(cell).collect()));
            }
        });
        assert_eq!(rows, expected);
    }

    #[test]
    fn labels_stand_in_the_middle_of_their_rows() {
        let texts = [
            (10.0, 20.0, "一级指标"),
            (80.0, 20.0, "三级指标"),
            (180.0, 20.0, "分值"),
            // Its rows are the next two.
            (10.0, 50.0, "产出指标"),
            (80.0, 40.0, "培训人数"),
            (180.0, 40.0, "10"),
            (80.0, 60.0, "培训合格率"),
            (180.0, 60.0, "20"),
            (10.0, 80.0, "效益指标"),
            (80.0, 80.0, "用户数"),
            (180.0, 80.0, "30"),
        ];
        let expected: [&[&str]; 4] = [
            &["一级指标", "三级指标", "分值"],
            &["产出指标 2", "培训人数", "10"],
            &["培训合格率", "20"],
            &["效益指标", "用户数", "30"],
        ];
        check(&texts, &expected);
    }

    #[test]
    fn lines_of_one_text_are_nearer_than_rows() {
        let texts = [
            (10.0, 20.0, "指标"),
            (80.0, 20.0, "得分"),
            (120.0, 20.0, "偏差原因"),
            (10.0, 40.0, "培训人数"),
            (80.0, 40.0, "10"),
            (120.0, 40.0, "项目验收时间较晚款项"),
            (120.0, 53.0, "结转下年支付"),
            (10.0, 73.0, "培训合格率"),
            (80.0, 73.0, "20"),
            (10.0, 93.0, "用户数"),
            (80.0, 93.0, "30"),
            (120.0, 93.0, "需求增加"),
        ];
        let expected: [&[&str]; 4] = [
            &["指标", "得分", "偏差原因"],
            &["培训人数", "10", "项目验收时间较晚款项结转下年支付"],
            &["培训合格率", "20", ""],
            &["用户数", "30", "需求增加"],
        ];
        check(&texts, &expected);
    }

    #[test]
    fn sections_have_columns_of_their_own() {
        let texts = [
            (10.0, 20.0, "项目名称"),
            (80.0, 20.0, "农村公路安全生命防护工程"),
            (10.0, 40.0, "总额"),
            (80.0, 40.0, "100"),
            (120.0, 40.0, "200"),
            (180.0, 40.0, "0.5"),
            (10.0, 60.0, "拨款"),
            (80.0, 60.0, "300"),
            (120.0, 60.0, "400"),
            (180.0, 60.0, "0.6"),
            (10.0, 80.0, "其他"),
            (80.0, 80.0, "500"),
            (120.0, 80.0, "600"),
            (180.0, 80.0, "0.7"),
        ];
        let expected: [&[&str]; 4] = [
            &["项目名称", "农村公路安全生命防护工程"],
            &["总额", "100", "200", "0.5"],
            &["拨款", "300", "400", "0.6"],
            &["其他", "500", "600", "0.7"],
        ];
        check(&texts, &expected);
    }

    #[test]
    fn lines_that_overlap_end_nothing() {
        // Type much larger than the distance of its lines, and rows that stand in one another.
        let mut ink = page(&[
            (10.0, 20.0, "指标"),
            (80.0, 20.0, "10"),
            (120.0, 20.0, "得分"),
            (10.0, 22.0, "培训"),
            (80.0, 26.0, "20"),
            (120.0, 23.0, "人数"),
            (10.0, 32.0, "用户"),
            (80.0, 33.0, "30"),
            (120.0, 31.0, "需求"),
        ]);
        for (at, run) in ink.runs.iter_mut().enumerate() {
            run.size = [1.0, 40.0, 3.0, 25.0][at % 4];
        }
        let mut text = String::new();
        crate::table::build(&ink, 1, &mut |grid| {
            text.extend(
                grid.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| cell.text.chars().filter(|c| !c.is_whitespace())),
            );
        });
        let (mut found, mut printed): (Vec<char>, Vec<char>) = (text.chars().collect(), ink.text.chars().collect());
        found.sort_unstable();
        printed.sort_unstable();
        assert_eq!(found, printed, "every text is in one cell");
    }

    #[test]
    fn prose_is_no_table() {
        let line = "根据有关预算绩效管理的要求开展了绩效自评现将有关情况公开";
        check(&[(30.0, 20.0, line), (10.0, 35.0, line), (10.0, 50.0, line), (10.0, 65.0, "如下。")], &[]);
    }
}
