//! Forms of provinces whose wording and layout no definition was written for.

use super::check;

#[test]
fn unknown_labels_open_fields_of_their_own() {
    check(
        "# 重庆市垫江县2022年度项目绩效自评表\n
| 项目名称 | 农村饮水安全巩固提升 | | | | 自评总分(分) | 96.38 | |
|---|---|---|---|---|---|---|---|
| 主管部门 | 垫江县水利局 | | | | 财政归口处室 | 农业科 | |
| 资金使用单位 | 垫江县水务集团 | | | 联系人及电话 | 周敏 13800001111 | | |
| 项目资金(万元) | | 年初预算数 | 全年(调整)预算数 | 全年执行数 | 执行率(%) | 执行率权重 | 执行率得分 |
| | 总量 | 560 | 520 | 487.6 | 93.77 | 10 | 9.38 |
| | 其中:财政资金 | 500 | 460 | 427.6 | 92.96 | | |
| 当年绩效目标 | 年初绩效目标 | | 全年(调整)绩效目标 | | 全年目标实际完成情况 | | |
| | 新建供水管网30公里 | | 新建供水管网28公里 | | 新建供水管网28公里,受益人口2万人 | | |
| 绩效指标 | 指标名称 | 计量单位 | 指标性质 | 年初指标值 | 全年完成值 | 得分系数 | 指标权重 | 指标得分 |
| | 新建管网长度 | 公里 | ≥ | 28 | 28 | 100% | 40 | 40 |
| | 受益人口 | 万人 | ≥ | 2.1 | 2 | 95% | 20 | 19 |
| | 供水保障能力 | | 定性 | 好 | 好 | 100% | 20 | 20 |
| | 群众满意度 | % | ≥ | 90 | 92 | 80% | 10 | 8 |
| 说明 | 受益人口略低于目标系人口外流 | | | | | | | |
",
        r#"
        /form /kind "project_self_evaluation" /title "重庆市垫江县2022年度项目绩效自评表" /fiscal_year 2022
        /project /name "农村饮水安全巩固提升" /department "垫江县水利局" /unit "垫江县水务集团"
        /total /score 96.38 /weight null
        /other_fields/0 /label "财政归口处室" /value "农业科"
        /other_fields/1 /label "联系人及电话" /value "周敏 13800001111"
        /funds/rows/0 /kind "total" /label "总量" /initial_budget 560 /full_budget 520 /executed 487.6 /rate 0.9377 /weight 10 /score 9.38
        /funds/rows/1 /kind "fiscal" /initial_budget 500 /full_budget 460 /executed 427.6 /rate 0.9296 /weight null /score null
        /goals/0 /expected "新建供水管网30公里" /actual "新建供水管网28公里,受益人口2万人"
        /other_fields/2 /label "全年(调整)绩效目标" /value "新建供水管网28公里"
        /indicators/0 /name "新建管网长度" /weight 40 /score 40
        /indicators/0/level1 /kind "other" /label null
        /indicators/0/target /text "≥28公里" /comparator "≥" /number 28 /unit "公里"
        /indicators/3/level2 /kind "satisfaction" /label null
        /other_fields/3 /label "得分系数" /value "100%"
        /other_fields/7 /label "说明" /value "受益人口略低于目标系人口外流"
        /unplaced []
        "#,
    );
}

#[test]
fn cells_that_hold_label_and_value_end_the_value_before_them() {
    check(
        "附件2-2
2023年度项目支出绩效自评表,,,,,,,,
填报单位:(盖章)湘阴县教育局,,,,,,单位:万元,,
项目支出名称,义务教育薄弱环节改善与能力提升,,,,,,,
主管部门,湘阴县教育局,,,,实施单位,湘阴县教育局计财股,,
项目资金(万元),,年初预算数,全年预算数,全年执行数,分值,,执行率,得分
,年度资金总额,\"1,250.00\",\"1,310.50\",\"1,290.30\",10,,98.46%,9.85
,其中:当年财政拨款,\"1,250.00\",\"1,250.00\",\"1,229.80\",-,,-,-
,上年结转资金,0,60.5,60.5,-,,-,-
年度总体目标,预期目标,,,,实际完成情况,,,
,改善12所学校办学条件。,,,,已改善12所学校办学条件。,,,
绩效指标,一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分,偏差原因分析及改进措施
,产出指标(50分),数量指标,改善学校数量,12所,12所,50,50,
,效益指标(30分),社会效益指标,办学条件改善程度,明显改善,明显改善,30,30,
,满意度指标(10分),服务对象满意度指标,师生满意度,≥95%,96%,10,10,
总分,,,,,,100,99.85,
填表人:王丽,,联系电话:0730-2233445,,填报日期:2024年4月8日,,单位负责人签字:李建国,,
",
        r#"
        /form /title "2023年度项目支出绩效自评表" /fiscal_year 2023
        /project /name "义务教育薄弱环节改善与能力提升" /unit "湘阴县教育局计财股"
        /other_fields/0 /label "填报单位" /value "湘阴县教育局"
        /funds /unit "万元"
        /funds/rows/0 /initial_budget 1250.00 /full_budget 1310.50 /executed 1290.30 /weight 10 /rate 0.9846 /score 9.85
        /sign_off /filled_by "王丽" /phone "0730-2233445" /date "2024年4月8日" /unit_head "李建国"
        /total /weight 100 /score 99.85
        "#,
    );
}

#[test]
fn a_total_may_be_divided_in_two_ways() {
    check(
        "部门整体支出绩效自评表
(2023 年度)
填报部门(盖章):\t平江县文化旅游广电体育局\t\t\t填报日期:2024.3.15
部门名称\t平江县文化旅游广电体育局
部门预算收支(万元)\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t2,856.31\t3,120.87\t3,015.02\t10\t96.61%\t9.66
\t按收入性质分:一般公共预算\t2,856.31\t3,120.87\t3,015.02
\t按支出性质分:基本支出\t1,610.20\t1,688.45\t1,688.45
\t项目支出\t1,246.11\t1,432.42\t1,326.57
年度总体目标\t预期目标\t\t实际完成情况
\t完成公共文化服务体系建设\t\t全面完成年度任务
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
产出指标\t数量指标\t送戏下乡\t120场\t126场\t50\t50\t
效益指标\t社会效益指标\t群众文化生活\t丰富\t丰富\t30\t30\t
满意度指标\t服务对象满意度\t群众满意度\t95%\t94%\t10\t9.5\t宣传不足,下一步加强宣传
总分\t\t\t\t\t100\t99.16
填报人:张三\t联系电话:13912345678\t单位负责人:李四
",
        r#"
        /form /kind "department_self_evaluation"
        /project /unit "平江县文化旅游广电体育局" /name null
        /funds/rows/1 /kind "fiscal" /label "按收入性质分:一般公共预算" /full_budget 3120.87
        /funds/rows/2 /kind "basic" /label "按支出性质分:基本支出" /executed 1688.45
        /goals/0 /expected "完成公共文化服务体系建设" /actual "全面完成年度任务"
        /checks/0 /rule "fund-sum" /outcome "pass"
        /checks/5 /rule "fund-sum" /outcome "pass"
        /checks/6 /rule "rate" /outcome "pass"
        /sign_off /filled_by "张三" /unit_head "李四" /date "2024.3.15"
        "#,
    );
}
