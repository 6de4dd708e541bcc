//! Tables whose head says too little: a header in another order than usual is lost, or the whole head stands beside its columns.

use super::check;

/// A Guangxi form: the points come before the target, and how they are given stands between. The stamp hides 年度指标值 and 得分.
#[test]
fn lost_headers_of_columns_in_another_order_are_told_by_the_rows() {
    let text = "
项目支出绩效自评表
(2022年度)
项目名称	甘蔗良种推广
主管部门	某县农业农村局			实施单位	某县糖业发展中心
资金情况(万元)		全年预算数	全年执行数	分值	执行率	得分
	年度资金总额	120.00	108.00	10	90.00%	9.00
绩效指标	一级指标	二级指标	三级指标	分值	评分标准		全年实际值		备注
	产出指标	数量指标	推广良种面积	20	完成得满分	≥5000亩	5200亩	20
		质量指标	良种出苗率	20	完成得满分	≥90%	88%	19	春旱。
		时效指标	种苗发放及时性	10	完成得满分	3月底前	3月20日	10
	效益指标	经济效益指标	蔗农亩均增收	30	完成得满分	≥150元	162元	30
	满意度指标	服务对象满意度指标	蔗农满意度	10	完成得满分	≥90%	95%	10
总分				100				98
";
    check(
        text.trim_start(),
        "
/project /name \"甘蔗良种推广\" /unit \"某县糖业发展中心\"
/funds/rows/0 /full_budget 120.00 /executed 108.00 /rate 0.9000 /score 9.00
/indicators/0 /name \"推广良种面积\" /weight 20 /target/number 5000 /target/unit \"亩\" /actual/number 5200 /score 20
/indicators/1 /name \"良种出苗率\" /weight 20 /target/text \"≥90%\" /actual/text \"88%\" /score 19
/indicators/2 /name \"种苗发放及时性\" /weight 10 /target/text \"3月底前\" /actual/text \"3月20日\" /score 10
/indicators/3 /name \"蔗农亩均增收\" /weight 30 /target/number 150 /actual/number 162 /score 30
/indicators/4 /level1/kind \"satisfaction\" /level2/kind \"satisfaction\" /weight 10 /target/number 90 /actual/number 95 /score 10
",
    );
}

/// A Shaanxi form whose head lost its blank first cell in the export: every header stands one column left of its values.
#[test]
fn a_head_that_moved_against_all_rows_is_put_back() {
    let text = "
项目支出绩效自评表,,,,,,,,
(2023年度),,,,,,,,
项目名称,苹果园改造,,,,,,,
主管部门,某县农业农村局,,,实施单位,某县果业中心,,,
项目资金(万元),,年初预算数,全年预算数,全年执行数,分值,执行率,得分,
,年度资金总额,60,60,60,10,100%,10,
一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分,偏差原因分析及改进措施,
,产出指标,数量指标,改造果园面积,≥800亩,820亩,30,30,
,,质量指标,苗木成活率,≥95%,93%,20,19,冬季冻害。
,效益指标,社会效益指标,带动农户数,≥200户,210户,30,30,
,满意度指标,服务对象满意度指标,果农满意度,≥90%,92%,10,10,
总分,,,,,,100,99,
";
    check(
        text.trim_start(),
        "
/project /name \"苹果园改造\"
/indicators/0 /level1/kind \"output\" /level2/kind \"quantity\" /name \"改造果园面积\" /target/number 800 /actual/number 820 /weight 30 /score 30
/indicators/1 /level2/kind \"quality\" /name \"苗木成活率\" /target/number 95 /actual/number 93 /weight 20 /score 19 /reason \"冬季冻害。\"
/indicators/2 /level2/kind \"social\" /name \"带动农户数\" /target/number 200 /actual/number 210 /weight 30 /score 30
/indicators/3 /name \"果农满意度\" /target/number 90 /actual/number 92 /weight 10 /score 10
",
    );
}
