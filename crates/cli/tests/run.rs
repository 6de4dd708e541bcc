//! `jixiao run`: outputs, duplicates, resuming, exit codes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs::{self, OpenOptions},
    path::Path,
};

use common::{Run, SAMPLE, folder, jixiao, jixiao_in, project};
use serde_json::Value;

const OUTPUTS: [&str; 6] = ["records.jsonl", "indicators.csv", "funds.csv", "findings.csv", "manifest.jsonl", "report.html"];

fn outputs(out: &Path) -> Vec<Vec<u8>> {
    OUTPUTS.iter().map(|name| fs::read(out.join(name)).unwrap()).collect()
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Four different contents in five files: a folder `in` with a sample, a copy of it, a text without form, a picture and a RAR archive.
fn inputs(test: &str) -> std::path::PathBuf {
    let root = folder(test);
    fs::create_dir_all(root.join("in/b")).unwrap();
    fs::copy(project().join(SAMPLE), root.join("in/b/form.txt")).unwrap();
    fs::copy(project().join(SAMPLE), root.join("in/copy.doc")).unwrap();
    fs::write(root.join("in/a.txt"), "今天天气很好。\n").unwrap();
    fs::write(root.join("in/picture.txt"), b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01").unwrap();
    fs::write(root.join("in/z.pdf"), b"Rar!\x1a\x07\x01\x00\x33\x92\xb5\xe5\x0a\x01\x05\x06\x00\x05\x01\x01\x80\x80\x00").unwrap();
    root
}

fn run(root: &Path, out: &str, more: &[&str]) -> Run {
    jixiao_in(root, &[&["run", "in", "-o", out], more].concat())
}

#[test]
fn every_input_has_its_line_and_every_form_its_record() {
    let root = inputs("run-outputs");
    let done = run(&root, "out", &[]);
    assert_eq!((done.exit, done.stdout.as_str()), (2, ""), "{}", done.stderr);
    assert!(
        done.stderr.contains("`in/z.pdf`: RAR archives are not read: unpack it, for example with 7-Zip, and give the folder"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("1 with 8 forms, 1 without, 1 skipped (1 image), 1 duplicates, 1 errors; 0 were done before"),
        "{}",
        done.stderr
    );

    let manifest = lines(&root.join("out/manifest.jsonl"));
    let of = |key: &str| manifest.iter().map(|line| line[key].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>();
    assert_eq!(of("path"), ["in/a.txt", "in/b/form.txt", "in/copy.doc", "in/picture.txt", "in/z.pdf"]);
    assert_eq!(of("status"), ["no-form", "ok", "duplicate", "skipped", "error"]);
    assert_eq!(of("duplicate_of"), ["-", "-", "in/b/form.txt", "-", "-"]);

    let records = lines(&root.join("out/records.jsonl"));
    let golden: Vec<Value> =
        serde_json::from_str(&fs::read_to_string(project().join("golden/000_fb8ea1e1fef1a883.json")).unwrap()).unwrap();
    assert_eq!(records.len(), golden.len());
    for (record, golden) in records.iter().zip(&golden) {
        assert_eq!(record["indicators"], golden["indicators"]);
        assert_eq!(record["source"]["path"], "in/b/form.txt");
    }
    let n_rows = |name: &str| fs::read_to_string(root.join("out").join(name)).unwrap().matches("\r\n").count() - 1;
    let n_of = |key: &str| golden.iter().map(|record| record.pointer(key).unwrap().as_array().unwrap().len()).sum::<usize>();
    assert_eq!(n_rows("indicators.csv"), n_of("/indicators"));
    assert_eq!(n_rows("funds.csv"), n_of("/funds/rows"));
    // A run adds what only all inputs together tell: here, reasons of several projects.
    let n_repeated = |row: &str| row.matches(",reason-repeated,").count();
    let findings = fs::read_to_string(root.join("out/findings.csv")).unwrap();
    assert_eq!(n_rows("findings.csv") - n_repeated(&findings), n_of("/findings"));
}

#[test]
fn bytes_are_the_same_for_any_threads_and_again() {
    let root = inputs("run-same");
    run(&root, "one", &["--jobs", "1"]);
    run(&root, "eight", &["--jobs", "8"]);
    let expected = outputs(&root.join("one"));
    assert!(expected == outputs(&root.join("eight")));
    let again = run(&root, "one", &["--jobs", "8"]);
    assert!(again.stderr.contains("; 4 were done before"), "{}", again.stderr);
    assert!(expected == outputs(&root.join("one")));
}

#[test]
fn only_what_changed_is_read_again() {
    let root = inputs("run-changed");
    run(&root, "out", &[]);
    fs::write(root.join("in/a.txt"), "明天天气更好。\n").unwrap();
    let again = run(&root, "out", &[]);
    assert!(again.stderr.contains("; 3 were done before"), "{}", again.stderr);
    run(&root, "fresh", &[]);
    assert!(outputs(&root.join("fresh")) == outputs(&root.join("out")));
}

#[test]
fn a_journal_cut_short_gives_the_same_outputs() {
    let root = inputs("run-cut");
    run(&root, "out", &[]);
    let expected = outputs(&root.join("out"));
    let log = root.join("out/.jixiao-journal/log");
    let n_bytes = fs::metadata(&log).unwrap().len();
    for cut in [0, 1, n_bytes / 3, n_bytes / 2, n_bytes - 1] {
        OpenOptions::new().write(true).open(&log).unwrap().set_len(cut).unwrap();
        run(&root, "out", &[]);
        assert!(outputs(&root.join("out")) == expected, "cut at {cut}");
    }
}

#[test]
fn a_second_run_on_one_folder_is_refused() {
    let root = inputs("run-locked");
    fs::create_dir_all(root.join("out/.jixiao-journal")).unwrap();
    let lock = fs::File::create(root.join("out/.jixiao-journal/lock")).unwrap();
    lock.lock().unwrap();
    let refused = run(&root, "out", &[]);
    assert_eq!(refused.exit, 2);
    assert!(refused.stderr.contains("`out`: another run writes to this folder"), "{}", refused.stderr);
}

#[test]
fn an_output_folder_among_the_inputs_is_passed_over() {
    let root = inputs("run-inside");
    run(&root, "in/out", &[]);
    let expected = outputs(&root.join("in/out"));
    run(&root, "in/out", &[]);
    assert!(outputs(&root.join("in/out")) == expected);
    assert_eq!(lines(&root.join("in/out/manifest.jsonl")).len(), 5);
}

#[test]
fn patterns_and_lists_name_inputs_too() {
    let root = inputs("run-patterns");
    let paths = |out: &str| {
        let manifest = lines(&root.join(out).join("manifest.jsonl"));
        manifest.iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    jixiao_in(&root, &["run", "in/**/*.txt", "-o", "pattern"]);
    assert_eq!(paths("pattern"), ["in/a.txt", "in/b/form.txt", "in/picture.txt"]);
    fs::write(root.join("list"), "in/a.txt\n\nin/b\nin/*.doc\n").unwrap();
    let done = jixiao_in(&root, &["run", "--files-from", "list", "-o", "listed"]);
    assert_eq!(paths("listed"), ["in/*.doc", "in/a.txt", "in/b/form.txt"]);
    assert!(done.exit == 2 && done.stderr.contains("`in/*.doc`: cannot be read"), "{}", done.stderr);
}

#[test]
fn what_was_under_way_when_a_run_died_is_read_apart_with_the_same_outputs() {
    let root = inputs("run-apart");
    run(&root, "whole", &[]);
    let journal = root.join("out/.jixiao-journal");
    fs::create_dir_all(&journal).unwrap();
    let started: String = lines(&root.join("whole/manifest.jsonl"))
        .iter()
        .filter_map(|line| Some(format!("{}\n", line["sha256"].as_str()?)))
        .collect();
    fs::write(journal.join("started"), started).unwrap();
    run(&root, "out", &[]);
    assert!(outputs(&root.join("out")) == outputs(&root.join("whole")));
    assert_eq!(fs::read(journal.join("started")).unwrap(), b"");
}

/// A limit on the size of files fails as a full disk does, half-way in a write.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_the_run_goes_on_later() {
    let root = inputs("run-full");
    run(&root, "whole", &[]);
    let binary = env!("CARGO_BIN_EXE_jixiao");
    let mut n_failed = 0;
    for blocks in [1, 16, 64, 256] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{binary}' run in -o out");
        let done = std::process::Command::new("sh").args(["-c", &script]).current_dir(&root).output().unwrap();
        let stderr = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{stderr}");
        if stderr.contains("`out`: cannot be used: ") {
            assert!(stderr.contains("the same command goes on where this run stopped"), "{stderr}");
            n_failed += 1;
        }
    }
    assert!(n_failed >= 2, "{n_failed}");
    run(&root, "out", &[]);
    assert!(outputs(&root.join("out")) == outputs(&root.join("whole")));
}

#[cfg(unix)]
#[test]
fn a_signal_stops_the_run_and_says_how_to_go_on() {
    let root = folder("run-signal");
    fs::create_dir_all(root.join("in")).unwrap();
    let sample = fs::read_to_string(project().join(SAMPLE)).unwrap();
    for number in 0..400 {
        fs::write(root.join(format!("in/{number:03}.txt")), format!("{sample}\n编号{number}\n")).unwrap();
    }
    let command = |out: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jixiao"));
        command.args(["run", "in", "--jobs", "1", "-o", out]).current_dir(&root).stderr(std::process::Stdio::piped());
        command
    };
    let process = command("out").spawn().unwrap();
    let spool = root.join("out/.jixiao-journal/spool-0");
    while fs::metadata(&spool).map_or(0, |metadata| metadata.len()) == 0 {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    std::process::Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap();
    let stopped = process.wait_with_output().unwrap();
    let stderr = String::from_utf8(stopped.stderr).unwrap();
    assert_eq!(stopped.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("the same command goes on where this run stopped"), "{stderr}");
    assert!(!root.join("out/records.jsonl").exists());
    command("out").output().unwrap();
    command("whole").output().unwrap();
    assert!(outputs(&root.join("out")) == outputs(&root.join("whole")));
}

#[test]
fn findings_fail_only_where_asked_for() {
    let root = folder("run-fail-on");
    let out = root.join("out");
    let command = ["run", SAMPLE, "-o", out.to_str().unwrap(), "--no-progress"];
    assert_eq!(jixiao(&command).exit, 0);
    assert_eq!(jixiao(&[&command[..], &["--fail-on", "warning"]].concat()).exit, 1);
    let quiet = jixiao(&[&command[..], &["--quiet"]].concat());
    assert_eq!((quiet.exit, quiet.stderr.as_str()), (0, ""));
}

#[test]
fn further_formats_are_written_without_reading_again() {
    let root = inputs("run-formats");
    run(&root, "out", &["--formats", "none"]);
    assert!(!root.join("out/report.html").exists());
    let again = run(&root, "out", &["--formats", "xlsx,parquet"]);
    assert!(again.stderr.contains("; 4 were done before"), "{}", again.stderr);
    const MORE: [&str; 5] = ["records.xlsx", "records.parquet", "indicators.parquet", "funds.parquet", "findings.parquet"];
    let written = |out: &str| MORE.map(|name| fs::read(root.join(out).join(name)).unwrap());
    run(&root, "fresh", &["--formats", "xlsx,parquet", "--jobs", "3"]);
    assert!(written("out") == written("fresh"));
    // They would speak of other records after the next run.
    run(&root, "out", &["--formats", "report"]);
    assert!(root.join("out/report.html").exists() && MORE.iter().all(|name| !root.join("out").join(name).exists()));
    let left: Vec<_> = fs::read_dir(root.join("out/.jixiao-journal")).unwrap().map(|file| file.unwrap().file_name()).collect();
    let drafts = left.iter().filter(|name| !["log", "lock", "started"].contains(&name.to_str().unwrap()));
    assert!(drafts.clone().all(|name| name.to_str().unwrap().starts_with("spool-")), "{left:?}");
}

#[test]
fn a_reason_of_several_projects_is_said_in_every_form_and_output() {
    let root = folder("run-reasons");
    let form = |name: &str, reason: &str| {
        format!(
            "项目支出绩效自评表\n项目名称\t{name}\n主管部门\t财政局\t实施单位\t一中\n\
             一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n\
             产出指标\t数量指标\t培训人数\t100人\t90人\t50\t45\t{reason}\n\
             产出指标\t质量指标\t合格率\t90%\t95%\t40\t40\t无\n总分\t90\t85\n"
        )
    };
    let shared = "受疫情影响未能全部开展,下一步加强管理。";
    fs::create_dir(root.join("in")).unwrap();
    for (file, name, reason) in [
        ("a.txt", "校舍修缮", shared),
        ("b.txt", "教师培训", "受疫情影响未能全部 开展,下一步加强管理。"),
        ("c.txt", "图书购置", "部分学校报名人数不足,名额未用完。"),
        // The same form again, in other bytes.
        ("d.txt", "图书购置", "部分学校报名人数不足,名额未用完。"),
    ] {
        fs::write(root.join("in").join(file), form(name, reason) + file).unwrap();
    }
    assert_eq!(run(&root, "out", &["--fail-on", "error"]).exit, 0);
    let found: Vec<_> = lines(&root.join("out/records.jsonl"))
        .iter()
        .map(|record| {
            let findings = record["findings"].as_array().unwrap().iter();
            let repeated = findings.filter(|finding| finding["code"] == "reason-repeated");
            repeated.map(|finding| finding["at"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(found, [vec!["/indicators/0/reason".to_owned()], vec!["/indicators/0/reason".to_owned()], vec![], vec![]]);
    let findings = fs::read_to_string(root.join("out/findings.csv")).unwrap();
    assert_eq!(findings.matches(",reason-repeated,info,/indicators/0/reason,").count(), 2);
    assert_eq!(run(&root, "out", &["--fail-on-analytics"]).exit, 1);
}
