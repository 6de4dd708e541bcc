//! Pages one after the other, and tables without continuous lines.

use jixiao_model::{Grid, GridKind};

use crate::file::File;

/// Texts of every grid by row, with its kind.
fn shown(grids: &[Grid]) -> Vec<(GridKind, Vec<String>)> {
    let row = |r: &jixiao_model::Row| r.cells.iter().map(|c| c.text.clone()).collect::<Vec<_>>().join("|");
    grids.iter().map(|g| (g.kind, g.rows.iter().map(row).collect())).collect()
}

/// Text at a place, in Helvetica of 10 points.
fn text(x: u32, y: u32, text: &str) -> String {
    format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET ")
}

/// A table of rows 20 high from `top` down, with columns from 10 to 60 and to 100.
fn table(top: u32, rows: &[[&str; 2]]) -> String {
    let row = |(i, [a, b]): (usize, &[&str; 2])| {
        let y = top - 20 * (i as u32 + 1);
        format!("10 {y} 50 20 re 60 {y} 40 20 re S {}{}", text(12, y + 5, a), text(62, y + 5, b))
    };
    rows.iter().enumerate().map(row).collect()
}

fn two_pages(first: String, second: String) -> Vec<(GridKind, Vec<String>)> {
    let file = File { media_box: "0 0 200 400", ..File::new(first).further(second) };
    shown(&file.read().0)
}

#[test]
fn what_recurs_at_the_edges_belongs_to_the_paper() {
    let page = |n: u32, body: &str| text(20, 380, "Report A-1") + &text(20, 200, body) + &text(90, 20, &format!("- {n} -"));
    let margin = |text: &str| (GridKind::Margin, vec![text.to_owned()]);
    let body = |text: &str| (GridKind::Text, vec![text.to_owned()]);
    let expected = [[margin("Report A-1"), body("one"), margin("- 1 -")], [margin("Report A-1"), body("two"), margin("- 2 -")]];
    assert_eq!(two_pages(page(1, "one"), page(2, "two")), expected.concat());
}

#[test]
fn a_row_that_the_end_of_a_page_cuts_is_one() {
    // ABCDEFG is 48.4 wide in a column of 50: the line is full. The second column is complete.
    let first = table(200, &[["a", "1"], ["ABCDEFG", "2"]]);
    let cut = two_pages(first.clone(), table(380, &[["HIJ", ""], ["b", "3"]]));
    let rows = |rows: &[&str]| (GridKind::Ruled, rows.iter().map(|r| (*r).to_owned()).collect::<Vec<_>>());
    assert_eq!(cut, [rows(&["a|1", "ABCDEFG HIJ|2"]), rows(&["b|3"])]);
    // A row with a number of its own, and a line with room for more.
    let own = two_pages(first, table(380, &[["HIJ", "4"], ["b", "3"]]));
    assert_eq!(own[1], rows(&["HIJ|4", "b|3"]));
    let roomy = two_pages(table(200, &[["a", "1"], ["AB", "2"]]), table(380, &[["HIJ", ""], ["b", "3"]]));
    assert_eq!(roomy[1], rows(&["HIJ|", "b|3"]));
}

#[test]
fn two_halves_of_a_row_with_its_texts_in_the_middle_are_one() {
    // Four columns; two texts stand above the end of the page and two below it.
    let row = |y: u32, texts: [&str; 4]| {
        let cell = |(i, t): (usize, &&str)| format!("{} {y} 40 20 re S {}", 10 + 40 * i, text(12 + 40 * i as u32, y + 5, t));
        texts.iter().enumerate().map(cell).collect::<String>()
    };
    let pages = two_pages(
        row(180, ["a", "b", "c", "d"]) + &row(160, ["", "", "1", "2"]),
        row(360, ["e", "f", "", ""]) + &row(340, ["g", "h", "3", "4"]),
    );
    let texts: Vec<String> = pages.into_iter().flat_map(|(_, rows)| rows).collect();
    assert_eq!(texts, ["a|b|c|d", "e|f|1|2", "g|h|3|4"]);
}

#[test]
fn shaded_cells_without_lines_are_a_table() {
    let shade = |grey: &str, x: u32, y: u32| format!("{grey} g {x} {y} 48 18 re f ");
    let mut content = shade("0.8", 10, 60) + &shade("0.8", 60, 60) + &shade("0.9", 10, 40) + &shade("0.9", 60, 40) + "0 g ";
    content += &(text(20, 65, "A") + &text(70, 65, "B") + &text(20, 45, "C") + &text(70, 45, "D"));
    assert_eq!(shown(&File::new(content).read().0), [(GridKind::Ruled, vec!["A|B".to_owned(), "C|D".to_owned()])]);
}

#[test]
fn borders_made_of_dots_are_lines() {
    let mut content = String::new();
    for step in 0..50 {
        content += &[40, 60, 80].map(|y| format!("{} {y} 0.75 0.75 re f ", 10 + 2 * step)).concat();
        if step < 20 {
            content += &[10, 60, 108].map(|x| format!("{x} {} 0.75 0.75 re f ", 40 + 2 * step)).concat();
        }
    }
    content += &(text(20, 65, "A") + &text(70, 65, "B") + &text(20, 45, "C") + &text(70, 45, "D"));
    assert_eq!(shown(&File::new(content).read().0), [(GridKind::Ruled, vec!["A|B".to_owned(), "C|D".to_owned()])]);
}
