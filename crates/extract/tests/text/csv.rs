//! Comma- and semicolon-separated tables.

use jixiao_extract::{ExtractConfig, Limits};
use proptest::prelude::*;

use crate::{check, codes, read_with, show};

#[test]
fn blank_cells_are_left_out_and_columns_kept() {
    check("项目名称,,社保\n主管部门, 深圳 ,\n", "flat 3\n1: 0=项目名称 2=社保\n2: 0=主管部门 1=深圳\n");
}

#[test]
fn quoted_cells_have_commas_quotes_and_line_breaks() {
    check(
        "a,\"1,000\r\n\r\n\"\"元\"\"\",c\r\nd,e,\"f\"\r\n",
        "flat 3\n1: 0=a 1=1,000\u{d}⏎\u{d}⏎\"元\" 2=c\n4: 0=d 1=e 2=f\n".replace('\r', "").as_str(),
    );
}

#[test]
fn places_are_the_lines_of_the_cells() {
    check("\"a\nb\",c,d\ne,f,g", "flat 3\n1: 0=a⏎b 1=c 2=d\n3: 0=e 1=f 2=g\n");
    let (grids, _) = crate::read(b"\"a\nb\",c,d\ne,f,g").expect("text");
    assert_eq!(grids[0].rows[0].cells[1].place.line, Some(2), "c stands behind the line break");
}

#[test]
fn semicolons_separate_too() {
    check("a;b,1;c\nd;e;f\n\n注\n", "flat 3\n1: 0=a 1=b,1 2=c\n2: 0=d 1=e 2=f\ntext 1\n4: 0=注\n");
}

#[test]
fn two_columns_need_four_rows() {
    check("a,1\nb,2\nc,3\nd,4\n", "flat 2\n1: 0=a 1=1\n2: 0=b 1=2\n3: 0=c 1=3\n4: 0=d 1=4\n");
    check("a,1\nb,2\nc,3\n", "text 1\n1: 0=a,1\n2: 0=b,2\n3: 0=c,3\n");
}

#[test]
fn prose_with_commas_is_text() {
    check(
        "按照要求,完成采购,验收合格。\n经费充足,使用合规,效果良好。\n",
        "text 1\n1: 0=按照要求,完成采购,验收合格。\n2: 0=经费充足,使用合规,效果良好。\n",
    );
}

#[test]
fn a_quote_that_nothing_closes_is_a_character() {
    check("a,b,c\nd,e,f\ng,\"h,i\nj,k,l\n", "flat 3\n1: 0=a 1=b 2=c\n2: 0=d 1=e 2=f\n3: 0=g 1=\"h 2=i\n4: 0=j 1=k 2=l\n");
}

#[test]
fn later_rows_may_be_ragged() {
    let rows = "a,b,c\n".repeat(8);
    let shown: String = (1..=8).map(|n| format!("{n}: 0=a 1=b 2=c\n")).collect();
    check(&format!("{rows}d\n,,,e\n"), &format!("flat 4\n{shown}9: 0=d\n10: 3=e\n"));
}

#[test]
fn pieces_and_limits() {
    let config =
        ExtractConfig { limits: Limits { grid_rows: 2, grid_columns: 3, ..Limits::default() }, ..ExtractConfig::default() };
    let mut text = "a,b\n".repeat(8);
    text += "\"c\",d,e,\"f\"\ng,h,i,j\n";
    let (grids, warnings) = read_with(text.as_bytes(), &config).expect("text");
    assert_eq!(grids.iter().map(|grid| (grid.n_cols, grid.rows.len())).collect::<Vec<_>>(), [(3, 2); 5]);
    assert_eq!(show(&grids[4..]), "flat 3\n9: 0=c 1=d 2=e,f\n10: 0=g 1=h 2=i,j\n");
    assert_eq!(codes(&warnings), [("limit-reached", Some(9))]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(2018), ..ProptestConfig::default() })]

    #[test]
    fn cells_are_those_of_the_csv_crate(rows in prop::collection::vec(prop::collection::vec("[a-c\", \n]{0,6}x", 3), 2..12)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("three cells");
        }
        let text = writer.into_inner().expect("in memory");
        let (grids, _) = crate::read(&text).expect("text");
        let cells: Vec<Vec<_>> = grids[0].rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect()).collect();
        let written: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
        prop_assert_eq!(cells, written);
    }
}
