//! Bytes of any supported format to grids of cells.
//!
//! A reader repairs no meaning and knows no form label: it says what text stood in which cell, and where.

pub mod text;

use std::fmt;

use jixiao_model::{Grid, Reader, Warning};

/// Every limit of every reader, with its default. An error that a limit causes names it.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one input.
    pub input_bytes: u64,
    /// Rows of one grid, at least 1, before it is handed on in pieces.
    pub grid_rows: usize,
    /// Columns of one grid, at least 1; what stands further right in a row is kept as text of the row's last cell.
    pub grid_columns: usize,
    /// Nesting of markup.
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { input_bytes: 4 << 30, grid_rows: 1024, grid_columns: 1024, nesting: 256 }
    }
}

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct ExtractConfig {
    /// What no input may exceed.
    pub limits: Limits,
}

/// What a reader says besides the grids.
#[derive(Clone, Debug)]
pub struct Extracted {
    /// Which reader it was.
    pub reader: Reader,
    /// Doubts about the input as a whole, in reading order.
    pub warnings: Vec<Warning>,
}

/// No grid at all could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExtractError {
    /// The bytes are of no format we read.
    Binary,
    /// A limit stopped the reading before anything was read.
    Limit {
        /// Name of the limit, as in [`Limits`].
        limit: &'static str,
        /// Its value.
        value: u64,
    },
}

impl fmt::Display for ExtractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExtractError::Binary => f.write_str("the bytes are neither text nor a format that can be read"),
            ExtractError::Limit { limit, value } => write!(f, "the input exceeds the limit `{limit}` of {value}"),
        }
    }
}

impl std::error::Error for ExtractError {}

/// Reads `bytes` and hands every grid to `sink` in reading order; what the format is, the content tells.
///
/// # Errors
/// When no grid at all can be read. Anything less is a grid with warnings.
pub fn extract(bytes: &[u8], config: &ExtractConfig, sink: &mut dyn FnMut(Grid)) -> Result<Extracted, ExtractError> {
    text::extract(bytes, config, sink)
}
