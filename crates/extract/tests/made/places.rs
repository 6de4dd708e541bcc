//! Places are points of the page as displayed, whatever turns, crops, scales and nests it.

use jixiao_model::GridKind;

use crate::file::File;

/// Two cells side by side, 40 by 20, from (30, 20) on; the left one says A.
const CELLS: &str = "30 20 40 20 re 70 20 40 20 re S BT /F1 10 Tf 40 25 Td (A) Tj ET";

#[track_caller]
fn check(file: &File, expected: [f32; 4]) {
    let (grids, _) = file.read();
    let table = grids.iter().find(|g| g.kind == GridKind::Ruled).unwrap();
    let cell = table.rows.iter().flat_map(|r| &r.cells).find(|c| c.text == "A").unwrap();
    assert_eq!(cell.place.bbox.unwrap().edges(), expected);
}

#[test]
fn turned_cropped_and_scaled_at_once() {
    // The visible area is 100 by 80 units of 2 points from (20, 10) on. The cell lies 10 to 50 to the right in it and 10 to 30 up:
    // 20 to 100 and 20 to 60 points. A quarter turn clockwise shows what is right below, and what is up on the right.
    check(&File::new(CELLS).page("/Rotate 90 /CropBox [20 10 120 90] /UserUnit 2"), [20.0, 20.0, 60.0, 100.0]);
    // Upside down: right becomes left of the right edge at 200, up becomes below the upper edge.
    check(&File::new(CELLS).page("/Rotate 180 /CropBox [20 10 120 90] /UserUnit 2"), [100.0, 20.0, 180.0, 60.0]);
    check(&File::new(CELLS).page("/CropBox [20 10 120 90] /UserUnit 2"), [20.0, 100.0, 100.0, 140.0]);
}

#[test]
fn forms_in_forms_move_what_they_paint() {
    // The outer form is moved by (5, 10), the inner one by (10, 5), so that the cell starts at (45, 35) of a page 100 high.
    let inner = "<</Subtype /Form /BBox [0 0 200 100] /Matrix [1 0 0 1 10 5] /Resources <</Font <</F1 4 0 R>>>>>>";
    let outer = "<</Subtype /Form /BBox [0 0 200 100] /Matrix [1 0 0 1 5 10] /Resources <</XObject <</Inner 11 0 R>>>>>>";
    let file = File::new("/Outer Do").resources("/XObject <</Outer 10 0 R>>");
    check(&file.object(outer, Some(b"/Inner Do")).object(inner, Some(CELLS.as_bytes())), [45.0, 45.0, 85.0, 65.0]);
}

#[test]
fn invisible_text_is_read_and_said() {
    let file = File::new("BT /F1 10 Tf 3 Tr 20 50 Td (hidden) Tj ET");
    assert_eq!((file.lines(), file.read().1), (vec!["hidden".to_owned()], vec!["text-layer-invisible"]));
}
