//! Forms as further provinces print them, each with something that no definition says: other trees, further columns, heads of two lines.

use super::check;

#[test]
fn a_tree_without_the_word_indicator_and_signatures_in_one_cell() {
    let text = "
<table><tbody>
<tr><td colspan=\"8\">2023年度浙江省财政支出项目绩效自评表</td></tr>
<tr><td>项目名称</td><td colspan=\"3\">“浙里办”运维服务</td><td>预算单位</td><td colspan=\"3\">德清县大数据发展管理局</td></tr>
<tr><td>预算资金安排情况（万元）</td><td>预算安排</td><td>调整预算</td><td>实际支出</td><td colspan=\"2\">预算执行率</td><td>分值</td><td>得分</td></tr>
<tr><td>合计</td><td>186.00</td><td>180.00</td><td>171.00</td><td colspan=\"2\">95.00%</td><td>10</td><td>9.5</td></tr>
<tr><td>财政拨款</td><td>186.00</td><td>180.00</td><td>171.00</td><td colspan=\"2\">95.00%</td><td></td><td></td></tr>
<tr><td rowspan=\"2\">绩效目标</td><td colspan=\"3\">年初绩效目标</td><td colspan=\"4\">绩效目标完成情况</td></tr>
<tr><td colspan=\"3\">确保平台全年稳定运行，可用率99.9%以上</td><td colspan=\"4\">平台全年稳定运行，可用率99.95%</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>目标值</td><td>完成值</td><td>分值</td><td>得分</td><td>未完成原因</td></tr>
<tr><td rowspan=\"2\">产出</td><td>数量</td><td>运维系统数</td><td>5个</td><td>5个</td><td>25</td><td>25</td><td></td></tr>
<tr><td>质量</td><td>系统可用率</td><td>≥99.9%</td><td>99.95%</td><td>25</td><td>25</td><td></td></tr>
<tr><td>效益</td><td>社会效益</td><td>办件量</td><td>≥100万件</td><td>96.8万件</td><td>30</td><td>29.04</td><td>部分事项下线</td></tr>
<tr><td>满意度</td><td>服务对象满意度</td><td>用户满意度</td><td>≥95%</td><td>97.2%</td><td>10</td><td>10</td><td></td></tr>
<tr><td colspan=\"5\">合计</td><td>100</td><td>98.54</td><td></td></tr>
<tr><td>自评结论</td><td colspan=\"7\">优</td></tr>
<tr><td colspan=\"8\">填报人：沈洁　　联系电话：0572-8061234　　填报日期：2024-02-28</td></tr>
</tbody></table>
";
    check(
        text.trim_start(),
        "
/form /title \"2023年度浙江省财政支出项目绩效自评表\" /fiscal_year 2023
/project /name \"“浙里办”运维服务\" /unit \"德清县大数据发展管理局\"
/funds/rows/0 /kind \"total\" /initial_budget 186.00 /full_budget 180.00 /executed 171.00 /weight 10 /rate 0.9500 /score 9.5
/goals/0 /expected \"确保平台全年稳定运行，可用率99.9%以上\" /actual \"平台全年稳定运行，可用率99.95%\"
/indicators/0 /level1/kind \"output\" /level1/label \"产出\" /level2/kind \"quantity\" /level2/label \"数量\" /name \"运维系统数\" /weight 25
/indicators/1 /level1/label \"产出\" /level2/kind \"quality\" /actual/number 99.95 /score 25
/indicators/2 /level1/kind \"benefit\" /level2/kind \"social\" /actual/unit \"万件\" /score 29.04 /reason \"部分事项下线\"
/indicators/3 /level1/label \"满意度\" /level2/label \"服务对象满意度\" /name \"用户满意度\" /score 10
/total /weight 100 /score 98.54 /grade \"优\"
/sign_off /filled_by \"沈洁\" /phone \"0572-8061234\" /date \"2024-02-28\"
/unplaced []
",
    );
}

#[test]
fn a_title_inside_and_remarks_below() {
    let text = "
项目支出绩效自评表					公开15表
编制单位:玉溪市红塔区民政局									金额单位:元
项目名称	城乡居民最低生活保障补助资金
主管部门	玉溪市红塔区民政局			实施单位	玉溪市红塔区民政局
项目资金(元)		年初预算数	全年预算数	全年执行数	分值	执行率	得分
	年度资金总额	12,000,000.00	11,356,000.00	11,356,000.00	10	100.00%	10分
	其中:当年财政拨款	12,000,000.00	11,356,000.00	11,356,000.00	-	100.00%	-
	上年结转资金				-		-
	非财政拨款				-		-
年度总体目标	预期目标				实际完成情况
	对符合条件的困难群众应保尽保				全年保障城乡低保对象2356户3012人
项目支出绩效指标表
一级指标	二级指标	三级指标	指标性质	指标值	度量单位	实际完成值	分值	得分	偏差原因分析及改进措施
产出指标	数量指标	低保对象人数	>=	3000	人	3012	20	20	无
产出指标	质量指标	救助对象认定准确率	>=	95	%	99	30	30	无
效益指标	社会效益	困难群众生活水平	定性	有所改善		有所改善	30	28	个别乡镇宣传不够
满意度指标	服务对象满意度	低保对象满意度	>=	90	%	93	10	10	无
其他需要说明的事项	无
总分	98	自评等级	优
";
    check(
        text.trim_start(),
        "
/form /title \"项目支出绩效自评表\" /variant \"sichuan\"
/funds /unit \"元\"
/funds/rows/0 /initial_budget 12000000.00 /full_budget 11356000.00 /executed 11356000.00 /weight 10 /rate 1.0000 /score 10
/funds/rows/3 /kind \"other\" /label \"非财政拨款\" /initial_budget null
/goals/0 /expected \"对符合条件的困难群众应保尽保\" /actual \"全年保障城乡低保对象2356户3012人\"
/indicators/0 /target/text \">=3000人\" /target/number 3000 /actual/number 3012 /weight 20
/indicators/2 /target/text \"有所改善\" /weight 30 /score 28 /reason \"个别乡镇宣传不够\"
/indicators/3 /level2/kind \"satisfaction\" /actual/number 93
/indicators/4 null
/total /score 98 /grade \"优\"
/other_fields [{\"label\": \"编制单位\", \"value\": \"玉溪市红塔区民政局\"}, {\"label\": \"其他需要说明的事项\", \"value\": \"无\"}]
",
    );
}

#[test]
fn decisions_and_process_are_branches_of_their_own() {
    let text = "
2022年度省级项目支出绩效自评价表
项目名称	高标准农田建设奖补			项目类型	延续性项目
主管部门	江苏省农业农村厅			实施单位	泗洪县农业农村局
项目预算执行情况		预算数(万元)	执行数(万元)	执行率(%)	分值	得分
	资金总额	4,500.00	4,365.00	97.00	10	9.70
	省级财政	3,000.00	3,000.00	100.00	/	/
	市县配套	1,500.00	1,365.00	91.00	/	/
年度绩效目标	建设高标准农田3万亩,亩均粮食产能提高100公斤。
一级指标	二级指标	三级指标	指标值	实际完成值	分值	得分	未完成原因分析
决策	立项依据	项目立项规范性	规范	规范	5	5
过程	资⾦管理	资⾦使⽤合规性	合规	合规	10	10
产出	数量指标	建设面积	3万亩	3.02万亩	25	25
	质量指标	验收合格率	100%	100%	20	20
效益	经济效益	亩均增产	100公斤	92公斤	20	18.4	夏季干旱
满意度	满意度	农户满意度	≥90%	94%	10	10
合计					100	98.10
";
    check(
        text.trim_start(),
        "
/project /name \"高标准农田建设奖补\" /unit \"泗洪县农业农村局\"
/funds/rows/0 /full_budget 4500.00 /executed 4365.00 /rate 0.9700 /weight 10 /score 9.70
/funds/rows/2 /kind \"local\" /label \"市县配套\" /rate 0.9100
/goals/0 /expected \"建设高标准农田3万亩,亩均粮食产能提高100公斤。\" /actual null
/indicators/0 /level1/kind \"other\" /level1/label \"决策\" /level2/kind \"other\" /level2/label \"立项依据\" /name \"项目立项规范性\" /weight 5 /score 5
/indicators/1 /level1/kind \"other\" /level1/label \"过程\" /level2/kind \"other\" /level2/label \"资金管理\" /name \"资金使用合规性\" /score 10
/indicators/2 /level1/kind \"output\" /level2/kind \"quantity\" /name \"建设面积\" /target/number 3 /actual/number 3.02 /score 25
/indicators/3 /level1/label \"产出\" /level2/kind \"quality\" /weight 20
/indicators/4 /level1/kind \"benefit\" /level2/kind \"economic\" /actual/number 92 /score 18.4 /reason \"夏季干旱\"
/indicators/5 /level1/kind \"satisfaction\" /name \"农户满意度\" /score 10
/total /weight 100 /score 98.10
",
    );
}

#[test]
fn heads_of_two_lines() {
    let text = "
<table>
<tr><td colspan=\"9\">项目支出绩效自评表（2023年度）</td></tr>
<tr><td>项目名称</td><td colspan=\"3\">边境村道路养护</td><td>实施单位</td><td colspan=\"4\">靖西市交通运输局</td></tr>
<tr><td rowspan=\"4\">项目资金（万元）</td><td rowspan=\"2\">资金来源</td><td colspan=\"2\">预算数</td><td rowspan=\"2\">执行数</td><td rowspan=\"2\">执行率</td><td rowspan=\"2\">分值</td><td rowspan=\"2\" colspan=\"2\">得分</td></tr>
<tr><td>年初</td><td>全年</td></tr>
<tr><td>年度资金总额</td><td>300</td><td>280</td><td>266</td><td>95%</td><td>10</td><td colspan=\"2\">9.5</td></tr>
<tr><td>其中：财政拨款</td><td>300</td><td>280</td><td>266</td><td>95%</td><td></td><td colspan=\"2\"></td></tr>
<tr><td rowspan=\"2\">年度总体目标</td><td colspan=\"4\">预期目标</td><td colspan=\"4\">实际完成情况</td></tr>
<tr><td colspan=\"4\">养护边境村道路120公里。</td><td colspan=\"4\">养护边境村道路118公里。</td></tr>
<tr><td rowspan=\"4\">绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>自评得分</td><td>核查分数</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>养护里程</td><td>120公里</td><td>118公里</td><td>50</td><td>49.2</td><td>49</td></tr>
<tr><td>效益指标</td><td>社会效益指标</td><td>通行能力</td><td>提升</td><td>提升</td><td>30</td><td>30</td><td>30</td></tr>
<tr><td>满意度指标</td><td>服务对象满意度指标</td><td>村民满意度</td><td>≥90%</td><td>95%</td><td>10</td><td>10</td><td>10</td></tr>
<tr><td colspan=\"6\">总分</td><td>100</td><td>98.7</td><td>98.5</td></tr>
</table>
";
    check(
        text.trim_start(),
        "
/project /name \"边境村道路养护\" /unit \"靖西市交通运输局\"
/funds/rows/0 /kind \"total\" /initial_budget 300 /full_budget 280 /executed 266 /rate 0.95 /weight 10 /score 9.5
/funds/rows/1 /kind \"fiscal_current\" /initial_budget 300 /full_budget 280 /executed 266 /rate 0.95
/goals/0 /expected \"养护边境村道路120公里。\" /actual \"养护边境村道路118公里。\"
/indicators/0 /name \"养护里程\" /target/number 120 /actual/number 118 /weight 50 /score 49.2 /reason null
/indicators/2 /level2/kind \"satisfaction\" /weight 10 /score 10
/total /weight 100 /score 98.7
",
    );
}

#[test]
fn a_reviewers_column_and_signatures_with_seals() {
    let text = "
新疆维吾尔自治区项目支出绩效自评表,,,,,,,,
（２０２３年度）,,,,,,,,
项目名称,边境村护边员补助,,,项目编码,650121230000012,,,
主管部门,塔城地区公安局,,,实施单位,裕民县公安局,,,
预算执行情况(万元),预算数,执行数,执行率,分值,得分,核查分数,,
资金总额,468.00,468.00,100.00%,10,10,10,,
中央财政资金,400.00,400.00,100.00%,,,,,
自治区财政资金,68.00,68.00,100.00%,,,,,
年初绩效目标,按月发放护边员补助,保障边境安全稳定。,,,,,,
实际完成情况,全年足额发放护边员补助468万元。,,,,,,,
一级指标,二级指标,三级指标,年初指标值,实际完成值,分值,核查分数,得分,备注
产出指标,数量指标,护边员人数,=130人,130人,60,58,60,
效益指标,社会效益指标,边境稳定情况,稳定,稳定,20,20,20,
满意度指标,满意度指标,护边员满意度,≥95%,98%,10,10,10,
总分,,,,,100,98,100,
存在问题,部分补助发放滞后。,,,,,,,
单位负责人(签字):巴特尔,,,经办人:古丽,,,,,
";
    check(
        text.trim_start(),
        "
/form /fiscal_year 2023
/project /name \"边境村护边员补助\" /code \"650121230000012\" /unit \"裕民县公安局\"
/funds/rows/0 /kind \"total\" /full_budget 468.00 /executed 468.00 /rate 1.0000 /weight 10 /score 10
/funds/rows/1 /kind \"central\" /full_budget 400.00 /weight null /score null
/funds/rows/2 /label \"自治区财政资金\" /executed 68.00
/goals/0 /actual \"全年足额发放护边员补助468万元。\"
/indicators/0 /name \"护边员人数\" /target/number 130 /weight 60 /score 60 /reason null
/indicators/1 /actual/text \"稳定\" /weight 20 /score 20
/total /weight 100 /score 100
/conclusion /problems \"部分补助发放滞后。\"
/sign_off /unit_head \"巴特尔\"
",
    );
}

/// Codes of the findings at `pointer`.
fn codes_at(record: &serde_json::Value, pointer: &str) -> Vec<String> {
    let findings = record["findings"].as_array().expect("a list of findings");
    findings.iter().filter(|finding| finding["at"] == pointer).map(|finding| finding["code"].to_string()).collect()
}

#[test]
fn rows_that_do_not_read_like_indicators_are_doubted() {
    // In the first row a label stands where the name belongs; the date of the second was cut behind its year.
    let text = "
项目支出绩效自评表
项目名称	河道清淤	实施单位	某区水务局
年度总体目标	预期目标	实际完成情况
	清淤五公里。	已清淤五公里。
绩效指标	一级指标	二级指标	三级指标	年度指标值	实际完成值	分值	得分
	产出指标	数量指标	成本指标	5公里	5公里	50	50
		时效指标	完工时间	2023	年底前完工	30	30
	满意度指标	服务对象满意度指标	居民满意度	≥90%	92%	10	10
总分						100	100
";
    let record = &super::records(text.trim_start())[0];
    let doubted = |pointer| codes_at(record, pointer).contains(&"\"alignment-doubtful\"".to_owned());
    assert!(doubted("/indicators/0"), "{:#?}", record["indicators"][0]);
    assert_eq!(record["indicators"][1]["target"]["number"], 2023);
    assert!(doubted("/indicators/1/target"));
    assert!(!doubted("/indicators/2"));
}

#[test]
fn rates_in_whole_percent_below_a_head_that_says_so() {
    let text = "
| 2023年度省级专项资金绩效自评价表 | 2023年度省级专项资金绩效自评价表 | 2023年度省级专项资金绩效自评价表 | 2023年度省级专项资金绩效自评价表 | 2023年度省级专项资金绩效自评价表 | 2023年度省级专项资金绩效自评价表 | 2023年度省级专项资金绩效自评价表 | 2023年度省级专项资金绩效自评价表 | 2023年度省级专项资金绩效自评价表 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 项目名称 | 农村环境整治 | 农村环境整治 | 农村环境整治 | 项目类型 | 新增项目 | 新增项目 | 新增项目 | 新增项目 |
| 主管部门 | 定西市生态环境局 | 定西市生态环境局 | 定西市生态环境局 | 实施单位 | 定西市环境监测站 | 定西市环境监测站 | 定西市环境监测站 | 定西市环境监测站 |
| 预算执行情况 |  |  |  | 预算数(万元) | 执行数(万元) | 执行率(%) | 分值 | 得分 |
| 预算执行情况 | 年度资金总额 | 年度资金总额 | 年度资金总额 | 420.5 | 302.88 | 72 | 10 | 7.2 |
| 预算执行情况 | 其中:财政资金 | 其中:财政资金 | 其中:财政资金 | 400.5 | 288.46 | 72 | / | / |
| 预算执行情况 | 其他资金 | 其他资金 | 其他资金 | 20 | 14.42 | 72 | / | / |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值 | 分值 | 得分 | 未完成原因分析 |
| 绩效指标 | 决策 | 绩效目标 | 目标明确性 | 明确 | 明确 | 10 | 10 |  |
| 绩效指标 | 决策 | 资金投入 | 预算编制科学性 | 科学 | 基本科学 | 10 | 9 | 测算依据不够充分 |
| 绩效指标 | 产出 | 数量指标 | 整治村庄个数 | ≥12个 | 12个 | 30 | 30 |  |
| 绩效指标 | 效益 | 社会效益指标 | 受益群众人数 | ≥9800人 | 10240人 | 30 | 30 |  |
| 绩效指标 | 满意度 | 服务对象满意度 | 群众满意度 | ≥90% | 94% | 10 | 10 |  |
| 总分 | 总分 | 总分 | 总分 | 总分 | 总分 | 100 | 96.2 | |
";
    check(
        text.trim_start(),
        "
/funds/rows/0 /kind \"total\" /initial_budget null /full_budget 420.5 /executed 302.88 /weight 10 /rate 0.72 /score 7.2
/funds/rows/1 /kind \"fiscal\" /initial_budget null /full_budget 400.5 /executed 288.46 /rate 0.72
/funds/rows/2 /kind \"other\" /initial_budget null /full_budget 20 /executed 14.42 /rate 0.72
/indicators/0 /level1/kind \"other\" /level1/label \"决策\" /level2/kind \"other\" /level2/label \"绩效目标\" /name \"目标明确性\" /score 10
/indicators/1 /level1/label \"决策\" /level2/label \"资金投入\" /weight 10 /score 9 /reason \"测算依据不够充分\"
/indicators/3 /level2/kind \"social\" /name \"受益群众人数\" /target/number 9800 /actual/number 10240 /score 30
/total /weight 100 /score 96.2
/unplaced []
",
    );
}

#[test]
fn a_head_of_two_lines_whose_merged_cells_were_written_out() {
    let text = "
| 项目名称 | 校园安全 | 校园安全 | 校园安全 | 校园安全 | 校园安全 | 校园安全 |
| --- | --- | --- | --- | --- | --- | --- |
| 资金情况(万元) |  | 预算数 | 预算数 | 执行数 | 执行率 | 得分 |
| 资金情况(万元) |  | 年初 | 全年 | 执行数 | 执行率 | 得分 |
| 资金情况(万元) | 资金总额 | 36.20 | 51.00 | 48.45 | 95% | 9.5 |
| 资金情况(万元) | 财政拨款 | 36.20 | 45.00 | 42.75 | 95% | — |
| 资金情况(万元) | 其他资金 | 0.00 | 6.00 | 5.70 | 95% | — |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 培训人数 | ≥200人 | 214人 | 50 | 50 |
| 产出指标 | 数量指标 | 安装完成时间 | 8月底前 | 8月20日 | 20 | 20 |
| 效益指标 | 社会效益指标 | 校园安全保障情况 | 提升 | 提升 | 20 | 18 |
| 总分 | 总分 | 总分 | 总分 | 总分 | 100 | 97.5 |
";
    check(
        text.trim_start(),
        "
/funds/rows/0 /kind \"total\" /initial_budget 36.20 /full_budget 51.00 /executed 48.45 /rate 0.95 /score 9.5
/funds/rows/1 /initial_budget 36.20 /full_budget 45.00 /executed 42.75
/funds/rows/2 /kind \"other\" /initial_budget 0.00 /full_budget 6.00 /executed 5.70
/indicators/0 /name \"培训人数\" /target/number 200 /actual/number 214 /weight 50 /score 50
/indicators/1 /name \"安装完成时间\" /target/kind \"date\" /weight 20 /score 20
/indicators/2 /name \"校园安全保障情况\" /score 18
/total /weight 100 /score 97.5
",
    );
}

#[test]
fn names_that_end_as_labels_of_the_head_do_stay_with_their_indicators() {
    let text = "
<table>
<tr><td colspan=\"6\">中央对地方转移支付项目绩效目标自评表</td></tr>
<tr><td>转移支付名称</td><td colspan=\"5\">就业补助资金</td></tr>
<tr><td rowspan=\"5\">绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td><td>全年实际完成值</td></tr>
<tr><td rowspan=\"4\">产出指标</td><td rowspan=\"3\">数量指标</td><td>发放补贴次数</td><td>≥4次</td><td>4次</td></tr>
<tr><td>享受社会保险补贴人数</td><td>不少于110人</td><td>126</td></tr>
<tr><td>享受公益性岗位补贴人数</td><td>≥30人</td><td>31</td></tr>
<tr><td>时效指标</td><td>补贴发放时间</td><td>12月底前</td><td>12月18日</td></tr>
</table>
";
    check(
        text.trim_start(),
        "
/form /kind \"transfer_self_evaluation\"
/project /name \"就业补助资金\"
/indicators/1 /level2/label \"数量指标\" /name \"享受社会保险补贴人数\" /target/number 110 /target/comparator \"≥\" /actual/number 126
/indicators/2 /level2/label \"数量指标\" /name \"享受公益性岗位补贴人数\" /target/number 30 /actual/number 31
/indicators/3 /level2/label \"时效指标\" /name \"补贴发放时间\" /target/text \"12月底前\"
/other_fields []
/unplaced []
",
    );
}
