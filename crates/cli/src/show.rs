//! `jixiao explain`, `jixiao schema`, `jixiao forms`: what the program knows.

use std::{
    io::{self, Write},
    path::Path,
};

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use jixiao_emit::{Name, codes, write_schema};
use jixiao_model::Code;

use crate::{
    Exit, Failure,
    args::{Cli, ExplainArgs},
    forms, stdout,
};

pub(crate) fn explain(args: &ExplainArgs) -> Result<Exit, Failure> {
    match &args.code {
        Some(id) => {
            let unknown = || Failure::Other(format!("unknown code `{id}` (hint: `jixiao explain` lists all codes)"));
            let code = Code::find(id).ok_or_else(unknown)?;
            print(|out| codes::write_code(out, code))
        }
        None if args.table => print(codes::write_table),
        None => print(codes::write_list),
    }
}

pub(crate) fn schema() -> Result<Exit, Failure> {
    print(write_schema)
}

pub(crate) fn forms(dir: Option<&Path>) -> Result<Exit, Failure> {
    let forms = forms::load(dir)?;
    print(|out| {
        for definition in forms.definitions() {
            writeln!(out, "{} ({})", definition.name(), Name(definition.kind()))?;
            for (field, label) in definition.labels() {
                writeln!(out, "  {field}: {label}")?;
            }
        }
        Ok(())
    })
}

pub(crate) fn completions(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "jixiao", &mut script);
    print(|out| out.write_all(&script))
}

/// One page: the commands follow each other as sections of their own.
pub(crate) fn man() -> Result<Exit, Failure> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    print(|mut out| {
        Man::new(command.clone()).render(&mut out)?;
        for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
            writeln!(out, ".SH {}", subcommand.get_display_name().unwrap_or(subcommand.get_name()).to_uppercase())?;
            let page = Man::new(subcommand.clone());
            page.render_synopsis_section(&mut out)?;
            page.render_description_section(&mut out)?;
            page.render_options_section(&mut out)?;
        }
        Ok(())
    })
}

fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Exit, Failure> {
    let mut out = stdout();
    write(&mut out)?;
    out.flush()?;
    Ok(Exit::Clean)
}
