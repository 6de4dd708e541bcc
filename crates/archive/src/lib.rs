//! Inputs to records, on as many threads as are asked for; the only crate that starts threads.
//!
//! Whatever the number of threads, the same bytes give the same records in the same order.

mod error;
mod in_order;
mod input;
mod inputs;
mod journal;
mod kind;
mod limits;
mod outcome;
mod pages;
mod run;
mod second;
mod source;
#[cfg(test)]
mod test_folder;
mod walk;
mod weight;

use std::{
    io,
    num::NonZeroUsize,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::Command,
    sync::Arc,
};

pub use jixiao_extract::scan::{
    pictures::PagePicture,
    text::{ScannedLine, ScannedPage},
};
use jixiao_extract::{
    ExtractConfig, Extracted, extract,
    pdf::{PdfFile, is_pdf},
    scan,
};
use jixiao_model::{Grid, Record, Source, Warning};
use jixiao_normalize::{FormText, Forms, normalize};
pub use rayon::ThreadPool;
use rayon::{ThreadPoolBuildError, ThreadPoolBuilder};

pub use crate::{
    error::{Cause, InputError},
    input::sha256 as digest,
    inputs::{expand, list},
    kind::Kind,
    limits::ArchiveLimits,
    outcome::{Outcome, Status},
    run::{
        Collector, Counts, Job, Packer, Part, Progress, Publication, Published, Reading, RunError, Tally, Totals, read_alone, run,
    },
    second::serve as read_again,
};
use crate::{
    in_order::in_order,
    pages::PageGrids,
    source::{FormSource, HELD_BYTES},
};

/// Stack of each thread that reads or unpacks. What readers follow by recursion is bounded: the nesting of markup and of a PDF file's
/// forms by limits, that of its objects by its parser.
const STACK_BYTES: usize = 16 << 20;

/// What reading needs besides the input.
pub struct Context<'a> {
    /// The forms to look for.
    pub forms: &'a Forms,
    /// How to read.
    pub extract: &'a ExtractConfig,
    /// Who does the work, see [`workers`].
    pub workers: &'a ThreadPool,
}

/// Starts `jobs` threads.
///
/// # Errors
/// When the system gives no more threads.
pub fn workers(jobs: NonZeroUsize) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(jobs.get()).stack_size(STACK_BYTES).build()
}

/// What an input held besides what went to the sink.
#[derive(Debug)]
pub struct Summary {
    /// Forms, or grids, handed to the sink.
    pub n_found: usize,
    /// Doubts about the input as a whole, in reading order.
    pub warnings: Vec<Warning>,
}

/// Reads one input and hands what `finish` makes of each record, on any thread, to `sink`, in the order of the forms; `-` is the
/// standard input.
///
/// Of the records only a few are held at a time. Every record repeats the doubts about the whole input, and those are known only at
/// its end: so it is looked through first.
///
/// # Errors
/// When the input cannot be read, or `sink` fails. What went to the sink before stands.
pub fn read_records<R: Send>(
    path: &Path,
    context: &Context<'_>,
    finish: &(dyn Fn(Record) -> R + Sync),
    sink: &mut dyn FnMut(R) -> io::Result<()>,
) -> Result<Summary, InputError> {
    let finish = |record: Record, _: &FormText| finish(record);
    isolate(path, || {
        let bytes = input::read(path, context.extract.limits.input_bytes)?;
        let document = Document { path: path.display().to_string(), sha256: input::sha256(&bytes), bytes: Arc::new(bytes) };
        records(&document, context.forms, context.extract, Some(context.workers), &finish, sink)
    })
}

/// Bytes with a name.
struct Document {
    path: String,
    sha256: String,
    bytes: Arc<Vec<u8>>,
}

/// See [`read_records`]; without `workers`, on this thread alone. `finish` also gets what the record was read from.
fn records<R: Send>(
    document: &Document,
    forms: &Forms,
    config: &ExtractConfig,
    workers: Option<&ThreadPool>,
    finish: &(dyn Fn(Record, &FormText) -> R + Sync),
    sink: &mut dyn FnMut(R) -> io::Result<()>,
) -> Result<Summary, Cause> {
    let second = config.second_reader.as_ref().map(|program| {
        let mut command = Command::new(program);
        second::start(&document.bytes, config.password.as_deref(), command.arg("read-again"), &config.limits)
    });
    let (source, Extracted { reader, warnings }) = FormSource::open(document, config, forms, workers)?;
    let second = second.flatten().map(second::Reading::finish);
    let work = |index: usize, form: FormText| {
        let form_index = u32::try_from(index + 1).expect("an input within its limit has fewer forms");
        let source = Source {
            path: document.path.clone(),
            sha256: document.sha256.clone(),
            form_index,
            first_page: None,
            last_page: None,
            reader,
        };
        let mut record = normalize(&form, forms, source, &warnings);
        if let Some(numbers) = &second {
            numbers.compare(&mut record);
        }
        finish(record, &form)
    };
    let n_found = in_order(workers, &work, sink, |push| source.forms(forms, push))?;
    Ok(Summary { n_found, warnings })
}

/// Reads one input and hands what `finish` makes of each grid, on any thread, to `sink`, in reading order and before any meaning; `-` is
/// the standard input.
///
/// # Errors
/// When the input cannot be read, or `sink` fails. What went to the sink before stands.
pub fn read_grids<R: Send>(
    path: &Path,
    config: &ExtractConfig,
    workers: &ThreadPool,
    finish: &(dyn Fn(Grid) -> R + Sync),
    sink: &mut dyn FnMut(R) -> io::Result<()>,
) -> Result<Summary, InputError> {
    isolate(path, || {
        let bytes = input::read(path, config.limits.input_bytes)?;
        let mut warnings = Vec::new();
        let n_found = in_order(Some(workers), &|_, grid| finish(grid), sink, |push| {
            warnings = if is_pdf(&bytes) {
                let file = PdfFile::open(Arc::new(bytes), config)?;
                grids_of_pages(PageGrids::new(file, Some(workers)), push)?
            } else {
                extract(&bytes, config, push)?.warnings
            };
            Ok::<(), Cause>(())
        })?;
        Ok(Summary { n_found, warnings })
    })
}

/// Pushes the grids of all pages, and returns the doubts. Threads that read pages cannot work on grids: so they do the one and the
/// other in turn, some hundred pages at a time.
fn grids_of_pages(mut pages: PageGrids<'_>, push: &mut dyn FnMut(Grid)) -> Result<Vec<Warning>, Cause> {
    let mut warnings = Vec::new();
    while !pages.is_at_end() {
        let (mut held, mut n_bytes) = (Vec::new(), 0);
        warnings.extend(pages.read_on(&mut |grid| {
            n_bytes += grid.n_bytes();
            held.push(grid);
            if n_bytes < HELD_BYTES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?);
        held.into_iter().for_each(&mut *push);
    }
    warnings.extend(pages.doubts_of_the_rest()?);
    Ok(warnings)
}

/// Reads the pictures of one input and hands its pages with their lines to `sink`; `-` is the standard input. Gives the doubts.
///
/// # Errors
/// When the input cannot be read, or `sink` fails. What went to the sink before stands.
pub fn read_lines(
    path: &Path,
    config: &ExtractConfig,
    sink: &mut dyn FnMut(ScannedPage) -> io::Result<()>,
) -> Result<Vec<Warning>, InputError> {
    isolate(path, || {
        let bytes = input::read(path, config.limits.input_bytes)?;
        let mut written = Ok(());
        let warnings = scan::text::lines(&bytes, config, &mut |page| {
            if written.is_ok() {
                written = sink(page);
            }
        })?;
        written.map_err(Cause::Output)?;
        Ok(warnings)
    })
}

/// Turns a panic, which is a bug of ours, into an error of the one input that shows it.
fn isolate<T>(path: &Path, read: impl FnOnce() -> Result<T, Cause>) -> Result<T, InputError> {
    guard(read).map_err(|cause| InputError { path: path.to_owned(), cause })
}

/// Turns a panic into an error.
fn guard<T>(read: impl FnOnce() -> Result<T, Cause>) -> Result<T, Cause> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        Err(Cause::Bug(message.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_its_input() {
        let error = isolate::<()>(Path::new("a.txt"), || panic!("row {}", 7)).unwrap_err();
        assert!(matches!(&error.cause, Cause::Bug(message) if message == "row 7"));
        assert!(error.to_string().starts_with("`a.txt`: "), "{error}");
    }

    #[test]
    fn a_panic_on_a_worker_stops_neither_the_program_nor_the_workers() {
        let workers = workers(NonZeroUsize::new(2).unwrap()).unwrap();
        let mut results = Vec::new();
        for broken in [Some(3), None] {
            let work = |_, item: u32| if Some(item) == broken { panic!("form {item}") } else { item };
            let mut sink = |result| {
                results.push(result);
                Ok(())
            };
            let feed = |push: &mut dyn FnMut(u32)| {
                (1..=4).for_each(push);
                Ok(())
            };
            let read = isolate(Path::new("a.txt"), || in_order(Some(&workers), &work, &mut sink, feed));
            assert_eq!(read.is_err(), broken.is_some());
        }
        assert_eq!(results, [1, 2, 1, 2, 3, 4]);
    }

    #[test]
    fn a_missing_input_is_named_with_its_cause() {
        let (config, workers) = (ExtractConfig::default(), workers(NonZeroUsize::MIN).unwrap());
        let error = read_grids(Path::new("no/such/file.txt"), &config, &workers, &|grid| grid, &mut |_| Ok(())).unwrap_err();
        assert!(matches!(&error.cause, Cause::Read(cause) if cause.kind() == io::ErrorKind::NotFound));
        assert!(error.to_string().starts_with("`no/such/file.txt`: "), "{error}");
    }
}
