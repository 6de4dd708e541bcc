//! The outputs of a run, put together from the journal.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use super::{Output, collect::Line};
use crate::journal::{COPY_BYTES, Journal};

/// Writes every output, and the manifest, for `lines` in their order.
///
/// Each is complete under another name before it gets its own, so whoever reads `out` never sees half a file.
pub(super) fn publish(lines: &[Line], journal: &Journal, outputs: &[Output], out: &Path, drafts: &Path) -> io::Result<()> {
    for (index, output) in outputs.iter().enumerate() {
        draft(&drafts.join(output.name), |file| {
            file.write_all(&output.head)?;
            let mut parts = journal.parts(index);
            let spans = lines.iter().filter_map(|line| line.spans.get(index)).filter(|span| span.n_bytes > 0);
            spans.copied().try_for_each(|span| parts.copy(span, file))
        })?;
    }
    draft(&drafts.join(MANIFEST), |file| {
        for line in lines {
            serde_json::to_writer(&mut *file, &line.outcome)?;
            file.write_all(b"\n")?;
        }
        Ok(())
    })?;
    let names = outputs.iter().map(|output| output.name).chain([MANIFEST]);
    names.into_iter().try_for_each(|name| fs::rename(drafts.join(name), out.join(name)))
}

const MANIFEST: &str = "manifest.jsonl";

fn draft(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(COPY_BYTES, File::create(path)?);
    write(&mut file)?;
    file.into_inner()?.sync_all()
}
