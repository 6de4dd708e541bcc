//! A JSON array written value by value.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The text of a value, indented as it stands in an [`Array`].
pub(crate) fn element(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(ELEMENT_BYTES);
    let formatter = Indented { depth: 1, is_empty: false };
    value.serialize(&mut Serializer::with_formatter(&mut text, formatter))?;
    Ok(text)
}

/// What `serde_json`'s own formatter writes, but each line end with its indentation at once: boxes are four lines of few bytes.
struct Indented {
    depth: usize,
    /// Nothing was written into what was opened last.
    is_empty: bool,
}

/// A line end, and indentation deeper than that of any record or table.
const LINE_START: &[u8] = b"\n                                                                ";

impl Indented {
    fn open(&mut self, out: &mut (impl Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.is_empty = true;
        out.write_all(bracket)
    }

    fn close(&mut self, out: &mut (impl Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if !self.is_empty {
            self.start_line(out)?;
        }
        self.is_empty = false;
        out.write_all(bracket)
    }

    fn begin(&mut self, out: &mut (impl Write + ?Sized), first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        self.start_line(out)
    }

    fn start_line(&self, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
        let indent = 2 * self.depth;
        let at_once = indent.min(LINE_START.len() - 1);
        out.write_all(&LINE_START[..=at_once])?;
        (at_once..indent).try_for_each(|_| out.write_all(b" "))
    }
}

impl Formatter for Indented {
    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.begin(out, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.begin(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_element_is_indented_as_in_an_array_of_all() {
        let deep = (0..40).fold(json!([1]), |inner, _| json!([inner]));
        let values = [json!({}), json!([]), json!(null), json!({"a": [], "b": {}, "c": [1, [2, {"d": "x"}]]}), deep];
        let mut out = Vec::new();
        let mut array = Array::default();
        for value in &values {
            array.push(&mut out, &element(value).unwrap()).unwrap();
        }
        array.finish(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string_pretty(&values).unwrap() + "\n");
    }
}
