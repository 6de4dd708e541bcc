//! The tree of indicators: which branch and which kind each row belongs to (DOMAIN.md §7.2).
//!
//! A label of a merged cell is printed once, on any row of its cell, or not at all. Forward-filling is wrong: it gives the rows above a
//! label to the group before. Instead the rows are cut into groups of one kind each so that the whole costs least: groups in the
//! order that forms keep, each with a label of its kind, and names that speak of the kind.

use jixiao_model::{Level1, Level1Kind, Level2, Level2Kind, Number, codes};

use super::raw_row::RawRow;
use crate::{draft::Draft, forms::SatisfactionPlace, sheet::Token};

/// A label of the tree as it stands on the paper.
#[derive(Clone, Debug)]
pub(super) struct Printed<'f, K> {
    pub(super) kind: K,
    /// The label; for a damaged one, what it was read as.
    pub(super) label: String,
    /// Points in its suffix: `(50分)`.
    pub(super) weight: Option<Number>,
    /// Characters that differ from the label.
    pub(super) wrong: usize,
    /// Other labels that are equally near to a damaged one.
    pub(super) rivals: Vec<(K, String)>,
    pub(super) tokens: Vec<Token<'f>>,
}

impl<'f, K> Printed<'f, K> {
    pub(super) fn exact(kind: K, label: &str, weight: Option<Number>, token: &Token<'f>) -> Self {
        Printed { kind, label: label.to_owned(), weight, wrong: 0, rivals: Vec::new(), tokens: vec![token.clone()] }
    }

    pub(super) fn damaged(kind: K, label: String, weight: Option<Number>, wrong: usize, token: &Token<'f>) -> Self {
        Printed { kind, label, weight, wrong, rivals: Vec::new(), tokens: vec![token.clone()] }
    }
}

impl<K: Copy + PartialEq> Printed<'_, K> {
    /// This label as one of the kind that was found for its row, if that is among those that it may be.
    fn settled(self, kind: K) -> Self {
        match self.rivals.iter().find(|(rival, _)| *rival == kind).cloned() {
            Some((kind, label)) => Printed { kind, label, ..self },
            None => self,
        }
    }
}

/// Kinds in the order in which forms print them.
const ORDER: [Level2Kind; 13] = [
    Level2Kind::Quantity,
    Level2Kind::Quality,
    Level2Kind::Timeliness,
    Level2Kind::Cost,
    Level2Kind::CostEconomic,
    Level2Kind::CostSocial,
    Level2Kind::CostEcological,
    Level2Kind::Economic,
    Level2Kind::Social,
    Level2Kind::Ecological,
    Level2Kind::Sustainable,
    Level2Kind::Satisfaction,
    Level2Kind::Other,
];

/// A kind, and whether its group has had a label.
const STATES: usize = ORDER.len() * 2;
/// Cost of a state that nothing leads to, with room to add to it.
const UNREACHED: i32 = i32::MAX / 4;

/// A row that has a label of another kind.
const CONTRADICTS_LABEL: i32 = 30;
/// A row whose name speaks of another kind.
const CONTRADICTS_NAME: i32 = 3;
/// A group without a label.
const LABEL_LOST: i32 = 4;
/// A row above the label of its group.
const ABOVE_LABEL: i32 = 2;
/// Each kind that is left out between two groups.
const LEFT_OUT: i32 = 1;
/// A group that stands before one that forms print earlier.
const OUT_OF_ORDER: i32 = 5;

/// A row above any label of the kind that has no name.
const NO_KIND: i32 = 8;

/// Words in an indicator's name that speak of a kind.
const WORDS: &[(Level2Kind, &[&str])] = &[
    (Level2Kind::Satisfaction, &["满意"]),
    (Level2Kind::Timeliness, &["及时", "时效", "按时", "时间", "进度", "期限"]),
    (Level2Kind::Cost, &["成本", "费用", "单价", "预算控制", "支出控制", "人均"]),
    (Level2Kind::Quality, &["合格率", "通过率", "准确", "质量", "达标", "覆盖率", "完好率", "规范", "考核", "验收", "正确率"]),
    (Level2Kind::Quantity, &["数量", "次数", "人数", "场次", "个数", "份数", "面积", "件数", "户数", "台数", "批次", "里程", "数"]),
    (Level2Kind::Sustainable, &["可持续", "长效", "长期"]),
    (Level2Kind::Ecological, &["生态", "环境", "节能", "减排", "污染"]),
    (Level2Kind::Economic, &["经济", "收入", "增收", "产值"]),
    (Level2Kind::Social, &["社会", "提升", "保障", "知晓"]),
];

fn kind_of_name(name: &str) -> Option<Level2Kind> {
    WORDS.iter().find(|(_, words)| words.iter().any(|word| name.contains(word))).map(|(kind, _)| *kind)
}

/// The level-1 branch that a kind belongs to where the paper does not say otherwise.
fn branch_of(kind: Level2Kind, satisfaction: SatisfactionPlace) -> Level1Kind {
    match kind {
        Level2Kind::Quantity | Level2Kind::Quality | Level2Kind::Timeliness | Level2Kind::Cost => Level1Kind::Output,
        Level2Kind::CostEconomic | Level2Kind::CostSocial | Level2Kind::CostEcological => Level1Kind::Cost,
        Level2Kind::Economic | Level2Kind::Social | Level2Kind::Ecological | Level2Kind::Sustainable => Level1Kind::Benefit,
        Level2Kind::Satisfaction if satisfaction == SatisfactionPlace::Benefit => Level1Kind::Benefit,
        Level2Kind::Satisfaction => Level1Kind::Satisfaction,
        Level2Kind::Other => Level1Kind::Other,
    }
}

/// The levels of each row, with findings about what was inferred.
///
/// `has_columns` says whether the table has columns for the levels.
pub(super) fn build<'f>(draft: &mut Draft<'_, 'f>, rows: &[RawRow<'f>], has_columns: bool) -> Vec<(Level1, Level2)> {
    let mut levels = Vec::with_capacity(rows.len());
    let mut from = 0;
    while from < rows.len() {
        let to = (from..rows.len()).find(|&row| rows[row].goal != rows[from].goal).unwrap_or(rows.len());
        if !has_columns && rows[from..to].iter().all(|row| row.level1.is_none() && row.level2.is_none()) {
            levels.extend(without_tree(draft, &rows[from..to], from));
            from = to;
            continue;
        }
        let kinds = kinds_of(&rows[from..to]);
        let second = second_level(draft, &rows[from..to], &kinds, from);
        let first = first_level(draft, &rows[from..to], &kinds, from);
        levels.extend(first.into_iter().zip(second));
        from = to;
    }
    levels
}

/// The levels of rows on a form that has none: only what the wording proves.
fn without_tree(draft: &mut Draft<'_, '_>, rows: &[RawRow<'_>], offset: usize) -> Vec<(Level1, Level2)> {
    let message = "the table has no levels; a kind is given only where the name of the indicator says it";
    draft.find(&codes::LEVEL2_LABEL_INFERRED, format!("/indicators/{offset}/level2"), message, "");
    rows.iter()
        .map(|row| {
            let satisfaction = row.name_text().contains("满意");
            let (first, second) = if satisfaction {
                (Level1Kind::Satisfaction, Level2Kind::Satisfaction)
            } else {
                (Level1Kind::Other, Level2Kind::Other)
            };
            (Level1 { kind: Some(first), label: None, weight: None }, Level2 { kind: Some(second), label: None })
        })
        .collect()
}

/// The cheapest sequence of kinds. A state is a kind and whether its group has had a label.
fn kinds_of(rows: &[RawRow<'_>]) -> Vec<Level2Kind> {
    let states = STATES;
    let mut best = [UNREACHED; STATES];
    let mut from: Vec<[usize; STATES]> = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let mut next = [UNREACHED; STATES];
        let mut origin = [0; STATES];
        let of_name = kind_of_name(&row.name_text());
        for (order, &kind) in ORDER.iter().enumerate() {
            let labelled = row.level2.as_ref();
            let own = match labelled {
                Some(label) if label.kind == kind || label.rivals.iter().any(|(rival, _)| *rival == kind) => {
                    // Among equally near labels the words of the indicator tell.
                    i32::from(!label.rivals.is_empty() && of_name.is_some_and(|of_name| of_name != kind))
                }
                Some(_) => CONTRADICTS_LABEL,
                None if of_name.is_some_and(|of_name| of_name != kind) => CONTRADICTS_NAME,
                None => i32::from(of_name.is_none()),
            };
            // Only a label makes a group of the kind that has no name.
            let unnamed = if kind == Level2Kind::Other && labelled.is_none() { NO_KIND } else { 0 };
            let starts = if index == 0 {
                Some((order as i32 * LEFT_OUT, usize::MAX))
            } else {
                (0..states)
                    .filter(|&state| state / 2 != order && best[state] < UNREACHED)
                    .map(|state| {
                        let lost = if state % 2 == 0 { LABEL_LOST } else { 0 };
                        let gap = order as i32 - (state / 2) as i32;
                        let step = if gap > 0 { (gap - 1) * LEFT_OUT } else { OUT_OF_ORDER };
                        (best[state] + lost + step, state)
                    })
                    .min()
            };
            let had_label = usize::from(labelled.is_some());
            if let Some((cost, state)) = starts {
                relax(
                    &mut next,
                    &mut origin,
                    order * 2 + had_label,
                    cost + own + unnamed + if had_label == 0 { ABOVE_LABEL } else { 0 },
                    state,
                );
            }
            if index > 0 {
                // The group goes on: above its label a row costs, below it none.
                let above = if had_label == 0 { ABOVE_LABEL } else { 0 };
                relax(&mut next, &mut origin, order * 2 + had_label, best[order * 2] + own + unnamed + above, order * 2);
                relax(&mut next, &mut origin, order * 2 + 1, best[order * 2 + 1] + own, order * 2 + 1);
            }
        }
        best = next;
        from.push(origin);
    }
    let end = |state: usize| best[state] + if state.is_multiple_of(2) { LABEL_LOST } else { 0 };
    let mut state = (0..states).min_by_key(|&state| end(state)).unwrap_or(0);
    let mut kinds = vec![Level2Kind::Other; rows.len()];
    for index in (0..rows.len()).rev() {
        kinds[index] = ORDER[state / 2];
        state = from[index][state];
    }
    kinds
}

fn relax(next: &mut [i32; STATES], origin: &mut [usize; STATES], to: usize, cost: i32, state: usize) {
    if cost < next[to] {
        next[to] = cost;
        origin[to] = state;
    }
}

/// The second level of each row: its own label, that of its group, or none.
fn second_level<'f>(draft: &mut Draft<'_, 'f>, rows: &[RawRow<'f>], kinds: &[Level2Kind], offset: usize) -> Vec<Level2> {
    let groups = groups(kinds);
    let labels: Vec<Option<usize>> = groups.iter().map(|group| group.clone().find(|&row| rows[row].level2.is_some())).collect();
    let mut group = 0;
    (0..rows.len())
        .map(|row| {
            group += usize::from(row == groups[group].end);
            let kind = kinds[row];
            let pointer = format!("/indicators/{}/level2", offset + row);
            if let Some(printed) = &rows[row].level2 {
                let printed = &printed.clone().settled(kind);
                record(draft, &pointer, printed);
                return Level2 { kind: Some(printed.kind), label: Some(printed.label.clone()) };
            }
            let label_at = labels[group];
            let Some(printed) = label_at.and_then(|at| rows[at].level2.as_ref()) else {
                let why = if kind_of_name(&rows[row].name_text()) == Some(kind) {
                    "the words of the indicator"
                } else {
                    "the order of the kinds"
                };
                let message = format!("no label is printed for this row; told from {why} and its neighbours");
                draft.find(&codes::LEVEL2_LABEL_INFERRED, pointer, message, rows[row].name_text());
                return Level2 { kind: Some(kind), label: None };
            };
            let printed = &printed.clone().settled(kind);
            let at = label_at.unwrap_or(row);
            draft.origin(&format!("{pointer}/label"), &printed.tokens, 70, &[]);
            // Below its label a row of a merged cell is the usual case of a clean export; it is still the reader who filled it in.
            let (code, where_printed) =
                if at > row { (&codes::LEVEL2_LABEL_DISPLACED, "below") } else { (&codes::LEVEL2_LABEL_INFERRED, "above") };
            let message = format!("the label {} is printed {} row(s) {where_printed}", printed.label, at.abs_diff(row));
            draft.find(code, pointer, message, printed.label.as_str());
            Level2 { kind: Some(kind), label: Some(printed.label.clone()) }
        })
        .collect()
}

/// The runs of rows of one kind.
fn groups(kinds: &[Level2Kind]) -> Vec<std::ops::Range<usize>> {
    let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
    for (row, kind) in kinds.iter().enumerate() {
        match groups.last_mut() {
            Some(group) if kinds[group.start] == *kind => group.end = row + 1,
            _ => groups.push(row..row + 1),
        }
    }
    groups
}

fn record<'f, K>(draft: &mut Draft<'_, 'f>, pointer: &str, printed: &Printed<'f, K>) {
    let repairs: &[&'static jixiao_model::Code] = if printed.wrong > 0 { &[&codes::DAMAGED_LABEL] } else { &[] };
    draft.origin(&format!("{pointer}/label"), &printed.tokens, if printed.wrong > 0 { 80 } else { 100 }, repairs);
    if printed.wrong > 0 {
        let raw: String = printed.tokens.iter().map(|token| token.text).collect();
        draft.find(&codes::DAMAGED_LABEL, pointer, format!("read as the label {}", printed.label), raw);
    }
}

/// The first level of each row: rows in runs of one branch, each run with the label printed on any of its rows.
fn first_level<'f>(draft: &mut Draft<'_, 'f>, rows: &[RawRow<'f>], kinds: &[Level2Kind], offset: usize) -> Vec<Level1> {
    let printed_anywhere = |kind| rows.iter().any(|row| row.level1.as_ref().is_some_and(|label| label.kind == kind));
    let satisfaction =
        if printed_anywhere(Level1Kind::Satisfaction) { SatisfactionPlace::Branch } else { draft.definition().rules.satisfaction };
    let cost_branch = printed_anywhere(Level1Kind::Cost);
    let mut branches: Vec<Level1Kind> = kinds
        .iter()
        .zip(rows)
        .map(|(&kind, row)| match (kind, &row.level1) {
            (Level2Kind::Other, Some(label)) => label.kind,
            // 成本指标 is a branch of its own where it is printed as one.
            (Level2Kind::Cost, Some(label)) if label.kind == Level1Kind::Cost => Level1Kind::Cost,
            (Level2Kind::CostEconomic | Level2Kind::CostSocial | Level2Kind::CostEcological, _) if !cost_branch => {
                Level1Kind::Output
            }
            _ => branch_of(kind, satisfaction),
        })
        .collect();
    for row in 1..rows.len() {
        // The rows below belong to the branch that was found for the first row of their kind.
        if kinds[row] == kinds[row - 1] && rows[row].level1.is_none() {
            branches[row] = branches[row - 1];
        }
    }
    let mut levels: Vec<Level1> = Vec::with_capacity(rows.len());
    let mut from = 0;
    while from < rows.len() {
        let kind = branches[from];
        // Branches without a kind are told apart by their labels.
        let other = |row: usize| rows[row].level1.as_ref().filter(|_| kind == Level1Kind::Other).map(|label| &label.label);
        let another = |row: usize| other(row).is_some_and(|label| (from..row).filter_map(other).any(|above| above != label));
        let to = (from..rows.len()).find(|&row| branches[row] != kind || another(row)).unwrap_or(rows.len());
        let label_at = (from..to).find(|&row| rows[row].level1.as_ref().is_some_and(|label| label.kind == kind));
        match label_at.and_then(|at| rows[at].level1.as_ref().map(|label| (at, label))) {
            Some((at, printed)) => {
                if at > from {
                    let message = format!("the label is printed beside row {} of its branch", at - from + 1);
                    draft.find(
                        &codes::LEVEL1_LABEL_DISPLACED,
                        format!("/indicators/{}/level1", offset + from),
                        message,
                        printed.label.as_str(),
                    );
                }
                for (row, own) in rows.iter().enumerate().take(to).skip(from) {
                    let pointer = format!("/indicators/{}/level1", offset + row);
                    match &own.level1 {
                        Some(own) if row == at || own.kind == kind => record(draft, &pointer, own),
                        _ => draft.origin(&format!("{pointer}/label"), &printed.tokens, 90, &[]),
                    }
                    if printed.weight.is_some() {
                        draft.origin(&format!("{pointer}/weight"), &printed.tokens, 100, &[]);
                    }
                    levels.push(Level1 { kind: Some(kind), label: Some(printed.label.clone()), weight: printed.weight });
                }
            }
            None => {
                for row in from..to {
                    let pointer = format!("/indicators/{}/level1", offset + row);
                    draft.find(
                        &codes::LEVEL1_LABEL_INFERRED,
                        pointer,
                        "no label of the branch could be read; told from the second level",
                        "",
                    );
                    levels.push(Level1 { kind: Some(kind), label: None, weight: None });
                }
            }
        }
        from = to;
    }
    levels
}
