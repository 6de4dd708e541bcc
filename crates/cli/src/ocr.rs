//! `jixiao ocr`

use std::fs;

use jixiao_archive::{ScannedPage, read_lines};
use jixiao_emit::{
    lines::{Line, LineWriter, PageOfLines},
    searchable::{ImagePage, TextLine, from_images, searchable},
};
use jixiao_extract::{ExtractConfig, Ocr, pdf};

use crate::{Exit, Failure, annotate, args::OcrArgs, messages, report, stdout};

pub(crate) fn run(args: &OcrArgs) -> Result<Exit, Failure> {
    let config = ExtractConfig { password: args.password.clone(), ..args.reader.config(Ocr::Always) };
    if args.searchable.is_some() && args.files.len() != 1 {
        return Err(Failure::Other("`--searchable` takes one file at a time (hint: run it for each file)".to_owned()));
    }
    let mut writer = LineWriter::new(stdout(), args.format.into());
    let mut exit = Exit::Clean;
    for file in &args.files {
        let path = file.display().to_string();
        let mut kept: Vec<ScannedPage> = Vec::new();
        let mut sink = |page: ScannedPage| {
            let lines =
                page.lines.iter().map(|line| Line { text: &line.text, bbox: line.bbox, confidence: line.confidence }).collect();
            writer.write(&PageOfLines { path: &path, page: page.number, paper: page.paper, lines })?;
            if args.searchable.is_some() {
                kept.push(page);
            }
            Ok(())
        };
        match read_lines(file, &config, &mut sink) {
            Ok(warnings) => warnings.iter().for_each(|warning| messages::input_warning(&path, warning)),
            Err(error) => exit = exit.max(report(error)?),
        }
        if let Some(copy) = &args.searchable
            && exit == Exit::Clean
        {
            let original = fs::read(file).map_err(|error| Failure::Other(format!("`{path}` cannot be read: {error}")))?;
            let bytes = with_text(&original, &config, &kept).map_err(|error| Failure::Other(format!("`{path}`: {error}")))?;
            annotate::replace(copy, &bytes)
                .map_err(|error| Failure::Other(format!("`{}` cannot be written: {error}", copy.display())))?;
        }
    }
    writer.finish()?;
    Ok(exit)
}

/// The file as a PDF file with its text behind the pictures.
fn with_text(
    original: &[u8],
    config: &ExtractConfig,
    pages: &[ScannedPage],
) -> Result<Vec<u8>, jixiao_emit::annotate::AnnotateError> {
    let lines: Vec<TextLine> = pages
        .iter()
        .flat_map(|page| page.lines.iter().map(|line| TextLine { page: page.number, bbox: line.bbox, text: line.text.clone() }))
        .collect();
    if pdf::is_pdf(original) {
        return searchable(original, config.password.as_deref(), config.limits.pdf_stream_bytes, &lines);
    }
    let images = pages.iter().map(|page| {
        let size = [page.picture.width, page.picture.height];
        ImagePage { size, gray: &page.picture.pixels, paper: page.paper }
    });
    searchable(&from_images(images)?, None, usize::MAX, &lines)
}
