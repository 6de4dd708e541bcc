//! `jixiao golden`: the records of every sample, kept under version control.
//!
//! `samples/NAME/input.*` gives `golden/NAME.json`: what `jixiao extract` prints for it. What is in `golden/` is our output as a
//! person accepted it; it is not the truth. A sample without `input.*` is a scan, whose confidences differ from processor to processor:
//! it has no golden file.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use jixiao_archive::{Context, InputError, read_records};
use jixiao_emit::{RecordFormat, RecordWriter, Renderer, first_difference};
use jixiao_extract::ExtractConfig;

use crate::{
    Exit, Failure,
    args::{GoldenAction, all_cores},
    forms, report, stdout, workers,
};

const SAMPLES: &str = "samples";
const GOLDEN: &str = "golden";

pub(crate) fn run(action: GoldenAction) -> Result<Exit, Failure> {
    let workers = workers(all_cores())?;
    let context = Context { forms: &forms::load(None)?, extract: &ExtractConfig::default(), workers: &workers };

    // What each file should hold; one that no sample gives any more should not be there.
    let mut wanted: BTreeMap<_, _> = match entries(Path::new(GOLDEN)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
        held => held.map_err(|error| unusable(GOLDEN, &error))?.into_iter().map(|path| (path, None)).collect(),
    };
    let mut exit = Exit::Clean;
    for sample in entries(Path::new(SAMPLES)).map_err(|error| unusable(SAMPLES, &error))? {
        let Some(input) = input(&sample)? else { continue };
        let golden = Path::new(GOLDEN).join(sample.file_name().unwrap_or_default()).with_added_extension("json");
        match records(&input, &context) {
            Ok(records) => {
                wanted.insert(golden, Some(records));
            }
            Err(error) => {
                wanted.remove(&golden);
                exit = exit.max(report(error)?);
            }
        }
    }
    for (path, records) in &wanted {
        exit = exit.max(settle(action, path, records.as_deref())?);
    }
    Ok(exit)
}

/// The records of one sample as text. Samples are small: they are held in memory.
fn records(input: &Path, context: &Context<'_>) -> Result<String, InputError> {
    let mut writer = RecordWriter::new(Vec::new(), RecordFormat::Json);
    let renderer = Renderer::new(RecordFormat::Json);
    read_records(input, context, &|record| renderer.render(&record), &mut |record| writer.write(&record))?;
    let text = writer.finish().expect("memory takes any output");
    Ok(String::from_utf8(text).expect("JSON is UTF-8"))
}

/// Compares one file with what it should hold, or makes it so.
fn settle(action: GoldenAction, path: &Path, wanted: Option<&str>) -> Result<Exit, Failure> {
    let held = match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(unusable(path, &error)),
    };
    if held.as_deref() == wanted {
        return Ok(Exit::Clean);
    }
    match (action, wanted) {
        (GoldenAction::Check, _) => {
            let state = match (&held, wanted) {
                (None, _) => "is missing",
                (_, None) => "has no sample",
                _ => "differs",
            };
            let difference = first_difference(held.as_deref().unwrap_or_default(), wanted.unwrap_or_default());
            writeln!(stdout(), "{} {state}\n{}", path.display(), difference.unwrap_or_default())?;
            return Ok(Exit::Findings);
        }
        (GoldenAction::Update, Some(text)) => {
            fs::create_dir_all(GOLDEN).and_then(|()| fs::write(path, text)).map_err(|error| unusable(path, &error))?;
        }
        (GoldenAction::Update, None) => fs::remove_file(path).map_err(|error| unusable(path, &error))?,
    }
    tracing::info!("`{}` updated", path.display());
    Ok(Exit::Clean)
}

/// The `input.*` of a sample, if it has one.
fn input(sample: &Path) -> Result<Option<PathBuf>, Failure> {
    let files = entries(sample).map_err(|error| unusable(sample, &error))?;
    Ok(files.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == "input")))
}

/// What a folder holds, by name.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn unusable(path: impl AsRef<Path>, error: &io::Error) -> Failure {
    Failure::Other(format!("`{}` cannot be used: {error}", path.as_ref().display()))
}
