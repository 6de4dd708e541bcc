//! The lines of scanned pages as JSON or text.

use std::io::{self, Write};

use jixiao_model::{BBox, Confidence};
use serde::Serialize;

/// How to print lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFormat {
    /// One array of pages.
    Json,
    /// One line a line, pages parted by a form feed.
    Text,
}

/// A page and what stands on it.
#[derive(Debug, Serialize)]
pub struct PageOfLines<'a> {
    /// The file.
    pub path: &'a str,
    /// Page, from 1.
    pub page: u32,
    /// Width and height in points, as displayed.
    pub paper: [f32; 2],
    /// Its lines, in reading order.
    pub lines: Vec<Line<'a>>,
}

/// One line.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    /// What it says.
    pub text: &'a str,
    /// Where it stands.
    pub bbox: BBox,
    /// How sure the text is.
    pub confidence: Confidence,
}

/// Writes pages as they come.
pub struct LineWriter<W> {
    to: W,
    format: LineFormat,
    n_pages: usize,
}

impl<W: Write> LineWriter<W> {
    /// A writer to `to`.
    pub fn new(to: W, format: LineFormat) -> Self {
        LineWriter { to, format, n_pages: 0 }
    }

    /// Writes one page.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn write(&mut self, page: &PageOfLines<'_>) -> io::Result<()> {
        let first = self.n_pages == 0;
        self.n_pages += 1;
        match self.format {
            LineFormat::Json => {
                self.to.write_all(if first { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(&mut self.to, page)?;
            }
            LineFormat::Text => {
                if !first {
                    self.to.write_all(b"\x0c")?;
                }
                for line in &page.lines {
                    writeln!(self.to, "{}", line.text)?;
                }
            }
        }
        Ok(())
    }

    /// Writes what closes the output.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn finish(mut self) -> io::Result<()> {
        if self.format == LineFormat::Json {
            self.to.write_all(if self.n_pages == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(format: LineFormat, n_pages: u32) -> String {
        let mut bytes = Vec::new();
        let mut writer = LineWriter::new(&mut bytes, format);
        for page in 1..=n_pages {
            let line = Line { text: "年度", bbox: BBox::new(1.0, 2.0, 3.0, 4.5), confidence: Confidence::from_percent(97) };
            writer.write(&PageOfLines { path: "a.png", page, paper: [10.0, 20.0], lines: vec![line] }).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn pages_are_one_array() {
        let line = r#"{"text":"年度","bbox":[1.0,2.0,3.0,4.5],"confidence":0.97}"#;
        let page = |number: u32| format!(r#"{{"path":"a.png","page":{number},"paper":[10.0,20.0],"lines":[{line}]}}"#);
        assert_eq!(print(LineFormat::Json, 2), format!("[\n{},\n{}\n]\n", page(1), page(2)));
        assert_eq!(print(LineFormat::Json, 0), "[]\n");
    }

    #[test]
    fn text_parts_pages_by_form_feeds() {
        assert_eq!(print(LineFormat::Text, 2), "年度\n\x0c年度\n");
    }
}
