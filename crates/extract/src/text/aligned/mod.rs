//! Tables whose columns are aligned by spaces, as `pdftotext -layout` and terminals print them.
//!
//! Columns are what blank gutters separate, through as many lines as they hold. Lines are grouped into blocks at blank lines. A block
//! of one or two lines next to a blank line belongs to its neighbour if it keeps to the same columns or is a table too, for exports
//! put blank lines between the rows of a table. Lines before and behind the rows that have several cells are text.

mod band;
mod layout;
mod words;

use std::ops::Range;

use jixiao_model::{Cell, Confidence, GridKind, Row};

use super::lines::{Line, Lines};
use super::output::{Output, Table, place};
use crate::table::is_page_number;
use layout::{Layout, Piece};
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
    let number = if output.is_paged() { take_page_number(&mut region, *lines) } else { None };
    if region.iter().any(|line| has_gap(line.text)) {
        Region::new(region).write(output);
    } else {
        region.iter().for_each(|&line| output.text_line(line));
    }
    if let Some(line) = number {
        output.margin(line);
    }
}

/// Takes the number of the page off its last lines: alone on its line, below a blank one.
fn take_page_number<'a>(region: &mut Vec<Line<'a>>, mut behind: Lines<'a>) -> Option<Line<'a>> {
    let is_last = behind.find(|line| !line.is_blank() || line.starts_page()).is_none_or(|line| line.starts_page());
    let at = region.iter().rposition(|line| !line.is_blank()).filter(|_| is_last)?;
    let is_apart = at.checked_sub(1).is_none_or(|before| region[before].is_blank());
    (is_apart && is_page_number(region[at].text.trim())).then(|| region.remove(at))
}

/// Lines whose columns are one numbering.
struct Region<'a> {
    /// Those that are not blank.
    lines: Vec<Line<'a>>,
    layout: Layout,
    /// The lines that no blank line parts, from top to bottom.
    blocks: Vec<Range<usize>>,
}

impl<'a> Region<'a> {
    fn new(lines: Vec<Line<'a>>) -> Self {
        let mut blocks: Vec<Range<usize>> = Vec::new();
        let mut text: Vec<Line<'a>> = Vec::with_capacity(lines.len());
        let mut is_open = false;
        for line in lines {
            if line.is_blank() {
                is_open = false;
                continue;
            }
            match blocks.last_mut().filter(|_| is_open) {
                Some(block) => block.end += 1,
                None => blocks.push(text.len()..text.len() + 1),
            }
            is_open = true;
            text.push(line);
        }
        Region { layout: Layout::of(&text), lines: text, blocks }
    }

    fn write(self, output: &mut Output<'_>) {
        let max_cols = output.limits.grid_columns;
        let rows: Vec<_> = (0..self.lines.len()).map(|line| self.layout.cells(line, max_cols)).collect();
        let mut group: Option<Range<usize>> = None;
        for block in &self.blocks {
            group = match group {
                Some(group) if self.belong_together(&group, block, &rows) => Some(group.start..block.end),
                Some(group) => {
                    self.write_group(group, &rows, output);
                    Some(block.clone())
                }
                None => Some(block.clone()),
            };
        }
        if let Some(group) = group {
            self.write_group(group, &rows, output);
        }
    }

    /// Whether the blank line between lines parts rows of one table.
    fn belong_together(&self, above: &Range<usize>, below: &Range<usize>, rows: &[Vec<Piece>]) -> bool {
        if above.len() >= SOLID_BLOCK && below.len() >= SOLID_BLOCK {
            return false;
        }
        let has_several = |lines: &Range<usize>| rows[lines.clone()].iter().any(|cells| cells.len() > 1);
        self.layout.are_alike(above.end - 1, below.start) || has_several(above) && has_several(below)
    }

    fn write_group(&self, group: Range<usize>, rows: &[Vec<Piece>], output: &mut Output<'_>) {
        let (lines, rows) = (&self.lines[group.clone()], &rows[group]);
        let several: Vec<_> = (0..rows.len()).filter(|&row| rows[row].len() > 1).collect();
        let is_table = match several.as_slice() {
            [] => false,
            [row] => rows[*row].len() >= CELLS_OF_SINGLE_ROW,
            rows_with_several => rows_with_several.len() * 3 >= rows.len(),
        };
        let (Some(&first), Some(&last), true) = (several.first(), several.last(), is_table) else {
            lines.iter().for_each(|&line| output.text_line(line));
            return;
        };
        // A line below the last row that stands in one column goes on with a cell; one across columns is text.
        let below = rows[last + 1..].iter().take_while(|cells| cells.iter().all(|cell| cell.first > 0 && !cell.is_across)).count();
        let table = first..last + 1 + below;
        lines[..table.start].iter().for_each(|&line| output.text_line(line));
        let n_cols = self.layout.n_cols(output.limits.grid_columns);
        if self.layout.n_cols(usize::MAX) > n_cols {
            output.too_wide(lines[first].number);
        }
        let mut grid = Table::new(GridKind::Aligned, n_cols);
        for (line, cells) in lines[table.clone()].iter().zip(&rows[table.clone()]) {
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
            grid.push(Row { cells: cells.collect() }, n_cols, output);
        }
        grid.flush(output);
        lines[table.end..].iter().for_each(|&line| output.text_line(line));
    }
}
