//! Rows of aligned text whose cells go on in the next line.
//!
//! Each line is a row, or belongs to one with lines above or below it. A text breaks where its next word did not fit, so a cell goes on
//! below only if the first word there would have made it wider than its column; numbers never do, nor does a label below a label. Of
//! all ways to divide the lines into rows the cheapest is taken: few rows, whose cells all start on the first line or are all centred.

use std::{collections::BTreeMap, ops::Range};

use jixiao_model::{Cell, GridKind, Row};

use crate::{key::key, lexicon::Lexicon, number, repairs::is_han, value};

/// Places by which widths are uncertain: a Han character takes two, and Latin ones are narrower on paper than in a line of text.
const SLACK: usize = 2;

/// Most lines of one row: the tallest cells seen, reasons in narrow columns, have some twenty, and other cells stand between them.
const MAX_LINES: usize = 40;

/// Cost of a row: what joining two lines saves.
const ROW: i32 = 12;
/// Cost of a line that goes on from the one above in all its cells: rows look like that as well.
const ALIKE: i32 = 8;
/// Cost of a cell that goes on below a text of a width that no other in its column has: nothing shows where the column ends.
const UNPROVED: i32 = 5;
/// Widest text, in places, that may be a cell of a row of short ones: a label or a value.
const SHORT: usize = 20;
/// More than any way costs.
const NEVER: i32 = i32::MAX / 4;

/// Joins the lines of aligned tables to rows.
pub(crate) fn join(rows: Vec<(GridKind, Row)>, lexicon: &Lexicon) -> Vec<(GridKind, Row)> {
    if !rows.iter().any(|(kind, _)| *kind == GridKind::Aligned) {
        return rows;
    }
    let mut joined = Vec::with_capacity(rows.len());
    let mut run: Vec<Row> = Vec::new();
    for (kind, row) in rows {
        if kind == GridKind::Aligned {
            run.push(row);
            continue;
        }
        joined.extend(join_run(std::mem::take(&mut run), lexicon));
        joined.push((kind, row));
    }
    joined.extend(join_run(run, lexicon));
    joined
}

fn join_run(lines: Vec<Row>, lexicon: &Lexicon) -> Vec<(GridKind, Row)> {
    let lines: Vec<Row> = lines.into_iter().filter(|line| !line.cells.is_empty()).collect();
    let seen = Seen::of(&lines, lexicon);
    let (top, middle) = (divided(&lines, &seen, Upright::Top), divided(&lines, &seen, Upright::Middle));
    let rows = if middle.0 < top.0 { middle.1 } else { top.1 };
    let merged: Vec<Row> = rows.into_iter().map(|range| merge(&lines[range])).collect();
    // Where no cell goes on below, all rows are lines.
    let count = |rows: &[Row]| rows.iter().map(|row| row.cells.len()).sum::<usize>();
    let rows = if count(&merged) == count(&lines) { lines } else { merged };
    rows.into_iter().map(|row| (GridKind::Aligned, row)).collect()
}

/// Where the cells of all rows stand in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Upright {
    Top,
    Middle,
}

/// The cheapest way to divide the lines into rows, and its cost.
fn divided(lines: &[Row], seen: &Seen<'_>, upright: Upright) -> (i32, Vec<Range<usize>>) {
    // Of the lines before each: the cost, and where their last row starts.
    let mut best = vec![(NEVER, 0); lines.len() + 1];
    best[0].0 = 0;
    for first in 0..lines.len() {
        let before = best[first].0;
        let mut row = Joined::default();
        for (line, known) in best.iter_mut().skip(first + 1).take(MAX_LINES).enumerate() {
            if !row.add(lines, first + line, seen) {
                break;
            }
            let cost = before + row.cost(first, first + line + 1, upright);
            if cost < known.0 {
                *known = (cost, first);
            }
        }
    }
    let mut rows = Vec::new();
    let mut end = lines.len();
    while end > 0 {
        rows.push(best[end].1..end);
        end = best[end].1;
    }
    rows.reverse();
    (best[lines.len()].0, rows)
}

/// What is known of the cells of all lines.
struct Seen<'l> {
    lexicon: &'l Lexicon,
    /// How wide the texts of a column are, by its first column and how many it covers.
    widths: BTreeMap<(u32, u32), Widest>,
    /// What each cell is, by line.
    kinds: Vec<Vec<Kind>>,
    /// The first column that has text.
    side: u32,
}

/// The widest text of a column.
#[derive(Clone, Copy, Debug, Default)]
struct Widest {
    width: usize,
    /// How many texts are as wide, or nearly.
    count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A number, a dash, or a number with its unit.
    Value,
    Label,
    Text,
}

impl<'l> Seen<'l> {
    fn of(lines: &[Row], lexicon: &'l Lexicon) -> Self {
        let mut widths: BTreeMap<_, Widest> = BTreeMap::new();
        let cells = || lines.iter().flat_map(|line| &line.cells);
        for cell in cells() {
            let widest = widths.entry((cell.col, cell.col_span)).or_default();
            widest.width = width(&cell.text).max(widest.width);
        }
        for cell in cells() {
            let widest = widths.entry((cell.col, cell.col_span)).or_default();
            widest.count += usize::from(width(&cell.text) + SLACK >= widest.width);
        }
        let kind = |cell: &Cell| {
            let text = cell.text.trim();
            if number::parse(text).is_some() || number::is_dash(text) {
                Kind::Value
            } else if lexicon.whole(&key(text)).is_some() {
                Kind::Label
            } else {
                Kind::Text
            }
        };
        let kinds = lines.iter().map(|line| line.cells.iter().map(kind).collect()).collect();
        let side = cells().map(|cell| cell.col).min().unwrap_or(0);
        Seen { lexicon, widths, kinds, side }
    }
}

impl Seen<'_> {
    /// Whether a line has labels alone, and the next one has labels of its own below them: so they do not stand in the middle of the rows
    /// above and below, but in a row that is blank otherwise.
    fn is_row_of_labels(&self, lines: &[Row], line: usize) -> bool {
        let labels = |line: usize| {
            let cells = lines.get(line).map_or(&[][..], |row| &row.cells);
            cells.iter().zip(&self.kinds[line]).filter(|(_, kind)| **kind == Kind::Label).map(|(cell, _)| cell)
        };
        let below = |cell: &Cell| {
            labels(line + 1).any(|other| other.col < cell.col + cell.col_span && cell.col < other.col + other.col_span)
        };
        line + 1 < lines.len() && self.kinds[line].iter().all(|kind| *kind == Kind::Label) && labels(line).all(below)
    }
}

/// Lines as one row: its cells, each with the lines that it has text on.
#[derive(Default)]
struct Joined {
    cells: Vec<Whole>,
    /// What speaks against its lines being one row.
    doubt: i32,
}

/// A cell over several lines.
struct Whole {
    col: u32,
    end: u32,
    first: usize,
    last: usize,
    /// Cell of the last line.
    cell: usize,
    /// A label may span rows, and then stands where their middle is.
    is_label: bool,
}

impl Joined {
    /// Adds a line. `false` if one of its cells does not go on from above.
    fn add(&mut self, lines: &[Row], line: usize, seen: &Seen<'_>) -> bool {
        let row = &lines[line];
        if self.is_one_line(line) && seen.is_row_of_labels(lines, line) {
            return false;
        }
        let (mut goes_on, mut has_short) = (0, false);
        let before = self.cells.iter().filter(|cell| !cell.is_label).count();
        for (index, cell) in row.cells.iter().enumerate() {
            let end = cell.col + cell.col_span;
            let kind = seen.kinds[line][index];
            let mut under = self.cells.iter_mut().filter(|whole| whole.col < end && cell.col < whole.end);
            let Some(whole) = under.next() else {
                let is_label = kind == Kind::Label || cell.col == seen.side;
                self.cells.push(Whole { col: cell.col, end, first: line, last: line, cell: index, is_label });
                continue;
            };
            let upper = (&lines[whole.last].cells[whole.cell], seen.kinds[whole.last][whole.cell]);
            if under.next().is_some() || whole.last == line {
                return false;
            }
            let Some(doubt) = doubt_of_joining(upper, (cell, kind), seen) else { return false };
            self.doubt += doubt;
            (whole.col, whole.end) = (whole.col.min(cell.col), whole.end.max(end));
            (whole.last, whole.cell) = (line, index);
            goes_on += usize::from(!whole.is_label);
            has_short |= width(&cell.text) <= SHORT;
        }
        if goes_on == before && before > 1 && has_short {
            self.doubt += ALIKE;
        }
        true
    }

    /// Whether the lines before `line` are one.
    fn is_one_line(&self, line: usize) -> bool {
        !self.cells.is_empty() && self.cells.iter().all(|cell| cell.first + 1 == line)
    }

    /// Cost of the row of the lines from `first` to before `end`.
    fn cost(&self, first: usize, end: usize, upright: Upright) -> i32 {
        let number = |lines: usize| i32::try_from(lines).unwrap_or(NEVER);
        let off = |cell: &Whole| match upright {
            Upright::Top => 7 * number(cell.first - first),
            // In half lines. A cell of one line stands in the first of two where lines cannot stand between lines.
            Upright::Middle => match number(cell.first + cell.last) - number(first + end - 1) {
                off @ (-1..=0) => -off,
                1 => 2,
                off => 4 * off.abs(),
            },
        };
        ROW + self.doubt + self.cells.iter().filter(|cell| !cell.is_label).map(off).sum::<i32>()
    }
}

/// What speaks against a cell going on in one of a line below; `None` if it cannot.
fn doubt_of_joining((upper, above): (&Cell, Kind), (lower, below): (&Cell, Kind), seen: &Seen<'_>) -> Option<i32> {
    let (head, tail) = (upper.text.trim(), lower.text.trim());
    // `10.` over `0`: a number that did not fit.
    if below == Kind::Value && head.ends_with('.') && tail.bytes().all(|byte| byte.is_ascii_digit()) {
        return number::parse(head.trim_end_matches('.')).map(|_| 0);
    }
    if below == Kind::Value || above == Kind::Value || above == Kind::Label && below == Kind::Label {
        return None;
    }
    // `年初` below `预算数`: two headers.
    if above == Kind::Label && seen.lexicon.whole(&key(&format!("{tail}{head}"))).is_some() {
        return None;
    }
    let is_value = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit()) && value::read(text).number.is_some();
    if tail.starts_with(['≥', '≤', '=', '＝', '>', '<', '＞', '＜']) || is_value(tail) && is_value(head) {
        return None;
    }
    let widest = |cell: &Cell| seen.widths.get(&(cell.col, cell.col_span)).copied().unwrap_or_default();
    let (upper_widest, lower_widest) = (widest(upper), widest(lower));
    if width(head) + first_word(tail) + SLACK <= upper_widest.width.max(lower_widest.width) {
        return None;
    }
    Some(if upper_widest.count < 2 { UNPROVED } else { 0 })
}

/// Places that a text takes in a terminal.
fn width(text: &str) -> usize {
    text.trim().chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Width of what no line break divides at the start of a text: a run of ASCII signs, or one other character.
fn first_word(text: &str) -> usize {
    match text.chars().take_while(char::is_ascii_graphic).count() {
        0 => 2,
        run => run,
    }
}

/// The lines of one row as one: texts that were broken between Han characters touch.
fn merge(lines: &[Row]) -> Row {
    if let [only] = lines {
        return only.clone();
    }
    let mut merged = Row { cells: Vec::with_capacity(lines.iter().map(|line| line.cells.len()).max().unwrap_or(0)) };
    for cell in lines.iter().flat_map(|line| &line.cells) {
        let end = cell.col + cell.col_span;
        let Some(known) = merged.cells.iter_mut().find(|known| known.col < end && cell.col < known.col + known.col_span) else {
            merged.cells.push(cell.clone());
            continue;
        };
        let latin = |c: Option<char>| c.is_some_and(|c| !is_han(c) && c.is_alphanumeric());
        if latin(known.text.chars().next_back()) && latin(cell.text.chars().next()) {
            known.text.push(' ');
        }
        known.text.push_str(&cell.text);
        let end = end.max(known.col + known.col_span);
        known.col = known.col.min(cell.col);
        known.col_span = end - known.col;
        known.place = known.place.union(cell.place);
    }
    merged.cells.sort_by_key(|cell| cell.col);
    merged
}
