//! Text outside ruled tables: tables told from aligned columns, and running text.
//!
//! Nothing but the gaps between words says where the columns of such a table are, so that its grid is marked as less certain.

use super::{
    compose::{self, Piece, Split, TextLine, joint, union},
    ink::{Direction, Edges, PageInk},
    lines::Line,
};

/// A gap in a line that may lie between two columns, in sizes: wider than the spaces of justified text.
const COLUMN_GAP: f32 = 1.0;

/// Narrowest gap between columns that all lines of a table leave free, in sizes.
const FREE_GAP: f32 = 0.45;

/// Baselines of one table are at most this far apart, in sizes.
const LINE_PITCH: f32 = 3.2;

/// Texts of a column of prose are at least this long on average, in characters (a Chinese character counts double).
const PROSE_LENGTH: usize = 24;

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
pub(super) fn blocks(ink: &PageInk, pieces: &mut [Piece<'_>], rules: &[&Line]) -> Vec<Block> {
    let lines: Vec<PageLine<'_, '_>> = compose::baselines(pieces, Direction::Right)
        .into_iter()
        .filter_map(|pieces| {
            let mut parts = Vec::new();
            compose::split_line(ink, pieces, Direction::Right, &Split { gap: COLUMN_GAP, separators: &[] }, &mut parts);
            parts.retain(|part| !part.text.is_empty());
            let edges = parts.iter().map(|p| p.edges).reduce(union)?;
            let size = parts.iter().map(|p| p.size).fold(0.0, f32::max);
            Some(PageLine { pieces, parts, size, edges })
        })
        .collect();

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
                for line in &lines[at..at + n.max(1)] {
                    compose::split_line(ink, line.pieces, Direction::Right, &Split::default(), &mut running);
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
fn table(ink: &PageInk, lines: &[PageLine<'_, '_>], rules: &[&Line]) -> Option<Block> {
    let separators = separators(ink, lines);
    if separators.is_empty() {
        return None;
    }
    let n_cols = separators.len() + 1;
    let mut rows: Vec<Vec<FlatCell>> = Vec::with_capacity(lines.len());
    for line in lines {
        let mut parts = Vec::new();
        let split = Split { gap: COLUMN_GAP, separators: &separators };
        compose::split_line(ink, line.pieces, Direction::Right, &split, &mut parts);
        parts.retain(|part| !part.text.is_empty());
        rows.push(in_columns(parts, &separators));
    }
    if is_prose(&rows, n_cols) {
        let mut columns = vec![Vec::new(); n_cols];
        for cell in rows.into_iter().flatten() {
            columns[cell.first].push(cell.text);
        }
        return Some(Block::Text(columns.concat()));
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

/// Joins the lines of one row: lines between the same two rules, in tables that part their rows by rules, and lines that can only
/// go on with the one above.
fn merge_rows(rows: Vec<Vec<FlatCell>>, lines: &[PageLine<'_, '_>], rules: &[&Line]) -> Vec<Vec<FlatCell>> {
    let edges = lines.iter().map(|l| l.edges).reduce(union).unwrap_or_default();
    let wide = |r: &&&Line| r.to.min(edges[2]) - r.from.max(edges[0]) >= 0.5 * (edges[2] - edges[0]);
    let rules: Vec<f32> = rules.iter().filter(wide).map(|r| r.at).collect();
    let band = |line: &PageLine<'_, '_>| rules.partition_point(|at| *at < line.middle());
    let n_bands = lines.chunk_by(|a, b| band(a) == band(b)).count();
    let ruled_rows = n_bands >= 3 && lines.len() <= 4 * n_bands && lines.chunk_by(|a, b| band(a) == band(b)).all(|b| b.len() <= 8);

    let mut merged: Vec<Vec<FlatCell>> = Vec::with_capacity(rows.len());
    for (i, row) in rows.into_iter().enumerate() {
        let same_row = i > 0
            && match merged.last() {
                Some(_) if ruled_rows => band(&lines[i - 1]) == band(&lines[i]),
                Some(above) => goes_on(above, &row, &lines[i - 1], &lines[i]),
                None => false,
            };
        match merged.last_mut().filter(|_| same_row) {
            Some(above) => join_rows(above, row),
            None => merged.push(row),
        }
    }
    merged
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

fn join_rows(above: &mut Vec<FlatCell>, row: Vec<FlatCell>) {
    for cell in row {
        match above.iter_mut().find(|a| a.first <= cell.last && cell.first <= a.last) {
            Some(a) => {
                let between = joint(&a.text.text, &cell.text.text, true);
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
