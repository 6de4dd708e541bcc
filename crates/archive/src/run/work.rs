//! The workers: from documents to what they give to the outputs.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender},
    },
    thread,
    time::{Duration, Instant},
};

use jixiao_extract::{
    Deadline, ExtractConfig, ExtractError,
    scan::pictures::{PagePicture, pictures},
};
use jixiao_model::{Reader, Record, Severity};
use jixiao_normalize::FormText;
use rayon::ThreadPool;

use super::{Publication, Reading, alone, collect::Event, facts::Facts, gate::is_large};
use crate::{Cause, Document, Outcome, STACK_BYTES, Status, Summary, guard, journal::Parts, kind, records};

/// A document to be read.
pub(super) struct Task {
    pub(super) id: usize,
    pub(super) document: Document,
    /// It was under way when an earlier run died, so it is read in another process.
    pub(super) is_suspect: bool,
}

/// A document that was read.
pub(super) struct Done {
    pub(super) id: usize,
    pub(super) outcome: Outcome,
    pub(super) parts: Parts,
}

/// What all workers share.
pub(super) struct Shared {
    pub(super) reading: Arc<Reading>,
    pub(super) n_outputs: usize,
    pub(super) alone: Option<Arc<dyn Fn() -> std::process::Command + Send + Sync>>,
    /// For the forms of large documents; another one when one of its threads hangs.
    pub(super) pool: Mutex<Arc<ThreadPool>>,
    pub(super) tasks: Mutex<Receiver<Task>>,
    pub(super) events: SyncSender<Event>,
    pub(super) stop: Arc<AtomicBool>,
    /// Notes what is begun, for the run after one that dies.
    pub(super) started: File,
    /// For the parts of large documents.
    pub(super) folder: PathBuf,
    /// What is under way, and since when.
    pub(super) begun: Mutex<BTreeMap<usize, Instant>>,
}

impl Shared {
    /// Tasks that are under way for longer than `time`: their workers are left behind, and what they still say is not heard.
    pub(super) fn give_up(&self, time: Duration) -> Vec<usize> {
        let mut begun = self.begun.lock().expect(NO_PANIC);
        let late: Vec<usize> = begun.iter().filter(|(_, since)| since.elapsed() > time).map(|(id, _)| *id).collect();
        late.iter().for_each(|id| {
            begun.remove(id);
        });
        late
    }
}

/// Starts a worker. It ends when there are no more tasks, or when it was given up.
pub(super) fn start(shared: &Arc<Shared>) -> io::Result<()> {
    let shared = Arc::clone(shared);
    let work = move || {
        loop {
            let task = shared.tasks.lock().expect(NO_PANIC).recv();
            let Ok(task) = task else { return };
            if shared.stop.load(Ordering::Relaxed) {
                continue;
            }
            shared.begun.lock().expect(NO_PANIC).insert(task.id, Instant::now());
            let id = task.id;
            let is_suspect = task.is_suspect;
            let done = work_on(task, &shared);
            let is_given_up = shared.begun.lock().expect(NO_PANIC).remove(&id).is_none();
            if is_suspect && shared.stop.load(Ordering::Relaxed) {
                // What asked the run to stop may have ended the other process as well.
                continue;
            }
            if is_given_up || shared.events.send(Event::Done(done)).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("worker".to_owned()).stack_size(STACK_BYTES).spawn(work).map(drop)
}

/// Reads one document; fails where its parts cannot be written.
fn work_on(task: Task, shared: &Shared) -> io::Result<Done> {
    let Task { id, document, is_suspect } = task;
    (&shared.started).write_all(format!("{}\n", document.sha256).as_bytes())?;
    if let (true, Some(alone)) = (is_suspect, &shared.alone)
        && let Ok((outcome, parts)) = alone::read(&document, alone(), &shared.reading, shared.n_outputs)
    {
        return Ok(Done { id, outcome, parts: Parts::Bytes(parts) });
    }
    if !is_large(&document.bytes) {
        let (outcome, parts) = read(&document, &shared.reading, shared.n_outputs)?;
        return Ok(Done { id, outcome, parts: Parts::Bytes(parts) });
    }
    let paths: Vec<_> = (0..shared.n_outputs).map(|index| shared.folder.join(format!("part-{id}-{index}"))).collect();
    let mut files = paths.iter().map(|path| Ok(BufWriter::new(File::create(path)?))).collect::<io::Result<Vec<_>>>()?;
    let pool = Arc::clone(&shared.pool.lock().expect(NO_PANIC));
    let outcome = read_into(&document, &shared.reading, Some(&pool), &mut |parts| {
        files.iter_mut().zip(&parts).try_for_each(|(file, part)| file.write_all(part))
    })?;
    files.iter_mut().try_for_each(|file| file.flush())?;
    Ok(Done { id, outcome, parts: Parts::Files(paths) })
}

/// Reads a document on this thread, and keeps what it gives to each of the outputs.
pub(super) fn read(document: &Document, reading: &Reading, n_outputs: usize) -> io::Result<(Outcome, Vec<Vec<u8>>)> {
    let mut parts = vec![Vec::new(); n_outputs];
    let outcome = read_into(document, reading, None, &mut |more| {
        parts.iter_mut().zip(&more).for_each(|(part, more)| part.extend_from_slice(more));
        Ok(())
    })?;
    Ok((outcome, parts))
}

fn read_into(
    document: &Document,
    reading: &Reading,
    pool: Option<&ThreadPool>,
    sink: &mut dyn FnMut(Vec<Vec<u8>>) -> io::Result<()>,
) -> io::Result<Outcome> {
    let extract = ExtractConfig { deadline: Some(Deadline::after(reading.timeout)), ..reading.extract.clone() };
    let mut worst = None;
    let read = guard(|| {
        let of_pages = OnceLock::new();
        let finish = |record: Record, form: &FormText| {
            let is_scan = record.source.reader == Reader::Ocr;
            let of_pages = of_pages.get_or_init(|| if is_scan { pictures(&document.bytes, &extract) } else { Vec::new() });
            rendered(&record, form, of_pages, &*reading.publication)
        };
        records(document, &reading.forms, &extract, pool, &finish, &mut |(severity, parts)| {
            worst = worst.max(severity);
            sink(parts)
        })
    });
    match read {
        Err(Cause::Output(error)) => Err(error),
        read => Ok(outcome_of(document, read, worst)),
    }
}

/// What a record gives to each spool file, and the worst of its findings.
fn rendered(
    record: &Record,
    form: &FormText,
    pictures: &[PagePicture],
    publication: &dyn Publication,
) -> (Option<Severity>, Vec<Vec<u8>>) {
    let mut parts = publication.render(record);
    parts.push(publication.source(record, form, pictures));
    let mut facts = Facts::of(record, &parts).to_json();
    facts.push(b'\n');
    parts.push(facts);
    (record.worst_severity(), parts)
}

/// What is known of a document before it is read.
pub(super) fn outcome(document: &Document, status: Status) -> Outcome {
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

/// What the manifest says of an input that takes longer than it may, whoever notices.
pub(super) fn timed_out(timeout: Duration) -> String {
    Cause::Extract(Deadline::exceeded(timeout)).to_string()
}

/// Why locks of this module are never poisoned.
const NO_PANIC: &str = "no thread panics while it holds the lock";
