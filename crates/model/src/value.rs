//! Typed target and actual values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Number;

/// A target or an actual value: the text as printed (repaired), and what could be read out of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Value {
    /// The text as the form prints it; empty for a blank cell.
    pub text: String,
    /// What kind of value the text is.
    pub kind: ValueKind,
    /// `≥`, `≤`, `>`, `<` or `=`, where the text has one in signs or in words (不少于, 不超过, 以内).
    pub comparator: Option<String>,
    /// The number as printed, without its unit: `95%` has 95 and the unit `%`.
    pub number: Option<Number>,
    /// The unit as printed: `%`, `人次`, `元/人`.
    pub unit: Option<String>,
}

impl Value {
    /// The value of an empty cell.
    pub fn blank() -> Self {
        Value { text: String::new(), kind: ValueKind::Blank, comparator: None, number: None, unit: None }
    }
}

/// What kind of value a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// A number with or without a unit.
    Quantity,
    /// A number of hundredths.
    Percent,
    /// Words: 及时, 提升, 达成预期指标.
    Qualitative,
    /// A day, month, quarter or deadline.
    Date,
    /// 不适用, 无, a dash.
    NotApplicable,
    /// Nothing printed.
    Blank,
}
