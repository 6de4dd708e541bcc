//! A row of indicators as its cells: which stands in which column, before any of them is read.

use jixiao_model::{Level1Kind, Level2Kind};

use super::{branches::Branches, indicator_head::Columns, levels::Printed};
use crate::{
    draft::Draft,
    forms::field::IndicatorColumn,
    sheet::{Shape, Token},
};

/// Longest verdict that stands for a target, in characters: 合法合规, 基本完成.
const MAX_VERDICT: usize = 4;

/// A row before its values are read.
#[derive(Default)]
pub(super) struct RawRow<'f> {
    pub(super) goal: u32,
    pub(super) level1: Option<Printed<'f, Level1Kind>>,
    pub(super) level2: Option<Printed<'f, Level2Kind>>,
    /// Rows of the grid that the labels cover, where the source keeps spans.
    pub(super) ruled: bool,
    pub(super) name: Vec<Token<'f>>,
    pub(super) target: [Vec<Token<'f>>; 3],
    pub(super) actual: Vec<Token<'f>>,
    pub(super) weight: Vec<Token<'f>>,
    pub(super) score: Vec<Token<'f>>,
    pub(super) reason: Vec<Token<'f>>,
    /// Texts without a place of their own in the record, with the header of each.
    pub(super) aside: Vec<(Token<'f>, Option<usize>)>,
    pub(super) doubtful: bool,
    pub(super) shifted: bool,
    pub(super) merged: bool,
}

impl<'f> RawRow<'f> {
    pub(super) fn new(goal: u32) -> Self {
        RawRow { goal, ..RawRow::default() }
    }

    /// Says under which header the last text without a place of its own stands.
    pub(super) fn name_header(&mut self, field: IndicatorColumn, head: Option<usize>) {
        if matches!(field, IndicatorColumn::Remark | IndicatorColumn::Aside)
            && let Some((_, header)) = self.aside.last_mut()
        {
            *header = head;
        }
    }

    /// Adds a token to a column. Cells without places that skip a needed column put the row in doubt.
    pub(super) fn take_loose(
        &mut self,
        draft: &Draft<'_, 'f>,
        columns: &Columns,
        slot: usize,
        token: &Token<'f>,
        branches: &Branches<'f>,
    ) {
        let field = columns.columns[slot].field;
        self.take(draft, field, token, branches);
        // A text that may be a name stands for the target where a label of another tree may stand for the name.
        self.doubtful |= columns.other_tree
            && field == IndicatorColumn::Target
            && self.level2.is_none()
            && token.text.chars().count() > MAX_VERDICT
            && branches.unknown(draft, token).is_some();
        self.name_header(field, columns.columns[slot].head);
        self.doubtful |= self.has_gap(field, columns);
    }

    /// Where places tell nothing, a cell too few puts all the others in doubt.
    pub(super) fn end_loose(&mut self, columns: &Columns) {
        self.doubtful |= columns.scored && !self.name.is_empty() && (self.actual.is_empty() || self.score.is_empty());
        self.doubtful |= self.may_be_points(columns);
    }

    /// Whether the target may be the points of the row, the target itself being part of a name without a header.
    pub(super) fn may_be_points(&self, columns: &Columns) -> bool {
        let is_number = |token: &Token<'_>| matches!(token.shape, Shape::Number { percent: false, .. });
        columns.nameless && self.weight.is_empty() && matches!(self.target[1].as_slice(), [only] if is_number(only))
    }

    /// Adds a token to a column.
    pub(super) fn take(&mut self, draft: &Draft<'_, 'f>, field: IndicatorColumn, token: &Token<'f>, branches: &Branches<'f>) {
        match field {
            IndicatorColumn::Level1 => add_branch(&mut self.level1, branches.level1(draft, token).cloned(), token),
            IndicatorColumn::Level2 => {
                let known = branches.level2(draft, token);
                add_branch(&mut self.level2, known.or_else(|| branches.unknown(draft, token)).cloned(), token);
            }
            IndicatorColumn::Name => self.name.push(token.clone()),
            IndicatorColumn::TargetSign => self.target[0].push(token.clone()),
            IndicatorColumn::Target => self.target[1].push(token.clone()),
            IndicatorColumn::TargetUnit => self.target[2].push(token.clone()),
            IndicatorColumn::Actual => self.actual.push(token.clone()),
            IndicatorColumn::Weight => self.weight.push(token.clone()),
            IndicatorColumn::Score => self.score.push(token.clone()),
            IndicatorColumn::Reason => self.reason.push(token.clone()),
            // The header is added by the caller, who knows the columns.
            IndicatorColumn::Remark | IndicatorColumn::Aside => self.aside.push((token.clone(), None)),
        }
    }

    /// Whether a needed column before `field` is still empty.
    fn has_gap(&self, field: IndicatorColumn, columns: &Columns) -> bool {
        columns.columns.iter().enumerate().take_while(|(_, column)| column.field != field).any(|(at, column)| {
            columns.needed(at + 1)
                && match column.field {
                    IndicatorColumn::Name => self.name.is_empty(),
                    IndicatorColumn::Target => self.target.iter().all(Vec::is_empty),
                    IndicatorColumn::Actual => self.actual.is_empty(),
                    IndicatorColumn::Weight => self.weight.is_empty(),
                    IndicatorColumn::Score => self.score.is_empty(),
                    _ => false,
                }
        })
    }

    pub(super) fn name_text(&self) -> String {
        self.name.iter().map(|token| token.text).collect()
    }
}

fn add_branch<'f, K>(to: &mut Option<Printed<'f, K>>, printed: Option<Printed<'f, K>>, token: &Token<'f>) {
    match (to.as_mut(), printed) {
        (Some(known), Some(more)) => known.tokens.extend(more.tokens),
        (Some(known), None) => known.tokens.push(token.clone()),
        (None, printed) => *to = printed,
    }
}
