//! One HTML file in which a person reads through all records, each beside its paper.
//!
//! The file needs nothing else and asks for nothing else. What comes from documents stands in it only as packed data, which the
//! scripts of the page put on the screen as text: no document can add to the page's own code.
//!
//! ```text
//! page/page.html   the page           page/*.css, page/*.js   its looks and its scripts, each for one part of the page
//! row              a line for each record: what the table shows, finds and sorts by
//! source, ties     the paper of a record: lines of text, or boxes on pages, each with the values read from it
//! block            some records with their papers, packed together on any thread
//! ```

mod row;
mod source;
mod ties;

use std::io::{self, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::ZlibEncoder};
use jixiao_model::codes;
use serde::Serialize;

use self::source::parted;

pub(crate) use self::row::add_to_row;
pub use self::{
    row::row,
    source::{Picture, source},
};
use crate::{Name, codes::family, labels, records::provenance_start};

/// Packed bytes of all blocks: browsers hold the whole file in memory. 10,000 damaged forms take some 50 MB.
const DETAIL_BYTES: usize = 128 << 20;

/// Bytes of all pictures of pages, packed. A scanned page takes some 100 kB: these are 300. Further ones are drawn as boxes alone.
const PICTURE_BYTES: usize = 32 << 20;

/// How much time packing takes: of 90 MB, level 1 makes 20.9 MB in 0.5 s, 3 makes 15.1 MB in 0.9 s, 5 makes 13.4 MB in 1.2 s.
const LEVEL: Compression = Compression::new(3);

/// Rows of the table: what a browser sorts and searches without a pause.
const MAX_ROWS: u64 = 250_000;

const PAGE: &str = include_str!("page/page.html");
const STYLES: &[&str] = &[
    include_str!("page/base.css"),
    include_str!("page/overview.css"),
    include_str!("page/table.css"),
    include_str!("page/record.css"),
    include_str!("page/print.css"),
];
const SCRIPTS: &[&str] = &[
    include_str!("page/dom.js"),
    include_str!("page/data.js"),
    include_str!("page/words.js"),
    include_str!("page/charts.js"),
    include_str!("page/overview.js"),
    include_str!("page/table.js"),
    include_str!("page/paper.js"),
    include_str!("page/form.js"),
    include_str!("page/record.js"),
    include_str!("page/main.js"),
];

/// What the report says about the run as a whole.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReportSummary {
    /// Inputs with forms, without, skipped, not read, with the bytes of another one.
    pub ok: u64,
    /// See [`ok`](Self::ok).
    pub no_form: u64,
    /// See [`ok`](Self::ok).
    pub skipped: u64,
    /// See [`ok`](Self::ok).
    pub errors: u64,
    /// See [`ok`](Self::ok).
    pub duplicates: u64,
    /// Skipped inputs, by kind.
    pub skipped_kinds: Vec<(String, u64)>,
    /// Path and reason of inputs that could not be read: the first of them.
    pub unread: Vec<(String, String)>,
}

/// Writes the report; [`finish`](Self::finish) completes it.
pub struct ReportWriter<W: Write> {
    out: W,
    /// What stands after the data.
    rest: &'static str,
    rows: ZlibEncoder<Vec<u8>>,
    n_blocks: usize,
    n_records: u64,
    /// Records that the table leaves out, and records without their paper.
    n_unlisted: u64,
    n_undetailed: u64,
    /// Pages that are shown without their picture.
    n_unpictured: u64,
    n_detail_bytes: usize,
    n_picture_bytes: usize,
    max_rows: u64,
    detail_bytes: usize,
    picture_bytes: usize,
}

impl<W: Write> ReportWriter<W> {
    /// A report without records.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn new(mut out: W) -> io::Result<Self> {
        let (before, rest) = PAGE.split_once("<!--styles-->").expect("the page has a place for its looks");
        out.write_all(before.as_bytes())?;
        writeln!(out, "<style>")?;
        STYLES.iter().try_for_each(|style| out.write_all(style.as_bytes()))?;
        writeln!(out, "</style>")?;
        let (body, rest) = rest.split_once("<!--data-->").expect("the page has a place for its data");
        out.write_all(body.as_bytes())?;
        Ok(ReportWriter {
            out,
            rest,
            rows: ZlibEncoder::new(Vec::new(), LEVEL),
            n_blocks: 0,
            n_records: 0,
            n_unlisted: 0,
            n_undetailed: 0,
            n_unpictured: 0,
            n_detail_bytes: 0,
            n_picture_bytes: 0,
            max_rows: MAX_ROWS,
            detail_bytes: DETAIL_BYTES,
            picture_bytes: PICTURE_BYTES,
        })
    }

    /// Adds records: for each its [`row()`], its [`source()`] and the address of its file, and for all of them their [`block()`].
    ///
    /// # Errors
    /// When the output fails.
    pub fn push<'r>(
        &mut self,
        records: impl IntoIterator<Item = (&'r [u8], &'r [u8], Option<String>)>,
        block: &[u8],
    ) -> io::Result<()> {
        let is_detailed = !self.is_full();
        for (at, (row, source, link)) in records.into_iter().enumerate() {
            self.n_records += 1;
            if self.n_records > self.max_rows {
                self.n_unlisted += 1;
                self.n_undetailed += 1;
                continue;
            }
            self.n_undetailed += u64::from(!is_detailed);
            let (block, at) = is_detailed.then_some((self.n_blocks, at)).unzip();
            let row = row.strip_suffix(b"]").unwrap_or(row);
            self.rows.write_all(if self.n_records == 1 { b"[" } else { b",\n" })?;
            self.rows.write_all(row)?;
            write!(self.rows, ",{}]", serde_json::to_string(&(link, block, at))?.trim_matches(['[', ']']))?;
            if is_detailed {
                self.push_pictures(row, source)?;
            }
        }
        if is_detailed {
            write!(self.out, "<script type=\"text/plain\" id=\"block-{}\">", self.n_blocks)?;
            self.out.write_all(block)?;
            writeln!(self.out, "</script>")?;
            self.n_detail_bytes += block.len();
            self.n_blocks += 1;
        }
        Ok(())
    }

    /// Writes the pictures of a record's pages, as long as there is room for them.
    fn push_pictures(&mut self, row: &[u8], source: &[u8]) -> io::Result<()> {
        let (_, pictures) = parted(source);
        if pictures.is_empty() {
            return Ok(());
        }
        // The first place of a row has the record's id.
        let id = serde_json::Deserializer::from_slice(row.strip_prefix(b"[").unwrap_or(row)).into_iter::<String>().next();
        let id = id.transpose()?.unwrap_or_default();
        for (page, jpeg) in serde_json::from_slice::<Vec<(u32, &str)>>(pictures)? {
            if self.n_picture_bytes + jpeg.len() > self.picture_bytes {
                self.n_unpictured += 1;
                continue;
            }
            self.n_picture_bytes += jpeg.len();
            writeln!(self.out, "<script type=\"text/plain\" id=\"picture-{id}-{page}\">{jpeg}</script>")?;
        }
        Ok(())
    }

    /// Whether the blocks of further records are left out.
    pub fn is_full(&self) -> bool {
        self.n_detail_bytes >= self.detail_bytes || self.n_records >= self.max_rows
    }

    /// Completes the page.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self, summary: &ReportSummary) -> io::Result<W> {
        self.rows.write_all(if self.n_records == 0 { b"[]" } else { b"]" })?;
        let rows = std::mem::replace(&mut self.rows, ZlibEncoder::new(Vec::new(), Compression::none())).finish()?;
        packed(&mut self.out, "rows", &rows)?;
        let facts = Facts {
            version: env!("CARGO_PKG_VERSION"),
            summary,
            n_records: self.n_records,
            n_unlisted: self.n_unlisted,
            n_undetailed: self.n_undetailed,
            n_unpictured: self.n_unpictured,
            codes: codes::ALL.iter().map(|code| CodeFacts::of(code)).collect(),
        };
        packed(&mut self.out, "facts", &deflated(&serde_json::to_vec(&facts)?))?;
        writeln!(self.out, "<script>\"use strict\";\n(() => {{")?;
        SCRIPTS.iter().try_for_each(|script| self.out.write_all(script.as_bytes()))?;
        writeln!(self.out, "}})();</script>")?;
        self.out.write_all(self.rest.as_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    version: &'static str,
    summary: &'a ReportSummary,
    n_records: u64,
    n_unlisted: u64,
    n_undetailed: u64,
    n_unpictured: u64,
    codes: Vec<CodeFacts>,
}

#[derive(Serialize)]
struct CodeFacts {
    id: &'static str,
    title: &'static str,
    /// What it says, in a sentence.
    says: &'static str,
    family: &'static str,
    severity: String,
}

impl CodeFacts {
    fn of(code: &jixiao_model::Code) -> Self {
        CodeFacts {
            id: code.id,
            title: labels::code(code.id).unwrap_or(code.what),
            says: labels::sentence(code.id).unwrap_or(code.what),
            family: family(code.family),
            severity: Name(code.severity).to_string(),
        }
    }
}

/// Packs what the page shows of some records, each as its line of JSON and its [`source()`]: that ties the values to the paper, so the page
/// needs no provenance.
pub fn block<'r>(records: impl IntoIterator<Item = (&'r [u8], &'r [u8])>) -> Vec<u8> {
    let mut text = Vec::new();
    for (json, source) in records {
        text.extend_from_slice(if text.is_empty() { b"[{\"record\":" } else { b",{\"record\":" });
        match provenance_start(json) {
            Some(end) => {
                text.extend_from_slice(&json[..end]);
                text.push(b'}');
            }
            None => text.extend_from_slice(json),
        }
        text.extend_from_slice(b",\"source\":");
        text.extend_from_slice(parted(source).0);
        text.push(b'}');
    }
    text.push(b']');
    STANDARD.encode(deflated(&text)).into_bytes()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), LEVEL);
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a vector takes any bytes")
}

/// Writes packed data as an element of the page.
fn packed(out: &mut impl Write, id: &str, bytes: &[u8]) -> io::Result<()> {
    writeln!(out, "<script type=\"text/plain\" id=\"{id}\">{}</script>", STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests;
