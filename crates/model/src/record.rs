//! The record: the JSON contract with whoever consumes our output, schema version 1. All of it stands in this file, in the order of the
//! JSON, so that the contract can be read from top to bottom.
//!
//! Keys are English, labels are values in Chinese, absent is `null` and never missing. Numbers are exact decimals as printed; rates
//! are fractions (`86.19%` is `0.8619`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{BBox, Code, Number, Provenance, Severity, Value};

/// Version of the JSON contract; it changes only when a consumer has to change.
pub const SCHEMA_VERSION: u32 = 1;

/// The JSON Schema of [`Record`].
pub fn json_schema() -> schemars::Schema {
    schemars::schema_for!(Record)
}

/// One form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Always [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// First 16 digits of the input's SHA-256, a hyphen, and the form's number in the input.
    pub id: String,
    /// Where the form was found.
    pub source: Source,
    /// Which form it is.
    pub form: Form,
    /// Header fields.
    pub project: Project,
    /// The money.
    pub funds: Funds,
    /// Overall goals.
    pub goals: Vec<Goal>,
    /// Indicator rows, from top to bottom.
    pub indicators: Vec<Indicator>,
    /// The total row.
    pub total: Total,
    /// Closing texts.
    pub conclusion: Conclusion,
    /// Signatures.
    pub sign_off: SignOff,
    /// Labelled values that have no field of their own.
    pub other_fields: Vec<OtherField>,
    /// Source text that fits no field and no label.
    pub unplaced: Vec<Unplaced>,
    /// The form's own arithmetic and rules, checked.
    pub checks: Vec<Check>,
    /// Every repair that deserves a look, and every doubt.
    pub findings: Vec<Finding>,
    /// Source text by JSON pointer.
    pub provenance: Provenance,
}

/// Digits of the SHA-256 in a record's id: 64 bits, enough to tell any archive's inputs apart.
const ID_DIGITS: usize = 16;

impl Record {
    /// A record of which nothing was read yet but where it stands and which form it is.
    pub fn empty(source: Source, form: Form) -> Self {
        let digits = source.sha256.get(..ID_DIGITS).unwrap_or(&source.sha256);
        Record {
            schema_version: SCHEMA_VERSION,
            id: format!("{digits}-{}", source.form_index),
            source,
            form,
            project: Project::default(),
            funds: Funds::default(),
            goals: Vec::new(),
            indicators: Vec::new(),
            total: Total::default(),
            conclusion: Conclusion::default(),
            sign_off: SignOff::default(),
            other_fields: Vec::new(),
            unplaced: Vec::new(),
            checks: Vec::new(),
            findings: Vec::new(),
            provenance: Provenance::default(),
        }
    }

    /// The worst severity among its findings; those of the family [`CodeFamily::Analytic`](crate::CodeFamily::Analytic) do not count.
    pub fn worst_severity(&self) -> Option<Severity> {
        self.findings.iter().filter(|finding| !finding.is_analytic()).map(|finding| finding.severity).max()
    }
}

impl Finding {
    /// Whether it is of the family [`CodeFamily::Analytic`](crate::CodeFamily::Analytic).
    pub fn is_analytic(&self) -> bool {
        Code::is_analytic(&self.code)
    }
}

/// Where a form was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Path of the input as it was given.
    pub path: String,
    /// SHA-256 of the input's bytes, hexadecimal.
    pub sha256: String,
    /// Number of the form in the input, from 1.
    pub form_index: u32,
    /// First page, from 1.
    pub first_page: Option<u32>,
    /// Last page, from 1.
    pub last_page: Option<u32>,
    /// What read it.
    pub reader: Reader,
}

/// What read an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names of file formats")]
pub enum Reader {
    Text,
    Pdf,
    Ocr,
    Docx,
    Xlsx,
    Xls,
    Html,
    Ofd,
}

/// Which form a record is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Form {
    /// The family.
    pub kind: FormKind,
    /// Name of the form definition that matched, such as `shenzhen`.
    pub variant: String,
    /// Title as printed.
    pub title: Option<String>,
    /// Year of the budget.
    pub fiscal_year: Option<u32>,
}

/// Family of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// 项目支出绩效自评表.
    ProjectSelfEvaluation,
    /// 部门(单位)整体支出绩效自评表.
    DepartmentSelfEvaluation,
    /// 转移支付绩效自评表.
    TransferSelfEvaluation,
    /// 绩效目标申报表.
    GoalDeclaration,
}

/// Header fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Project {
    /// 项目名称.
    pub name: Option<String>,
    /// 项目编码.
    pub code: Option<String>,
    /// 项目金额, in the unit that the form prints.
    pub total_amount: Option<Number>,
    /// 主管部门.
    pub department: Option<String>,
    /// 实施单位; the reporting unit where the form has no project.
    pub unit: Option<String>,
}

/// The money.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Funds {
    /// Unit of every amount, as printed.
    pub unit: Option<FundUnit>,
    /// One row a source of money.
    pub rows: Vec<FundRow>,
}

/// Unit of amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum FundUnit {
    /// One yuan.
    #[serde(rename = "元")]
    Yuan,
    /// Ten thousand yuan.
    #[serde(rename = "万元")]
    TenThousandYuan,
    /// A hundred million yuan.
    #[serde(rename = "亿元")]
    HundredMillionYuan,
}

/// One source of money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FundRow {
    /// Which source.
    pub kind: FundKind,
    /// Label as printed, repaired.
    pub label: Option<String>,
    /// 年初预算数.
    pub initial_budget: Option<Number>,
    /// 全年预算数, 调整后预算数.
    pub full_budget: Option<Number>,
    /// 全年执行数.
    pub executed: Option<Number>,
    /// 分值.
    pub weight: Option<Number>,
    /// 执行率 as a fraction.
    pub rate: Option<Number>,
    /// 得分.
    pub score: Option<Number>,
}

/// Which source of money a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FundKind {
    /// 年度资金总额.
    Total,
    /// 当年财政拨款.
    FiscalCurrent,
    /// 上年结转资金.
    CarryOver,
    /// 其他资金.
    Other,
    /// 中央补助.
    Central,
    /// 地方资金.
    Local,
    /// 财政资金 where the year is not named.
    Fiscal,
    /// 财政专户管理资金.
    SpecialAccount,
    /// 单位资金.
    UnitOwn,
    /// 专项债券资金.
    Bond,
    /// 基本支出.
    Basic,
    /// 项目支出.
    ProjectSpending,
}

/// One overall goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Goal {
    /// Number of the goal, from 1.
    pub number: u32,
    /// 预期目标.
    pub expected: Option<String>,
    /// 实际完成情况.
    pub actual: Option<String>,
}

/// One indicator row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indicator {
    /// Number of the goal that the row belongs to.
    pub goal: Option<u32>,
    /// 一级指标.
    pub level1: Level1,
    /// 二级指标.
    pub level2: Level2,
    /// 三级指标.
    pub name: Option<String>,
    /// 年度指标值.
    pub target: Value,
    /// 实际完成值.
    pub actual: Value,
    /// 分值.
    pub weight: Option<Number>,
    /// 得分.
    pub score: Option<Number>,
    /// 偏差原因分析及改进措施.
    pub reason: Option<String>,
}

/// First level of the indicator tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Level1 {
    /// Which branch; `null` where neither a label nor the second level tells.
    pub kind: Option<Level1Kind>,
    /// Label as printed, repaired; `null` where none could be read.
    pub label: Option<String>,
    /// Printed suffix such as `(50分)`.
    pub weight: Option<Number>,
}

/// Branch of the indicator tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level1Kind {
    /// 产出指标.
    Output,
    /// 成本指标.
    Cost,
    /// 效益指标.
    Benefit,
    /// 满意度指标.
    Satisfaction,
    /// A branch that the standard tree does not have.
    Other,
}

/// Second level of the indicator tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Level2 {
    /// Which kind; `null` where nothing tells.
    pub kind: Option<Level2Kind>,
    /// Label as printed, repaired; `null` where none could be read.
    pub label: Option<String>,
}

/// Kind of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level2Kind {
    /// 数量指标.
    Quantity,
    /// 质量指标.
    Quality,
    /// 时效指标.
    Timeliness,
    /// 成本指标.
    Cost,
    /// 经济成本指标.
    CostEconomic,
    /// 社会成本指标.
    CostSocial,
    /// 生态环境成本指标.
    CostEcological,
    /// 经济效益指标.
    Economic,
    /// 社会效益指标.
    Social,
    /// 生态效益指标.
    Ecological,
    /// 可持续影响指标.
    Sustainable,
    /// 服务对象满意度指标.
    Satisfaction,
    /// A kind that the standard tree does not have.
    Other,
}

/// The total row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Total {
    /// Sum of weights as printed.
    pub weight: Option<Number>,
    /// Sum of scores as printed.
    pub score: Option<Number>,
    /// 优, 良, 中 or 差 as printed.
    pub grade: Option<String>,
}

/// Closing texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Conclusion {
    /// 评价结论.
    pub evaluation: Option<String>,
    /// 存在问题.
    pub problems: Option<String>,
    /// 改进措施.
    pub improvements: Option<String>,
}

/// Signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOff {
    /// 填报人.
    pub filled_by: Option<String>,
    /// 联系电话.
    pub phone: Option<String>,
    /// 填报日期 as printed.
    pub date: Option<String>,
    /// 项目负责人.
    pub project_leader: Option<String>,
    /// 财务负责人.
    pub finance_leader: Option<String>,
    /// 单位负责人.
    pub unit_head: Option<String>,
}

/// A labelled value that has no field of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OtherField {
    /// Label as printed, repaired.
    pub label: String,
    /// Value as printed, repaired.
    pub value: String,
}

/// Source text that fits no field and no label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unplaced {
    /// The text as it stood.
    pub text: String,
    /// Where it stood.
    pub at: Position,
}

/// Where a piece of text starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// Page, from 1.
    pub page: Option<u32>,
    /// Box on the page.
    pub bbox: Option<BBox>,
    /// Line of the input, from 1.
    pub line: Option<u32>,
    /// Column of the grid, from 1.
    pub column: u32,
}

/// One rule of the form, checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Name of the rule.
    pub rule: String,
    /// What came out.
    pub outcome: CheckOutcome,
    /// JSON pointers of the values concerned; for a failed rule every value that could be the wrong one.
    pub at: Vec<String>,
    /// What the rule asks for.
    pub expected: Option<Number>,
    /// What the form prints.
    pub found: Option<Number>,
    /// Why it failed.
    pub cause: Option<CheckCause>,
    /// One changed reading that would satisfy every rule, in words. Never applied.
    pub suggestion: Option<String>,
}

/// Outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// The rule holds.
    Pass,
    /// The rule is broken.
    Fail,
    /// The form does not have what the rule needs, or it could not be read.
    NotApplicable,
}

/// Why a check failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckCause {
    /// It looks like a misread character: one changed digit, point or sign would satisfy every rule at that value.
    Reading,
    /// It looks like the document's own inconsistency.
    Document,
}

/// A repair that deserves a look, or a doubt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable code; `jixiao explain CODE` tells more.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// JSON pointer of the value concerned, or of the part of the record.
    pub at: String,
    /// One sentence for a person.
    pub message: String,
    /// The source text concerned.
    pub raw: String,
}

/// Findings of one record that only all records of a run together tell. They stand behind those that were known when it was read.
#[derive(Clone, Debug)]
pub struct LateFindings<'a> {
    /// The record's id.
    pub record_id: &'a str,
    /// The path of its input.
    pub path: &'a str,
    /// Each with the page of the value at which it stands, else the first page of the form.
    pub findings: Vec<(Finding, Option<u32>)>,
}
