//! One row a record.

use jixiao_model::{CheckOutcome, FundKind, FundRow, Record, Severity};

use super::{Column, Count, Decimal, Field, Pages, Rate, SheetRow, Text, codes, column, name, row};

pub(super) const COLUMNS: &[Column] = &[
    column("last_page", "末页", Count, ""),
    column("form_index", "表序号", Count, ""),
    column("sha256", "文件摘要", Text, ""),
    column("reader", "读取方式", Text, ""),
    column("form_kind", "表类", Text, ""),
    column("form_variant", "表式", Text, ""),
    column("title", "表名", Text, "/form/title"),
    column("fiscal_year", "年度", Count, "/form/fiscal_year"),
    column("project_name", "项目名称", Text, "/project/name"),
    column("project_code", "项目编码", Text, "/project/code"),
    column("total_amount", "项目金额", Decimal, "/project/total_amount"),
    column("department", "主管部门", Text, "/project/department"),
    column("unit", "实施单位", Text, "/project/unit"),
    column("funds_unit", "金额单位", Text, "/funds/unit"),
    column("initial_budget", "年初预算数", Decimal, ""),
    column("full_budget", "全年预算数", Decimal, ""),
    column("executed", "全年执行数", Decimal, ""),
    column("execution_weight", "执行分值", Decimal, ""),
    column("execution_rate", "执行率", Rate, ""),
    column("execution_score", "执行得分", Decimal, ""),
    column("total_weight", "总分值", Decimal, "/total/weight"),
    column("total_score", "总得分", Decimal, "/total/score"),
    column("grade", "等级", Text, "/total/grade"),
    column("goals_expected", "预期目标", Text, "/goals/0/expected"),
    column("goals_actual", "实际完成情况", Text, "/goals/0/actual"),
    column("evaluation", "评价结论", Text, "/conclusion/evaluation"),
    column("problems", "存在问题", Text, "/conclusion/problems"),
    column("improvements", "改进措施", Text, "/conclusion/improvements"),
    column("filled_by", "填报人", Text, "/sign_off/filled_by"),
    column("phone", "联系电话", Text, "/sign_off/phone"),
    column("date", "填报日期", Text, "/sign_off/date"),
    column("project_leader", "项目负责人", Text, "/sign_off/project_leader"),
    column("finance_leader", "财务负责人", Text, "/sign_off/finance_leader"),
    column("unit_head", "单位负责人", Text, "/sign_off/unit_head"),
    column("other_fields", "其他栏目", Text, ""),
    column("unplaced", "未归位文字", Text, ""),
    column("failed_checks", "未通过的校验", Text, ""),
    column("n_errors", "错误数", Count, ""),
    column("n_warnings", "警告数", Count, ""),
    column("n_infos", "提示数", Count, ""),
    column("n_analytics", "分析提示数", Count, ""),
    column("finding_codes", "问题代码", Text, ""),
];

pub(super) fn row_of(record: &Record, pages: &Pages<'_>) -> SheetRow {
    let (source, form, project) = (&record.source, &record.form, &record.project);
    let mut fields = vec![
        source.last_page.into(),
        source.form_index.into(),
        source.sha256.as_str().into(),
        name(Some(source.reader)),
        name(Some(form.kind)),
        form.variant.as_str().into(),
        Field::from(&form.title),
        form.fiscal_year.into(),
        Field::from(&project.name),
        Field::from(&project.code),
        Field::from(&project.total_amount),
        Field::from(&project.department),
        Field::from(&project.unit),
        name(record.funds.unit),
    ];
    fields.extend(total_funds(record));
    fields.extend([Field::from(&record.total.weight), Field::from(&record.total.score), Field::from(&record.total.grade)]);
    fields.extend(closing(record));
    fields.extend(counts(record));
    row(record, pages, String::new(), fields)
}

/// Amounts and points of the first row of all funds.
fn total_funds(record: &Record) -> [Field; 6] {
    let total = record.funds.rows.iter().find(|row| row.kind == FundKind::Total);
    let of = |value: fn(&FundRow) -> Option<jixiao_model::Number>| Field::from(&total.and_then(value));
    [
        of(|row| row.initial_budget),
        of(|row| row.full_budget),
        of(|row| row.executed),
        of(|row| row.weight),
        of(|row| row.rate),
        of(|row| row.score),
    ]
}

fn closing(record: &Record) -> Vec<Field> {
    let (conclusion, sign_off) = (&record.conclusion, &record.sign_off);
    let mut fields = vec![
        lines(record.goals.iter().filter_map(|goal| goal.expected.clone())),
        lines(record.goals.iter().filter_map(|goal| goal.actual.clone())),
    ];
    fields.extend([&conclusion.evaluation, &conclusion.problems, &conclusion.improvements].map(Field::from));
    fields.extend([&sign_off.filled_by, &sign_off.phone, &sign_off.date].map(Field::from));
    fields.extend([&sign_off.project_leader, &sign_off.finance_leader, &sign_off.unit_head].map(Field::from));
    fields.push(lines(record.other_fields.iter().map(|field| format!("{}:{}", field.label, field.value))));
    fields.push(lines(record.unplaced.iter().map(|unplaced| unplaced.text.clone())));
    fields
}

fn counts(record: &Record) -> [Field; 6] {
    let mut failed: Vec<&str> = Vec::new();
    for check in record.checks.iter().filter(|check| check.outcome == CheckOutcome::Fail) {
        if !failed.contains(&check.rule.as_str()) {
            failed.push(&check.rule);
        }
    }
    let doubts = |severity| record.findings.iter().filter(|f| !f.is_analytic() && f.severity == severity).count().into();
    let analytics = record.findings.iter().filter(|finding| finding.is_analytic()).count();
    [
        if failed.is_empty() { Field::Empty } else { failed.join(" ").into() },
        doubts(Severity::Error),
        doubts(Severity::Warning),
        doubts(Severity::Info),
        analytics.into(),
        codes(record, ""),
    ]
}

/// Several texts in one field, one a line.
fn lines(texts: impl Iterator<Item = String>) -> Field {
    let texts: Vec<String> = texts.collect();
    if texts.is_empty() { Field::Empty } else { texts.join("\n").into() }
}
