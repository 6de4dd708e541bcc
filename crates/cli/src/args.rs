//! The flags of all commands, in one file: what commands share is written once, and `--help` is read as a whole.

use std::{num::NonZeroUsize, path::PathBuf, process, sync::Arc, thread};

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jixiao_emit::{RecordFormat, TableFormat, lines::LineFormat};
use jixiao_extract::{Effort, ExtractConfig, Ocr, SharedModels};
use jixiao_model::Severity;

use crate::messages::Verbosity;

/// Turns performance self-evaluation forms (绩效自评表) into records that can be trusted.
///
/// Data goes to standard output, everything else to standard error.
#[derive(Parser)]
#[command(name = "jixiao", bin_name = "jixiao", version, max_term_width = 100, after_help = EXIT_CODES, after_long_help = AFTER_HELP)]
pub(crate) struct Cli {
    /// Say more: every input that was not read as a form; twice: every input
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    verbose: u8,

    /// Say only what went wrong
    #[arg(short, long, global = true)]
    quiet: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    pub(crate) fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, 0) => Verbosity::Normal,
            (_, 1) => Verbosity::Verbose,
            _ => Verbosity::Everything,
        }
    }
}

const EXIT_CODES: &str = "\
Exit codes: 0 all read, nothing at or above --fail-on; 1 findings; 2 something could not be read or run.";

const AFTER_HELP: &str = "\
Exit codes:
  0  all was read, and nothing found at or above --fail-on
  1  findings at or above --fail-on, an analytic one with --fail-on-analytics, no form with
     --require-form, or a golden that differs
  2  something could not be read or run; whatever could be read is written all the same

Files that are written: those of OUT (`run`), the copy of --annotate, golden/ (`golden update`),
and the cache: a folder for the weights that read scans, jixiao/models in the user's folder for
caches, such as ~/.cache, or what JIXIAO_MODELS names. Only `fetch-models` writes it, and nothing
else asks the network for anything. `run` keeps what it finished in OUT/.jixiao-journal.

Limits on pages, bytes, nesting, entries, memory and time keep hostile files from filling the
machine. An error or finding that a limit causes names it; ARCHITECTURE.md lists all of them with
their defaults.

Environment: NO_COLOR, set to anything, turns colours off.";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print the records of every form in the files
    Extract(ExtractArgs),
    /// Read folders, archives and files, and write all records to one folder
    Run(RunArgs),
    /// Read one input for a run, apart from it
    #[command(hide = true)]
    ReadAlone {
        /// Folder of form definitions
        #[arg(long)]
        forms: Option<PathBuf>,

        /// Time for the input
        #[arg(long)]
        timeout: u64,

        #[command(flatten)]
        scan: ScanArgs,
    },
    /// Read a PDF file with the second reader, apart from the first
    #[command(hide = true)]
    ReadAgain,
    /// Print every table of a file as it was read, before any meaning
    Tables(TablesArgs),
    /// Print the lines of images and scanned PDF files, with their places and confidences
    Ocr(OcrArgs),
    /// Fetch the weights for reading scans (75 MB, once); nothing else ever fetches anything
    FetchModels(ModelsArgs),
    /// Compare golden/ with what samples/ give, or rewrite it
    Golden {
        /// What to do with differences
        action: GoldenAction,
    },
    /// Say what a finding's code means, or list all codes
    Explain(ExplainArgs),
    /// Print the JSON Schema of the records
    Schema,
    /// Print the completions for a shell, to be put where it looks for them
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page: `jixiao man | man -l -`
    Man,
    /// List the form definitions in use, with their labels
    Forms {
        /// Also use the form definitions (*.toml) of this folder
        #[arg(long, value_name = "DIR")]
        forms: Option<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct ExtractArgs {
    /// Files to read; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// One array, or one record a line
    #[arg(long, value_enum, default_value_t = RecordsAs::Json)]
    pub(crate) format: RecordsAs,

    /// Leave out where every value came from
    #[arg(long)]
    pub(crate) no_provenance: bool,

    /// Also use the form definitions (*.toml) of this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) forms: Option<PathBuf>,

    /// Password of encrypted files
    #[arg(long, value_name = "PASSWORD")]
    pub(crate) password: Option<String>,

    /// Also write a copy of the one PDF file with each finding as an annotation at its place
    #[arg(long, value_name = "OUT.pdf")]
    pub(crate) annotate: Option<PathBuf>,

    /// Look for the numbers of PDF files with another reader, too; not for files of strangers, since that reader checks no limits
    #[arg(long)]
    pub(crate) second_reader: bool,

    /// Threads, by default as many as there are cores; the output is the same for any number
    #[arg(long, value_name = "N", default_value_t = all_cores(), hide_default_value = true)]
    pub(crate) jobs: NonZeroUsize,

    /// Exit with 1 if a finding is at least this severe; analytic ones do not count
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Never)]
    pub(crate) fail_on: FailOn,

    /// Exit with 1 if there is an analytic finding: a pattern that reviewers ask about
    #[arg(long)]
    pub(crate) fail_on_analytics: bool,

    /// Exit with 1 if a file has no form
    #[arg(long)]
    pub(crate) require_form: bool,

    #[command(flatten)]
    pub(crate) scan: ScanArgs,
}

#[derive(Args)]
pub(crate) struct RunArgs {
    #[allow(rustdoc::broken_intra_doc_links, reason = "a pattern is no link")]
    /// Folders, archives (zip, 7z, tar, gz, bz2, xz, zst) and files, or patterns of them (*, ?, [ab], {a,b}, **)
    #[arg(required_unless_present = "files_from", value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// File with more inputs, one a line or each ended by a NUL; - is standard input
    #[arg(long, value_name = "LIST")]
    pub(crate) files_from: Option<PathBuf>,

    /// Folder to write to; a run that was stopped goes on where it was
    #[arg(short, long, value_name = "OUT")]
    pub(crate) out: PathBuf,

    /// What to write besides records.jsonl, the CSV files and manifest.jsonl; inputs that were read are not read again for it
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMAT,...", default_value = "report")]
    pub(crate) formats: Vec<RunFormat>,

    /// Also use the form definitions (*.toml) of this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) forms: Option<PathBuf>,

    /// Threads, by default as many as there are cores; the output is the same for any number
    #[arg(long, value_name = "N", default_value_t = all_cores(), hide_default_value = true)]
    pub(crate) jobs: NonZeroUsize,

    /// Time for one input, after which it is an error
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,

    /// Memory that the inputs under way may take together, by estimate; a larger one is read alone
    #[arg(long, value_name = "BYTES", default_value = "512M", value_parser = bytes)]
    pub(crate) max_memory: u64,

    /// Show no progress; it is shown only on a terminal
    #[arg(long)]
    pub(crate) no_progress: bool,

    /// Exit with 1 if a finding is at least this severe; analytic ones do not count
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Never)]
    pub(crate) fail_on: FailOn,

    /// Exit with 1 if there is an analytic finding: a pattern that reviewers ask about
    #[arg(long)]
    pub(crate) fail_on_analytics: bool,

    #[command(flatten)]
    pub(crate) scan: ScanArgs,
}

#[derive(Args)]
pub(crate) struct TablesArgs {
    /// File to read; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// How to print the tables
    #[arg(long, value_enum, default_value_t = TablesAs::Json)]
    pub(crate) format: TablesAs,

    /// Threads, by default as many as there are cores; the output is the same for any number
    #[arg(long, value_name = "N", default_value_t = all_cores(), hide_default_value = true)]
    pub(crate) jobs: NonZeroUsize,

    /// Password of an encrypted file
    #[arg(long, value_name = "PASSWORD")]
    pub(crate) password: Option<String>,

    #[command(flatten)]
    pub(crate) scan: ScanArgs,
}

#[derive(Args)]
pub(crate) struct OcrArgs {
    /// Images (PNG, JPEG, TIFF, BMP, WebP) and PDF files to read; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// One array of pages, or one line a line
    #[arg(long, value_enum, default_value_t = LinesAs::Text)]
    pub(crate) format: LinesAs,

    /// Also write the one file as a PDF file that can be searched: the pictures with the text, unseen, behind them
    #[arg(long, value_name = "OUT.pdf")]
    pub(crate) searchable: Option<PathBuf>,

    /// Password of encrypted files
    #[arg(long, value_name = "PASSWORD")]
    pub(crate) password: Option<String>,

    #[command(flatten)]
    pub(crate) reader: ReaderArgs,
}

/// How pages that are pictures are read.
#[derive(Args, Clone)]
pub(crate) struct ScanArgs {
    /// Which pages to read as pictures: those without text of their own, all that have pictures, or none
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = OcrWhen::Auto)]
    ocr: OcrWhen,

    #[command(flatten)]
    pub(crate) reader: ReaderArgs,
}

impl ScanArgs {
    /// A configuration that reads pictures so.
    pub(crate) fn config(&self) -> ExtractConfig {
        let ocr = match self.ocr {
            OcrWhen::Auto => Ocr::Auto,
            OcrWhen::Always => Ocr::Always,
            OcrWhen::Never => Ocr::Never,
        };
        self.reader.config(ocr)
    }

    /// Gives the same flags to a command.
    pub(crate) fn pass_on(&self, command: &mut process::Command) {
        let when = self.ocr.to_possible_value().map(|value| value.get_name().to_owned());
        command.arg("--ocr").arg(when.unwrap_or_default());
        if let Some(folder) = self.reader.models.folder() {
            command.arg("--models").arg(folder);
        }
        if self.reader.fast {
            command.arg("--fast");
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum OcrWhen {
    Auto,
    Always,
    Never,
}

/// What reads the characters of scans.
#[derive(Args, Clone)]
pub(crate) struct ReaderArgs {
    /// Read scans faster: words by a small network alone, with more errors; numbers with nearly the same care
    #[arg(long)]
    pub(crate) fast: bool,

    #[command(flatten)]
    models: ModelsArgs,
}

impl ReaderArgs {
    /// A configuration that reads pictures so.
    pub(crate) fn config(&self, ocr: Ocr) -> ExtractConfig {
        let effort = if self.fast { Effort::Fast } else { Effort::Usual };
        let reader = SharedModels::new(self.models.folder(), effort);
        ExtractConfig { ocr, line_reader: Some(Arc::new(reader)), ..ExtractConfig::default() }
    }
}

#[derive(Args, Clone)]
pub(crate) struct ModelsArgs {
    /// Folder of the weights for reading scans [default: jixiao/models in the user's folder for caches, such as ~/.cache]
    #[arg(long, value_name = "DIR", env = "JIXIAO_MODELS", hide_env_values = true)]
    models: Option<PathBuf>,
}

impl ModelsArgs {
    /// The folder that was named, or the usual one; `None` where neither is known.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        self.models.clone().or_else(jixiao_ocr::cache_folder)
    }
}

#[derive(Args)]
pub(crate) struct ExplainArgs {
    /// The code, such as score-sum
    pub(crate) code: Option<String>,

    /// Print all codes as a Markdown table
    #[arg(long, conflicts_with = "code")]
    pub(crate) table: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GoldenAction {
    /// Print the first difference of each file; exit with 1 if there is any
    Check,
    /// Rewrite every file that differs
    Update,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum RecordsAs {
    Json,
    Jsonl,
}

impl From<RecordsAs> for RecordFormat {
    fn from(format: RecordsAs) -> Self {
        match format {
            RecordsAs::Json => RecordFormat::Json,
            RecordsAs::Jsonl => RecordFormat::Jsonl,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RunFormat {
    /// report.html: every record beside its paper, for reading through
    Report,
    /// records.xlsx: one workbook
    Xlsx,
    /// records, indicators, funds and findings as .parquet files
    Parquet,
    /// Nothing more
    None,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum LinesAs {
    Json,
    Text,
}

impl From<LinesAs> for LineFormat {
    fn from(format: LinesAs) -> Self {
        match format {
            LinesAs::Json => LineFormat::Json,
            LinesAs::Text => LineFormat::Text,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TablesAs {
    Json,
    Csv,
    Html,
    Markdown,
}

impl From<TablesAs> for TableFormat {
    fn from(format: TablesAs) -> Self {
        match format {
            TablesAs::Json => TableFormat::Json,
            TablesAs::Csv => TableFormat::Csv,
            TablesAs::Html => TableFormat::Html,
            TablesAs::Markdown => TableFormat::Markdown,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum FailOn {
    Info,
    Warning,
    Error,
    Never,
}

impl FailOn {
    /// Whether `worst`, the worst severity found, fails the command.
    pub(crate) fn is_reached(self, worst: Option<Severity>) -> bool {
        match self {
            FailOn::Info => worst >= Some(Severity::Info),
            FailOn::Warning => worst >= Some(Severity::Warning),
            FailOn::Error => worst >= Some(Severity::Error),
            FailOn::Never => false,
        }
    }
}

/// A number of bytes, with K, M or G for powers of 1024.
fn bytes(text: &str) -> Result<u64, String> {
    let (digits, shift) = match text.as_bytes().last() {
        Some(b'K' | b'k') => (&text[..text.len() - 1], 10),
        Some(b'M' | b'm') => (&text[..text.len() - 1], 20),
        Some(b'G' | b'g') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let number: Option<u64> = digits.parse().ok();
    let bytes = number.and_then(|number| number.checked_mul(1 << shift)).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| "expected a number such as 800M or 2G".to_owned())
}

/// As many threads as the machine runs at once; one where it does not tell.
pub(crate) fn all_cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_contradict_nothing() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_may_have_a_unit() {
        assert_eq!(bytes("4096"), Ok(4096));
        assert_eq!(bytes("2k"), Ok(2048));
        assert_eq!(bytes("512M"), Ok(536_870_912));
        assert_eq!(bytes("1G"), Ok(1_073_741_824));
        for wrong in ["", "M", "0", "-1", "1.5G", "1T", "99999999999G"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_threshold_is_reached_from_its_severity_on() {
        assert!(FailOn::Warning.is_reached(Some(Severity::Warning)));
        assert!(FailOn::Warning.is_reached(Some(Severity::Error)));
        assert!(!FailOn::Warning.is_reached(Some(Severity::Info)));
        assert!(!FailOn::Info.is_reached(None));
        assert!(!FailOn::Never.is_reached(Some(Severity::Error)));
    }
}
