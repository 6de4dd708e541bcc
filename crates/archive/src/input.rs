//! The bytes of an input.

use std::{
    fmt::Write,
    fs::File,
    io::{self, Read},
    path::Path,
};

use sha2::{Digest, Sha256};

use crate::Cause;

/// All bytes of the file, or of the standard input for `-`, but never more than `limit`.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Cause> {
    if path == Path::new("-") {
        return read_within(io::stdin().lock(), limit);
    }
    let file = File::open(path).map_err(Cause::Read)?;
    if file.metadata().map_err(Cause::Read)?.is_dir() {
        return Err(Cause::Folder);
    }
    read_within(file, limit)
}

/// All bytes of `source`, but never more than `limit`.
pub(crate) fn read_within(source: impl Read, limit: u64) -> Result<Vec<u8>, Cause> {
    let mut bytes = Vec::new();
    // One byte more tells an input that is too large from one that fits exactly.
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(Cause::Read)?;
    if bytes.len() as u64 > limit {
        return Err(Cause::TooLarge(limit));
    }
    Ok(bytes)
}

/// The SHA-256 of `bytes` in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Two lower-case digits for each byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("a string takes any text");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_still_fits() {
        assert_eq!(read_within(&b"1234"[..], 4).unwrap(), b"1234");
        assert!(matches!(read_within(&b"12345"[..], 4), Err(Cause::TooLarge(4))));
        assert!(matches!(read_within(io::repeat(0), 4), Err(Cause::TooLarge(4))), "an endless input ends at the limit");
    }

    #[test]
    fn a_folder_is_told_from_a_file() {
        assert!(matches!(read(Path::new(env!("CARGO_MANIFEST_DIR")), 4), Err(Cause::Folder)));
    }

    #[test]
    fn the_digest_is_that_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
