//! `jixiao explain`, `jixiao schema`, `jixiao forms`: what the program knows.

use std::{
    io::{self, Write},
    path::Path,
};

use jixiao_emit::{Name, codes, write_schema};
use jixiao_model::Code;

use crate::{Exit, Failure, args::ExplainArgs, forms, stdout};

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

fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Exit, Failure> {
    let mut out = stdout();
    write(&mut out)?;
    out.flush()?;
    Ok(Exit::Clean)
}
