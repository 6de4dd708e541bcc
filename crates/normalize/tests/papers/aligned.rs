//! Text whose columns are aligned by blanks, as `pdftotext -layout` prints it: cells go on in the next line.

use super::check;

const READ: &str = "
/form /fiscal_year 2023
/project /name \"乡村医生补助\" /department \"某县卫生健康局\"
/funds/rows/0 /kind \"total\" /initial_budget 20.00 /full_budget 20.00 /executed 19.00 /weight 10 /rate 0.95 /score 9.5
/goals/0 /expected \"按时发放补助,稳定乡村医生队伍,方便群众看病。\" /actual \"补助已按时发放,队伍稳定,群众看病更方便。\"
/indicators/0 /level2/kind \"quantity\" /name \"补助人数\" /weight 50 /score 49 /reason \"两名医生年中退休;将及时核减人数,调整下年预算。\"
/indicators/1 /level2/kind \"social\" /name \"村卫生室开诊率\" /weight 30 /score 30 /reason null
/indicators/2 /level2/kind \"satisfaction\" /name \"群众对乡村医生服务的满意度\" /weight 10 /score 10
/total /score 98.5
";

#[test]
fn cells_that_go_on_below() {
    let text = "
项目支出绩效自评表(2023年度)
项目名称        乡村医生补助                            主管部门      某县卫生健康局
项目资金(万元)                            年初预算数    全年预算数    全年执行数  分值    执行率  得分
                年度资金总额              20.00         20.00         19.00       10      95%     9.5
                其中:当年财政拨款         20.00         20.00         19.00       —       95%     —
年度总体目标    预期目标                                              实际完成情况
                按时发放补助,稳定乡村医生队伍,方便群                  补助已按时发放,队伍稳定,
                众看病。                                              群众看病更方便。
绩效指标        一级指标  二级指标        三级指标      年度指标值    实际完成值  分值    得分    偏差原因分析及
                                                                                                  改进措施
                产出指标  数量指标        补助人数      100人         98人        50      49      两名医生年中退
                                                                                                  休;将及时核减
                                                                                                  人数,调整下年
                                                                                                  预算。
                效益指标  社会效益指标    村卫生室开诊  100%          100%        30      30
                                          率
                满意度    服务对象满意度  群众对乡村医  ≥90%          96%         10      10
                指标      指标            生服务的满意
                                          度
                总分                                                              100     98.5
";
    check(text.trim_start(), READ);
}

#[test]
fn cells_that_are_centred_on_their_row() {
    let text = "
项目支出绩效自评表(2023年度)
项目名称        乡村医生补助                            主管部门      某县卫生健康局
项目资金(万元)                            年初预算数    全年预算数    全年执行数  分值    执行率  得分
                年度资金总额              20.00         20.00         19.00       10      95%     9.5
                其中:当年财政拨款         20.00         20.00         19.00       —       95%     —
年度总体目标    预期目标                                              实际完成情况
                按时发放补助,稳定乡村医生队伍,方便群                  补助已按时发放,队伍稳定,
                众看病。                                              群众看病更方便。
绩效指标        一级指标  二级指标        三级指标      年度指标值    实际完成值  分值    得分    偏差原因分析及
                                                                                                  改进措施
                                                                                                  两名医生年中退
                产出指标  数量指标        补助人数      100人         98人        50      49      休;将及时核减
                                                                                                  人数,调整下年
                                                                                                  预算。
                效益指标  社会效益指标    村卫生室开诊  100%          100%        30      30
                                          率
                满意度    服务对象满意度  群众对乡村医
                指标      指标            生服务的满意  ≥90%          96%         10      10
                                          度
                总分                                                              100     98.5
";
    check(text.trim_start(), READ);
}

#[test]
fn blocks_with_columns_at_other_places_and_cells_that_overhang() {
    let text = "
项目支出绩效自评表(2023年度)
项目名称        校舍维修                    项目类型      一次性项目
主管部门        某县教育局                  实施单位      某县第一小学
                        年初预算数   全年预算数   全年执行数   分值   执行率   得分
项目资金(万元) 年度资金总额  20.00     20.00        19.00      10     95%      9.5
               其中:当年财政拨款 20.00  20.00        19.00      —      95%      —
一级指标   二级指标   三级指标       年度指标值   实际完成值   分值   得分   偏差原因
产出指标   数量指标   维修栋数       2栋          2栋          25     25
           质量指标   验收合格率     100%         100%         25     25
           时效指标   按期完工的校舍维修项目数量 2栋 1栋       10     5      雨季停工
效益指标   社会效益   校舍安全程度   提升         提升         20     20
满意度     满意度     师生满意度     ≥90%         96%          10     10
总分                                                          100    94.5
";
    check(
        text.trim_start(),
        "
/project /name \"校舍维修\" /department \"某县教育局\" /unit \"某县第一小学\"
/funds/rows/0 /kind \"total\" /initial_budget 20.00 /full_budget 20.00 /executed 19.00 /weight 10 /rate 0.95 /score 9.5
/funds/rows/1 /kind \"fiscal_current\" /initial_budget 20.00 /full_budget 20.00 /executed 19.00 /rate 0.95
/indicators/0 /level2/kind \"quantity\" /name \"维修栋数\" /target/number 2 /actual/number 2 /weight 25 /score 25
/indicators/2 /level2/kind \"timeliness\" /name \"按期完工的校舍维修项目数量\" /target/number 2 /actual/number 1 /weight 10 /score 5 /reason \"雨季停工\"
/indicators/4 /name \"师生满意度\" /target/number 90 /actual/number 96 /weight 10 /score 10
/total /weight 100 /score 94.5
",
    );
}

/// Each page of the paper begins with its head and the title. Above the form, on its first page, stood the end of another text.
#[test]
fn a_title_on_every_page_begins_no_form() {
    let text = "
另见上年报告。

项目支出绩效自评表
(2023年度)
项目名称    乡村医生补助              主管部门    某县卫生健康局
项目资金(万元)              年初预算数  全年预算数  全年执行数  分值  执行率  得分
            年度资金总额    20.00       20.00       19.00       10    95%     9.5
绩效指标    一级指标        二级指标    三级指标    年度指标值  实际完成值    分值    得分
            产出指标        数量指标    补助人数    100人       98人          50      49

                                     -1-
\u{c}                                                             附件2

项目支出绩效自评表
(2023年度)
            效益指标        社会效益指标    开诊率      100%        100%          40      40
总分                                                                              100     98.5
";
    check(
        text.trim_start(),
        "
/source /first_page 1 /last_page 2
/project /name \"乡村医生补助\"
/indicators/0 /name \"补助人数\" /target/number 100 /actual/number 98 /weight 50 /score 49
/indicators/1 /name \"开诊率\" /level2/kind \"social\" /weight 40 /score 40
/total /weight 100 /score 98.5
",
    );
}
