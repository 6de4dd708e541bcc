//! An independent reading of a PDF file, to compare ours with: `pdf-extract` shares no code with this crate.
//!
//! It panics on many files, and checks no limits. A panic costs the page that it happens on; whoever calls has to limit the time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, PlainTextOutput, output_doc_page};

/// Hands the text of each page, with the page's number from 1, to `sink`; `None` for a page that it fails on. It ends where `sink`
/// returns false. A file that it cannot open has no pages.
pub fn read(bytes: &[u8], password: Option<&str>, sink: &mut dyn FnMut(u32, Option<String>) -> bool) {
    let Some(document) = guard(|| open(bytes, password)) else { return };
    let pages = guard(|| Some(document.get_pages().into_keys().collect::<Vec<_>>())).unwrap_or_default();
    for page in pages {
        if !sink(page, guard(|| text(&document, page))) {
            return;
        }
    }
}

fn open(bytes: &[u8], password: Option<&str>) -> Option<Document> {
    let mut document = Document::load_mem(bytes).ok()?;
    if document.is_encrypted() {
        document.decrypt(password.unwrap_or_default()).ok()?;
    }
    Some(document)
}

fn text(document: &Document, page: u32) -> Option<String> {
    let mut text = String::new();
    output_doc_page(document, &mut PlainTextOutput::new(&mut text), page).ok()?;
    Some(text)
}

/// A panic there is no bug of ours: it is an answer like any other failure.
fn guard<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_default()
}
