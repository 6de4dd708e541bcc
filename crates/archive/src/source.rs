//! The forms of one input, and what its reader says besides: known before the first form is worked on.

use std::{ops::ControlFlow, sync::Arc};

use jixiao_extract::{
    ExtractConfig, ExtractError, Extracted, extract,
    pdf::{self, PdfFile},
    survey,
};
use jixiao_model::{Reader, Warning};
use jixiao_normalize::{FormText, Forms, Splitter};
use rayon::ThreadPool;

use crate::{Cause, Document, pages::PageGrids};

/// Bytes of forms, or of grids, that are held while the rest of an input is looked through for doubts. A printed form takes some 40 kB: this is a
/// file of 600 of them, read only once.
pub(crate) const HELD_BYTES: usize = 24 << 20;

/// Where forms come from.
pub(crate) enum FormSource<'d> {
    /// Read once for the doubts and once for the forms, one after the other: the first reading keeps nothing and is fast.
    Stream { bytes: &'d [u8], config: &'d ExtractConfig },
    /// Read by pages on all threads. Forms are held until the doubts of all pages are known, so that few files are read twice.
    Pages(Box<PageForms<'d>>),
}

impl<'d> FormSource<'d> {
    /// Looks through the input.
    ///
    /// # Errors
    /// When no grid of it can be read.
    pub(crate) fn open(
        document: &'d Document,
        config: &'d ExtractConfig,
        forms: &'d Forms,
        workers: Option<&'d ThreadPool>,
    ) -> Result<(Self, Extracted), Cause> {
        if !pdf::is_pdf(&document.bytes) {
            let extracted = survey(&document.bytes, config)?;
            return Ok((FormSource::Stream { bytes: &document.bytes, config }, extracted));
        }
        let file = PdfFile::open(Arc::clone(&document.bytes), config)?;
        let mut pages = PageForms { pages: PageGrids::new(file, workers), splitter: Splitter::new(forms), held: Vec::new() };
        let mut warnings = pages.read_on()?;
        warnings.extend(pages.pages.doubts_of_the_rest()?);
        Ok((FormSource::Pages(Box::new(pages)), Extracted { reader: Reader::Pdf, warnings }))
    }

    /// Hands all forms to `sink`, in order.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(crate) fn forms(self, forms: &Forms, sink: &mut dyn FnMut(FormText)) -> Result<(), Cause> {
        match self {
            FormSource::Stream { bytes, config } => {
                let mut splitter = Splitter::new(forms);
                extract(bytes, config, &mut |grid| {
                    if config.check_time().is_ok() {
                        splitter.push(grid).into_iter().for_each(&mut *sink);
                    }
                })?;
                config.check_time()?;
                splitter.finish().into_iter().for_each(sink);
            }
            FormSource::Pages(mut pages) => {
                loop {
                    pages.held.drain(..).for_each(&mut *sink);
                    if pages.pages.is_at_end() {
                        break;
                    }
                    // Its doubts are known.
                    pages.read_on()?;
                }
                pages.splitter.finish().into_iter().for_each(sink);
            }
        }
        Ok(())
    }
}

/// The pages of a file and the forms on them.
pub(crate) struct PageForms<'d> {
    pages: PageGrids<'d>,
    splitter: Splitter<'d>,
    held: Vec<FormText>,
}

impl PageForms<'_> {
    /// Reads pages until as many forms are held as may be; returns the doubts about these pages.
    fn read_on(&mut self) -> Result<Vec<Warning>, ExtractError> {
        let PageForms { pages, splitter, held } = self;
        let mut n_bytes = 0;
        pages.read_on(&mut |grid| {
            let n_before = held.len();
            held.extend(splitter.push(grid));
            n_bytes += held[n_before..].iter().map(FormText::n_bytes).sum::<usize>();
            if n_bytes < HELD_BYTES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
    }
}
