//! One row a source of money.

use jixiao_model::{FundRow, Record};

use super::{Column, Count, Decimal, Field, Pages, Rate, SheetRow, Text, codes, column, name, row};

pub(super) const COLUMNS: &[Column] = &[
    column("row", "行", Count, ""),
    column("project_name", "项目名称", Text, ""),
    column("fiscal_year", "年度", Count, ""),
    column("unit", "金额单位", Text, ""),
    column("kind", "资金类别", Text, "/kind"),
    column("label", "资金来源", Text, "/label"),
    column("initial_budget", "年初预算数", Decimal, "/initial_budget"),
    column("full_budget", "全年预算数", Decimal, "/full_budget"),
    column("executed", "全年执行数", Decimal, "/executed"),
    column("weight", "分值", Decimal, "/weight"),
    column("rate", "执行率", Rate, "/rate"),
    column("score", "得分", Decimal, "/score"),
    column("finding_codes", "问题代码", Text, ""),
];

pub(super) fn rows(record: &Record, pages: &Pages<'_>) -> Vec<SheetRow> {
    record.funds.rows.iter().enumerate().map(|(number, fund)| one(record, pages, number, fund)).collect()
}

fn one(record: &Record, pages: &Pages<'_>, number: usize, fund: &FundRow) -> SheetRow {
    let at = format!("/funds/rows/{number}");
    let mut fields =
        vec![number.into(), Field::from(&record.project.name), record.form.fiscal_year.into(), name(record.funds.unit)];
    fields.extend([name(Some(fund.kind)), Field::from(&fund.label)]);
    let numbers = [&fund.initial_budget, &fund.full_budget, &fund.executed, &fund.weight, &fund.rate, &fund.score];
    fields.extend(numbers.map(Field::from));
    fields.push(codes(record, &at));
    row(record, pages, at, fields)
}
