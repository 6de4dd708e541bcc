//! Records on their way from the journal to the outputs, a few at a time.
//!
//! ```text
//! this thread            workers                       this thread
//! Reader: spool files ─▶ Batch: amend, pack ─Prepared▶ writes
//! ```

use std::{io, mem};

use jixiao_model::Record;

use super::{
    Packer, Part, Publication, Published,
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
    input: &'a Line,
    is_first_of_input: bool,
    /// A record of its input gets findings that were not known when it was rendered.
    is_amended: bool,
    facts: Facts,
    json: Vec<u8>,
    lines: Vec<Vec<u8>>,
    source: Vec<u8>,
}

/// Some records, ready to be written.
pub(super) struct Prepared<'a> {
    pub(super) origins: Vec<Origin<'a>>,
    /// The records, in the same order.
    pub(super) records: Vec<Published<'a>>,
    /// What the packer of each collector made of them.
    pub(super) packed: Vec<Vec<u8>>,
}

/// Where the parts of a record come from.
pub(super) enum Origin<'a> {
    /// From the spool files, with those of all records of this input.
    Copied(&'a Line),
    /// They were copied with an earlier record.
    CopiedBefore,
    /// The record was rendered once more, with findings that only all inputs together tell.
    Amended {
        /// What it gives now; the first is taken.
        parts: Vec<Vec<u8>>,
        n_findings: u64,
    },
}

/// Reads what inputs gave to the spool files, but for the parts that are copied.
pub(super) struct Reader<'j> {
    /// The lines of JSON, the lines for the collectors, what shows the paper.
    spools: Vec<(usize, SpoolParts<'j>)>,
    facts: (usize, SpoolParts<'j>),
}

impl<'j> Reader<'j> {
    pub(super) fn new(journal: &'j Journal, publication: &dyn Publication) -> Self {
        let parts = publication.parts();
        let others = (1..parts.len()).filter(|&part| matches!(parts[part], Part::Line));
        let spools = [0].into_iter().chain(others).chain([parts.len()]).map(|spool| (spool, journal.parts(spool))).collect();
        let facts = parts.len() + 1;
        Reader { spools, facts: (facts, journal.parts(facts)) }
    }

    pub(super) fn facts(&mut self, input: &Line) -> io::Result<Vec<Facts>> {
        let (spool, parts) = &mut self.facts;
        let mut rest = input.span(*spool);
        let mut facts = Vec::new();
        while let Some(line) = parts.line(&mut rest)? {
            facts.push(serde_json::from_slice(&line)?);
        }
        Ok(facts)
    }

    /// Hands the records of all inputs to `push`, batch by batch.
    pub(super) fn read<'a>(&mut self, inputs: &'a [Line], reasons: &Reasons, push: &mut dyn FnMut(Batch<'a>)) -> io::Result<()> {
        let mut batch = Batch::default();
        for input in inputs {
            let facts = self.facts(input)?;
            let is_amended = facts.iter().any(|facts| facts.has_findings(reasons));
            let mut rests: Vec<Span> = self.spools.iter().map(|(spool, _)| input.span(*spool)).collect();
            for (index, facts) in facts.into_iter().enumerate() {
                let mut lines = self.next_lines(&mut rests)?;
                batch.n_bytes += lines.iter().map(Vec::len).sum::<usize>();
                let (json, source) = (mem::take(&mut lines[0]), lines.pop().unwrap_or_default());
                lines.remove(0);
                batch.records.push(Spooled { input, is_first_of_input: index == 0, is_amended, facts, json, lines, source });
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

    /// The next line of each spool file, which has to be there: every record gives one.
    fn next_lines(&mut self, rests: &mut [Span]) -> io::Result<Vec<Vec<u8>>> {
        let lines = self.spools.iter_mut().zip(rests);
        lines.map(|((_, parts), rest)| parts.line(rest)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())).collect()
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
        let (mut origins, mut records) = (Vec::new(), Vec::new());
        for spooled in self.records {
            let (origin, record) = spooled.publish(publication, reasons)?;
            origins.push(origin);
            records.push(record);
        }
        let packed = packers.iter().map(|pack| pack(&records)).collect::<io::Result<_>>()?;
        Ok(Prepared { origins, records, packed })
    }
}

impl<'a> Spooled<'a> {
    fn publish(self, publication: &dyn Publication, reasons: &Reasons) -> io::Result<(Origin<'a>, Published<'a>)> {
        let path = self.input.outcome.path.as_str();
        if !self.is_amended {
            let origin = if self.is_first_of_input { Origin::Copied(self.input) } else { Origin::CopiedBefore };
            return Ok((origin, Published::new(path, self.json, self.lines, self.source)));
        }
        let mut record: Record = serde_json::from_slice(&self.json)?;
        let findings = self.facts.findings(&record, reasons);
        let n_findings = findings.len() as u64;
        record.findings.extend(findings);
        let mut parts = publication.render(&record);
        let json = without_end(mem::take(&mut parts[0]));
        let others = publication.parts().iter().zip(&mut parts).filter(|(part, _)| matches!(part, Part::Line));
        let lines = others.map(|(_, line)| without_end(mem::take(line))).collect();
        Ok((Origin::Amended { parts, n_findings }, Published::of(record, path, json, lines, self.source)))
    }
}

fn without_end(mut line: Vec<u8>) -> Vec<u8> {
    line.truncate(line.trim_ascii_end().len());
    line
}
