//! The JSON Schema of the records.

use std::io::{self, Write};

/// Writes the JSON Schema of [`jixiao_model::Record`].
///
/// # Errors
/// When `out` fails.
pub fn write_schema(out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &jixiao_model::json_schema())?;
    writeln!(out)
}
