//! Doubts about an input, gathered so that a million bad lines make one warning.

use jixiao_model::{Code, Place, Warning};

/// Lines that a warning names; the others it counts.
const NAMED_LINES: usize = 5;
/// Characters of the source that a warning shows.
const RAW_CHARS: usize = 60;

/// Gathers doubts of the same kind.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    kinds: Vec<Kind>,
}

#[derive(Debug)]
struct Kind {
    code: &'static Code,
    what: String,
    lines: Vec<u32>,
    count: u64,
    raw: String,
}

impl Doubts {
    /// Notes a doubt on a line. `what` is a sentence without its full stop and tells the kinds apart; `raw` is shown for the first.
    pub(super) fn note(&mut self, code: &'static Code, what: &str, line: u32, raw: &[u8]) {
        let known = self.kinds.iter().position(|kind| kind.code == code && kind.what == what);
        let kind = match known {
            Some(index) => &mut self.kinds[index],
            None => {
                let raw = raw.trim_ascii_end();
                let cut = raw.get(..RAW_CHARS * 4).unwrap_or(raw);
                let raw = cut.utf8_chunks().flat_map(|chunk| {
                    let bytes = chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}"));
                    chunk
                        .valid()
                        .chars()
                        .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() })
                        .chain(bytes)
                });
                let raw = raw.take(RAW_CHARS).collect();
                self.kinds.push(Kind { code, what: what.to_owned(), lines: Vec::new(), count: 0, raw });
                let last = self.kinds.len() - 1;
                &mut self.kinds[last]
            }
        };
        if kind.lines.last() == Some(&line) {
            return;
        }
        kind.count += 1;
        if kind.lines.len() < NAMED_LINES {
            kind.lines.push(line);
        }
    }

    /// Notes a doubt that concerns the input as a whole.
    pub(super) fn note_input(&mut self, code: &'static Code, what: String) {
        self.kinds.push(Kind { code, what, lines: Vec::new(), count: 0, raw: String::new() });
    }

    /// One warning a kind, in the order of their first lines; those of the whole input first.
    pub(super) fn into_warnings(mut self) -> Vec<Warning> {
        self.kinds.sort_by_key(|kind| kind.lines.first().copied());
        self.kinds.into_iter().map(Kind::into_warning).collect()
    }
}

impl Kind {
    fn into_warning(self) -> Warning {
        let numbers: Vec<_> = self.lines.iter().map(u32::to_string).collect();
        let message = match self.count {
            0 => format!("{}.", self.what),
            1 => format!("{} (line {}).", self.what, numbers.join(", ")),
            count if count > self.lines.len() as u64 => {
                format!("{} ({count} lines: {}, …).", self.what, numbers.join(", "))
            }
            count => format!("{} ({count} lines: {}).", self.what, numbers.join(", ")),
        };
        let place = self.lines.first().map(|&line| Place { line: Some(line), columns: (1, 1), ..Place::default() });
        Warning { code: self.code, message, place, raw: self.raw }
    }
}
