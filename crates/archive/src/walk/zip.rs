//! Zip archives, also Zip64.

use std::io::{self, Read, Seek, SeekFrom};

use zip::{ZipArchive, result::ZipError};

use super::{Content, End, Kind, Packed, Source, Walk, Walked, damaged, decoded, joined, too_deep};
use crate::{
    kind,
    limits::{Budget, Refusal},
};

impl Walk<'_> {
    pub(super) fn zip(&mut self, path: String, source: Packed, depth: u32, budget: &mut Budget) -> Walked {
        let mut source = source.bytes;
        let n_entries = match n_entries(&mut source) {
            Ok(n_entries) => n_entries,
            Err(error) => return self.emit(path, Content::Failed(damaged(error))),
        };
        budget.count_entries(n_entries).map_err(End::from)?;
        let mut zip = match ZipArchive::new(source) {
            Ok(zip) => zip,
            Err(error) => return self.emit(path, Content::Failed(damaged(error))),
        };
        if kind::is_document(&zip) {
            let mut bytes = Vec::new();
            let mut source = zip.into_inner();
            let read = source.rewind().and_then(|()| source.read_to_end(&mut bytes));
            let content = read.map_or_else(|error| Content::Failed(format!("cannot be read: {error}")), |_| Content::Bytes(bytes));
            return self.emit(path, content);
        }
        if depth > self.limits.archive_depth {
            return self.emit(path, too_deep(self.limits.archive_depth));
        }
        for index in 0..zip.len() {
            match entry(&mut zip, index, budget) {
                Entry::Folder => {}
                Entry::File(name, read) => self.read_entry(joined(&path, &name), read, depth, budget)?,
                Entry::Other(name, content) => self.emit(joined(&path, &name), content)?,
            }
        }
        let n_hidden = n_entries.saturating_sub(zip.len() as u64);
        if n_hidden > 0 {
            let message = format!("{n_hidden} entries have the name of another one: unpack it, renaming them, and give the folder");
            self.emit(path, Content::Failed(message))?;
        }
        Ok(())
    }
}

enum Entry {
    Folder,
    File(String, Result<Vec<u8>, Refusal>),
    Other(String, Content),
}

fn entry(zip: &mut ZipArchive<Box<dyn Source>>, index: usize, budget: &mut Budget) -> Entry {
    let (name, is_encrypted) = match zip.by_index_raw(index) {
        Ok(entry) if entry.is_dir() => return Entry::Folder,
        Ok(entry) if entry.is_symlink() => return Entry::Other(decoded(entry.name_raw()), Content::Skipped(Kind::Link)),
        Ok(entry) => (decoded(entry.name_raw()), entry.encrypted()),
        Err(error) => return Entry::Other(format!("entry {}", index + 1), Content::Failed(damaged(error))),
    };
    if is_encrypted {
        let message = "the entry is encrypted: unpack the archive with its password, and give the folder".to_owned();
        return Entry::Other(name, Content::Failed(message));
    }
    let read = zip.by_index(index).map_err(|error| Refusal::Entry(damaged(error))).and_then(|entry| {
        let packed = entry.compressed_size();
        budget.read(entry, packed)
    });
    Entry::File(name, read)
}

/// The number of entries that the end of a zip file claims; 0 where it has no end, which the reader of zip files then says.
///
/// The reader builds a table of all entries at once, so the claim is checked before. Of several claims the largest counts.
fn n_entries(source: &mut (impl Read + Seek)) -> Result<u64, ZipError> {
    /// The longest comment, the record with the number of entries, and the two records of Zip64 before it.
    const TAIL: u64 = 65_535 + 22 + 20 + 56;
    let n_bytes = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(n_bytes.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    source.take(TAIL).read_to_end(&mut tail)?;
    let mut claims: Vec<u64> = all_of(&tail, b"PK\x06\x06").filter_map(|record| number(record, 32)).collect();
    for locator in all_of(&tail, b"PK\x06\x07") {
        let Some(at) = number(locator, 8).filter(|at| *at < n_bytes) else { continue };
        source.seek(SeekFrom::Start(at))?;
        let mut record = Vec::new();
        source.take(40).read_to_end(&mut record)?;
        claims.extend(Some(record).filter(|record| record.starts_with(b"PK\x06\x06")).and_then(|record| number(&record, 32)));
    }
    source.rewind()?;
    let Some(record) = all_of(&tail, b"PK\x05\x06").last().and_then(|record| record.get(..22)) else {
        return Ok(claims.into_iter().max().unwrap_or(0));
    };
    let small = u64::from(u16::from_le_bytes([record[10], record[11]]));
    let says_zip64 = small == 0xffff || record[12..20].windows(4).step_by(4).any(|word| word == [0xff; 4]);
    match claims.into_iter().max() {
        Some(claim) if says_zip64 => Ok(claim),
        None if says_zip64 => Err(io::Error::new(io::ErrorKind::InvalidData, "its number of entries cannot be found").into()),
        _ => Ok(small),
    }
}

/// What follows each occurrence of `mark`, with it.
fn all_of<'a>(bytes: &'a [u8], mark: &'a [u8; 4]) -> impl Iterator<Item = &'a [u8]> {
    memchr::memmem::find_iter(bytes, mark).map(|at| &bytes[at..])
}

fn number(record: &[u8], at: usize) -> Option<u64> {
    record.get(at..at + 8).map(|bytes| u64::from_le_bytes(bytes.try_into().expect("eight bytes")))
}
