//! What became of an input.

use jixiao_model::Severity;
use serde::{Deserialize, Serialize};

use crate::Kind;

/// What became of one input; a line of `manifest.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its path: where it stands in archives, that of each archive and its name in the last one, joined by `/`.
    pub path: String,
    /// Its SHA-256 in hexadecimal; `null` where its bytes could not be had.
    pub sha256: Option<String>,
    /// Its size; `null` where its bytes could not be had.
    pub bytes: Option<u64>,
    /// What became of it.
    pub status: Status,
    /// Forms found in it.
    pub forms: u64,
    /// The worst severity among its findings and doubts.
    pub worst: Option<Severity>,
    /// What a skipped input is.
    pub kind: Option<Kind>,
    /// Path of the input with the same bytes that was read in its place.
    pub duplicate_of: Option<String>,
    /// Why it could not be read.
    pub error: Option<String>,
}

/// What became of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It has forms.
    Ok,
    /// It was read and has no form.
    NoForm,
    /// It is no document.
    Skipped,
    /// It could not be read.
    Error,
    /// Another input has the same bytes.
    Duplicate,
}

impl Outcome {
    /// An input of which nothing is known but its path.
    pub(crate) fn new(path: String, status: Status) -> Self {
        Outcome { path, sha256: None, bytes: None, status, forms: 0, worst: None, kind: None, duplicate_of: None, error: None }
    }

    /// What the journal finds it by: the digest stands for size and bytes.
    pub(crate) fn key(&self) -> (String, String) {
        (self.path.clone(), self.sha256.clone().unwrap_or_default())
    }
}
