//! A JSON array written value by value.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

/// The text of a value, indented as it stands in an [`Array`].
pub(crate) fn element(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut formatter = PrettyFormatter::new();
    // What it writes from here on, it takes for an element.
    formatter.begin_array(&mut io::sink()).map_err(serde_json::Error::io)?;
    let mut text = Vec::with_capacity(ELEMENT_BYTES);
    value.serialize(&mut Serializer::with_formatter(&mut text, formatter))?;
    Ok(text)
}

/// Room for a usual table or record, so that its text seldom moves while it grows.
pub(crate) const ELEMENT_BYTES: usize = 1 << 15;

/// An array indented by two spaces: the bytes that `serde_json::to_string_pretty` gives for all values at once, and a line end.
#[derive(Default)]
pub(crate) struct Array {
    n_written: usize,
}

impl Array {
    /// Adds a value that [`element`] wrote.
    pub(crate) fn push(&mut self, out: &mut impl Write, value: &[u8]) -> io::Result<()> {
        out.write_all(if self.n_written == 0 { b"[\n  " } else { b",\n  " })?;
        self.n_written += 1;
        out.write_all(value)
    }

    pub(crate) fn finish(self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(if self.n_written == 0 { b"[]\n" } else { b"\n]\n" })
    }
}
