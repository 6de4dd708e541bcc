//! The command line: flags, messages and exit codes. Everything else is in the crates below.

mod annotate;
mod args;
mod extract;
mod fetch_models;
mod forms;
mod golden;
mod links;
mod messages;
mod ocr;
mod progress;
mod publication;
mod run;
mod show;
mod tables;

use std::{
    fmt,
    io::{self, BufWriter, StdoutLock},
    num::NonZeroUsize,
    process::ExitCode,
};

use clap::Parser;
use jixiao_archive::{Cause, InputError, ThreadPool};
use mimalloc::MiMalloc;

use crate::args::{Cli, Command};

/// Records are many small allocations, and threads of the system's allocator wait for each other.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    messages::start(cli.verbosity());
    let done = match &cli.command {
        Command::Extract(args) => extract::run(args),
        Command::Run(args) => run::run(args, cli.verbosity()),
        Command::ReadAlone { forms, timeout, scan } => run::read_alone(forms.as_deref(), *timeout, scan),
        Command::ReadAgain => extract::read_again(),
        Command::Tables(args) => tables::run(args),
        Command::Ocr(args) => ocr::run(args),
        Command::FetchModels(args) => fetch_models::run(args),
        Command::Golden { action } => golden::run(*action),
        Command::Explain(args) => show::explain(args),
        Command::Schema => show::schema(),
        Command::Completions { shell } => show::completions(*shell),
        Command::Man => show::man(),
        Command::Forms { forms } => show::forms(forms.as_deref()),
    };
    let exit = done.unwrap_or_else(|failure| match failure {
        // Whoever read our output has seen enough.
        Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
        failure => {
            tracing::error!("{failure}");
            Exit::Unread
        }
    });
    ExitCode::from(exit as u8)
}

/// How a command ended, from best to worst; the numbers are the exit codes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// All read, nothing at or above `--fail-on`.
    Clean = 0,
    /// All read, but there are findings or differences.
    Findings = 1,
    /// Something could not be read or run.
    Unread = 2,
}

/// Why a command stopped half-way.
enum Failure {
    /// Standard output takes no more.
    Output(io::Error),
    /// Anything else, in words.
    Other(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Output(error) => write!(f, "the output cannot be written: {error}"),
            Failure::Other(message) => f.write_str(message),
        }
    }
}

/// Reports an input that could not be read, so that the next one has its turn; only a failing output ends the command.
fn report(error: InputError) -> Result<Exit, Failure> {
    if let Cause::Output(error) = error.cause {
        return Err(Failure::Output(error));
    }
    tracing::error!("{error}");
    Ok(Exit::Unread)
}

fn workers(jobs: NonZeroUsize) -> Result<ThreadPool, Failure> {
    let refused = |error| Failure::Other(format!("{jobs} threads cannot be started: {error} (hint: lower `--jobs`)"));
    jixiao_archive::workers(jobs).map_err(refused)
}

fn stdout() -> BufWriter<StdoutLock<'static>> {
    // A record has some 20 kB; below them, standard output looks for line ends.
    BufWriter::with_capacity(1 << 17, io::stdout().lock())
}
