//! `jixiao run`

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use jixiao_archive::{ArchiveLimits, Counts, Job, Outcome, Publication, Reading, Status, Tally, Totals, digest, expand, list};
use jixiao_extract::{ExtractConfig, Ocr};

use crate::{
    Exit, Failure,
    args::{RunArgs, ScanArgs},
    forms,
    links::Links,
    messages::Verbosity,
    progress::{Shown, n_inputs},
    publication::Outputs,
};

pub(crate) fn run(args: &RunArgs, verbosity: Verbosity) -> Result<Exit, Failure> {
    let start = Instant::now();
    let inputs = inputs(args)?;
    let unusable = |error| Failure::Other(format!("`{}`: cannot be used: {error}", args.out.display()));
    fs::create_dir_all(&args.out).map_err(unusable)?;
    let outputs = Outputs::new(&args.formats, Links::from(&args.out).map_err(unusable)?);
    let config = args.scan.config();
    let program = program(args, &config).map_err(|error| Failure::Other(format!("the program cannot be told: {error}")))?;
    let shown = Shown::start(args.no_progress || verbosity == Verbosity::Quiet);
    let job = Job {
        reading: Arc::new(reading(args.forms.as_deref(), args.timeout, config, Box::new(outputs))?),
        jobs: args.jobs,
        max_memory: args.max_memory,
        limits: ArchiveLimits::default(),
        program: &program,
        alone: alone(args),
        stop: stop_on_signals(),
        progress: &|progress| shown.show(progress),
        done: &say,
    };
    let done = jixiao_archive::run(&inputs, &args.out, &job);
    shown.end();
    let totals = done.map_err(|error| Failure::Other(error.to_string()))?;
    summarise(&totals, &args.out, start.elapsed());
    Ok(match () {
        () if totals.counts.errors > 0 => Exit::Unread,
        () if args.fail_on.is_reached(totals.worst) => Exit::Findings,
        () if args.fail_on_analytics && totals.records.analytics > 0 => Exit::Findings,
        () => Exit::Clean,
    })
}

/// `jixiao read-alone`: the other side of what a run starts for an input during which it died.
pub(crate) fn read_alone(forms: Option<&Path>, timeout: u64, scan: &ScanArgs) -> Result<Exit, Failure> {
    jixiao_archive::read_alone(
        &reading(forms, timeout, scan.config(), Box::new(Outputs::parts_only()))?,
        io::stdin().lock(),
        io::stdout().lock(),
    )?;
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

fn reading(
    forms: Option<&Path>,
    timeout: u64,
    extract: ExtractConfig,
    publication: Box<dyn Publication>,
) -> Result<Reading, Failure> {
    Ok(Reading { forms: forms::load(forms)?, extract, timeout: Duration::from_secs(timeout), publication })
}

/// Starts this program anew for one input; not at all where the system does not tell which program this is.
fn alone(args: &RunArgs) -> Option<Arc<dyn Fn() -> process::Command + Send + Sync>> {
    let program = env::current_exe().ok()?;
    let (forms, timeout, scan) = (args.forms.clone(), args.timeout, args.scan.clone());
    Some(Arc::new(move || {
        let mut command = process::Command::new(&program);
        command.args(["read-alone", "--timeout", &timeout.to_string()]);
        if let Some(forms) = &forms {
            command.arg("--forms").arg(forms);
        }
        scan.pass_on(&mut command);
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

/// A line that changes whenever an input may have to be read again: with the program, even between versions, with the forms, and with
/// whether and how carefully scans are read.
fn program(args: &RunArgs, config: &ExtractConfig) -> io::Result<String> {
    let mut files = vec![env::current_exe()?];
    if let Some(forms) = &args.forms {
        let mut paths = fs::read_dir(forms)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        files.extend(paths);
    }
    let reads_scans = config.ocr != Ocr::Never && config.line_reader.as_ref().is_some_and(|reader| reader.is_there());
    let mut line = format!("jixiao {} {:?} {reads_scans}", env!("CARGO_PKG_VERSION"), config.ocr);
    if reads_scans && args.scan.reader.fast {
        line.push_str(" fast");
    }
    for file in files {
        line.push(' ');
        line.push_str(&digest(&fs::read(file)?));
    }
    Ok(line)
}

/// Says what became of one input, to whoever wants to know.
fn say(outcome: &Outcome) {
    let Outcome { path, status, forms, error, kind, .. } = outcome;
    match status {
        Status::Ok => tracing::trace!("`{path}`: {forms} forms"),
        Status::Duplicate => tracing::trace!("`{path}`: the bytes of `{}`", outcome.duplicate_of.as_deref().unwrap_or_default()),
        Status::NoForm => tracing::debug!("`{path}`: no form"),
        Status::Skipped => tracing::debug!("`{path}`: skipped, {}", kind.map(|kind| kind.to_string()).unwrap_or_default()),
        // The first of them are said at the end, too, where they are seen.
        Status::Error => tracing::debug!("`{path}`: {}", error.as_deref().unwrap_or_default()),
    }
}

/// Errors that are said; the manifest has all.
const MAX_ERRORS: usize = 20;

fn summarise(totals: &Totals, out: &Path, elapsed: Duration) {
    let Totals { counts, skipped, errors, .. } = totals;
    for (path, error) in errors.iter().take(MAX_ERRORS) {
        tracing::error!("`{path}`: {error}");
    }
    let n_unsaid = counts.errors.saturating_sub(MAX_ERRORS as u64);
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
    let Tally { clean, warnings, errors, analytics } = &totals.records;
    tracing::info!(
        "{forms} records: {clean} clean, {warnings} with warnings, {errors} with errors; {analytics} analytic findings beside these"
    );
    tracing::info!("the records are in `{}`", out.display());
}
