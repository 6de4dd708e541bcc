//! A whole archive to one output folder.

mod publish;

use std::{
    collections::HashMap,
    error, fmt, fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, SyncSender},
    },
    thread,
};

use jixiao_extract::ExtractError;
use jixiao_model::{Record, Severity};
use rayon::prelude::*;

use crate::{
    ArchiveLimits, Cause, Context, Document, Kind, Outcome, Status, Summary, guard, input,
    journal::{Done, Journal, OpenError, Span},
    kind, records,
    walk::{Content, Leaf, Stopped, Walk},
};

/// Folder in the output folder that holds the journal.
const JOURNAL: &str = ".jixiao-journal";

/// Inputs worked on at a time; a batch ends with whichever of the two limits it reaches first.
const BATCH_INPUTS: usize = 256;
const BATCH_BYTES: usize = 8 << 20;

/// From this size on an input is worked on alone, its forms in parallel and its records never all in memory.
const LARGE_BYTES: usize = 2 << 20;

/// One of the files that the records go to.
pub struct Output {
    /// Its name in the output folder.
    pub name: &'static str,
    /// What stands above the records.
    pub head: Vec<u8>,
}

/// What a run needs besides its inputs.
pub struct Job<'a> {
    /// How to read, and on which threads.
    pub context: Context<'a>,
    /// What archives may hold.
    pub limits: ArchiveLimits,
    /// The files that the records go to.
    pub outputs: &'a [Output],
    /// What a record gives to each of the files, in their order.
    pub render: &'a (dyn Fn(Record) -> Vec<Vec<u8>> + Sync),
    /// Program, forms and options, in one line: what another one finished is done again.
    pub program: &'a str,
    /// Is told after every batch how far the run is.
    pub progress: &'a (dyn Fn(&Counts) + Sync),
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

/// What a run came to.
#[derive(Debug)]
pub struct Totals {
    /// How many inputs there were.
    pub counts: Counts,
    /// Skipped inputs, by kind.
    pub skipped: Vec<(Kind, u64)>,
    /// The worst severity of all findings and doubts.
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
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Locked(out) => {
                write!(
                    f,
                    "`{}`: another run writes to this folder (hint: wait for its end, or choose another folder)",
                    out.display()
                )
            }
            RunError::Output(path, error) => {
                write!(f, "`{}`: cannot be used: {error} (hint: the same command goes on where this run stopped)", path.display())
            }
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
/// When `out` cannot be written to, or another run does.
pub fn run(inputs: &[PathBuf], out: &Path, job: &Job<'_>) -> Result<Totals, RunError> {
    let failed = |error| RunError::Output(out.to_owned(), error);
    fs::create_dir_all(out).map_err(failed)?;
    let except = out.canonicalize().map_err(failed)?;
    let journal = Journal::open(&out.join(JOURNAL), job.program, job.outputs.len()).map_err(|error| match error {
        OpenError::Locked => RunError::Locked(out.to_owned()),
        OpenError::Failed(path, error) => RunError::Output(path, error),
    })?;
    let mut worker = Worker { job, journal, lines: Vec::new(), paths: HashMap::new(), counts: Counts::default() };
    thread::scope(|scope| {
        // No batch waits between the two: one is being gathered while one is worked on.
        let (sender, receiver) = mpsc::sync_channel(0);
        let except = except.as_path();
        scope.spawn(move || gather(inputs, except, job, sender));
        receiver.into_iter().try_for_each(|batch| worker.batch(batch))
    })
    .map_err(failed)?;
    worker.finish(out).map_err(failed)
}

/// A file of the inputs, and its digest where its bytes could be had.
struct Found {
    path: String,
    content: FoundContent,
}

enum FoundContent {
    Document(Document),
    Skipped(Kind),
    Failed(String),
}

/// Finds the files of all inputs and sends them in batches.
fn gather(inputs: &[PathBuf], except: &Path, job: &Job<'_>, sender: SyncSender<Vec<Found>>) {
    let mut batch = Vec::new();
    let mut n_bytes = 0;
    let mut sink = |Leaf { path, content }: Leaf| {
        let content = match content {
            Content::Bytes(bytes) => {
                n_bytes += bytes.len();
                FoundContent::Document(Document { path: path.clone(), sha256: input::sha256(&bytes), bytes: Arc::new(bytes) })
            }
            Content::Skipped(kind) => FoundContent::Skipped(kind),
            Content::Failed(message) => FoundContent::Failed(message),
        };
        batch.push(Found { path, content });
        if batch.len() < BATCH_INPUTS && n_bytes < BATCH_BYTES {
            return Ok(());
        }
        n_bytes = 0;
        sender.send(std::mem::take(&mut batch)).map_err(|_| Stopped)
    };
    let input_bytes = job.context.extract.limits.input_bytes;
    let mut walk = Walk { limits: &job.limits, input_bytes, except, sink: &mut sink };
    if inputs.iter().try_for_each(|input| walk.input(input)).is_ok() {
        // Where the receiver is gone, the run has failed already and says so itself.
        let _ = sender.send(batch);
    }
}

/// An input with its parts of the outputs.
struct Line {
    outcome: Outcome,
    spans: Vec<Span>,
}

struct Worker<'a> {
    job: &'a Job<'a>,
    journal: Journal,
    /// Every input so far, in the order in which it was found.
    lines: Vec<Line>,
    /// The first input with each digest.
    paths: HashMap<String, String>,
    counts: Counts,
}

impl Worker<'_> {
    fn batch(&mut self, batch: Vec<Found>) -> io::Result<()> {
        let mut documents = Vec::new();
        for Found { path, content } in batch {
            match content {
                FoundContent::Skipped(kind) => {
                    self.push(Outcome { kind: Some(kind), ..Outcome::new(path, Status::Skipped) }, Vec::new());
                }
                FoundContent::Failed(message) => {
                    self.push(Outcome { error: Some(message), ..Outcome::new(path, Status::Error) }, Vec::new());
                }
                FoundContent::Document(document) => documents.extend(self.new_document(document)),
            }
        }
        let (large, small): (Vec<_>, Vec<_>) = documents.into_iter().partition(|document| document.bytes.len() >= LARGE_BYTES);
        let job = self.job;
        let done: Vec<_> = job.context.workers.install(|| small.par_iter().map(|document| read(document, job)).collect());
        drop(small);
        for (outcome, parts) in done {
            let mut entry = self.journal.begin();
            entry.write(&parts)?;
            let Done { outcome, spans, .. } = entry.finish(outcome)?;
            self.push(outcome, spans);
        }
        for document in large {
            self.large(&document)?;
        }
        (job.progress)(&self.counts);
        Ok(())
    }

    /// The document, unless its bytes were read before, by this run or by an earlier one.
    fn new_document(&mut self, document: Document) -> Option<Document> {
        if let Some(first) = self.paths.get(&document.sha256) {
            let duplicate_of = Some(first.clone());
            self.push(Outcome { duplicate_of, ..outcome(&document, Status::Duplicate) }, Vec::new());
            return None;
        }
        self.paths.insert(document.sha256.clone(), document.path.clone());
        let Some(done) = self.journal.find(&document.path, &document.sha256) else {
            return Some(document);
        };
        let Done { outcome, spans, .. } = done.clone();
        self.counts.resumed += 1;
        self.push(outcome, spans);
        None
    }

    fn large(&mut self, document: &Document) -> io::Result<()> {
        let (job, mut worst) = (self.job, None);
        let mut entry = self.journal.begin();
        let read = guard(|| {
            let finish = |record: Record| (worst_of(&record), (job.render)(record));
            records(document, &job.context, Some(job.context.workers), &finish, &mut |(severity, parts)| {
                worst = worst.max(severity);
                entry.write(&parts)
            })
        });
        let outcome = match read {
            Err(Cause::Output(error)) => return Err(error),
            read => outcome_of(document, read, worst),
        };
        let Done { outcome, spans, .. } = entry.finish(outcome)?;
        self.push(outcome, spans);
        Ok(())
    }

    fn push(&mut self, outcome: Outcome, spans: Vec<Span>) {
        let count = match outcome.status {
            Status::Ok => &mut self.counts.ok,
            Status::NoForm => &mut self.counts.no_form,
            Status::Skipped => &mut self.counts.skipped,
            Status::Error => &mut self.counts.errors,
            Status::Duplicate => &mut self.counts.duplicates,
        };
        *count += 1;
        self.counts.forms += outcome.forms;
        self.lines.push(Line { outcome, spans });
    }

    /// Writes the outputs and adds up.
    fn finish(mut self, out: &Path) -> io::Result<Totals> {
        self.lines.sort_by(|a, b| a.outcome.path.cmp(&b.outcome.path));
        publish::publish(&self.lines, &self.journal, self.job.outputs, out, &out.join(JOURNAL))?;
        let mut skipped = std::collections::BTreeMap::new();
        let mut errors = Vec::new();
        for Line { outcome, .. } in &self.lines {
            if let Some(kind) = outcome.kind {
                *skipped.entry(kind).or_default() += 1;
            }
            if let (Some(error), true) = (&outcome.error, errors.len() < MAX_ERRORS) {
                errors.push((outcome.path.clone(), error.clone()));
            }
        }
        let worst = self.lines.iter().filter_map(|line| line.outcome.worst).max();
        Ok(Totals { counts: self.counts, skipped: skipped.into_iter().collect(), worst, errors })
    }
}

/// Errors that are handed on: enough to see what is wrong, few enough to read. The manifest has all.
const MAX_ERRORS: usize = 20;

/// Reads a document on this thread.
fn read(document: &Document, job: &Job<'_>) -> (Outcome, Vec<Vec<u8>>) {
    let mut parts = vec![Vec::new(); job.outputs.len()];
    let mut worst = None;
    let read = guard(|| {
        let finish = |record: Record| (worst_of(&record), (job.render)(record));
        records(document, &job.context, None, &finish, &mut |(severity, more): (_, Vec<Vec<u8>>)| {
            worst = worst.max(severity);
            parts.iter_mut().zip(&more).for_each(|(part, more)| part.extend_from_slice(more));
            Ok(())
        })
    });
    (outcome_of(document, read, worst), parts)
}

fn worst_of(record: &Record) -> Option<Severity> {
    record.findings.iter().map(|finding| finding.severity).max()
}

fn outcome(document: &Document, status: Status) -> Outcome {
    Outcome {
        sha256: Some(document.sha256.clone()),
        bytes: Some(document.bytes.len() as u64),
        ..Outcome::new(document.path.clone(), status)
    }
}

fn outcome_of(document: &Document, read: Result<Summary, Cause>, worst: Option<Severity>) -> Outcome {
    let failed = |error: String| Outcome { error: Some(error), ..outcome(document, Status::Error) };
    match read {
        Ok(Summary { n_found, warnings }) => {
            let worst = worst.max(warnings.iter().map(|warning| warning.code.severity).max());
            let status = if n_found == 0 { Status::NoForm } else { Status::Ok };
            Outcome { forms: n_found as u64, worst, ..outcome(document, status) }
        }
        Err(Cause::Extract(ExtractError::Binary)) => match kind::closed(&document.bytes) {
            Some(message) => failed(message.to_owned()),
            None => Outcome { kind: Some(kind::skipped(&document.bytes)), ..outcome(document, Status::Skipped) },
        },
        Err(cause) => failed(cause.to_string()),
    }
}
