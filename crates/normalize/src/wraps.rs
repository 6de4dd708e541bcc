//! Rows of aligned text whose cells go on in the next line.
//!
//! A text breaks where its next word did not fit, so a cell goes on below only if the first word there would have made it wider than its
//! column. Lines in which every cell goes on from above belong to the row above; where cells are centred on their row, lines in
//! which every cell goes on below come first, and about as many follow. A label below a label is a row of its own.

use std::collections::BTreeMap;

use jixiao_model::{Cell, GridKind, Row};

use crate::{key::key, lexicon::Lexicon, number, repairs::is_han};

/// Places by which widths are uncertain: a Han character takes two, and Latin ones are narrower on paper than in a line of text.
const SLACK: usize = 2;

/// Most lines of one row above its middle: the tallest cells seen, reasons in narrow columns, have some twenty.
const MAX_ABOVE: usize = 12;

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
    let widths = Widths::of(&lines);
    let mut joined: Vec<(GridKind, Row)> = Vec::with_capacity(lines.len());
    let mut next = 0;
    while next < lines.len() {
        let end = row_end(&lines, next, &widths, lexicon);
        joined.push((GridKind::Aligned, merge(&lines[next..end])));
        next = end;
    }
    joined
}

/// Where the row that starts with line `first` ends.
fn row_end(lines: &[Row], first: usize, widths: &Widths, lexicon: &Lexicon) -> usize {
    let goes_on = |above: usize, below: usize| widths.goes_on(&lines[above], &lines[below], lexicon);
    // Lines above the middle: each of their cells goes on below.
    let mut main = first;
    while main + 1 < lines.len()
        && main - first < MAX_ABOVE
        && lines[main].cells.len() <= lines[main + 1].cells.len()
        && goes_on(main, main + 1) == lines[main].cells.len()
    {
        main += 1;
    }
    let end = below(lines, main, &goes_on);
    let (above, under) = (main - first, end - main - 1);
    if above > 0 && !(above..=above + 1).contains(&under) {
        // Nothing balances the lines above: each is what it is by itself.
        return below(lines, first, &goes_on);
    }
    end
}

/// Where the lines below `main` end in which every cell goes on from above.
fn below(lines: &[Row], main: usize, goes_on: &impl Fn(usize, usize) -> usize) -> usize {
    let whole = lines[main].cells.len();
    let mut end = main + 1;
    while end < lines.len()
        && !lines[end].cells.is_empty()
        && (lines[end].cells.len() < whole || whole <= 2)
        && goes_on(end - 1, end) == lines[end].cells.len()
    {
        end += 1;
    }
    end
}

/// How wide the texts of a column are, by its first column and how many it covers.
struct Widths(BTreeMap<(u32, u32), usize>);

impl Widths {
    fn of(lines: &[Row]) -> Widths {
        let mut widths = BTreeMap::new();
        for cell in lines.iter().flat_map(|line| &line.cells) {
            let widest = widths.entry((cell.col, cell.col_span)).or_insert(0);
            *widest = width(&cell.text).max(*widest);
        }
        Widths(widths)
    }

    /// How many cells of one line go on in the other.
    fn goes_on(&self, above: &Row, below: &Row, lexicon: &Lexicon) -> usize {
        let pairs = below.cells.iter().filter_map(|lower| {
            let at = above.cells.binary_search_by_key(&lower.col, |upper| upper.col).ok()?;
            Some((&above.cells[at], lower))
        });
        pairs.filter(|(upper, lower)| self.continues(upper, lower, lexicon)).count()
    }

    fn continues(&self, upper: &Cell, lower: &Cell, lexicon: &Lexicon) -> bool {
        let text = lower.text.trim();
        let widest = self.0.get(&(upper.col, upper.col_span)).copied().unwrap_or(0);
        if number::parse(text).is_some() || number::is_dash(text) || width(&upper.text) + first_word(text) + SLACK <= widest {
            return false;
        }
        let label = |cell: &Cell| lexicon.whole(&key(&cell.text)).is_some();
        !(label(upper) && label(lower))
    }
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
        let Some(known) = merged.cells.iter_mut().find(|known| known.col == cell.col) else {
            merged.cells.push(cell.clone());
            continue;
        };
        let latin = |c: Option<char>| c.is_some_and(|c| !is_han(c) && c.is_alphanumeric());
        if latin(known.text.chars().next_back()) && latin(cell.text.chars().next()) {
            known.text.push(' ');
        }
        known.text.push_str(&cell.text);
        known.col_span = known.col_span.max(cell.col_span);
        known.place = known.place.union(cell.place);
    }
    merged.cells.sort_by_key(|cell| cell.col);
    merged
}
