//! The second reader: whether another program finds the numbers of a record on the page that they were read from.
//!
//! It runs in a process of its own: it overflows its stack and fills its memory on some files. The process gets a line of JSON, the
//! password or null, and the file; it answers with a line of JSON for each page, its number and text, or null where it fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, BufRead, BufReader, Write},
    panic,
    process::{Child, Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use jixiao_extract::{
    Limits,
    pdf::{is_pdf, second},
};
use jixiao_model::{Code, Finding, Number, Record, codes};

/// Its stack: it follows nested structures by recursion.
const STACK: usize = 64 << 20;

/// How often its memory is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// A reading under way.
pub(crate) struct Reading {
    process: Child,
    pages: mpsc::Receiver<(u32, Option<String>)>,
    until: Instant,
    max_bytes: u64,
}

/// The numbers that it found, by page.
pub(crate) struct Numbers(BTreeMap<u32, BTreeSet<String>>);

/// Has `command` read a PDF file; `None` for other files, and where the system starts no process.
pub(crate) fn start(bytes: &Arc<Vec<u8>>, password: Option<&str>, command: &mut Command, limits: &Limits) -> Option<Reading> {
    if !is_pdf(bytes) {
        return None;
    }
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let (stdin, stdout) = (process.stdin.take(), process.stdout.take());
    let (bytes, password) = (Arc::clone(bytes), password.map(str::to_owned));
    thread::spawn(move || {
        // A process that dies does not listen, and gives no pages.
        let _ = stdin.map(|mut stdin| {
            serde_json::to_writer(&mut stdin, &password)?;
            stdin.write_all(b"\n")?;
            stdin.write_all(&bytes)
        });
    });
    let (sender, pages) = mpsc::channel();
    thread::spawn(move || {
        let lines = stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines());
        let pages = lines.map_while(|line| serde_json::from_str(&line.ok()?).ok());
        // Nobody waits any more where the time was up.
        pages.map_while(|page| sender.send(page).ok()).for_each(drop);
    });
    Some(Reading { process, pages, until: Instant::now() + limits.second_reader_time, max_bytes: limits.second_reader_bytes })
}

/// The other side: reads the file that `input` has, and answers to `output`.
///
/// # Errors
/// When the request is broken.
pub fn serve(input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut input = input;
    let mut line = String::new();
    input.read_line(&mut line)?;
    let password: Option<String> = serde_json::from_str(&line)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    // Its panics are answers.
    panic::set_hook(Box::new(|_| ()));
    let (sender, pages) = mpsc::channel();
    let work = move || second::read(&bytes, password.as_deref(), &mut |page, text| sender.send((page, text)).is_ok());
    thread::Builder::new().stack_size(STACK).spawn(work)?;
    for page in pages {
        serde_json::to_writer(&mut output, &page)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}

impl Reading {
    /// Waits for the pages, and ends the process however far it came.
    pub(crate) fn finish(mut self) -> Numbers {
        let mut numbers = BTreeMap::new();
        loop {
            let left = self.until.saturating_duration_since(Instant::now());
            match self.pages.recv_timeout(left.min(LOOK)) {
                Ok((page, Some(text))) => drop(numbers.insert(page, numbers_of(&text))),
                Ok((_, None)) => {}
                Err(mpsc::RecvTimeoutError::Timeout) if !left.is_zero() && self.bytes() <= self.max_bytes => {}
                Err(_) => break,
            }
        }
        // One that has ended cannot be ended: that is no error.
        let _ = self.process.kill();
        let _ = self.process.wait();
        Numbers(numbers)
    }

    /// Memory of the process; 0 where the system does not tell.
    fn bytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let kilobytes =
            status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        kilobytes.unwrap_or(0) * 1024
    }
}

impl Numbers {
    /// Adds a finding for each amount and each number of points that it did not find on its page. A page on which it found less than
    /// half of them it could not read.
    pub(crate) fn compare(&self, record: &mut Record) {
        let origins: BTreeMap<&str, _> = record.provenance.0.iter().map(|(pointer, origin)| (pointer.as_str(), origin)).collect();
        let mut by_page: BTreeMap<u32, Vec<(String, Number, &str)>> = BTreeMap::new();
        for (pointer, number) in values(record) {
            if let Some(origin) = origins.get(pointer.as_str())
                && let Some(page) = origin.page
            {
                by_page.entry(page).or_default().push((pointer, number, &origin.raw));
            }
        }
        let mut findings = Vec::new();
        let mut unread = Vec::new();
        for (page, values) in by_page {
            let n_values = values.len();
            let found = self.0.get(&page);
            let is_missing = |number: &Number| !found.is_some_and(|found| found.contains(&number.0.abs().to_string()));
            let missing: Vec<_> = values.into_iter().filter(|(_, number, _)| is_missing(number)).collect();
            if missing.len() * 2 > n_values {
                unread.push(page.to_string());
                continue;
            }
            findings.extend(missing.into_iter().map(|(at, number, raw)| {
                let message = format!("another reader finds no {number} on page {page}");
                finding(&codes::READERS_DISAGREE, at, message, raw.to_owned())
            }));
        }
        if !unread.is_empty() {
            let message = format!("the second reader could not read page {}", unread.join(", "));
            findings.push(finding(&codes::SECOND_READER_FAILED, "/source".to_owned(), message, String::new()));
        }
        record.findings.extend(findings);
    }
}

fn finding(code: &Code, at: String, message: String, raw: String) -> Finding {
    Finding { code: code.id.to_owned(), severity: code.severity, at, message, raw }
}

/// The amounts and points of a record with their pointers.
fn values(record: &Record) -> impl Iterator<Item = (String, Number)> {
    let single = [
        ("/project/total_amount".to_owned(), record.project.total_amount),
        ("/total/weight".to_owned(), record.total.weight),
        ("/total/score".to_owned(), record.total.score),
    ];
    let funds = record.funds.rows.iter().enumerate().flat_map(|(i, row)| {
        let amounts = [("initial_budget", row.initial_budget), ("full_budget", row.full_budget), ("executed", row.executed)];
        let points = [("weight", row.weight), ("score", row.score)];
        amounts.into_iter().chain(points).map(move |(key, number)| (format!("/funds/rows/{i}/{key}"), number))
    });
    let indicators = record.indicators.iter().enumerate().flat_map(|(i, row)| {
        [("weight", row.weight), ("score", row.score)].map(move |(key, number)| (format!("/indicators/{i}/{key}"), number))
    });
    single.into_iter().chain(funds).chain(indicators).filter_map(|(pointer, number)| Some((pointer, number?)))
}

/// The numbers in a text as a record prints them: without signs and without separators between groups.
fn numbers_of(text: &str) -> BTreeSet<String> {
    let ascii = text.chars().map(|c| match c {
        '０'..='９' | '．' | '，' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    });
    let text: String = ascii.filter(|c| *c != ',').collect();
    let runs = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    runs.map(|run| run.trim_matches('.').to_owned()).filter(|run| !run.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroUsize, path::Path};

    use jixiao_extract::ExtractConfig;
    use jixiao_normalize::Forms;

    use super::*;
    use crate::{Context, read_records, workers};

    /// The findings of the second reader in the first record of a sample when it does not find `unseen` there.
    fn findings(file: &str, unseen: &[&str]) -> Vec<(String, String, String)> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../extract/tests/data/pdf").join(file);
        let config = ExtractConfig::default();
        let context = Context { forms: &Forms::builtin(), extract: &config, workers: &workers(NonZeroUsize::MIN).unwrap() };
        let mut records = Vec::new();
        let mut sink = |record| {
            records.push(record);
            Ok(())
        };
        read_records(&path, &context, &|record| record, &mut sink).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut answer = Vec::new();
        serve([b"null\n", bytes.as_slice()].concat().as_slice(), &mut answer).unwrap();
        let pages = answer.split(|b| *b == b'\n').filter(|line| !line.is_empty());
        let pages = pages.map(|line| serde_json::from_slice::<(u32, Option<String>)>(line).unwrap());
        let mut numbers = Numbers(pages.filter_map(|(page, text)| Some((page, numbers_of(&text?)))).collect());
        for number in unseen {
            assert!(numbers.0.get_mut(&1).unwrap().remove(*number), "{number} was never there");
        }
        let mut record = records.swap_remove(0);
        record.findings.clear();
        numbers.compare(&mut record);
        record.findings.into_iter().map(|finding| (finding.code, finding.at, finding.message)).collect()
    }

    #[test]
    fn a_number_that_only_we_read_is_flagged_where_it_stands() {
        assert_eq!(findings("raw_thinrect.pdf", &[]), []);
        let at = |at: &str, message: &str| ("readers-disagree".to_owned(), at.to_owned(), message.to_owned());
        let found = findings("raw_thinrect.pdf", &["6463343.97"]);
        assert_eq!(found, [at("/funds/rows/0/initial_budget", "another reader finds no 6463343.97 on page 1")]);
    }

    #[test]
    fn a_page_that_the_other_reader_cannot_read_says_nothing_about_numbers() {
        let found = findings("raw_gbk_euc_h.pdf", &[]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0.as_str(), found[0].1.as_str()), ("second-reader-failed", "/source"));
    }

    #[test]
    fn a_file_that_cannot_be_opened_has_no_pages() {
        let mut answer = Vec::new();
        serve(b"null\n%PDF-1.7 and nothing more".as_slice(), &mut answer).unwrap();
        assert_eq!(answer, b"");
    }

    /// What is found when a shell script is the second reader, and how long that takes.
    #[cfg(unix)]
    fn reading(script: &str, limits: &Limits) -> (Vec<u32>, Duration) {
        let (bytes, begin) = (Arc::new(b"%PDF-1.7 ".repeat(100_000)), Instant::now());
        let numbers = start(&bytes, None, Command::new("sh").args(["-c", script]), limits).unwrap().finish();
        (numbers.0.into_keys().collect(), begin.elapsed())
    }

    #[cfg(unix)]
    #[test]
    fn a_second_reader_that_dies_or_hangs_costs_only_what_it_did_not_read() {
        let limits = Limits { second_reader_time: Duration::from_secs(60), ..Limits::default() };
        let page = "echo '[1,\"12 34\"]'; echo '[2,null]'";
        assert_eq!(reading(&format!("cat > /dev/null; {page}"), &limits).0, [1]);
        // It dies of a signal without having read its input, as it does when its stack overflows.
        assert_eq!(reading(&format!("{page}; kill -SEGV $$"), &limits).0, [1]);
        let hasty = Limits { second_reader_time: Duration::from_millis(300), ..Limits::default() };
        let (pages, time) = reading(&format!("{page}; exec sleep 50"), &hasty);
        assert!(pages == [1] && time < Duration::from_secs(20), "{pages:?} {time:?}");
        assert!(start(&Arc::new(b"text".to_vec()), None, &mut Command::new("sh"), &limits).is_none());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_second_reader_that_fills_its_memory_is_ended() {
        let limits = Limits { second_reader_time: Duration::from_secs(60), second_reader_bytes: 1 << 10, ..Limits::default() };
        assert!(reading("exec sleep 50", &limits).1 < Duration::from_secs(20));
    }

    #[test]
    fn numbers_are_compared_as_printed_but_for_separators() {
        let numbers = numbers_of("1,511,018 元 ≥95.50% １２．５分。3.");
        assert_eq!(numbers.iter().map(String::as_str).collect::<Vec<_>>(), ["12.5", "1511018", "3", "95.50"]);
    }
}
