//! The networks, loaded when the first scan needs them, once for all threads.

use std::{fmt, path::PathBuf, sync::OnceLock};

use jixiao_ocr::{Effort, Gray as LineImage, Models, ReadConfig, Reading};

/// Reads the characters of lines. Tests use a table instead of networks.
pub trait LineReader: fmt::Debug + Send + Sync {
    /// Whether what it needs is there, as far as that is told without loading it.
    fn is_there(&self) -> bool;

    /// Whether it can read.
    ///
    /// # Errors
    /// Why it cannot, with what the user can do, in words.
    fn ready(&self) -> Result<(), String>;

    /// One reading for each image, in order; empty ones where it is not ready.
    fn read(&self, lines: &[LineImage]) -> Vec<Reading>;
}

/// The networks of a folder.
#[derive(Debug)]
pub struct SharedModels {
    folder: Option<PathBuf>,
    config: ReadConfig,
    opened: OnceLock<Result<Models, String>>,
}

impl SharedModels {
    /// Of the folder where they were fetched to; `None` where there is none.
    pub fn new(folder: Option<PathBuf>, effort: Effort) -> SharedModels {
        SharedModels { folder, config: ReadConfig { effort }, opened: OnceLock::new() }
    }

    fn models(&self) -> Result<&Models, &String> {
        let open = || match &self.folder {
            Some(folder) => Models::open(folder).map_err(|error| error.to_string()),
            None => Err("no folder for the weights is known (hint: name one with `--models DIR`)".to_owned()),
        };
        self.opened.get_or_init(open).as_ref()
    }
}

impl LineReader for SharedModels {
    fn is_there(&self) -> bool {
        // Fetching renames the folder's files into place when all are whole.
        self.folder.as_ref().is_some_and(|folder| folder.read_dir().is_ok_and(|mut files| files.next().is_some()))
    }

    fn ready(&self) -> Result<(), String> {
        self.models().map(|_| ()).map_err(Clone::clone)
    }

    fn read(&self, lines: &[LineImage]) -> Vec<Reading> {
        match self.models() {
            Ok(models) => models.read_lines(lines, self.config),
            Err(_) => vec![Reading::default(); lines.len()],
        }
    }
}
