//! Why an input gave no records, or not all.

use std::{error, fmt, io, path::PathBuf};

use jixiao_extract::ExtractError;

/// An input that could not be read, or whose output could not be written.
#[derive(Debug)]
pub struct InputError {
    /// The input as it was given.
    pub path: PathBuf,
    /// What went wrong.
    pub cause: Cause,
}

/// What went wrong with an input.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// The bytes could not be had.
    Read(io::Error),
    /// It is a folder.
    Folder,
    /// It is larger than the limit `input_bytes`, given here.
    TooLarge(u64),
    /// No reader could make anything of the bytes.
    Extract(ExtractError),
    /// The program panicked, with this message.
    Bug(String),
    /// The sink failed: not the input's fault.
    Output(io::Error),
}

impl Cause {
    /// What the user can do, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Cause::Read(error) if error.kind() == io::ErrorKind::NotFound => Some("paths start from the current folder"),
            Cause::Read(error) if error.kind() == io::ErrorKind::PermissionDenied => Some("ask for the right to read it"),
            Cause::Read(_) | Cause::Output(_) => None,
            Cause::Folder => Some("name the files in it"),
            Cause::TooLarge(_) => Some("cut the file into parts, between two forms"),
            Cause::Extract(ExtractError::Binary) => Some("export the document as text, CSV, HTML or Markdown"),
            Cause::Extract(ExtractError::Password) => Some("give the right one with `--password`"),
            Cause::Extract(ExtractError::Unsupported { .. }) => Some("print the document to a new PDF file and read that"),
            Cause::Extract(_) => Some("cut the file into parts, between two forms"),
            Cause::Bug(_) => Some("please report it with the file"),
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path.display(), self.cause)?;
        self.cause.hint().map_or(Ok(()), |hint| write!(f, " (hint: {hint})"))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Read(error) => write!(f, "cannot be read: {error}"),
            Cause::Folder => f.write_str("is a folder"),
            Cause::TooLarge(limit) => write!(f, "exceeds the limit `input_bytes` of {limit} bytes"),
            Cause::Extract(error) => error.fmt(f),
            Cause::Bug(message) => write!(f, "stopped by a bug in this program: {message}"),
            Cause::Output(error) => write!(f, "its output cannot be written: {error}"),
        }
    }
}

impl error::Error for InputError {}

impl From<ExtractError> for Cause {
    fn from(error: ExtractError) -> Self {
        Cause::Extract(error)
    }
}

/// Of a sink: reading has errors of its own.
impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Self {
        Cause::Output(error)
    }
}
