//! Scans with text behind them, read back with another library; that viewers find the text was checked with poppler and MuPDF.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jixiao_emit::searchable::{ImagePage, TextLine, from_images, searchable};
use jixiao_model::BBox;
use lopdf::{Document, Object};

const LIMIT: usize = 1 << 20;

fn scan() -> Vec<u8> {
    let gray = vec![255; 60 * 80];
    from_images([1, 2].map(|_| ImagePage { size: [60, 80], gray: &gray, paper: [300.0, 400.0] })).unwrap()
}

fn line(page: u32, bbox: BBox, text: &str) -> TextLine {
    TextLine { page, bbox, text: text.to_owned() }
}

#[test]
fn text_stands_where_it_was_seen() {
    // 20 points high and 80 wide, its lower edge 350 above that of the page; four characters of two ems: an em is 40 wide.
    let copy = searchable(&scan(), None, LIMIT, &[line(2, BBox::new(30.0, 30.0, 110.0, 50.0), "0.98")]).unwrap();
    let document = Document::load_mem(&copy).unwrap();
    let pages = document.get_pages();
    let content = document.get_and_decode_page_content(pages[&2]).unwrap();
    let operands = |name: &str| content.operations.iter().find(|operation| operation.operator == name).unwrap().operands.clone();
    let matrix: Vec<f32> = operands("Tm").iter().map(|number| number.as_float().unwrap()).collect();
    assert_eq!(matrix, [40.0, 0.0, 0.0, 20.0, 30.0, 354.0]);
    assert_eq!(operands("Tr"), [Object::Integer(3)], "without ink");
    assert_eq!(operands("Tj")[0].as_str().unwrap(), [0x00, 0x30, 0x00, 0x2E, 0x00, 0x39, 0x00, 0x38], "UTF-16 of 0.98");
    let first = document.get_and_decode_page_content(pages[&1]).unwrap();
    assert!(first.operations.iter().all(|operation| operation.operator != "Tj"), "page 1 has no text");
}

#[test]
fn the_original_stays_intact_in_front() {
    let scan = scan();
    let copy = searchable(&scan, None, LIMIT, &[line(1, BBox::new(0.0, 0.0, 10.0, 10.0), "年度")]).unwrap();
    assert!(copy.starts_with(&scan));
    assert!(searchable(&scan, None, LIMIT, &[]).unwrap().starts_with(&scan));
}

#[test]
fn a_line_of_no_page_is_an_error() {
    assert!(searchable(&scan(), None, LIMIT, &[line(3, BBox::new(0.0, 0.0, 10.0, 10.0), "年度")]).is_err());
}
