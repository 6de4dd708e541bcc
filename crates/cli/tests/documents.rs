//! Documents that quote the program, and what they quote.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::{jixiao, project};

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The text between two marks, which stand on lines of their own.
fn region<'a>(document: &'a str, name: &str) -> &'a str {
    let (_, after) = document.split_once(&format!("<!-- {name}:begin -->\n")).unwrap();
    after.split_once(&format!("<!-- {name}:end -->")).unwrap().0
}

#[test]
fn the_committed_schema_is_the_current_one() {
    let run = jixiao(&["schema"]);
    assert!(read("schema/record.schema.json") == run.stdout, "run `cargo run -p jixiao -- schema > schema/record.schema.json`");
}

#[test]
fn the_readme_lists_every_code() {
    let table = jixiao(&["explain", "--table"]).stdout;
    assert!(region(&read("README.md"), "codes") == table, "paste `cargo run -p jixiao -- explain --table` between the marks");
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = read("README.md");
    let golden: serde_json::Value = serde_json::from_str(&read("golden/000_fb8ea1e1fef1a883.json")).unwrap();
    let mut shown = 0;
    for excerpt in region(&readme, "output").split("(`").skip(1) {
        let (pointer, after) = excerpt.split_once("`)").unwrap();
        let json = after.split_once("```json\n").unwrap().1.split_once("```").unwrap().0;
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(golden.pointer(pointer), Some(&value), "{pointer}");
        shown += 1;
    }
    assert_eq!(shown, 4);
}

#[test]
fn checks_end_with_the_tests_of_the_readme() {
    let readme = read("README.md");
    let commands = region(&readme, "commands");
    let test = commands.lines().find(|line| line.starts_with("cargo test")).expect("the README says how to test");
    assert_eq!(read(".ci/run").lines().last(), Some(test));
}

#[test]
fn the_architecture_names_every_crate_and_dependency() {
    let architecture = read("ARCHITECTURE.md");
    let manifest = read("Cargo.toml");
    let (_, after) = manifest.split_once("[workspace.dependencies]\n").unwrap();
    let (dependencies, _) = after.split_once("\n[").unwrap();
    let declared: BTreeMap<&str, &str> = dependencies
        .lines()
        .filter(|line| !line.is_empty() && !line.contains("path = "))
        .map(|line| {
            let (name, specification) = line.split_once(" = ").unwrap();
            (name, specification.trim_start_matches("{ version = ").split('"').nth(1).unwrap())
        })
        .collect();
    let (_, after) = architecture.split_once("| dependency | version | what for | instead of |\n|---|---|---|---|\n").unwrap();
    let rows: Vec<Vec<&str>> = after
        .lines()
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect())
        .collect();
    for row in &rows {
        assert_eq!(row.len(), 4, "ARCHITECTURE.md has a row of another length: {row:?}");
        assert!(row.iter().all(|cell| !cell.is_empty()), "ARCHITECTURE.md has an empty cell: {row:?}");
    }
    assert!(rows.is_sorted_by_key(|row| row[0]), "the dependencies in ARCHITECTURE.md are not in order");
    let named: BTreeMap<&str, &str> = rows.iter().map(|row| (row[0], row[1])).collect();
    assert_eq!(named, declared, "the dependencies of ARCHITECTURE.md and of Cargo.toml");
    for entry in fs::read_dir(project().join("crates")).unwrap() {
        let folder = entry.unwrap().file_name().into_string().unwrap();
        assert!(architecture.contains(&format!("crates/{folder}")), "ARCHITECTURE.md does not name crates/{folder}");
    }
}
