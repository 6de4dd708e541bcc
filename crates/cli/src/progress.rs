//! How far a run is: a bar on a terminal, a line now and then elsewhere.

use std::{
    cell::Cell,
    io::{self, IsTerminal, Write},
    sync::OnceLock,
    time::{Duration, Instant},
};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use jixiao_archive::{Counts, Progress};

use crate::messages::in_colour;

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// Bytes say how long a run will take only after this time: before it, caches fill and threads start.
const ETA_AFTER: Duration = Duration::from_secs(3);

/// The bar on the terminal, which steps aside for messages.
static BAR: OnceLock<ProgressBar> = OnceLock::new();

/// How a run shows how far it is.
pub(crate) struct Shown {
    bar: Option<ProgressBar>,
    has_lines: bool,
    start: Instant,
    last_line: Cell<Instant>,
}

impl Shown {
    /// Shows nothing where it shall be `hidden`.
    pub(crate) fn start(hidden: bool) -> Self {
        let on_terminal = io::stderr().is_terminal();
        let bar = (on_terminal && !hidden).then(|| {
            let bar = ProgressBar::new_spinner();
            let colour = if in_colour() { "{spinner:.cyan} [{bar:16.cyan/dim}]" } else { "{spinner} [{bar:16}]" };
            // A narrow terminal cuts the words: lines that wrap are left behind when the window changes.
            let template = format!("{colour} {{elapsed}} {{wide_msg}}");
            bar.set_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(200));
            BAR.get_or_init(|| bar).clone()
        });
        let start = Instant::now();
        Shown { bar, has_lines: !on_terminal && !hidden, start, last_line: Cell::new(start) }
    }

    /// Shows how far the run is now.
    pub(crate) fn show(&self, progress: &Progress<'_>) {
        let words = words(progress, self.start.elapsed());
        if let Some(bar) = &self.bar {
            bar.set_length(progress.n_bytes.unwrap_or_default());
            bar.set_position(progress.n_bytes_read.min(progress.n_bytes.unwrap_or_default()));
            bar.set_message(words);
        } else if self.has_lines && self.last_line.get().elapsed() >= LINE_EVERY {
            self.last_line.set(Instant::now());
            tracing::info!("{words}");
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn words(progress: &Progress<'_>, elapsed: Duration) -> String {
    let Progress { counts, n_bytes_read, n_bytes } = *progress;
    let rate = n_inputs(counts) as f64 / elapsed.as_secs_f64().max(0.001);
    let left = n_bytes.filter(|_| elapsed >= ETA_AFTER).and_then(|n_bytes| left(n_bytes_read, n_bytes, elapsed));
    let left = left.map(|left| format!(", {} left", HumanDuration(left))).unwrap_or_default();
    format!("{} inputs ({rate:.1}/s), {} forms, {} errors{left}", n_inputs(counts), counts.forms, counts.errors)
}

/// The time that the rest takes at the pace so far.
fn left(n_read: u64, n_bytes: u64, elapsed: Duration) -> Option<Duration> {
    let rest = n_bytes.saturating_sub(n_read);
    (n_read > 0).then(|| elapsed.mul_f64(rest as f64 / n_read as f64))
}

/// Inputs so far.
pub(crate) fn n_inputs(counts: &Counts) -> u64 {
    counts.ok + counts.no_form + counts.skipped + counts.errors + counts.duplicates
}

/// Where messages go: to standard error, between two states of the bar.
pub(crate) fn between_lines() -> impl Write {
    BetweenLines
}

struct BetweenLines;

impl Write for BetweenLines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let write = || io::stderr().write(bytes);
        BAR.get().map_or_else(write, |bar| bar.suspend(write))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_for_each_byte_as_what_was_read() {
        let minute = Duration::from_secs(60);
        assert_eq!(left(25, 100, minute), Some(Duration::from_secs(180)));
        assert_eq!(left(0, 100, minute), None);
        // Archives are read a little more than once.
        assert_eq!(left(101, 100, minute), Some(Duration::ZERO));
    }

    #[test]
    fn words_have_counts_rate_and_time_left() {
        let counts = Counts { ok: 90, errors: 10, forms: 120, ..Counts::default() };
        let progress = Progress { counts: &counts, n_bytes_read: 50, n_bytes: Some(100) };
        assert_eq!(words(&progress, Duration::from_secs(10)), "100 inputs (10.0/s), 120 forms, 10 errors, 10 seconds left");
        let unknown = Progress { n_bytes: None, ..progress };
        assert_eq!(words(&unknown, Duration::from_secs(10)), "100 inputs (10.0/s), 120 forms, 10 errors");
    }
}
