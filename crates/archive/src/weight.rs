//! How much there is to read, and how much of it was read: for whoever wants to know how long a run will take.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// Bytes of all files outside archives, once they are known, and how many of them were read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weight {
    total: Arc<OnceLock<u64>>,
    read: Arc<AtomicU64>,
}

impl Weight {
    /// Adds up the sizes of all files on a thread of its own, without opening any.
    pub(crate) fn start(&self, inputs: &[PathBuf], except: &Path) {
        let (inputs, except, total) = (inputs.to_vec(), except.to_owned(), Arc::clone(&self.total));
        // Where the system gives no thread, nobody is told how long it takes.
        let _ = thread::Builder::new().name("weigher".to_owned()).spawn(move || {
            let weight = inputs.iter().map(|input| weigh(input, &except)).sum();
            // Only this thread ever sets it.
            let _ = total.set(weight);
        });
    }

    /// Bytes that were read, and all bytes. Archives are read once or a little more, so the first may exceed the second.
    pub(crate) fn get(&self) -> (u64, Option<u64>) {
        (self.read.load(Ordering::Relaxed), self.total.get().copied())
    }

    /// The file, whose bytes count from now on as they are read.
    pub(crate) fn metered(&self, file: File) -> Metered {
        Metered { file, read: Arc::clone(&self.read) }
    }
}

fn weigh(input: &Path, except: &Path) -> u64 {
    let mut total = 0;
    let mut pending = vec![(input.to_owned(), fs::metadata(input))];
    while let Some((path, metadata)) = pending.pop() {
        let Ok(metadata) = metadata else { continue };
        if metadata.is_file() {
            total += metadata.len();
        } else if metadata.is_dir() && path.canonicalize().is_ok_and(|path| path != except) {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            pending.extend(entries.map(|entry| (entry.path(), fs::symlink_metadata(entry.path()))));
        }
    }
    total
}

/// A file whose bytes are counted.
pub(crate) struct Metered {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.file.read(buffer)?;
        self.read.fetch_add(n_read as u64, Ordering::Relaxed);
        Ok(n_read)
    }
}

impl Seek for Metered {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::folder;

    #[test]
    fn files_count_once_and_the_output_folder_does_not() {
        let root = folder("weigh");
        for (path, n_bytes) in [("a", 5), ("b/c", 7), ("out/d", 100)] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), vec![0; n_bytes]).unwrap();
        }
        assert_eq!(weigh(&root, &root.join("out").canonicalize().unwrap()), 12);
        assert_eq!(weigh(&root.join("missing"), Path::new("/")), 0);

        let weight = Weight::default();
        io::copy(&mut weight.metered(File::open(root.join("b/c")).unwrap()), &mut io::sink()).unwrap();
        assert_eq!(weight.get(), (7, None));
    }
}
