//! Annotated copies, read back with the library that wrote them; how they look was checked in a viewer.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jixiao_emit::annotate::{AnnotateError, Mark, annotate};
use jixiao_model::{BBox, Severity};
use lopdf::{Dictionary, Document, Object, dictionary};

const LIMIT: usize = 1 << 20;

/// One page of 300 by 400 whose visible area is 200 by 300 at (50, 60), displayed after a quarter turn; it has a link already.
fn pdf() -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let link = document.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => rectangle([0, 0, 9, 9]) });
    let links = document.add_object(Object::Array(vec![link.into()]));
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "CropBox" => rectangle([50, 60, 250, 360]),
        "Annots" => links,
    });
    // Rotation and paper are inherited, as many producers write them.
    let node = dictionary! {
        "Type" => "Pages",
        "Kids" => vec![page.into()],
        "Count" => 1,
        "MediaBox" => rectangle([0, 0, 300, 400]),
        "Rotate" => 90,
    };
    document.set_object(pages, node);
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn rectangle(edges: [i64; 4]) -> Object {
    edges.map(Object::Integer).to_vec().into()
}

fn mark(page: u32, bbox: Option<BBox>, text: &str) -> Mark {
    Mark { page, bbox, severity: Severity::Warning, text: text.to_owned() }
}

fn annotations(bytes: &[u8]) -> Vec<Dictionary> {
    let document = Document::load_mem(bytes).unwrap();
    let page = document.get_pages()[&1];
    document.get_page_annotations(page).unwrap().into_iter().cloned().collect()
}

fn kind(annotation: &Dictionary) -> &[u8] {
    annotation.get(b"Subtype").unwrap().as_name().unwrap()
}

fn numbers(annotation: &Dictionary, key: &[u8]) -> Vec<f32> {
    annotation.get(key).unwrap().as_array().unwrap().iter().map(|edge| edge.as_float().unwrap()).collect()
}

#[test]
fn a_highlight_lies_where_the_turned_page_shows_the_cell() {
    // Displayed, the page is 300 wide and 200 high; its top left corner is the lower left corner of the visible area, its x runs up
    // the paper and its y to the right.
    let cell = BBox::new(10.0, 20.0, 110.0, 50.0);
    let annotated = annotate(&pdf(), None, LIMIT, &[mark(1, Some(cell), "score-range: 得分")]).unwrap();
    let found = annotations(&annotated);
    assert_eq!(found.iter().map(kind).collect::<Vec<_>>(), [b"Link".as_slice(), b"Highlight"], "the link is kept");
    assert_eq!(numbers(&found[1], b"Rect"), [70.0, 70.0, 100.0, 170.0]);
    // Top left, top right, bottom left, bottom right as displayed.
    assert_eq!(numbers(&found[1], b"QuadPoints"), [70.0, 70.0, 70.0, 170.0, 100.0, 70.0, 100.0, 170.0]);
    let text = found[1].get(b"Contents").unwrap().as_str().unwrap();
    assert!(text.starts_with(b"\xfe\xff\0s\0c") && text.ends_with(&[0x5f, 0x97, 0x52, 0x06]), "UTF-16BE: {text:x?}");
}

#[test]
fn the_original_stays_as_it_is_in_front_of_what_is_added() {
    let original = pdf();
    let annotated = annotate(&original, None, LIMIT, &[mark(1, None, "no-form: nothing")]).unwrap();
    assert!(annotated.starts_with(&original));
    assert_eq!(kind(annotations(&annotated).last().unwrap()), b"Text");
}

#[test]
fn a_file_with_a_damaged_table_of_objects_is_written_anew() {
    let mut original = pdf();
    let at = original.windows(9).rposition(|word| word == b"startxref").unwrap();
    original.truncate(at);
    original.extend(b"startxref\n99999\n%%EOF");
    let annotated = annotate(&original, None, LIMIT, &[mark(1, None, "a")]).unwrap();
    assert_eq!(annotations(&annotated).len(), 2);
}

#[test]
fn what_cannot_be_annotated_says_why() {
    assert!(matches!(annotate(b"no pdf", None, LIMIT, &[]), Err(AnnotateError::Unusable(_))));
    assert!(matches!(annotate(&pdf(), None, LIMIT, &[mark(2, None, "a")]), Err(AnnotateError::Page(2))));
}
