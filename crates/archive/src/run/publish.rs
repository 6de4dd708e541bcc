//! The outputs of a run, put together from the journal.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use jixiao_model::Record;

use super::{
    Collector, Part, Publication, Published, Tally, Totals,
    collect::Line,
    facts::{Facts, Reasons},
};
use crate::journal::{COPY_BYTES, Journal, Span, SpoolParts};

/// Spool files besides those of the publication's parts: what shows the paper, and the facts.
pub(super) const OWN_SPOOLS: usize = 2;

const MANIFEST: &str = "manifest.jsonl";

/// Writes every output, and the manifest, for `lines` in their order, and adds the records up.
///
/// Each is complete under another name before it gets its own, so whoever reads `out` never sees half a file.
pub(super) fn publish(
    lines: &[Line],
    journal: &Journal,
    publication: &dyn Publication,
    out: &Path,
    drafts: &Path,
    totals: &mut Totals,
) -> io::Result<()> {
    let mut press = Press::new(journal, publication, drafts)?;
    for line in lines {
        let facts = press.facts(line)?;
        press.reasons.add_all(&facts);
    }
    for line in lines {
        let facts = press.facts(line)?;
        facts.iter().for_each(|facts| totals.records.add(facts));
        if facts.iter().any(|facts| facts.has_findings(&press.reasons)) {
            press.print_amended(line, &facts, &mut totals.records)?;
        } else {
            press.print(line)?;
        }
    }
    let Press { files, collectors, .. } = press;
    let mut names = vec![MANIFEST.to_owned()];
    let mut manifest = draft(&drafts.join(MANIFEST), &[])?;
    for line in lines {
        serde_json::to_writer(&mut manifest, &line.outcome)?;
        manifest.write_all(b"\n")?;
    }
    complete(manifest)?;
    for (name, file) in files.into_iter().flatten() {
        complete(file)?;
        names.push(name.to_owned());
    }
    for collector in collectors {
        names.extend(collector.finish(totals)?);
    }
    names.iter().try_for_each(|name| fs::rename(drafts.join(name), out.join(name)))?;
    publication.retired().iter().try_for_each(|name| remove(&out.join(name)))
}

/// Puts the spooled parts of inputs into files.
struct Press<'a> {
    publication: &'a dyn Publication,
    /// One for each part, then the sources and the facts.
    spools: Vec<SpoolParts<'a>>,
    /// One for each part that is a file.
    files: Vec<Option<(&'static str, BufWriter<File>)>>,
    collectors: Vec<Box<dyn Collector>>,
    reasons: Reasons,
}

impl<'a> Press<'a> {
    fn new(journal: &'a Journal, publication: &'a dyn Publication, drafts: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        for part in publication.parts() {
            files.push(match part {
                Part::File { name, head } => Some((*name, draft(&drafts.join(name), head)?)),
                Part::Line => None,
            });
        }
        let spools = (0..files.len() + OWN_SPOOLS).map(|spool| journal.parts(spool)).collect();
        let collectors = publication.collectors(drafts)?;
        Ok(Press { publication, spools, files, collectors, reasons: Reasons::default() })
    }

    /// The number of the spool file of the sources; that of the facts is the next.
    fn sources(&self) -> usize {
        self.files.len()
    }

    fn facts(&mut self, line: &Line) -> io::Result<Vec<Facts>> {
        let spool = self.sources() + 1;
        let mut rest = span(line, spool);
        let mut facts = Vec::new();
        while let Some(line) = self.spools[spool].line(&mut rest)? {
            facts.push(serde_json::from_slice(&line)?);
        }
        Ok(facts)
    }

    /// Copies what an input gave, and shows its records to the collectors.
    fn print(&mut self, line: &Line) -> io::Result<()> {
        for (spool, file) in self.files.iter_mut().enumerate() {
            let span = span(line, spool);
            if let (Some((_, file)), true) = (file, span.n_bytes > 0) {
                self.spools[spool].copy(span, file)?;
            }
        }
        if self.collectors.is_empty() {
            return Ok(());
        }
        let mut rests: Vec<Span> = (0..self.spools.len()).map(|spool| span(line, spool)).collect();
        let others: Vec<usize> = (0..self.files.len()).filter(|&part| self.files[part].is_none()).collect();
        while let Some(json) = self.spools[0].line(&mut rests[0])? {
            let source = self.one_line(self.sources(), &mut rests)?;
            let lines = others.iter().map(|&spool| self.one_line(spool, &mut rests)).collect::<io::Result<Vec<_>>>()?;
            self.show(&Published::new(&json, lines.iter().map(Vec::as_slice).collect(), &source))?;
        }
        Ok(())
    }

    /// Renders the records of an input once more, with what only all inputs together tell.
    fn print_amended(&mut self, line: &Line, facts: &[Facts], tally: &mut Tally) -> io::Result<()> {
        let mut rests: Vec<Span> = (0..self.spools.len()).map(|spool| span(line, spool)).collect();
        for facts in facts {
            let mut record: Record = serde_json::from_slice(&self.one_line(0, &mut rests)?)?;
            let source = self.one_line(self.sources(), &mut rests)?;
            let findings = facts.findings(&record, &self.reasons);
            tally.analytics += findings.len() as u64;
            record.findings.extend(findings);
            let parts = self.publication.render(&record);
            for (file, part) in self.files.iter_mut().zip(&parts) {
                if let Some((_, file)) = file {
                    file.write_all(part)?;
                }
            }
            let others = self.files.iter().zip(&parts).filter(|(file, _)| file.is_none());
            let others = others.map(|(_, part)| part.trim_ascii_end()).collect();
            self.show(&Published::new(parts[0].trim_ascii_end(), others, &source))?;
        }
        Ok(())
    }

    /// The next line of a spool file, which has to be there: every record gives one.
    fn one_line(&mut self, spool: usize, rests: &mut [Span]) -> io::Result<Vec<u8>> {
        self.spools[spool].line(&mut rests[spool])?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn show(&mut self, record: &Published<'_>) -> io::Result<()> {
        self.collectors.iter_mut().try_for_each(|collector| collector.push(record))
    }
}

/// What an input gave to a spool file.
fn span(line: &Line, spool: usize) -> Span {
    line.spans.get(spool).copied().unwrap_or(Span { start: 0, n_bytes: 0 })
}

/// Removes a file that may not be there.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn draft(path: &Path, head: &[u8]) -> io::Result<BufWriter<File>> {
    let mut file = BufWriter::with_capacity(COPY_BYTES, File::create(path)?);
    file.write_all(head)?;
    Ok(file)
}

fn complete(file: BufWriter<File>) -> io::Result<()> {
    file.into_inner()?.sync_all()
}
