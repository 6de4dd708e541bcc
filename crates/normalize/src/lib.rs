//! Grids to records: form matching, repairs, typing, checks.
//!
//! ```text
//! grids ──Splitter──▶ FormText (the rows of one form) ──normalize──▶ Record
//! ```

use std::{fmt, path::Path};

use jixiao_model::{FormKind, Grid, Record, Source, Warning};

/// The form definitions in use.
pub struct Forms {}

impl Forms {
    /// The definitions that come with jixiao.
    pub fn builtin() -> Self {
        Forms {}
    }

    /// The definitions that come with jixiao and those of a folder.
    ///
    /// # Errors
    /// When the folder cannot be read or a definition in it is malformed.
    pub fn with_dir(_dir: &Path) -> Result<Self, FormsError> {
        Ok(Forms {})
    }

    /// Every definition, in the order in which they are tried.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        std::iter::empty()
    }
}

/// One form definition.
pub struct Definition {}

impl Definition {
    /// Its name, which records carry as `form.variant`.
    pub fn name(&self) -> &str {
        unimplemented!("follows")
    }

    /// The family it belongs to.
    pub fn kind(&self) -> FormKind {
        unimplemented!("follows")
    }

    /// Every label with the field that it names.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        std::iter::empty()
    }
}

/// A form definition could not be used.
#[derive(Debug)]
pub struct FormsError {}

impl fmt::Display for FormsError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!("follows")
    }
}

impl std::error::Error for FormsError {}

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
