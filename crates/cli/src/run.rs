//! `jixiao run`

use std::{
    env, fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use jixiao_archive::{ArchiveLimits, Counts, Job, Output, Reading, Totals, digest, expand, list};
use jixiao_emit::{RecordFormat, Renderer, Sheet};
use jixiao_extract::ExtractConfig;
use jixiao_model::Record;

use crate::{Exit, Failure, args::RunArgs, forms, messages::Verbosity};

const SHEETS: [(&str, Sheet); 3] =
    [("indicators.csv", Sheet::Indicators), ("funds.csv", Sheet::Funds), ("findings.csv", Sheet::Findings)];

pub(crate) fn run(args: &RunArgs, verbosity: Verbosity) -> Result<Exit, Failure> {
    let start = Instant::now();
    let inputs = inputs(args)?;
    let mut outputs = vec![Output { name: "records.jsonl", head: Vec::new() }];
    outputs.extend(SHEETS.map(|(name, sheet)| Output { name, head: sheet.head() }));
    let program = program(args.forms.as_deref()).map_err(|error| Failure::Other(format!("the program cannot be told: {error}")))?;
    let bar = progress_bar(args, verbosity);
    let job = Job {
        reading: Arc::new(reading(args.forms.as_deref(), args.timeout)?),
        jobs: args.jobs,
        max_memory: args.max_memory,
        limits: ArchiveLimits::default(),
        outputs: &outputs,
        program: &program,
        alone: alone(args.forms.clone(), args.timeout),
        stop: stop_on_signals(),
        progress: &|counts| show(&bar, counts),
    };
    let done = jixiao_archive::run(&inputs, &args.out, &job);
    bar.finish_and_clear();
    let totals = done.map_err(|error| Failure::Other(error.to_string()))?;
    summarise(&totals, &args.out, start.elapsed());
    Ok(match () {
        () if totals.counts.errors > 0 => Exit::Unread,
        () if args.fail_on.is_reached(totals.worst) => Exit::Findings,
        () => Exit::Clean,
    })
}

/// `jixiao read-alone`: the other side of what a run starts for an input during which it died.
pub(crate) fn read_alone(forms: Option<&Path>, timeout: u64) -> Result<Exit, Failure> {
    jixiao_archive::read_alone(&reading(forms, timeout)?, io::stdin().lock(), io::stdout().lock())?;
    Ok(Exit::Clean)
}

/// The inputs that were given, and those of the list.
fn inputs(args: &RunArgs) -> Result<Vec<PathBuf>, Failure> {
    let mut inputs = expand(&args.inputs);
    if let Some(path) = &args.files_from {
        let listed = if path == Path::new("-") { list(io::stdin().lock()) } else { fs::File::open(path).and_then(list) };
        inputs.extend(listed.map_err(|error| Failure::Other(format!("`{}`: cannot be read: {error}", path.display())))?);
    }
    Ok(inputs)
}

fn reading(forms: Option<&Path>, timeout: u64) -> Result<Reading, Failure> {
    Ok(Reading {
        forms: forms::load(forms)?,
        extract: ExtractConfig::default(),
        timeout: Duration::from_secs(timeout),
        render: Box::new(render),
    })
}

/// Starts this program anew for one input; not at all where the system does not tell which program this is.
fn alone(forms: Option<PathBuf>, timeout: u64) -> Option<Arc<dyn Fn() -> process::Command + Send + Sync>> {
    let program = env::current_exe().ok()?;
    Some(Arc::new(move || {
        let mut command = process::Command::new(&program);
        command.args(["read-alone", "--timeout", &timeout.to_string()]);
        if let Some(forms) = &forms {
            command.arg("--forms").arg(forms);
        }
        command
    }))
}

/// Is set by Ctrl-C and by a request to end; the second one ends the program at once.
fn stop_on_signals() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&stop);
    let handler = move || {
        if set.swap(true, Ordering::Relaxed) {
            process::exit(Exit::Unread as i32);
        }
        tracing::info!("stopping once what is under way is read; the second time at once");
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        tracing::warn!("Ctrl-C ends the program at once: {error}");
    }
    stop
}

fn render(record: Record) -> Vec<Vec<u8>> {
    let sheets = SHEETS.map(|(_, sheet)| sheet.rows(&record));
    let line = Renderer::new(RecordFormat::Jsonl).render(record).into_line();
    [line].into_iter().chain(sheets).collect()
}

/// A line that changes whenever an input may have to be read again: with the program, even between versions, and with the forms.
fn program(forms: Option<&Path>) -> io::Result<String> {
    let mut files = vec![env::current_exe()?];
    if let Some(forms) = forms {
        let mut paths = fs::read_dir(forms)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        files.extend(paths);
    }
    let mut line = format!("jixiao {}", env!("CARGO_PKG_VERSION"));
    for file in files {
        line.push(' ');
        line.push_str(&digest(&fs::read(file)?));
    }
    Ok(line)
}

/// How many inputs there are is known only at the end, so the bar counts and gives a rate but no time left.
fn progress_bar(args: &RunArgs, verbosity: Verbosity) -> ProgressBar {
    if args.no_progress || verbosity == Verbosity::Quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {elapsed} {pos} inputs, {per_sec}{msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn show(bar: &ProgressBar, counts: &Counts) {
    bar.set_position(n_inputs(counts));
    bar.set_message(format!(", {} forms, {} errors", counts.forms, counts.errors));
}

fn n_inputs(counts: &Counts) -> u64 {
    counts.ok + counts.no_form + counts.skipped + counts.errors + counts.duplicates
}

fn summarise(totals: &Totals, out: &Path, elapsed: Duration) {
    let Totals { counts, skipped, errors, .. } = totals;
    for (path, error) in errors {
        tracing::error!("`{path}`: {error}");
    }
    let n_unsaid = counts.errors - errors.len() as u64;
    if n_unsaid > 0 {
        tracing::error!("{n_unsaid} more inputs could not be read: `manifest.jsonl` has all");
    }
    let kinds: Vec<_> = skipped.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    let Counts { ok, no_form, skipped, errors, duplicates, forms, resumed } = counts;
    tracing::info!(
        "{} inputs in {:.1} s: {ok} with {forms} forms, {no_form} without, {skipped} skipped{kinds}, {duplicates} duplicates, \
         {errors} errors; {resumed} were done before",
        n_inputs(counts),
        elapsed.as_secs_f64(),
    );
    tracing::info!("the records are in `{}`", out.display());
}
