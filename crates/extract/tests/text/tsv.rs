//! Tab-separated tables.

use jixiao_extract::{ExtractConfig, Limits};

use crate::{check, codes, read, read_with, show};

#[test]
fn blank_cells_are_left_out_and_columns_kept() {
    check("项目名称\t\t社保\n\t 年度 \t\n", "flat 3\n1: 0=项目名称 2=社保\n2: 1=年度\n");
}

#[test]
fn a_blank_line_ends_a_table() {
    check("a\tb\n\nc\td\te\n", "flat 2\n1: 0=a 1=b\nflat 3\n3: 0=c 1=d 2=e\n");
}

#[test]
fn rows_may_be_ragged_and_empty() {
    check("a\tb\n\t\t\t\nc\nd\te\tf\n", "flat 4\n1: 0=a 1=b\n-\n3: 0=c\n4: 0=d 1=e 2=f\n");
}

#[test]
fn lines_around_a_table_are_text() {
    check(
        "自评表\n(2021年度)\na\tb\n备注\n\n注:略\n",
        "text 1\n1: 0=自评表\n2: 0=(2021年度)\nflat 2\n3: 0=a 1=b\ntext 1\n4: 0=备注\n6: 0=注:略\n",
    );
}

#[test]
fn markup_shards_stay_text() {
    check("a<b></b>\t<del>*</del>\n<table\t<tr>\n", "flat 2\n1: 0=a<b></b> 1=<del>*</del>\n2: 0=<table 1=<tr>\n");
}

#[test]
fn a_quoted_cell_may_have_line_breaks_and_blank_lines() {
    check("a\t\"1.\"\"培训\"\"\n\n2.采购\"\tb\nc\td\n", "flat 3\n1: 0=a 1=1.\"培训\"⏎⏎2.采购 2=b\n4: 0=c 1=d\n");
}

#[test]
fn a_row_goes_on_behind_a_quoted_cell() {
    check("\"a\nb\"\t\"c\nd\"\ne\tf\n", "flat 2\n1: 0=a⏎b 1=c⏎d\n4: 0=e 1=f\n");
}

#[test]
fn stray_quotes_are_characters() {
    check("\"a\tb\n\"c\"\td\"\n\"e\tf\n", "flat 2\n1: 0=\"a 1=b\n2: 0=\"c\" 1=d\"\n3: 0=\"e 1=f\n");
}

#[test]
fn indented_text_is_no_table() {
    check("\t本项目\n\t资金\n", "text 1\n1: 0=本项目\n2: 0=资金\n");
}

#[test]
fn a_form_feed_begins_a_new_table() {
    let (grids, warnings) = read("a\tb\n\u{c}c\td\n".as_bytes()).expect("text");
    assert_eq!(show(&grids), "flat 2\n1: 0=a 1=b\nflat 2\n2: 0=c 1=d\n");
    assert_eq!(codes(&warnings), [("control-characters", Some(2))]);
    let pages: Vec<_> = grids.iter().map(|grid| grid.rows[0].cells[0].place.page).collect();
    assert_eq!(pages, [Some(1), Some(2)]);
}

#[test]
fn text_without_form_feeds_has_no_pages() {
    // The form feed at the end of a file ends its only page.
    let (grids, _) = read("a\tb\n\u{c}\n".as_bytes()).expect("text");
    assert_eq!(grids[0].rows[0].cells[0].place.page, None);
}

#[test]
fn every_line_end_counts() {
    check("a\tb\r\nc\td\re\tf", "flat 2\n1: 0=a 1=b\n2: 0=c 1=d\n3: 0=e 1=f\n");
}

#[test]
fn the_pieces_of_a_long_table_have_the_same_columns() {
    let config = ExtractConfig { limits: Limits { grid_rows: 2, ..Limits::default() }, ..ExtractConfig::default() };
    let (grids, _) = read_with(b"a\tb\nc\td\ne\tf\tg\n\nh\ti\n", &config).expect("text");
    assert_eq!(show(&grids), "flat 3\n1: 0=a 1=b\n2: 0=c 1=d\nflat 3\n3: 0=e 1=f 2=g\nflat 2\n5: 0=h 1=i\n");
}

#[test]
fn a_row_beyond_the_limit_keeps_its_text() {
    let config = ExtractConfig { limits: Limits { grid_columns: 3, ..Limits::default() }, ..ExtractConfig::default() };
    let (grids, warnings) = read_with(b"a\tb\tc\na\tb\tc\td\te\n", &config).expect("text");
    assert_eq!(show(&grids), "flat 3\n1: 0=a 1=b 2=c\n2: 0=a 1=b 2=c\td\te\n");
    assert_eq!(codes(&warnings), [("limit-reached", Some(2))]);
    assert!(warnings[0].message.contains("`grid_columns` = 3"), "{}", warnings[0].message);
}

#[test]
fn the_sample_has_eight_tables() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/000_fb8ea1e1fef1a883/input.txt");
    let (grids, warnings) = read(&std::fs::read(path).expect("the sample")).expect("text");
    assert_eq!(warnings, []);
    // Counted in the file: eight blocks of lines; the fourth has a tenth column; 162 line ends, none behind the last line.
    assert_eq!(grids.iter().map(|grid| grid.n_cols).collect::<Vec<_>>(), [9, 9, 9, 10, 9, 9, 9, 9]);
    let first = &grids[0].rows[1];
    let texts: Vec<_> = first.cells.iter().map(|cell| (cell.col, cell.text.as_str())).collect();
    assert_eq!(texts, [(0, "主管部门"), (2, "深圳市社会"), (3, "保险基金管理局"), (5, "实施单位")]);
    assert_eq!(grids[7].rows.last().and_then(|row| row.cells[0].place.line), Some(163));
}
