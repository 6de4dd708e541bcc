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
