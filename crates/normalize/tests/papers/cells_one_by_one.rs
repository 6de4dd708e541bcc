//! Cells that came one a line: no rows, no columns, blank cells gone.

use super::check;

const HEAD: &str = "
财政项目支出绩效自评表
(2022年度)
项目名称
图书馆免费开放
主管部门
某市文化和旅游局
实施单位
某市图书馆
项目资金(元)
年初预算数
全年预算数
全年执行数
分值
执行率
得分
";

const FUNDS: &str = "
/form /title \"财政项目支出绩效自评表\" /fiscal_year 2022
/project /name \"图书馆免费开放\" /department \"某市文化和旅游局\" /unit \"某市图书馆\"
/funds/rows/0 /kind \"total\" /initial_budget 100.00 /full_budget 90.00 /executed 81.00 /weight 10 /rate 0.9000 /score 9
/funds/rows/1 /kind \"fiscal_current\" /initial_budget 100.00 /full_budget 90.00 /executed 81.00 /weight null /score null
/funds/rows/2 /kind \"other\" /initial_budget 0.00 /full_budget 0.00 /executed 0.00
";

const INDICATORS: &str = "
/indicators/0 /level1/kind \"output\" /level2/kind \"quantity\" /name \"举办讲座场次\" /target/number 12 /actual/number 13 /weight 50 /score 50
/indicators/1 /level2/kind \"social\" /name \"读者到馆率\" /target/number 80 /actual/number 78 /weight 30 /score 29 /reason \"闭馆维修。\"
/indicators/2 /level2/kind \"satisfaction\" /name \"读者满意度\" /target/number 90 /actual/number 95 /weight 10 /score 10
/total /weight 100 /score 98
";

fn form(funds: &str, goals: &str, indicators: &str) -> String {
    format!("{}{funds}{goals}{indicators}", HEAD.trim_start()).replace("\n\n", "\n")
}

const SOUND_FUNDS: &str = "
年度资金总额
100.00
90.00
81.00
10
90.00%
9
其中:当年财政拨款
100.00
90.00
81.00
—
90.00%
—
其他资金
0.00
0.00
0.00
—
0.00%
—
";

const SOUND_GOALS: &str = "
年度总体目标
预期目标
实际完成情况
办好讲座,服务读者。
已举办讲座十三场。
";

const SOUND_INDICATORS: &str = "
绩效指标
一级指标
二级指标
三级指标
年度指标值
实际完成值
分值
得分
偏差原因分析及改进措施
产出指标
数量指标
举办讲座场次
12场
13场
50
50
效益指标
社会效益指标
读者到馆率
80%
78%
30
29
闭馆维修。
满意度指标
服务对象满意度指标
读者满意度
90%
95%
10
10
总分
100
98
";

const GOALS: &str = "/goals/0 /expected \"办好讲座,服务读者。\" /actual \"已举办讲座十三场。\"\n";

#[test]
fn a_sound_form() {
    check(&form(SOUND_FUNDS, SOUND_GOALS, SOUND_INDICATORS), &format!("{FUNDS}{GOALS}{INDICATORS}"));
}

#[test]
fn labels_cut_over_cells_and_labels_at_the_side_cut_over_rows() {
    let funds = SOUND_FUNDS.replace("年度资金总额", "年度资\n金总额").replace("其他资金", "其他资\n金");
    let goals = SOUND_GOALS.replace("年度总体目标\n预期目标", "年度总\n预期\n目标").replace("情况\n", "情况\n体目标\n");
    let indicators = SOUND_INDICATORS.replace("绩效指标\n一级", "绩效\n一级").replace("改进措施\n", "改进措施\n指标\n");
    check(&form(&funds, &goals, &indicators), &format!("{FUNDS}{GOALS}{INDICATORS}"));
}

#[test]
fn heads_that_are_damaged_or_lost() {
    let indicators = SOUND_INDICATORS.replace("年度指标值", "年庶指标值").replace("二级指标", "二级措标").replace("分值\n", "");
    check(&form(SOUND_FUNDS, SOUND_GOALS, &indicators), &format!("{FUNDS}{GOALS}{INDICATORS}"));
}

#[test]
fn junk_between_cells() {
    let funds = SOUND_FUNDS.replace("其中", "(76)\n其中");
    let indicators = SOUND_INDICATORS.replace("效益指标\n社会", "(, ,\n效益指标\n社会").replace("闭馆", "ļ\n闭馆");
    check(&form(&funds, SOUND_GOALS, &indicators), &format!("{FUNDS}{GOALS}{INDICATORS}"));
}

#[test]
fn goals_in_pieces_that_ran_into_a_second_row() {
    let goals =
        SOUND_GOALS.replace("办好讲座,服务读者。\n已举办讲座十三场。", "1.办好讲座,服\n1.已举办讲座十三场。\n务读者;2.配齐设备。");
    let read = "/goals/0 /expected \"1.办好讲座,服务读者;2.配齐设备。\" /actual \"1.已举办讲座十三场。\"";
    check(&form(SOUND_FUNDS, &goals, SOUND_INDICATORS), &format!("{FUNDS}{read}{INDICATORS}"));
}

#[test]
fn two_values_in_one_cell() {
    let indicators = SOUND_INDICATORS.replace("80%\n78%", "80% 78%").replace("29\n闭馆", "29 闭馆");
    check(&form(SOUND_FUNDS, SOUND_GOALS, &indicators), &format!("{FUNDS}{GOALS}{INDICATORS}"));
}
