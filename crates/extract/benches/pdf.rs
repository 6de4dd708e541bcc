//! Pages of the ruled form of `tests/data/pdf`: interpreting them, and making grids of what they print.

use std::{hint::black_box, path::Path};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jixiao_extract::{ExtractConfig, pdf, table};

fn read(c: &mut Criterion) {
    let mut group = c.benchmark_group("pdf");
    for name in ["raw_ident_touni", "raw_gbk_euc_h", "raw_thinrect"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/pdf/{name}.pdf"));
        let bytes = std::fs::read(&path).expect("the file is part of the repository");
        let config = ExtractConfig::default();
        let mut pages = Vec::new();
        pdf::pages(&bytes, &config, &mut Vec::new(), &mut |page| pages.push((page.number, page.ink.clone())))
            .expect("the file is readable");
        group.throughput(Throughput::Elements(pages.len() as u64));
        group.bench_function(format!("interpret/{name}"), |b| {
            b.iter(|| {
                pdf::pages(&bytes, &config, &mut Vec::new(), &mut |page| {
                    black_box(page.ink);
                })
            });
        });
        group.bench_function(format!("tables/{name}"), |b| {
            b.iter(|| pages.iter().for_each(|(page, ink)| table::build(ink, *page, &mut |grid| drop(black_box(grid)))));
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
