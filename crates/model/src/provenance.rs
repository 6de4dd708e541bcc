//! Where each value of a record came from.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};

use crate::{BBox, Place};

/// How sure we are, in hundredths: 100 is certain. Printed as a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confidence(u8);

impl Confidence {
    /// Nothing speaks against the reading.
    pub const CERTAIN: Confidence = Confidence(100);

    /// From hundredths; more than 100 counts as 100.
    pub fn from_percent(percent: u8) -> Self {
        Confidence(percent.min(100))
    }

    /// In hundredths.
    pub fn percent(self) -> u8 {
        self.0
    }
}

impl Serialize for Confidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 100.0)
    }
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(|fraction| Confidence::from_percent((fraction * 100.0).round() as u8))
    }
}

impl JsonSchema for Confidence {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Confidence".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number", "minimum": 0, "maximum": 1})
    }
}

/// The source text behind one value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// Page, from 1.
    pub page: Option<u32>,
    /// Box on the page, see [`BBox`].
    pub bbox: Option<BBox>,
    /// Line of the input, from 1.
    pub line: Option<u32>,
    /// First and last column of the grid, from 1.
    pub columns: [u32; 2],
    /// The text as it stood, before any repair; pieces of a cut value are joined by ` | `.
    pub raw: String,
    /// How sure the reading and its place in the form are.
    pub confidence: Confidence,
    /// Codes of the repairs that lie between `raw` and the value.
    pub repairs: Vec<String>,
}

impl Origin {
    /// The origin of text that stood at `place`.
    pub fn new(place: Place, raw: impl Into<String>, confidence: Confidence) -> Self {
        let Place { page, bbox, line, columns } = place;
        Origin { page, bbox, line, columns: [columns.0, columns.1], raw: raw.into(), confidence, repairs: Vec::new() }
    }
}

/// Origins by JSON pointer, in the order in which the values were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance(pub Vec<(String, Origin)>);

impl Provenance {
    /// The origin of the value at `pointer`.
    pub fn get(&self, pointer: &str) -> Option<&Origin> {
        self.0.iter().find(|(at, _)| at == pointer).map(|(_, origin)| origin)
    }
}

impl Serialize for Provenance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (pointer, origin) in &self.0 {
            map.serialize_entry(pointer, origin)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Provenance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Provenance;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from JSON pointers to origins")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Provenance, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Provenance(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

impl JsonSchema for Provenance {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Provenance".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "Origins by JSON pointer into the record; empty when provenance was not asked for.",
            "additionalProperties": generator.subschema_for::<Origin>(),
        })
    }
}
