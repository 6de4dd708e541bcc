//! `jixiao extract --annotate`

use std::{
    fs::{self, File},
    io::{self, Write},
    panic::catch_unwind,
    path::{Path, PathBuf},
    process,
};

use jixiao_emit::annotate::{Mark, annotate};
use jixiao_extract::ExtractConfig;

use crate::{Failure, args::ExtractArgs};

/// The one file to copy and where the copy goes, where a copy was asked for.
pub(crate) fn target(args: &ExtractArgs) -> Result<Option<(&Path, &Path)>, Failure> {
    let Some(copy) = &args.annotate else { return Ok(None) };
    let refused = |why: &str| Err(Failure::Other(format!("`--annotate` {why}")));
    let [original] = args.files.as_slice() else { return refused("takes one file at a time (hint: run it for each file)") };
    if original == Path::new("-") {
        return refused("cannot copy the standard input (hint: name a file)");
    }
    if fs::canonicalize(copy).is_ok_and(|copy| fs::canonicalize(original).is_ok_and(|original| original == copy)) {
        return refused("would overwrite the file that it reads (hint: name another file for the copy)");
    }
    Ok(Some((original, copy)))
}

/// Writes the copy of `original` with `marks` to `copy`.
pub(crate) fn write(original: &Path, copy: &Path, config: &ExtractConfig, marks: &[Mark]) -> Result<(), Failure> {
    let unusable = |path: &Path, why: &dyn std::fmt::Display| Failure::Other(format!("`{}`: {why}", path.display()));
    let pdf = fs::read(original).map_err(|error| unusable(original, &format!("cannot be read: {error}")))?;
    let (password, limit) = (config.password.as_deref(), config.limits.pdf_stream_bytes);
    let annotated = catch_unwind(|| annotate(&pdf, password, limit, marks));
    let annotated = annotated.map_err(|_| unusable(original, &"cannot be annotated because of a bug in this program"))?;
    let annotated = annotated.map_err(|error| unusable(original, &error))?;
    replace(copy, &annotated).map_err(|error| unusable(copy, &format!("cannot be written: {error}")))
}

/// Writes the file as a whole or not at all: whoever opens `path` never sees half of it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.tmp", process::id()));
    let partial: PathBuf = path.with_file_name(hidden);
    let written = File::create_new(&partial).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)
    });
    if written.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::AlreadyExists) {
        // The first error counts; the file may not even exist.
        let _ = fs::remove_file(&partial);
    }
    written
}
