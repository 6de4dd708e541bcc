//! What a run writes, as the run sees it.

use std::{cell::OnceCell, io, path::Path};

use jixiao_extract::scan::pictures::PagePicture;
use jixiao_model::{LateFindings, Record};
use jixiao_normalize::FormText;

use super::Totals;

/// What becomes of the records of a run.
///
/// [`render`](Self::render) and [`source`](Self::source) are asked while the inputs are read, on any thread and in any order; what
/// they give depends on the record alone. The [collectors](Self::collectors) see all records at the end, in order.
pub trait Publication: Send + Sync {
    /// What a record gives, part by part: always the same ones. The first is its line of `records.jsonl`.
    fn parts(&self) -> &[Part];

    /// What the record gives to each part, in their order.
    fn render(&self, record: &Record) -> Vec<Vec<u8>>;

    /// Adds findings to what [`render`](Self::render) gave.
    ///
    /// # Errors
    /// When the parts are not those that it gave.
    fn amend(&self, parts: &mut [Vec<u8>], late: &LateFindings<'_>) -> io::Result<()>;

    /// What the collectors need to show the paper of a record, whose input has these pictures of pages.
    fn source(&self, record: &Record, form: &FormText, pictures: &[PagePicture]) -> Vec<u8>;

    /// Whoever puts files together from all records, writing them to `folder`.
    ///
    /// # Errors
    /// When a file cannot be created.
    fn collectors(&self, folder: &Path) -> io::Result<Vec<Box<dyn Collector>>>;

    /// Files of earlier runs that this one does not write. They are removed, since they speak of other records.
    fn retired(&self) -> &[&'static str];
}

/// One of the things that a record gives.
pub enum Part {
    /// Some bytes of a file in the output folder, in the order of the records.
    File {
        /// Its name.
        name: &'static str,
        /// What stands above the records.
        head: Vec<u8>,
    },
    /// For the collectors.
    Kept,
}

/// Makes of some records, on any thread, what [`Collector::push`] gets with them.
pub type Packer = dyn Fn(&[Published<'_>]) -> io::Result<Vec<u8>> + Send + Sync;

/// Puts files together from all records of a run.
pub trait Collector: Send {
    /// What can be done on any thread: as much as possible, since records are pushed by a single one.
    fn packer(&self) -> Box<Packer>;

    /// Takes the next records, with what the packer made of them: by path, then by number of the form. How many come at a time depends
    /// on the records alone.
    ///
    /// # Errors
    /// When a file cannot be written.
    fn push(&mut self, records: &[Published<'_>], packed: Vec<u8>) -> io::Result<()>;

    /// Completes the files and returns their names.
    ///
    /// # Errors
    /// When a file cannot be written.
    fn finish(self: Box<Self>, totals: &Totals) -> io::Result<Vec<String>>;
}

/// A record as a run publishes it.
pub struct Published<'a> {
    /// The path of its input.
    pub path: &'a str,
    /// What it gave to each [`Part`], with the findings that came later.
    pub parts: Vec<Vec<u8>>,
    /// What [`Publication::source`] gave.
    pub source: Vec<u8>,
    record: OnceCell<Record>,
}

impl<'a> Published<'a> {
    pub(super) fn new(path: &'a str, parts: Vec<Vec<u8>>, source: Vec<u8>) -> Self {
        Published { path, parts, source, record: OnceCell::new() }
    }

    /// Its line of `records.jsonl`.
    pub fn json(&self) -> &[u8] {
        self.parts.first().map_or(&[], Vec::as_slice)
    }

    /// The record itself.
    ///
    /// # Errors
    /// When the journal was altered by somebody else.
    pub fn record(&self) -> io::Result<&Record> {
        match self.record.get() {
            Some(record) => Ok(record),
            None => {
                let record = serde_json::from_slice(self.json())?;
                Ok(self.record.get_or_init(|| record))
            }
        }
    }
}
