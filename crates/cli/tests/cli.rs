//! The binary as a user meets it: streams, messages and exit codes.

mod common;

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use common::{folder, jixiao, jixiao_in, jixiao_with_input};

#[test]
fn a_missing_file_is_named_and_does_not_stop_the_next_one() {
    let run = jixiao(&["extract", "no-such-1.txt", "no-such-2.txt"]);
    assert_eq!((run.exit, run.stdout.as_str()), (2, "[]\n"));
    assert_eq!(run.stderr.lines().count(), 2, "{}", run.stderr);
    assert!(run.stderr.contains("`no-such-1.txt`: cannot be read") && run.stderr.contains("`no-such-2.txt`: cannot be read"));
}

#[test]
fn a_folder_is_refused_with_a_way_out() {
    let run = jixiao(&["tables", "crates"]);
    assert_eq!(run.exit, 2);
    assert!(run.stderr.contains("`crates`: is a folder (hint: name the files in it)"), "{}", run.stderr);
}

#[test]
fn an_input_without_form_gives_an_empty_list_and_a_note() {
    let run = jixiao_with_input(&["extract", "-"], "今天天气很好。\n");
    assert_eq!((run.exit, run.stdout.as_str()), (0, "[]\n"), "{}", run.stderr);
    assert!(run.stderr.contains("`-`: no form found"), "{}", run.stderr);

    let run = jixiao_with_input(&["extract", "-", "--format", "jsonl"], "今天天气很好。\n");
    assert_eq!((run.exit, run.stdout.as_str()), (0, ""));
}

#[test]
fn a_required_form_that_is_missing_is_a_finding() {
    assert_eq!(jixiao_with_input(&["extract", "-", "--require-form"], "今天天气很好。\n").exit, 1);
}

#[test]
fn quiet_says_only_what_went_wrong() {
    let run = jixiao_with_input(&["extract", "--quiet", "-", "no-such.txt"], "今天天气很好。\n");
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert!(run.stderr.contains("no-such.txt"));
}

#[test]
fn messages_have_no_colour_codes_outside_a_terminal() {
    assert!(!jixiao(&["extract", "no-such.txt"]).stderr.contains('\x1b'));
}

#[test]
fn tables_keep_the_cells_of_a_row() {
    let run =
        jixiao_with_input(&["tables", "-", "--format", "csv"], "主管部门\t财政局\t实施单位\t一中\n项目名称\t修缮\t金额\t10\n");
    assert_eq!((run.exit, run.stdout.as_str()), (0, "主管部门,财政局,实施单位,一中\n项目名称,修缮,金额,10\n"), "{}", run.stderr);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(["extract", "-", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Nothing is printed before the input ends, so the reader is gone by then.
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all("今天天气很好。\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn an_unknown_code_is_refused_with_a_way_out() {
    let run = jixiao(&["explain", "no-such-code"]);
    assert_eq!((run.exit, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("unknown code `no-such-code` (hint: `jixiao explain` lists all codes)"), "{}", run.stderr);
}

#[test]
fn a_code_is_explained() {
    let run = jixiao(&["explain", "split-label"]);
    assert_eq!(run.exit, 0);
    assert!(run.stdout.starts_with("split-label (repair, certain, info)\n\nA label that was cut"), "{}", run.stdout);
}

#[test]
fn goldens_go_from_missing_to_accepted_to_orphaned() {
    let root = folder("golden");
    fs::create_dir_all(root.join("samples/plain")).unwrap();
    fs::write(root.join("samples/plain/input.txt"), "今天天气很好。\n").unwrap();
    let golden = root.join("golden/plain.json");

    let run = jixiao_in(&root, &["golden", "check"]);
    assert_eq!((run.exit, run.stdout.as_str()), (1, "golden/plain.json is missing\n@@ line 1 @@\n+ []\n"), "{}", run.stderr);
    assert_eq!(jixiao_in(&root, &["golden", "update"]).exit, 0);
    assert_eq!(fs::read_to_string(&golden).unwrap(), "[]\n");
    assert_eq!(jixiao_in(&root, &["golden", "check"]).exit, 0);

    fs::write(&golden, "[1]\n").unwrap();
    let run = jixiao_in(&root, &["golden", "check"]);
    assert_eq!((run.exit, run.stdout.as_str()), (1, "golden/plain.json differs\n@@ line 1 @@\n- [1]\n+ []\n"));

    fs::write(&golden, "[]\n").unwrap();
    fs::write(root.join("golden/gone.json"), "[]\n").unwrap();
    let run = jixiao_in(&root, &["golden", "check"]);
    assert_eq!((run.exit, run.stdout.as_str()), (1, "golden/gone.json has no sample\n@@ line 1 @@\n- []\n"));
    assert_eq!(jixiao_in(&root, &["golden", "update"]).exit, 0);
    assert!(!root.join("golden/gone.json").exists());
}

#[test]
fn goldens_without_samples_are_never_green() {
    let run = jixiao_in(&folder("no-samples"), &["golden", "check"]);
    assert_eq!(run.exit, 2);
    assert!(run.stderr.contains("`samples` cannot be used"), "{}", run.stderr);
}

const ENCRYPTED: &str = "crates/extract/tests/data/pdf/v_enc_needpw.pdf";

#[test]
fn an_encrypted_file_names_the_flag_that_opens_it() {
    for command in ["extract", "tables"] {
        for password in [&[][..], &["--password", "wrong"]] {
            let run = jixiao(&[&[command, ENCRYPTED], password].concat());
            assert_eq!(run.exit, 2, "{command}: {}", run.stderr);
            assert!(run.stderr.contains(ENCRYPTED) && run.stderr.contains("password"), "{}", run.stderr);
            assert!(run.stderr.contains("(hint: give the right one with `--password`)"), "{}", run.stderr);
        }
    }
}

#[test]
fn the_password_opens_an_encrypted_file() {
    let tables = jixiao(&["tables", ENCRYPTED, "--format", "csv", "--password", "user"]);
    assert_eq!(tables.exit, 0, "{}", tables.stderr);
    // Its cells are narrow: amounts run over two lines.
    assert!(tables.stdout.contains(",6463343.97,7056020.05,4343902.65,10,0.72,8.80"), "{}", tables.stdout);
    let records = jixiao(&["extract", ENCRYPTED, "--format", "jsonl", "--password", "user"]);
    // It prints the title three times.
    assert_eq!((records.exit, records.stdout.lines().count()), (0, 3), "{}", records.stderr);
}

const PDF: &str = "crates/extract/tests/data/pdf/raw_rot90.pdf";

#[test]
fn an_annotated_copy_has_the_original_in_it_and_nothing_else_is_written() {
    let folder = folder("annotated");
    let copy = folder.join("copy.pdf");
    let run = jixiao(&["extract", PDF, "--annotate", copy.to_str().unwrap()]);
    assert_eq!(run.exit, 0, "{}", run.stderr);
    assert_eq!(run.stdout, jixiao(&["extract", PDF]).stdout);
    let (original, annotated) = (fs::read(common::project().join(PDF)).unwrap(), fs::read(&copy).unwrap());
    assert!(annotated.starts_with(&original));
    assert!(annotated[original.len()..].windows(10).any(|word| word == b"/Highlight"));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_copy_that_cannot_be_made_is_refused() {
    let folder = folder("not-annotated");
    let input = folder.join("input.txt");
    fs::write(&input, "今天天气很好。\n").unwrap();
    let copy = folder.join("copy.pdf");
    let (input, copy) = (input.to_str().unwrap(), copy.to_str().unwrap());
    for (files, why) in [
        (&[PDF, PDF][..], "takes one file at a time"),
        (&["-"], "cannot copy the standard input"),
        (&[input], "only PDF files can be annotated"),
        (&[copy], "cannot be read"),
    ] {
        let run = jixiao(&[&["extract", "--annotate", copy], files].concat());
        assert_eq!(run.exit, 2, "{}", run.stderr);
        assert!(run.stderr.contains(why), "{}", run.stderr);
    }
    let run = jixiao(&["extract", "--annotate", input, input]);
    assert!(run.exit == 2 && run.stderr.contains("would overwrite"), "{}", run.stderr);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "only the input is there");
}
