//! Reading a document in another process, which may die.
//!
//! The other process gets a line of JSON that names the document, and its bytes; it answers with a line of JSON and the bytes of each
//! part.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    process::{Command, ExitStatus, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{
    Reading,
    work::{outcome, read as read_here, timed_out},
};
use crate::{Document, Outcome, STACK_BYTES, Status};

#[derive(Serialize, Deserialize)]
struct Request {
    path: String,
    sha256: String,
    n_outputs: usize,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    outcome: Outcome,
    part_bytes: Vec<usize>,
}

/// How much longer than its own time the other process may take, to start and to answer.
const GRACE: Duration = Duration::from_secs(1);

/// Has `command` read the document. Where it dies, that is what became of the document.
///
/// # Errors
/// When no process can be started.
pub(super) fn read(
    document: &Document,
    command: Command,
    reading: &Reading,
    n_outputs: usize,
) -> io::Result<(Outcome, Vec<Vec<u8>>)> {
    let mut command = command;
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let request = Request { path: document.path.clone(), sha256: document.sha256.clone(), n_outputs };
    let (bytes, stdin) = (Arc::clone(&document.bytes), process.stdin.take());
    thread::spawn(move || {
        // A process that dies does not listen; how it ends says more than this error.
        let _ = stdin.map(|mut stdin| {
            serde_json::to_writer(&mut stdin, &request)?;
            stdin.write_all(b"\n")?;
            stdin.write_all(&bytes)
        });
    });
    let (sender, answers) = mpsc::channel();
    let stdout = process.stdout.take();
    thread::spawn(move || {
        let mut answer = Vec::new();
        let read = stdout.map_or(Ok(0), |mut stdout| stdout.read_to_end(&mut answer));
        // Nobody waits any more where the time was up.
        let _ = sender.send(read.map(|_| answer));
    });
    let failed = |error: String| Ok((Outcome { error: Some(error), ..outcome(document, Status::Error) }, Vec::new()));
    match answers.recv_timeout(reading.timeout.saturating_add(GRACE)) {
        Ok(answer) => {
            let status = process.wait()?;
            let answer = answer.ok().filter(|_| status.success()).and_then(|answer| parse(&answer));
            answer.map_or_else(|| failed(died(status)), Ok)
        }
        Err(_) => {
            process.kill()?;
            process.wait()?;
            failed(timed_out(reading.timeout))
        }
    }
}

fn parse(answer: &[u8]) -> Option<(Outcome, Vec<Vec<u8>>)> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let (line, mut rest) = (&answer[..end], &answer[end + 1..]);
    let Answer { outcome, part_bytes } = serde_json::from_slice(line).ok()?;
    let mut parts = Vec::new();
    for n_bytes in part_bytes {
        let (part, more) = rest.split_at_checked(n_bytes)?;
        parts.push(part.to_vec());
        rest = more;
    }
    rest.is_empty().then_some((outcome, parts))
}

fn died(status: ExitStatus) -> String {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None::<i32>;
    let how = match (signal, status.code()) {
        (Some(signal), _) => format!("by signal {signal}"),
        (None, Some(code)) => format!("with exit code {code}"),
        (None, None) => "without a reason".to_owned(),
    };
    format!("the program dies when it reads this, {how}: please report it with the file")
}

/// The other side: reads the document that `input` has, and answers to `output`.
///
/// # Errors
/// When the request is broken, or the answer cannot be written.
pub fn serve(reading: &Reading, input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut input = BufReader::new(input);
    let mut line = String::new();
    input.read_line(&mut line)?;
    let Request { path, sha256, n_outputs } = serde_json::from_str(&line)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let document = Document { path, sha256, bytes: Arc::new(bytes) };
    let (outcome, parts) = thread::scope(|scope| {
        let read = || read_here(&document, reading, n_outputs);
        let reader = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, read)?;
        reader.join().map_err(|_| io::Error::other("the reader panicked"))?
    })?;
    let answer = Answer { outcome, part_bytes: parts.iter().map(Vec::len).collect() };
    serde_json::to_writer(&mut output, &answer)?;
    output.write_all(b"\n")?;
    parts.iter().try_for_each(|part| output.write_all(part))?;
    output.flush()
}
