//! Inputs to the single files in them: folders and archives, inside each other.
//!
//! Names of entries are labels and nothing else: no entry is ever written to a path, so a name such as `../x` is only odd.

mod seven_z;
mod seven_z_header;
mod stream;
mod tar;
mod zip;

use std::{
    fs::{self, File, Metadata},
    io::{self, BufReader, Cursor, Read, Seek},
    path::{Path, PathBuf},
};

use encoding_rs::GB18030;

use crate::{
    guard,
    kind::{self, Container, HEAD_BYTES, Kind},
    limits::{ArchiveLimits, Budget, Refusal},
    weight::Weight,
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

/// Why no more files are handed on.
pub(crate) enum End {
    /// Whoever takes them wants no more.
    Stopped,
    /// The archive that was given exceeds a limit, in words.
    Refused(String),
}

impl From<Refusal> for End {
    fn from(refusal: Refusal) -> Self {
        let (Refusal::Entry(message) | Refusal::Archive(message)) = refusal;
        End::Refused(message)
    }
}

type Walked = Result<(), End>;

/// Finds the files of inputs and hands them on one after the other: always the same ones in the same order.
pub(crate) struct Walk<'a> {
    pub(crate) limits: &'a ArchiveLimits,
    /// Bytes of one file outside archives.
    pub(crate) input_bytes: u64,
    /// A folder that is passed over.
    pub(crate) except: &'a Path,
    /// Is told of every byte that is read.
    pub(crate) weight: &'a Weight,
    /// Is told each file outside archives before it is opened, and says whether to open it.
    pub(crate) file: &'a mut dyn FnMut(&str) -> bool,
    pub(crate) sink: &'a mut dyn FnMut(Leaf) -> Walked,
}

trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// An archive, as its bytes.
struct Packed {
    bytes: Box<dyn Source>,
    n_bytes: u64,
}

impl Walk<'_> {
    /// A file, or all files in a folder and the folders in it. Links are followed only where they are the input itself.
    pub(crate) fn input(&mut self, input: &Path) -> Walked {
        let mut pending = vec![input.to_owned()];
        while let Some(path) = pending.pop() {
            let metadata = if path == input { fs::metadata(&path) } else { fs::symlink_metadata(&path) };
            let found = metadata.and_then(|metadata| self.path(&path, &metadata));
            if let Ok(Found::Folder(paths)) = found {
                pending.extend(paths.into_iter().rev());
                continue;
            }
            let label = label(&path);
            if !(self.file)(&label) {
                continue;
            }
            match found {
                // The readers of archives are not ours: a panic of theirs ends one file, not the walk.
                Ok(Found::File(file, n_bytes)) => match guard(|| Ok(self.one_file(label.clone(), file, n_bytes))) {
                    Ok(Err(End::Refused(message))) => self.emit(label, Content::Failed(message))?,
                    Ok(walked) => walked?,
                    Err(cause) => self.emit(label, Content::Failed(cause.to_string()))?,
                },
                Ok(Found::Folder(_) | Found::Link) => self.emit(label, Content::Skipped(Kind::Link))?,
                Err(error) => self.emit(label, Content::Failed(format!("cannot be read: {error}")))?,
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

    fn one_file(&mut self, path: String, mut file: File, n_bytes: u64) -> Walked {
        let mut budget = Budget::new(self.limits.clone(), n_bytes);
        let opened = head(&mut file).and_then(|head| file.rewind().map(|()| kind::container(&head)));
        let container = match opened {
            Ok(container) => container,
            Err(error) => return self.emit(path, Content::Failed(format!("cannot be read: {error}"))),
        };
        let file = self.weight.metered(file);
        if let Some(container) = container {
            let packed = Packed { bytes: Box::new(BufReader::new(file)), n_bytes };
            return self.container(path, container, packed, 1, &mut budget);
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
        let packed = Packed { n_bytes: bytes.len() as u64, bytes: Box::new(Cursor::new(bytes)) };
        self.container(path, container, packed, depth + 1, budget)
    }

    fn container(&mut self, path: String, container: Container, source: Packed, depth: u32, budget: &mut Budget) -> Walked {
        let max_depth = self.limits.archive_depth;
        match container {
            Container::Zip => return self.zip(path, source, depth, budget),
            _ if depth > max_depth => {}
            Container::Tar => return self.tar(path, source.bytes, depth, budget),
            Container::SevenZ => return self.seven_z(path, source, depth, budget),
            Container::Stream(packing) => return self.stream(path, packing, source, depth, budget),
        }
        self.emit(path, too_deep(max_depth))
    }

    /// An entry that was read, or why not.
    fn read_entry(&mut self, path: String, read: Result<Vec<u8>, Refusal>, depth: u32, budget: &mut Budget) -> Walked {
        match read {
            Ok(bytes) => self.entry(path, bytes, depth, budget),
            Err(Refusal::Entry(message)) => self.emit(path, Content::Failed(message)),
            Err(Refusal::Archive(message)) => Err(End::Refused(message)),
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
