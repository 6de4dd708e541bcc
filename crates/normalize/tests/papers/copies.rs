//! Copies that a converter made: merged cells written out in every column, and traditional characters.

use super::check;

#[test]
fn merged_cells_written_out_in_every_column() {
    let text = "
| 项目支出绩效自评表 | 项目支出绩效自评表 | 项目支出绩效自评表 | 项目支出绩效自评表 | 项目支出绩效自评表 | 项目支出绩效自评表 | 项目支出绩效自评表 | 项目支出绩效自评表 |
|---|---|---|---|---|---|---|---|
| 项目名称 | 项目名称 | 校舍维修 | 校舍维修 | 校舍维修 | 校舍维修 | 校舍维修 | 校舍维修 |
| 主管部门 | 主管部门 | 某县教育局 | 某县教育局 | 实施单位 | 实施单位 | 某县第一小学 | 某县第一小学 |
| 项目资金(万元) | 项目资金(万元) | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| 项目资金(万元) | 年度资金总额 | 30 | 30 | 27 | 10 | 90% | 9.00分 |
| 项目资金(万元) | 其他资金 | 0 | 0 | 0 | — | — | — |
| 年度总体目标 | 预期目标 | 预期目标 | 预期目标 | 实际完成情况 | 实际完成情况 | 实际完成情况 | 实际完成情况 |
| 年度总体目标 | 维修校舍两栋,消除隐患。 | 维修校舍两栋,消除隐患。 | 维修校舍两栋,消除隐患。 | 维修校舍两栋,消除隐患。 | 维修校舍两栋,消除隐患。 | 维修校舍两栋,消除隐患。 | 维修校舍两栋,消除隐患。 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析 |
| 产出指标 | 数量指标 | 维修栋数 | 2栋 | 2栋 | 50 | 50 |  |
| 效益指标 | 社会效益指标 | 校舍安全程度 | 提升 | 提升 | 30 | 28 | 尚有一栋待修 |
| 满意度指标 | 满意度指标 | 师生满意度 | ≥90% | 96% | 10 | 10 |  |
| 总分 | 总分 | 总分 | 总分 | 总分 | 100 | 97 |  |
";
    check(
        text.trim_start(),
        "
/project /name \"校舍维修\" /department \"某县教育局\" /unit \"某县第一小学\"
/funds/rows/0 /kind \"total\" /initial_budget 30 /full_budget 30 /executed 27 /weight 10 /rate 0.90 /score 9.00
/funds/rows/1 /kind \"other\" /initial_budget 0 /full_budget 0 /executed 0 /score null
/goals/0 /expected \"维修校舍两栋,消除隐患。\" /actual \"维修校舍两栋,消除隐患。\"
/indicators/0 /level2/kind \"quantity\" /name \"维修栋数\" /target/number 2 /actual/number 2 /weight 50 /score 50
/indicators/1 /level2/kind \"social\" /target/text \"提升\" /actual/text \"提升\" /weight 30 /score 28 /reason \"尚有一栋待修\"
/indicators/2 /level1/kind \"satisfaction\" /level2/kind \"satisfaction\" /name \"师生满意度\" /weight 10 /score 10
/total /weight 100 /score 97
",
    );
}

#[test]
fn equal_numbers_beside_each_other_stay_two_where_nothing_was_written_out() {
    let text = "
项目名称\t校舍维修
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t数量指标\t维修栋数\t合格\t合格\t50\t50
满意度指标\t满意度指标\t师生满意度\t优秀\t优秀\t50\t50
总分\t\t\t\t\t100\t100
";
    check(
        text.trim_start(),
        "
/indicators/0 /target/text \"合格\" /actual/text \"合格\" /weight 50 /score 50
/indicators/1 /level1/kind \"satisfaction\" /level2/kind \"satisfaction\" /weight 50 /score 50
/total /weight 100 /score 100
",
    );
}

#[test]
fn traditional_characters_and_reading_aids() {
    let text = "<table>
<tr><td colspan=2>項目名稱</td><td colspan=6>農村公路養護</td></tr>
<tr><td rowspan=2 colspan=2>項目資金（萬元）</td><td>年初預算數</td><td>全年預算數</td><td>全年執(zhí)行數(shù)</td><td>分值</td><td>執行率</td><td>得分</td></tr>
<tr><td>80</td><td>80</td><td>76</td><td>10</td><td>95%</td><td>9.5</td></tr>
<tr><td>一級指標(biāo)</td><td>二級指標(biāo)</td><td>三級指標(biāo)</td><td>年度指標(biāo)值</td><td>實(shí)際完成值</td><td>分值</td><td>得分</td><td>偏差原因分析</td></tr>
<tr><td>產(chǎn)出指標(biāo)</td><td>數(shù)量指標(biāo)</td><td>養護里程</td><td>120公里</td><td>120公里</td><td>60</td><td>60</td><td></td></tr>
<tr><td>滿意度指標(biāo)</td><td>服務(wù)對象滿意度指標(biāo)</td><td>群眾滿意度</td><td>≥90%</td><td>93%</td><td>30</td><td>30</td><td></td></tr>
<tr><td colspan=5>總分</td><td>100</td><td>99.5</td><td></td></tr></table>";
    check(
        text,
        "
/project /name \"農村公路養護\"
/funds /unit \"万元\"
/funds/rows/0 /initial_budget 80 /executed 76 /rate 0.95 /score 9.5
/indicators/0 /level1/kind \"output\" /level2/kind \"quantity\" /name \"養護里程\" /target/number 120 /weight 60
/indicators/1 /level1/kind \"satisfaction\" /name \"群眾滿意度\" /score 30
/total /weight 100 /score 99.5
",
    );
}
