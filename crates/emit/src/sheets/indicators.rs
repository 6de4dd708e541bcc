//! One row an indicator.

use jixiao_model::{Indicator, Record, Value};

use super::{Column, Count, Decimal, Field, Pages, SheetRow, Text, codes, column, name, row};

pub(super) const COLUMNS: &[Column] = &[
    column("row", "行", Count, ""),
    column("project_name", "项目名称", Text, ""),
    column("fiscal_year", "年度", Count, ""),
    column("goal", "目标序号", Count, "/goal"),
    column("level1_kind", "一级类别", Text, "/level1/kind"),
    column("level1_label", "一级指标", Text, "/level1"),
    column("level2_kind", "二级类别", Text, "/level2/kind"),
    column("level2_label", "二级指标", Text, "/level2"),
    column("name", "三级指标", Text, "/name"),
    column("target_text", "年度指标值", Text, "/target"),
    column("target_kind", "指标值类型", Text, ""),
    column("target_comparator", "指标值比较符", Text, ""),
    column("target_number", "指标值数字", Decimal, "/target"),
    column("target_unit", "指标值单位", Text, ""),
    column("actual_text", "实际完成值", Text, "/actual"),
    column("actual_kind", "完成值类型", Text, ""),
    column("actual_comparator", "完成值比较符", Text, ""),
    column("actual_number", "完成值数字", Decimal, "/actual"),
    column("actual_unit", "完成值单位", Text, ""),
    column("weight", "分值", Decimal, "/weight"),
    column("score", "得分", Decimal, "/score"),
    column("reason", "偏差原因分析及改进措施", Text, "/reason"),
    column("finding_codes", "问题代码", Text, ""),
];

pub(super) fn rows(record: &Record, pages: &Pages<'_>) -> Vec<SheetRow> {
    record.indicators.iter().enumerate().map(|(number, indicator)| one(record, pages, number, indicator)).collect()
}

fn one(record: &Record, pages: &Pages<'_>, number: usize, indicator: &Indicator) -> SheetRow {
    let at = format!("/indicators/{number}");
    let mut fields = vec![number.into(), Field::from(&record.project.name), record.form.fiscal_year.into(), indicator.goal.into()];
    fields.extend([name(indicator.level1.kind), Field::from(&indicator.level1.label)]);
    fields.extend([name(indicator.level2.kind), Field::from(&indicator.level2.label), Field::from(&indicator.name)]);
    fields.extend(value(&indicator.target));
    fields.extend(value(&indicator.actual));
    fields.extend([Field::from(&indicator.weight), Field::from(&indicator.score), Field::from(&indicator.reason)]);
    fields.push(codes(record, &at));
    row(record, pages, at, fields)
}

fn value(value: &Value) -> [Field; 5] {
    [
        value.text.as_str().into(),
        name(Some(value.kind)),
        Field::from(&value.comparator),
        Field::from(&value.number),
        Field::from(&value.unit),
    ]
}
