//! 7z archives.

use std::io::{self, Read};

use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error, Password};

use super::{Content, End, Kind, Packed, Walk, Walked, damaged, joined, seven_z_header};
use crate::limits::{Budget, Refusal, exceeds};

impl Walk<'_> {
    pub(super) fn seven_z(&mut self, path: String, source: Packed, depth: u32, budget: &mut Budget) -> Walked {
        let mut bytes = source.bytes;
        let password = Password::empty();
        let max_header = budget.limits.archive_header;
        let window = usize::try_from(budget.limits.archive_window >> 10).unwrap_or(usize::MAX);
        let archive = match seven_z_header::n_bytes(&mut bytes) {
            Ok(n_bytes) if n_bytes > max_header => Err(exceeds("archive_header", max_header) + ": unpack it, and give the folder"),
            Ok(_) => Archive::read_with_memory_limit(&mut bytes, &password, window).map_err(|error| in_words(&error)),
            Err(error) => Err(damaged(error)),
        };
        let archive = match archive {
            Ok(archive) => archive,
            Err(message) => return self.emit(path, Content::Failed(message)),
        };
        budget.count_entries(archive.files.len() as u64).map_err(End::from)?;
        for block in 0..archive.blocks.len() {
            let mut ended = Ok(());
            let mut each = |entry: &ArchiveEntry, content: &mut dyn Read| {
                if !entry.has_stream() {
                    // Those without content come last, whether they stand in a block or not.
                    return Ok(true);
                }
                ended = self.seven_z_entry(&path, entry, content, depth, budget);
                Ok(ended.is_ok())
            };
            // One thread: the others are at work on what was unpacked before.
            let decoder = BlockDecoder::new_with_memory_limit(1, window, block, &archive, &password, &mut bytes);
            let unpacked = decoder.for_each_entries(&mut each);
            ended?;
            if let Err(error) = unpacked {
                self.emit(path.clone(), Content::Failed(in_words(&error)))?;
            }
        }
        let empty = archive.files.iter().filter(|entry| !entry.has_stream() && !entry.is_directory() && !entry.is_anti_item());
        empty.into_iter().try_for_each(|entry| self.emit(joined(&path, entry.name()), Content::Skipped(Kind::Empty)))
    }

    fn seven_z_entry(
        &mut self,
        path: &str,
        entry: &ArchiveEntry,
        content: &mut dyn Read,
        depth: u32,
        budget: &mut Budget,
    ) -> Walked {
        let entry_path = joined(path, entry.name());
        if is_link(entry) {
            return self.emit(entry_path, Content::Skipped(Kind::Link));
        }
        // Several entries are packed as one, so no size of a single one is known.
        let read = budget.read(content, u64::MAX);
        if let Err(Refusal::Entry(_)) = read {
            // The rest of it has to be unpacked before the next one.
            budget.count_bytes(entry.size()).map_err(End::from)?;
        }
        self.read_entry(entry_path, read, depth, budget)
    }
}

/// The upper half of the attributes are those of Unix, where a file has them.
fn is_link(entry: &ArchiveEntry) -> bool {
    const FILE_TYPE: u32 = 0o170_000;
    const LINK: u32 = 0o120_000;
    (entry.windows_attributes() >> 16) & FILE_TYPE == LINK
}

fn in_words(error: &Error) -> String {
    let encrypted = "the archive is encrypted: unpack it with its password, and give the folder";
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => encrypted.to_owned(),
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => encrypted.to_owned(),
        Error::UnsupportedCompressionMethod(method) => {
            format!("the archive is packed by {method}, which is not read: unpack it, and give the folder")
        }
        Error::MaxMemLimited { .. } => crate::limits::unpack_error(&io::ErrorKind::OutOfMemory.into()),
        Error::Io(error, _) => damaged(error),
        Error::Other(message) | Error::Unsupported(message) => damaged(message),
        Error::ChecksumVerificationFailed | Error::NextHeaderCrcMismatch => damaged("a checksum is wrong"),
        error => damaged(error),
    }
}
