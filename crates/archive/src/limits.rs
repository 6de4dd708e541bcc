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
    /// Unpacked bytes for each packed byte, from 16 MiB on. Text exports reach some 30.
    pub archive_ratio: u64,
}

impl Default for ArchiveLimits {
    fn default() -> Self {
        ArchiveLimits {
            archive_depth: 4,
            archive_entries: 500_000,
            entry_bytes: 128 << 20,
            archive_bytes: 256 << 30,
            archive_ratio: 200,
        }
    }
}

/// Small entries may be packed as densely as they like: their bytes cannot hurt.
const RATIO_FREE_BYTES: u64 = 16 << 20;

/// What an archive that was given may still hold.
pub(crate) struct Budget {
    pub(crate) limits: ArchiveLimits,
    n_entries: u64,
    n_bytes: u64,
}

impl Budget {
    pub(crate) fn new(limits: ArchiveLimits) -> Self {
        Budget { limits, n_entries: 0, n_bytes: 0 }
    }

    /// Counts one entry.
    ///
    /// # Errors
    /// When it is one too many: nothing more of the archive may be read.
    pub(crate) fn count_entry(&mut self) -> Result<(), String> {
        self.n_entries += 1;
        self.check_entries(self.n_entries)
    }

    /// Whether an archive may have that many entries.
    pub(crate) fn check_entries(&self, n_entries: u64) -> Result<(), String> {
        if n_entries > self.limits.archive_entries {
            return Err(exceeds("archive_entries", self.limits.archive_entries));
        }
        Ok(())
    }

    /// All bytes of an entry that takes `packed` bytes in its archive.
    ///
    /// # Errors
    /// When the entry is damaged or exceeds a limit, in words.
    pub(crate) fn read(&mut self, entry: impl Read, packed: u64) -> Result<Vec<u8>, String> {
        let ArchiveLimits { entry_bytes, archive_bytes, archive_ratio, .. } = self.limits;
        let by_ratio = packed.saturating_mul(archive_ratio).max(RATIO_FREE_BYTES);
        let left = archive_bytes - self.n_bytes;
        let limit = entry_bytes.min(by_ratio).min(left);
        let mut bytes = Vec::new();
        let read = entry.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        self.n_bytes += (bytes.len() as u64).min(left);
        read.map_err(|error| format!("the entry cannot be unpacked: {error}"))?;
        if bytes.len() as u64 <= limit {
            return Ok(bytes);
        }
        Err(match limit {
            _ if limit == entry_bytes => exceeds("entry_bytes", entry_bytes),
            _ if limit == by_ratio => exceeds("archive_ratio", archive_ratio),
            _ => exceeds("archive_bytes", archive_bytes),
        })
    }
}

fn exceeds(limit: &str, value: u64) -> String {
    format!("exceeds the limit `{limit}` of {value}")
}

/// Fails once more than `left` bytes were read, so that a packed stream ends at its limit.
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
        Budget::new(ArchiveLimits { entry_bytes, archive_bytes, archive_entries: 2, ..ArchiveLimits::default() })
    }

    #[test]
    fn every_limit_is_exact_and_named() {
        assert_eq!(budget(4, 100).read(&b"1234"[..], 4).unwrap(), b"1234");
        assert!(budget(4, 100).read(&b"12345"[..], 4).unwrap_err().contains("`entry_bytes` of 4"));

        let mut total = budget(4, 6);
        assert!(total.read(&b"1234"[..], 4).is_ok());
        assert!(total.read(&b"12"[..], 2).is_ok());
        assert!(total.read(&b"1"[..], 1).unwrap_err().contains("`archive_bytes` of 6"));

        let bomb = io::repeat(0);
        assert!(budget(1 << 30, 1 << 30).read(bomb, 1000).unwrap_err().contains("`archive_ratio` of 200"));

        let mut entries = budget(1, 1);
        assert_eq!((entries.count_entry(), entries.count_entry()), (Ok(()), Ok(())));
        assert!(entries.count_entry().unwrap_err().contains("`archive_entries` of 2"));
    }

    #[test]
    fn a_packed_stream_ends_at_its_limit() {
        let limits = ArchiveLimits { archive_bytes: 5, ..ArchiveLimits::default() };
        assert!(Bounded::new(&b"12345"[..], 9, &limits).read_to_end(&mut Vec::new()).is_ok());
        let error = Bounded::new(&b"123456"[..], 9, &limits).read_to_end(&mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("`archive_bytes` of 5"));
    }
}
