//! The ways in which damaged forms lost text or got numbers that nobody printed, one by one.

use jixiao_normalize::Forms;

use super::{
    check_cells, check_numbers, check_once, check_pointers,
    damage::{Dialect, Rows, forms},
    each_form, forms_of, record_of,
};

/// What is wrong with one of the forms, in tabs, after `change`.
fn wrong_after(form: usize, change: impl FnOnce(&mut Rows)) -> Vec<String> {
    wrong_in(Dialect::Tabs, form, change)
}

fn wrong_in(dialect: Dialect, form: usize, change: impl FnOnce(&mut Rows)) -> Vec<String> {
    let mut rows = forms()[form].clone();
    change(&mut rows);
    each_form(&dialect.write(&rows), |form, record, json, labels| {
        [check_pointers(record, json), check_numbers(record, json), check_cells(form, record, labels), check_once(form, record)]
            .concat()
    })
}

const SAMPLE_1: usize = 0;
const COUNTY: usize = 8;
const SICHUAN: usize = 9;
const HUBEI: usize = 10;

/// The row and the cell that hold `text`.
fn find(rows: &Rows, text: &str) -> (usize, usize) {
    let row = rows.iter().position(|row| row.iter().any(|cell| cell == text)).unwrap();
    (row, rows[row].iter().position(|cell| cell == text).unwrap())
}

#[test]
fn undamaged_forms_are_accounted_for() {
    for form in (0..forms().len()).filter(|&form| form != HUBEI) {
        assert_eq!(wrong_after(form, |_| ()), Vec::<String>::new(), "form {form}");
    }
}

#[test]
fn a_second_total_is_no_silent_change() {
    assert_eq!(wrong_after(HUBEI, |_| ()), Vec::<String>::new());
    let changed = wrong_after(HUBEI, |rows| {
        let (row, cell) = find(rows, "97");
        rows[row][cell] = "77".to_owned();
    });
    assert_eq!(changed, Vec::<String>::new());
}

#[test]
fn text_behind_a_header_is_not_lost() {
    let wrong = wrong_after(SAMPLE_1, |rows| {
        let (row, cell) = find(rows, "三级指标");
        rows[row][cell + 3] = "得分 290.28%".to_owned();
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn text_behind_the_label_of_the_total_is_not_lost() {
    let wrong = wrong_after(COUNTY, |rows| {
        let (row, cell) = find(rows, "总分");
        rows[row][cell] = "总分:很好".to_owned();
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_second_name_is_not_lost() {
    let wrong = wrong_after(COUNTY, |rows| rows[3][2] = "项目名称:甲乙丙".to_owned());
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn numbers_that_share_a_cell_are_not_lost() {
    let wrong = wrong_after(COUNTY, |rows| {
        let (row, cell) = find(rows, "其他资金");
        rows[row][cell + 3] = "10 9.5".to_owned();
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_text_before_a_value_without_label_is_not_lost() {
    let wrong = wrong_after(HUBEI, |rows| {
        rows[1].truncate(2);
        rows[2] = ["9255", "长江禁捕"].map(str::to_owned).to_vec();
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_title_cut_behind_its_year_is_not_lost() {
    let wrong = wrong_after(HUBEI, |rows| {
        rows[0][0] = "2020年度长江禁捕项".to_owned();
        rows[1].truncate(2);
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn junk_inside_a_label_is_not_lost() {
    let wrong = wrong_after(SAMPLE_1, |rows| {
        let (row, cell) = find(rows, "一级指标");
        rows[row].splice(cell..=cell, ["一级指", "&<Ȑ>", "标"].map(str::to_owned));
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_year_behind_a_branch_is_no_weight() {
    let mut rows = forms()[COUNTY].clone();
    let (row, cell) = find(&rows, "产出指标");
    rows[row][cell] = "产出指标(2019年度)".to_owned();
    let definitions = Forms::builtin();
    let form = &forms_of(&Dialect::Tabs.write(&rows), &definitions)[0];
    assert_eq!(record_of(form, &definitions).indicators[0].level1.weight, None);
}

#[test]
fn two_numbers_in_a_target_are_not_one() {
    let wrong = wrong_in(Dialect::Lines, SICHUAN, |rows| {
        let (row, cell) = find(rows, "42");
        rows[row].insert(cell + 1, "7".to_owned());
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn two_numbers_in_a_target_are_not_one_in_any_width() {
    let wrong = wrong_in(Dialect::Lines, SICHUAN, |rows| {
        let (row, cell) = find(rows, "42");
        rows[row].insert(cell, "１２．５".to_owned());
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_title_that_holds_its_year_stands_once() {
    for title in ["2023年度项目支出绩效自评表", "# 垫江县2022年度项目绩效自评表"] {
        let wrong = wrong_after(COUNTY, |rows| rows.insert(0, vec![title.to_owned()]));
        assert_eq!(wrong, Vec::<String>::new());
    }
}
