//! Heads of two lines, and trees of evaluation forms (决策, 过程), where an export keeps blanks for columns or nothing but cells.

use super::check;

const FUNDS: &str = "
/funds /unit \"万元\"
/funds/rows/0 /kind \"total\" /initial_budget 86.00 /full_budget 80.00 /executed 72.00 /weight 10 /rate 0.9000 /score 9.00
/funds/rows/1 /initial_budget 60.00 /full_budget 60.00 /executed 54.00 /weight null /rate 0.9000
/funds/rows/2 /kind \"other\" /initial_budget 26.00 /full_budget 20.00 /executed 18.00
";

/// A Hunan form: the budget column is divided below its header, beside the rest of the label at the side.
#[test]
fn headers_below_others_are_columns_in_aligned_text() {
    let text = "
项目支出绩效自评表
(2022年度)
项目名称      水库移民培训                       主管部门    某县水利局
项目资金      资金来源      预算数                执行数      执行率      分值      得分
(万元)                      年初       全年
              年度资金总额  86.00      80.00      72.00       90.00%      10        9.00
              财政拨款      60.00      60.00      54.00       90.00%      —         —
              其他资金      26.00      20.00      18.00       90.00%      —         —
绩效指标      一级指标      二级指标   三级指标   年度指标值  实际完成值  分值      得分      偏差原因
              产出指标      数量指标   培训移民   ≥300人      312人       50        50
              效益指标      社会效益   就业率     ≥80%        78%         40        39        用工减少。
总分                                                                      100       98
";
    check(
        text.trim_start(),
        &format!(
            "{FUNDS}
/indicators/0 /name \"培训移民\" /target/number 300 /actual/number 312 /weight 50 /score 50
/indicators/1 /name \"就业率\" /target/number 80 /actual/number 78 /weight 40 /score 39 /reason \"用工减少。\"
"
        ),
    );
}

/// The same sheet as its cells, with the tree of an evaluation: its second level is on no list, and one kind of it names a field of
/// declarations elsewhere.
#[test]
fn headers_below_others_and_labels_of_other_trees_are_told_among_cells_without_places() {
    let cells = "项目支出绩效自评表|(2022年度)|项目名称|水库移民培训|主管部门|某县水利局|项目资金|资金来源|预算数|执行数|执行率|分值|得分\
|(万元)|年初|全年|年度资金总额|86.00|80.00|72.00|90.00%|10|9.00|财政拨款|60.00|60.00|54.00|90.00%|—|—\
|其他资金|26.00|20.00|18.00|90.00%|—|—|年度总体目标|培训移民三百人次,帮助移民就业。\
|绩效指标|一级指标|二级指标|三级指标|指标值|实际完成值|分值|得分|未完成原因分析\
|决策|立项依据|立项程序规范性|规范|规范|5|5|绩效目标|绩效指标明确性|合理|基本合理|5|4|个别指标没有量化。\
|过程|组织实施|管理制度健全性|健全|健全|5|5|产出|数量指标|培训移民|≥300人|312人|45|45\
|效益|社会效益指标|就业率|≥80%|78%|30|29|用工减少。|总分|100|97";
    let expected = format!(
        "{FUNDS}
/indicators/0 /level1/label \"决策\" /level2/label \"立项依据\" /name \"立项程序规范性\" /target/text \"规范\" /weight 5 /score 5
/indicators/1 /level1/label \"决策\" /level2/label \"绩效目标\" /name \"绩效指标明确性\" /actual/text \"基本合理\" /weight 5 /score 4
/indicators/2 /level1/label \"过程\" /level2/label \"组织实施\" /name \"管理制度健全性\" /actual/text \"健全\" /reason null
/indicators/3 /level1/kind \"output\" /level2/kind \"quantity\" /name \"培训移民\" /target/number 300 /weight 45 /score 45
/indicators/4 /level1/kind \"benefit\" /level2/kind \"social\" /name \"就业率\" /actual/number 78 /weight 30 /score 29
/total /weight 100 /score 97
"
    );
    check(&cells.replace('|', "\n"), &expected);
}

/// A header that a stamp damaged stands in one cell with its neighbour; the row below has two.
#[test]
fn two_headers_in_one_cell_are_two_columns_though_one_is_damaged() {
    let text = "
项目支出绩效自评表
(2022年度)
项目名称\t水库移民培训\t\t\t主管部门\t某县水利局
绩效指标\t一级指标\t二级指标\t三级指标\t年庶指标值 实际完成值\t分值\t得分\t偏差原因
\t产出指标\t数量指标\t培训移民\t300人\t300人\t50\t50
\t\t质量指标\t培训合格\t合格\t基本合格\t10\t9\t教材晚到。
\t效益指标\t社会效益指标\t就业率\t≥80%\t78%\t40\t39\t用工减少。
总分\t\t\t\t\t\t100\t98
";
    check(
        text.trim_start(),
        "
/indicators/0 /name \"培训移民\" /target/text \"300人\" /actual/text \"300人\" /weight 50 /score 50
/indicators/1 /name \"培训合格\" /target/text \"合格\" /actual/text \"基本合格\" /weight 10 /score 9 /reason \"教材晚到。\"
/indicators/2 /name \"就业率\" /target/number 80 /actual/number 78 /weight 40 /score 39
",
    );
}
