//! `jixiao fetch-models`

use crate::{Exit, Failure, args::ModelsArgs};

pub(crate) fn run(args: &ModelsArgs) -> Result<Exit, Failure> {
    let no_home = || Failure::Other("no folder for caches is known (hint: name one with `--models DIR`)".to_owned());
    let folder = args.folder().ok_or_else(no_home)?;
    let shown = folder.display();
    match jixiao_ocr::fetch(&folder) {
        Ok(true) => tracing::info!("the weights are in `{shown}`"),
        Ok(false) => tracing::info!("the weights were in `{shown}` already"),
        Err(error) => return Err(Failure::Other(error.to_string())),
    }
    Ok(Exit::Clean)
}
