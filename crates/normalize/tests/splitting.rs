//! Where forms begin in a document of many tables.

use jixiao_model::{Cell, Grid, GridKind, Place, Row};
use jixiao_normalize::{FormText, Forms, Splitter};

fn grid(kind: GridKind, page: Option<u32>, rows: &[&[&str]]) -> Grid {
    let row = |texts: &&[&str]| {
        let cells = texts.iter().zip(0..).map(|(text, col)| {
            let place = Place { page, columns: (col + 1, col + 1), ..Place::default() };
            Cell::new(*text, col, place)
        });
        Row { cells: cells.collect() }
    };
    let n_cols = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    Grid { kind, n_cols: u32::try_from(n_cols).unwrap_or(u32::MAX), rows: rows.iter().map(row).collect() }
}

/// A budget, as it stands before the forms of a department: it has totals, sources of money and a column of projects.
fn budget(page: Option<u32>) -> Grid {
    let rows: &[&[&str]] = &[
        &["功能分类科目名称", "合计", "基本支出", "项目支出"],
        &["一般公共预算财政拨款", "10,302,736", "5,668,416", "4,634,320"],
        &["其他资金", "30,000", "30,000", ""],
        &["合计", "10,332,736", "5,698,416", "4,634,320"],
    ];
    grid(GridKind::Ruled, page, rows)
}

fn form(page: Option<u32>, name: &str) -> Grid {
    let rows: &[&[&str]] = &[
        &["项目名称", name, "", ""],
        &["一级指标", "二级指标", "三级指标", "指标目标值"],
        &["产出目标", "数量指标", "新建面积", "=4000平方米"],
        &["效益目标", "社会效益指标", "服务人次", ">=1000人次"],
    ];
    grid(GridKind::Ruled, page, rows)
}

fn forms(grids: impl IntoIterator<Item = Grid>) -> Vec<Vec<String>> {
    let forms = Forms::builtin();
    let mut splitter = Splitter::new(&forms);
    let mut found: Vec<FormText> = Vec::new();
    grids.into_iter().for_each(|grid| found.extend(splitter.push(grid)));
    found.extend(splitter.finish());
    found.iter().map(|form| form.cells().map(|cell| cell.text.clone()).collect()).collect()
}

const TITLE: &str = "财政项目支出绩效目标填报表";

#[test]
fn budgets_before_a_form_are_none_of_it() {
    for page in [None, Some(1)] {
        let next = page.map(|page| page + 1);
        let lead: &[&[&str]] = &[&["附件2"], &[TITLE], &["(2023年度)"]];
        let found = forms([budget(page), budget(page), grid(GridKind::Text, next, lead), form(next, "社区服务")]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0][..5], ["附件2", TITLE, "(2023年度)", "项目名称", "社区服务"]);
    }
}

#[test]
fn budgets_before_a_form_without_a_title_are_none_of_it() {
    let found = forms([budget(None), form(None, "社区服务")]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0][..2], ["项目名称", "社区服务"]);
}

#[test]
fn earlier_pages_are_none_of_a_form() {
    let prose: &[&[&str]] = &[&["一、项目概况"], &["按照本区预算绩效管理工作的总体要求,开展了编报工作。"]];
    let title: &[&[&str]] = &[&["附件2"], &[TITLE]];
    let found = forms([grid(GridKind::Text, Some(1), prose), grid(GridKind::Text, Some(2), title), form(Some(2), "社区服务")]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0][..3], ["附件2", TITLE, "项目名称"]);
}

#[test]
fn a_table_of_header_fields_above_the_name_is_of_the_form() {
    let department: &[&[&str]] = &[&["主管部门", "民政局"]];
    let found = forms([grid(GridKind::Ruled, None, department), form(None, "社区服务")]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0][..4], ["主管部门", "民政局", "项目名称", "社区服务"]);
}
