//! The collector: gives work out, takes parts in, and writes the journal and the outputs.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    io,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::Ordering,
        mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender},
    },
    time::{Duration, Instant},
};

use rayon::ThreadPool;

use super::{
    Counts, JOURNAL, Job, Progress, RunError, Tally, Totals,
    find::{self, Found, FoundContent, Search, Whereabouts},
    gate::Gate,
    publish,
    work::{self, Done, Shared, Task, outcome, timed_out},
};
use crate::{
    Document, Outcome, Status,
    journal::{Done as Noted, Journal, Parts, Span},
    weight::Weight,
    workers,
};

/// What the threads of a run tell the collector.
pub(super) enum Event {
    /// By the finder of this generation.
    Found(usize, Found),
    /// The finder of this generation has found all.
    Ended(usize),
    /// A worker is done with a document, or cannot write its parts.
    Done(io::Result<Done>),
}

/// Events that wait to be heard: whoever has more of them waits.
const WAITING_EVENTS: usize = 64;

/// How often the collector looks for what does not come back, for the wish to stop, and says how far the run is.
const TICK: Duration = Duration::from_millis(200);

/// How much longer than its time an input may take before its worker is left behind: readers look at the clock between pages and
/// forms, and say better where they stopped.
const GRACE: Duration = Duration::from_secs(3);

/// How long a run that is to stop waits for what is under way.
const STOP_TIME: Duration = Duration::from_secs(3);

/// Errors that are handed on: enough to see what is wrong, few enough to read. The manifest has all.
const MAX_ERRORS: usize = 200;

/// An input with its parts of the outputs.
pub(super) struct Line {
    index: usize,
    pub(super) outcome: Outcome,
    spans: Vec<Span>,
}

impl Line {
    /// What the input gave to a spool file.
    pub(super) fn span(&self, spool: usize) -> Span {
        self.spans.get(spool).copied().unwrap_or(Span { start: 0, n_bytes: 0 })
    }
}

/// See [`super::run`].
pub(super) fn collect(inputs: &[PathBuf], out: &Path, except: &Path, journal: Journal, job: &Job<'_>) -> Result<Totals, RunError> {
    let failed = |error| RunError::Output(out.to_owned(), error);
    let folder = out.join(JOURNAL);
    let (events, heard) = mpsc::sync_channel(WAITING_EVENTS);
    let gate = Arc::new(Gate::new(job.max_memory, job.jobs.get()));
    let started = journal.started().map_err(failed)?;
    let (shared, tasks) = start_workers(job, events.clone(), started, &folder)?;
    let search = Search {
        inputs: inputs.to_vec(),
        except: except.to_owned(),
        limits: job.limits.clone(),
        input_bytes: job.reading.extract.limits.input_bytes,
        weight: Weight::default(),
        gate: Arc::clone(&gate),
        events,
    };
    search.weight.start(inputs, except);
    let finder = find::start(search.clone(), &Whereabouts::start(), 0).map_err(RunError::Threads)?;
    let mut collector = Collector {
        job,
        out: out.to_owned(),
        journal,
        gate: Arc::clone(&gate),
        shared,
        tasks,
        search,
        finder,
        generation: 0,
        is_all_found: false,
        under_way: BTreeMap::new(),
        lines: Vec::new(),
        paths: HashMap::new(),
        counts: Counts::default(),
    };
    let ended = collector.listen(&heard);
    gate.close();
    let is_complete = ended?;
    collector.journal.all_came_back().map_err(failed)?;
    if !is_complete {
        return Err(RunError::Stopped(collector.lines.len() as u64));
    }
    collector.finish(&folder).map_err(failed)
}

/// Starts the workers, which take what is sent to them.
fn start_workers(
    job: &Job<'_>,
    events: SyncSender<Event>,
    started: File,
    folder: &Path,
) -> Result<(Arc<Shared>, Sender<Task>), RunError> {
    let (tasks, taken) = mpsc::channel();
    let shared = Arc::new(Shared {
        reading: Arc::clone(&job.reading),
        n_outputs: job.reading.n_spools(),
        alone: job.alone.clone(),
        pool: Mutex::new(pool(job.jobs)?),
        tasks: Mutex::new(taken),
        events,
        stop: Arc::clone(&job.stop),
        started,
        folder: folder.to_owned(),
        begun: Mutex::new(BTreeMap::new()),
    });
    for _ in 0..job.jobs.get() {
        work::start(&shared).map_err(RunError::Threads)?;
    }
    Ok((shared, tasks))
}

/// A document that a worker has, or will have.
struct UnderWay {
    memory: u64,
    /// What becomes of it when it does not come back.
    lost: Outcome,
}

struct Collector<'a> {
    job: &'a Job<'a>,
    out: PathBuf,
    journal: Journal,
    gate: Arc<Gate>,
    shared: Arc<Shared>,
    tasks: Sender<Task>,
    search: Search,
    finder: Arc<Mutex<Whereabouts>>,
    /// How often the finder was replaced: what an earlier one still finds is not heard.
    generation: usize,
    is_all_found: bool,
    under_way: BTreeMap<usize, UnderWay>,
    lines: Vec<Line>,
    /// The first input with each digest.
    paths: HashMap<String, String>,
    counts: Counts,
}

impl Collector<'_> {
    /// Until all is done: true; or the run is to stop: false.
    fn listen(&mut self, heard: &Receiver<Event>) -> Result<bool, RunError> {
        let out = self.out.clone();
        let failed = |error| RunError::Output(out.clone(), error);
        let mut last_look = Instant::now();
        let mut stop_at = None;
        while !(self.is_all_found && self.under_way.is_empty()) {
            match heard.recv_timeout(TICK) {
                Ok(event) => self.hear(event).map_err(failed)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => unreachable!("the collector itself can send"),
            }
            if last_look.elapsed() >= TICK {
                last_look = Instant::now();
                self.look_after_workers()?;
                self.look_after_finder()?;
                let (n_bytes_read, n_bytes) = self.search.weight.get();
                (self.job.progress)(&Progress { counts: &self.counts, n_bytes_read, n_bytes });
            }
            if self.job.stop.load(Ordering::Relaxed) {
                let end = *stop_at.get_or_insert_with(|| Instant::now() + STOP_TIME);
                self.gate.close();
                let is_idle = self.shared.begun.lock().expect(NO_PANIC).is_empty();
                if is_idle || Instant::now() > end {
                    heard.try_iter().try_for_each(|event| self.hear(event)).map_err(failed)?;
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn hear(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Found(generation, Found { index, path, content }) => match content {
                FoundContent::Document(_, memory) if generation != self.generation => self.gate.leave(memory),
                _ if generation != self.generation => {}
                FoundContent::Document(document, memory) => self.document(index, document, memory),
                FoundContent::Skipped(kind) => {
                    self.push(index, Outcome { kind: Some(kind), ..Outcome::new(path, Status::Skipped) }, Vec::new());
                }
                FoundContent::Failed(message) => {
                    self.push(index, Outcome { error: Some(message), ..Outcome::new(path, Status::Error) }, Vec::new());
                }
            },
            Event::Ended(generation) => self.is_all_found |= generation == self.generation,
            Event::Done(done) => {
                let Done { id, outcome, parts } = done?;
                // What was given up has its line already.
                if let Some(UnderWay { memory, .. }) = self.under_way.remove(&id) {
                    let Noted { outcome, spans, .. } = self.journal.add(outcome, parts)?;
                    self.push(id, outcome, spans);
                    self.gate.leave(memory);
                }
            }
        }
        Ok(())
    }

    /// A document goes to a worker, unless its bytes were read before, by this run or by an earlier one.
    fn document(&mut self, index: usize, document: Document, memory: u64) {
        let line = if let Some(first) = self.paths.get(&document.sha256) {
            Some((Outcome { duplicate_of: Some(first.clone()), ..outcome(&document, Status::Duplicate) }, Vec::new()))
        } else {
            self.paths.insert(document.sha256.clone(), document.path.clone());
            let noted = self.journal.find(&document.path, &document.sha256);
            self.counts.resumed += u64::from(noted.is_some());
            noted.map(|Noted { outcome, spans, .. }| (outcome.clone(), spans.clone()))
        };
        match line {
            Some((outcome, spans)) => {
                self.push(index, outcome, spans);
                self.gate.leave(memory);
            }
            None => {
                let lost = Outcome { error: Some(timed_out(self.job.reading.timeout)), ..outcome(&document, Status::Error) };
                self.under_way.insert(index, UnderWay { memory, lost });
                let is_suspect = self.journal.is_suspect(&document.sha256);
                // Workers end only with the run, so one of them takes it.
                let _ = self.tasks.send(Task { id: index, document, is_suspect });
            }
        }
    }

    fn push(&mut self, index: usize, outcome: Outcome, spans: Vec<Span>) {
        let count = match outcome.status {
            Status::Ok => &mut self.counts.ok,
            Status::NoForm => &mut self.counts.no_form,
            Status::Skipped => &mut self.counts.skipped,
            Status::Error => &mut self.counts.errors,
            Status::Duplicate => &mut self.counts.duplicates,
        };
        *count += 1;
        self.counts.forms += outcome.forms;
        (self.job.done)(&outcome);
        self.lines.push(Line { index, outcome, spans });
    }

    /// Leaves workers behind whose time is long up, and starts others in their place.
    fn look_after_workers(&mut self) -> Result<(), RunError> {
        for id in self.shared.give_up(self.job.reading.timeout.saturating_add(GRACE)) {
            let Some(UnderWay { memory, lost }) = self.under_way.remove(&id) else { continue };
            let noted = self.journal.add(lost, Parts::Bytes(Vec::new()));
            let Noted { outcome, spans, .. } = noted.map_err(|error| RunError::Output(self.out.clone(), error))?;
            self.push(id, outcome, spans);
            self.gate.leave(memory);
            // One of its threads may be what hangs.
            *self.shared.pool.lock().expect(NO_PANIC) = pool(self.job.jobs)?;
            work::start(&self.shared).map_err(RunError::Threads)?;
        }
        Ok(())
    }

    /// Leaves the finder behind where it hangs in an archive, and starts another one behind that.
    fn look_after_finder(&mut self) -> Result<(), RunError> {
        let timeout = self.job.reading.timeout.saturating_add(GRACE);
        let here = self.finder.lock().expect(NO_PANIC).clone();
        let is_late = self.gate.unused_for().is_some_and(|time| time > timeout) && here.since.elapsed() > timeout;
        if self.is_all_found || !is_late {
            return Ok(());
        }
        self.generation += 1;
        let error = Some(timed_out(self.job.reading.timeout));
        self.push(here.n_found, Outcome { error, ..Outcome::new(here.file.clone(), Status::Error) }, Vec::new());
        let behind = Whereabouts { n_found: here.n_found + 1, ..here };
        self.finder = find::start(self.search.clone(), &behind, self.generation).map_err(RunError::Threads)?;
        Ok(())
    }

    /// Writes the outputs and adds up.
    fn finish(mut self, folder: &Path) -> io::Result<Totals> {
        self.lines.sort_by(|a, b| (&a.outcome.path, a.index).cmp(&(&b.outcome.path, b.index)));
        let mut skipped = BTreeMap::new();
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
        let skipped = skipped.into_iter().collect();
        let mut totals = Totals { counts: self.counts, skipped, records: Tally::default(), worst, errors };
        let pool = Arc::clone(&self.shared.pool.lock().expect(NO_PANIC));
        let publication = &*self.job.reading.publication;
        publish::publish(&self.lines, &self.journal, publication, &pool, (&self.out, folder), &mut totals)?;
        Ok(totals)
    }
}

fn pool(jobs: NonZeroUsize) -> Result<Arc<ThreadPool>, RunError> {
    workers(jobs).map(Arc::new).map_err(|error| RunError::Threads(io::Error::other(error)))
}

/// Why locks of a run are never poisoned.
const NO_PANIC: &str = "no thread panics while it holds the lock";
