//! HTML tables.

use jixiao_extract::{ExtractConfig, Limits};

use crate::{check, codes, read, read_with, show};

#[test]
fn spans_stand_where_the_browser_puts_them() {
    // 年度 covers rows 1 and 2 of column 0, so row 2 begins in column 1.
    check(
        "<table>\n<tr><td rowspan=2>年度</td><td colspan='2'>预期</td></tr>\n<tr><td>甲</td><td></td></tr>\n</table>\n",
        "ruled 3\n2: 0^2=年度 1+2=预期\n3: 1=甲 2=\n",
    );
}

#[test]
fn tags_may_stay_open() {
    check("<table><tr><td>a<td>b<tr><td>c<th>d</table>", "ruled 2\n1: 0=a 1=b\n1: 0=c 1=d\n");
}

#[test]
fn entities_and_breaks() {
    check(
        "<TABLE><TR><TD>&lt;90%&amp;&nbsp;\n  &#20803;<BR/>二<p>三</p></TD></TR></TABLE>",
        "ruled 1\n1: 0=<90%&\u{a0} 元⏎二⏎三\n",
    );
}

#[test]
fn a_nested_table_is_a_grid_of_its_own() {
    check(
        "<table><tr><td>外</td></tr><tr><td>前<table><tr><td>内</td></tr></table>后</td></tr></table>",
        "ruled 1\n1: 0=外\nruled 1\n1: 0=内\nruled 1\n1: 0=前后\n",
    );
}

#[test]
fn text_around_tables_is_kept_in_order() {
    check(
        "自评表 <table>\n<tr><td>a</td></tr></table> 注:\n略\n<table><caption>表二</caption><tr><td>b</td></tr></table>",
        "text 1\n1: 0=自评表\nruled 1\n2: 0=a\ntext 1\n2: 0=注:\n3: 0=略\n4: 0=表二\nruled 1\n4: 0=b\n",
    );
}

#[test]
fn a_page_has_no_scripts_and_one_line_a_block() {
    check(
        "<!DOCTYPE html>\n<html><head><title>公开</title>\n<style>td{}</style><script>if(a<b)</script></head>\n\
         <body><div>第一\n段</div><p>二<br>三</p>\n<table><tbody><tr>\n<td>\n\n  甲</td></tr></tbody></table></body></html>\n",
        "text 1\n2: 0=公开\n4: 0=第一 段\n5: 0=二\n5: 0=三\nruled 1\n9: 0=甲\n",
    );
}

#[test]
fn values_of_input_fields_are_text() {
    check("<table><tr><td>元<input type=text value='35'><input type=hidden value=x></table>", "ruled 1\n1: 0=元35\n");
}

#[test]
fn rows_without_a_table_are_read() {
    check("<tr><td>a</td></tr>\n<tr><td>b</td></tr>\n注\tc\n", "ruled 1\n1: 0=a\n2: 0=b\nflat 2\n3: 0=注 1=c\n");
}

#[test]
fn tab_separated_text_goes_on_behind_a_table() {
    check("a\tb\n<table><tr><td>c</td></tr></table>\nd\te\n", "flat 2\n1: 0=a 1=b\nruled 1\n2: 0=c\nflat 2\n3: 0=d 1=e\n");
}

#[test]
fn spans_end_with_the_table() {
    check("<table><tr><td rowspan=9>a<td rowspan=0>b<tr></table>", "ruled 2\n1: 0^2=a 1^2=b\n-\n");
}

#[test]
fn a_span_does_not_cover_a_cell_from_above() {
    // x covers rows 1 and 2 of column 1: y has only column 0, z comes behind x.
    check(
        "<table><tr><td>a<td rowspan=2>x<td>b<tr><td colspan=2>y<td>z</table>",
        "ruled 3\n1: 0=a 1^2=x 2=b\n2: 0=y 2=z\n".replace("\n2:", "\n1:").as_str(),
    );
}

#[test]
fn an_unclosed_table_is_read_and_flagged() {
    let (grids, warnings) = read("\n<table><tr><td>a<td colspan=".as_bytes()).expect("text");
    assert_eq!(show(&grids), "ruled 1\n2: 0=a\n");
    assert_eq!(codes(&warnings), [("table-truncated", Some(2)), ("table-truncated", Some(2))]);
}

#[test]
fn huge_spans_are_limited() {
    let (grids, warnings) =
        read(b"<table><tr><td colspan=99999999999 rowspan=99999999999>a<td colspan=1000>b</table>").expect("text");
    // A span of more than 1000 counts as 1000; 24 of the 1024 columns are left for b.
    assert_eq!(show(&grids), "ruled 1024\n1: 0+1000=a 1000+24=b\n");
    assert_eq!(warnings, []);
}

#[test]
fn deep_nesting_is_limited_and_loses_no_text() {
    let config = ExtractConfig { limits: Limits { nesting: 2, ..Limits::default() }, ..ExtractConfig::default() };
    let html = "<table><tr><td>a<table><tr><td>b<table><tr><td>c</td><td>d</td></tr></table>e</td></tr></table></td></tr></table>";
    let (grids, warnings) = read_with(html.as_bytes(), &config).expect("text");
    assert_eq!(show(&grids), "ruled 1\n1: 0=b⏎c⏎d⏎e\nruled 1\n1: 0=a\n");
    assert_eq!(codes(&warnings), [("limit-reached", Some(1))]);
}

#[test]
fn cells_beyond_the_last_column_keep_their_text() {
    let config = ExtractConfig { limits: Limits { grid_columns: 2, ..Limits::default() }, ..ExtractConfig::default() };
    let (grids, warnings) = read_with(b"<table><tr><td>a<td>b<td>c<td>d</table>", &config).expect("text");
    assert_eq!(show(&grids), "ruled 2\n1: 0=a 1=b\tc\td\n");
    assert_eq!(codes(&warnings), [("limit-reached", Some(1))]);
}

#[test]
fn shards_of_markup_are_no_table() {
    check("<table> 是标记\n<b></b>得分\n", "text 1\n1: 0=<table> 是标记\n2: 0=<b></b>得分\n");
}
