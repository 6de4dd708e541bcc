//! What a run has finished, kept so that a killed run goes on where it stopped.
//!
//! The journal is a folder: `log` has one line for each finished input, and for each output a file has what the inputs gave to it, in
//! the order in which they were finished. A line is written after the bytes that it speaks of, and both carry a digest; so whatever
//! moment a run ends at, the lines up to the first broken one are whole, and what follows is cut off.

mod spool;

use std::{
    collections::{BTreeSet, HashMap},
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufRead, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use self::spool::{COPY_BYTES, Span, SpoolParts};
use self::spool::{Checksum, Spool};
use crate::{input::hexadecimal, outcome::Outcome};

/// A finished input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Done {
    pub(crate) outcome: Outcome,
    /// Where in each spool file its part stands.
    pub(crate) spans: Vec<Span>,
    /// Digest of those parts.
    digest: String,
}

/// One checksum of the parts of an input. It tells bytes that a crash left unwritten, not those that somebody forged.
fn joint_digest(parts: Vec<Checksum>) -> String {
    parts.into_iter().map(|part| format!("{:08x}", part.finalize())).collect()
}

/// What an input gives to each output.
pub(crate) enum Parts {
    Bytes(Vec<Vec<u8>>),
    /// In files, which are removed once they are in the journal.
    Files(Vec<PathBuf>),
}

/// The journal of one output folder, locked as long as it is open.
pub(crate) struct Journal {
    log: File,
    spools: Vec<Spool>,
    done: HashMap<(String, String), Done>,
    started: File,
    suspects: BTreeSet<String>,
    _lock: File,
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
            spools.push(Spool::new(appended(&folder.join(format!("spool-{index}")))?));
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
            spool.cut()?;
        }
        remove_parts(folder)?;
        let (started, suspects) = suspects(folder, &done)?;
        let mut journal = Journal { log, spools, done, started, suspects, _lock: lock };
        if whole_bytes == 0 {
            journal.write_line(program.as_bytes())?;
        }
        Ok(journal)
    }

    /// The input that was finished under this path with these bytes.
    pub(crate) fn find(&self, path: &str, sha256: &str) -> Option<&Done> {
        self.done.get(&(path.to_owned(), sha256.to_owned()))
    }

    /// Notes an input as finished, with what it gives to each output.
    pub(crate) fn add(&mut self, outcome: Outcome, parts: Parts) -> io::Result<Done> {
        let mut spans: Vec<_> = self.spools.iter().map(|spool| Span { start: spool.end, n_bytes: 0 }).collect();
        let mut digests = vec![Checksum::default(); self.spools.len()];
        // An input that failed half-way has no part in the outputs.
        let is_whole = outcome.error.is_none();
        let n_parts = if is_whole { self.spools.len() } else { 0 };
        match &parts {
            Parts::Bytes(parts) => {
                for (index, part) in parts.iter().enumerate().take(n_parts) {
                    (spans[index], digests[index]) = self.spools[index].append(part)?;
                }
            }
            Parts::Files(paths) => {
                for (index, path) in paths.iter().enumerate().take(n_parts) {
                    (spans[index], digests[index]) = self.spools[index].append_file(File::open(path)?)?;
                }
                paths.iter().try_for_each(fs::remove_file)?;
            }
        }
        let done = Done { outcome, spans, digest: joint_digest(digests) };
        let text = serde_json::to_vec(&done).map_err(io::Error::other)?;
        self.write_line(&text)?;
        Ok(done)
    }

    /// Where each worker appends the digest of what it begins, one a line: what has no line in the log when the journal is opened
    /// again was under way when the run died.
    pub(crate) fn started(&self) -> io::Result<File> {
        self.started.try_clone()
    }

    /// Whether the bytes with this digest were under way when an earlier run died.
    pub(crate) fn is_suspect(&self, sha256: &str) -> bool {
        self.suspects.contains(sha256)
    }

    /// Nothing is under way any more: the run ends as it should.
    pub(crate) fn all_came_back(&self) -> io::Result<()> {
        self.started.set_len(0)
    }

    /// Parts of one spool file.
    pub(crate) fn parts(&self, spool: usize) -> SpoolParts<'_> {
        self.spools[spool].parts()
    }

    fn write_line(&mut self, text: &[u8]) -> io::Result<()> {
        let mut line = digest_of(text).into_bytes();
        line.push(b' ');
        line.extend_from_slice(text);
        line.push(b'\n');
        self.log.write_all(&line)
    }
}

impl Done {
    /// Whether the spool files have what this input gave to them.
    fn is_whole(&self, spools: &[Spool]) -> io::Result<bool> {
        let mut digests = Vec::new();
        for (spool, span) in spools.iter().zip(&self.spans) {
            let Some(digest) = spool.checksum(*span)? else { return Ok(false) };
            digests.push(digest);
        }
        Ok(self.spans.len() == spools.len() && joint_digest(digests) == self.digest)
    }
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

/// The file that notes what is begun, and what of it did not come back. What did not come back stays noted until it does.
fn suspects(folder: &Path, done: &HashMap<(String, String), Done>) -> io::Result<(File, BTreeSet<String>)> {
    let mut noted = Vec::new();
    appended(&folder.join("started"))?.read_to_end(&mut noted)?;
    // A line that was cut, or is damaged, is no digest of any input.
    let mut suspects: BTreeSet<String> = String::from_utf8_lossy(&noted).lines().map(str::to_owned).collect();
    for (_, sha256) in done.keys().collect::<BTreeSet<_>>() {
        suspects.remove(sha256);
    }
    let kept: String = suspects.iter().flat_map(|sha256| [sha256.as_str(), "\n"]).collect();
    let draft = folder.join("started.new");
    fs::write(&draft, kept)?;
    fs::rename(&draft, folder.join("started"))?;
    Ok((appended(&folder.join("started"))?, suspects))
}

/// Removes the parts of inputs that were under way.
fn remove_parts(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(b"part-") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
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
        journal.add(outcome(path), Parts::Bytes(parts.map(|part| part.as_bytes().to_vec()).into())).unwrap();
    }

    fn read(journal: &Journal, path: &str) -> Option<[String; 2]> {
        let done = journal.find(path, "00")?;
        Some([0, 1].map(|index| {
            let mut rest = done.spans[index];
            String::from_utf8(journal.parts(index).next(rest.n_bytes, &mut rest).unwrap()).unwrap()
        }))
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
    fn parts_are_read_in_any_order() {
        let folder = folder("journal-order");
        let mut journal = open(&folder, "1");
        // Longer together than what is read at a time.
        let texts = ["a", "b", "c"].map(|name| name.repeat(COPY_BYTES / 2 + 1));
        ["a", "b", "c"].iter().zip(&texts).for_each(|(name, text)| write(&mut journal, name, [text, ""]));
        drop(journal);
        let journal = open(&folder, "1");
        let spans = ["a", "b", "c"].map(|name| journal.find(name, "00").unwrap().spans[0]);
        let mut parts = journal.parts(0);
        for part in [2, 1, 0, 2, 0] {
            let mut rest = spans[part];
            let first = parts.next(5, &mut rest).unwrap();
            let others = parts.next(rest.n_bytes, &mut rest).unwrap();
            assert!([first, others].concat() == texts[part].as_bytes() && rest.n_bytes == 0);
            assert!(parts.next(1, &mut rest).is_err());
        }
    }

    #[test]
    fn lines_of_a_part_end_with_it() {
        let folder = folder("journal-lines");
        let mut journal = open(&folder, "1");
        write(&mut journal, "a", ["one\ntwo\n", ""]);
        write(&mut journal, "b", ["three\n", ""]);
        let mut rest = journal.add(outcome("c"), Parts::Bytes(vec![b"cut".to_vec(), Vec::new()])).unwrap().spans[0];
        let mut parts = journal.parts(0);
        assert!(parts.line(&mut rest).is_err());
        let mut rest = Span { start: 0, n_bytes: 8 };
        let mut next = || parts.line(&mut rest).unwrap().map(|line| String::from_utf8(line).unwrap());
        assert_eq!([next(), next(), next()], [Some("one".into()), Some("two".into()), None]);
    }

    #[test]
    fn parts_may_come_as_files() {
        let folder = folder("journal-files");
        let mut journal = open(&folder, "1");
        let paths = vec![folder.join("part-0-0"), folder.join("part-0-1")];
        paths.iter().zip(["one", "eins"]).for_each(|(path, text)| fs::write(path, text).unwrap());
        journal.add(outcome("a"), Parts::Files(paths.clone())).unwrap();
        assert!(paths.iter().all(|path| !path.exists()));
        fs::write(folder.join("part-1-0"), "of an input under way").unwrap();
        drop(journal);
        let journal = open(&folder, "1");
        assert_eq!(read(&journal, "a"), parts("one", "eins"));
        assert!(!folder.join("part-1-0").exists());
    }

    #[test]
    fn what_was_under_way_when_a_run_died_is_known_until_it_is_done() {
        let folder = folder("journal-suspects");
        let mut journal = open(&folder, "1");
        let start = |journal: &Journal, sha256: &str| writeln!(journal.started().unwrap(), "{sha256}").unwrap();
        ["00", "11", "22"].iter().for_each(|sha256| start(&journal, sha256));
        write(&mut journal, "a", ["one", ""]);
        drop(journal);
        let of = |journal: &Journal| ["00", "11", "22"].map(|sha256| journal.is_suspect(sha256));
        let mut journal = open(&folder, "1");
        assert_eq!(of(&journal), [false, true, true]);
        let done = Outcome { sha256: Some("11".into()), ..Outcome::new("b".into(), Status::Ok) };
        journal.add(done, Parts::Bytes(vec![Vec::new(), Vec::new()])).unwrap();
        drop(journal);
        let journal = open(&folder, "1");
        assert_eq!(of(&journal), [false, false, true]);
        journal.all_came_back().unwrap();
        drop(journal);
        assert_eq!(of(&open(&folder, "1")), [false, false, false]);
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
