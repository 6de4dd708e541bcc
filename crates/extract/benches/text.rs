//! Speed of the text readers, in bytes a second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jixiao_extract::{ExtractConfig, extract};

const FORM: &str = "项目名称\t\t社保政策法规培训业务\t项目金额\t350000\t\t\t\t\n\
    \t产出指标\t数量指标\t培训人数\t100 人次\t104 人次\t10.0\t10.0\t参训人员为分局工作人员。\n\
    \t\t质量指标\t培训人员考核通 过率\t85%\t100%\t5.0\t5.0\t\n\
    \t\t\t总分\t\t\t100\t98.1\t_\n\n";

/// The form in each dialect and encoding, 4 MiB of it.
fn dialects(criterion: &mut Criterion) {
    let tsv = FORM.repeat((4 << 20) / FORM.len());
    let row = |line: &str, between: &str| line.split('\t').collect::<Vec<_>>().join(between);
    let rows = |open: &str, between: &str, close: &str| -> String {
        tsv.lines()
            .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{open}{}{close}\n", row(line, between)) })
            .collect()
    };
    let padded = |line: &str| line.split('\t').map(|cell| format!("{cell:<12}  ")).collect::<String>();
    let aligned: String = tsv.lines().map(|line| if line.is_empty() { "\n\n".to_owned() } else { padded(line) + "\n" }).collect();
    let (csv, markdown) = (rows("", ",", ""), rows("|", "|", "|"));
    let html = format!("<table>{}</table>", rows("<tr><td>", "</td><td>", "</td></tr>"));
    let inputs: [(&str, &[u8]); 6] = [
        ("tsv", tsv.as_bytes()),
        ("tsv-gb18030", &encoding_rs::GB18030.encode(&tsv).0),
        ("csv", csv.as_bytes()),
        ("markdown", markdown.as_bytes()),
        ("html", html.as_bytes()),
        ("aligned", aligned.as_bytes()),
    ];
    let mut group = criterion.benchmark_group("text");
    for (name, bytes) in inputs {
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

criterion_group!(benches, dialects);
criterion_main!(benches);
