//! Runs the binary.
#![allow(dead_code, reason = "not every test file needs every function")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A damaged text export of eight forms.
pub(crate) const SAMPLE: &str = "samples/000_fb8ea1e1fef1a883/input.txt";

/// What a run left behind.
pub(crate) struct Run {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the binary in the project's folder.
pub(crate) fn jixiao(args: &[&str]) -> Run {
    jixiao_in(&project(), args)
}

pub(crate) fn jixiao_in(folder: &Path, args: &[&str]) -> Run {
    run(folder, args, "")
}

/// Runs the binary in the project's folder with `input` on its standard input.
pub(crate) fn jixiao_with_input(args: &[&str], input: &str) -> Run {
    run(&project(), args, input)
}

/// The project's folder.
pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An empty folder for one test.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(folder: &Path, args: &[&str], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // All of the input is read before anything is printed, so the pipes cannot block each other.
    let mut stdin = child.stdin.take().unwrap();
    if !input.is_empty() {
        stdin.write_all(input.as_bytes()).unwrap();
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    Run {
        exit: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
