//! Forms as rows of cells, damage at random, and the dialects that carry them.

use proptest::{prelude::*, sample::Index};

/// Rows of cells; a blank row parts two forms.
pub(crate) type Rows = Vec<Vec<String>>;

const SEED: &str = include_str!("../../../../samples/000_fb8ea1e1fef1a883/input.txt");

/// DOMAIN.md §2.3: F3, a county's form.
const COUNTY: &str = "\
衔接资金绩效目标自评表
(2022年度)
项目名称|水库维修工程|项目负责人及电话|张三 0838-1234567
主管部门|县水利局|实施单位|县水利局
资金情况(万元)|全年预算数(A)|全年执行数(B)|分值|执行率(B/A)|得分
|年度资金总额:|120.00|114.00|10|95%|9.5
|其中:本年财政拨款|100.00|94.00|—|94%|—
|其他资金|20.00|20.00|—|100%|—
年度总体目标|年初设定目标|年度总体目标完成情况综述
|维修水库一座,保障下游农田灌溉。|已完成水库维修一座,下游农田灌溉得到保障。
绩效指标|一级指标|二级指标|三级指标|分值|年度指标值|全年实际值|得分|未完成原因及拟采取的改进措施
|产出指标|数量指标|维修水库数量|20|=1座|1座|20|
||质量指标|工程验收合格率|15|≥95%|100%|15|
||时效指标|工程完成及时率|15|100%|90%|13.5|雨季延误工期,今后提前安排施工。
|效益指标|社会效益指标|受益农户数|30|≥266户|280户|30|
|满意度指标|服务对象满意度指标|受益农户满意度|10|≥90%|92%|10|
……
总分|100|98
注:1.其他资金包括社会投入资金。
";

/// DOMAIN.md §2.4: F4, targets in three columns.
const SICHUAN: &str = "\
报表编号:510000_0013zp
部门预算项目支出绩效自评表(2023年度)
项目名称|51000021R000000019951-工资性支出
主管部门|县司法局|实施单位(盖章)|县司法局机关
项目基本情况|1.项目年度目标完成情况:|项目年度目标|年度目标完成情况
||保障在职人员工资按时足额发放。|全年工资按时足额发放到位。
预算执行情况(10分)|年度预算数(万元)|年初预算|调整后预算数|预算执行数|预算执行率|权重|得分|原因
|总额|86.50|90.00|81.00|90.00%|10|9|人员调出
|其中:财政资金|86.50|90.00|81.00|90.00%|/|/|
|其他资金|0.00|0.00|0.00|0.00%|/|/|
绩效指标(90分)|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|完成值|权重|得分|未完成原因分析
|产出指标|数量指标|发放人数|=|42|人|42|30|30|
||时效指标|工资发放及时率|≥|95|%|100|30|30|
|效益指标|社会效益指标|保障机关运转|定性|良好||良好|20|20|
|满意度指标|服务对象满意度指标|职工满意度|≥|90|%|88|10|9.7|少数职工对补贴有意见
合计|100|98.7
评价结论|本项目年度目标基本完成。
存在问题|预算执行不够均衡。
改进措施|按季度安排支出。
项目负责人:李四|财务负责人:王五
";

/// DOMAIN.md §2.5: F5, no column of weights, two goals.
const HUBEI: &str = "\
2020年度长江禁捕项目自评表
单位名称:市农业局|填报日期:2021年3月5日|总分:97
项目名称|长江禁捕
主管部门|市农业局|项目实施单位|渔政站
项目类别|1、部门预算项目☑ 2、省直专项□
预算执行情况(万元)(20分)|预算数(A)|执行数(B)|执行率(B/A)|得分(20分*执行率)
|年度财政资金总额|200|170|85%|17
年度绩效目标1(40分)|一级指标|二级指标|三级指标|年初目标值(A)|实际完成值(B)|得分
|产出指标|数量指标|退捕渔船数|35艘|35艘|20
|效益指标|生态效益指标|禁捕水域面积|≥100公顷|120公顷|20
年度绩效目标2(40分)|一级指标|二级指标|三级指标|年初目标值(A)|实际完成值(B)|得分
|产出指标|质量指标|补偿发放准确率|100%|100%|20
|满意度指标|服务对象满意度指标|渔民满意度|≥90%|95%|20
总分|97
偏差大或目标未完成原因分析|部分资金年末到账。
改进措施及结果应用方案|提前申报用款计划。
备注:1.预算执行情况口径按当年批复。
";

/// DOMAIN.md §2.7: F7, no scores.
const TRANSFER: &str = "\
中央对地方转移支付区域绩效自评表
(2021年度)
转移支付(项目)名称|农村危房改造补助资金
中央主管部门|住房城乡建设部
地方主管部门|省住建厅|资金使用单位|县住建局
资金投入情况(万元)|全年预算数(A)|全年执行数(B)|预算执行率(B/A×100%)
|年度资金总额|500|450|90%
|其中:中央财政资金|300|300|100%
|地方资金|200|150|75%
总体目标完成情况|总体目标|全年实际完成情况
|完成危房改造一百户。|全年完成危房改造九十八户。
绩效指标|一级指标|二级指标|三级指标|指标值|全年实际完成值|未完成原因和改进措施
|产出指标|数量指标|危房改造户数|100户|98户|两户外出务工,来年实施
||质量指标|改造房屋合格率|100%|100%|
|效益指标|社会效益指标|住房安全保障率|≥95%|98%|
|满意度指标|服务对象满意度指标|农户满意度|≥90%|93%|
说明|无
";

fn rows_of(text: &str, border: char) -> Rows {
    text.lines().map(|line| line.split(border).map(str::to_owned).collect()).collect()
}

/// Every form that is damaged: the eight of the sample one by one, and one of four other families.
pub(crate) fn forms() -> Vec<Rows> {
    let mut forms: Vec<Rows> = SEED.split("\n\n").map(|form| rows_of(form, '\t')).collect();
    forms.extend([COUNTY, SICHUAN, HUBEI, TRANSFER].map(|form| rows_of(form, '|')));
    forms
}

/// One thing that goes wrong; the indices choose where.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    DropCell(Index, Index),
    DuplicateCell(Index, Index),
    SwapCells(Index, Index),
    SplitCell(Index, Index, Index),
    JoinCells(Index, Index, &'static str),
    ShiftRow(Index, usize),
    TruncateCell(Index, Index, Index),
    Replace(Index, Index, String),
    Insert(Index, Index, String),
    ChangeDigit(Index, Index, Index),
    DropRow(Index),
    DuplicateRow(Index),
    MoveRow(Index, Index),
}

/// Texts that mean something in the wrong place, and texts that mean nothing anywhere.
fn shard() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "_",
            "1",
            "—",
            "",
            "一",
            "(76)",
            "<b>述</b>",
            "<del>*</del>",
            "יהוםנ",
            "10 9.5",
            "100 98 97",
            "项目名称:甲乙丙",
            "总分:很好",
            "填报人:张三",
            "指标",
            "标",
            "*",
            "年度绩效指标",
            "得分",
            "分值(10分)",
            "年度资金总额",
            "(2019年度)",
            "项目支出绩效自评表(2020年度)",
            "10000000000000000000000000000000000000",
            "1,234.50",
            "１２．５",
            "290%",
            "不少于 15 人",
            "产出指标(50分)",
            "满意 度指标",
            "总分",
            "预期 目标",
            "评价结论:良好",
            "79228162514264337593543950335",
            "-0.0",
            "≥95%  10  9",
            "联系电话:010-1234",
            "优",
            "单位:万元",
            "一级指标  二级指标",
            "合计",
            "0.0000000000000000000000000001%",
            "项目金额:55 元",
            "⽬标",
        ])
        .prop_map(str::to_owned),
        any::<String>().prop_map(|text| text.chars().filter(|c| !c.is_control()).take(12).collect()),
        "[0-9]{1,6}(\\.[0-9]{1,2})?%?",
        "[一-龥]{1,30}",
    ]
}

pub(crate) fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        (at(), at()).prop_map(|(row, cell)| Damage::DropCell(row, cell)),
        (at(), at()).prop_map(|(row, cell)| Damage::DuplicateCell(row, cell)),
        (at(), at()).prop_map(|(row, cell)| Damage::SwapCells(row, cell)),
        (at(), at(), at()).prop_map(|(row, cell, cut)| Damage::SplitCell(row, cell, cut)),
        (at(), at(), prop::sample::select(vec!["", " ", "  ", ":"]))
            .prop_map(|(row, cell, glue)| Damage::JoinCells(row, cell, glue)),
        (at(), 1..3usize).prop_map(|(row, by)| Damage::ShiftRow(row, by)),
        (at(), at(), at()).prop_map(|(row, cell, cut)| Damage::TruncateCell(row, cell, cut)),
        (at(), at(), shard()).prop_map(|(row, cell, text)| Damage::Replace(row, cell, text)),
        (at(), at(), shard()).prop_map(|(row, cell, text)| Damage::Insert(row, cell, text)),
        (at(), at(), at()).prop_map(|(row, cell, digit)| Damage::ChangeDigit(row, cell, digit)),
        at().prop_map(Damage::DropRow),
        at().prop_map(Damage::DuplicateRow),
        (at(), at()).prop_map(|(from, to)| Damage::MoveRow(from, to)),
    ]
}

/// A character boundary of `text`.
fn boundary(text: &str, at: Index) -> usize {
    text.char_indices().nth(at.index(text.chars().count().max(1))).map_or(0, |(byte, _)| byte)
}

impl Damage {
    fn apply(&self, rows: &mut Rows) {
        if rows.is_empty() {
            return;
        }
        let n_rows = rows.len();
        match self {
            Damage::DropRow(row) => drop(rows.remove(row.index(n_rows))),
            Damage::DuplicateRow(row) => rows.insert(row.index(n_rows), rows[row.index(n_rows)].clone()),
            Damage::MoveRow(from, to) => {
                let row = rows.remove(from.index(n_rows));
                rows.insert(to.index(n_rows), row);
            }
            Damage::ShiftRow(row, by) => drop(rows[row.index(n_rows)].splice(..0, vec![String::new(); *by])),
            Damage::DropCell(row, cell)
            | Damage::DuplicateCell(row, cell)
            | Damage::SwapCells(row, cell)
            | Damage::SplitCell(row, cell, _)
            | Damage::JoinCells(row, cell, _)
            | Damage::TruncateCell(row, cell, _)
            | Damage::Replace(row, cell, _)
            | Damage::Insert(row, cell, _)
            | Damage::ChangeDigit(row, cell, _) => {
                let row = &mut rows[row.index(n_rows)];
                if !row.is_empty() {
                    let cell = cell.index(row.len());
                    self.apply_to_cell(row, cell);
                }
            }
        }
    }

    fn apply_to_cell(&self, row: &mut Vec<String>, at: usize) {
        let next = at + 1;
        match self {
            Damage::DropCell(..) => drop(row.remove(at)),
            Damage::DuplicateCell(..) => row.insert(at, row[at].clone()),
            Damage::SwapCells(..) if next < row.len() => row.swap(at, next),
            Damage::SplitCell(_, _, cut) => {
                let byte = boundary(&row[at], *cut);
                let tail = row[at].split_off(byte);
                row.insert(next, tail);
            }
            Damage::JoinCells(_, _, glue) if next < row.len() => {
                let tail = row.remove(next);
                row[at] = format!("{}{glue}{tail}", row[at]);
            }
            Damage::TruncateCell(_, _, cut) => {
                let byte = boundary(&row[at], *cut);
                row[at].truncate(byte);
            }
            Damage::Replace(_, _, text) => row[at].clone_from(text),
            Damage::Insert(_, _, text) => row.insert(at, text.clone()),
            Damage::ChangeDigit(_, _, digit) => {
                let digits: Vec<usize> = row[at].char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(byte, _)| byte).collect();
                if !digits.is_empty() {
                    let byte = *digit.get(&digits);
                    let changed = if &row[at][byte..=byte] == "7" { "1" } else { "7" };
                    row[at].replace_range(byte..=byte, changed);
                }
            }
            _ => {}
        }
    }
}

/// How the rows are written down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Dialect {
    Tabs,
    Markdown,
    Html,
    Lines,
    Aligned,
}

impl Dialect {
    /// The text that carries `rows`.
    pub(crate) fn write(self, rows: &Rows) -> String {
        let mut text = String::new();
        if self == Dialect::Html {
            text.push_str("<table>\n");
        }
        for row in rows {
            let cells = || row.iter().map(|cell| cell.trim());
            match self {
                Dialect::Tabs => text.push_str(&cells().collect::<Vec<_>>().join("\t")),
                Dialect::Markdown => {
                    text.push_str(&format!("| {} |", cells().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | ")));
                }
                Dialect::Html => {
                    let escaped = cells().map(|cell| cell.replace('&', "&amp;").replace('<', "&lt;"));
                    text.push_str(&format!("<tr>{}</tr>", escaped.map(|cell| format!("<td>{cell}</td>")).collect::<String>()));
                }
                Dialect::Lines => text.push_str(&cells().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("\n")),
                Dialect::Aligned => {
                    for cell in cells() {
                        let width: usize = cell.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
                        text.push_str(cell);
                        text.push_str(&" ".repeat(26usize.saturating_sub(width).max(3)));
                    }
                }
            }
            text.push('\n');
        }
        if self == Dialect::Html {
            text.push_str("</table>\n");
        }
        text
    }
}

/// One or two damaged forms in one dialect, as text.
pub(crate) fn damaged_text() -> impl Strategy<Value = String> {
    let dialect = prop::sample::select(vec![
        Dialect::Tabs,
        Dialect::Tabs,
        Dialect::Tabs,
        Dialect::Markdown,
        Dialect::Html,
        Dialect::Lines,
        Dialect::Aligned,
    ]);
    let form = (prop::sample::select(forms()), prop::collection::vec(damage(), 0..14)).prop_map(|(mut rows, damages)| {
        damages.iter().for_each(|damage| damage.apply(&mut rows));
        rows
    });
    (dialect, prop::collection::vec(form, 1..3))
        .prop_map(|(dialect, forms)| forms.iter().map(|rows| dialect.write(rows)).collect::<Vec<_>>().join("\n"))
}
