//! Text outside ruled tables: tables told from aligned columns, and running text.
//!
//! Nothing but the gaps between words says where the columns of such a table are, so that its grid is marked as less certain.

use super::{
    compose::{self, Piece, Split, TextLine, joint, union},
    ink::{Direction, Edges, PageInk},
};

/// A gap in a line that may lie between two columns, in sizes: wider than the spaces of justified text.
pub(super) const COLUMN_GAP: f32 = 1.0;

/// Narrowest gap between columns that all lines of a table leave free, in sizes.
const FREE_GAP: f32 = 0.45;

/// Narrowest column, in points.
const MIN_COLUMN: f32 = 3.0;

/// Baselines of one table are at most this far apart, in sizes.
const LINE_PITCH: f32 = 3.2;

/// How far texts of one column may be out of line, in sizes.
const ALIGNED: f32 = 0.6;

/// Most lines of one row between two rules.
const MAX_ROW_LINES: usize = 8;

/// Texts of a column of prose are at least this long on average, in characters (a Chinese character counts double).
const PROSE_LENGTH: usize = 24;

/// A horizontal border between rows: a line, or the edge of a shaded area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
}

/// A part of the page outside ruled tables.
pub(super) enum Block {
    /// Rows of texts; each with its first column and number of columns.
    Table(FlatTable),
    /// Lines of running text.
    Text(Vec<TextLine>),
}

/// A table without rulings.
pub(super) struct FlatTable {
    pub(super) n_cols: usize,
    pub(super) rows: Vec<Vec<FlatCell>>,
}

/// A text in the columns from `first` to `last`.
#[derive(Clone)]
pub(super) struct FlatCell {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) text: TextLine,
}

/// One line of the page: the pieces on one baseline.
struct PageLine<'p, 'i> {
    pieces: &'p [Piece<'i>],
    parts: Vec<TextLine>,
    size: f32,
    edges: Edges,
}

impl PageLine<'_, '_> {
    fn middle(&self) -> f32 {
        (self.edges[1] + self.edges[3]) / 2.0
    }

    fn tabular(&self) -> bool {
        self.parts.len() > 1
    }
}

/// Parts horizontal text into blocks, from top to bottom. `rules` are horizontal lines outside ruled tables.
pub(super) fn blocks(ink: &PageInk, pieces: &mut [Piece<'_>], rules: &[Rule]) -> Vec<Block> {
    let mut lines = page_lines(ink, pieces, &[]);

    let mut blocks = Vec::new();
    let mut running = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let n = block_length(&lines[at..]);
        match (n > 1).then(|| table(ink, &lines[at..at + n], rules)).flatten() {
            Some(block) => {
                if !running.is_empty() {
                    blocks.push(Block::Text(std::mem::take(&mut running)));
                }
                blocks.push(block);
                at += n;
            }
            None => {
                for line in &mut lines[at..at + n.max(1)] {
                    if line.tabular() {
                        compose::split_line(ink, line.pieces, Direction::Right, &Split::default(), &mut running);
                    } else {
                        running.append(&mut line.parts);
                    }
                }
                at += n.max(1);
            }
        }
    }
    if !running.is_empty() {
        blocks.push(Block::Text(running));
    }
    blocks
}

/// A table whose columns are ruled but whose rows are not, or not all: every line is a row where numbers say so.
pub(super) fn in_ruled_columns(ink: &PageInk, pieces: &mut [Piece<'_>], borders: &[f32], rules: &[Rule]) -> FlatTable {
    let lines = page_lines(ink, pieces, borders);
    let mut found = separators(ink, &lines);
    // A gap beside a border is the border's own.
    found.retain(|x| borders.iter().all(|b| (b - x).abs() > 4.0 * MIN_COLUMN));
    found.extend(borders);
    found.sort_by(f32::total_cmp);
    let rows = lines.iter().map(|line| columns_of(ink, line, &found)).collect();
    FlatTable { n_cols: found.len() + 1, rows: merge_rows(rows, &lines, rules) }
}

fn page_lines<'p, 'i>(ink: &PageInk, pieces: &'p mut [Piece<'i>], borders: &[f32]) -> Vec<PageLine<'p, 'i>> {
    let line = |pieces: &'p [Piece<'i>]| {
        let mut parts = Vec::new();
        compose::split_line(ink, pieces, Direction::Right, &Split { gap: COLUMN_GAP, separators: borders }, &mut parts);
        parts.retain(|part| !part.text.is_empty());
        let edges = parts.iter().map(|p| p.edges).reduce(union)?;
        let size = parts.iter().map(|p| p.size).fold(0.0, f32::max);
        Some(PageLine { pieces, parts, size, edges })
    };
    compose::baselines(pieces, Direction::Right).into_iter().filter_map(line).collect()
}

fn columns_of(ink: &PageInk, line: &PageLine<'_, '_>, separators: &[f32]) -> Vec<FlatCell> {
    let mut parts = Vec::new();
    compose::split_line(ink, line.pieces, Direction::Right, &Split { gap: COLUMN_GAP, separators }, &mut parts);
    parts.retain(|part| !part.text.is_empty());
    in_columns(parts, separators)
}

/// How many lines from the first belong to one block of lines with several texts each; 0 where the first line has one text.
fn block_length(lines: &[PageLine<'_, '_>]) -> usize {
    if !lines[0].tabular() {
        return 0;
    }
    let near = |a: &PageLine<'_, '_>, b: &PageLine<'_, '_>| b.middle() - a.middle() <= LINE_PITCH * a.size.max(b.size);
    let mut length = 1;
    let mut single = 0;
    for (i, pair) in lines.windows(2).enumerate() {
        if !near(&pair[0], &pair[1]) {
            break;
        }
        if pair[1].tabular() {
            length = i + 2;
            single = 0;
        } else {
            // A heading between rows, or a text that runs over two or three lines.
            single += 1;
            if single > 2 {
                break;
            }
        }
    }
    length
}

/// The block as a table or as columns of prose; `None` where it is neither.
fn table(ink: &PageInk, lines: &[PageLine<'_, '_>], rules: &[Rule]) -> Option<Block> {
    let separators = separators(ink, lines);
    if separators.is_empty() {
        return None;
    }
    let n_cols = separators.len() + 1;
    let rows: Vec<Vec<FlatCell>> = lines.iter().map(|line| columns_of(ink, line, &separators)).collect();
    if is_prose(&rows, n_cols) {
        let mut columns = vec![Vec::new(); n_cols];
        for cell in rows.into_iter().flatten() {
            columns[cell.first].push(cell.text);
        }
        return Some(Block::Text(columns.concat()));
    }
    // A list: bullets with texts beside them.
    let is_mark = |c: &FlatCell| c.first > 0 || !c.text.text.chars().any(char::is_alphanumeric);
    let is_list = n_cols == 2 && rows.iter().flatten().all(is_mark);
    if is_list || !is_aligned(&rows, n_cols) {
        return None;
    }
    let full_rows = rows.iter().filter(|row| row.len() > 1).count();
    if full_rows < 2 || (full_rows < 3 && n_cols < 3) {
        return None;
    }
    Some(Block::Table(FlatTable { n_cols, rows: merge_rows(rows, lines, rules) }))
}

/// Places between the columns: stretches that nearly all full lines leave free.
fn separators(ink: &PageInk, lines: &[PageLine<'_, '_>]) -> Vec<f32> {
    let most = lines.iter().map(|l| l.parts.len()).max().unwrap_or(0);
    // Lines with few texts are headings that stand over several columns.
    let body: Vec<&PageLine<'_, '_>> = lines.iter().filter(|l| l.parts.len() * 2 >= most && l.tabular()).collect();
    let size = body.iter().map(|l| l.size).fold(f32::INFINITY, f32::min);
    let mut ends: Vec<(f32, i32)> = Vec::new();
    for line in &body {
        for (from, to) in compose::words(ink, line.pieces) {
            ends.push((from, 1));
            ends.push((to, -1));
        }
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    // One line in twelve may cross.
    let allowed = body.len() as i32 / 12;
    // With few lines, gaps between words meet by chance.
    let least = if body.len() < 4 { COLUMN_GAP } else { FREE_GAP } * size;
    let mut separators = Vec::new();
    let (mut open, mut free_from) = (0, None::<f32>);
    for (x, step) in ends {
        let before = open;
        open += step;
        if before > allowed && open <= allowed {
            free_from = Some(x);
        } else if before <= allowed
            && open > allowed
            && let Some(from) = free_from.take()
            && x - from >= least
        {
            separators.push((from + x) / 2.0);
        }
    }
    separators
}

/// The columns of every text, by what it covers.
fn in_columns(parts: Vec<TextLine>, separators: &[f32]) -> Vec<FlatCell> {
    let mut cells: Vec<FlatCell> = Vec::with_capacity(parts.len());
    for text in parts {
        let slack = 0.25 * text.size;
        let first = separators.partition_point(|x| *x <= text.edges[0] + slack);
        let last = separators.partition_point(|x| *x < text.edges[2] - slack).max(first);
        match cells.last_mut() {
            // Two texts in one column: a wide gap within a cell.
            Some(before) if before.last >= first => {
                before.text.text.push(' ');
                before.text.text.push_str(&text.text);
                before.text.edges = union(before.text.edges, text.edges);
                before.last = before.last.max(last);
            }
            _ => cells.push(FlatCell { first, last, text }),
        }
    }
    cells
}

/// Whether every column reads like prose: long lines that fill the column.
fn is_prose(rows: &[Vec<FlatCell>], n_cols: usize) -> bool {
    (0..n_cols).all(|col| {
        let texts: Vec<&TextLine> = rows.iter().flatten().filter(|c| c.first == col && c.last == col).map(|c| &c.text).collect();
        let length = |t: &TextLine| t.text.chars().map(|c| 1 + usize::from(compose::is_han(c))).sum::<usize>();
        let widest = texts.iter().map(|t| t.edges[2] - t.edges[0]).fold(0.0, f32::max);
        let filling = texts.iter().filter(|t| t.edges[2] - t.edges[0] >= 0.75 * widest).count();
        !texts.is_empty()
            && texts.iter().map(|t| length(t)).sum::<usize>() >= PROSE_LENGTH * texts.len()
            && filling * 2 >= texts.len()
    })
}

/// Joins the lines of one row: lines between the same two rules, unless their numbers say that they are rows of their own, and
/// lines that can only go on with the one above.
fn merge_rows(rows: Vec<Vec<FlatCell>>, lines: &[PageLine<'_, '_>], rules: &[Rule]) -> Vec<Vec<FlatCell>> {
    let edges = lines.iter().map(|l| l.edges).reduce(union).unwrap_or_default();
    let mut rules: Vec<f32> =
        rules.iter().filter(|r| r.to.min(edges[2]) - r.from.max(edges[0]) >= 0.5 * (edges[2] - edges[0])).map(|r| r.at).collect();
    rules.sort_by(f32::total_cmp);
    let band = |i: usize| rules.partition_point(|at| *at < lines[i].middle());
    let n_bands = (1..lines.len()).filter(|i| band(*i) != band(i - 1)).count() + 1;

    let mut merged: Vec<Vec<FlatCell>> = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter().enumerate().peekable();
    while let Some((first, row)) = rows.next() {
        let mut group = vec![(first, row)];
        while let Some(next) = rows.next_if(|(i, _)| band(*i) == band(first)) {
            group.push(next);
        }
        let one_row = n_bands > 1 && group.len() <= MAX_ROW_LINES && !has_number_rows(&group);
        for (i, row) in group {
            let same_row = i > first
                && merged.last().is_some_and(|above: &Vec<FlatCell>| match one_row {
                    // A text over several columns is a heading of theirs.
                    true => above.iter().all(|a| {
                        a.first == a.last
                            || row.iter().all(|c| c.last < a.first || c.first > a.last || (c.first, c.last) == (a.first, a.last))
                    }),
                    false => goes_on(above, &row, &lines[i - 1], &lines[i]),
                });
            match merged.last_mut().filter(|_| same_row) {
                Some(above) => join_rows(above, row),
                None => merged.push(row),
            }
        }
    }
    merged
}

/// Whether some column has numbers in two of the lines.
fn has_number_rows(group: &[(usize, Vec<FlatCell>)]) -> bool {
    let mut columns: Vec<usize> =
        group.iter().flat_map(|(_, row)| row).filter(|c| c.first == c.last && is_number(&c.text.text)).map(|c| c.first).collect();
    columns.sort_unstable();
    columns.windows(2).any(|w| w[0] == w[1])
}

/// A figure as tables print it: `1,234.5`, `(3.2)`, `$0.44M`, `85%`, or a sign for none.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = text.chars().filter(|c| c.is_alphabetic()).count();
    (digits > 0 && others <= 1) || matches!(text, "-" | "–" | "—" | "--" | "N/A" | "n/a" | "*")
}

/// How many lines of a cell are figures or end in one of a column of their own; 0 where some line is neither.
///
/// A long number in a narrow cell also runs over two or three lines, but fills the cell's `width` or breaks behind its point then.
pub(super) fn number_lines(ink: &PageInk, pieces: &mut [Piece<'_>], width: f32) -> usize {
    let lines = page_lines(ink, pieces, &[]);
    let is_row = |line: &PageLine<'_, '_>| {
        let Some(last) = line.parts.last() else { return false };
        // Another figure would have had its place, whatever the cell leaves free at its sides.
        let roomy = line.edges[2] - line.edges[0] + 0.6 * line.size + 2.0 * compose::PADDING < width;
        is_number(&last.text) && (roomy || line.tabular() || last.text.contains(' ') || lines.len() > 3)
    };
    let goes_on = |line: &PageLine<'_, '_>| line.parts.last().is_some_and(|last| last.text.ends_with(['.', ',']));
    if lines.iter().all(is_row) && !lines.iter().any(goes_on) { lines.len() } else { 0 }
}

/// Whether `row` only continues texts of the row above: it stands close to it, and has no text where the row above has none.
fn goes_on(above: &[FlatCell], row: &[FlatCell], line_above: &PageLine<'_, '_>, line: &PageLine<'_, '_>) -> bool {
    let pitch = line.middle() - line_above.middle();
    let tight = pitch <= 1.35 * line.size.min(line_above.size);
    let first_only = |cells: &[FlatCell]| matches!(cells, [cell] if cell.first == 0 && cell.last == 0);
    // A wrapped label goes on with a small letter.
    let small = row.first().and_then(|c| c.text.text.chars().next()).is_some_and(char::is_lowercase);
    tight && small && (first_only(above) || first_only(row))
}

/// Whether texts of the columns stand below one another: at their left, right or middle. Words of justified prose do not.
fn is_aligned(rows: &[Vec<FlatCell>], n_cols: usize) -> bool {
    let aligned = |col: usize| {
        let texts: Vec<&TextLine> = rows.iter().flatten().filter(|c| c.first == col && c.last == col).map(|c| &c.text).collect();
        let places: [fn(Edges) -> f32; 3] = [|e| e[0], |e| e[2], |e| (e[0] + e[2]) / 2.0];
        texts.len() > 1
            && places.iter().any(|place| {
                let mut at: Vec<f32> = texts.iter().map(|t| place(t.edges)).collect();
                at.sort_by(f32::total_cmp);
                let middle = at[at.len() / 2];
                let near = at.iter().filter(|x| (**x - middle).abs() <= ALIGNED * texts[0].size).count();
                near * 5 >= texts.len() * 3
            })
    };
    (1..n_cols).filter(|col| aligned(*col)).count() * 2 >= n_cols - 1
}

fn join_rows(above: &mut Vec<FlatCell>, row: Vec<FlatCell>) {
    for cell in row {
        match above.iter_mut().find(|a| a.first <= cell.last && cell.first <= a.last) {
            Some(a) => {
                let between = joint(&a.text.text, &cell.text.text, 0.0);
                a.text.text.push_str(between);
                a.text.text.push_str(&cell.text.text);
                a.text.edges = union(a.text.edges, cell.text.edges);
                a.text.confidence = a.text.confidence.min(cell.text.confidence);
                a.last = a.last.max(cell.last);
                a.first = a.first.min(cell.first);
            }
            None => above.push(cell),
        }
    }
    above.sort_by_key(|c| c.first);
}
