//! What bytes are, told by their content.

use std::{
    fmt,
    io::{Read, Seek},
};

use serde::{Deserialize, Serialize};
use zip::ZipArchive;

/// First bytes that are enough for [`container`]: the mark of a tar archive ends here.
pub(crate) const HEAD_BYTES: usize = 262;

/// Archives that are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    Zip,
    Tar,
    SevenZ,
    /// One packed file, or a packed tar archive.
    Stream(Packing),
}

/// How a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

const CONTAINERS: [(&[u8], Container); 7] = [
    (b"PK\x03\x04", Container::Zip),
    (b"PK\x05\x06", Container::Zip),
    (b"7z\xbc\xaf\x27\x1c", Container::SevenZ),
    (b"\x1f\x8b\x08", Container::Stream(Packing::Gzip)),
    (b"BZh", Container::Stream(Packing::Bzip2)),
    (b"\xfd7zXZ\x00", Container::Stream(Packing::Xz)),
    (b"\x28\xb5\x2f\xfd", Container::Stream(Packing::Zstd)),
];

/// The archive whose first bytes are `head`, where it is one that is opened.
pub(crate) fn container(head: &[u8]) -> Option<Container> {
    if head.get(257..HEAD_BYTES) == Some(b"ustar") {
        return Some(Container::Tar);
    }
    // After its mark a bzip2 file says how large its blocks are, and begins one or ends; a text that begins so is none.
    let is_text = head.starts_with(b"BZh")
        && !matches!(head.get(3..7), Some([b'1'..=b'9', 0x31, 0x41, 0x59] | [b'1'..=b'9', 0x17, 0x72, 0x45]));
    let found = CONTAINERS.iter().find(|(mark, _)| head.starts_with(mark));
    found.filter(|_| !is_text).map(|(_, container)| *container)
}

/// Whether the zip file is one document rather than a collection: office formats mark themselves by an entry.
pub(crate) fn is_document<R: Read + Seek>(zip: &ZipArchive<R>) -> bool {
    ["[Content_Types].xml", "OFD.xml"].iter().any(|name| zip.index_for_name(name).is_some())
        || (zip.index_for_name("mimetype").is_some() && zip.index_for_name("META-INF/manifest.xml").is_some())
}

/// Files that cannot hold a form which any reader could find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// No bytes.
    Empty,
    /// A symbolic or hard link, device or pipe: never followed.
    Link,
    /// A picture.
    Image,
    /// Sound or film.
    Media,
    /// A program or library.
    Program,
    /// None of these, and no text.
    Other,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Empty => "empty",
            Kind::Link => "link",
            Kind::Image => "image",
            Kind::Media => "media",
            Kind::Program => "program",
            Kind::Other => "other",
        })
    }
}

/// Documents and archives that no reader opens yet, with what the user can do.
const CLOSED: [(&[u8], &str); 4] = [
    (b"Rar!\x1a\x07", "RAR archives are not read: unpack it, for example with 7-Zip, and give the folder"),
    (b"PK\x03\x04", "office documents are not read: save it as PDF or CSV"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office documents are not read: save it as PDF or CSV"),
    (b"{\\rtf", "RTF documents are not read: save it as PDF"),
];

/// Why bytes that are no text may still hold forms, with what the user can do.
pub(crate) fn closed(bytes: &[u8]) -> Option<&'static str> {
    CLOSED.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, message)| *message)
}

const MARKS: [(&[u8], Kind); 16] = [
    (b"\x89PNG", Kind::Image),
    (b"\xff\xd8\xff", Kind::Image),
    (b"GIF8", Kind::Image),
    (b"BM", Kind::Image),
    (b"II*\x00", Kind::Image),
    (b"MM\x00*", Kind::Image),
    (b"\x00\x00\x01\x00", Kind::Image),
    (b"\x7fELF", Kind::Program),
    (b"MZ", Kind::Program),
    (b"\xca\xfe\xba\xbe", Kind::Program),
    (b"\xcf\xfa\xed\xfe", Kind::Program),
    (b"ID3", Kind::Media),
    (b"OggS", Kind::Media),
    (b"fLaC", Kind::Media),
    (b"\x1aE\xdf\xa3", Kind::Media),
    (b"\x00\x00\x01\xba", Kind::Media),
];

/// The kind of bytes that are no text and no document.
pub(crate) fn skipped(bytes: &[u8]) -> Kind {
    if let Some((_, kind)) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return *kind;
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => Kind::Image,
        (Some(b"RIFF"), _, _) | (_, Some(b"ftyp"), _) => Kind::Media,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides() {
        assert_eq!(container(b"PK\x03\x04rest"), Some(Container::Zip));
        assert_eq!(container(b"PK\x05\x06"), Some(Container::Zip), "an empty zip file");
        assert_eq!(container(b"\x1f\x8b\x08\x00"), Some(Container::Stream(Packing::Gzip)));
        assert_eq!(container(b"BZh91AY&SY"), Some(Container::Stream(Packing::Bzip2)));
        assert_eq!(container(b"BZh is how this text begins"), None);
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(container(&tar), Some(Container::Tar));
        assert_eq!(container(b"PK and other initials"), None);
        assert_eq!(container(b""), None);
    }

    #[test]
    fn what_may_hold_forms_is_told_from_what_cannot() {
        assert!(closed(b"Rar!\x1a\x07\x01\x00").is_some_and(|message| message.contains("unpack")));
        assert_eq!(closed(b"\x89PNG\r\n"), None);
        assert_eq!(skipped(b"\x89PNG\r\n"), Kind::Image);
        assert_eq!(skipped(b"\x00\x00\x00\x20ftypisom"), Kind::Media);
        assert_eq!(skipped(b"RIFF\x10\x00\x00\x00WEBPVP8 "), Kind::Image);
        assert_eq!(skipped(b"\x00\x01\x02"), Kind::Other);
    }
}
