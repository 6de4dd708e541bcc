//! Records, tables and codes as text, written to any [`std::io::Write`].
//!
//! Writers stream: what was written is never kept. They decide nothing; what they print, earlier phases have settled.

pub mod annotate;
pub mod codes;
mod diff;
mod json;
pub mod lines;
mod name;
mod records;
mod schema;
pub mod searchable;
mod sheets;
mod tables;

pub use diff::first_difference;
pub use name::Name;
pub use records::{RecordFormat, RecordWriter, Rendered, Renderer};
pub use schema::write_schema;
pub use sheets::Sheet;
pub use tables::{TableFormat, TableWriter};
