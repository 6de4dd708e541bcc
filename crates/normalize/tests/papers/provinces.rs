//! Forms of provinces that no definition was written for: other labels, other orders of columns, other files.

use super::check;

#[test]
fn one_budget_column_and_final_accounts_in_tabs() {
    let text = "
项目支出绩效自评表
(2022年度)
项目名称	河道清淤	预算单位	某区水务局
主管部门及代码	某市水务局 312		
项目资金(万元)		预算数	决算数	分值	执行率	得分
	年度资金总额	40.00	36.00	10	90%	9
	财政拨款	40.00	36.00	—	90%	—
	其他资金	0.00	0.00	—	0%	—
年度总体目标	预期目标			目标实际完成情况
	清淤五公里,水质改善。			已清淤五公里,水质改善明显。
绩效指标	一级指标	二级指标	三级指标	指标值	全年完成值	权重	自评得分	备注
	产出指标	数量指标	清淤长度	≥5公里	5.2公里	50	50
	效果指标	生态效益指标	水质达标率	≥90%	85%	30	28	汛期水质波动。
	满意度指标	服务对象满意度	沿河居民满意度	≥90%	92%	10	10
总计						100	97
自评等级	优
";
    check(
        text.trim_start(),
        "
/form /fiscal_year 2022
/project /name \"河道清淤\" /unit \"某区水务局\"
/funds/rows/0 /kind \"total\" /full_budget 40.00 /executed 36.00 /weight 10 /rate 0.90 /score 9
/funds/rows/2 /kind \"other\" /full_budget 0.00 /executed 0.00 /weight null /score null
/goals/0 /expected \"清淤五公里,水质改善。\" /actual \"已清淤五公里,水质改善明显。\"
/indicators/0 /level1/kind \"output\" /level2/kind \"quantity\" /name \"清淤长度\" /target/number 5 /target/unit \"公里\" /actual/number 5.2 /weight 50 /score 50
/indicators/1 /level1/kind \"benefit\" /level2/kind \"ecological\" /actual/number 85 /weight 30 /score 28 /reason \"汛期水质波动。\"
/indicators/2 /level2/kind \"satisfaction\" /weight 10 /score 10
/total /weight 100 /score 97 /grade \"优\"
",
    );
}

#[test]
fn sign_value_and_unit_in_columns_of_another_order() {
    let text = "
部门整体支出绩效自评表(2021年度),,,,,,,,,
部门(单位)名称,某市图书馆,,,填报日期,2022年3月1日,,,,
部门(单位)总体资金(万元),资金来源,年初预算数(A),全年执行数(B),分值(10分),得分,,,,
,年度资金总额,500,450,10,9,,,,
,基本支出,300,280,10,9,,,,
,项目支出,200,170,10,9,,,,
年度总体目标,年初设定目标,,,,年度总体目标完成情况,,,,
,\"开放三百天,
接待读者十万人。\",,,,\"开放三百零二天。\",,,,
绩效指标,一级指标,二级指标,指标名称,计算符号,指标值,实际完成值,计量单位,分值,得分
,产出指标,数量指标,开放天数,≥,300,302,天,40,40
,,质量指标,图书完好率,≥,95,96,%,20,20
,效益指标,社会效益指标,读者增长率,≥,5,4,%,20,16
,满意度指标,服务对象满意度指标,读者满意度,≥,90,93,%,10,10
总分,,,,,,,,100,95
";
    check(
        text.trim_start(),
        "
/form /kind \"department_self_evaluation\" /fiscal_year 2021
/funds/rows/0 /kind \"total\" /initial_budget 500 /executed 450 /weight 10 /score 9
/funds/rows/2 /kind \"project_spending\" /initial_budget 200 /executed 170
/indicators/0 /name \"开放天数\" /target/text \"≥300天\" /target/number 300 /target/comparator \"≥\" /target/unit \"天\" /actual/number 302 /weight 40 /score 40
/indicators/1 /level1/kind \"output\" /level2/kind \"quality\" /target/number 95 /actual/number 96 /weight 20 /score 20
/indicators/2 /level2/kind \"social\" /target/number 5 /actual/number 4 /weight 20 /score 16
/indicators/3 /level2/kind \"satisfaction\" /target/number 90 /weight 10 /score 10
/total /weight 100 /score 95
",
    );
}

#[test]
fn other_names_for_spending_points_and_values() {
    let text = "
# 项目支出绩效自评表

| 项目名称 | 校舍维修 | | | 承担处室 | 基建处 | | |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 项目资金(元) | | 年初预算数 | 全年预算数 | 实际支出 | 分值 | 资金使用进度 | 自评得分 |
| | 年度资金总额 | 1,200.00 | 1,000.00 | 800.00 | 10 | 80.00% | 8 |
| | 财政拨款 | 1,200.00 | 1,000.00 | 800.00 | / | 80.00% | / |
| 年度总体目标 | 年初预期目标 | | | | 目标实际完成情况 | | |
| | 维修两栋校舍。 | | | | 维修两栋校舍,验收合格。 | | |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年实际完成值 | 标准分 | 自评得分 |
| | 产出指标 | 数量指标 | 维修校舍 | 2栋 | 2栋 | 30 | 30 |
| | | 时效指标 | 完工时间 | 8月底前 | 9月5日 | 20 | 18 |
| | 效益指标 | 社会效益指标 | 受益学生 | ≥800人 | 820人 | 30 | 30 |
| | 满意度指标 | 服务对象满意度指标 | 师生满意度 | ≥85% | 90% | 10 | 10 |
| 合计 | | | | | | 100 | 96 |
";
    check(
        text.trim_start(),
        "
/project /name \"校舍维修\" /unit \"基建处\"
/funds /unit \"元\"
/funds/rows/0 /initial_budget 1200.00 /full_budget 1000.00 /executed 800.00 /weight 10 /rate 0.8000 /score 8
/funds/rows/1 /initial_budget 1200.00 /full_budget 1000.00 /executed 800.00 /weight null /score null
/goals/0 /expected \"维修两栋校舍。\" /actual \"维修两栋校舍,验收合格。\"
/indicators/0 /name \"维修校舍\" /target/number 2 /actual/number 2 /weight 30 /score 30 /reason null
/indicators/1 /level2/kind \"timeliness\" /target/kind \"date\" /actual/kind \"date\" /weight 20 /score 18 /reason null
/indicators/2 /target/number 800 /actual/number 820 /weight 30 /score 30
/indicators/3 /weight 10 /score 10
/total /weight 100 /score 96
",
    );
}

#[test]
fn points_first_and_no_column_for_the_first_level() {
    let text = "
<table>
<tr><td colspan=8>某县2023年度项目绩效自评表</td></tr>
<tr><td>项目名称</td><td colspan=3>路灯更换</td><td>项目单位</td><td colspan=3>某县住建局</td></tr>
<tr><td rowspan=3>资金情况<br>(万元)</td><td colspan=2></td><td>全年预算数</td><td>执行数</td><td>权重</td><td>执行率</td><td>得分</td></tr>
<tr><td colspan=2>总额</td><td>30</td><td>30</td><td>10</td><td>100%</td><td>10</td></tr>
<tr><td colspan=2>其中:财政资金</td><td>30</td><td>30</td><td></td><td>100%</td><td></td></tr>
<tr><td>年度目标</td><td colspan=3>更换路灯百盏。</td><td>完成情况</td><td colspan=3>更换路灯一百零二盏。</td></tr>
<tr><td rowspan=4>绩效指标</td><td>二级指标</td><td>三级指标</td><td>分值</td><td>得分</td><td>目标值</td><td>完成值</td><td>未完成原因分析</td></tr>
<tr><td>数量指标</td><td>更换路灯</td><td>50</td><td>50</td><td>100盏</td><td>102盏</td><td></td></tr>
<tr><td>社会效益指标</td><td>亮灯率</td><td>30</td><td>27</td><td>≥98%</td><td>96%</td><td>线路老化。</td></tr>
<tr><td>满意度指标</td><td>居民满意度</td><td>10</td><td>10</td><td>≥90%</td><td>95%</td><td></td></tr>
<tr><td colspan=3>总分</td><td>100</td><td>97</td><td></td><td></td><td></td></tr>
</table>
";
    check(
        text.trim_start(),
        "
/form /fiscal_year 2023
/project /name \"路灯更换\" /unit \"某县住建局\"
/funds /unit \"万元\"
/funds/rows/0 /kind \"total\" /full_budget 30 /executed 30 /weight 10 /score 10
/indicators/0 /level1/kind \"output\" /level2/kind \"quantity\" /name \"更换路灯\" /target/number 100 /actual/number 102 /weight 50 /score 50
/indicators/1 /level1/kind \"benefit\" /name \"亮灯率\" /target/number 98 /actual/number 96 /weight 30 /score 27 /reason \"线路老化。\"
/indicators/2 /weight 10 /score 10
/total /weight 100 /score 97
",
    );
}
