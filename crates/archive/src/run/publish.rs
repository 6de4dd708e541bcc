//! The outputs of a run, put together from the journal.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use rayon::{ThreadPool, prelude::*};

use super::{
    Collector, Part, Publication, Tally, Totals,
    batch::{Batch, Prepared, Reader},
    collect::Line,
    facts::Reasons,
};
use crate::{
    in_order::in_order,
    journal::{COPY_BYTES, Journal},
};

const MANIFEST: &str = "manifest.jsonl";

/// Writes every output, and the manifest, for `lines` in their order, and adds the records up.
///
/// Each is complete under another name before it gets its own, so whoever reads `out` never sees half a file.
pub(super) fn publish(
    lines: &[Line],
    journal: &Journal,
    publication: &dyn Publication,
    pool: &ThreadPool,
    (out, drafts): (&Path, &Path),
    totals: &mut Totals,
) -> io::Result<()> {
    let mut reader = Reader::new(journal, publication);
    let mut reasons = Reasons::default();
    for line in lines {
        let facts = reader.facts(line)?;
        facts.iter().for_each(|facts| totals.records.add(facts));
        reasons.add_all(&facts);
    }
    let mut press = Press::new(publication, drafts)?;
    let packers: Vec<_> = press.collectors.iter().map(|collector| collector.packer()).collect();
    in_order(
        Some(pool),
        &|_, batch: Batch<'_>| batch.prepare(publication, &reasons, &packers),
        &mut |prepared| press.print(prepared?, &mut totals.records),
        |push| reader.read(lines, push),
    )?;
    let mut names = vec![MANIFEST.to_owned()];
    let mut manifest = draft(&drafts.join(MANIFEST), &[])?;
    for line in lines {
        serde_json::to_writer(&mut manifest, &line.outcome)?;
        manifest.write_all(b"\n")?;
    }
    complete(manifest)?;
    names.extend(press.finish(pool, totals)?);
    names.iter().try_for_each(|name| fs::rename(drafts.join(name), out.join(name)))?;
    publication.retired().iter().try_for_each(|name| remove(&out.join(name)))
}

/// Writes records to files and shows them to the collectors.
struct Press {
    /// One for each part that is a file.
    files: Vec<PartFile>,
    collectors: Vec<Box<dyn Collector>>,
}

/// A file that gets a part of every record.
struct PartFile {
    part: usize,
    name: &'static str,
    file: BufWriter<File>,
}

impl Press {
    fn new(publication: &dyn Publication, drafts: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        for (part, what) in publication.parts().iter().enumerate() {
            if let Part::File { name, head } = what {
                files.push(PartFile { part, name, file: draft(&drafts.join(name), head)? });
            }
        }
        Ok(Press { files, collectors: publication.collectors(drafts)? })
    }

    fn print(&mut self, prepared: Prepared<'_>, tally: &mut Tally) -> io::Result<()> {
        let Prepared { records, n_late_findings, packed } = prepared;
        for PartFile { part, file, .. } in &mut self.files {
            records.iter().try_for_each(|record| file.write_all(&record.parts[*part]))?;
        }
        tally.analytics += n_late_findings;
        self.collectors.iter_mut().zip(packed).try_for_each(|(collector, packed)| collector.push(&records, packed))
    }

    /// Completes all files, each collector's on a thread of its own, and returns their names.
    fn finish(self, pool: &ThreadPool, totals: &Totals) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for PartFile { name, file, .. } in self.files {
            complete(file)?;
            names.push(name.to_owned());
        }
        let finished =
            pool.install(|| self.collectors.into_par_iter().map(|collector| collector.finish(totals)).collect::<Vec<_>>());
        for more in finished {
            names.extend(more?);
        }
        Ok(names)
    }
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
