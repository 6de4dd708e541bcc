//! A JSON array written value by value.

use std::io::{self, Write};

/// An array indented by two spaces: the bytes that `serde_json::to_string_pretty` gives for all values at once, and a line end.
#[derive(Default)]
pub(crate) struct Array {
    n_written: usize,
}

impl Array {
    /// Adds a value, as `serde_json::to_vec_pretty` writes it.
    pub(crate) fn push(&mut self, out: &mut impl Write, value: &[u8]) -> io::Result<()> {
        out.write_all(if self.n_written == 0 { b"[" } else { b"," })?;
        self.n_written += 1;
        // A line end inside a string is escaped in JSON, so every line of the text is one of its layout.
        for line in value.split(|&byte| byte == b'\n') {
            out.write_all(b"\n  ")?;
            out.write_all(line)?;
        }
        Ok(())
    }

    pub(crate) fn finish(self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(if self.n_written == 0 { b"[]\n" } else { b"\n]\n" })
    }
}
