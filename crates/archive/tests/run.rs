//! Runs whose inputs hang, panic, kill the program or need more memory than there is.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env, fs, io,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{self, Command},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use jixiao_archive::{ArchiveLimits, Collector, Job, PagePicture, Part, Publication, Reading, RunError, Totals, run};
use jixiao_extract::ExtractConfig;
use jixiao_model::{LateFindings, Record};
use jixiao_normalize::{FormText, Forms};
use serde_json::Value;

/// A folder `in` with that many inputs of one form each, whose projects are called 项目0, 项目1 and so on.
fn inputs(test: &str, n_inputs: usize) -> PathBuf {
    let root = env::temp_dir().join(format!("jixiao-run-{}", process::id())).join(test);
    fs::create_dir_all(root.join("in")).unwrap();
    for number in 0..n_inputs {
        let form = format!(
            "项目支出绩效自评表\n项目名称\t项目{number}\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n\
             产出指标\t数量指标\t培训人数\t100人\t100人\t90\t90\n总分\t\t\t\t\t100\t90\n"
        );
        fs::write(root.join(format!("in/{number:03}.txt")), form).unwrap();
    }
    root
}

fn name(record: &Record) -> &str {
    record.project.name.as_deref().unwrap_or_default()
}

/// Writes one file of names, and may do something else with a record.
struct Names([Part; 1], fn(&Record));

impl Publication for Names {
    fn parts(&self) -> &[Part] {
        &self.0
    }

    fn render(&self, record: &Record) -> Vec<Vec<u8>> {
        (self.1)(record);
        vec![format!("{}\n", name(record)).into_bytes()]
    }

    fn amend(&self, _: &mut [Vec<u8>], _: &LateFindings<'_>) -> io::Result<()> {
        unreachable!("no two of these forms have a reason in common")
    }

    fn source(&self, _: &Record, _: &FormText, _: &[PagePicture]) -> Vec<u8> {
        Vec::new()
    }

    fn collectors(&self, _: &Path) -> io::Result<Vec<Box<dyn Collector>>> {
        Ok(Vec::new())
    }

    fn retired(&self) -> &[&'static str] {
        &[]
    }
}

/// A run over `root/in` whose records give their projects' names, after `render` was called.
struct Trial {
    root: PathBuf,
    jobs: usize,
    max_memory: u64,
    timeout: Duration,
    render: fn(&Record),
    alone: Option<fn() -> Command>,
    stop: Arc<AtomicBool>,
}

impl Trial {
    fn new(root: PathBuf) -> Self {
        let timeout = Duration::from_secs(600);
        Trial { root, jobs: 2, max_memory: 512 << 20, timeout, render: |_| (), alone: None, stop: Arc::default() }
    }

    fn run(&self, out: &str) -> Result<Totals, RunError> {
        let reading = Reading {
            forms: Forms::builtin(),
            extract: ExtractConfig::default(),
            timeout: self.timeout,
            publication: Box::new(Names([Part::File { name: "names", head: Vec::new() }], self.render)),
        };
        let job = Job {
            reading: Arc::new(reading),
            jobs: NonZeroUsize::new(self.jobs).unwrap(),
            max_memory: self.max_memory,
            limits: ArchiveLimits::default(),
            program: "1",
            alone: self.alone.map(|alone| Arc::new(alone) as Arc<_>),
            stop: Arc::clone(&self.stop),
            progress: &|_| (),
            done: &|_| (),
        };
        run(&[self.root.join("in")], &self.root.join(out), &job)
    }

    /// Makes the next run believe that one died while this input was under way.
    fn suspect(&self, file: &str) {
        let digest = jixiao_archive::digest(&fs::read(self.root.join("in").join(file)).unwrap());
        fs::create_dir_all(self.root.join("out/.jixiao-journal")).unwrap();
        fs::write(self.root.join("out/.jixiao-journal/started"), digest + "\n").unwrap();
    }

    fn names(&self, out: &str) -> Vec<String> {
        fs::read_to_string(self.root.join(out).join("names")).unwrap().lines().map(str::to_owned).collect()
    }

    /// The error of each input that has one, by file name.
    fn errors(&self, out: &str) -> Vec<(String, String)> {
        let manifest = fs::read_to_string(self.root.join(out).join("manifest.jsonl")).unwrap();
        let lines = manifest.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let file = |line: &Value| Path::new(&text(&line["path"])).file_name().unwrap().to_str().unwrap().to_owned();
        lines.filter(|line| !line["error"].is_null()).map(|line| (file(&line), text(&line["error"]))).collect()
    }
}

fn all_but(missing: &[usize], n_inputs: usize) -> Vec<String> {
    (0..n_inputs).filter(|number| !missing.contains(number)).map(|number| format!("项目{number}")).collect()
}

fn each(files: &[&str], message: &str) -> Vec<(String, String)> {
    files.iter().map(|file| ((*file).to_owned(), message.to_owned())).collect()
}

#[test]
fn inputs_that_hang_are_left_behind() {
    let mut trial = Trial::new(inputs("hang", 12));
    trial.timeout = Duration::from_secs(1);
    trial.render = |record| {
        while ["项目3", "项目4", "项目5"].contains(&name(record)) {
            thread::sleep(Duration::from_secs(1));
        }
    };
    let totals = trial.run("out").unwrap();
    assert_eq!((totals.counts.ok, totals.counts.errors), (9, 3));
    assert_eq!(trial.names("out"), all_but(&[3, 4, 5], 12));
    let expected = each(&["003.txt", "004.txt", "005.txt"], "the input exceeds the limit `timeout` of 1");
    assert_eq!(trial.errors("out"), expected);
}

#[test]
fn a_slow_input_notices_itself_that_its_time_is_up() {
    let mut trial = Trial::new(inputs("slow", 3));
    trial.timeout = Duration::ZERO;
    trial.run("out").unwrap();
    let expected = each(&["000.txt", "001.txt", "002.txt"], "the input exceeds the limit `timeout` of 0");
    assert_eq!(trial.errors("out"), expected);
}

#[test]
fn inputs_that_panic_are_errors_of_their_own() {
    let mut trial = Trial::new(inputs("panic", 6));
    trial.render = |record| assert!(name(record) != "项目2", "row 7");
    trial.run("out").unwrap();
    assert_eq!(trial.names("out"), all_but(&[2], 6));
    assert_eq!(trial.errors("out"), each(&["002.txt"], "stopped by a bug in this program: row 7"));
}

#[test]
fn outputs_are_the_same_when_each_input_is_read_alone() {
    let mut trial = Trial::new(inputs("memory", 40));
    trial.run("much").unwrap();
    trial.max_memory = 1;
    trial.jobs = 8;
    trial.run("little").unwrap();
    assert_eq!(trial.names("much"), all_but(&[], 40));
    assert_eq!(trial.names("little"), trial.names("much"));
}

#[cfg(unix)]
#[test]
fn what_kills_the_program_is_read_apart_in_the_next_run() {
    let mut trial = Trial::new(inputs("dies", 6));
    trial.suspect("004.txt");
    trial.alone = Some(|| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "kill -SEGV $$"]);
        shell
    });
    trial.run("out").unwrap();
    assert_eq!(trial.names("out"), all_but(&[4], 6));
    let message = "the program dies when it reads this, by signal 11: please report it with the file";
    assert_eq!(trial.errors("out"), each(&["004.txt"], message));
}

#[cfg(unix)]
#[test]
fn what_hangs_apart_is_killed() {
    let mut trial = Trial::new(inputs("hangs-apart", 2));
    trial.suspect("001.txt");
    trial.timeout = Duration::from_secs(1);
    trial.alone = Some(|| {
        let mut sleep = Command::new("sleep");
        sleep.arg("60");
        sleep
    });
    trial.run("out").unwrap();
    assert_eq!(trial.errors("out"), each(&["001.txt"], "the input exceeds the limit `timeout` of 1"));
}

#[test]
fn a_run_that_is_stopped_goes_on_later() {
    static STOP: AtomicBool = AtomicBool::new(false);
    let mut trial = Trial::new(inputs("stop", 300));
    trial.render = |record| {
        if name(record) == "项目20" {
            STOP.store(true, Ordering::Relaxed);
        }
        if STOP.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(50));
        }
    };
    let stop = Arc::clone(&trial.stop);
    thread::spawn(move || {
        while !STOP.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(1));
        }
        stop.store(true, Ordering::Relaxed);
    });
    let stopped = trial.run("out").unwrap_err();
    assert!(matches!(stopped, RunError::Stopped(n_inputs) if (1..300).contains(&n_inputs)), "{stopped}");
    assert!(!trial.root.join("out/names").exists(), "outputs are written when all is done");
    trial.stop = Arc::default();
    trial.render = |_| ();
    let totals = trial.run("out").unwrap();
    assert!(totals.counts.resumed > 0);
    assert_eq!(trial.names("out"), all_but(&[], 300));
}

#[test]
fn an_error_of_the_folder_names_it_and_the_way_out() {
    let error = RunError::Output("out".into(), io::ErrorKind::StorageFull.into());
    let message = error.to_string();
    assert!(message.starts_with("`out`: cannot be used: "), "{message}");
    assert!(message.ends_with("(hint: once there is space, the same command goes on where this run stopped)"), "{message}");
}
