use std::io::Write;

use ::zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};
use bzip2::write::BzEncoder;
use flate2::{Compression, write::GzEncoder};
use sevenz_rust2::{ArchiveEntry, ArchiveWriter};

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
    let mut file = |_: &str| true;
    let mut walk = Walk {
        limits,
        input_bytes: 1 << 20,
        except: Path::new("/nowhere"),
        weight: &Weight::default(),
        file: &mut file,
        sink: &mut sink,
    };
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
    let mut tar = ::tar::Builder::new(Vec::new());
    for (name, bytes) in entries {
        let mut header = ::tar::Header::new_ustar();
        // Written as it is: the library refuses names such as `../x`.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_entry_type(::tar::EntryType::Regular);
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

fn bzip2_of(bytes: &[u8]) -> Vec<u8> {
    let mut bzip2 = BzEncoder::new(Vec::new(), bzip2::Compression::default());
    bzip2.write_all(bytes).unwrap();
    bzip2.finish().unwrap()
}

fn xz_of(bytes: &[u8]) -> Vec<u8> {
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(6)).unwrap();
    xz.write_all(bytes).unwrap();
    xz.finish().unwrap()
}

fn zstd_of(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn seven_z_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in entries {
        writer.push_archive_entry(ArchiveEntry::new_file(name), Some(*bytes)).unwrap();
    }
    writer.finish().unwrap().into_inner()
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
fn a_tar_archive_without_its_end_is_told() {
    let whole = tar_of(&[("1.txt", b"one"), ("2.txt", b"two")]);
    let leaves = found_in("walk-tar-end", &whole[..1024], &ArchiveLimits::default());
    assert_eq!(leaves[0], ("/1.txt".into(), "one".into()));
    assert!(leaves.len() == 2 && leaves[1].1.contains("it breaks off"), "{leaves:?}");
}

#[test]
fn every_packing_is_opened() {
    type Pack = fn(&[u8]) -> Vec<u8>;
    let packings: [(&str, Pack); 4] = [("gzip", gzip_of), ("bzip2", bzip2_of), ("xz", xz_of), ("zstd", zstd_of)];
    let tar = tar_of(&[("t.txt", b"tar")]);
    for (name, pack) in packings {
        let test = format!("walk-packed-{name}");
        assert_eq!(found_in(&test, &pack(b"one"), &ArchiveLimits::default()), pairs(&[("", "one")]), "{name}");
        assert_eq!(found_in(&test, &pack(&tar), &ArchiveLimits::default()), pairs(&[("/t.txt", "tar")]), "{name}");
        let twice = [pack(b"one,"), pack(b"two")].concat();
        assert_eq!(found_in(&test, &twice, &ArchiveLimits::default()), pairs(&[("", "one,two")]), "{name}");
        let bomb = found_in(&test, &pack(&vec![0; 17 << 20]), &ArchiveLimits::default());
        assert!(bomb.len() == 1 && bomb[0].1.contains("`archive_ratio` of 200"), "{name}: {bomb:?}");
        let packed = pack(&tar);
        for cut in (8..packed.len()).step_by(11) {
            let leaves = found_in(&test, &packed[..cut], &ArchiveLimits::default());
            assert!(leaves.iter().any(|(_, content)| content.starts_with("failed: ")), "{name} cut at {cut}: {leaves:?}");
        }
    }
    let skippable =
        [&b"\x28\xb5\x2f\xfd"[..], &zstd_of(b"one")[4..], b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc", &zstd_of(b"two")].concat();
    assert_eq!(found_in("walk-skippable", &skippable, &ArchiveLimits::default()), pairs(&[("", "onetwo")]));
}

#[test]
fn seven_z_archives_are_opened_one_in_another() {
    let inner = seven_z_of(&[("深.txt", b"deep")]);
    let outer = seven_z_of(&[("a.txt", b"a"), ("empty", b""), ("inner.7z", &inner), ("../b.txt", b"b")]);
    let mut leaves = found_in("walk-7z", &outer, &ArchiveLimits::default());
    // Where an empty file comes is up to the packer.
    leaves.sort();
    assert_eq!(leaves, pairs(&[("/../b.txt", "b"), ("/a.txt", "a"), ("/empty", "skipped: empty"), ("/inner.7z/深.txt", "deep")]));
    for cut in (6..outer.len()).step_by(5) {
        let leaves = found_in("walk-7z-cut", &outer[..cut], &ArchiveLimits::default());
        assert!(leaves.len() == 1 && leaves[0].1.starts_with("failed: the archive cannot be read"), "cut at {cut}: {leaves:?}");
    }
}

#[test]
fn memory_for_unpacking_ends_at_its_limit() {
    let limits = ArchiveLimits { archive_window: 1 << 20, ..ArchiveLimits::default() };
    let text = "0123456789".repeat(400_000);
    for packed in [xz_of(text.as_bytes()), seven_z_of(&[("a.txt", text.as_bytes())])] {
        let leaves = found_in("walk-window", &packed, &limits);
        assert_eq!(leaves.len(), 1);
        assert!(leaves[0].1.contains("`archive_window`"), "{leaves:?}");
    }
    // RFC 8878, 3.1.1.1: no flags, then a window of 2^(10 + 31) bytes.
    let leaves = found_in("walk-window-zstd", b"\x28\xb5\x2f\xfd\x00\xf8\x01\x00\x00", &ArchiveLimits::default());
    assert!(leaves.len() == 1 && leaves[0].1.contains("`archive_window`"), "{leaves:?}");
    let limits = ArchiveLimits { archive_header: 1 << 10, ..ArchiveLimits::default() };
    let names: Vec<String> = (0..100).map(|number| format!("{:x}", number * 7_654_321)).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"1"[..])).collect();
    let leaves = found_in("walk-header", &seven_z_of(&entries), &limits);
    assert!(leaves.len() == 1 && leaves[0].1.contains("`archive_header` of 1024"), "{leaves:?}");
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
fn a_nest_of_bombs_ends_at_its_limits() {
    // As 42.zip: sixteen archives in each archive, and a bomb in each of the innermost.
    let mut nest = zip_of(&[("zeros", &vec![0; 10 << 20])]);
    for _ in 0..5 {
        let names: Vec<String> = (0..16).map(|number| format!("{number:x}.zip")).collect();
        nest = zip_of(&names.iter().map(|name| (name.as_str(), nest.as_slice())).collect::<Vec<_>>());
    }
    let leaves = found_in("walk-nest", &nest, &ArchiveLimits::default());
    assert!(leaves.iter().any(|(_, content)| content.contains("`archive_depth` of 4")), "{leaves:?}");
    assert!(leaves.iter().all(|(_, content)| content.starts_with("failed: exceeds the limit")), "{leaves:?}");

    let limits = ArchiveLimits { archive_depth: 9, archive_bytes: 100 << 20, ..ArchiveLimits::default() };
    let mut bombs = zip_of(&[("zeros", &vec![0; 5 << 20])]);
    bombs = zip_of(&[("1.zip", &bombs), ("2.zip", &bombs)]);
    for _ in 0..6 {
        bombs = zip_of(&[("1.zip", &bombs), ("2.zip", &bombs)]);
    }
    let leaves = found_in("walk-bombs", &bombs, &limits);
    assert_eq!(leaves.last().unwrap(), &(String::new(), "failed: exceeds the limit `archive_bytes` of 104857600".to_owned()));
    assert!(leaves.len() < 128, "the archive is given up as a whole");
}

#[test]
fn zip64_archives_are_opened() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for number in 0..65_600 {
        zip.start_file(format!("{number}"), stored).unwrap();
        zip.write_all(b"1").unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.windows(4).any(|window| window == b"PK\x06\x06"), "more entries than 16 bits can count");
    assert_eq!(found_in("walk-zip64", &bytes, &ArchiveLimits::default()).len(), 65_600);
    let limits = ArchiveLimits { archive_entries: 65_599, ..ArchiveLimits::default() };
    let refused = pairs(&[("", "failed: exceeds the limit `archive_entries` of 65599")]);
    assert_eq!(found_in("walk-zip64", &bytes, &limits), refused);
}

#[test]
fn entries_of_one_name_are_not_lost_without_a_word() {
    let mut bytes = zip_of(&[("1.txt", b"one"), ("2.txt", b"two")]);
    while let Some(at) = bytes.windows(5).position(|window| window == b"2.txt") {
        bytes[at] = b'1';
    }
    let leaves = found_in("walk-same-name", &bytes, &ArchiveLimits::default());
    assert_eq!(leaves.len(), 2);
    assert_eq!(leaves[0].0, "/1.txt");
    assert!(leaves[1].1.starts_with("failed: 1 entries have the name of another one"), "{leaves:?}");
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
