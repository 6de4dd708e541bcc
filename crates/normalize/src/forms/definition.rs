//! One form definition: a TOML file.

use std::{collections::BTreeMap, sync::Arc};

use jixiao_model::FormKind;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{
    field::{Field, FundColumn, IndicatorColumn},
    spelling::spellings,
};
use crate::key::key;

/// Which column the printed rate divides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RateBase {
    InitialBudget,
    FullBudget,
}

/// Where the form files the satisfaction of those served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SatisfactionPlace {
    /// A branch of its own.
    Branch,
    /// A kind of benefit.
    Benefit,
}

/// Which rows of the funds block print points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FundPoints {
    /// The total alone; its sources have dashes.
    Total,
    /// Every row repeats them.
    EveryRow,
}

/// The arithmetic of a form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Whether the form gives points at all.
    pub(crate) scored: bool,
    /// Points of the whole form.
    pub(crate) total: u32,
    /// Points for spending the money.
    pub(crate) execution_weight: u32,
    pub(crate) rate_base: RateBase,
    pub(crate) satisfaction: SatisfactionPlace,
    pub(crate) points: FundPoints,
}

/// A form family or one of its skins: which labels it prints and which rules hold.
#[derive(Clone, Debug)]
pub struct Definition {
    pub(crate) name: String,
    pub(crate) kind: FormKind,
    pub(crate) describe: String,
    pub(crate) titles: Vec<String>,
    /// Labels that tell this form from its relatives.
    pub(crate) marks: Vec<String>,
    pub(crate) rules: Rules,
    /// Columns of the funds block in their usual order.
    pub(crate) fund_columns: Vec<FundColumn>,
    /// Columns of the indicator block in their usual order.
    pub(crate) indicator_columns: Vec<IndicatorColumn>,
    /// Labels as the file writes them, with alternatives in brackets.
    written: Vec<(Field, String)>,
    /// Shared with the definitions that take them over: there are thousands.
    pub(crate) labels: Vec<Arc<Label>>,
}

/// One spelling of a label.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) field: Field,
    pub(crate) text: Arc<str>,
    pub(crate) key: Arc<str>,
    /// The file writes it in brackets: one of many spellings, too many for a damaged label to be any of them.
    pub(crate) is_alternative: bool,
    /// The file writes a question mark before it: a word so short and common that it is a header only among others.
    pub(crate) is_weak: bool,
}

impl Definition {
    /// The name that `form.variant` carries.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The family, as `form.kind` carries it.
    pub fn kind(&self) -> FormKind {
        self.kind
    }

    /// One line for people.
    pub fn describe(&self) -> &str {
        &self.describe
    }

    /// Every label with the field it stands for, by the field's name in the definition files. Alternatives stand in brackets, as
    /// the files write them.
    pub fn labels(&self) -> impl Iterator<Item = (&'static str, &str)> {
        Field::names().flat_map(|name| {
            let field = Field::find(name);
            self.written.iter().filter(move |(of, _)| Some(*of) == field).map(move |(_, label)| (name, label.as_str()))
        })
    }

    /// Every spelling of every label.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(|label| &*label.text)
    }
}

/// The file as written; `extends` is resolved by [`FileDefinition::resolve`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileDefinition {
    pub(crate) name: String,
    pub(crate) kind: FormKind,
    describe: String,
    pub(crate) extends: Option<String>,
    #[serde(default)]
    titles: Vec<String>,
    #[serde(default)]
    marks: Vec<String>,
    #[serde(default)]
    rules: FileRules,
    #[serde(default)]
    columns: FileColumns,
    #[serde(default)]
    labels: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRules {
    scored: Option<bool>,
    total: Option<u32>,
    execution_weight: Option<u32>,
    rate_base: Option<RateBase>,
    satisfaction: Option<SatisfactionPlace>,
    points: Option<FundPoints>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileColumns {
    funds: Option<Vec<String>>,
    indicators: Option<Vec<String>>,
}

impl FileDefinition {
    /// The definition with everything that it takes over from `base`. A label that the file gives a field of its own loses the
    /// field that it has in `base` within the same block, so that a name means one thing on one form.
    ///
    /// # Errors
    /// One sentence that names what the file says and nothing understands.
    pub(crate) fn resolve(self, base: Option<&Definition>) -> Result<Definition, String> {
        let mut written = Vec::new();
        for (name, printed) in &self.labels {
            let field = Field::find(name).ok_or_else(|| format!("`{name}` is no field that has labels"))?;
            written.extend(printed.iter().map(|label| (field, label.clone())));
        }
        let mut labels: Vec<Arc<Label>> = Vec::new();
        for (field, label) in &written {
            let (is_weak, label) = label.strip_prefix('?').map_or((false, label.as_str()), |label| (true, label));
            let all = spellings(label)?;
            let is_alternative = label.contains('[');
            labels.extend(all.into_iter().map(|text| {
                let key = key(&text).into();
                Arc::new(Label { field: *field, text: text.into(), key, is_alternative, is_weak })
            }));
        }
        let mut blocks_of: FxHashMap<Arc<str>, Vec<u8>> = FxHashMap::default();
        for label in &labels {
            blocks_of.entry(Arc::clone(&label.text)).or_default().extend(block(label.field));
        }
        let is_own = |label: &str, field| {
            block(field).is_some_and(|block| blocks_of.get(label).is_some_and(|blocks| blocks.contains(&block)))
        };
        if let Some(base) = base {
            labels.extend(base.labels.iter().filter(|label| !is_own(&label.text, label.field)).cloned());
            written.extend(base.written.iter().filter(|(field, label)| !is_own(label, *field)).cloned());
        }
        let rules = base.map(|base| base.rules);
        let of_base = |pick: fn(&Rules) -> u32, otherwise| rules.as_ref().map_or(otherwise, pick);
        Ok(Definition {
            rules: Rules {
                scored: self.rules.scored.or(rules.map(|rules| rules.scored)).unwrap_or(true),
                total: self.rules.total.unwrap_or_else(|| of_base(|rules| rules.total, 100)),
                execution_weight: self.rules.execution_weight.unwrap_or_else(|| of_base(|rules| rules.execution_weight, 10)),
                rate_base: self.rules.rate_base.or(rules.map(|rules| rules.rate_base)).unwrap_or(RateBase::FullBudget),
                satisfaction: self
                    .rules
                    .satisfaction
                    .or(rules.map(|rules| rules.satisfaction))
                    .unwrap_or(SatisfactionPlace::Branch),
                points: self.rules.points.or(rules.map(|rules| rules.points)).unwrap_or(FundPoints::Total),
            },
            fund_columns: match self.columns.funds {
                Some(names) => columns(&names, "funds", |field| match field {
                    Field::FundColumn(column) => Some(column),
                    _ => None,
                })?,
                None => base.map(|base| base.fund_columns.clone()).unwrap_or_default(),
            },
            indicator_columns: match self.columns.indicators {
                Some(names) => columns(&names, "indicators", |field| match field {
                    Field::IndicatorColumn(column) => Some(column),
                    _ => None,
                })?,
                None => base.map(|base| base.indicator_columns.clone()).unwrap_or_default(),
            },
            name: self.name,
            kind: self.kind,
            describe: self.describe,
            // A skin without a title of its own has that of its base.
            titles: match base {
                Some(base) if self.titles.is_empty() => base.titles.clone(),
                _ => self.titles,
            },
            marks: self.marks,
            written,
            labels,
        })
    }
}

/// The block that a field stands in; `None` for what may stand anywhere.
fn block(field: Field) -> Option<u8> {
    use Field::{FundColumn, FundRow, FundsBlock, GoalColumn, GoalsBlock, Header, IndicatorColumn, IndicatorsBlock};
    match field {
        Header(_) => Some(1),
        FundsBlock | FundColumn(_) | FundRow(_) => Some(2),
        GoalsBlock | GoalColumn(_) => Some(3),
        IndicatorsBlock | IndicatorColumn(_) => Some(4),
        _ => None,
    }
}

fn columns<C>(names: &[String], block: &str, pick: impl Fn(Field) -> Option<C>) -> Result<Vec<C>, String> {
    names
        .iter()
        .map(|name| {
            Field::find(&format!("{block}.{name}"))
                .and_then(&pick)
                .ok_or_else(|| format!("`{name}` is no column of the block `{block}`"))
        })
        .collect()
}
