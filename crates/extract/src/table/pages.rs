//! Pages one after the other: what belongs to the paper rather than to the document, and rows that the end of a page cut in two.

use jixiao_model::{BBox, Cell, Grid, GridKind, Row};

use super::{CellEnd, Page, PageGrid, compose::joint, flat::is_number};

/// Heads stand within this distance of the upper edge, in points: office programs leave 72 above the text.
const HEAD: f32 = 64.0;

/// Feet stand within this distance of the lower edge, in points: official documents leave 35 mm below the text.
const FOOT: f32 = 100.0;

/// Lines that recur stand at the same height, in points.
const SAME_HEIGHT: f32 = 3.0;

/// Borders of one column on two pages, in points.
const SAME_BORDER: f32 = 3.0;

/// Text goes on from a line that leaves less than this free, in sizes: a character with a sign that may not begin a line.
const FULL: f32 = 2.1;

/// Fewest texts in either half of a row whose texts stand partly above and partly below the end of a page.
const MIN_HALF: usize = 2;

/// Puts the pages of a document together; each is handed on when the next one is known.
#[derive(Default)]
pub struct Pages {
    held: Option<Page>,
}

impl Pages {
    /// Takes the next page, and hands the grids of the one before to `sink`.
    pub fn push(&mut self, mut next: Page, sink: &mut dyn FnMut(Grid)) {
        next.part_text(|line, height| is_at_edge(line, height) && is_page_number(&line.text));
        if let Some(mut held) = self.held.take() {
            part_recurring(&mut held, &mut next);
            join_cut_row(&mut held, &mut next);
            held.emit(sink);
        }
        self.held = Some(next);
    }

    /// Hands the grids of the last page to `sink`.
    pub fn finish(self, sink: &mut dyn FnMut(Grid)) {
        if let Some(held) = self.held {
            held.emit(sink);
        }
    }
}

impl Page {
    /// Parts the lines of text that are no content from the others.
    fn part_text(&mut self, is_margin: impl Fn(&Cell, f32) -> bool) {
        let height = self.height;
        let margin = |row: &Row| row.cells.first().is_some_and(|cell| is_margin(cell, height));
        if !self.grids.iter().any(|g| g.grid.kind == GridKind::Text && g.grid.rows.iter().any(&margin)) {
            return;
        }
        let mut parted = Vec::with_capacity(self.grids.len() + 2);
        for PageGrid { grid, ends } in std::mem::take(&mut self.grids) {
            if grid.kind != GridKind::Text {
                parted.push(PageGrid { grid, ends });
                continue;
            }
            for rows in grid.rows.chunk_by(|a, b| margin(a) == margin(b)) {
                let kind = if margin(&rows[0]) { GridKind::Margin } else { GridKind::Text };
                parted.push(PageGrid { grid: Grid { kind, n_cols: 1, rows: rows.to_vec() }, ends: Vec::new() });
            }
        }
        self.grids = parted;
    }

    fn lines(&self) -> impl Iterator<Item = &Cell> {
        let texts = self.grids.iter().filter(|g| matches!(g.grid.kind, GridKind::Text | GridKind::Margin));
        texts.flat_map(|g| &g.grid.rows).flat_map(|row| &row.cells)
    }
}

fn is_at_edge(line: &Cell, height: f32) -> bool {
    line.place.bbox.is_some_and(|bbox| {
        let [_, y0, _, y1] = bbox.edges();
        y1 <= HEAD || y0 >= height - FOOT
    })
}

/// `12`, `- 12 -`, `3/12`, `第 3 页 共 12 页`, `Page 3 of 12`.
fn is_page_number(text: &str) -> bool {
    let is_ornament = |c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '-' | '–' | '—' | '－' | '·' | '•' | '~');
    let rest: String = text.chars().filter(|c| !is_ornament(*c)).flat_map(char::to_lowercase).collect();
    let figures = text.split(|c: char| !c.is_ascii_digit()).filter(|f| !f.is_empty());
    let (figures, longest) = (figures.clone().count(), figures.map(str::len).max().unwrap_or(0));
    let known = [
        "",
        "/",
        "第页",
        "第页共页",
        "第页,共页",
        "第页，共页",
        "第页/共页",
        "第页（共页）",
        "第页(共页)",
        "共页第页",
        "page",
        "pageof",
    ];
    (1..=2).contains(&figures) && longest <= 5 && (known.contains(&rest.as_str()) || (rest == "of" && figures == 2))
}

/// Parts the heads and feet that two pages share, whatever numbers are in them.
fn part_recurring(held: &mut Page, next: &mut Page) {
    let edge = |page: &Page| -> Vec<(f32, String)> {
        let at_edge = page.lines().filter(|line| is_at_edge(line, page.height));
        at_edge.map(|line| (from_edge(line, page.height), without_numbers(&line.text))).collect()
    };
    let (here, there) = (edge(held), edge(next));
    if here.is_empty() || there.is_empty() {
        return;
    }
    let recurs = |others: &[(f32, String)]| {
        let others = others.to_vec();
        move |line: &Cell, height: f32| {
            let (at, text) = (from_edge(line, height), without_numbers(&line.text));
            is_at_edge(line, height) && others.iter().any(|(a, t)| (a - at).abs() <= SAME_HEIGHT && *t == text)
        }
    };
    held.part_text(recurs(&there));
    next.part_text(recurs(&here));
}

/// Height of a line above the lower edge, negative, or below the upper one, whichever is nearer.
fn from_edge(line: &Cell, height: f32) -> f32 {
    let [_, y0, _, y1] = line.place.bbox.unwrap_or(BBox::new(0.0, 0.0, 0.0, 0.0)).edges();
    let middle = (y0 + y1) / 2.0;
    if middle * 2.0 < height { middle } else { middle - height }
}

fn without_numbers(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect()
}

/// Joins the first row of a page's table to the last row of the page before, where they are two halves of one row: each text goes on
/// with one above that had no room for more, or stands below a cell that is blank, while others stand above blank ones.
fn join_cut_row(held: &mut Page, next: &mut Page) {
    if held.turned != next.turned {
        return;
    }
    let Some(above) = held.grids.iter_mut().rfind(|g| g.grid.kind != GridKind::Margin) else { return };
    let Some(below) = next.grids.iter_mut().find(|g| g.grid.kind != GridKind::Margin) else { return };
    if above.ends.is_empty() || below.grid.kind != GridKind::Ruled {
        return;
    }
    // A table's head may be printed again on every page.
    let texts = |row: &Row| row.cells.iter().map(|c| c.text.clone()).collect::<Vec<_>>();
    let repeated = above.grid.rows.iter().zip(&below.grid.rows).take_while(|(a, b)| texts(a) == texts(b)).count();
    if repeated + 1 >= below.grid.rows.len() {
        return;
    }
    let Some(joins) = continuations(above, &below.grid.rows[repeated]) else { return };
    for (end, cell) in joins {
        let CellEnd { row, cell: at, .. } = above.ends[end];
        let (upper, lower) = (&mut above.grid.rows[row].cells[at], &mut below.grid.rows[repeated].cells[cell]);
        let between = if upper.text.is_empty() { "" } else { joint(&upper.text, &lower.text, 0.0) };
        upper.text.push_str(between);
        upper.text.push_str(&std::mem::take(&mut lower.text));
        // Readings of the halves are none of the whole.
        upper.other_readings.clear();
        upper.confidence = upper.confidence.min(lower.confidence);
    }
    // Cells that go on below stay, one row lower.
    let cut = below.grid.rows.remove(repeated);
    let stay = cut.cells.into_iter().filter(|cell| cell.row_span > 1).map(|cell| Cell { row_span: cell.row_span - 1, ..cell });
    below.grid.rows[repeated].cells.extend(stay);
    below.grid.rows[repeated].cells.sort_by_key(|cell| cell.col);
    for end in below.ends.iter_mut().filter(|end| end.row > repeated) {
        end.row -= 1;
    }
}

/// The cells of `row` that belong to cells above, as places in `above.ends` and in the row; `None` where the row is one of its own.
fn continuations(above: &PageGrid, row: &Row) -> Option<Vec<(usize, usize)>> {
    let mut joins = Vec::new();
    // Cells above that are complete, and cells below whose upper halves are blank.
    let (mut finished, mut finished_own, mut moved) = (0, 0, 0);
    let own_row = above.grid.rows.len() - 1;
    for (i, cell) in row.cells.iter().enumerate() {
        let upper = |end: &CellEnd| &above.grid.rows[end.row].cells[end.cell];
        let same_column = |end: &&CellEnd| match (upper(end).place.bbox, cell.place.bbox) {
            (Some(a), Some(b)) => {
                let ([a0, _, a1, _], [b0, _, b1, _]) = (a.edges(), b.edges());
                (a0 - b0).abs() <= SAME_BORDER && (a1 - b1).abs() <= SAME_BORDER
            }
            _ => false,
        };
        let end = above.ends.iter().find(same_column);
        if cell.text.is_empty() {
            if let Some(end) = end.filter(|end| !upper(end).text.is_empty()) {
                finished += 1;
                finished_own += usize::from(end.row == own_row);
            }
            continue;
        }
        // A label of the rows below, too.
        if cell.row_span > 1 && end.is_none_or(|end| !upper(end).text.is_empty()) {
            continue;
        }
        let end = end?;
        if upper(end).text.is_empty() {
            moved += 1;
        } else if end.room > FULL || is_number(&cell.text) {
            return None;
        }
        joins.push((above.ends.iter().position(|e| std::ptr::eq(e, end))?, i));
    }
    // A row that only lacks a text or two has blank cells as well.
    let own = above.grid.rows[own_row].cells.iter().filter(|cell| !cell.text.is_empty()).count();
    let halves = moved == 0 || (moved >= MIN_HALF && finished_own >= MIN_HALF && own == finished_own);
    (!joins.is_empty() && finished > 0 && halves).then_some(joins)
}

#[cfg(test)]
mod tests {
    use super::is_page_number;

    #[test]
    fn numbers_of_pages_are_told_from_other_text() {
        for text in ["1", "- 12 -", "—3—", "3/12", "第 3 页 共 12 页", "第3页，共12页", "Page 3 of 12", "3 of 12"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["", "-", "2021年度", "附件2", "100.00", "1 2 3", "202112311"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
