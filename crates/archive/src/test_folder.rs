//! Folders for tests.

use std::{env, fs, path::PathBuf, process};

/// An empty folder for one test.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("jixiao-archive-{}", process::id())).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}
