//! Grids to records: form matching, repairs, typing, checks.
//!
//! ```text
//! grids ──Splitter──▶ FormText (the rows of one form) ──normalize──▶ Record
//! ```

use jixiao_model::{Grid, Record, Source, Warning};

/// The form definitions in use.
pub struct Forms {}

impl Forms {
    /// The definitions that come with jixiao.
    pub fn builtin() -> Self {
        Forms {}
    }
}

/// The rows of one form, with the lines of text around it that belong to it.
pub struct FormText {}

/// Cuts a sequence of grids into forms.
pub struct Splitter<'f> {
    _forms: &'f Forms,
}

impl<'f> Splitter<'f> {
    /// A splitter at the start of an input.
    pub fn new(forms: &'f Forms) -> Self {
        Splitter { _forms: forms }
    }

    /// Takes the next grid; returns the forms that are complete.
    pub fn push(&mut self, _grid: Grid) -> Vec<FormText> {
        Vec::new()
    }

    /// The input has ended; returns the last form, if one is open.
    pub fn finish(self) -> Vec<FormText> {
        Vec::new()
    }
}

/// Reads one form. `source` carries the form's number in its input; pages are filled in from the cells. `warnings` are the input's
/// own doubts, which every record of the input repeats as findings at `/source`.
pub fn normalize(_form: &FormText, _forms: &Forms, _source: Source, _warnings: &[Warning]) -> Record {
    unimplemented!("follows")
}
