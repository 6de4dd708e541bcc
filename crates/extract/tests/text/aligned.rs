//! Tables aligned by spaces.

use crate::{check, read, show};

#[test]
fn columns_are_counted_in_characters_or_widths() {
    // As pdftotext prints: the second column begins at the ninth character.
    check(
        "项目名称    社保培训    10\n主管部门名   社保局     9.5\n",
        "aligned 3\n1: 0=项目名称 1=社保培训 2=10\n2: 0=主管部门名 1=社保局 2=9.5\n",
    );
    // As a terminal prints: the second column begins at the width of 12.
    check(
        "项目名称    甲      10\n主管部门名  社保局  9.5\n",
        "aligned 3\n1: 0=项目名称 1=甲 2=10\n2: 0=主管部门名 1=社保局 2=9.5\n",
    );
}

#[test]
fn empty_cells_keep_their_columns() {
    check(
        "name    target   score\noutput  100      10\n                 9.5\ngoal             8\n",
        "aligned 3\n1: 0=name 1=target 2=score\n2: 0=output 1=100 2=10\n3: 2=9.5\n4: 0=goal 2=8\n",
    );
}

#[test]
fn a_text_across_columns_spans_them() {
    check(
        "a        expected of year   z\nb        c          d       e\nf        g          h       i\n",
        "aligned 4\n1: 0=a 1+2=expected of year 3=z\n2: 0=b 1=c 2=d 3=e\n3: 0=f 1=g 2=h 3=i\n",
    );
}

#[test]
fn titles_and_notes_are_text() {
    check(
        "          the form of 2021\na       b        c\nd       e        f\nnote: all amounts in yuan\n",
        "text 1\n1: 0=the form of 2021\naligned 3\n2: 0=a 1=b 2=c\n3: 0=d 1=e 2=f\ntext 1\n4: 0=note: all amounts in yuan\n",
    );
}

#[test]
fn rows_between_blank_lines_belong_together() {
    check(
        "a       b        c\n\nd       e        f\n\n        g        h\n\n\ni  j\n",
        "aligned 3\n1: 0=a 1=b 2=c\n3: 0=d 1=e 2=f\n5: 1=g 2=h\ntext 1\n8: 0=i  j\n",
    );
}

#[test]
fn two_tables_are_two_grids() {
    check(
        "a   b\nc   d\ne   f\n\na   b\nc   d\ne   f\n",
        "aligned 2\n1: 0=a 1=b\n2: 0=c 1=d\n3: 0=e 1=f\naligned 2\n5: 0=a 1=b\n6: 0=c 1=d\n7: 0=e 1=f\n",
    );
}

#[test]
fn a_cell_may_have_gaps_of_its_own() {
    check(
        "有  效  保  障    10\n成本控制率程度    9\n采购设施与设备    8\n",
        "aligned 2\n1: 0=有  效  保  障 1=10\n2: 0=成本控制率程度 1=9\n3: 0=采购设施与设备 1=8\n",
    );
}

#[test]
fn narrow_gutters_count_in_long_tables() {
    let rows: Vec<_> = (1..=8).map(|n| format!("aaaa {n} bb  cc")).collect();
    let (grids, _) = read(rows.join("\n").as_bytes()).expect("text");
    assert_eq!(grids[0].n_cols, 4);
    assert_eq!(show(&grids).lines().nth(1), Some("1: 0=aaaa 1=1 2=bb 3=cc"));
}

#[test]
fn prose_is_text() {
    check("　　本项目资金\n及时到位。  完\n效果良好。\n", "text 1\n1: 0=本项目资金\n2: 0=及时到位。  完\n3: 0=效果良好。\n");
}

#[test]
fn one_line_with_three_cells_is_a_table() {
    check("项目名称   社保   金额\n", "aligned 3\n1: 0=项目名称 1=社保 2=金额\n");
    check("项目名称   社保\n", "text 1\n1: 0=项目名称   社保\n");
}
