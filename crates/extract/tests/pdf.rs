//! The ruled form of `data/pdf`, written with every predefined CMap and every awkward construct of PDF, one a file.
//!
//! `raw_form_cells.json` lists the cells of its first page; where a file deliberately says something else, its test says what.

use std::collections::BTreeMap;
use std::path::Path;

use jixiao_extract::{ExtractConfig, ExtractError, Limits, extract};
use jixiao_model::{Grid, GridKind};

fn data(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(bytes: &[u8]) -> (Vec<Grid>, Vec<&'static str>) {
    let mut grids = Vec::new();
    let read = extract(bytes, &ExtractConfig::default(), &mut |grid| grids.push(grid)).expect("the file is readable");
    (grids, read.warnings.iter().map(|w| w.code.id).collect())
}

/// The texts of the first page's cells and how often each occurs.
fn first_page(grids: &[Grid]) -> BTreeMap<String, i32> {
    let mut texts = BTreeMap::new();
    let cells = grids.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells);
    for cell in cells.filter(|c| c.place.page == Some(1)) {
        *texts.entry(cell.text.clone()).or_insert(0) += 1;
    }
    texts
}

fn expected() -> BTreeMap<String, i32> {
    let mut texts = BTreeMap::new();
    for text in serde_json::from_slice::<Vec<String>>(&data("pdf/raw_form_cells.json")).expect("a list of texts") {
        *texts.entry(text).or_insert(0) += 1;
    }
    texts
}

/// The file gives exactly the form's cells, and `beside` them.
#[track_caller]
fn check_form(name: &str, beside: &[&str]) {
    let (grids, _) = read(&data(&format!("pdf/{name}.pdf")));
    let mut wanted = expected();
    for text in beside {
        *wanted.entry((*text).to_owned()).or_insert(0) += 1;
    }
    assert_eq!(first_page(&grids), wanted, "{name}");
}

#[test]
fn predefined_cmaps_map_to_text() {
    for name in
        ["gbk2k_h", "gbk_euc_h", "gbkp_euc_h", "simsun_gbk", "unigb_ucs2_h", "unigb_utf16_h", "gbk_embedded", "ident_gb1_cid"]
    {
        check_form(&format!("raw_{name}"), &[]);
    }
}

#[test]
fn a_cmap_stream_inherits_from_a_predefined_one() {
    check_form("raw_cmapstream_usecmap", &[]);
}

#[test]
fn characters_outside_gb2312_are_what_the_file_says() {
    // GB-EUC has no em dash: the file itself prints a question mark for it.
    let (grids, _) = read(&data("pdf/raw_gb_euc_h.pdf"));
    let mut wanted = expected();
    let dashes = wanted.remove("—").unwrap();
    wanted.insert("?".to_owned(), dashes);
    assert_eq!(first_page(&grids), wanted);
}

#[test]
fn vertical_writing_belongs_to_the_cell_where_it_starts() {
    check_form("raw_unigb_ucs2_v", &[]);
}

#[test]
fn an_embedded_font_is_read_backwards_where_there_is_no_to_unicode() {
    check_form("raw_ident_nouni", &[]);
    check_form("raw_ident_touni", &[]);
}

#[test]
fn a_font_that_says_nothing_gives_marks_and_a_warning() {
    let (grids, warnings) = read(&data("pdf/raw_ident_nouni_nocmap.pdf"));
    let page = first_page(&grids);
    assert!(page.keys().all(|text| text.chars().all(|c| matches!(c, '\u{FFFD}' | ' '))));
    assert_eq!(page.values().sum::<i32>(), expected().values().sum::<i32>());
    assert!(warnings.contains(&"text-layer-unmapped"));
    let sure =
        grids.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells).filter(|c| !c.text.is_empty() && c.confidence.percent() > 0);
    assert_eq!(sure.count(), 0);
}

#[test]
fn type3_text_is_what_its_to_unicode_says() {
    // The file's own map gives its codes wrong characters (the code for 项 stands for 需), since the form has more characters than
    // one byte has codes: it cannot be read right. Its structure can.
    let (grids, _) = read(&data("pdf/raw_type3.pdf"));
    assert_eq!(first_page(&grids).values().sum::<i32>(), expected().values().sum::<i32>());
}

#[test]
fn lines_are_found_however_they_are_drawn() {
    for name in ["raw_seg", "raw_thinrect", "raw_poly_tj", "raw_form_nested"] {
        check_form(name, &[]);
    }
}

#[test]
fn pages_are_read_as_displayed() {
    for name in ["raw_ctm_rot", "raw_rot90", "raw_rot_inherit", "raw_cropoffset", "raw_userunit"] {
        check_form(name, &[]);
    }
}

#[test]
fn places_are_points_of_the_displayed_page() {
    // The file writes the label's cell as `36 786 52 14 re` on a page 842 high.
    let (grids, _) = read(&data("pdf/raw_ident_touni.pdf"));
    let cell = grids.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells).find(|c| c.text == "项目名称").unwrap();
    assert_eq!(cell.place.bbox.unwrap().edges(), [36.0, 42.0, 88.0, 56.0]);
    assert_eq!((cell.place.page, cell.place.columns), (Some(1), (1, 1)));
}

#[test]
fn cells_have_the_spans_that_are_drawn() {
    let (grids, _) = read(&data("pdf/raw_ident_touni.pdf"));
    let table = grids.iter().find(|g| g.kind == GridKind::Ruled).unwrap();
    let span = |text: &str| {
        let cell = table.rows.iter().flat_map(|r| &r.cells).find(|c| c.text == text).unwrap();
        (cell.col, cell.col_span, cell.row_span)
    };
    // As rendered: nine columns; the labels at the left run over several rows.
    assert_eq!((table.n_cols, table.rows.len()), (9, 19));
    assert_eq!(span("社保业务公众服务经费"), (1, 3, 1));
    assert_eq!(span("项目资金（元）"), (0, 1, 5));
    assert_eq!(span("年度绩效指标"), (0, 1, 9));
    assert_eq!(span("产出指标"), (1, 1, 4));
    assert_eq!(span("总分"), (0, 6, 1));
}

#[test]
fn actual_text_replaces_glyphs() {
    // The file prints 总分 once more below the table, with /ActualText 替换字.
    check_form("raw_actualtext", &["替换字"]);
}

#[test]
fn invisible_text_is_read_and_reported() {
    check_form("raw_tr3", &["总分"]);
    let (_, warnings) = read(&data("pdf/raw_tr3.pdf"));
    assert!(warnings.contains(&"text-layer-invisible"));
}

#[test]
fn clipped_text_is_not_there() {
    // The clip keeps what lies below 421 pt: the last row and a little of the one above.
    let (grids, _) = read(&data("pdf/raw_clip_half.pdf"));
    let page = first_page(&grids);
    assert!(["总分", "100", "97.3", "—"].iter().all(|text| page.contains_key(*text)));
    assert!(["项目名称", "产出指标", "满意度指标"].iter().all(|text| !page.contains_key(*text)));
}

#[test]
fn damaged_and_updated_files_give_what_they_have() {
    check_form("v_broken_startxref", &[]);
    let (grids, _) = read(&data("pdf/v_incr_replace.pdf"));
    assert_eq!(first_page(&grids).into_keys().collect::<Vec<_>>(), ["增量更新后的新内容"]);
}

#[test]
fn a_file_without_its_page_tree_is_refused() {
    // Cut at 70,000 bytes: the object streams with pages and fonts are gone.
    let refused = extract(&data("pdf/v_truncated.pdf"), &ExtractConfig::default(), &mut |_| {});
    assert!(matches!(refused, Err(ExtractError::Unsupported { .. })), "{refused:?}");
}

#[test]
fn an_encrypted_file_asks_for_its_password() {
    let refused = extract(&data("pdf/v_enc_needpw.pdf"), &ExtractConfig::default(), &mut |_| {});
    assert_eq!(refused.unwrap_err(), ExtractError::Password);
}

#[test]
fn limits_are_named_where_they_stop_the_reading() {
    let reached = |limits: Limits| {
        let config = ExtractConfig { limits, ..ExtractConfig::default() };
        let read = extract(&data("pdf/raw_gbk_euc_h.pdf"), &config, &mut |_| {}).unwrap();
        read.warnings.into_iter().filter(|w| w.code.id == "limit-reached").map(|w| w.message).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(reached(Limits::default()), "");
    assert!(reached(Limits { pdf_pages: 1, ..Limits::default() }).contains("`pdf_pages` of 1 "));
    assert!(reached(Limits { pdf_page_glyphs: 10, ..Limits::default() }).contains("`pdf_page_glyphs` of 10 "));
    assert!(reached(Limits { pdf_page_rulings: 10, ..Limits::default() }).contains("`pdf_page_rulings` of 10 "));
    assert!(reached(Limits { pdf_stream_bytes: 100, ..Limits::default() }).contains("`pdf_stream_bytes` of 100 "));
    assert!(reached(Limits { pdf_page_operations: 100, ..Limits::default() }).contains("`pdf_page_operations` of 100 "));
}

#[test]
fn hostile_files_end() {
    // Each was made to fill memory or to run for ever: endless width ranges, a billion nested forms, images of 65535².
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(names.len(), 12);
    for path in names {
        let mut cells = 0;
        let read = extract(&std::fs::read(&path).unwrap(), &ExtractConfig::default(), &mut |grid| cells += grid.rows.len());
        let name = path.file_stem().unwrap().to_str().unwrap();
        match name {
            "evil_w_range" | "evil_w2_range" => assert_eq!(cells, 1, "{name}"),
            "evil_laughs" => assert!(read.unwrap().warnings.iter().any(|w| w.code.id == "limit-reached"), "{name}"),
            _ => {}
        }
    }
}

/// A file with one page of 200 × 100 pt that prints `content`; F1 and F2 are Helvetica. Its table of objects is left to be mended.
fn page_that_prints(content: &[u8], filter: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 5 0 R
  /Resources <</Font <</F1 4 0 R /F2 6 0 R>>>>>> endobj
4 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj
6 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj
"
    .to_vec();
    file.extend_from_slice(format!("5 0 obj <</Length {}{filter}>> stream\n", content.len()).as_bytes());
    file.extend_from_slice(content);
    file.extend_from_slice(b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF");
    file
}

#[test]
fn strings_that_go_on_in_another_font_stay_together() {
    // Two cells with a border at x = 50. ABCD ends at 47.8 and E stands on the border, most of it in the second cell.
    let cells = "0 20 50 20 re 50 20 50 20 re S BT /F1 10 Tf 20 25 Td (ABCD) Tj /F2 10 Tf (E) Tj";
    let texts = |content: String| {
        let (grids, _) = read(&page_that_prints(content.as_bytes(), ""));
        grids[0].rows[0].cells.iter().map(|c| c.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts(format!("{cells} ET")), ["ABCDE", ""]);
    // A pen that was moved starts a text of its own.
    assert_eq!(texts(format!("{cells} 30 0 Td (F) Tj ET")), ["ABCDE", "F"]);
    assert_eq!(texts(cells.replace("(E) Tj", "28 0 Td (E) Tj ET")), ["ABCD", "E"]);
}

#[test]
fn a_stream_is_decoded_up_to_its_limit_only() {
    // 64 MiB of blanks in 64 KB.
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        std::io::Write::write_all(&mut packed, &vec![b' '; 1 << 20]).unwrap();
    }
    let file = page_that_prints(&packed.finish().unwrap(), " /Filter /FlateDecode");
    assert!(file.len() < 100_000);
    let config = ExtractConfig { limits: Limits { pdf_stream_bytes: 1 << 20, ..Limits::default() }, ..ExtractConfig::default() };
    let read = extract(&file, &config, &mut |_| {}).unwrap();
    assert!(read.warnings[0].message.contains("`pdf_stream_bytes` of 1048576 "));
}
