//! What a run has finished, kept so that a killed run goes on where it stopped.
//!
//! The journal is a folder: `log` has one line for each finished input, and for each output a file has what the inputs gave to it, in
//! the order in which they were finished. A line is written after the bytes that it speaks of, and both carry a digest; so whatever
//! moment a run ends at, the lines up to the first broken one are whole, and what follows is cut off.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{input::hexadecimal, outcome::Outcome};

/// A part of one spool file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Span {
    pub(crate) start: u64,
    pub(crate) n_bytes: u64,
}

/// A finished input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Done {
    pub(crate) outcome: Outcome,
    /// Where in each spool file its part stands.
    pub(crate) spans: Vec<Span>,
    /// Digest of those parts.
    digest: String,
}

/// The journal of one output folder, locked as long as it is open.
pub(crate) struct Journal {
    log: File,
    spools: Vec<Spool>,
    done: HashMap<(String, String), Done>,
    _lock: File,
}

struct Spool {
    file: File,
    end: u64,
}

/// Why a journal cannot be opened.
pub(crate) enum OpenError {
    /// Another run has it.
    Locked,
    Failed(PathBuf, io::Error),
}

impl Journal {
    /// Opens the journal in `folder`, or starts one; what another `program` wrote is dropped.
    pub(crate) fn open(folder: &Path, program: &str, n_spools: usize) -> Result<Self, OpenError> {
        let failed = |error| OpenError::Failed(folder.to_owned(), error);
        fs::create_dir_all(folder).map_err(failed)?;
        let lock = appended(&folder.join("lock")).map_err(failed)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => OpenError::Locked,
            TryLockError::Error(error) => failed(error),
        })?;
        Self::load(folder, program, n_spools, lock).map_err(failed)
    }

    fn load(folder: &Path, program: &str, n_spools: usize, lock: File) -> io::Result<Self> {
        let mut log = appended(&folder.join("log"))?;
        let mut spools = Vec::new();
        for index in 0..n_spools {
            spools.push(Spool { file: appended(&folder.join(format!("spool-{index}")))?, end: 0 });
        }
        let mut done = HashMap::new();
        let mut whole_bytes = 0;
        let mut lines = BufReader::new(&mut log);
        let mut line = Vec::new();
        lines.rewind()?;
        while lines.read_until(b'\n', &mut line)? > 0 {
            let Some(text) = checked_text(&line) else { break };
            if whole_bytes == 0 {
                if text != program.as_bytes() {
                    break;
                }
            } else {
                let Ok(entry) = serde_json::from_slice::<Done>(text) else { break };
                if !entry.is_whole(&spools)? {
                    break;
                }
                for (spool, span) in spools.iter_mut().zip(&entry.spans) {
                    spool.end = span.start + span.n_bytes;
                }
                done.insert(entry.outcome.key(), entry);
            }
            whole_bytes += line.len() as u64;
            line.clear();
        }
        drop(lines);
        log.set_len(whole_bytes)?;
        for spool in &spools {
            spool.file.set_len(spool.end)?;
        }
        let mut journal = Journal { log, spools, done, _lock: lock };
        if whole_bytes == 0 {
            journal.write_line(program.as_bytes())?;
        }
        Ok(journal)
    }

    /// The input that was finished under this path with these bytes.
    pub(crate) fn find(&self, path: &str, sha256: &str) -> Option<&Done> {
        self.done.get(&(path.to_owned(), sha256.to_owned()))
    }

    /// Starts the parts of one input.
    pub(crate) fn begin(&mut self) -> Entry<'_> {
        let spans = self.spools.iter().map(|spool| Span { start: spool.end, n_bytes: 0 }).collect();
        let digests = self.spools.iter().map(|_| Sha256::new()).collect();
        Entry { journal: self, spans, digests }
    }

    /// Copies a part of one spool file.
    pub(crate) fn copy(&self, spool: usize, span: Span, out: &mut impl Write) -> io::Result<()> {
        let n_copied = self.spools[spool].copy(span, out)?;
        if n_copied == span.n_bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn write_line(&mut self, text: &[u8]) -> io::Result<()> {
        let mut line = digest_of(text).into_bytes();
        line.push(b' ');
        line.extend_from_slice(text);
        line.push(b'\n');
        self.log.write_all(&line)
    }
}

/// The parts of one input while they are written.
pub(crate) struct Entry<'a> {
    journal: &'a mut Journal,
    spans: Vec<Span>,
    digests: Vec<Sha256>,
}

impl Entry<'_> {
    /// Adds to the input's part of each spool file.
    pub(crate) fn write(&mut self, parts: &[Vec<u8>]) -> io::Result<()> {
        for (index, part) in parts.iter().enumerate() {
            let spool = &mut self.journal.spools[index];
            spool.file.write_all(part)?;
            spool.end += part.len() as u64;
            self.spans[index].n_bytes += part.len() as u64;
            self.digests[index].update(part);
        }
        Ok(())
    }

    /// Notes the input as finished.
    pub(crate) fn finish(self, outcome: Outcome) -> io::Result<Done> {
        // An input that failed half-way has no part in the outputs: what it wrote stays behind unused.
        let Entry { journal, spans, digests } = if outcome.error.is_some() { self.journal.begin() } else { self };
        let done = Done { outcome, spans, digest: joint_digest(digests) };
        let text = serde_json::to_vec(&done).map_err(io::Error::other)?;
        journal.write_line(&text)?;
        Ok(done)
    }
}

impl Done {
    /// Whether the spool files have what this input gave to them.
    fn is_whole(&self, spools: &[Spool]) -> io::Result<bool> {
        let mut digests = Vec::new();
        for (spool, span) in spools.iter().zip(&self.spans) {
            let mut digest = DigestWriter(Sha256::new());
            if spool.copy(*span, &mut digest)? != span.n_bytes {
                return Ok(false);
            }
            digests.push(digest.0);
        }
        Ok(self.spans.len() == spools.len() && joint_digest(digests) == self.digest)
    }
}

impl Spool {
    /// Copies a part, as far as it is there; returns the number of bytes.
    fn copy(&self, span: Span, out: &mut impl Write) -> io::Result<u64> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(span.start))?;
        io::copy(&mut file.take(span.n_bytes), out)
    }
}

struct DigestWriter(Sha256);

impl Write for DigestWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One digest of the parts of an input.
fn joint_digest(parts: Vec<Sha256>) -> String {
    let mut joint = Sha256::new();
    for part in parts {
        joint.update(part.finalize());
    }
    hexadecimal(&joint.finalize()[..8])
}

fn digest_of(text: &[u8]) -> String {
    hexadecimal(&Sha256::digest(text)[..8])
}

/// The text of a line, where it is whole.
fn checked_text(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_suffix(b"\n")?;
    let (digest, text) = (line.get(..16)?, line.get(17..)?);
    (digest == digest_of(text).as_bytes()).then_some(text)
}

/// A file that is read anywhere and written at its end.
fn appended(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).append(true).create(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Status, test_folder::folder};

    fn outcome(path: &str) -> Outcome {
        Outcome { sha256: Some("00".into()), ..Outcome::new(path.into(), Status::Ok) }
    }

    fn open(folder: &Path, program: &str) -> Journal {
        Journal::open(folder, program, 2).ok().unwrap()
    }

    fn write(journal: &mut Journal, path: &str, parts: [&str; 2]) {
        let mut entry = journal.begin();
        entry.write(&parts.map(|part| part.as_bytes().to_vec())).unwrap();
        entry.finish(outcome(path)).unwrap();
    }

    fn read(journal: &Journal, path: &str) -> Option<[String; 2]> {
        let done = journal.find(path, "00")?;
        let mut parts = [Vec::new(), Vec::new()];
        for (index, part) in parts.iter_mut().enumerate() {
            journal.copy(index, done.spans[index], part).unwrap();
        }
        Some(parts.map(|part| String::from_utf8(part).unwrap()))
    }

    fn parts(first: &str, second: &str) -> Option<[String; 2]> {
        Some([first.into(), second.into()])
    }

    #[test]
    fn what_was_finished_is_found_again() {
        let folder = folder("journal-found");
        let mut journal = open(&folder, "1");
        write(&mut journal, "a", ["one", ""]);
        write(&mut journal, "b", ["two", "zwei"]);
        drop(journal);
        let journal = open(&folder, "1");
        assert_eq!(read(&journal, "a"), parts("one", ""));
        assert_eq!(read(&journal, "b"), parts("two", "zwei"));
        assert_eq!(read(&journal, "c"), None);
    }

    #[test]
    fn a_log_cut_at_any_byte_keeps_its_whole_lines() {
        let folder = folder("journal-cut");
        let log = folder.join("log");
        let mut journal = open(&folder, "1");
        write(&mut journal, "a", ["one", "eins"]);
        let after_a = fs::metadata(&log).unwrap().len();
        write(&mut journal, "b", ["two", "zwei"]);
        drop(journal);
        let whole = fs::read(&log).unwrap();
        for cut in (after_a..whole.len() as u64).rev() {
            fs::write(&log, &whole[..cut as usize]).unwrap();
            let mut journal = open(&folder, "1");
            assert_eq!((read(&journal, "a"), read(&journal, "b")), (parts("one", "eins"), None), "cut at {cut}");
            write(&mut journal, "b", ["again", "wieder"]);
            drop(journal);
            assert_eq!(read(&open(&folder, "1"), "b"), parts("again", "wieder"), "cut at {cut}");
        }
    }

    #[test]
    fn spooled_bytes_that_changed_are_not_used() {
        let folder = folder("journal-changed");
        let mut journal = open(&folder, "1");
        write(&mut journal, "a", ["one", "eins"]);
        write(&mut journal, "b", ["two", "zwei"]);
        drop(journal);
        fs::write(folder.join("spool-0"), "onetwX").unwrap();
        let journal = open(&folder, "1");
        assert_eq!((read(&journal, "a"), read(&journal, "b")), (parts("one", "eins"), None));
    }

    #[test]
    fn another_program_starts_anew() {
        let folder = folder("journal-program");
        write(&mut open(&folder, "1"), "a", ["one", "eins"]);
        assert_eq!(read(&open(&folder, "2"), "a"), None);
        assert_eq!(read(&open(&folder, "1"), "a"), None);
    }

    #[test]
    fn only_one_run_at_a_time_has_it() {
        let folder = folder("journal-locked");
        let journal = open(&folder, "1");
        assert!(matches!(Journal::open(&folder, "1", 2), Err(OpenError::Locked)));
        drop(journal);
        assert!(Journal::open(&folder, "1", 2).is_ok());
    }
}
