//! Inputs to the single files in them: folders and archives, inside each other.
//!
//! Names of entries are labels and nothing else: no entry is ever written to a path, so a name such as `../x` is only odd.

use std::{
    fs::{self, File, Metadata},
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use encoding_rs::GB18030;
use flate2::read::MultiGzDecoder;
use zip::{ZipArchive, result::ZipError};

use crate::{
    guard,
    kind::{self, Container, HEAD_BYTES, Kind},
    limits::{ArchiveLimits, Bounded, Budget},
};

/// One file of the inputs, wherever it was found.
pub(crate) struct Leaf {
    /// Its path as the outputs name it: that of each archive around it and its name in the last one, joined by `/`.
    pub(crate) path: String,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    Bytes(Vec<u8>),
    Skipped(Kind),
    /// It could not be had, for this reason.
    Failed(String),
}

/// Whoever takes the files wants no more of them.
pub(crate) struct Stopped;

type Walked = Result<(), Stopped>;

/// Finds the files of inputs and hands them on one after the other: always the same ones in the same order.
pub(crate) struct Walk<'a> {
    pub(crate) limits: &'a ArchiveLimits,
    /// Bytes of one file outside archives.
    pub(crate) input_bytes: u64,
    /// A folder that is passed over.
    pub(crate) except: &'a Path,
    pub(crate) sink: &'a mut dyn FnMut(Leaf) -> Walked,
}

trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

impl Walk<'_> {
    /// A file, or all files in a folder and the folders in it. Links are followed only where they are the input itself.
    pub(crate) fn input(&mut self, input: &Path) -> Walked {
        let mut pending = vec![input.to_owned()];
        while let Some(path) = pending.pop() {
            let metadata = if path == input { fs::metadata(&path) } else { fs::symlink_metadata(&path) };
            match metadata.and_then(|metadata| self.path(&path, &metadata)) {
                Ok(Found::Folder(paths)) => pending.extend(paths.into_iter().rev()),
                Ok(Found::File(file, n_bytes)) => {
                    let label = label(&path);
                    // The readers of archives are not ours: a panic of theirs ends one file, not the walk.
                    match guard(|| Ok(self.file(label.clone(), file, n_bytes))) {
                        Ok(walked) => walked?,
                        Err(cause) => self.emit(label, Content::Failed(cause.to_string()))?,
                    }
                }
                Ok(Found::Link) => self.emit(label(&path), Content::Skipped(Kind::Link))?,
                Err(error) => self.emit(label(&path), Content::Failed(format!("cannot be read: {error}")))?,
            }
        }
        Ok(())
    }

    fn path(&self, path: &Path, metadata: &Metadata) -> io::Result<Found> {
        if metadata.is_dir() {
            if path.canonicalize()? == self.except {
                return Ok(Found::Folder(Vec::new()));
            }
            let mut paths = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
            paths.sort();
            Ok(Found::Folder(paths))
        } else if metadata.is_file() {
            Ok(Found::File(File::open(path)?, metadata.len()))
        } else {
            Ok(Found::Link)
        }
    }

    fn file(&mut self, path: String, mut file: File, n_bytes: u64) -> Walked {
        let mut budget = Budget::new(self.limits.clone());
        let opened = head(&mut file).and_then(|head| file.rewind().map(|()| kind::container(&head)));
        let container = match opened {
            Ok(container) => container,
            Err(error) => return self.emit(path, Content::Failed(format!("cannot be read: {error}"))),
        };
        if let Some(container) = container {
            return self.container(path, container, Box::new(BufReader::new(file)), n_bytes, 1, &mut budget);
        }
        let content = match crate::input::read_within(file, self.input_bytes) {
            Ok(bytes) => Content::Bytes(bytes),
            Err(cause) => Content::Failed(cause.to_string()),
        };
        self.emit(path, content)
    }

    /// The bytes of an entry of an archive at `depth`.
    fn entry(&mut self, path: String, bytes: Vec<u8>, depth: u32, budget: &mut Budget) -> Walked {
        let Some(container) = kind::container(&bytes) else {
            return self.emit(path, Content::Bytes(bytes));
        };
        let n_bytes = bytes.len() as u64;
        self.container(path, container, Box::new(Cursor::new(bytes)), n_bytes, depth + 1, budget)
    }

    fn container(
        &mut self,
        path: String,
        container: Container,
        source: Box<dyn Source>,
        n_bytes: u64,
        depth: u32,
        budget: &mut Budget,
    ) -> Walked {
        let max_depth = self.limits.archive_depth;
        match container {
            Container::Zip => return self.zip(path, source, depth, budget),
            _ if depth > max_depth => {}
            Container::Tar => return self.tar(path, source, depth, budget),
            Container::Gzip => return self.gzip(path, source, n_bytes, depth, budget),
        }
        self.emit(path, too_deep(max_depth))
    }

    fn zip(&mut self, path: String, mut source: Box<dyn Source>, depth: u32, budget: &mut Budget) -> Walked {
        let checked = n_zip_entries(&mut source).map_err(damaged).and_then(|n_entries| budget.check_entries(n_entries));
        if let Err(message) = checked {
            return self.emit(path, Content::Failed(message));
        }
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
            if let Err(message) = budget.count_entry() {
                return self.emit(path, Content::Failed(message));
            }
            match zip_entry(&mut zip, index, budget) {
                Entry::Folder => {}
                Entry::Bytes(name, bytes) => self.entry(joined(&path, &name), bytes, depth, budget)?,
                Entry::Other(name, content) => self.emit(joined(&path, &name), content)?,
            }
        }
        Ok(())
    }

    fn tar(&mut self, path: String, source: impl Read, depth: u32, budget: &mut Budget) -> Walked {
        let mut archive = tar::Archive::new(source);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.emit(path, Content::Failed(damaged(error))),
        };
        for entry in entries {
            let entry = match entry.map_err(damaged).and_then(|entry| budget.count_entry().map(|()| entry)) {
                Ok(entry) => entry,
                // Where one header is damaged, nothing tells where the next one is.
                Err(message) => return self.emit(path, Content::Failed(message)),
            };
            let entry_path = joined(&path, &decoded(&entry.path_bytes()));
            match entry.header().entry_type() {
                kind if kind.is_file() => match budget.read(entry, u64::MAX) {
                    Ok(bytes) => self.entry(entry_path, bytes, depth, budget)?,
                    Err(message) => self.emit(entry_path, Content::Failed(message))?,
                },
                kind if kind.is_dir() || kind.is_pax_global_extensions() => {}
                _ => self.emit(entry_path, Content::Skipped(Kind::Link))?,
            }
        }
        Ok(())
    }

    /// One packed file, named like the archive, or a packed tar archive.
    fn gzip(&mut self, path: String, source: Box<dyn Source>, n_bytes: u64, depth: u32, budget: &mut Budget) -> Walked {
        let mut unpacked = Bounded::new(MultiGzDecoder::new(source), n_bytes, &budget.limits);
        let head = match head(&mut unpacked) {
            Ok(head) => head,
            Err(error) => return self.emit(path, Content::Failed(damaged(error))),
        };
        let is_tar = kind::container(&head) == Some(Container::Tar);
        let unpacked = Cursor::new(head).chain(unpacked);
        if is_tar {
            return self.tar(path, unpacked, depth, budget);
        }
        match budget.count_entry().and_then(|()| budget.read(unpacked, n_bytes)) {
            Ok(bytes) => self.entry(path, bytes, depth, budget),
            Err(message) => self.emit(path, Content::Failed(message)),
        }
    }

    fn emit(&mut self, path: String, content: Content) -> Walked {
        let content = match content {
            Content::Bytes(bytes) if bytes.is_empty() => Content::Skipped(Kind::Empty),
            content => content,
        };
        (self.sink)(Leaf { path, content })
    }
}

enum Found {
    Folder(Vec<PathBuf>),
    File(File, u64),
    Link,
}

enum Entry {
    Folder,
    Bytes(String, Vec<u8>),
    Other(String, Content),
}

fn zip_entry<R: Source>(zip: &mut ZipArchive<R>, index: usize, budget: &mut Budget) -> Entry {
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
    let read = zip.by_index(index).map_err(damaged).and_then(|entry| {
        let packed = entry.compressed_size();
        budget.read(entry, packed)
    });
    match read {
        Ok(bytes) => Entry::Bytes(name, bytes),
        Err(message) => Entry::Other(name, Content::Failed(message)),
    }
}

/// The number of entries that the end of a zip file claims; 0 where it has no end, which the reader of zip files then says.
///
/// The reader builds a table of all entries at once, so the claim is checked before.
fn n_zip_entries(source: &mut (impl Read + Seek)) -> Result<u64, ZipError> {
    /// The longest comment, the record with the number of entries, and the two records of Zip64 before it.
    const TAIL: u64 = 65_535 + 22 + 20 + 56;
    let n_bytes = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(n_bytes.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    source.take(TAIL).read_to_end(&mut tail)?;
    source.rewind()?;
    let record = |mark: &[u8; 4]| tail.windows(4).rposition(|window| window == mark).map(|at| &tail[at..]);
    if let Some(number) = record(b"PK\x06\x06").and_then(|record| record.get(32..40)) {
        return Ok(u64::from_le_bytes(number.try_into().expect("eight bytes")));
    }
    let number = record(b"PK\x05\x06").and_then(|record| record.get(10..12));
    Ok(number.map_or(0, |number| u64::from(u16::from_le_bytes([number[0], number[1]]))))
}

fn head(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    source.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn too_deep(max_depth: u32) -> Content {
    Content::Failed(format!("exceeds the limit `archive_depth` of {max_depth}: unpack it, and give the folder"))
}

fn damaged(error: impl std::fmt::Display) -> String {
    format!("the archive cannot be read: {error}")
}

fn label(path: &Path) -> String {
    path.display().to_string()
}

fn joined(archive: &str, name: &str) -> String {
    format!("{archive}/{name}")
}

/// The name of an entry. Names are UTF-8 or, from Chinese Windows, GBK without any mark; GBK text is hardly ever valid UTF-8, so the
/// bytes tell better than the flag, which packers forget and set wrongly.
fn decoded(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(name).0.into_owned(),
    }
}

#[cfg(test)]
mod tests;
