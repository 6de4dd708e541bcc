//! A copy of a PDF file with the findings of its records as annotations.
//!
//! The annotations are appended as an incremental update (PDF 1.7, 7.5.6): the bytes of the original stay as they are. Only a file
//! whose cross-reference table is damaged is written anew, since nothing can be appended to it.

mod marks;
pub(crate) mod sheet;

use std::{collections::BTreeMap, fmt};

use jixiao_model::{BBox, Severity};
use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream, StringFormat, dictionary};

pub use self::marks::{Mark, marks};
use self::sheet::Sheet;

/// Side of a note's icon, in points.
const NOTE: f32 = 20.0;

/// Annotation flag: shown when printed (PDF 1.7, table 165).
const PRINT: i64 = 4;

/// Why a file could not be annotated.
#[derive(Debug)]
#[non_exhaustive]
pub enum AnnotateError {
    /// The bytes are no PDF file that can be changed, for this reason.
    Unusable(lopdf::Error),
    /// The file is encrypted, and its cross-reference table is damaged: a copy would have to be written without encryption.
    Encrypted,
    /// The file has no such page.
    Page(u32),
}

impl fmt::Display for AnnotateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnnotateError::Unusable(error) => write!(f, "only PDF files can be annotated, and this one cannot be changed: {error}"),
            AnnotateError::Encrypted => f.write_str("the file is encrypted and damaged: a copy would lose its encryption"),
            AnnotateError::Page(page) => write!(f, "page {page} of the file cannot be found"),
        }
    }
}

impl std::error::Error for AnnotateError {}

impl From<lopdf::Error> for AnnotateError {
    fn from(error: lopdf::Error) -> Self {
        AnnotateError::Unusable(error)
    }
}

impl From<std::io::Error> for AnnotateError {
    fn from(error: std::io::Error) -> Self {
        AnnotateError::Unusable(error.into())
    }
}

/// The PDF file `pdf` with an annotation for each mark. No stream of it may have more than `stream_bytes` bytes when decoded.
///
/// # Errors
/// When the file cannot be changed or has no page that a mark names.
pub fn annotate(pdf: &[u8], password: Option<&str>, stream_bytes: usize, marks: &[Mark]) -> Result<Vec<u8>, AnnotateError> {
    let options =
        LoadOptions { password: password.map(str::to_owned), max_decompressed_size: Some(stream_bytes), ..LoadOptions::default() };
    let mut document = Document::load_mem_with_options(pdf, options)?;
    let pages = document.get_pages();
    let mut by_page: BTreeMap<u32, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        by_page.entry(mark.page).or_default().push(mark);
    }
    let mut annotated = Vec::new();
    for (number, marks) in by_page {
        let id = *pages.get(&number).ok_or(AnnotateError::Page(number))?;
        annotated.push(Page { id, content: document.get_dictionary(id)?.clone(), present: present(&document, id), marks });
    }

    let mut copy = Vec::new();
    if document.xref_start != 0 && document.xref_recovery.is_none() && pdf.starts_with(b"%PDF-") {
        let mut update = IncrementalDocument::create_from(pdf.to_vec(), document);
        for page in annotated {
            let sheet = Sheet::of(update.get_prev_documents(), page.id);
            page.write(&sheet, &mut update.new_document)?;
        }
        update.save_to(&mut copy)?;
    } else if document.was_encrypted() {
        return Err(AnnotateError::Encrypted);
    } else {
        for page in annotated {
            let sheet = Sheet::of(&document, page.id);
            page.write(&sheet, &mut document)?;
        }
        document.save_to(&mut copy)?;
    }
    Ok(copy)
}

/// A page that gets annotations.
struct Page<'a> {
    id: ObjectId,
    content: Dictionary,
    /// The annotations that it has already.
    present: Vec<Object>,
    marks: Vec<&'a Mark>,
}

impl Page<'_> {
    fn write(mut self, sheet: &Sheet, target: &mut Document) -> Result<(), AnnotateError> {
        for mark in &self.marks {
            let annotation = match mark.bbox {
                Some(bbox) => highlight(mark, &sheet.corners(bbox), target)?,
                None => note(mark, &sheet.corners(BBox::new(NOTE, NOTE, 2.0 * NOTE, 2.0 * NOTE))),
            };
            self.present.push(target.try_add_object(annotation)?.into());
        }
        self.content.set("Annots", self.present);
        target.set_object(self.id, self.content);
        Ok(())
    }
}

/// The annotations of a page as they stand in the file.
fn present(document: &Document, page: ObjectId) -> Vec<Object> {
    let annotations = document.get_dictionary(page).and_then(|page| page.get_deref(b"Annots", document));
    annotations.and_then(Object::as_array).cloned().unwrap_or_default()
}

fn highlight(mark: &Mark, corners: &[[f64; 2]; 4], target: &mut Document) -> Result<Dictionary, AnnotateError> {
    let rect = rect(corners);
    let mut annotation = annotation("Highlight", mark, rect);
    annotation.set("QuadPoints", corners.iter().flatten().map(|edge| Object::Real(*edge as f32)).collect::<Vec<_>>());
    // Not every viewer draws a highlight by itself. `Multiply` keeps the text below readable.
    let [red, green, blue] = colour(mark.severity);
    let [left, bottom, right, top] = rect;
    let ink = format!("/G gs {red} {green} {blue} rg {left} {bottom} {} {} re f", right - left, top - bottom);
    let appearance = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => rect.map(Object::Real).to_vec(),
        "Group" => dictionary! { "S" => "Transparency" },
        "Resources" => dictionary! { "ExtGState" => dictionary! { "G" => dictionary! { "BM" => "Multiply" } } },
    };
    let appearance = target.try_add_object(Stream::new(appearance, ink.into_bytes()))?;
    annotation.set("AP", dictionary! { "N" => appearance });
    Ok(annotation)
}

fn note(mark: &Mark, corners: &[[f64; 2]; 4]) -> Dictionary {
    let mut annotation = annotation("Text", mark, rect(corners));
    annotation.set("Name", "Note");
    annotation
}

fn annotation(kind: &str, mark: &Mark, rect: [f32; 4]) -> Dictionary {
    dictionary! {
        "Type" => "Annot",
        "Subtype" => kind,
        "Rect" => rect.map(Object::Real).to_vec(),
        "C" => colour(mark.severity).map(Object::Real).to_vec(),
        "Contents" => text_string(&mark.text),
        "T" => text_string("jixiao"),
        "F" => PRINT,
    }
}

/// The box around the corners: left, bottom, right, top.
fn rect(corners: &[[f64; 2]; 4]) -> [f32; 4] {
    let [[ax, ay], _, _, [bx, by]] = *corners;
    [ax.min(bx), ay.min(by), ax.max(bx), ay.max(by)].map(|edge| edge as f32)
}

/// Red, green and blue: light enough to read black text through.
fn colour(severity: Severity) -> [f32; 3] {
    match severity {
        Severity::Info => [0.65, 0.85, 1.0],
        Severity::Warning => [1.0, 0.9, 0.3],
        Severity::Error => [1.0, 0.6, 0.55],
    }
}

/// UTF-16BE with its byte-order mark, which every viewer reads (PDF 1.7, 7.9.2.2).
fn text_string(text: &str) -> Object {
    let units = [0xFEFF].into_iter().chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}
