//! Exact decimals as printed.

use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An exact decimal that keeps its printed scale: `380000.00` stays `380000.00`, in memory and as a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub Decimal);

impl Number {
    /// Zero.
    pub const ZERO: Number = Number(Decimal::ZERO);

    /// A whole number.
    pub fn from_whole(whole: u32) -> Self {
        Number(Decimal::from(whole))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Number {
    type Err = rust_decimal::Error;

    /// Reads digits with at most one point and an optional sign; more digits than a [`Decimal`] holds exactly are an error.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Decimal::from_str_exact(text).map(Number)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::Number::from_string_unchecked(self.0.to_string()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        number.as_str().parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Number {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number", "description": "An exact decimal with the digits that were printed."})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_printed_scale_through_json() {
        for printed in ["380000.00", "0.0", "0", "-12.50", "79228162514264337593543950335"] {
            let json = serde_json::to_string(&printed.parse::<Number>().unwrap()).unwrap();
            assert_eq!(json, printed);
            assert_eq!(serde_json::from_str::<Number>(&json).unwrap().to_string(), printed);
        }
    }

    #[test]
    fn refuses_what_it_cannot_hold_exactly() {
        assert!("10000000000000000000000000000000000000".parse::<Number>().is_err());
        assert!("0.00000000000000000000000000001".parse::<Number>().is_err());
    }
}
