//! The second reader: whether another program finds the numbers of a record on the page that they were read from.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic,
    sync::{Arc, Once, mpsc},
    thread,
    time::{Duration, Instant},
};

use jixiao_extract::pdf::{is_pdf, second};
use jixiao_model::{Code, Finding, Number, Record, codes};

/// Its thread, whose panics are expected and not shown.
const NAME: &str = "second-reader";

/// Its stack: it follows nested structures by recursion.
const STACK: usize = 64 << 20;

/// A reading under way.
pub(crate) struct Reading {
    pages: mpsc::Receiver<(u32, Option<String>)>,
    until: Instant,
}

/// The numbers that it found, by page.
pub(crate) struct Numbers(BTreeMap<u32, BTreeSet<String>>);

/// Starts to read a PDF file, for at most `time`; `None` for other files.
pub(crate) fn start(bytes: &Arc<Vec<u8>>, password: Option<&str>, time: Duration) -> Option<Reading> {
    if !is_pdf(bytes) {
        return None;
    }
    hush();
    let (sender, pages) = mpsc::channel();
    let (bytes, password) = (Arc::clone(bytes), password.map(str::to_owned));
    let work = move || second::read(&bytes, password.as_deref(), &mut |page, text| sender.send((page, text)).is_ok());
    // Where the system gives no thread, nobody sends, and no page is read. A thread that hangs is left behind.
    let _ = thread::Builder::new().name(NAME.to_owned()).stack_size(STACK).spawn(work);
    Some(Reading { pages, until: Instant::now() + time })
}

impl Reading {
    /// Waits for the pages.
    pub(crate) fn finish(self) -> Numbers {
        let mut numbers = BTreeMap::new();
        while let Ok((page, text)) = self.pages.recv_timeout(self.until.saturating_duration_since(Instant::now())) {
            if let Some(text) = text {
                numbers.insert(page, numbers_of(&text));
            }
        }
        Numbers(numbers)
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

/// Keeps the messages of expected panics from standard error.
fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if thread::current().name() != Some(NAME) {
                shown(panic);
            }
        }));
    });
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
        let bytes = Arc::new(std::fs::read(&path).unwrap());
        let mut numbers = start(&bytes, None, Duration::from_secs(60)).unwrap().finish();
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
    fn a_file_that_cannot_be_opened_has_no_pages_and_text_is_left_alone() {
        let bytes = Arc::new(b"%PDF-1.7 and nothing more".to_vec());
        assert!(start(&bytes, None, Duration::from_secs(60)).unwrap().finish().0.is_empty());
        assert!(start(&Arc::new(b"text".to_vec()), None, Duration::ZERO).is_none());
    }

    #[test]
    fn numbers_are_compared_as_printed_but_for_separators() {
        let numbers = numbers_of("1,511,018 元 ≥95.50% １２．５分。3.");
        assert_eq!(numbers.iter().map(String::as_str).collect::<Vec<_>>(), ["12.5", "1511018", "3", "95.50"]);
    }
}
