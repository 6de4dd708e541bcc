//! Pages one after the other: what belongs to the paper rather than to the document, and rows that the end of a page cut in two.

use jixiao_model::{BBox, Cell, Grid, GridKind, Row};

use super::{
    CellEnd, Page, PageGrid,
    compose::{is_cut_number, is_han, joint},
    flat::is_number,
};

/// Heads stand within this distance of the upper edge, in points: office programs leave 72 above the text.
const HEAD: f32 = 64.0;

/// Feet stand within this distance of the lower edge, in points: official documents leave 35 mm below the text.
pub(super) const FOOT: f32 = 100.0;

/// Lines that recur stand at the same height, in points.
const SAME_HEIGHT: f32 = 3.0;

/// Borders of one column on two pages, in points.
const SAME_BORDER: f32 = 3.0;

/// Text goes on from a line that leaves less than this free, in sizes: a character with a sign that may not begin a line.
const FULL: f32 = 2.1;

/// Fewest complete texts of a row that is taken for cut where numbers may go on.
const MIN_FINISHED: usize = 2;

/// Most cells of a row that is looked through for labels: the widest forms have some twenty.
const MAX_LABELS: usize = 64;

/// Widest letter or figure, in sizes.
const LETTER: f32 = 0.6;

/// Fewest texts of a row that stand partly above and partly below the end of a page: one that lacks a text has fewer.
const MIN_PARTED: usize = 3;

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
pub(crate) fn is_page_number(text: &str) -> bool {
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

/// Joins the first row of a page's table to the last row of the page before, where they are two halves of one row.
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
    let joins = continuations(above, &below.grid.rows[repeated]);
    let is_cut = joins.is_some();
    for (end, cell) in joins.unwrap_or_else(|| cut_labels(above, &below.grid.rows[repeated])) {
        let CellEnd { row, cell: at, .. } = above.ends[end];
        let (upper, lower) = (&mut above.grid.rows[row].cells[at], &mut below.grid.rows[repeated].cells[cell]);
        let between = if upper.text.is_empty() { "" } else { joint(&upper.text, &lower.text, 0.0) };
        upper.text.push_str(between);
        upper.text.push_str(&std::mem::take(&mut lower.text));
        // Readings of the halves are none of the whole.
        upper.other_readings.clear();
        upper.confidence = upper.confidence.min(lower.confidence);
    }
    if !is_cut {
        return;
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

/// The texts of a row and of what ends above it at the end of a page, counted by what they are if the two are halves of one row.
#[derive(Default)]
struct Halves {
    /// Texts that go on below, of the last row and of labels of several rows.
    continued: usize,
    continued_own: usize,
    /// Short numbers among them, which could as well be two.
    doubtful: usize,
    /// Texts of the last row with nothing below.
    finished_own: usize,
    /// Texts below a blank cell.
    moved: usize,
    /// Texts of the last row.
    own: usize,
}

impl Halves {
    /// One row, where nothing speaks against it: texts that had no room go on, while others are complete; or each text stands in one
    /// of the halves only. A row that merely lacks a text or two has blank cells as well.
    fn are_one_row(&self) -> bool {
        let every_own = self.own == self.finished_own + self.continued_own;
        if self.doubtful > 0 && (self.doubtful == self.continued || self.finished_own < MIN_FINISHED) {
            return false;
        }
        if self.finished_own == 0 {
            return false;
        }
        if self.moved == 0 {
            return self.continued > 0;
        }
        every_own
            && self.moved + self.own >= MIN_PARTED
            && (self.continued_own > 0 || self.moved > 1 || self.finished_own >= MIN_PARTED)
    }
}

/// The cells of `row` that belong to cells above, as places in `above.ends` and in the row; `None` where the row is one of its own.
fn continuations(above: &PageGrid, row: &Row) -> Option<Vec<(usize, usize)>> {
    let mut joins = Vec::new();
    let own_row = above.grid.rows.len() - 1;
    let own = above.grid.rows[own_row].cells.iter().filter(|cell| !cell.text.is_empty()).count();
    let mut halves = Halves { own, ..Halves::default() };
    for (i, cell) in row.cells.iter().enumerate() {
        let upper = |end: &CellEnd| above.upper(end);
        let found = above.end_over(cell);
        let end = found.map(|at| &above.ends[at]);
        if cell.text.is_empty() {
            let is_own = |end: &&CellEnd| end.row == own_row && !upper(end).text.is_empty();
            match end.filter(is_own) {
                Some(_) if cell.row_span == 1 => halves.finished_own += 1,
                // The text of a label may stand below, beside the rows there.
                Some(_) => halves.own -= 1,
                None => {}
            }
            continue;
        }
        // A label of the rows below, too.
        if cell.row_span > 1 && end.is_none_or(|end| !upper(end).text.is_empty()) {
            continue;
        }
        let end = end?;
        let going_on = GoingOn::of(&upper(end).text, end.room, &cell.text);
        match going_on {
            _ if upper(end).text.is_empty() => halves.moved += 1,
            GoingOn::No => return None,
            GoingOn::Perhaps | GoingOn::Yes => {
                halves.continued += 1;
                halves.continued_own += usize::from(end.row == own_row);
                halves.doubtful += usize::from(going_on == GoingOn::Perhaps);
            }
        }
        joins.push((found?, i));
    }
    let is_one_text = joins.len() == 1 && row.cells.len() == 1 && own == 1 && halves.continued == 1 && halves.doubtful == 0;
    (halves.are_one_row() || (is_one_text && !ends_sentence(above, own_row))).then_some(joins)
}

/// Whether the last text of a row ends a sentence.
fn ends_sentence(above: &PageGrid, row: usize) -> bool {
    above.grid.rows[row].cells.iter().any(|cell| cell.text.ends_with(['。', '；', ';', '！', '!', '.']))
}

/// Labels of several rows that the end of a page cuts, as places in `above.ends` and in the row: their last line stands below, and
/// can be no label by itself, being a bracket or a single character; or all of their text does.
fn cut_labels(above: &PageGrid, row: &Row) -> Vec<(usize, usize)> {
    if row.cells.len() > MAX_LABELS {
        return Vec::new();
    }
    let own_row = above.grid.rows.len() - 1;
    let is_rest = |text: &str| text.starts_with(['(', '（']) || (text.chars().count() == 1 && text.chars().all(is_han));
    let texts = row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
    texts
        .filter_map(|(i, cell)| {
            let found = above.end_over(cell)?;
            let end = &above.ends[found];
            let upper = above.upper(end);
            let is_cut = if upper.text.is_empty() {
                // What is blank from the page's start on may belong to a label of the page before.
                cell.row_span > 1 && above.has_same_column_before(end.row, cell)
            } else {
                let spans = upper.row_span > 1 || cell.row_span > 1 || end.row != own_row;
                spans && is_rest(&cell.text) && !upper.text.ends_with([')', '）'])
            };
            is_cut.then_some((found, i))
        })
        .collect()
}

impl PageGrid {
    fn upper(&self, end: &CellEnd) -> &Cell {
        &self.grid.rows[end.row].cells[end.cell]
    }

    /// The cell at the end of the page that has the borders of `cell` on the next, as a place in `ends`.
    fn end_over(&self, cell: &Cell) -> Option<usize> {
        self.ends.iter().position(|end| is_same_column(self.upper(end), cell))
    }

    /// Whether a cell above a row has the borders of `cell`.
    fn has_same_column_before(&self, row: usize, cell: &Cell) -> bool {
        self.grid.rows[..row].iter().flat_map(|row| &row.cells).any(|above| is_same_column(above, cell))
    }
}

fn is_same_column(a: &Cell, b: &Cell) -> bool {
    let (Some(a), Some(b)) = (a.place.bbox, b.place.bbox) else { return false };
    let ([a0, _, a1, _], [b0, _, b1, _]) = (a.edges(), b.edges());
    (a0 - b0).abs() <= SAME_BORDER && (a1 - b1).abs() <= SAME_BORDER
}

/// Whether a text goes on below the end of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GoingOn {
    No,
    /// A number may be cut, or be one of its own.
    Perhaps,
    Yes,
}

impl GoingOn {
    /// By whether the last line above, which leaves `room` sizes free, had no place for what comes next.
    fn of(above: &str, room: f32, below: &str) -> GoingOn {
        // A line does not break within a word, nor before a sign behind it, so that a long one leaves more room.
        let word = below.chars().take_while(|c| c.is_ascii() && *c != ' ').count();
        let is_full = room <= FULL.max(LETTER * word as f32 + 1.0);
        let is_figure = |text: &str| is_number(text) && !text.contains(char::is_alphabetic);
        match (is_figure(above), is_figure(below)) {
            (false, false) if is_full => GoingOn::Yes,
            (true, _) if above.ends_with('.') && below.starts_with(|c: char| c.is_ascii_digit()) => GoingOn::Yes,
            // Two decimals would have two points.
            (true, true) if is_cut_number(above, below, room) && above.contains('.') => GoingOn::Yes,
            (true, true) if is_cut_number(above, below, room) => GoingOn::Perhaps,
            (false, true) if is_full => GoingOn::Perhaps,
            (true, false) if is_full && above.ends_with(|c: char| c.is_ascii_digit()) => GoingOn::Perhaps,
            _ => GoingOn::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use jixiao_model::{Confidence, Place};

    use super::*;

    /// A page with one table: a line a row, cells parted by `|`, each 100 pt wide; `_` is blank, and a last `…` leaves no room for more.
    fn page(rows: &str) -> Page {
        let cell = |(col, text): (usize, &str)| {
            let text = text.trim().trim_matches(['_', '…']);
            let bbox = BBox::new(100.0 * col as f32, 0.0, 100.0 * (col + 1) as f32, 20.0);
            let place = Place { page: Some(1), bbox: Some(bbox), line: None, columns: (col as u32 + 1, col as u32 + 1) };
            Cell { confidence: Confidence::from_percent(100), ..Cell::new(text.to_owned(), col as u32, place) }
        };
        let lines: Vec<&str> = rows.lines().map(str::trim).collect();
        let last = lines.len() - 1;
        let end = |(cell, text): (usize, &str)| {
            let room = if text.trim().ends_with('…') { 0.3 } else { 5.0 };
            CellEnd { row: last, cell, room }
        };
        let ends = lines[last].split('|').enumerate().map(end).collect();
        let rows: Vec<Row> = lines.iter().map(|line| Row { cells: line.split('|').enumerate().map(cell).collect() }).collect();
        let grid = Grid { kind: GridKind::Ruled, n_cols: rows[0].cells.len() as u32, rows };
        Page { grids: vec![PageGrid { grid, ends }], turned: None, height: 800.0 }
    }

    #[track_caller]
    fn check(above: &str, below: &str, expected: &str) {
        let mut texts = Vec::new();
        let mut add = |grid: Grid| {
            for row in grid.rows {
                texts.push(row.cells.iter().map(|c| if c.text.is_empty() { "_" } else { &c.text }).collect::<Vec<_>>().join("|"));
            }
        };
        let mut pages = Pages::default();
        pages.push(page(above), &mut add);
        pages.push(page(below), &mut add);
        pages.finish(&mut add);
        assert_eq!(texts.join("\n"), expected.lines().map(str::trim).collect::<Vec<_>>().join("\n"));
    }

    const NEXT: &str = "抽检合格率|10|10|_";

    #[test]
    fn a_text_without_room_goes_on_below() {
        check("采购办公…|15|15|_", &format!("用品数量|_|_|_\n{NEXT}"), &format!("采购办公用品数量|15|15|_\n{NEXT}"));
    }

    #[test]
    fn texts_of_a_row_may_stand_in_either_half() {
        check(
            "_|20.00|_|_",
            &format!("促进经济发展|_|16.00|已按要求完成\n{NEXT}"),
            &format!("促进经济发展|20.00|16.00|已按要求完成\n{NEXT}"),
        );
        // A cut head: one cell was centred lower than the others.
        check("预算数|_|分值|得分", &format!("_|执行数|_|_\n{NEXT}"), &format!("预算数|执行数|分值|得分\n{NEXT}"));
    }

    #[test]
    fn a_number_goes_on_only_where_its_row_does() {
        check("合计|10…|87.…|/", &format!("_|0|5|_\n{NEXT}"), &format!("合计|100|87.5|/\n{NEXT}"));
        // Two rows whose cells are as narrow.
        check(
            "考核通过率…|80%…|82%…|_",
            &format!("按时完成率|90%|91%|_\n{NEXT}"),
            &format!("考核通过率|80%|82%|_\n按时完成率|90%|91%|_\n{NEXT}"),
        );
        check("合理…|5…|5…|_", &format!("有效|5|5|_\n{NEXT}"), &format!("合理|5|5|_\n有效|5|5|_\n{NEXT}"));
    }

    #[test]
    fn a_blank_row_is_not_filled_by_the_next() {
        check(
            "可持续影响指标…|_|_|_",
            &format!("满意度指标|80%|80%|10\n{NEXT}"),
            &format!("可持续影响指标|_|_|_\n满意度指标|80%|80%|10\n{NEXT}"),
        );
    }

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
