//! Records on their way from the journal to the outputs, a few at a time.
//!
//! ```text
//! this thread            workers                       this thread
//! Reader: spool files ─▶ Batch: amend, pack ─Prepared▶ writes
//! ```

use std::{io, mem};

use super::{
    Packer, Publication, Published,
    collect::Line,
    facts::{Facts, Reasons},
};
use crate::journal::{Journal, Span, SpoolParts};

/// Records of a batch: the report packs them together, and their keys and labels are the same, so that together they take a third of
/// the room.
const BATCH_RECORDS: usize = 16;

/// A batch ends earlier where it reaches this size, so that few bytes are held, and any record of a report is on the screen at once.
const BATCH_BYTES: usize = 1 << 20;

/// Spool files besides those of the publication's parts: what shows the paper, and the facts.
pub(super) const OWN_SPOOLS: usize = 2;

/// Some records, in order, of one input or of several.
#[derive(Default)]
pub(super) struct Batch<'a> {
    records: Vec<Spooled<'a>>,
    n_bytes: usize,
}

/// A record as its worker rendered it.
struct Spooled<'a> {
    path: &'a str,
    facts: Facts,
    parts: Vec<Vec<u8>>,
    source: Vec<u8>,
}

/// Some records, ready to be written.
pub(super) struct Prepared<'a> {
    pub(super) records: Vec<Published<'a>>,
    /// Findings that only all inputs together tell.
    pub(super) n_late_findings: u64,
    /// What the packer of each collector made of the records.
    pub(super) packed: Vec<Vec<u8>>,
}

/// Reads what inputs gave to the spool files.
pub(super) struct Reader<'j> {
    /// For each part of the publication, and for what shows the paper.
    parts: Vec<SpoolParts<'j>>,
    facts: SpoolParts<'j>,
}

impl<'j> Reader<'j> {
    pub(super) fn new(journal: &'j Journal, publication: &dyn Publication) -> Self {
        let n_parts = publication.parts().len() + 1;
        Reader { parts: (0..n_parts).map(|spool| journal.parts(spool)).collect(), facts: journal.parts(n_parts) }
    }

    pub(super) fn facts(&mut self, input: &Line) -> io::Result<Vec<Facts>> {
        let mut rest = input.span(self.parts.len());
        let mut facts = Vec::new();
        while let Some(line) = self.facts.line(&mut rest)? {
            facts.push(serde_json::from_slice(&line)?);
        }
        Ok(facts)
    }

    /// Hands the records of all inputs to `push`, batch by batch.
    pub(super) fn read<'a>(&mut self, inputs: &'a [Line], push: &mut dyn FnMut(Batch<'a>)) -> io::Result<()> {
        let mut batch = Batch::default();
        for input in inputs {
            let mut rests: Vec<Span> = (0..self.parts.len()).map(|spool| input.span(spool)).collect();
            for facts in self.facts(input)? {
                let mut parts = self.next_parts(&facts, &mut rests)?;
                batch.n_bytes += parts.iter().map(Vec::len).sum::<usize>();
                let source = parts.pop().unwrap_or_default();
                batch.records.push(Spooled { path: &input.outcome.path, facts, parts, source });
                if batch.records.len() == BATCH_RECORDS || batch.n_bytes >= BATCH_BYTES {
                    push(mem::take(&mut batch));
                }
            }
        }
        if !batch.records.is_empty() {
            push(batch);
        }
        Ok(())
    }

    fn next_parts(&mut self, facts: &Facts, rests: &mut [Span]) -> io::Result<Vec<Vec<u8>>> {
        let parts = self.parts.iter_mut().zip(rests).zip(&facts.part_bytes);
        parts.map(|((parts, rest), n_bytes)| parts.next(*n_bytes, rest)).collect()
    }
}

impl<'a> Batch<'a> {
    /// Adds what only all inputs together tell, and packs the records.
    pub(super) fn prepare(
        self,
        publication: &dyn Publication,
        reasons: &Reasons,
        packers: &[Box<Packer>],
    ) -> io::Result<Prepared<'a>> {
        let (mut records, mut n_late_findings) = (Vec::new(), 0);
        for Spooled { path, facts, mut parts, source } in self.records {
            let late = facts.late_findings(path, reasons);
            if !late.findings.is_empty() {
                publication.amend(&mut parts, &late)?;
                n_late_findings += late.findings.len() as u64;
            }
            records.push(Published::new(path, parts, source));
        }
        let packed = packers.iter().map(|pack| pack(&records)).collect::<io::Result<_>>()?;
        Ok(Prepared { records, n_late_findings, packed })
    }
}
