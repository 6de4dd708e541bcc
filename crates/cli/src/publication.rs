//! What `jixiao run` writes.

use std::{
    fs::File,
    io::{self, BufWriter},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use jixiao_archive::{Collector, Packer, PagePicture, Part, Publication, Published, Totals};
use jixiao_emit::{
    ParquetWriter, RecordFormat, Renderer, Sheet, XlsxWriter, late,
    report::{self, Picture, ReportSummary, ReportWriter},
};
use jixiao_model::{LateFindings, Record};
use jixiao_normalize::FormText;

use crate::{args::RunFormat, links::Links};

/// A sheet that every run writes.
struct CsvFile {
    name: &'static str,
    sheet: Sheet,
    /// Pointer to the list that has a row for each of its parts, which tells the codes of the findings there; the findings themselves
    /// have none.
    list: Option<&'static str>,
}

const CSV_FILES: [CsvFile; 3] = [
    CsvFile { name: "indicators.csv", sheet: Sheet::Indicators, list: Some("/indicators") },
    CsvFile { name: "funds.csv", sheet: Sheet::Funds, list: Some("/funds/rows") },
    CsvFile { name: "findings.csv", sheet: Sheet::Findings, list: None },
];

const PARQUET_FILES: [(&str, Sheet); 4] = [
    ("records.parquet", Sheet::Records),
    ("indicators.parquet", Sheet::Indicators),
    ("funds.parquet", Sheet::Funds),
    ("findings.parquet", Sheet::Findings),
];

/// Number of the part that has the row of the report.
const REPORT_ROW: usize = 1 + CSV_FILES.len();

const WORKBOOK: &str = "records.xlsx";
const REPORT: &str = "report.html";

/// The outputs of one run.
pub(crate) struct Outputs {
    parts: Vec<Part>,
    formats: Vec<RunFormat>,
    retired: Vec<&'static str>,
    links: Option<Arc<Links>>,
}

impl Outputs {
    /// What records give, and nothing put together from it.
    pub(crate) fn parts_only() -> Self {
        let mut parts = vec![Part::File { name: "records.jsonl", head: Vec::new() }];
        parts.extend(CSV_FILES.iter().map(|file| Part::File { name: file.name, head: file.sheet.csv_head() }));
        parts.push(Part::Kept);
        Outputs { parts, formats: Vec::new(), retired: Vec::new(), links: None }
    }

    /// Besides the files that every run writes, those of `formats`.
    pub(crate) fn new(formats: &[RunFormat], links: Links) -> Self {
        let without = |format: RunFormat| !formats.contains(&format);
        let mut retired = Vec::new();
        retired.extend(without(RunFormat::Report).then_some(REPORT));
        retired.extend(without(RunFormat::Xlsx).then_some(WORKBOOK));
        if without(RunFormat::Parquet) {
            retired.extend(PARQUET_FILES.map(|(name, _)| name));
        }
        Outputs { formats: formats.to_vec(), retired, links: Some(Arc::new(links)), ..Outputs::parts_only() }
    }
}

impl Publication for Outputs {
    fn parts(&self) -> &[Part] {
        &self.parts
    }

    fn render(&self, record: &Record) -> Vec<Vec<u8>> {
        let sheets = CSV_FILES.iter().map(|file| file.sheet.csv_rows(record));
        let line = Renderer::new(RecordFormat::Jsonl).render(record).into_line();
        [line].into_iter().chain(sheets).chain([report::row(record)]).collect()
    }

    fn amend(&self, parts: &mut [Vec<u8>], late: &LateFindings<'_>) -> io::Result<()> {
        parts[0] = late::add_to_json(&parts[0], late)?;
        for (CsvFile { list, .. }, rows) in CSV_FILES.iter().zip(&mut parts[1..]) {
            match list {
                Some(list) => *rows = late::add_codes(list, rows, late)?,
                None => rows.extend(late::finding_rows(late)),
            }
        }
        parts[REPORT_ROW] = late::add_to_report_row(&parts[REPORT_ROW], late)?;
        Ok(())
    }

    fn source(&self, record: &Record, form: &FormText, pictures: &[PagePicture]) -> Vec<u8> {
        fn picture(page: &PagePicture) -> Picture<'_> {
            Picture { page: page.number, paper: page.paper, jpeg: &page.jpeg }
        }
        report::source(record, form.cells(), &pictures.iter().map(picture).collect::<Vec<_>>())
    }

    fn collectors(&self, folder: &Path) -> io::Result<Vec<Box<dyn Collector>>> {
        let mut collectors: Vec<Box<dyn Collector>> = Vec::new();
        if self.formats.contains(&RunFormat::Report) {
            let writer = ReportWriter::new(BufWriter::new(File::create(folder.join(REPORT))?))?;
            collectors.push(Box::new(Report { writer, is_full: Arc::default(), links: self.links.clone() }));
        }
        if self.formats.contains(&RunFormat::Xlsx) {
            let links = self.links.clone();
            let link =
                move |path: &str| links.as_ref()?.to(path).map(|link| format!("file://{}", link.trim_start_matches("file://")));
            collectors.push(Box::new(Workbook { writer: XlsxWriter::new(folder, link)?, path: folder.join(WORKBOOK) }));
        }
        if self.formats.contains(&RunFormat::Parquet) {
            let mut files = Vec::new();
            for (name, sheet) in PARQUET_FILES {
                files.push((name, ParquetWriter::new(BufWriter::new(File::create(folder.join(name))?), sheet)?));
            }
            collectors.push(Box::new(Tables(files)));
        }
        Ok(collectors)
    }

    fn retired(&self) -> &[&'static str] {
        &self.retired
    }
}

struct Report {
    writer: ReportWriter<BufWriter<File>>,
    /// Further records need not be packed.
    is_full: Arc<AtomicBool>,
    links: Option<Arc<Links>>,
}

impl Collector for Report {
    fn packer(&self) -> Box<Packer> {
        let is_full = Arc::clone(&self.is_full);
        Box::new(move |records| {
            let packs = !is_full.load(Ordering::Relaxed);
            let pack = || report::block(records.iter().map(|record| (record.json(), record.source.as_slice())));
            Ok(packs.then(pack).unwrap_or_default())
        })
    }

    fn push(&mut self, records: &[Published<'_>], packed: Vec<u8>) -> io::Result<()> {
        let link = |record: &Published<'_>| self.links.as_ref()?.to(record.path);
        let rows = records.iter().map(|record| (record.parts[REPORT_ROW].as_slice(), record.source.as_slice(), link(record)));
        self.writer.push(rows, &packed)?;
        self.is_full.store(self.writer.is_full(), Ordering::Relaxed);
        Ok(())
    }

    fn finish(self: Box<Self>, totals: &Totals) -> io::Result<Vec<String>> {
        let counts = &totals.counts;
        let summary = ReportSummary {
            ok: counts.ok,
            no_form: counts.no_form,
            skipped: counts.skipped,
            errors: counts.errors,
            duplicates: counts.duplicates,
            skipped_kinds: totals.skipped.iter().map(|(kind, count)| (kind.to_string(), *count)).collect(),
            unread: totals.errors.clone(),
        };
        complete(self.writer.finish(&summary)?)?;
        Ok(vec![REPORT.to_owned()])
    }
}

struct Workbook {
    writer: XlsxWriter<'static>,
    path: PathBuf,
}

impl Collector for Workbook {
    fn packer(&self) -> Box<Packer> {
        Box::new(parse)
    }

    fn push(&mut self, records: &[Published<'_>], _: Vec<u8>) -> io::Result<()> {
        records.iter().try_for_each(|record| self.writer.push(record.record()?))
    }

    fn finish(self: Box<Self>, _: &Totals) -> io::Result<Vec<String>> {
        let mut file = BufWriter::new(File::create(&self.path)?);
        self.writer.finish(&mut file)?;
        complete(file)?;
        Ok(vec![WORKBOOK.to_owned()])
    }
}

struct Tables(Vec<(&'static str, ParquetWriter<BufWriter<File>>)>);

impl Collector for Tables {
    fn packer(&self) -> Box<Packer> {
        Box::new(parse)
    }

    fn push(&mut self, records: &[Published<'_>], _: Vec<u8>) -> io::Result<()> {
        for record in records {
            let record = record.record()?;
            self.0.iter_mut().try_for_each(|(_, writer)| writer.push(record))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Totals) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for (name, writer) in self.0 {
            complete(writer.finish()?)?;
            names.push(name.to_owned());
        }
        Ok(names)
    }
}

/// Has the records at hand when they are pushed.
fn parse(records: &[Published<'_>]) -> io::Result<Vec<u8>> {
    records.iter().try_for_each(|record| record.record().map(drop))?;
    Ok(Vec::new())
}

fn complete(file: BufWriter<File>) -> io::Result<()> {
    file.into_inner()?.sync_all()
}
