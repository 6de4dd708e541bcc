//! Encodings: the same table in each of them.

use encoding_rs::{BIG5, GB18030};
use jixiao_extract::ExtractError;

use crate::{codes, read, show};

const TEXT: &str = "项目名称\t社保政策法规培训业务\n主管部门\t深圳市社会保险基金管理局\n";
const SHOWN: &str = "flat 2\n1: 0=项目名称 1=社保政策法规培训业务\n2: 0=主管部门 1=深圳市社会保险基金管理局\n";

#[track_caller]
fn check_bytes(bytes: &[u8], expected: &str, expected_codes: &[(&str, Option<u32>)]) {
    let (grids, warnings) = read(bytes).expect("text");
    assert_eq!(show(&grids), expected);
    assert_eq!(codes(&warnings), expected_codes);
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn utf8_with_and_without_mark() {
    check_bytes(TEXT.as_bytes(), SHOWN, &[]);
    check_bytes(format!("\u{feff}{TEXT}").as_bytes(), SHOWN, &[]);
}

#[test]
fn utf16_with_and_without_mark() {
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        check_bytes(&utf16(&format!("\u{feff}{TEXT}"), to_bytes), SHOWN, &[]);
        check_bytes(&utf16(TEXT, to_bytes), SHOWN, &[("encoding-guessed", None)]);
    }
}

#[test]
fn gb18030_and_big5() {
    check_bytes(&GB18030.encode(TEXT).0, SHOWN, &[("encoding-guessed", None)]);
    let traditional = "項目名稱\t社會保險業務培訓\n主管部門\t經濟發展局\n";
    let shown = "flat 2\n1: 0=項目名稱 1=社會保險業務培訓\n2: 0=主管部門 1=經濟發展局\n";
    check_bytes(&BIG5.encode(traditional).0, shown, &[("encoding-guessed", None)]);
}

#[test]
fn four_byte_characters_of_gb18030() {
    // U+3400 is 81 39 EE 39 in GB18030-2005, table of four-byte ranges.
    let mut bytes = GB18030.encode("项目\t").0.into_owned();
    bytes.extend(b"\x81\x39\xee\x39\n");
    check_bytes(&bytes, "flat 2\n1: 0=项目 1=㐀\n", &[("encoding-guessed", None)]);
}

#[test]
fn lines_in_another_encoding_are_read() {
    let mut bytes = GB18030.encode(TEXT).0.into_owned();
    bytes.extend("得分\t九十八\n".as_bytes());
    let shown = format!("{SHOWN}3: 0=得分 1=九十八\n");
    check_bytes(&bytes, &shown, &[("encoding-guessed", None), ("encoding-guessed", Some(3))]);

    let mut bytes = TEXT.as_bytes().to_vec();
    bytes.extend(&*GB18030.encode("得分\t九十八\n").0);
    check_bytes(&bytes, &shown, &[("encoding-guessed", None), ("encoding-guessed", Some(3))]);
}

#[test]
fn bytes_without_meaning_are_counted_by_line() {
    let mut bytes = Vec::new();
    for number in 1..=8 {
        bytes.extend(format!("项目名称\t第{number}行").as_bytes());
        // A lone lead byte before a tab is a character in no encoding.
        bytes.extend(if number == 5 { b"\n".as_slice() } else { b"\xe9\t\n" });
    }
    let (grids, warnings) = read(&bytes).expect("text");
    assert_eq!(grids.len(), 1);
    assert_eq!(grids[0].rows[0].cells[1].text, "第1行\u{fffd}");
    assert_eq!(grids[0].rows[4].cells[1].text, "第5行");
    assert_eq!(codes(&warnings), [("encoding-guessed", None), ("undecodable-bytes", Some(1))]);
    assert!(warnings[1].message.contains("7 lines: 1, 2, 3, 4, 6, …"), "{}", warnings[1].message);
    assert!(warnings[1].raw.ends_with(r"第1行\xE9"), "{}", warnings[1].raw);
}

#[test]
fn half_a_utf16_unit_is_shown() {
    let mut bytes = utf16(&format!("\u{feff}{TEXT}"), u16::to_le_bytes);
    bytes.push(0x41);
    check_bytes(&bytes, &format!("{SHOWN}text 1\n3: 0=\u{fffd}\n"), &[("undecodable-bytes", Some(3))]);
}

#[test]
fn control_characters_are_blanks() {
    check_bytes(
        "项目\0名称和别的许多字使控制符不多\t社保政策法规培训业务\n".as_bytes(),
        "flat 2\n1: 0=项目 名称和别的许多字使控制符不多 1=社保政策法规培训业务\n",
        &[("control-characters", Some(1))],
    );
}

#[test]
fn binary_formats_are_refused() {
    let compressed: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for bytes in [b"PK\x03\x04rest".as_slice(), b"\x7fELF\x02", b"\x89PNG\r\n\x1a\n", &[0; 64], &compressed] {
        assert_eq!(read(bytes).map(|(grids, _)| grids.len()), Err(ExtractError::Binary));
    }
}

#[test]
fn an_empty_file_has_no_grids() {
    check_bytes(b"", "", &[]);
    check_bytes(b"\xef\xbb\xbf", "", &[]);
    check_bytes(b" \n\t\n", "", &[]);
}
