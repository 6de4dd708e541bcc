//! The types that every phase of jixiao shares.
//!
//! Reading goes `bytes -> Grid -> Record -> files`. [`Grid`] is what a reader saw on the paper, [`Record`] is the contract with
//! whoever consumes our output, and [`codes`] lists every repair and doubt by its stable name. This crate does no I/O and knows no
//! file format.

pub mod codes;
mod grid;
mod number;
mod place;
mod provenance;
mod record;
mod value;

pub use codes::{Code, CodeFamily, Safety, Severity};
pub use grid::{Cell, Grid, GridKind, OtherReading, Row, Warning};
pub use number::Number;
pub use place::{BBox, Place};
pub use provenance::{Confidence, Origin, Provenance};
pub use record::{
    Check, CheckCause, CheckOutcome, Conclusion, Finding, Form, FormKind, FundKind, FundRow, FundUnit, Funds, Goal, Indicator,
    LateFindings, Level1, Level1Kind, Level2, Level2Kind, OtherField, Position, Project, Reader, Record, SCHEMA_VERSION, SignOff,
    Source, Total, Unplaced, json_schema,
};
pub use value::{Value, ValueKind};
