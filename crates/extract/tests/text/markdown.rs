//! Pipe tables.

use jixiao_extract::{ExtractConfig, Limits};

use crate::{check, codes, read_with, show};

#[test]
fn the_ruling_is_no_row() {
    check(
        "# 自评表\n| 指标 | 分值 |\n|:---|---:|\n| 产出 |  |\n|  | 10 |\n结束\n",
        "text 1\n1: 0=# 自评表\nflat 2\n2: 0=指标 1=分值\n4: 0=产出\n5: 1=10\ntext 1\n6: 0=结束\n",
    );
}

#[test]
fn outer_pipes_may_be_absent() {
    check("指标 | 分值\n--- | ---\n产出 | 10\n", "flat 2\n1: 0=指标 1=分值\n3: 0=产出 1=10\n");
}

#[test]
fn pipes_are_escaped_and_breaks_are_lines() {
    check("| a\\|b | c <br> d<BR/>e |\n|-|-|\n| \\\\| f<b>g</b> |\n", "flat 2\n1: 0=a|b 1=c⏎d⏎e\n3: 0=\\\\ 1=f<b>g</b>\n");
}

#[test]
fn drawn_tables_have_no_header() {
    check("+---+---+\n| a | b |\n+===+===+\n| c |   |\n+---+---+\n", "flat 2\n2: 0=a 1=b\n4: 0=c\n");
    check("|a|b|\n|c|d|\n", "flat 2\n1: 0=a 1=b\n2: 0=c 1=d\n");
}

#[test]
fn a_pipe_alone_makes_no_table() {
    check("预|期目标\n实|际\n", "text 1\n1: 0=预|期目标\n2: 0=实|际\n");
}

#[test]
fn rows_beyond_the_limit_keep_their_text() {
    let config = ExtractConfig { limits: Limits { grid_columns: 2, ..Limits::default() }, ..ExtractConfig::default() };
    let (grids, warnings) = read_with(b"|a|b|\n|-|-|\n|c|d|e|f|\n", &config).expect("text");
    assert_eq!(show(&grids), "flat 2\n1: 0=a 1=b\n3: 0=c 1=d|e|f|\n");
    assert_eq!(codes(&warnings), [("limit-reached", Some(3))]);
}
