//! Parallel work with results in order.

use std::{
    collections::VecDeque,
    io,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, sync_channel},
    },
};

use rayon::{ScopeFifo, ThreadPool};

/// Items under way at most: enough to keep every thread busy while results are written, few enough that they stay small.
const WINDOW: usize = 64;

/// Works on the items that `feed` pushes, and hands the results on in their order; returns the number of items. `work` takes an item's
/// number, from 0, and the item.
///
/// This thread feeds and sinks while the workers work; without workers, or with a single one, it does everything itself. What goes to
/// the sink does not depend on the number of threads. After the sink's first error nothing more goes to it, and no more work begins.
///
/// # Errors
/// The first error of the sink, else the error of `feed`; what was pushed before that has gone to the sink.
///
/// # Panics
/// When `work` panics, after the results of the items before that one went to the sink.
pub(crate) fn in_order<T: Send, R: Send, E: From<io::Error>>(
    workers: Option<&ThreadPool>,
    work: &(dyn Fn(usize, T) -> R + Sync),
    sink: &mut dyn FnMut(R) -> io::Result<()>,
    feed: impl FnOnce(&mut dyn FnMut(T)) -> Result<(), E>,
) -> Result<usize, E> {
    let mut n_items = 0;
    let mut outcome = Ok(());
    let fed = match workers.filter(|workers| workers.current_num_threads() > 1) {
        None => feed(&mut |item| {
            if outcome.is_ok() {
                outcome = sink(work(n_items, item));
                n_items += 1;
            }
        }),
        Some(workers) => {
            let stopped = AtomicBool::new(false);
            workers.in_place_scope_fifo(|scope| {
                let mut queue = Queue { scope, stopped: &stopped, sink, outcome: &mut outcome, pending: VecDeque::new() };
                let fed = feed(&mut |item| {
                    queue.push(work, n_items, item);
                    n_items += 1;
                });
                queue.drain(0);
                fed
            })
        }
    };
    outcome?;
    fed.map(|()| n_items)
}

/// What was pushed and has not gone to the sink yet.
struct Queue<'q, 'scope, R> {
    scope: &'q ScopeFifo<'scope>,
    /// No more work begins.
    stopped: &'scope AtomicBool,
    sink: &'q mut dyn FnMut(R) -> io::Result<()>,
    outcome: &'q mut io::Result<()>,
    pending: VecDeque<Pending<R>>,
}

enum Pending<R> {
    UnderWay(Receiver<R>),
    Done(R),
}

impl<'scope, R: Send + 'scope> Queue<'_, 'scope, R> {
    fn push<T: Send + 'scope>(&mut self, work: &'scope (dyn Fn(usize, T) -> R + Sync), number: usize, item: T) {
        let stopped = self.stopped;
        if stopped.load(Ordering::Relaxed) {
            return;
        }
        let (sender, receiver) = sync_channel(1);
        self.scope.spawn_fifo(move |_| {
            if !stopped.load(Ordering::Relaxed) {
                // Where nobody receives, the sink has failed.
                let _ = sender.send(work(number, item));
            }
        });
        self.pending.push_back(Pending::UnderWay(receiver));
        if self.pending.len() == WINDOW {
            self.drain(WINDOW / 2);
        }
    }

    /// Hands results to the sink until `n_left` are pending.
    fn drain(&mut self, n_left: usize) {
        // Workers take items in order: behind the last one that is asked for, hardly any has to be waited for.
        if let Some(last) = self.pending.len().checked_sub(n_left + 1)
            && let Pending::UnderWay(receiver) = &self.pending[last]
            && let Ok(result) = receiver.recv()
        {
            self.pending[last] = Pending::Done(result);
        }
        while self.pending.len() > n_left
            && let Some(next) = self.pending.pop_front()
        {
            let result = match next {
                Pending::Done(result) => Ok(result),
                Pending::UnderWay(receiver) => receiver.recv(),
            };
            match result.map(&mut *self.sink) {
                Ok(Ok(())) => continue,
                Ok(failed) => *self.outcome = failed,
                // A worker that panics sends nothing; the end of the scope hands its panic on.
                Err(_) => {}
            }
            self.stopped.store(true, Ordering::Relaxed);
            self.pending.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        num::NonZeroUsize,
        sync::atomic::AtomicUsize,
        thread,
        time::{Duration, Instant},
    };

    use super::*;
    use crate::workers;

    /// How many threads, and the threads: none, one, two and five.
    fn pools() -> impl Iterator<Item = Option<ThreadPool>> {
        [0, 1, 2, 5].into_iter().map(|jobs| NonZeroUsize::new(jobs).map(|jobs| workers(jobs).unwrap()))
    }

    fn feed_numbers(n_items: usize) -> impl FnOnce(&mut dyn FnMut(usize)) -> io::Result<()> {
        move |push| {
            (0..n_items).for_each(push);
            Ok(())
        }
    }

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        for pool in pools() {
            for n_items in [0, 1, WINDOW / 2, WINDOW - 1, WINDOW, 3 * WINDOW + 1] {
                let mut results = Vec::new();
                let mut sink = |result| {
                    results.push(result);
                    Ok(())
                };
                let work = |number, item| {
                    // Later items are done first.
                    thread::sleep(Duration::from_micros(if number % 8 == 0 { 200 } else { 0 }));
                    (number, item * 10)
                };
                let n_done = in_order(pool.as_ref(), &work, &mut sink, feed_numbers(n_items)).unwrap();
                assert_eq!(n_done, n_items);
                assert_eq!(results, (0..n_items).map(|i| (i, i * 10)).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn no_more_than_the_window_is_held() {
        for pool in pools() {
            let n_worked = AtomicUsize::new(0);
            let work = |_, _| n_worked.fetch_add(1, Ordering::Relaxed);
            let (mut n_sunk, mut most_held) = (0, 0);
            let mut sink = |_| {
                most_held = most_held.max(n_worked.load(Ordering::Relaxed) - n_sunk);
                n_sunk += 1;
                Ok(())
            };
            in_order(pool.as_ref(), &work, &mut sink, feed_numbers(10 * WINDOW)).unwrap();
            assert_eq!(n_sunk, 10 * WINDOW);
            assert!(most_held <= WINDOW, "{most_held}");
        }
    }

    #[test]
    fn no_work_begins_after_the_sink_failed() {
        for pool in pools() {
            let n_worked = AtomicUsize::new(0);
            let work = |_, _| n_worked.fetch_add(1, Ordering::Relaxed);
            let mut n_sunk = 0;
            let mut sink = |_| {
                n_sunk += 1;
                Err(io::ErrorKind::BrokenPipe.into())
            };
            let done = in_order(pool.as_ref(), &work, &mut sink, feed_numbers(10 * WINDOW));
            assert_eq!(done.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
            assert_eq!(n_sunk, 1);
            assert!(n_worked.into_inner() <= WINDOW);
        }
    }

    #[test]
    fn what_comes_before_a_panic_goes_to_the_sink() {
        for pool in pools() {
            let mut results = Vec::new();
            let mut sink = |result| {
                results.push(result);
                Ok(())
            };
            let work = |_, item| if item == 100 { panic!("form {item}") } else { item };
            let mut run = || in_order(pool.as_ref(), &work, &mut sink, feed_numbers(10 * WINDOW));
            let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(&mut run)).unwrap_err();
            assert_eq!(panic.downcast_ref::<String>().unwrap(), "form 100");
            assert_eq!(results, (0..100).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_was_fed_before_an_error_goes_to_the_sink() {
        for pool in pools() {
            let mut n_sunk = 0;
            let mut sink = |_| {
                n_sunk += 1;
                Ok(())
            };
            let feed = |push: &mut dyn FnMut(usize)| {
                (0..100).for_each(push);
                Err(io::ErrorKind::InvalidData.into())
            };
            let done: io::Result<usize> = in_order(pool.as_ref(), &|_, item| item, &mut sink, feed);
            assert_eq!(done.unwrap_err().kind(), io::ErrorKind::InvalidData);
            assert_eq!(n_sunk, 100);
        }
    }

    #[test]
    fn feeding_goes_on_while_work_is_done() {
        let pool = workers(NonZeroUsize::new(2).unwrap()).unwrap();
        let is_fed = AtomicBool::new(false);
        let until = Instant::now() + Duration::from_secs(10);
        let work = |_, _| {
            while !is_fed.load(Ordering::Relaxed) && Instant::now() < until {
                thread::yield_now();
            }
            is_fed.load(Ordering::Relaxed)
        };
        let mut sink = |was_fed: bool| {
            assert!(was_fed);
            Ok(())
        };
        let feed = |push: &mut dyn FnMut(usize)| {
            (0..WINDOW / 2).for_each(push);
            is_fed.store(true, Ordering::Relaxed);
            io::Result::Ok(())
        };
        in_order(Some(&pool), &work, &mut sink, feed).unwrap();
    }
}
