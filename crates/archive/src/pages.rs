//! The pages of a PDF file on several threads, in order.

use std::{
    any::Any,
    collections::BTreeMap,
    ops::{ControlFlow, Range},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
};

use jixiao_extract::{
    ExtractError,
    pdf::{self, PageReader, PdfFile, ReadPage},
    scan, table,
};
use jixiao_model::{Grid, Reader, Warning};
use rayon::ThreadPool;

/// Pages that a thread takes at a time: waking the thread that gathers them costs as much as a tenth of a page.
const PAGES_AT_A_TIME: usize = 4;

/// Such runs of pages under way, for each thread: one being read, one waiting to be gathered.
const RUNS_PER_THREAD: usize = 2;

/// Makes something of a page.
type Make<'m, R> = dyn Fn(&ReadPage<'_, '_>) -> R + Sync + 'm;

/// A place between two pages.
#[derive(Clone, Copy)]
struct Position {
    /// The page behind it, from 0.
    index: usize,
    /// Operators that the pages behind it may take.
    operations: u64,
}

impl Position {
    /// Before the first page.
    fn start(file: &PdfFile<'_>) -> Self {
        Position { index: 0, operations: file.operations() }
    }
}

/// The grids of a file's pages, read on all threads and put together by this one.
pub(crate) struct PageGrids<'d> {
    file: PdfFile<'d>,
    workers: Option<&'d ThreadPool>,
    /// Pages before it are read.
    position: Position,
    together: table::Pages,
    /// Pages that were read as scans.
    n_scans: usize,
}

impl<'d> PageGrids<'d> {
    pub(crate) fn new(file: PdfFile<'d>, workers: Option<&'d ThreadPool>) -> Self {
        let position = Position::start(&file);
        PageGrids { file, workers, position, together: table::Pages::default(), n_scans: 0 }
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.position.index >= self.file.n_pages()
    }

    /// Reads pages, at least one where there is one, until `sink` breaks or the last page is read; returns the doubts about them. All
    /// grids of the pages put together go to `sink`, also after it broke.
    ///
    /// # Errors
    /// When the time is up.
    pub(crate) fn read_on(&mut self, sink: &mut dyn FnMut(Grid) -> ControlFlow<()>) -> Result<Vec<Warning>, ExtractError> {
        let PageGrids { file, workers, position, together, n_scans } = self;
        let mut warnings = Vec::new();
        let mut flow = ControlFlow::Continue(());
        let config = file.config();
        let read = |page: &ReadPage<'_, '_>| {
            let mut of_scan = Vec::new();
            (pdf::grids(page, config, &mut of_scan), of_scan)
        };
        *position = each_page(file, *position, *workers, &read, &mut |((page, is_scan), of_scan), of_page| {
            warnings.extend(of_page);
            warnings.extend(of_scan);
            *n_scans += usize::from(is_scan);
            together.push(page, &mut |grid| {
                if sink(grid).is_break() {
                    flow = ControlFlow::Break(());
                }
            });
            flow
        })?;
        if position.index >= file.n_pages() {
            std::mem::take(together).finish(&mut |grid| _ = sink(grid));
        }
        Ok(warnings)
    }

    /// Who read the pages so far.
    pub(crate) fn reader(&self) -> Reader {
        if self.n_scans > 0 { Reader::Ocr } else { Reader::Pdf }
    }

    /// The doubts about the pages that are not read yet, and about those that never are.
    ///
    /// # Errors
    /// When the time is up.
    pub(crate) fn doubts_of_the_rest(&self) -> Result<Vec<Warning>, ExtractError> {
        let mut warnings = Vec::new();
        if !self.is_at_end() {
            let config = self.file.config();
            let read = |page: &ReadPage<'_, '_>| {
                let mut of_scan = Vec::new();
                scan::extract_page(page, config, &mut of_scan, &mut |_| ());
                of_scan
            };
            each_page(&self.file, self.position, self.workers, &read, &mut |of_scan, of_page| {
                warnings.extend(of_page);
                warnings.extend(of_scan);
                ControlFlow::Continue(())
            })?;
        }
        warnings.extend(self.file.cut_off());
        Ok(warnings)
    }
}

/// Reads pages from `position` on. What `make` makes of each, on any thread, goes to `sink` in order, with the page's doubts, until the
/// sink breaks or the last page is read; returns the place behind the last one that went to the sink.
///
/// What goes to the sink does not depend on the number of threads, though pages draw on one budget: a page is read as if no page under
/// way took any of it, and read again where that was wrong.
///
/// # Errors
/// When the time is up.
///
/// # Panics
/// When a page panics, after those before it went to the sink.
fn each_page<R: Send>(
    file: &PdfFile<'_>,
    position: Position,
    workers: Option<&ThreadPool>,
    make: &Make<'_, R>,
    sink: &mut dyn FnMut(R, Vec<Warning>) -> ControlFlow<()>,
) -> Result<Position, ExtractError> {
    let n_pages = file.n_pages();
    let mut gathering = Gathering { position, reader: file.reader(), make, sink };
    let Some(workers) = workers.filter(|workers| workers.current_num_threads() > 1 && n_pages > position.index + 1) else {
        while gathering.position.index < n_pages && gathering.page(None)?.is_continue() {}
        return Ok(gathering.position);
    };
    let n_threads = workers.current_num_threads();
    let run = (n_pages - position.index).div_ceil(n_threads).min(PAGES_AT_A_TIME);
    let gate = Gate {
        state: Mutex::new(GateState { next: position.index, gathered: position, is_closed: false }),
        moved: Condvar::new(),
        n_pages,
        run,
        ahead: run * RUNS_PER_THREAD * n_threads,
    };
    let (sender, receiver) = mpsc::channel();
    workers.in_place_scope(|scope| {
        let _closes = Closes(&gate);
        scope.spawn_broadcast(|_, _| read_runs(file, &gate, make, &sender));
        gathering.gather(&gate, &receiver)
    })?;
    Ok(gathering.position)
}

/// What a page gave.
struct PageRead<R> {
    made: R,
    warnings: Vec<Warning>,
    /// Operators that it might take.
    allowed: u64,
    /// Operators that it took.
    taken: u64,
}

fn read_page<R>(reader: &mut PageReader<'_>, index: usize, allowed: u64, make: &Make<'_, R>) -> Result<PageRead<R>, ExtractError> {
    let (mut made, mut warnings) = (None, Vec::new());
    let taken = reader.read(index, allowed, &mut warnings, &mut |page| made = Some(make(page)))?;
    Ok(PageRead { made: made.expect("a page that is read goes to its sink"), warnings, allowed, taken })
}

/// Pages in a row, up to one that panicked.
type Run<R> = Vec<Result<Result<PageRead<R>, ExtractError>, Box<dyn Any + Send>>>;

/// Reads runs of pages until there are no more.
fn read_runs<R>(file: &PdfFile<'_>, gate: &Gate, make: &Make<'_, R>, sender: &Sender<(usize, Run<R>)>) {
    let mut reader = file.reader();
    while let Some((pages, allowed)) = gate.claim() {
        let (first, mut run) = (pages.start, Vec::with_capacity(pages.len()));
        for index in pages {
            let page = catch_unwind(AssertUnwindSafe(|| read_page(&mut reader, index, allowed, make)));
            let goes_on = page.is_ok();
            run.push(page);
            if !goes_on {
                break;
            }
        }
        if sender.send((first, run)).is_err() {
            return;
        }
    }
}

/// Puts pages in order.
struct Gathering<'g, R> {
    position: Position,
    /// Reads pages again.
    reader: PageReader<'g>,
    make: &'g Make<'g, R>,
    sink: &'g mut dyn FnMut(R, Vec<Warning>) -> ControlFlow<()>,
}

impl<R> Gathering<'_, R> {
    fn gather(&mut self, gate: &Gate, receiver: &Receiver<(usize, Run<R>)>) -> Result<(), ExtractError> {
        let mut early = BTreeMap::new();
        while self.position.index < gate.n_pages {
            let run = early.remove(&self.position.index).unwrap_or_else(|| {
                loop {
                    let (first, run) = receiver.recv().expect("the scope holds a sender");
                    if first == self.position.index {
                        break run;
                    }
                    early.insert(first, run);
                }
            });
            for page in run {
                let page = page.unwrap_or_else(|panic| resume_unwind(panic))?;
                if self.page(Some(page))?.is_break() {
                    return Ok(());
                }
            }
            gate.gathered(self.position);
        }
        Ok(())
    }

    /// Takes the next page, or reads it where that was not done, or not with the operators that it may take.
    fn page(&mut self, read: Option<PageRead<R>>) -> Result<ControlFlow<()>, ExtractError> {
        let Position { index, operations } = self.position;
        let holds = |read: &PageRead<R>| read.taken <= operations && (read.taken < read.allowed || read.allowed == operations);
        let read = match read.filter(holds) {
            Some(read) => read,
            None => read_page(&mut self.reader, index, operations, self.make)?,
        };
        self.position = Position { index: index + 1, operations: operations - read.taken };
        Ok((self.sink)(read.made, read.warnings))
    }
}

/// Lets threads run ahead of what is gathered, but not far.
struct Gate {
    state: Mutex<GateState>,
    moved: Condvar,
    n_pages: usize,
    /// Pages in a run.
    run: usize,
    /// Pages that may be read and not gathered.
    ahead: usize,
}

struct GateState {
    /// The next page that nobody reads.
    next: usize,
    gathered: Position,
    is_closed: bool,
}

impl Gate {
    /// The next pages to read and the operators that each may take, once they are near enough.
    fn claim(&self) -> Option<(Range<usize>, u64)> {
        let mut state = self.lock();
        loop {
            if state.is_closed || state.next >= self.n_pages {
                return None;
            }
            if state.next < state.gathered.index + self.ahead {
                let first = state.next;
                state.next = (first + self.run).min(self.n_pages);
                return Some((first..state.next, state.gathered.operations));
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn gathered(&self, position: Position) {
        self.lock().gathered = position;
        self.moved.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends the threads home, also where gathering panics.
struct Closes<'g>(&'g Gate);

impl Drop for Closes<'_> {
    fn drop(&mut self) {
        self.0.lock().is_closed = true;
        self.0.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroUsize, sync::Arc};

    use jixiao_extract::{ExtractConfig, Limits};

    use super::*;
    use crate::workers;

    /// How many operators the page at an index has.
    fn n_operators(index: usize) -> usize {
        10 + index % 7
    }

    /// A file of so many pages, whose content is that many operators each and some bytes of text.
    fn pdf(n_pages: usize) -> Arc<Vec<u8>> {
        let kids: String = (0..n_pages).map(|page| format!("{} 0 R ", 3 + 2 * page)).collect();
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Kids[{kids}]/Count {n_pages}/MediaBox[0 0 100 100]>>"),
        ];
        for page in 0..n_pages {
            objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 4 + 2 * page));
            let content = "n ".repeat(n_operators(page));
            objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
        }
        let mut file = "%PDF-1.4\n".to_owned();
        let mut offsets = Vec::new();
        for (object, number) in objects.iter().zip(1..) {
            offsets.push(file.len());
            file += &format!("{number} 0 obj\n{object}\nendobj\n");
        }
        let table: String = offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")).collect();
        let size = objects.len() + 1;
        let start = file.len();
        file += &format!(
            "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
        );
        Arc::new(file.into_bytes())
    }

    /// How many threads, and the threads: none, one, two and five.
    fn pools() -> impl Iterator<Item = Option<ThreadPool>> {
        [0, 1, 2, 5].into_iter().map(|jobs| NonZeroUsize::new(jobs).map(|jobs| workers(jobs).unwrap()))
    }

    #[test]
    fn pages_come_in_order_and_go_on_where_the_sink_broke() {
        let config = ExtractConfig::default();
        for n_pages in [1, 2, 3, 40, 101] {
            let file = PdfFile::open(pdf(n_pages), &config).unwrap();
            assert_eq!(file.n_pages(), n_pages);
            for pool in pools() {
                let mut numbers = Vec::new();
                let mut position = Position::start(&file);
                while position.index < n_pages {
                    let until = position.index + 30;
                    let mut sink = |number, warnings: Vec<Warning>| {
                        assert!(warnings.is_empty(), "{warnings:?}");
                        numbers.push(number);
                        if numbers.len() == until { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                    };
                    position = each_page(&file, position, pool.as_ref(), &|page| page.number, &mut sink).unwrap();
                    assert_eq!(position.index, until.min(n_pages));
                }
                assert_eq!(numbers, (1..=n_pages as u32).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn the_budget_of_a_file_ends_at_the_same_page_on_any_number_of_threads() {
        // The size of the file adds to the budget: the fixed part is none, and the file long because of its many small pages.
        let bytes = pdf(60);
        let limits = Limits { pdf_operations: 0, pdf_page_operations: 1 << 40, ..Limits::default() };
        let config = ExtractConfig { limits, ..ExtractConfig::default() };
        let file = PdfFile::open(bytes, &config).unwrap();
        // Each byte of a content stream counts a sixteenth of an operator.
        let cost = |index: usize| (n_operators(index) + (2 * n_operators(index) + 1) / 16) as u64;
        let spent: u64 = (0..30).map(cost).sum();
        let start = Position { index: 0, operations: spent + 3 };
        let mut seen = Vec::new();
        for pool in pools() {
            let mut limited = Vec::new();
            let mut sink = |number: u32, warnings: Vec<Warning>| {
                limited.extend(warnings.iter().map(|warning| (number, warning.message.clone())));
                ControlFlow::Continue(())
            };
            each_page(&file, start, pool.as_ref(), &|page| page.number, &mut sink).unwrap();
            assert_eq!(limited.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (31..=60).collect::<Vec<_>>());
            assert!(limited.iter().all(|(_, message)| message.contains("`pdf_operations`")), "{limited:?}");
            seen.push(limited);
        }
        assert!(seen.windows(2).all(|two| two[0] == two[1]));
    }

    #[test]
    fn pages_before_a_panic_go_to_the_sink() {
        let config = ExtractConfig::default();
        let file = PdfFile::open(pdf(60), &config).unwrap();
        for pool in pools() {
            let mut n_sunk = 0;
            let mut sink = |(), _: Vec<Warning>| {
                n_sunk += 1;
                ControlFlow::Continue(())
            };
            let make = |page: &ReadPage<'_, '_>| assert_ne!(page.number, 34, "page 34");
            let mut read = || each_page(&file, Position::start(&file), pool.as_ref(), &make, &mut sink).map(|_| ());
            catch_unwind(AssertUnwindSafe(&mut read)).unwrap_err();
            assert_eq!(n_sunk, 33);
        }
    }
}
