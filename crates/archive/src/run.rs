//! A whole archive to one output folder.
//!
//! ```text
//! finder ────files────▶ collector ──new ones──▶ workers
//! walks, unpacks,       journal, outputs        read, render
//! digests                   ▲────────parts─────────┘
//! ```
//!
//! The finder waits where the inputs under way would take more memory than they may. Whoever does not come back in time is left
//! behind and replaced: the finder by one that goes on after the archive at which it hangs, a worker by another one.

mod alone;
mod batch;
mod collect;
mod facts;
mod find;
mod gate;
mod publication;
mod publish;
mod work;

use std::{
    error, fmt, fs, io,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use jixiao_extract::ExtractConfig;
use jixiao_model::Severity;
use jixiao_normalize::Forms;

pub use self::{
    alone::serve as read_alone,
    facts::Tally,
    publication::{Collector, Packer, Part, Publication, Published},
};
use crate::{
    ArchiveLimits, Kind, Outcome,
    journal::{Journal, OpenError},
};

/// Folder in the output folder that holds the journal.
const JOURNAL: &str = ".jixiao-journal";

/// How an input is read, and what its records give.
pub struct Reading {
    /// The forms to look for.
    pub forms: Forms,
    /// How to read.
    pub extract: ExtractConfig,
    /// Time for one input, from the moment at which a worker takes it.
    pub timeout: Duration,
    /// What becomes of the records.
    pub publication: Box<dyn Publication>,
}

impl Reading {
    /// Parts that an input gives to the journal.
    fn n_spools(&self) -> usize {
        self.publication.parts().len() + batch::OWN_SPOOLS
    }
}

/// What a run needs besides its inputs.
pub struct Job<'a> {
    /// How each input is read.
    pub reading: Arc<Reading>,
    /// Threads that read.
    pub jobs: NonZeroUsize,
    /// Bytes of memory that the inputs under way may take together, by estimate: one that takes more is read when no other one is.
    pub max_memory: u64,
    /// What archives may hold.
    pub limits: ArchiveLimits,
    /// Program, forms and options, in one line: what another one finished is done again.
    pub program: &'a str,
    /// Starts this program as another process that calls [`read_alone`]. It reads what was under way when an earlier run died.
    pub alone: Option<Arc<dyn Fn() -> Command + Send + Sync>>,
    /// Once it is set, no more inputs are taken, and the run ends with [`RunError::Stopped`].
    pub stop: Arc<AtomicBool>,
    /// Is told several times a second how far the run is.
    pub progress: &'a dyn Fn(&Progress<'_>),
    /// Is told what became of each input, in any order.
    pub done: &'a dyn Fn(&Outcome),
}

/// How many inputs there were, by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Inputs with forms.
    pub ok: u64,
    /// Inputs without.
    pub no_form: u64,
    /// Inputs that are no documents.
    pub skipped: u64,
    /// Inputs that could not be read.
    pub errors: u64,
    /// Inputs with the bytes of another one.
    pub duplicates: u64,
    /// Forms in all of them.
    pub forms: u64,
    /// Inputs that an earlier run had finished.
    pub resumed: u64,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// How many inputs there were so far.
    pub counts: &'a Counts,
    /// Bytes read so far, of files outside archives.
    pub n_bytes_read: u64,
    /// Bytes of all of them, once that is known.
    pub n_bytes: Option<u64>,
}

/// What a run came to.
#[derive(Debug)]
pub struct Totals {
    /// How many inputs there were.
    pub counts: Counts,
    /// Skipped inputs, by kind.
    pub skipped: Vec<(Kind, u64)>,
    /// How many records there are, by what was found in them.
    pub records: Tally,
    /// The worst severity of all findings and doubts, analytic ones aside.
    pub worst: Option<Severity>,
    /// Inputs that could not be read, in order of path, with the reason: the first of them.
    pub errors: Vec<(String, String)>,
}

/// Why a run stopped before its outputs were complete.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// Another run writes to the folder.
    Locked(PathBuf),
    /// A file of the output folder cannot be read or written.
    Output(PathBuf, io::Error),
    /// The run was asked to stop, after that many inputs.
    Stopped(u64),
    /// The system gives no more threads.
    Threads(io::Error),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Locked(out) => {
                let hint = "wait for its end, or choose another folder";
                write!(f, "`{}`: another run writes to this folder (hint: {hint})", out.display())
            }
            RunError::Output(path, error) => {
                let free = if error.kind() == io::ErrorKind::StorageFull { "once there is space, " } else { "" };
                let hint = format!("{free}the same command goes on where this run stopped");
                write!(f, "`{}`: cannot be used: {error} (hint: {hint})", path.display())
            }
            RunError::Stopped(n_inputs) => {
                write!(f, "stopped after {n_inputs} inputs (hint: the same command goes on where this run stopped)")
            }
            RunError::Threads(error) => write!(f, "threads cannot be started: {error} (hint: lower `--jobs`)"),
        }
    }
}

impl error::Error for RunError {}

/// Reads all inputs and writes their records to the folder `out`, with a line for each input in `manifest.jsonl`.
///
/// An input that cannot be read is a line of the manifest and never the end of the run. The outputs depend on the inputs alone: not
/// on the number of threads, and not on how often the run was killed and started again.
///
/// # Errors
/// When `out` cannot be written to, another run does, or the run was asked to stop.
pub fn run(inputs: &[PathBuf], out: &Path, job: &Job<'_>) -> Result<Totals, RunError> {
    let failed = |error| RunError::Output(out.to_owned(), error);
    fs::create_dir_all(out).map_err(failed)?;
    let except = out.canonicalize().map_err(failed)?;
    let journal = Journal::open(&out.join(JOURNAL), job.program, job.reading.n_spools()).map_err(|error| match error {
        OpenError::Locked => RunError::Locked(out.to_owned()),
        OpenError::Failed(path, error) => RunError::Output(path, error),
    })?;
    collect::collect(inputs, out, &except, journal, job)
}
