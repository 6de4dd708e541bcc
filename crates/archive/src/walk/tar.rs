//! Tar archives.

use std::io::{self, Read};

use super::{Content, End, Kind, Walk, Walked, damaged, decoded, joined};
use crate::limits::Budget;

impl Walk<'_> {
    pub(super) fn tar(&mut self, path: String, source: impl Read, depth: u32, budget: &mut Budget) -> Walked {
        let mut source = Ending { inner: source, n_zeros: 0 };
        let mut archive = tar::Archive::new(&mut source);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.emit(path, Content::Failed(damaged(error))),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                // Where one header is damaged, nothing tells where the next one is.
                Err(error) => return self.emit(path, Content::Failed(damaged(error))),
            };
            budget.count_entries(1).map_err(End::from)?;
            let entry_path = joined(&path, &decoded(&entry.path_bytes()));
            match entry.header().entry_type() {
                kind if kind.is_file() => {
                    let read = budget.read(entry, u64::MAX);
                    self.read_entry(entry_path, read, depth, budget)?;
                }
                kind if kind.is_dir() || kind.is_pax_global_extensions() => {}
                _ => self.emit(entry_path, Content::Skipped(Kind::Link))?,
            }
        }
        if source.n_zeros < BLOCK {
            return self.emit(path, Content::Failed(damaged("it breaks off")));
        }
        // What follows the end says whether all of a packed archive is there.
        match io::copy(&mut source, &mut io::sink()) {
            Ok(_) => Ok(()),
            Err(error) => self.emit(path, Content::Failed(damaged(error))),
        }
    }
}

/// A tar archive ends with blocks of zeros, and each entry begins with one that is none.
const BLOCK: usize = 512;

/// Counts the zeros that were read last.
struct Ending<R> {
    inner: R,
    n_zeros: usize,
}

impl<R: Read> Read for Ending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.inner.read(buffer)?;
        let n_zeros = buffer[..n_read].iter().rev().take_while(|byte| **byte == 0).count();
        self.n_zeros = if n_zeros == n_read { self.n_zeros.saturating_add(n_read) } else { n_zeros };
        Ok(n_read)
    }
}
