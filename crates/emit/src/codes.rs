//! The codes of `jixiao_model::codes` as text.

use std::{
    fmt,
    io::{self, Write},
};

use jixiao_model::{Code, CodeFamily, Safety, codes};

use crate::Name;

/// Writes everything about one code.
///
/// # Errors
/// When `out` fails.
pub fn write_code(out: &mut dyn Write, code: &Code) -> io::Result<()> {
    writeln!(out, "{} ({}, {})\n\n{}", code.id, Family(code.family), Name(code.severity), code.what)?;
    if !code.why.is_empty() {
        writeln!(out, "{}", code.why)?;
    }
    writeln!(out, "\nExample: {}", code.example)
}

/// Writes one line a code.
///
/// # Errors
/// When `out` fails.
pub fn write_list(out: &mut dyn Write) -> io::Result<()> {
    for code in codes::ALL {
        writeln!(out, "{:<24} {:<8} {}", code.id, Name(code.severity).to_string(), code.what)?;
    }
    Ok(())
}

/// Writes all codes as a Markdown table.
///
/// # Errors
/// When `out` fails.
pub fn write_table(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| code | about | severity | what it says |\n|---|---|---|---|")?;
    for code in codes::ALL {
        writeln!(out, "| `{}` | {} | {} | {} |", code.id, Family(code.family), Name(code.severity), code.what)?;
    }
    Ok(())
}

struct Family(CodeFamily);

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(family(self.0))?;
        f.write_str(match self.0 {
            CodeFamily::Repair(Safety::Certain) => ", certain",
            CodeFamily::Repair(Safety::Likely) => ", likely",
            CodeFamily::Repair(Safety::ReportOnly) => ", only reported",
            _ => "",
        })
    }
}

/// What a code is about, in a word.
pub(crate) fn family(family: CodeFamily) -> &'static str {
    match family {
        CodeFamily::Input => "input",
        CodeFamily::Repair(_) => "repair",
        CodeFamily::Reading => "reading",
        CodeFamily::Check => "check",
        CodeFamily::Analytic => "analytic",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_code_is_shown_with_all_that_is_known() {
        let code = Code {
            id: "lost-stamp",
            family: CodeFamily::Repair(Safety::Likely),
            severity: jixiao_model::Severity::Info,
            what: "A stamp was lost.",
            why: "Ink fades.",
            example: "a pale circle",
        };
        let expected = "lost-stamp (repair, likely, info)\n\nA stamp was lost.\nInk fades.\n\nExample: a pale circle\n";
        assert_eq!(text(|out| write_code(out, &code)), expected);
        let expected = "lost-stamp (repair, likely, info)\n\nA stamp was lost.\n\nExample: a pale circle\n";
        assert_eq!(text(|out| write_code(out, &Code { why: "", ..code })), expected);
    }

    #[test]
    fn list_and_table_have_every_code_once() {
        assert_eq!(text(write_list).lines().count(), codes::ALL.len());
        let table = text(write_table);
        assert_eq!(table.lines().count(), codes::ALL.len() + 2);
        for line in table.lines() {
            assert_eq!(line.matches('|').count(), 5, "a cell breaks the table: {line}");
        }
    }
}
