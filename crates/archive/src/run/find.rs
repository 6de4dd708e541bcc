//! The finder: from the inputs to single files, on a thread of its own.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, mpsc::SyncSender},
    thread,
    time::Instant,
};

use super::{
    collect::Event,
    gate::{Gate, estimate},
};
use crate::{
    ArchiveLimits, Document, Kind, STACK_BYTES, input,
    walk::{Content, End, Leaf, Walk},
    weight::Weight,
};

/// A file of the inputs.
pub(super) struct Found {
    /// Its number in the order in which files are found, which is always the same.
    pub(super) index: usize,
    pub(super) path: String,
    pub(super) content: FoundContent,
}

pub(super) enum FoundContent {
    /// A document that came through the gate, with what it has to give back there.
    Document(Document, u64),
    Skipped(Kind),
    Failed(String),
}

/// What a finder needs.
#[derive(Clone)]
pub(super) struct Search {
    pub(super) inputs: Vec<PathBuf>,
    /// A folder that is passed over.
    pub(super) except: PathBuf,
    pub(super) limits: ArchiveLimits,
    pub(super) input_bytes: u64,
    pub(super) weight: Weight,
    pub(super) gate: Arc<Gate>,
    pub(super) events: SyncSender<Event>,
}

/// Where a finder is.
#[derive(Clone)]
pub(super) struct Whereabouts {
    /// Files handed on so far.
    pub(super) n_found: usize,
    /// Files outside archives that were opened so far, and the last of them.
    pub(super) n_files: usize,
    pub(super) file: String,
    /// When it last handed something on.
    pub(super) since: Instant,
}

impl Whereabouts {
    /// At the start of the inputs.
    pub(super) fn start() -> Self {
        Whereabouts { n_found: 0, n_files: 0, file: String::new(), since: Instant::now() }
    }
}

/// Starts a finder behind the files that `from` has opened; `generation` marks what it finds.
pub(super) fn start(search: Search, from: &Whereabouts, generation: usize) -> std::io::Result<Arc<Mutex<Whereabouts>>> {
    let here = Arc::new(Mutex::new(Whereabouts { since: Instant::now(), n_files: 0, ..from.clone() }));
    let (shared, n_done) = (Arc::clone(&here), from.n_files);
    thread::Builder::new().name("finder".to_owned()).stack_size(STACK_BYTES).spawn(move || {
        let Search { inputs, except, limits, input_bytes, weight, gate, events } = search;
        let mut sink = |Leaf { path, content }: Leaf| {
            let content = match content {
                Content::Bytes(bytes) => {
                    let memory = gate.enter(estimate(&bytes)).ok_or(End::Stopped)?;
                    let sha256 = input::sha256(&bytes);
                    FoundContent::Document(Document { path: path.clone(), sha256, bytes: Arc::new(bytes) }, memory)
                }
                Content::Skipped(kind) => FoundContent::Skipped(kind),
                Content::Failed(message) => FoundContent::Failed(message),
            };
            let index = {
                let mut here = shared.lock().expect(NO_PANIC);
                here.since = Instant::now();
                here.n_found += 1;
                here.n_found - 1
            };
            events.send(Event::Found(generation, Found { index, path, content })).map_err(|_| End::Stopped)
        };
        let mut file = |path: &str| {
            let mut here = shared.lock().expect(NO_PANIC);
            here.n_files += 1;
            here.since = Instant::now();
            path.clone_into(&mut here.file);
            here.n_files > n_done
        };
        let mut walk = Walk { limits: &limits, input_bytes, except: &except, weight: &weight, file: &mut file, sink: &mut sink };
        if inputs.iter().try_for_each(|input| walk.input(input)).is_ok() {
            // Where the receiver is gone, the run has ended already and says why.
            let _ = events.send(Event::Ended(generation));
        }
    })?;
    Ok(here)
}

/// Why locks of this module are never poisoned.
const NO_PANIC: &str = "no thread panics while it holds the lock";

#[cfg(test)]
mod tests {
    use std::{
        fs,
        sync::mpsc::{self, Receiver},
    };

    use super::*;
    use crate::test_folder::folder;

    /// Number and file name of each file that is heard of.
    fn heard(events: &Receiver<Event>) -> Vec<(usize, String)> {
        let found = events.iter().map_while(|event| match event {
            Event::Found(7, Found { index, path, .. }) => Some((index, path)),
            _ => None,
        });
        found.map(|(index, path)| (index, path.rsplit('/').next().unwrap_or_default().to_owned())).collect()
    }

    #[test]
    fn a_finder_goes_on_behind_the_file_at_which_another_one_hung() {
        let root = folder("find-behind");
        for name in ["a.txt", "b.txt", "c.txt", "d.txt"] {
            fs::write(root.join(name), name).unwrap();
        }
        let (sender, events) = mpsc::sync_channel(64);
        let search = Search {
            inputs: vec![root.join("missing"), root.clone()],
            except: PathBuf::new(),
            limits: ArchiveLimits::default(),
            input_bytes: 1 << 20,
            weight: Weight::default(),
            gate: Arc::new(Gate::new(1 << 30, 1)),
            events: sender,
        };
        start(search.clone(), &Whereabouts::start(), 7).unwrap();
        let all = ["missing", "a.txt", "b.txt", "c.txt", "d.txt"];
        assert_eq!(heard(&events), all.into_iter().enumerate().map(|(index, name)| (index, name.to_owned())).collect::<Vec<_>>());
        // The third one hung after two entries of it; the collector's own line for it is the sixth.
        let behind = Whereabouts { n_found: 6, n_files: 3, ..Whereabouts::start() };
        start(search, &behind, 7).unwrap();
        assert_eq!(heard(&events), [(6, "c.txt".to_owned()), (7, "d.txt".to_owned())]);
    }
}
