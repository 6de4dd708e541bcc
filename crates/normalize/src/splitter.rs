//! Cuts a sequence of grids into forms.

use jixiao_model::{Cell, Grid, GridKind, Row};
use rustc_hash::FxHashMap;

use crate::{
    Forms,
    forms::field::{Field, HeaderField},
    key::push_key,
    lexicon::Lexicon,
    repeats, wraps,
};

/// Longest text that is looked at, in bytes: a label, or the title of a form with its prefix and year.
const MAX_SCANNED_BYTES: usize = 120;

/// Rows outside any form that are kept as the lead of the next one: a letterhead, a title, a line with the year.
const MAX_LEAD_ROWS: usize = 64;

/// Rows above a title in its grid that lead the form.
const MAX_GRID_LEAD: usize = 4;

/// Most rows of a form. The longest seen has some hundred; the limit bounds memory and time.
pub(crate) const MAX_FORM_ROWS: usize = 8192;

/// Borders of one column on two pages lie this near, in points.
const SAME_BORDER: f32 = 3.0;

/// Labels of funds that are no chance: heads of columns and sources.
const FUNDS_OF_A_FORM: u32 = 3;

/// Rows after which something that shows no sign of being a form is given up.
const MAX_UNDECIDED_ROWS: usize = 2048;

/// The rows of one form, with the lines of text around it that belong to it.
#[derive(Debug, Default)]
pub struct FormText {
    pub(crate) rows: Vec<(GridKind, Row)>,
    /// The form went on: a limit on its rows cut it.
    pub(crate) cut_off: bool,
}

impl FormText {
    /// Cells that are not blank, as the readers delivered them.
    pub fn cells(&self) -> impl Iterator<Item = &jixiao_model::Cell> {
        self.rows.iter().flat_map(|(_, row)| &row.cells).filter(|cell| !cell.text.trim().is_empty())
    }

    /// Bytes of memory that it takes, nearly.
    pub fn n_bytes(&self) -> usize {
        self.rows.iter().map(|(_, row)| row.n_bytes()).sum()
    }
}

/// What was seen of a form so far.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// A title, such as 项目支出绩效自评表.
    title: bool,
    /// A label that opens a form, such as 项目名称.
    name: bool,
    /// Any label of a field above the funds.
    header: bool,
    /// The total row.
    closed: bool,
    /// A label of what stands below the total: conclusions and signatures.
    closing: bool,
    /// Distinct labels of indicator columns, funds and second levels, one bit each.
    columns: u32,
    funds: u32,
    levels: u32,
}

impl Evidence {
    /// Adds what the next row of a form shows. A total above all indicators, as in the head of some forms, closes nothing.
    fn see(&mut self, row: Evidence) {
        self.add(Evidence { closed: row.closed && self.columns | self.levels != 0, ..row });
    }

    fn add(&mut self, other: Evidence) {
        self.title |= other.title;
        self.name |= other.name;
        self.header |= other.header;
        self.closed |= other.closed;
        self.closing |= other.closing;
        self.columns |= other.columns;
        self.funds |= other.funds;
        self.levels |= other.levels;
    }

    /// Enough to call it a form: the head of an indicator table, or its branches beside a name or funds.
    fn is_form(&self) -> bool {
        let (columns, levels, funds) = (self.columns.count_ones(), self.levels.count_ones(), self.funds.count_ones());
        columns >= 3 && (levels >= 1 || self.name || self.title || funds >= 2)
            || levels >= 2 && (self.name || self.title || funds >= 2 || columns >= 2)
            || (self.name || self.title) && funds >= 3 && levels + columns >= 1
    }
}

/// Cuts a sequence of grids into forms.
pub struct Splitter<'f> {
    marks: Marks<'f>,
    rows: Vec<(GridKind, Row)>,
    seen: Evidence,
    /// The last grid only repeated rows of the open form; the one that would come next.
    repeating: Option<usize>,
    /// The first row below the total that may be of another form, and what was seen from there on.
    below: Option<(usize, Evidence)>,
}

impl<'f> Splitter<'f> {
    /// A splitter at the start of an input.
    pub fn new(forms: &'f Forms) -> Self {
        Splitter {
            marks: Marks { forms, key: String::new() },
            rows: Vec::new(),
            seen: Evidence::default(),
            repeating: None,
            below: None,
        }
    }

    /// Takes the next grid; returns the forms that are complete.
    pub fn push(&mut self, mut grid: Grid) -> Vec<FormText> {
        let mut complete = Vec::new();
        if grid.kind == GridKind::Ruled {
            self.join_cut_labels(&mut grid.rows);
        }
        let mut scanned: Vec<Evidence> = grid.rows.iter().map(|row| self.marks.scan(row)).collect();
        // A title is one, wherever it stands.
        let titled = scanned.iter().any(|row| row.title);
        let kind = if grid.kind == GridKind::Margin && titled { GridKind::Text } else { grid.kind };
        let table = !matches!(kind, GridKind::Text | GridKind::Margin);
        let repeated = self.repeated_head(&grid.rows, &scanned, table);
        let repeated = if kind == GridKind::Margin { grid.rows.len() } else { repeated };
        scanned[..repeated].fill(Evidence::default());
        if table {
            let mut whole = Evidence::default();
            scanned.iter().for_each(|&row| whole.add(row));
            let another_form = whole.is_form() && whole.funds.count_ones() >= 2 && self.seen.funds.count_ones() >= 2;
            let something_else = !whole.is_form() && whole.columns == 0 && !whole.closing && grid.rows.len() > 3;
            // The total of the form before may be lost, but not its indicators; no form has two blocks of funds.
            let over = self.seen.closed || self.seen.columns.count_ones() >= 3 && whole.columns.count_ones() >= 3;
            if self.seen.is_form() && (over && another_form || self.seen.closed && something_else) {
                complete.extend(self.cut());
            }
        }
        let mut grid_start = self.rows.len();
        for (at, (row, evidence)) in grid.rows.into_iter().zip(scanned).enumerate() {
            let kind = if at < repeated { GridKind::Margin } else { kind };
            let body = self.seen.columns | self.seen.levels != 0 || self.seen.closed;
            let opens = evidence.name && (self.seen.name && (body || self.seen.funds != 0) || self.seen.closed);
            if opens || evidence.title && (body || self.seen.name) {
                complete.extend(self.cut_at(grid_start));
                grid_start = self.rows.len();
            }
            if evidence.title || evidence.name && !self.seen.title && !self.seen.header {
                grid_start -= self.leave_out_before(grid_start, page_of(&row));
            }
            let below_total = self.seen.closed;
            self.seen.see(evidence);
            self.rows.push((kind, row));
            if below_total {
                complete.extend(self.cut_at_lost_name(evidence));
                grid_start = grid_start.min(self.rows.len());
            }
            if self.seen.is_form() && self.rows.len() >= MAX_FORM_ROWS {
                complete.extend(self.cut().map(|form| FormText { cut_off: true, ..form }));
                grid_start = self.rows.len();
            }
            if !self.seen.is_form() && self.rows.len() > MAX_UNDECIDED_ROWS {
                self.rows.drain(..self.rows.len() - MAX_LEAD_ROWS);
                self.below = None;
            }
        }
        complete
    }

    /// Joins labels that the end of a page cut, such as 效益 and 指标 in a tall cell: the lower half is no label, but both are.
    fn join_cut_labels(&mut self, rows: &mut [Row]) {
        let Some(page_before) = rows.first().and_then(page_of).and_then(|page| page.checked_sub(1)) else { return };
        let same_column = |a: &Cell, b: &Cell| match (a.place.bbox, b.place.bbox) {
            (Some(a), Some(b)) => {
                let ([a0, _, a1, _], [b0, _, b1, _]) = (a.edges(), b.edges());
                (a0 - b0).abs() <= SAME_BORDER && (a1 - b1).abs() <= SAME_BORDER
            }
            _ => false,
        };
        // A head that is printed again may stand above.
        let cells = rows.iter_mut().take(MAX_GRID_LEAD).flat_map(|row| &mut row.cells);
        for lower in cells.filter(|cell| !cell.text.is_empty() && cell.text.len() <= MAX_SCANNED_BYTES / 2) {
            let above = self.rows.iter_mut().rev().filter(|(kind, _)| *kind == GridKind::Ruled);
            let above = above.take_while(|(_, row)| page_of(row) == Some(page_before)).flat_map(|(_, row)| &mut row.cells);
            let Some(upper) = above.into_iter().find(|cell| same_column(cell, lower)) else { continue };
            if upper.text.is_empty() || upper.text.len() > MAX_SCANNED_BYTES / 2 {
                continue;
            }
            let joined = format!("{}{}", upper.text, lower.text);
            if self.marks.is_label(&joined) && !self.marks.is_label(&lower.text) {
                upper.text = joined;
                lower.text.clear();
            }
        }
    }

    /// How many rows at the start of a grid the open form began with, too: the head of a table that is printed again on every page.
    /// A form of its own goes on with its name. That of one whose title stands above its table comes later, and takes the title with
    /// it (see [`Self::cut`]).
    fn repeated_head(&mut self, rows: &[Row], scanned: &[Evidence], table: bool) -> usize {
        let same = |a: &Row, b: &Row| a.cells.iter().map(|c| c.text.trim()).eq(b.cells.iter().map(|c| c.text.trim()));
        let goes_on = self.repeating.take();
        let Some(first_page) = rows.first().and_then(page_of) else { return 0 };
        let starts = |at: usize, row: &Row| {
            self.rows.get(at).is_some_and(|(_, before)| page_of(before) < Some(first_page) && same(before, row))
        };
        let start_of = |row: &Row| (0..self.rows.len().min(MAX_LEAD_ROWS)).find(|&at| starts(at, row));
        // Above a title another form may have stood on its page, and a head of the paper stands on this one.
        let title = || scanned.iter().take(MAX_GRID_LEAD).position(|row| row.title).filter(|&at| at > 0);
        let found = goes_on.filter(|&at| starts(at, &rows[0])).or_else(|| start_of(&rows[0])).map(|start| (0, start));
        let found = found.or_else(|| title().and_then(|title| Some((title, start_of(&rows[title])?))));
        let Some((above, start)) = found else { return 0 };
        let known = self.rows[start..].iter().zip(&rows[above..]).zip(&scanned[above..]);
        let repeated = above + known.take_while(|(((_, before), row), marks)| same(before, row) && !marks.name).count();
        let titled = goes_on.is_some() || scanned[..repeated].iter().any(|row| row.title);
        let named = scanned.iter().skip(repeated).take(MAX_GRID_LEAD).any(|row| row.name);
        if !titled || named || (self.seen.closed && !table) {
            return 0;
        }
        self.repeating = (repeated == rows.len()).then_some(start + repeated - above);
        repeated
    }

    /// The input has ended; returns the last form, if one is open.
    pub fn finish(mut self) -> Vec<FormText> {
        self.cut().into_iter().collect()
    }

    /// Ends the open form where another opens in the grid that starts at row `grid_start`: what stands above it there, such as
    /// 附件, is its lead.
    fn cut_at(&mut self, grid_start: usize) -> Option<FormText> {
        let above = self.rows.len() - grid_start;
        let plain = |row: &Row| row.cells.iter().filter(|cell| !cell.text.trim().is_empty()).count() <= 2;
        if grid_start == 0 || above == 0 || above > MAX_GRID_LEAD || !self.rows[grid_start..].iter().all(|(_, row)| plain(row)) {
            return self.cut();
        }
        let mut lead = self.rows.split_off(grid_start);
        let form = self.cut();
        self.rows.append(&mut lead);
        form
    }

    /// Forgets what stands before the grid that starts at row `grid_start`, where a form begins and that is none: tables, since budgets
    /// have totals and projects as well, and earlier pages. Lines of text behind them may lead the form. Returns the number of rows.
    fn leave_out_before(&mut self, grid_start: usize, page: Option<u32>) -> usize {
        if self.seen.is_form() {
            return 0;
        }
        let is_another = |(kind, row): &(GridKind, Row)| {
            !matches!(kind, GridKind::Text | GridKind::Margin) || page_of(row).zip(page).is_some_and(|(before, page)| before < page)
        };
        let Some(last) = self.rows[..grid_start].iter().rposition(is_another) else { return 0 };
        self.rows.drain(..=last);
        self.below = None;
        self.repeating = None;
        self.look_again();
        last + 1
    }

    /// Sees what the rows that are left show.
    fn look_again(&mut self) {
        self.seen = Evidence::default();
        for (_, row) in &self.rows {
            let evidence = self.marks.scan(row);
            self.seen.see(evidence);
        }
    }

    /// Ends the open form where the funds of another stand below its total: that one starts at its first label there, its name being lost.
    fn cut_at_lost_name(&mut self, evidence: Evidence) -> Option<FormText> {
        if self.below.is_none() && (evidence.header || evidence.funds != 0) {
            self.below = Some((self.rows.len() - 1, Evidence::default()));
        }
        let (from, below) = self.below.as_mut()?;
        below.add(evidence);
        if below.funds.count_ones() < FUNDS_OF_A_FORM || self.seen.columns == 0 {
            return None;
        }
        let mut next = self.rows.split_off(*from);
        let seen = *below;
        let form = self.cut();
        self.rows.append(&mut next);
        self.seen.add(seen);
        form
    }

    /// Ends the open form. Text from a title on, after the form's tables, leads the next one.
    fn cut(&mut self) -> Option<FormText> {
        let tables_end =
            self.rows.iter().rposition(|(kind, _)| !matches!(kind, GridKind::Text | GridKind::Margin)).map_or(0, |last| last + 1);
        let lead_at = match (tables_end..self.rows.len()).find(|&at| self.marks.scan(&self.rows[at].1).title) {
            Some(title) if tables_end > 0 => title,
            _ => self.rows.len(),
        };
        let mut lead = self.rows.split_off(lead_at);
        // What looked like a title printed again was the next form's.
        lead.iter_mut().for_each(|(kind, _)| *kind = GridKind::Text);
        let form = std::mem::replace(&mut self.rows, lead);
        let seen = std::mem::take(&mut self.seen);
        self.repeating = None;
        self.below = None;
        self.look_again();
        let lexicon = &self.marks.forms.lexicon;
        seen.is_form().then(|| FormText { rows: repeats::join(wraps::join(form, lexicon), lexicon), cut_off: false })
    }
}

/// The page of a row, where it has one.
fn page_of(row: &Row) -> Option<u32> {
    row.cells.iter().find_map(|cell| cell.place.page)
}

/// What labels show of a form, by their keys.
pub(crate) struct Signs(FxHashMap<String, Evidence>);

impl Signs {
    pub(crate) fn of(lexicon: &Lexicon) -> Self {
        let bit = |index: usize| 1u32 << (index % 32);
        let mut signs = FxHashMap::default();
        for pattern in lexicon.all() {
            let mut evidence = Evidence::default();
            for field in pattern.fields(None) {
                match field {
                    Field::Header(HeaderField::Name) => (evidence.name, evidence.header) = (true, true),
                    Field::Header(HeaderField::TotalAmount | HeaderField::Department | HeaderField::Unit) => evidence.header = true,
                    Field::Total => evidence.closed = true,
                    Field::Conclusion(_) | Field::SignOff(_) => evidence.closing = true,
                    Field::IndicatorColumn(column) => evidence.columns |= bit(column as usize),
                    Field::FundColumn(column) => evidence.funds |= bit(column as usize),
                    Field::FundRow(kind) => evidence.funds |= bit(8 + kind as usize),
                    // A lone 数量 is a column of many tables; the full label is not.
                    Field::Level2(kind) if pattern.key.ends_with("指标") => evidence.levels |= bit(kind as usize),
                    _ => {}
                }
            }
            // Labels that funds and indicators share tell neither.
            if evidence.funds != 0 && evidence.columns != 0 {
                evidence = Evidence::default();
            }
            signs.insert(pattern.key.clone(), evidence);
        }
        Signs(signs)
    }
}

/// Looks for signs of a form.
struct Marks<'f> {
    forms: &'f Forms,
    key: String,
}

impl Marks<'_> {
    fn is_label(&mut self, text: &str) -> bool {
        self.key.clear();
        push_key(text, &mut self.key);
        // Points in brackets may follow.
        let stem = self.key.strip_suffix(')').and_then(|key| key.rsplit_once('(')).map(|(stem, _)| stem);
        self.forms.signs.0.contains_key(self.key.as_str()) || stem.is_some_and(|stem| self.forms.signs.0.contains_key(stem))
    }

    fn scan(&mut self, row: &Row) -> Evidence {
        let mut evidence = Evidence::default();
        let sparse = row.cells.iter().filter(|cell| !cell.text.trim().is_empty()).take(4).count() <= 3;
        for cell in &row.cells {
            if cell.text.is_empty() || cell.text.len() > MAX_SCANNED_BYTES || cell.text.as_bytes()[0].is_ascii_digit() {
                continue;
            }
            self.key.clear();
            push_key(&cell.text, &mut self.key);
            let stem = self.key.split('(').next().unwrap_or_default();
            let signs = &self.forms.signs.0;
            if let Some(known) = signs.get(self.key.as_str()).or_else(|| signs.get(stem)) {
                evidence.add(*known);
            }
            if sparse && self.key.ends_with(['表', ')']) {
                let lexicon = &self.forms.lexicon;
                evidence.title |= lexicon.find(&self.key).any(|(pattern, _, _)| lexicon.pattern(pattern).title_of != 0);
            }
        }
        evidence
    }
}
