//! `jixiao tables`

use jixiao_archive::read_grids;
use jixiao_emit::TableWriter;
use jixiao_extract::ExtractConfig;

use crate::{Exit, Failure, args::TablesArgs, messages, report, stdout};

pub(crate) fn run(args: &TablesArgs) -> Result<Exit, Failure> {
    let mut writer = TableWriter::new(stdout(), args.format.into());
    let config = ExtractConfig { password: args.password.clone(), ..args.scan.config() };
    let exit = match read_grids(&args.file, &config, &mut |grid| writer.write(&grid)) {
        Ok(summary) => {
            let path = args.file.display().to_string();
            tracing::debug!("`{path}`: {} grids", summary.n_found);
            summary.warnings.iter().for_each(|warning| messages::input_warning(&path, warning));
            Exit::Clean
        }
        Err(error) => report(error)?,
    };
    writer.finish()?;
    Ok(exit)
}
