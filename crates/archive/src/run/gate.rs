//! Which inputs may be under way at a time.

use std::{
    sync::{Condvar, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use jixiao_extract::{is_image, pdf::is_pdf, scan::decode::n_pixels};
use memchr::memmem;

/// Inputs under way for each worker: enough that none of them ever waits for the finder, few enough that little is redone.
const INPUTS_PER_WORKER: usize = 32;

const MIB: u64 = 1 << 20;

/// What recognising the text of a picture takes besides its pixels: the networks between their layers, on any size of page.
const RECOGNISING_BYTES: u64 = 112 * MIB;

/// Bytes for each pixel of a picture: decoded in colours, as grey, straightened, and its ink.
const BYTES_OF_PIXEL: u64 = 4;

/// Pixels of a page of a PDF file that is a picture: A4 at 300 dots an inch.
const PIXELS_OF_SCAN: u64 = 2480 * 3508;

/// How pictures of scanned pages are packed in PDF files. The name always stands there readably, whatever else is packed.
const SCAN_FILTERS: [&[u8]; 4] = [b"DCTDecode", b"CCITTFaxDecode", b"JBIG2Decode", b"JPXDecode"];

/// Bytes that reading an input takes, by what it is and how large; measured on generated forms, and rounded up.
///
/// Text: the decoded text and its cells, and for each form a record with its provenance, rendered four times. PDF: the file twice,
/// the ink of a page with its fonts, and few records. Pictures: 112, 146 and 190 MB were measured for 2, 9 and 35 million pixels.
/// Everything else is told from text only by its reader, and takes less.
pub(super) fn estimate(bytes: &[u8]) -> u64 {
    let n_bytes = bytes.len() as u64;
    let picture = |n_pixels: u64| RECOGNISING_BYTES + BYTES_OF_PIXEL * n_pixels;
    if is_pdf(bytes) {
        let is_scan = SCAN_FILTERS.iter().any(|filter| memmem::find(bytes, filter).is_some());
        8 * MIB + 4 * n_bytes + if is_scan { picture(PIXELS_OF_SCAN) } else { 0 }
    } else if is_image(bytes) {
        // What has no readable header is not decoded.
        MIB + n_bytes + n_pixels(bytes).map_or(0, picture)
    } else {
        MIB + 48 * n_bytes
    }
}

/// Whether an input may have so many forms that they are worked on in parallel, and that what they give is not kept in memory.
pub(super) fn is_large(bytes: &[u8]) -> bool {
    let n_bytes = bytes.len() as u64;
    if is_pdf(bytes) { n_bytes >= 14 * MIB } else { !is_image(bytes) && n_bytes >= 5 * MIB / 4 }
}

/// Lets inputs in as long as there is memory for them.
pub(super) struct Gate {
    max_memory: u64,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    memory_left: u64,
    inputs_left: usize,
    is_closed: bool,
    /// When the last one entered; `None` while somebody waits.
    entered: Option<Instant>,
}

impl Gate {
    pub(super) fn new(max_memory: u64, n_workers: usize) -> Self {
        let inputs_left = n_workers.saturating_mul(INPUTS_PER_WORKER);
        let state = State { memory_left: max_memory, inputs_left, is_closed: false, entered: Some(Instant::now()) };
        Gate { max_memory, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Waits until there is memory for an input that takes `estimate` bytes. One that takes more than there may ever be waits until
    /// no other one is under way. Returns what [`Gate::leave`] gives back; `None` once the gate is closed.
    pub(super) fn enter(&self, estimate: u64) -> Option<u64> {
        let memory = estimate.min(self.max_memory);
        let mut state = self.lock();
        while !state.is_closed && (state.memory_left < memory || state.inputs_left == 0) {
            state.entered = None;
            state = self.changed.wait(state).expect(NO_PANIC);
        }
        state.entered = Some(Instant::now());
        if state.is_closed {
            return None;
        }
        state.memory_left -= memory;
        state.inputs_left -= 1;
        Some(memory)
    }

    /// An input that took that much is done with.
    pub(super) fn leave(&self, memory: u64) {
        let mut state = self.lock();
        state.memory_left += memory;
        state.inputs_left += 1;
        self.changed.notify_all();
    }

    /// Nobody enters any more.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    /// How long ago the last one entered; `None` while somebody waits, who may do so as long as it takes.
    pub(super) fn unused_for(&self) -> Option<Duration> {
        self.lock().entered.map(|entered| entered.elapsed())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(NO_PANIC)
    }
}

/// Why locks of this module are never poisoned.
const NO_PANIC: &str = "no thread panics while it holds the lock";

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread};

    use super::*;

    /// Whether `enter` comes back without anybody leaving; the gate is open again afterwards.
    fn enters_at_once(gate: &Arc<Gate>, estimate: u64, leave: u64) -> bool {
        let entering = thread::spawn({
            let gate = Arc::clone(gate);
            move || gate.enter(estimate)
        });
        thread::sleep(Duration::from_millis(50));
        let at_once = entering.is_finished();
        gate.leave(leave);
        entering.join().unwrap().unwrap();
        at_once
    }

    #[test]
    fn pictures_take_memory_for_their_pixels() {
        // The header of a grey picture of 3000 by 2000 pixels, with its checksum.
        let mut header = b"IHDR\x00\x00\x0b\xb8\x00\x00\x07\xd0\x08\x00\x00\x00\x00".to_vec();
        header.extend(crc32fast::hash(&header).to_be_bytes());
        let data = b"\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e";
        let picture = [b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", header.as_slice(), data].concat();
        let n_bytes = picture.len() as u64;
        assert_eq!(estimate(&picture), MIB + n_bytes + RECOGNISING_BYTES + 4 * 6_000_000);
        assert_eq!(estimate(&picture[..20]), MIB + 20);
        assert!(estimate(b"%PDF-1.7 /Filter/DCTDecode") > estimate(b"%PDF-1.7 /Filter/FlateDecode") + RECOGNISING_BYTES);
    }

    #[test]
    fn memory_is_never_promised_twice() {
        let gate = Arc::new(Gate::new(100, 1));
        assert_eq!(gate.enter(60), Some(60));
        assert!(enters_at_once(&gate, 40, 0));
        assert!(!enters_at_once(&gate, 1, 60));
    }

    #[test]
    fn an_input_larger_than_all_memory_comes_alone() {
        let gate = Arc::new(Gate::new(100, 1));
        assert_eq!(gate.enter(1), Some(1));
        assert!(!enters_at_once(&gate, 1000, 1));
        assert!(!enters_at_once(&gate, 1, 100));
    }

    #[test]
    fn a_closed_gate_lets_nobody_in() {
        let gate = Gate::new(100, 1);
        gate.close();
        assert_eq!(gate.enter(1), None);
    }
}
