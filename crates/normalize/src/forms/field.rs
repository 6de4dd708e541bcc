//! What a label on a form can stand for.

use jixiao_model::{FundKind, Level1Kind, Level2Kind};

/// A column of the indicator block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum IndicatorColumn {
    Level1,
    Level2,
    Name,
    TargetSign,
    Target,
    TargetUnit,
    Actual,
    Weight,
    Score,
    Reason,
    Remark,
    /// A column without a place of its own in the record.
    Aside,
}

/// A column of the funds block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FundColumn {
    InitialBudget,
    FullBudget,
    Executed,
    Weight,
    Rate,
    Score,
    Remark,
    /// A column without a place of its own in the record.
    Aside,
}

impl FundColumn {
    /// Whether money stands in it.
    pub(crate) fn is_amount(self) -> bool {
        matches!(self, FundColumn::InitialBudget | FundColumn::FullBudget | FundColumn::Executed)
    }
}

/// A field of the block above the funds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HeaderField {
    Name,
    Code,
    TotalAmount,
    Department,
    Unit,
    /// A field without a place of its own in the record.
    Other,
    /// Prose under a label of its own.
    Summary,
    /// A line that only groups what follows.
    Heading,
}

/// A column of the goals block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum GoalColumn {
    Expected,
    Actual,
    /// A goal without a place of its own in the record: that of the whole project, or the year's after an adjustment.
    Aside,
}

/// A text below the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ConclusionField {
    Evaluation,
    Problems,
    Improvements,
}

/// Who signed, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SignOffField {
    FilledBy,
    Phone,
    Date,
    ProjectLeader,
    FinanceLeader,
    UnitHead,
}

/// What a label stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Header(HeaderField),
    FundsBlock,
    FundColumn(FundColumn),
    FundRow(FundKind),
    ManagementBlock,
    ManagementColumn,
    ManagementRow,
    GoalsBlock,
    GoalColumn(GoalColumn),
    IndicatorsBlock,
    IndicatorColumn(IndicatorColumn),
    Level1(Level1Kind),
    Level2(Level2Kind),
    Total,
    Grade,
    Conclusion(ConclusionField),
    SignOff(SignOffField),
    Notes,
}

/// The names of all fields in the definition files.
const NAMES: &[(&str, Field)] = &[
    ("header.name", Field::Header(HeaderField::Name)),
    ("header.code", Field::Header(HeaderField::Code)),
    ("header.total_amount", Field::Header(HeaderField::TotalAmount)),
    ("header.department", Field::Header(HeaderField::Department)),
    ("header.unit", Field::Header(HeaderField::Unit)),
    ("header.other", Field::Header(HeaderField::Other)),
    ("header.summary", Field::Header(HeaderField::Summary)),
    ("header.heading", Field::Header(HeaderField::Heading)),
    ("funds.block", Field::FundsBlock),
    ("funds.initial_budget", Field::FundColumn(FundColumn::InitialBudget)),
    ("funds.full_budget", Field::FundColumn(FundColumn::FullBudget)),
    ("funds.executed", Field::FundColumn(FundColumn::Executed)),
    ("funds.weight", Field::FundColumn(FundColumn::Weight)),
    ("funds.rate", Field::FundColumn(FundColumn::Rate)),
    ("funds.score", Field::FundColumn(FundColumn::Score)),
    ("funds.remark", Field::FundColumn(FundColumn::Remark)),
    ("funds.aside", Field::FundColumn(FundColumn::Aside)),
    ("funds.total", Field::FundRow(FundKind::Total)),
    ("funds.fiscal_current", Field::FundRow(FundKind::FiscalCurrent)),
    ("funds.carry_over", Field::FundRow(FundKind::CarryOver)),
    ("funds.other", Field::FundRow(FundKind::Other)),
    ("funds.central", Field::FundRow(FundKind::Central)),
    ("funds.local", Field::FundRow(FundKind::Local)),
    ("funds.fiscal", Field::FundRow(FundKind::Fiscal)),
    ("funds.special_account", Field::FundRow(FundKind::SpecialAccount)),
    ("funds.unit_own", Field::FundRow(FundKind::UnitOwn)),
    ("funds.bond", Field::FundRow(FundKind::Bond)),
    ("funds.basic", Field::FundRow(FundKind::Basic)),
    ("funds.project_spending", Field::FundRow(FundKind::ProjectSpending)),
    ("management.block", Field::ManagementBlock),
    ("management.column", Field::ManagementColumn),
    ("management.row", Field::ManagementRow),
    ("goals.block", Field::GoalsBlock),
    ("goals.expected", Field::GoalColumn(GoalColumn::Expected)),
    ("goals.actual", Field::GoalColumn(GoalColumn::Actual)),
    ("goals.aside", Field::GoalColumn(GoalColumn::Aside)),
    ("indicators.block", Field::IndicatorsBlock),
    ("indicators.level1", Field::IndicatorColumn(IndicatorColumn::Level1)),
    ("indicators.level2", Field::IndicatorColumn(IndicatorColumn::Level2)),
    ("indicators.name", Field::IndicatorColumn(IndicatorColumn::Name)),
    ("indicators.target_sign", Field::IndicatorColumn(IndicatorColumn::TargetSign)),
    ("indicators.target", Field::IndicatorColumn(IndicatorColumn::Target)),
    ("indicators.target_unit", Field::IndicatorColumn(IndicatorColumn::TargetUnit)),
    ("indicators.actual", Field::IndicatorColumn(IndicatorColumn::Actual)),
    ("indicators.weight", Field::IndicatorColumn(IndicatorColumn::Weight)),
    ("indicators.score", Field::IndicatorColumn(IndicatorColumn::Score)),
    ("indicators.reason", Field::IndicatorColumn(IndicatorColumn::Reason)),
    ("indicators.remark", Field::IndicatorColumn(IndicatorColumn::Remark)),
    ("indicators.aside", Field::IndicatorColumn(IndicatorColumn::Aside)),
    ("level1.output", Field::Level1(Level1Kind::Output)),
    ("level1.cost", Field::Level1(Level1Kind::Cost)),
    ("level1.benefit", Field::Level1(Level1Kind::Benefit)),
    ("level1.satisfaction", Field::Level1(Level1Kind::Satisfaction)),
    ("level1.other", Field::Level1(Level1Kind::Other)),
    ("level2.quantity", Field::Level2(Level2Kind::Quantity)),
    ("level2.quality", Field::Level2(Level2Kind::Quality)),
    ("level2.timeliness", Field::Level2(Level2Kind::Timeliness)),
    ("level2.cost", Field::Level2(Level2Kind::Cost)),
    ("level2.cost_economic", Field::Level2(Level2Kind::CostEconomic)),
    ("level2.cost_social", Field::Level2(Level2Kind::CostSocial)),
    ("level2.cost_ecological", Field::Level2(Level2Kind::CostEcological)),
    ("level2.economic", Field::Level2(Level2Kind::Economic)),
    ("level2.social", Field::Level2(Level2Kind::Social)),
    ("level2.ecological", Field::Level2(Level2Kind::Ecological)),
    ("level2.sustainable", Field::Level2(Level2Kind::Sustainable)),
    ("level2.satisfaction", Field::Level2(Level2Kind::Satisfaction)),
    ("total.row", Field::Total),
    ("total.grade", Field::Grade),
    ("conclusion.evaluation", Field::Conclusion(ConclusionField::Evaluation)),
    ("conclusion.problems", Field::Conclusion(ConclusionField::Problems)),
    ("conclusion.improvements", Field::Conclusion(ConclusionField::Improvements)),
    ("sign_off.filled_by", Field::SignOff(SignOffField::FilledBy)),
    ("sign_off.phone", Field::SignOff(SignOffField::Phone)),
    ("sign_off.date", Field::SignOff(SignOffField::Date)),
    ("sign_off.project_leader", Field::SignOff(SignOffField::ProjectLeader)),
    ("sign_off.finance_leader", Field::SignOff(SignOffField::FinanceLeader)),
    ("sign_off.unit_head", Field::SignOff(SignOffField::UnitHead)),
    ("notes", Field::Notes),
];

impl Field {
    /// The field with this name in a definition file.
    pub(crate) fn find(name: &str) -> Option<Field> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
    }

    /// Every name that a definition file may use.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_in_both_directions() {
        for (index, (name, field)) in NAMES.iter().enumerate() {
            assert_eq!(NAMES.iter().position(|(other, _)| other == name), Some(index), "{name} stands twice");
            assert_eq!(NAMES.iter().position(|(_, other)| other == field), Some(index), "{field:?} has two names");
        }
    }
}
