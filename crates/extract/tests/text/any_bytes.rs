//! What holds for every input: no panic, grids that keep their promises, and no character lost.

use jixiao_extract::{ExtractConfig, Limits, extract};
use jixiao_model::{Grid, GridKind};
use proptest::prelude::*;

use crate::read_with;

/// Small limits, so that short inputs reach them.
fn small() -> ExtractConfig {
    ExtractConfig { limits: Limits { grid_rows: 3, grid_columns: 5, nesting: 2, ..Limits::default() }, ..ExtractConfig::default() }
}

fn assert_sound(grids: &[Grid], config: &ExtractConfig) {
    for grid in grids {
        assert!(grid.n_cols as usize <= config.limits.grid_columns, "{} columns", grid.n_cols);
        assert!(!grid.rows.is_empty() && grid.rows.len() <= config.limits.grid_rows, "{} rows", grid.rows.len());
        for row in &grid.rows {
            for pair in row.cells.windows(2) {
                assert!(pair[0].col + pair[0].col_span <= pair[1].col, "{pair:?} overlap");
            }
            for cell in &row.cells {
                assert!(cell.col_span >= 1 && cell.row_span >= 1 && cell.col + cell.col_span <= grid.n_cols, "{cell:?}");
                assert_eq!(cell.text, cell.text.trim());
                assert!(grid.kind == GridKind::Ruled || !cell.text.is_empty());
            }
        }
    }
}

/// All that is no white space, in reading order.
fn characters<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
}

fn cells(grids: &[Grid]) -> impl Iterator<Item = &str> {
    grids.iter().flat_map(|grid| &grid.rows).flat_map(|row| &row.cells).map(|cell| cell.text.as_str())
}

/// Lines as forms have them, and as they are damaged: nothing in them is syntax, except the tabs and blanks between cells.
fn plain_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "项目",
        "a",
        "10.0",
        "≥95%",
        "。",
        "<b>",
        "</td>",
        "(50分)",
        "—",
        "\"",
        "|x",
        "1,000",
        "é\u{301}",
    ]);
    let blank = prop::sample::select(vec!["\t", "\t", "\t\t", " ", "  ", "     ", "\u{3000}", "\n", "\n", "\n\n", "\r\n", "\u{c}"]);
    prop::collection::vec((word, blank), 0..60)
        .prop_map(|pairs| pairs.into_iter().map(|(word, blank)| format!("{word}{blank}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(2018), ..ProptestConfig::default() })]

    #[test]
    fn plain_text_loses_nothing(text in plain_text()) {
        for config in [ExtractConfig::default(), small()] {
            let (grids, _) = read_with(text.as_bytes(), &config).expect("text");
            assert_sound(&grids, &config);
            // Quotes and commas are syntax where a table is quoted or separated by commas.
            let essential = |text: String| text.replace(['"', ','], "");
            prop_assert_eq!(essential(characters(cells(&grids))), essential(characters([text.as_str()].into_iter())));
        }
    }

    #[test]
    fn any_markup_makes_sound_grids(pieces in prop::collection::vec(prop::sample::select(vec![
        "<table>", "<table>", "<tr>", "<tr>", "<td>", "<td rowspan=3>", "<td colspan=2>", "<th colspan=0 rowspan=0>", "</td>", "</tr>", "</table>",
        "甲", "乙\n", "<br>", "<p>", "&lt;", "<script>", "</script>", "<!--", "-->", "<caption>", "a\tb\n", "|c|d|\n", "\n\n", "<", "<td",
    ]), 0..60)) {
        let text = pieces.concat();
        for config in [ExtractConfig::default(), small()] {
            let (grids, _) = read_with(text.as_bytes(), &config).expect("text");
            assert_sound(&grids, &config);
        }
    }

    #[test]
    fn any_separated_text_makes_sound_grids(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", "b", ",", ",", ";", "\"", "\"\"", "\n", "\n", "\r\n", "\n\n", "|", "|", "\\|", "---", "|---|\n", "\t", "  ", "\u{c}", "<br>",
    ]), 0..80)) {
        let text = pieces.concat();
        for config in [ExtractConfig::default(), small()] {
            let (grids, _) = read_with(text.as_bytes(), &config).expect("text");
            assert_sound(&grids, &config);
            let essential = |text: String| text.replace(|c: char| !c.is_alphabetic(), "").replace("br", "");
            prop_assert_eq!(essential(characters(cells(&grids))), essential(characters([text.as_str()].into_iter())));
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut grids = Vec::new();
        if extract(&bytes, &small(), &mut |grid| grids.push(grid)).is_ok() {
            assert_sound(&grids, &small());
        }
    }

    #[test]
    fn every_encoding_reads_the_same(text in "[\u{4e00}-\u{9000}]{8,40}(\t[\u{4e00}-\u{9000}]{1,9}){1,5}\n") {
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let gb18030 = encoding_rs::GB18030.encode(&text).0;
        let read = |bytes: &[u8]| read_with(bytes, &ExtractConfig::default()).expect("text").0;
        prop_assert_eq!(read(&utf16), read(text.as_bytes()));
        prop_assert_eq!(read(&[b"charset=gb18030\n".as_slice(), &gb18030].concat())[1..].to_vec(),
            read(format!("charset=gb18030\n{text}").as_bytes())[1..].to_vec());
    }
}
