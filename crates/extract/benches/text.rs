//! Speed of the text readers, in bytes a second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jixiao_extract::{ExtractConfig, extract};

const FORM: &str = "项目名称\t\t社保政策法规培训业务\t项目金额\t350000\t\t\t\t\n\
    \t产出指标\t数量指标\t培训人数\t100 人次\t104 人次\t10.0\t10.0\t参训人员为分局工作人员。\n\
    \t\t质量指标\t培训人员考核通 过率\t85%\t100%\t5.0\t5.0\t\n\
    \t\t\t总分\t\t\t100\t98.1\t_\n\n";

fn tsv(criterion: &mut Criterion) {
    let text = FORM.repeat((4 << 20) / FORM.len());
    let gb18030 = encoding_rs::GB18030.encode(&text).0;
    let mut group = criterion.benchmark_group("text");
    for (name, bytes) in [("tsv-utf8", text.as_bytes()), ("tsv-gb18030", &gb18030)] {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut cells = 0;
                let read = extract(bytes, &ExtractConfig::default(), &mut |grid| {
                    cells += grid.rows.iter().map(|row| row.cells.len()).sum::<usize>();
                });
                (read.is_ok(), cells)
            });
        });
    }
}

criterion_group!(benches, tsv);
criterion_main!(benches);
