//! Messages on standard error.

use std::{
    env,
    io::{self, IsTerminal},
};

use jixiao_model::{Severity, Warning};
use tracing_subscriber::filter::LevelFilter;

use crate::progress;

/// How much is said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verbosity {
    /// Only what went wrong.
    Quiet,
    /// Also what deserves a look.
    Normal,
    /// Also what was passed over.
    Verbose,
    /// Also what was done.
    Everything,
}

/// Sends every message to standard error, in colour on a terminal unless `NO_COLOR` is set (<https://no-color.org>).
pub(crate) fn start(verbosity: Verbosity) {
    let level = match verbosity {
        Verbosity::Quiet => LevelFilter::ERROR,
        Verbosity::Normal => LevelFilter::INFO,
        Verbosity::Verbose => LevelFilter::DEBUG,
        Verbosity::Everything => LevelFilter::TRACE,
    };
    tracing_subscriber::fmt()
        .with_writer(progress::between_lines)
        .with_max_level(level)
        .with_ansi(in_colour())
        .without_time()
        .with_target(false)
        .init();
}

/// Whether standard error shows colours.
pub(crate) fn in_colour() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Says a doubt about an input that no record carries.
pub(crate) fn input_warning(path: &str, warning: &Warning) {
    let line = warning.place.and_then(|place| place.line).map(|line| format!(":{line}")).unwrap_or_default();
    let Warning { code, message, .. } = warning;
    match code.severity {
        Severity::Info => tracing::info!("`{path}{line}`: {message} [{}]", code.id),
        Severity::Warning | Severity::Error => tracing::warn!("`{path}{line}`: {message} [{}]", code.id),
    }
}
