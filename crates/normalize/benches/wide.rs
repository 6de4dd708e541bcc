//! Time that forms of no office take, by their size: it must grow as the size does.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jixiao_extract::{ExtractConfig, extract};
use jixiao_model::{Reader, Source};
use jixiao_normalize::{Forms, Splitter, normalize};

const HEAD: &str = "项目名称\t社保培训\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n";

fn records(text: &str) -> usize {
    let forms = Forms::builtin();
    let mut splitter = Splitter::new(&forms);
    let mut found = Vec::new();
    let read = extract(text.as_bytes(), &ExtractConfig::default(), &mut |grid| found.extend(splitter.push(grid)));
    found.extend(splitter.finish());
    let source = Source {
        path: String::new(),
        sha256: String::new(),
        form_index: 1,
        first_page: None,
        last_page: None,
        reader: Reader::Text,
    };
    found.iter().map(|form| normalize(form, &forms, source.clone(), &[]).indicators.len()).sum::<usize>()
        + usize::from(read.is_ok())
}

/// A row of cells that may each be two, and many rows.
fn sizes(criterion: &mut Criterion) {
    let wide = |cells: usize| format!("{HEAD}{}\n总分\t100\t98\n", ["甲乙 10"].repeat(cells).join("\t"));
    let long =
        |rows: usize| format!("{HEAD}{}总分\t100\t98\n", "产出指标\t数量指标\t采购数量\t100 件\t95\t10\t9.5\t晚了\n".repeat(rows));
    let mut group = criterion.benchmark_group("normalize");
    group.sample_size(10);
    for (name, made, sizes) in [("wide", &wide as &dyn Fn(usize) -> String, [50, 400]), ("long", &long, [1000, 8000])] {
        for size in sizes {
            let text = made(size);
            group.throughput(Throughput::Elements(size as u64));
            group.bench_with_input(BenchmarkId::new(name, size), &text, |bencher, text| bencher.iter(|| records(text)));
        }
    }
    group.finish();
}

criterion_group!(benches, sizes);
criterion_main!(benches);
