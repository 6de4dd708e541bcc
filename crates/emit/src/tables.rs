//! Grids as a reader saw them, before any meaning.

use std::io::{self, Write};

use jixiao_model::{Cell, Grid, GridKind, Row};
use serde::Serialize;

use crate::json::{Array, element};

/// How grids are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// One array of grids with every cell's text, place and spans.
    Json,
    /// One line a row, a blank line between grids; a cell's text stands in the first column that it covers.
    Csv,
    /// A page with spans; text between tables as paragraphs.
    Html,
    /// Tables of GitHub's Markdown with the first row as the header; text between tables as paragraphs.
    Markdown,
}

/// Turns grids into text, on any thread; a [`TableWriter`] puts the texts together.
#[derive(Clone, Copy, Debug)]
pub struct TableRenderer {
    format: TableFormat,
}

impl TableRenderer {
    /// A renderer for this format.
    pub fn new(format: TableFormat) -> Self {
        TableRenderer { format }
    }

    /// The text of one grid.
    pub fn render(&self, grid: &Grid) -> RenderedTable {
        let mut text = Vec::new();
        let written = match self.format {
            TableFormat::Json => element(&GridView::from(grid)).map(|json| text = json).map_err(io::Error::from),
            TableFormat::Csv => write_csv(&mut text, grid),
            TableFormat::Html => write_html(&mut text, grid),
            TableFormat::Markdown => write_markdown(&mut text, grid),
        };
        written.expect("memory takes any text, and a grid has no value that JSON lacks");
        RenderedTable(text)
    }
}

/// The text of one grid.
#[derive(Debug)]
pub struct RenderedTable(Vec<u8>);

/// Writes rendered grids one after the other; [`finish`](Self::finish) completes the text.
pub struct TableWriter<W: Write> {
    out: W,
    format: TableFormat,
    array: Array,
    n_written: usize,
}

impl<W: Write> TableWriter<W> {
    /// A writer that has written nothing yet.
    pub fn new(out: W, format: TableFormat) -> Self {
        TableWriter { out, format, array: Array::default(), n_written: 0 }
    }

    /// Writes one grid, which was rendered for the writer's format.
    ///
    /// # Errors
    /// When the output fails.
    pub fn write(&mut self, table: &RenderedTable) -> io::Result<()> {
        match (self.format, self.n_written) {
            (TableFormat::Html, 0) => self.out.write_all(HTML_HEAD.as_bytes())?,
            (TableFormat::Csv | TableFormat::Markdown, 1..) => writeln!(self.out)?,
            _ => {}
        }
        self.n_written += 1;
        match self.format {
            TableFormat::Json => self.array.push(&mut self.out, &table.0),
            TableFormat::Csv | TableFormat::Html | TableFormat::Markdown => self.out.write_all(&table.0),
        }
    }

    /// Completes the text and hands the output back.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> io::Result<W> {
        match (self.format, self.n_written) {
            (TableFormat::Json, _) => self.array.finish(&mut self.out)?,
            (TableFormat::Html, 0) => self.out.write_all(HTML_HEAD.as_bytes())?,
            _ => {}
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

/// A grid in JSON. Apart from [`Grid`], so that a change inside the program changes no output.
#[derive(Serialize)]
struct GridView<'a> {
    kind: &'static str,
    columns: u32,
    rows: Vec<Vec<CellView<'a>>>,
}

/// A cell in JSON; columns, pages and lines count from 1.
#[derive(Serialize)]
struct CellView<'a> {
    text: &'a str,
    column: u32,
    col_span: u32,
    row_span: u32,
    page: Option<u32>,
    bbox: Option<jixiao_model::BBox>,
    line: Option<u32>,
    confidence: jixiao_model::Confidence,
}

impl<'a> From<&'a Grid> for GridView<'a> {
    fn from(grid: &'a Grid) -> Self {
        let kind = match grid.kind {
            GridKind::Ruled => "ruled",
            GridKind::Flat => "flat",
            GridKind::Aligned => "aligned",
            GridKind::Stream => "stream",
            GridKind::Text => "text",
            GridKind::Margin => "margin",
        };
        let rows = grid.rows.iter().map(|row| row.cells.iter().map(CellView::from).collect()).collect();
        GridView { kind, columns: grid.n_cols, rows }
    }
}

impl<'a> From<&'a Cell> for CellView<'a> {
    fn from(cell: &'a Cell) -> Self {
        CellView {
            text: &cell.text,
            column: cell.col + 1,
            col_span: cell.col_span,
            row_span: cell.row_span,
            page: cell.place.page,
            bbox: cell.place.bbox,
            line: cell.place.line,
            confidence: cell.confidence,
        }
    }
}

/// What stands at a place of a row: a cell, which covers `col_span` columns, or one column without a cell of its own.
enum Slot<'a> {
    Cell(&'a Cell),
    /// A cell of a row above covers it.
    Covered,
    /// Nothing was read there.
    Blank,
}

/// Lays rows out from top to bottom.
struct Layout {
    /// Rows that each column is still covered for by a cell above.
    covered: Vec<u32>,
}

impl Layout {
    fn new(grid: &Grid) -> Self {
        Layout { covered: vec![0; grid.n_cols as usize] }
    }

    /// Every column of the row once. A cell that overlaps its neighbour, or ends outside the grid, is kept all the same.
    fn row<'a>(&mut self, row: &'a Row) -> Vec<Slot<'a>> {
        let mut slots = Vec::new();
        let mut col = 0;
        for cell in &row.cells {
            self.fill(col, cell.col as usize, &mut slots);
            slots.push(Slot::Cell(cell));
            col = col.max(cell.col.saturating_add(cell.col_span) as usize).min(self.covered.len());
            let first = (cell.col as usize).min(col);
            self.covered[first..col].fill(cell.row_span.saturating_sub(1));
        }
        self.fill(col, self.covered.len(), &mut slots);
        slots
    }

    fn fill(&mut self, from: usize, to: usize, slots: &mut Vec<Slot<'_>>) {
        for covered in self.covered.iter_mut().take(to).skip(from) {
            slots.push(if *covered > 0 { Slot::Covered } else { Slot::Blank });
            *covered = covered.saturating_sub(1);
        }
    }
}

/// The text of every column, empty where a column has no cell of its own.
fn texts<'a>(slots: &[Slot<'a>]) -> Vec<&'a str> {
    let mut texts = Vec::new();
    for slot in slots {
        match slot {
            Slot::Cell(cell) => {
                texts.push(cell.text.as_str());
                texts.extend((1..cell.col_span).map(|_| ""));
            }
            Slot::Covered | Slot::Blank => texts.push(""),
        }
    }
    texts
}

fn write_csv(out: &mut impl Write, grid: &Grid) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
    let mut layout = Layout::new(grid);
    for row in &grid.rows {
        writer.write_record(texts(&layout.row(row)))?;
    }
    writer.flush()
}

const HTML_HEAD: &str = "<!doctype html>\n<html lang=\"zh\">\n<meta charset=\"utf-8\">\n<title>jixiao tables</title>\n";

fn write_html(out: &mut impl Write, grid: &Grid) -> io::Result<()> {
    if matches!(grid.kind, GridKind::Text | GridKind::Margin) {
        return cells(grid).try_for_each(|cell| writeln!(out, "<p>{}</p>", html(&cell.text)));
    }
    writeln!(out, "<table border=\"1\">")?;
    let mut layout = Layout::new(grid);
    for row in &grid.rows {
        write!(out, "<tr>")?;
        for slot in layout.row(row) {
            match slot {
                Slot::Cell(cell) => {
                    write!(out, "<td")?;
                    for (name, span) in [("colspan", cell.col_span), ("rowspan", cell.row_span)] {
                        if span > 1 {
                            write!(out, " {name}=\"{span}\"")?;
                        }
                    }
                    write!(out, ">{}</td>", html(&cell.text))?;
                }
                Slot::Blank => write!(out, "<td></td>")?,
                Slot::Covered => {}
            }
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</table>")
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>")
}

fn write_markdown(out: &mut impl Write, grid: &Grid) -> io::Result<()> {
    if matches!(grid.kind, GridKind::Text | GridKind::Margin) {
        for (i, cell) in cells(grid).enumerate() {
            let gap = if i == 0 { "" } else { "\n" };
            // At the start of a line these open headings, lists and quotes.
            let escape = if cell.text.starts_with(['#', '-', '+', '>', '=']) { "\\" } else { "" };
            writeln!(out, "{gap}{escape}{}", markdown(&cell.text))?;
        }
        return Ok(());
    }
    let mut layout = Layout::new(grid);
    for (i, row) in grid.rows.iter().enumerate() {
        let texts = texts(&layout.row(row));
        for text in &texts {
            write!(out, "| {} ", markdown(text))?;
        }
        writeln!(out, "|")?;
        if i == 0 {
            writeln!(out, "{}|", "|---".repeat(texts.len()))?;
        }
    }
    Ok(())
}

fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("<br>"),
            '\\' | '`' | '*' | '_' | '[' | '<' | '&' | '|' | '~' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

fn cells(grid: &Grid) -> impl Iterator<Item = &Cell> {
    grid.rows.iter().flat_map(|row| &row.cells)
}

#[cfg(test)]
mod tests {
    use jixiao_model::Place;

    use super::*;

    fn cell(text: &str, col: u32, col_span: u32, row_span: u32) -> Cell {
        Cell { col_span, row_span, ..Cell::new(text, col, Place { line: Some(1), ..Place::default() }) }
    }

    fn grid(kind: GridKind, n_cols: u32, rows: Vec<Vec<Cell>>) -> Grid {
        Grid { kind, n_cols, rows: rows.into_iter().map(|cells| Row { cells }).collect() }
    }

    /// `资金` covers two rows, `金额` two columns, and the last row lacks its second cell.
    fn spans() -> Grid {
        let rows = vec![
            vec![cell("资金", 0, 1, 2), cell("金额", 1, 2, 1)],
            vec![cell("1,0", 1, 1, 1), cell("<2|", 2, 1, 1)],
            vec![cell("合\n计", 0, 1, 1), cell("3", 2, 1, 1)],
        ];
        grid(GridKind::Flat, 3, rows)
    }

    #[track_caller]
    fn check(format: TableFormat, grids: &[Grid], expected: &str) {
        let mut writer = TableWriter::new(Vec::new(), format);
        for grid in grids {
            writer.write(&TableRenderer::new(format).render(grid)).unwrap();
        }
        assert_eq!(String::from_utf8(writer.finish().unwrap()).unwrap(), expected);
    }

    #[test]
    fn csv_keeps_every_cell_in_its_column() {
        check(TableFormat::Csv, &[spans()], "资金,金额,\n,\"1,0\",<2|\n\"合\n计\",,3\n");
    }

    #[test]
    fn html_keeps_spans_and_fills_gaps() {
        let table = "<table border=\"1\">\n\
            <tr><td rowspan=\"2\">资金</td><td colspan=\"2\">金额</td></tr>\n\
            <tr><td>1,0</td><td>&lt;2|</td></tr>\n\
            <tr><td>合<br>计</td><td></td><td>3</td></tr>\n\
            </table>\n";
        check(TableFormat::Html, &[spans()], &format!("{HTML_HEAD}{table}"));
    }

    #[test]
    fn markdown_escapes_its_own_signs() {
        check(TableFormat::Markdown, &[spans()], "| 资金 | 金额 |  |\n|---|---|---|\n|  | 1,0 | \\<2\\| |\n| 合<br>计 |  | 3 |\n");
    }

    #[test]
    fn json_has_text_place_and_spans() {
        let grid = grid(GridKind::Ruled, 2, vec![vec![cell("金额", 1, 1, 2)]]);
        let expected = serde_json::json!([{"kind": "ruled", "columns": 2, "rows": [[{
            "text": "金额", "column": 2, "col_span": 1, "row_span": 2, "page": null, "bbox": null, "line": 1, "confidence": 1.0
        }]]}]);
        let mut writer = TableWriter::new(Vec::new(), TableFormat::Json);
        writer.write(&TableRenderer::new(TableFormat::Json).render(&grid)).unwrap();
        let written: serde_json::Value = serde_json::from_slice(&writer.finish().unwrap()).unwrap();
        assert_eq!(written, expected);
    }

    #[test]
    fn text_between_tables_stands_apart() {
        let text = grid(GridKind::Text, 1, vec![vec![cell("# 一", 0, 1, 1)], vec![cell("二", 0, 1, 1)]]);
        let table = grid(GridKind::Flat, 1, vec![vec![cell("三", 0, 1, 1)]]);
        let grids = [text, table];
        check(TableFormat::Csv, &grids, "# 一\n二\n\n三\n");
        check(TableFormat::Markdown, &grids, "\\# 一\n\n二\n\n| 三 |\n|---|\n");
        let expected = format!("{HTML_HEAD}<p># 一</p>\n<p>二</p>\n<table border=\"1\">\n<tr><td>三</td></tr>\n</table>\n");
        check(TableFormat::Html, &grids, &expected);
    }

    #[test]
    fn overlapping_and_outlying_cells_are_kept() {
        let rows = vec![vec![cell("a", 0, 2, 1), cell("b", 1, 1, 1), cell("c", 7, 3, 9)], vec![cell("d", 0, 1, 1)]];
        check(TableFormat::Csv, &[grid(GridKind::Flat, 2, rows)], "a,,b,c,,\nd,\n");
    }

    #[test]
    fn an_input_without_tables_is_empty() {
        check(TableFormat::Json, &[], "[]\n");
        check(TableFormat::Csv, &[], "");
        check(TableFormat::Html, &[], HTML_HEAD);
        check(TableFormat::Markdown, &[], "");
    }
}
