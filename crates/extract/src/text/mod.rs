//! Text exports: tab-separated, aligned by spaces, CSV, Markdown, HTML, one cell a line.
use jixiao_model::Grid;

use crate::{ExtractConfig, ExtractError, Extracted};

pub(crate) fn extract(_: &[u8], _: &ExtractConfig, _: &mut dyn FnMut(Grid)) -> Result<Extracted, ExtractError> {
    Err(ExtractError::Binary)
}
