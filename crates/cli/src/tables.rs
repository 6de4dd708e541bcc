//! `jixiao tables`

use jixiao_archive::read_grids;
use jixiao_emit::{TableFormat, TableRenderer, TableWriter};
use jixiao_extract::ExtractConfig;
use jixiao_model::Grid;

use crate::{Exit, Failure, args::TablesArgs, messages, report, stdout, workers};

pub(crate) fn run(args: &TablesArgs) -> Result<Exit, Failure> {
    let format: TableFormat = args.format.into();
    let workers = workers(args.jobs)?;
    let renderer = TableRenderer::new(format);
    let render = |grid: Grid| renderer.render(&grid);
    let mut writer = TableWriter::new(stdout(), format);
    let config = ExtractConfig { password: args.password.clone(), ..args.scan.config() };
    let exit = match read_grids(&args.file, &config, &workers, &render, &mut |table| writer.write(&table)) {
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
