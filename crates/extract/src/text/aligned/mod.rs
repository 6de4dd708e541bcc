//! Tables whose columns are aligned by spaces, as `pdftotext -layout` and terminals print them.
//!
//! Lines are grouped into blocks at blank lines. Columns are what blank gutters separate, through all lines of a block. A block of
//! one or two lines next to a blank line belongs to its neighbour if it keeps to the same columns, for exports put blank lines
//! between the rows of a table. Lines before and behind the rows that have several cells are text.

mod layout;
mod words;

use jixiao_model::{Cell, Confidence, GridKind, Row};

use super::lines::{Line, Lines};
use super::output::{Output, Table, place};
use layout::Layout;
pub(super) use words::has_gap;

/// A block with fewer lines has too little evidence of its own columns.
const SOLID_BLOCK: usize = 3;
/// A single line is a table if it has at least so many cells.
const CELLS_OF_SINGLE_ROW: usize = 3;

/// Bytes of a line beyond which it is no row of a table: the widest page that `pdftotext -layout` prints has 1000 characters or so.
const ROW_BYTES: usize = 4096;
/// Bytes of the lines that are looked at together: it bounds the memory for what is known of each word.
const REGION_BYTES: usize = 1 << 18;

/// Reads lines up to a new page, or to where another dialect begins: that `is_other` tells.
pub(super) fn read(lines: &mut Lines<'_>, is_other: impl Fn(Lines<'_>) -> bool, output: &mut Output<'_>) {
    if let Some(line) = lines.next_if(|line| line.text.len() > ROW_BYTES) {
        output.text_line(line);
        return;
    }
    let mut region = Vec::new();
    let (mut blanks, start) = (0, lines.offset());
    while let Some(line) = lines.peek() {
        let is_full = region.len() >= output.limits.grid_rows || line.start > start + REGION_BYTES;
        let is_apart = blanks == 2 || line.text.len() > ROW_BYTES || line.starts_page();
        if !region.is_empty() && (is_full || is_apart || is_other(*lines)) {
            break;
        }
        blanks = if line.is_blank() { blanks + 1 } else { 0 };
        region.push(line);
        lines.next();
    }
    if !region.iter().any(|line| has_gap(line.text)) {
        region.iter().for_each(|&line| output.text_line(line));
        return;
    }
    let mut group: Option<Group<'_>> = None;
    for block in region.split(Line::is_blank).filter(|block| !block.is_empty()) {
        let block = Group::new(block.to_vec());
        group = match group {
            None => Some(block),
            Some(group) => match group.joined(block) {
                Ok(joined) => Some(joined),
                Err((group, block)) => {
                    group.write(output);
                    Some(block)
                }
            },
        };
    }
    if let Some(group) = group {
        group.write(output);
    }
}

/// Lines that are read as one table, or as text.
struct Group<'a> {
    lines: Vec<Line<'a>>,
    layout: Layout,
    /// Lines from which the layout was made.
    laid_out: usize,
}

impl<'a> Group<'a> {
    fn new(lines: Vec<Line<'a>>) -> Self {
        let layout = Layout::of(&lines);
        Group { laid_out: lines.len(), lines, layout }
    }

    /// Both as one group, if their columns agree.
    #[expect(clippy::result_large_err, reason = "both groups go on")]
    fn joined(mut self, mut next: Group<'a>) -> Result<Group<'a>, (Group<'a>, Group<'a>)> {
        let (is_solid, next_is_solid) = (self.lines.len() >= SOLID_BLOCK, next.lines.len() >= SOLID_BLOCK);
        let agrees = match (is_solid, next_is_solid) {
            (true, true) => false,
            (true, false) => self.layout.takes(&next.lines),
            (false, true) => next.layout.takes(&self.lines),
            (false, false) => true,
        };
        if !agrees {
            return Err((self, next));
        }
        let n_cols = self.layout.n_cols().max(next.layout.n_cols());
        let n_lines = self.lines.len() + next.lines.len();
        // The columns are measured anew whenever the group has doubled: often enough, and in linear time.
        if n_lines < 2 * SOLID_BLOCK || n_lines >= 2 * self.laid_out {
            let both: Vec<_> = self.lines.iter().chain(&next.lines).copied().collect();
            let joined = Group::new(both);
            return if joined.layout.n_cols() >= n_cols { Ok(joined) } else { Err((self, next)) };
        }
        self.lines.append(&mut next.lines);
        Ok(self)
    }

    fn write(self, output: &mut Output<'_>) {
        let mut layout = if self.laid_out == self.lines.len() { self.layout } else { Layout::of(&self.lines) };
        let is_cut = layout.limit(output.limits.grid_columns);
        let rows: Vec<_> = self.lines.iter().map(|line| layout.cells(line.text)).collect();
        let several: Vec<_> = (0..rows.len()).filter(|&row| rows[row].len() > 1).collect();
        let is_table = match several.as_slice() {
            [] => false,
            [row] => rows[*row].len() >= CELLS_OF_SINGLE_ROW,
            rows_with_several => rows_with_several.len() * 3 >= rows.len(),
        };
        let (Some(&first), Some(&last), true) = (several.first(), several.last(), is_table) else {
            self.lines.iter().for_each(|&line| output.text_line(line));
            return;
        };
        // A line below the last row that stands in one column goes on with a cell; one across columns is text.
        let below =
            rows[last + 1..].iter().take_while(|cells| cells.iter().all(|cell| cell.first > 0 && cell.first == cell.last)).count();
        let table = first..last + 1 + below;
        self.lines[..table.start].iter().for_each(|&line| output.text_line(line));
        if is_cut {
            output.too_wide(self.lines[first].number);
        }
        let mut grid = Table::new(GridKind::Aligned, layout.n_cols());
        for (line, cells) in self.lines[table.clone()].iter().zip(&rows[table.clone()]) {
            let cells = cells.iter().map(|cell| {
                let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                let span = cell.last + 1 - cell.first;
                Cell {
                    text: line.text[cell.from..cell.to].to_owned(),
                    col: number(cell.first),
                    col_span: number(span),
                    row_span: 1,
                    confidence: Confidence::CERTAIN,
                    other_readings: Vec::new(),
                    place: place(line.number, cell.first, span),
                }
            });
            grid.push(Row { cells: cells.collect() }, layout.n_cols(), output);
        }
        grid.flush(output);
        self.lines[table.end..].iter().for_each(|&line| output.text_line(line));
    }
}
