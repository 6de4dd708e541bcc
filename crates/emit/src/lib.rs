//! Records, tables and codes as text, written to any [`std::io::Write`].
//!
//! Writers stream: what was written is never kept. They decide nothing; what they print, earlier phases have settled.

pub mod annotate;
pub mod codes;
mod diff;
mod json;
mod labels;
pub mod late;
pub mod lines;
mod name;
mod parquet;
mod records;
pub mod report;
mod schema;
pub mod searchable;
mod sheets;
mod tables;
mod xlsx;

pub use diff::first_difference;
pub use name::Name;
pub use parquet::ParquetWriter;
pub use records::{RecordFormat, RecordWriter, Rendered, Renderer};
pub use schema::write_schema;
pub use sheets::{Column, ColumnKind, Field, Sheet, SheetRow};
pub use tables::{RenderedTable, TableFormat, TableRenderer, TableWriter};
pub use xlsx::XlsxWriter;
