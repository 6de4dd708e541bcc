//! The networks, loaded.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use crate::{
    confidence::{self, Calibration},
    dictionary::Dictionary,
    network::Network,
    weights::{
        self, SMALL_CHARACTERS, SMALL_DETECTOR, SMALL_RECOGNISER, TINY_CHARACTERS, TINY_DETECTOR, TINY_RECOGNISER, WeightFile,
    },
};

/// The networks, to be loaded once and shared by threads.
pub struct Models {
    pub(crate) small: RecogniserNetwork,
    pub(crate) tiny: RecogniserNetwork,
    pub(crate) small_detector: Network,
    pub(crate) tiny_detector: Network,
}

/// A network that reads, and what its classes mean.
pub(crate) struct RecogniserNetwork {
    pub(crate) network: Network,
    pub(crate) dictionary: Dictionary,
    /// What its probabilities are worth.
    pub(crate) calibration: &'static Calibration,
}

impl Models {
    /// Loads the networks from `folder`, where [`crate::fetch()`] put them. Takes some 0.2 s and 100 MB.
    ///
    /// # Errors
    /// When a file is missing, or is not the one that this version was made for.
    pub fn open(folder: &Path) -> Result<Models, ModelError> {
        Ok(Models {
            small: recogniser(folder, &SMALL_RECOGNISER, &SMALL_CHARACTERS, confidence::SMALL)?,
            tiny: recogniser(folder, &TINY_RECOGNISER, &TINY_CHARACTERS, confidence::TINY)?,
            small_detector: network(folder, &SMALL_DETECTOR)?,
            tiny_detector: network(folder, &TINY_DETECTOR)?,
        })
    }
}

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Models")
    }
}

/// Why the networks could not be loaded.
#[derive(Debug)]
#[non_exhaustive]
pub enum ModelError {
    /// The file is not there: the weights were not fetched.
    Missing(PathBuf),
    /// The file cannot be read.
    Read(PathBuf, io::Error),
    /// The file is not the one that this version was made for.
    Foreign(PathBuf),
    /// The engine cannot use the file.
    Load(PathBuf, String),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModelError::Missing(path) => {
                write!(f, "the weights for reading scans are missing: no file `{}` (hint: `jixiao fetch-models`)", path.display())
            }
            ModelError::Read(path, error) => write!(f, "`{}` cannot be read: {error}", path.display()),
            ModelError::Foreign(path) => {
                write!(f, "`{}` is damaged or of another version (hint: `jixiao fetch-models`)", path.display())
            }
            ModelError::Load(path, error) => write!(f, "`{}` cannot be loaded: {error}", path.display()),
        }
    }
}

impl std::error::Error for ModelError {}

fn recogniser(
    folder: &Path,
    network_file: &WeightFile,
    characters: &WeightFile,
    calibration: &'static Calibration,
) -> Result<RecogniserNetwork, ModelError> {
    let text = String::from_utf8(read(folder, characters)?).ok();
    let dictionary = text.and_then(|text| Dictionary::parse(&text));
    let dictionary = dictionary.ok_or_else(|| ModelError::Foreign(characters.path(folder)))?;
    Ok(RecogniserNetwork { network: network(folder, network_file)?, dictionary, calibration })
}

fn network(folder: &Path, file: &WeightFile) -> Result<Network, ModelError> {
    Network::load(read(folder, file)?).map_err(|error| ModelError::Load(file.path(folder), error.to_string()))
}

fn read(folder: &Path, file: &weights::WeightFile) -> Result<Vec<u8>, ModelError> {
    let path = file.path(folder);
    match fs::read(&path) {
        Ok(bytes) if file.is(&bytes) => Ok(bytes),
        Ok(_) => Err(ModelError::Foreign(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ModelError::Missing(path)),
        Err(error) => Err(ModelError::Read(path, error)),
    }
}
