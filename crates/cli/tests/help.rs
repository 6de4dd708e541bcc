//! What the program says of itself: `--help` of every command, completions and the manual page.

mod common;

use std::fs;

use common::{jixiao, project};

/// Every command, and the program itself.
const COMMANDS: [&str; 12] =
    ["", "extract", "run", "tables", "ocr", "fetch-models", "golden", "explain", "schema", "completions", "man", "forms"];

#[test]
fn help_is_what_was_accepted() {
    let mut different = Vec::new();
    for command in COMMANDS {
        let name = if command.is_empty() { "jixiao" } else { command };
        let args: Vec<&str> = [command, "--help"].into_iter().filter(|arg| !arg.is_empty()).collect();
        let help = jixiao(&args);
        assert_eq!((help.exit, help.stderr.as_str()), (0, ""));
        let path = format!("crates/cli/tests/help/{name}.txt");
        if fs::read_to_string(project().join(&path)).ok().as_deref() != Some(&help.stdout) {
            different.push(format!("cargo run -p jixiao -- {} > {path}", args.join(" ")));
        }
    }
    assert!(different.is_empty(), "read the new help, and accept it with:\n{}", different.join("\n"));
}

#[test]
fn no_command_is_without_accepted_help() {
    let help = jixiao(&["--help"]).stdout;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands = commands.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
    for command in commands.filter(|line| !line.starts_with(' ')).map(|line| line.split(' ').next().unwrap()) {
        assert!(command == "help" || COMMANDS.contains(&command), "{command}");
    }
}

#[test]
fn completions_know_the_commands_and_flags() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = jixiao(&["completions", shell]);
        assert_eq!(script.exit, 0, "{}", script.stderr);
        assert!(script.stdout.contains("extract") && script.stdout.contains("fail-on-analytics"), "{shell}");
    }
}

#[test]
fn the_manual_page_has_every_command_and_the_exit_codes() {
    let page = jixiao(&["man"]).stdout;
    assert!(page.contains(".TH jixiao 1"));
    for word in ["JIXIAO-RUN", "JIXIAO-EXTRACT", "max\\-memory", "Exit codes:", "NO_COLOR"] {
        assert!(page.contains(word), "{word}");
    }
    assert!(!page.contains("read\\-alone"));
}
