//! One cell a line.

use crate::{check, read};
use jixiao_model::GridKind;

const CELLS: [&str; 14] = [
    "项目名称",
    "社保政策法规培训业务",
    "主管部门",
    "深圳市社会保险基金管理局",
    "年初预算数",
    "80000.00",
    "分值",
    "10",
    "执行率",
    "0.91",
    "得分",
    "9.10",
    "偏差原因分析及改进措施",
    "参考市社保局发布的服务质量检查情况填写,酌情扣分。改进措施:下一步会将培训对象满意度列入调研。",
];

#[test]
fn short_lines_are_cells() {
    let shown: String = CELLS.iter().zip((1..).step_by(2)).map(|(cell, line)| format!("{line}: 0={cell}\n")).collect();
    check(&CELLS.join("\n\n"), &format!("stream 1\n{shown}"));
}

#[test]
fn prose_and_notes_are_text() {
    for text in [CELLS[..11].join("\n"), "本项目资金及时到位,使用合规。\n".repeat(20), "a\tb\n".to_owned() + &CELLS.join("\n")]
    {
        let (grids, _) = read(text.as_bytes()).expect("text");
        assert!(grids.iter().all(|grid| grid.kind != GridKind::Stream), "{text}");
    }
}
