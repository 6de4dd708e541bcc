//! Parallel work with results in order.

use std::{io, mem};

use rayon::{ThreadPool, prelude::*};

/// Items worked on at a time: enough to keep every thread busy, few enough that their results stay small.
const BATCH: usize = 64;

/// Works on items in parallel, a batch at a time, and hands the results on in the order of the items.
///
/// Batches end at the same items whatever the number of threads. After the sink's first error nothing more is done.
pub(crate) struct Batches<'a, T, R> {
    /// Nobody: the thread that pushes works itself.
    workers: Option<&'a ThreadPool>,
    /// Takes an item's number, from 0, and the item.
    work: &'a (dyn Fn(usize, &T) -> R + Sync),
    sink: &'a mut dyn FnMut(R) -> io::Result<()>,
    pending: Vec<T>,
    n_done: usize,
    outcome: io::Result<()>,
}

impl<'a, T: Sync, R: Send> Batches<'a, T, R> {
    pub(crate) fn new(
        workers: Option<&'a ThreadPool>,
        work: &'a (dyn Fn(usize, &T) -> R + Sync),
        sink: &'a mut dyn FnMut(R) -> io::Result<()>,
    ) -> Self {
        Batches { workers, work, sink, pending: Vec::new(), n_done: 0, outcome: Ok(()) }
    }

    pub(crate) fn push(&mut self, items: impl IntoIterator<Item = T>) {
        for item in items {
            if self.outcome.is_ok() {
                self.pending.push(item);
            }
            if self.pending.len() == BATCH {
                self.outcome = self.work_off();
            }
        }
    }

    /// Works off what is left; returns the number of items.
    pub(crate) fn finish(mut self) -> io::Result<usize> {
        mem::replace(&mut self.outcome, Ok(()))?;
        self.work_off()?;
        Ok(self.n_done)
    }

    fn work_off(&mut self) -> io::Result<()> {
        let items = mem::take(&mut self.pending);
        let (work, n_before) = (self.work, self.n_done);
        self.n_done += items.len();
        let work_at = |(i, item): (usize, &T)| work(n_before + i, item);
        let results: Vec<R> = match self.workers {
            Some(workers) => workers.install(|| items.par_iter().enumerate().map(work_at).collect()),
            None => items.iter().enumerate().map(work_at).collect(),
        };
        results.into_iter().try_for_each(&mut self.sink)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::workers;

    fn pool(jobs: usize) -> ThreadPool {
        workers(jobs.try_into().unwrap()).unwrap()
    }

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        for jobs in [1, 2, 5] {
            for n_items in [0, 1, BATCH - 1, BATCH, 3 * BATCH + 1] {
                let mut results = Vec::new();
                let mut sink = |result| {
                    results.push(result);
                    Ok(())
                };
                let workers = pool(jobs);
                let mut batches = Batches::new(Some(&workers), &|index, item| (index, *item), &mut sink);
                batches.push((0..n_items / 2).map(|i| i * 10));
                batches.push((n_items / 2..n_items).map(|i| i * 10));
                assert_eq!(batches.finish().unwrap(), n_items);
                assert_eq!(results, (0..n_items).map(|i| (i, i * 10)).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn no_more_than_one_batch_is_held() {
        let n_worked = AtomicUsize::new(0);
        let work = |_, (): &()| n_worked.fetch_add(1, Ordering::Relaxed);
        let (mut n_sunk, mut most_held) = (0, 0);
        let mut sink = |_| {
            most_held = most_held.max(n_worked.load(Ordering::Relaxed) - n_sunk);
            n_sunk += 1;
            Ok(())
        };
        let workers = pool(2);
        let mut batches = Batches::new(Some(&workers), &work, &mut sink);
        batches.push((0..10 * BATCH).map(|_| ()));
        batches.finish().unwrap();
        assert_eq!((n_sunk, most_held), (10 * BATCH, BATCH));
    }

    #[test]
    fn nothing_is_worked_on_after_the_sink_failed() {
        let n_worked = AtomicUsize::new(0);
        let work = |_, (): &()| n_worked.fetch_add(1, Ordering::Relaxed);
        let mut sink = |_| Err(io::ErrorKind::BrokenPipe.into());
        let workers = pool(2);
        let mut batches = Batches::new(Some(&workers), &work, &mut sink);
        batches.push((0..10 * BATCH).map(|_| ()));
        assert_eq!(batches.finish().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(n_worked.into_inner(), BATCH);
    }
}
