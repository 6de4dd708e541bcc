use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::test_folder::folder;

/// Path and content of every file that is found, the content in words.
fn found(inputs: &[&Path], limits: &ArchiveLimits) -> Vec<(String, String)> {
    let mut leaves = Vec::new();
    let mut sink = |Leaf { path, content }: Leaf| {
        let content = match content {
            Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Content::Skipped(kind) => format!("skipped: {kind}"),
            Content::Failed(message) => format!("failed: {message}"),
        };
        leaves.push((path, content));
        Ok(())
    };
    let mut walk = Walk { limits, input_bytes: 1 << 20, except: Path::new("/nowhere"), sink: &mut sink };
    for input in inputs {
        assert!(walk.input(input).is_ok());
    }
    leaves
}

/// The same for one file with these bytes, with paths below the file's.
fn found_in(test: &str, bytes: &[u8], limits: &ArchiveLimits) -> Vec<(String, String)> {
    let path = folder(test).join("input");
    fs::write(&path, bytes).unwrap();
    let base = path.display().to_string();
    let below = |path: String| path.strip_prefix(&base).unwrap().to_owned();
    found(&[&path], limits).into_iter().map(|(path, content)| (below(path), content)).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(path, content)| ((*path).to_owned(), (*content).to_owned())).collect()
}

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tar_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in entries {
        let mut header = tar::Header::new_ustar();
        // Written as it is: the library refuses names such as `../x`.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        tar.append(&header, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn folders_are_walked_in_order_and_links_are_not_followed() {
    let root = folder("walk-folders");
    fs::create_dir_all(root.join("b/c")).unwrap();
    for name in ["z.txt", "b/2.txt", "b/c/1.txt", "a.txt"] {
        fs::write(root.join(name), name).unwrap();
    }
    fs::write(root.join("b/empty"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&root, root.join("b/link")).unwrap();
    let base = root.display();
    let mut expected = vec![
        (format!("{base}/a.txt"), "a.txt".to_owned()),
        (format!("{base}/b/2.txt"), "b/2.txt".to_owned()),
        (format!("{base}/b/c/1.txt"), "b/c/1.txt".to_owned()),
        (format!("{base}/b/empty"), "skipped: empty".to_owned()),
    ];
    if cfg!(unix) {
        expected.push((format!("{base}/b/link"), "skipped: link".to_owned()));
    }
    expected.push((format!("{base}/z.txt"), "z.txt".to_owned()));
    assert_eq!(found(&[&root], &ArchiveLimits::default()), expected);
}

#[test]
fn archives_are_opened_by_content_and_inside_each_other() {
    let inner = zip_of(&[("deep.txt", b"deep")]);
    let packed_tar = gzip_of(&tar_of(&[("t.txt", b"tar"), ("inner.dat", &inner)]));
    let outer = zip_of(&[("a.txt", b"a"), ("no-extension", &packed_tar), ("one.gz", &gzip_of(b"one"))]);
    assert_eq!(
        found_in("walk-nested", &outer, &ArchiveLimits::default()),
        pairs(
            &[("/a.txt", "a"), ("/no-extension/t.txt", "tar"), ("/no-extension/inner.dat/deep.txt", "deep"), ("/one.gz", "one"),]
        )
    );
}

#[test]
fn the_depth_of_archives_ends_at_its_limit() {
    let limits = ArchiveLimits { archive_depth: 2, ..ArchiveLimits::default() };
    let second = zip_of(&[("ok.txt", b"ok"), ("third.zip", &zip_of(&[("lost.txt", b"lost")]))]);
    let leaves = found_in("walk-depth", &zip_of(&[("second.zip", &second)]), &limits);
    assert_eq!(leaves[0], ("/second.zip/ok.txt".into(), "ok".into()));
    assert_eq!(leaves[1].0, "/second.zip/third.zip");
    assert!(leaves[1].1.starts_with("failed: exceeds the limit `archive_depth` of 2"), "{leaves:?}");
    assert_eq!(leaves.len(), 2);
}

#[test]
fn office_documents_stay_whole() {
    let document = zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    let leaves = found_in("walk-office", &document, &ArchiveLimits::default());
    assert_eq!(leaves, [(String::new(), String::from_utf8_lossy(&document).into_owned())]);
}

#[test]
fn names_from_chinese_windows_are_read() {
    // The name is written as ASCII and replaced by bytes of the same number: 自评 in GBK is D7 D4 C6 C0.
    let zip = zip_of(&[("XXXX.txt", b"a")]);
    let mut bytes = zip.clone();
    for at in (0..zip.len() - 4).filter(|&at| &zip[at..at + 4] == b"XXXX") {
        bytes[at..at + 4].copy_from_slice(b"\xd7\xd4\xc6\xc0");
    }
    assert_eq!(found_in("walk-gbk", &bytes, &ArchiveLimits::default()), pairs(&[("/自评.txt", "a")]));
    let utf8 = zip_of(&[("自评.txt", b"a")]);
    assert_eq!(found_in("walk-utf8", &utf8, &ArchiveLimits::default()), pairs(&[("/自评.txt", "a")]));
}

#[test]
fn names_that_lead_outside_are_only_labels() {
    let tar = tar_of(&[("../../evil.txt", b"a"), ("/etc/evil.txt", b"b")]);
    let expected = pairs(&[("/../../evil.txt", "a"), ("//etc/evil.txt", "b")]);
    assert_eq!(found_in("walk-outside", &tar, &ArchiveLimits::default()), expected);
}

#[test]
fn an_encrypted_entry_fails_alone() {
    let mut bytes = zip_of(&[("open.txt", b"open"), ("shut.txt", b"shut")]);
    // The first flag bit of the second entry, in its own header and in the directory.
    for mark in [b"PK\x03\x04", b"PK\x01\x02"] {
        let at = bytes.windows(4).rposition(|window| window == mark).unwrap();
        bytes[at + if mark[2] == 3 { 6 } else { 8 }] |= 1;
    }
    let leaves = found_in("walk-encrypted", &bytes, &ArchiveLimits::default());
    assert_eq!(leaves[0], ("/open.txt".into(), "open".into()));
    assert_eq!(leaves[1].0, "/shut.txt");
    assert!(leaves[1].1.starts_with("failed: the entry is encrypted"), "{leaves:?}");
}

#[test]
fn too_many_entries_and_bombs_are_refused_by_name() {
    let limits = ArchiveLimits { archive_entries: 2, ..ArchiveLimits::default() };
    let three: [(&str, &[u8]); 3] = [("1", b"1"), ("2", b"2"), ("3", b"3")];
    let leaves = found_in("walk-entries-zip", &zip_of(&three), &limits);
    assert_eq!(leaves, pairs(&[("", "failed: exceeds the limit `archive_entries` of 2")]));
    let leaves = found_in("walk-entries-tar", &tar_of(&three), &limits);
    assert_eq!(leaves.len(), 3);
    assert_eq!(leaves[2], (String::new(), "failed: exceeds the limit `archive_entries` of 2".into()));

    let zeros = vec![0; 40 << 20];
    let leaves = found_in("walk-bomb-zip", &zip_of(&[("zeros", &zeros), ("after", b"x")]), &ArchiveLimits::default());
    assert_eq!(leaves, pairs(&[("/zeros", "failed: exceeds the limit `archive_ratio` of 200"), ("/after", "x")]));
    let leaves = found_in("walk-bomb-gzip", &gzip_of(&zeros), &ArchiveLimits::default());
    assert!(leaves.len() == 1 && leaves[0].1.contains("`archive_ratio` of 200"), "{leaves:?}");
}

#[test]
fn a_claim_of_many_entries_is_refused_before_the_directory_is_read() {
    let mut bytes = zip_of(&[("1", b"1")]);
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    bytes[end + 8..end + 12].copy_from_slice(&[0xf0, 0xff, 0xf0, 0xff]);
    let limits = ArchiveLimits { archive_entries: 1000, ..ArchiveLimits::default() };
    let leaves = found_in("walk-claim", &bytes, &limits);
    assert_eq!(leaves, pairs(&[("", "failed: exceeds the limit `archive_entries` of 1000")]));
}

#[test]
fn archives_cut_anywhere_never_panic() {
    let inner = zip_of(&[("deep.txt", b"deep")]);
    let tar = tar_of(&[("t.txt", b"tar"), ("inner.zip", &inner)]);
    let path = folder("walk-cut").join("input");
    for whole in [zip_of(&[("a.txt", b"a"), ("inner.zip", &inner)]), gzip_of(&tar), tar] {
        for cut in (1..whole.len()).step_by(7) {
            fs::write(&path, &whole[..cut]).unwrap();
            let leaves = found(&[&path], &ArchiveLimits::default());
            assert!(leaves.iter().all(|(_, content)| !content.contains("bug")), "cut at {cut}: {leaves:?}");
        }
    }
}
