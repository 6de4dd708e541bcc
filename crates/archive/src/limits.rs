//! What an archive may hold.

use std::io::{self, Read};

/// Every limit on archives, with its default. An error that a limit causes names it.
#[derive(Clone, Debug)]
pub struct ArchiveLimits {
    /// Archives inside archives: an archive that was given has depth 1.
    pub archive_depth: u32,
    /// Entries of an archive that was given, with those of the archives in it.
    pub archive_entries: u64,
    /// Bytes of one unpacked entry. An entry is held in memory.
    pub entry_bytes: u64,
    /// Unpacked bytes of an archive that was given, with those of the archives in it.
    pub archive_bytes: u64,
    /// Unpacked bytes for each packed byte: of an entry from 16 MiB on, of an archive that was given from 1 GiB on. Text exports
    /// reach some 30.
    pub archive_ratio: u64,
    /// Memory in bytes that the packing of one entry may ask for. The strongest settings of 7-Zip ask for 256 MiB, those of xz for
    /// 64 MiB.
    pub archive_window: u64,
    /// Bytes of the table of contents of a 7z archive; some 40,000 entries have that many. Its reader takes up to a hundred times
    /// as much memory.
    pub archive_header: u64,
}

impl Default for ArchiveLimits {
    fn default() -> Self {
        ArchiveLimits {
            archive_depth: 4,
            archive_entries: 500_000,
            entry_bytes: 128 << 20,
            archive_bytes: 256 << 30,
            archive_ratio: 200,
            archive_window: 257 << 20,
            archive_header: 4 << 20,
        }
    }
}

/// Small entries may be packed as densely as they like: their bytes cannot hurt.
const RATIO_FREE_BYTES: u64 = 16 << 20;

/// And small archives: unpacking that much takes some seconds.
const ARCHIVE_RATIO_FREE_BYTES: u64 = 1 << 30;

/// Why an entry is not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The entry is damaged or exceeds a limit, in words.
    Entry(String),
    /// The archive that was given exceeds a limit, so nothing more of it is read.
    Archive(String),
}

/// What an archive that was given may still hold.
pub(crate) struct Budget {
    pub(crate) limits: ArchiveLimits,
    n_entries: u64,
    bytes_left: u64,
    /// What stops the archive when no bytes are left.
    bytes_limit: String,
}

impl Budget {
    /// For an archive of `n_bytes`.
    pub(crate) fn new(limits: ArchiveLimits, n_bytes: u64) -> Self {
        let by_ratio = n_bytes.saturating_mul(limits.archive_ratio).max(ARCHIVE_RATIO_FREE_BYTES);
        let bytes_limit = if by_ratio < limits.archive_bytes {
            exceeds("archive_ratio", limits.archive_ratio)
        } else {
            exceeds("archive_bytes", limits.archive_bytes)
        };
        Budget { n_entries: 0, bytes_left: by_ratio.min(limits.archive_bytes), bytes_limit, limits }
    }

    /// Counts entries.
    pub(crate) fn count_entries(&mut self, n_entries: u64) -> Result<(), Refusal> {
        self.n_entries = self.n_entries.saturating_add(n_entries);
        if self.n_entries > self.limits.archive_entries {
            return Err(Refusal::Archive(exceeds("archive_entries", self.limits.archive_entries)));
        }
        Ok(())
    }

    /// Counts bytes that are unpacked only to come to the next entry.
    pub(crate) fn count_bytes(&mut self, n_bytes: u64) -> Result<(), Refusal> {
        let left = self.bytes_left.checked_sub(n_bytes);
        self.bytes_left = left.ok_or_else(|| Refusal::Archive(self.bytes_limit.clone()))?;
        Ok(())
    }

    /// All bytes of an entry that takes `packed` bytes in its archive.
    pub(crate) fn read(&mut self, entry: impl Read, packed: u64) -> Result<Vec<u8>, Refusal> {
        let ArchiveLimits { entry_bytes, archive_ratio, .. } = self.limits;
        let by_ratio = packed.saturating_mul(archive_ratio).max(RATIO_FREE_BYTES);
        let limit = entry_bytes.min(by_ratio).min(self.bytes_left);
        let mut bytes = Vec::new();
        let read = entry.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        let n_bytes = bytes.len() as u64;
        let is_exhausted = n_bytes > self.bytes_left;
        self.bytes_left = self.bytes_left.saturating_sub(n_bytes);
        read.map_err(|error| Refusal::Entry(unpack_error(&error)))?;
        if n_bytes <= limit {
            return Ok(bytes);
        }
        Err(match limit {
            _ if is_exhausted => Refusal::Archive(self.bytes_limit.clone()),
            _ if limit == entry_bytes => Refusal::Entry(exceeds("entry_bytes", entry_bytes)),
            _ => Refusal::Entry(exceeds("archive_ratio", archive_ratio)),
        })
    }
}

/// What a failure to unpack says, in words.
pub(crate) fn unpack_error(error: &io::Error) -> String {
    // The unpackers know no other way to say that a stream asks for too much memory.
    if error.kind() == io::ErrorKind::OutOfMemory {
        return "its packing asks for more memory than the limit `archive_window` allows: unpack it, and give the folder"
            .to_owned();
    }
    format!("the entry cannot be unpacked: {error}")
}

pub(crate) fn exceeds(limit: &str, value: u64) -> String {
    format!("exceeds the limit `{limit}` of {value}")
}

/// Fails once more than its limit was read, so that a packed stream ends there.
pub(crate) struct Bounded<R> {
    inner: R,
    left: u64,
    message: String,
}

impl<R> Bounded<R> {
    /// A stream of what `packed` bytes hold.
    pub(crate) fn new(inner: R, packed: u64, limits: &ArchiveLimits) -> Self {
        let by_ratio = packed.saturating_mul(limits.archive_ratio).max(RATIO_FREE_BYTES);
        let message = if by_ratio < limits.archive_bytes {
            exceeds("archive_ratio", limits.archive_ratio)
        } else {
            exceeds("archive_bytes", limits.archive_bytes)
        };
        Bounded { inner, left: by_ratio.min(limits.archive_bytes), message }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(n_read as u64).ok_or_else(|| io::Error::other(self.message.clone()))?;
        Ok(n_read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(entry_bytes: u64, archive_bytes: u64) -> Budget {
        Budget::new(ArchiveLimits { entry_bytes, archive_bytes, archive_entries: 2, ..ArchiveLimits::default() }, 1 << 30)
    }

    fn entry(message: &str) -> Refusal {
        Refusal::Entry(message.to_owned())
    }

    fn archive(message: &str) -> Refusal {
        Refusal::Archive(message.to_owned())
    }

    #[test]
    fn every_limit_is_exact_and_named() {
        assert_eq!(budget(4, 100).read(&b"1234"[..], 4).unwrap(), b"1234");
        assert_eq!(budget(4, 100).read(&b"12345"[..], 4).unwrap_err(), entry("exceeds the limit `entry_bytes` of 4"));

        let mut total = budget(4, 6);
        assert!(total.read(&b"1234"[..], 4).is_ok());
        assert!(total.read(&b"12"[..], 2).is_ok());
        assert_eq!(total.read(&b"1"[..], 1).unwrap_err(), archive("exceeds the limit `archive_bytes` of 6"));

        let bomb = io::repeat(0);
        let refused = budget(1 << 30, 1 << 30).read(bomb, 1000).unwrap_err();
        assert_eq!(refused, entry("exceeds the limit `archive_ratio` of 200"));

        let mut entries = budget(4, 6);
        assert!(entries.count_entries(2).is_ok());
        assert_eq!(entries.count_entries(1).unwrap_err(), archive("exceeds the limit `archive_entries` of 2"));
    }

    #[test]
    fn many_small_bombs_are_one_large_one() {
        let mut budget = Budget::new(ArchiveLimits::default(), 1000);
        let bomb = || io::repeat(0).take(16 << 20);
        for _ in 0..64 {
            assert!(budget.read(bomb(), 10).is_ok());
        }
        assert_eq!(budget.read(bomb(), 10).unwrap_err(), archive("exceeds the limit `archive_ratio` of 200"));
        assert!(Budget::new(ArchiveLimits::default(), 1000).count_bytes((1 << 30) + 1).is_err());
    }

    #[test]
    fn a_packed_stream_ends_at_its_limit() {
        let mut bytes = Vec::new();
        let error = Bounded::new(io::repeat(0), 1000, &ArchiveLimits::default()).read_to_end(&mut bytes).unwrap_err();
        assert!(error.to_string().contains("`archive_ratio` of 200"), "{error}");
        assert!(bytes.len() as u64 <= RATIO_FREE_BYTES);
    }
}
