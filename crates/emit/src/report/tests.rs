use std::io::Read;

use flate2::read::ZlibDecoder;
use jixiao_model::{BBox, Cell, Place, Record};
use serde_json::Value;

use super::*;
use crate::records::tests::record;

/// What a browser unpacks from an element of the page.
fn unpacked(page: &str, id: &str) -> Option<Value> {
    let (_, after) = page.split_once(&format!(" id=\"{id}\">"))?;
    let bytes = STANDARD.decode(after.split('<').next()?).unwrap();
    let mut json = String::new();
    ZlibDecoder::new(bytes.as_slice()).read_to_string(&mut json).unwrap();
    Some(serde_json::from_str(&json).unwrap())
}

fn push(writer: &mut ReportWriter<Vec<u8>>, records: &[Record], link: &str) {
    let rows: Vec<_> = records.iter().map(row).collect();
    let jsons: Vec<_> = records.iter().map(|record| serde_json::to_vec(record).unwrap()).collect();
    let paper = source(&record(1, "1"), [].iter(), &[]);
    let block = block(jsons.iter().map(|json| (json.as_slice(), paper.as_slice())));
    writer.push(rows.iter().map(|row| (row.as_slice(), paper.as_slice(), Some(link.to_owned()))), &block).unwrap();
}

fn written(n_records: u32, limit: impl Fn(&mut ReportWriter<Vec<u8>>)) -> String {
    let mut writer = ReportWriter::new(Vec::new()).unwrap();
    limit(&mut writer);
    let records: Vec<Record> = (1..=n_records).map(|form| record(form, "380000.00")).collect();
    records.chunks(16).for_each(|records| push(&mut writer, records, "../in/a.txt"));
    String::from_utf8(writer.finish(&ReportSummary { ok: 1, ..ReportSummary::default() }).unwrap()).unwrap()
}

#[test]
fn every_record_is_in_the_block_that_its_row_names() {
    let page = written(40, |_| ());
    let rows = unpacked(&page, "rows").unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 40);
    for row in rows {
        assert_eq!(row.as_array().unwrap().len(), 20);
        assert_eq!(row[17], "../in/a.txt");
        let block = unpacked(&page, &format!("block-{}", row[18])).unwrap();
        let detail = &block[row[19].as_u64().unwrap() as usize];
        assert_eq!(detail["record"]["id"], row[0]);
        assert!(detail["source"]["ties"].is_object() && detail["record"]["provenance"].is_null());
    }
    let facts = unpacked(&page, "facts").unwrap();
    assert_eq!((&facts["n_records"], &facts["n_undetailed"], &facts["summary"]["ok"]), (&40.into(), &0.into(), &1.into()));
    assert!(facts["codes"].as_array().unwrap().iter().all(|code| code["says"].as_str().unwrap().ends_with('。')));
}

#[test]
fn a_report_without_records_has_empty_rows() {
    assert_eq!(unpacked(&written(0, |_| ()), "rows").unwrap(), Value::Array(Vec::new()));
}

#[test]
fn what_is_left_out_is_said() {
    let page = written(40, |writer| writer.detail_bytes = 1);
    let facts = unpacked(&page, "facts").unwrap();
    // The first block is written whole; it alone exceeds the limit.
    assert_eq!(facts["n_undetailed"], 24);
    assert!(unpacked(&page, "rows").unwrap()[39][18].is_null());

    let page = written(40, |writer| writer.max_rows = 30);
    let facts = unpacked(&page, "facts").unwrap();
    assert_eq!((&facts["n_records"], &facts["n_unlisted"]), (&40.into(), &10.into()));
    assert_eq!(unpacked(&page, "rows").unwrap().as_array().unwrap().len(), 30);
}

#[test]
fn pictures_are_written_as_long_as_there_is_room() {
    let place = |page| Place { page: Some(page), bbox: Some(BBox::new(1.0, 1.0, 9.0, 9.0)), ..Place::default() };
    let cells = [1, 2, 3].map(|page| Cell::new("a", 0, place(page)));
    // 30 bytes are 40 characters.
    let pictures = [1, 2, 3].map(|page| Picture { page, paper: [10.0, 10.0], jpeg: &[7; 30] });
    let record = record(1, "1");
    let paper = source(&record, cells.iter(), &pictures);
    let mut writer = ReportWriter::new(Vec::new()).unwrap();
    writer.picture_bytes = 100;
    let json = serde_json::to_vec(&record).unwrap();
    let block = block([(json.as_slice(), paper.as_slice())]);
    writer.push([(row(&record).as_slice(), paper.as_slice(), None)], &block).unwrap();
    let page = String::from_utf8(writer.finish(&ReportSummary::default()).unwrap()).unwrap();
    let has = |number: u32| page.contains(&format!("id=\"picture-{}-{number}\">{}<", record.id, STANDARD.encode([7; 30])));
    assert_eq!([1, 2, 3].map(has), [true, true, false]);
    assert_eq!(unpacked(&page, "facts").unwrap()["n_unpictured"], 1);
    assert_eq!(unpacked(&page, "block-0").unwrap()[0]["source"]["pages"][2]["paper"][0], 10.0);
}

#[test]
fn hostile_text_is_only_in_packed_data() {
    let hostile = "</script><script>alert(1)</script><!--\u{2028}]]>";
    let mut bad = record(1, "1");
    bad.project.name = Some(hostile.into());
    bad.source.path = hostile.into();
    let mut writer = ReportWriter::new(Vec::new()).unwrap();
    push(&mut writer, &[bad], hostile);
    let summary = ReportSummary { unread: vec![(hostile.into(), hostile.into())], errors: 1, ..ReportSummary::default() };
    let page = String::from_utf8(writer.finish(&summary).unwrap()).unwrap();
    assert!(!page.contains("alert(1)") && !page.contains('\u{2028}'));
    let opened = page.matches("<script").count();
    // Rows, facts, one block and the page's own.
    assert_eq!((opened, page.matches("</script>").count()), (4, 4));
    assert_eq!(unpacked(&page, "rows").unwrap()[0][1], hostile);
}

#[test]
fn the_page_asks_for_nothing_outside() {
    let page = written(1, |_| ());
    for outside in ["http://", "https://", "src=\"", "@import", "url("] {
        let found = page.replace("http://www.w3.org/2000/svg", "").contains(outside);
        assert!(!found, "{outside}");
    }
    for script in SCRIPTS {
        assert!(!script.contains("innerHTML") && !script.contains("eval("), "a script makes code of text");
    }
}
