//! `jixiao extract`

use std::{env, io};

use jixiao_archive::{Context, read_records};
use jixiao_emit::{RecordFormat, RecordWriter, Renderer, annotate::marks};
use jixiao_extract::ExtractConfig;
use jixiao_model::{Finding, Record};

use crate::{Exit, Failure, annotate, args::ExtractArgs, forms, messages, report, stdout, workers};

/// `jixiao read-again`: the second reader, which may die.
pub(crate) fn read_again() -> Result<Exit, Failure> {
    jixiao_archive::read_again(io::stdin().lock(), io::stdout().lock())?;
    Ok(Exit::Clean)
}

pub(crate) fn run(args: &ExtractArgs) -> Result<Exit, Failure> {
    let forms = forms::load(args.forms.as_deref())?;
    let workers = workers(args.jobs)?;
    let second_reader = args.second_reader.then(env::current_exe).transpose()?;
    let config = ExtractConfig { password: args.password.clone(), second_reader, ..args.scan.config() };
    let context = Context { forms: &forms, extract: &config, workers: &workers };
    let format: RecordFormat = args.format.into();
    let mut writer = RecordWriter::new(stdout(), format);
    let mut renderer = Renderer::new(format);
    if args.no_provenance {
        renderer = renderer.without_provenance();
    }
    let copy = annotate::target(args)?;
    let finish = |record: Record| {
        let worst = (record.worst_severity(), record.findings.iter().any(Finding::is_analytic));
        let marks = if copy.is_some() { marks(&record) } else { Vec::new() };
        (worst, marks, renderer.render(&record))
    };

    let mut exit = Exit::Clean;
    let mut all_marks = Vec::new();
    for path in &args.files {
        let (mut worst, mut has_analytics) = (None, false);
        let read = read_records(path, &context, &finish, &mut |((severity, is_analytic), marks, record)| {
            worst = worst.max(severity);
            has_analytics |= is_analytic;
            all_marks.extend(marks);
            writer.write(&record)
        });
        let file_exit = match read {
            Ok(summary) => {
                let path = path.display().to_string();
                tracing::debug!("`{path}`: {} forms", summary.n_found);
                if summary.n_found == 0 {
                    tracing::info!("`{path}`: no form found; `jixiao tables` shows what was read");
                    // With no record to carry them, they are said here.
                    summary.warnings.iter().for_each(|warning| messages::input_warning(&path, warning));
                }
                worst = worst.max(summary.warnings.iter().map(|warning| warning.code.severity).max());
                let is_form_missing = args.require_form && summary.n_found == 0;
                let is_found = args.fail_on.is_reached(worst) || args.fail_on_analytics && has_analytics;
                if is_form_missing || is_found { Exit::Findings } else { Exit::Clean }
            }
            Err(error) => report(error)?,
        };
        exit = exit.max(file_exit);
    }
    writer.finish()?;
    // Of a file that could not be read there is nothing to show.
    if let Some((original, copy)) = copy.filter(|_| exit != Exit::Unread) {
        annotate::write(original, copy, &config, &all_marks)?;
    }
    Ok(exit)
}
