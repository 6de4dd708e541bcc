//! The form definitions that the flags ask for.

use std::path::Path;

use jixiao_normalize::Forms;

use crate::Failure;

/// The definitions that come with jixiao, and those of `dir` where one is given.
pub(crate) fn load(dir: Option<&Path>) -> Result<Forms, Failure> {
    match dir {
        None => Ok(Forms::builtin()),
        Some(dir) => Forms::with_dir(dir).map_err(|error| Failure::Other(error.to_string())),
    }
}
