//! What is printed on a page to grids.
//!
//! Shared by every reader that has geometry (PDF, scans); knows nothing of the format it came from.
//!
//! ```text
//! rulings ──lines──▶ lines ──lattice──▶ cells with spans ─┐
//! glyphs in runs ─────────────────────────────────────────┴──compose──▶ Grid
//! ```

mod compose;
mod cuts;
mod flat;
pub mod ink;
mod lattice;
mod lines;
mod pages;
mod place;
mod shades;
mod stripes;
mod turn;
mod unruled;

use jixiao_model::{BBox, Cell, Confidence, Grid, GridKind, Place, Row};

use compose::{Piece, TextLine};
use flat::{Block, FlatCell, FlatTable, Rule};
use ink::{Direction, Edges, PageInk};
use lattice::Lattice;
pub use pages::Pages;
pub(crate) use pages::is_page_number;

/// Lowest row, in sizes of the smallest type in the table: a line of it, with its leading.
const LEAST_ROW: f32 = 1.05;

/// How sure the cells of a table are that is told from its lines of text, in hundredths: nothing says where they end, so every number is worth
/// a look.
const FLAT_CONFIDENCE: u8 = 85;

/// Makes grids of one page, in reading order: ruled tables, tables told from aligned columns, and the lines of text between them.
///
/// A page whose text is turned, such as a wide table printed along the long side, is read the way its text runs; places stay
/// those of the page as displayed. Pages of one document are better [`read`] and handed to [`Pages`], which compares them.
pub fn build(ink: &PageInk, page: u32, sink: &mut dyn FnMut(Grid)) {
    read(ink, page).emit(sink);
}

/// One page as grids, upright, before it is put together with its neighbours by [`Pages`].
pub struct Page {
    grids: Vec<PageGrid>,
    /// Size and direction of a page that was turned.
    turned: Option<([f32; 2], Direction)>,
    height: f32,
}

/// A grid, with the cells of a ruled table that touch its lower border.
struct PageGrid {
    grid: Grid,
    ends: Vec<CellEnd>,
}

/// Where a cell ends at the lower border of a table.
struct CellEnd {
    row: usize,
    /// Its place in the row.
    cell: usize,
    /// What its last line leaves free, in sizes.
    room: f32,
}

impl Page {
    /// A page whose grids are made, in places of the page as displayed; no cell of it goes on on another page.
    pub fn of_grids(grids: Vec<Grid>, height: f32) -> Self {
        let grids = grids.into_iter().map(|grid| PageGrid { grid, ends: Vec::new() }).collect();
        Page { grids, turned: None, height }
    }

    fn emit(self, sink: &mut dyn FnMut(Grid)) {
        for PageGrid { mut grid, .. } in self.grids {
            if let Some((size, direction)) = self.turned {
                for cell in grid.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    cell.place.bbox = cell.place.bbox.map(|bbox| turn::back(bbox, size, direction));
                }
            }
            sink(grid);
        }
    }
}

/// Reads one page; [`Pages`] makes grids of several.
pub fn read(ink: &PageInk, page: u32) -> Page {
    let mut grids = Vec::new();
    let mut add = |grid: PageGrid| grids.push(grid);
    let (turned, height) = match turn::main_direction(ink) {
        Direction::Right | Direction::Slanted => {
            read_upright(ink, page, &mut add);
            (None, ink.height)
        }
        direction => {
            let upright = turn::upright(ink, direction);
            read_upright(&upright, page, &mut add);
            (Some(([ink.width, ink.height], direction)), upright.height)
        }
    };
    Page { grids, turned, height }
}

/// The cells of a page's tables, to be asked for before its text is known.
pub(crate) struct Cells {
    lattices: Vec<Lattice>,
    /// How many cells stand in the tables before each.
    before: Vec<usize>,
    n: usize,
}

impl Cells {
    pub(crate) fn new(rulings: &[ink::Ruling]) -> Cells {
        let (horizontal, vertical) = lines::merge(rulings);
        let lattices = lattice::lattices(&horizontal, &vertical);
        let mut n = 0;
        let mut before = Vec::with_capacity(lattices.len());
        for lattice in &lattices {
            before.push(n);
            n += lattice.cells.len();
        }
        Cells { lattices, before, n }
    }

    pub(crate) fn len(&self) -> usize {
        self.n
    }

    /// The number of the cell at a point, from 0; the smaller table's where one stands in a cell of another.
    pub(crate) fn at(&self, x: f32, y: f32) -> Option<usize> {
        let hits = self.lattices.iter().zip(&self.before).filter_map(|(l, before)| Some((l.area(), before + l.cell_at(x, y)?)));
        hits.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, cell)| cell)
    }
}

fn read_upright(ink: &PageInk, page: u32, sink: &mut dyn FnMut(PageGrid)) {
    let (horizontal, vertical) = lines::merge(&ink.rulings);
    let mut lattices = lattice::lattices(&horizontal, &vertical);
    shades::add_tables(ink, &mut lattices);
    stripes::add_tables(ink, &mut lattices);
    if lattices.is_empty() {
        unruled::add_tables(ink, &page_rules(ink, &horizontal, &lattices), &mut lattices);
    }
    let place::Placed { mut cells, mut outside } = place::place(ink, &lattices);

    outside.sort_by_key(|p| p.run.direction);
    let upright = outside.partition_point(|p| p.run.direction == Direction::Right);
    let (upright, turned) = outside.split_at_mut(upright);
    let rules = page_rules(ink, &horizontal, &lattices);

    // What stands between two tables is parted on its own: columns do not run through a table.
    upright.sort_by(|a, b| a.run.origin[1].total_cmp(&b.run.origin[1]));
    let mut rest = upright;
    for (lattice, cells) in lattices.iter().zip(&mut cells) {
        let above = rest.partition_point(|p| p.run.origin[1] < lattice.ys[0] + p.run.size / 2.0);
        let (text, below) = rest.split_at_mut(above);
        rest = below;
        emit_blocks(flat::blocks(ink, text, &rules), page, sink);
        if lattice.is_drawing(cells) {
            emit_blocks(flat::blocks(ink, &mut cells.concat(), &[]), page, sink);
        } else if has_unruled_rows(ink, lattice, cells) {
            let [x0, _, x1, _] = lattice.edges();
            let mut rules: Vec<Rule> = lattice.ys.iter().map(|at| Rule { at: *at, from: x0, to: x1 }).collect();
            rules.retain(|rule| lattice.cells.iter().all(|c| !lattice.crosses(c, rule.at)));
            let inner = &lattice.xs[1..lattice.xs.len() - 1];
            sink(flat_grid(flat::in_ruled_columns(ink, &mut cells.concat(), inner, &rules), page));
        } else {
            sink(ruled_grid(ink, lattice, cells, page));
        }
    }
    emit_blocks(flat::blocks(ink, rest, &rules), page, sink);
    for group in turned.chunk_by_mut(|a, b| a.run.direction == b.run.direction) {
        let direction = group[0].run.direction;
        // What runs along no axis is a watermark.
        let kind = if direction == Direction::Slanted { GridKind::Margin } else { GridKind::Text };
        emit_text(compose::lines(ink, group, direction), kind, page, sink);
    }
}

/// Lines outside the tables and edges of shaded areas, which may part rows.
fn page_rules(ink: &PageInk, horizontal: &[lines::Line], lattices: &[Lattice]) -> Vec<Rule> {
    let lines = horizontal.iter().filter(|line| !lattices.iter().any(|l| l.holds(line)));
    let mut rules: Vec<Rule> = lines.map(|line| Rule { at: line.at, from: line.from, to: line.to }).collect();
    rules.extend(ink.fills.iter().map(|f| f.edges).flat_map(|f| [f[1], f[3]].map(|at| Rule { at, from: f[0], to: f[2] })));
    rules
}

/// Whether rulings part the columns but not all rows: two columns of some row hold several numbers, one a line, or one column many.
fn has_unruled_rows(ink: &PageInk, lattice: &Lattice, pieces: &mut [Vec<Piece<'_>>]) -> bool {
    let mut rows = vec![0; lattice.ys.len()];
    for (cell, pieces) in lattice.cells.iter().zip(pieces) {
        // Most cells have one line, or Chinese text: neither has to be composed to know.
        let one_line = pieces.iter().all(|p| (p.run.origin[1] - pieces[0].run.origin[1]).abs() < p.run.size / 2.0);
        let not_numbers = |p: &Piece<'_>| {
            let first = p.glyphs.first().and_then(|g| ink.glyph_text(g).chars().next());
            p.run.direction != Direction::Right || first.is_some_and(compose::is_han)
        };
        if one_line || pieces.iter().any(not_numbers) {
            continue;
        }
        let [x0, _, x1, _] = lattice.cell_edges(cell);
        rows[cell.row] += match flat::number_lines(ink, pieces, x1 - x0) {
            0 | 1 => 0,
            2 | 3 => 1,
            _ => 2,
        };
    }
    rows.iter().any(|n| *n >= 2)
}

fn emit_blocks(blocks: Vec<Block>, page: u32, sink: &mut dyn FnMut(PageGrid)) {
    for block in blocks {
        match block {
            Block::Text(lines) => emit_text(lines, GridKind::Text, page, sink),
            Block::Table(table) => sink(flat_grid(table, page)),
        }
    }
}

fn flat_grid(table: FlatTable, page: u32) -> PageGrid {
    let cell = |FlatCell { first, last, text }: FlatCell| Cell {
        text: text.text,
        col: first as u32,
        col_span: (last - first) as u32 + 1,
        row_span: 1,
        confidence: Confidence::from_percent(text.confidence.min(FLAT_CONFIDENCE)),
        other_readings: Vec::new(),
        place: place_on(page, text.edges, (first as u32 + 1, last as u32 + 1)),
    };
    let rows = table.rows.into_iter().map(|row| Row { cells: row.into_iter().map(cell).collect() }).collect();
    PageGrid { grid: Grid { kind: GridKind::Flat, n_cols: table.n_cols as u32, rows }, ends: Vec::new() }
}

fn emit_text(mut lines: Vec<TextLine>, kind: GridKind, page: u32, sink: &mut dyn FnMut(PageGrid)) {
    lines.retain(|line| !line.text.is_empty());
    if lines.is_empty() {
        return;
    }
    let row = |line: TextLine| {
        let mut cell = Cell::new(line.text, 0, place_on(page, line.edges, (1, 1)));
        cell.confidence = Confidence::from_percent(line.confidence);
        Row { cells: vec![cell] }
    };
    sink(PageGrid { grid: Grid { kind, n_cols: 1, rows: lines.into_iter().map(row).collect() }, ends: Vec::new() });
}

fn ruled_grid(ink: &PageInk, lattice: &Lattice, pieces: &mut [Vec<Piece<'_>>], page: u32) -> PageGrid {
    // The row that each becomes, and how many there are.
    let mut new_rows = vec![0];
    new_rows.extend(kept_rows(lattice, pieces).into_iter().scan(0, |n, kept| {
        *n += usize::from(kept);
        Some(*n)
    }));
    let mut rows = vec![Row::default(); new_rows[new_rows.len() - 1]];
    let mut ends = Vec::new();
    for (cell, pieces) in lattice.cells.iter().zip(pieces) {
        let (row, below) = (new_rows[cell.row], new_rows[cell.row + cell.row_span]);
        if row == below {
            continue;
        }
        let area = lattice.cell_edges(cell);
        let composed = compose::cell(ink, pieces, area);
        let columns = (cell.col as u32 + 1, (cell.col + cell.col_span) as u32);
        if below == rows.len() {
            ends.push(CellEnd { row, cell: rows[row].cells.len(), room: composed.room });
        }
        rows[row].cells.push(Cell {
            text: composed.text,
            col: cell.col as u32,
            col_span: cell.col_span as u32,
            row_span: (below - row) as u32,
            confidence: Confidence::from_percent(composed.confidence.min(lattice.confidence)),
            other_readings: Vec::new(),
            place: place_on(page, area, columns),
        });
    }
    PageGrid { grid: Grid { kind: GridKind::Ruled, n_cols: lattice.xs.len() as u32 - 1, rows }, ends }
}

/// Which rows are rows: not those too low for text, where cells beside one another end at different heights on account of a page's
/// end. What is blank in them goes, what only starts or ends there does so with the next row.
fn kept_rows(lattice: &Lattice, pieces: &[Vec<Piece<'_>>]) -> Vec<bool> {
    let size = pieces.iter().flatten().map(|p| p.run.size).reduce(f32::min).unwrap_or(0.0);
    let mut kept: Vec<bool> = lattice.ys.windows(2).map(|y| y[1] - y[0] >= LEAST_ROW * size).collect();
    for (cell, pieces) in lattice.cells.iter().zip(pieces) {
        if !pieces.is_empty() && !kept[cell.row..cell.row + cell.row_span].contains(&true) {
            kept[cell.row] = true;
        }
    }
    kept
}

fn place_on(page: u32, [x0, y0, x1, y1]: Edges, columns: (u32, u32)) -> Place {
    Place { page: Some(page), bbox: Some(BBox::new(x0, y0, x1, y1)), line: None, columns }
}
