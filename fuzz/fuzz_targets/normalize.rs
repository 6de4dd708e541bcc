//! Any bytes through readers and normalizer: no panic, no hang, records that read back.
#![no_main]

use std::sync::LazyLock;

use jixiao_extract::{ExtractConfig, Extracted, extract};
use jixiao_model::{Record, Source};
use jixiao_normalize::{Forms, Splitter, normalize};
use libfuzzer_sys::fuzz_target;

static FORMS: LazyLock<Forms> = LazyLock::new(Forms::builtin);

fuzz_target!(|bytes: &[u8]| {
    let mut splitter = Splitter::new(&FORMS);
    let mut found = Vec::new();
    let read = extract(bytes, &ExtractConfig::default(), &mut |grid| found.extend(splitter.push(grid)));
    let Ok(Extracted { reader, warnings }) = read else { return };
    found.extend(splitter.finish());
    for (form, form_index) in found.iter().zip(1..) {
        let source =
            Source { path: String::new(), sha256: String::new(), form_index, first_page: None, last_page: None, reader };
        let record = normalize(form, &FORMS, source, &warnings);
        let json = serde_json::to_string(&record).expect("a record is JSON");
        assert_eq!(serde_json::from_str::<Record>(&json).expect("it reads back"), record);
    }
});
