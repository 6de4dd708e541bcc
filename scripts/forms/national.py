"""The national project form F1 in three skins, and its older and county siblings F2 and F3."""

from random import Random

from . import funds, indicators, words
from .blocks import Builder, FormSheet
from .contract import Num
from .funds import Amounts, Printed, Rates
from .indicators import PointStyle
from .layouts import FUND_COLUMNS, INDICATOR_COLUMNS, draw_names, field_names, prose, score_sum, tree


def f1_shenzhen(rng: Random) -> FormSheet:
    year, name, department, unit = draw_names(rng)
    builder = Builder(rng, 9, "project_self_evaluation", "shenzhen")
    amounts, points = Amounts(rng, "元"), PointStyle(rng)
    if rng.random() < 0.3:
        builder.title("项目支出绩效自评表", year)
    amount = str(rng.randint(10, 9999) * 1000)
    builder.header(("项目名称", name, "/project/name", ()), ("项目金额", Printed(amount, Num(amount)), "/project/total_amount", ()))
    builder.header(
        ("主管部门", department, "/project/department", ()), ("实施单位", unit if rng.random() < 0.6 else None, "/project/unit", ())
    )
    kinds = [
        ("total", "年度资金总额"),
        ("fiscal_current", "其中:当年财政拨款"),
        ("carry_over", "上年结转资金"),
        ("other", "其他资金"),
    ]
    money = funds.table(rng, kinds, field_names(FUND_COLUMNS), amounts, Rates(rng), 10)
    builder.funds("项目资金(元)", "元", FUND_COLUMNS, money, "—")
    builder.goals("年度总体目标", "预期目标", "实际完成情况", prose(rng, words.GOALS), prose(rng, words.DONE))
    branches = tree(rng)
    branches[1].kinds.pop("sustainable")
    rows = indicators.rows(rng, branches, year, points, "n/a")
    builder.indicators("年度绩效指标", INDICATOR_COLUMNS, rows, {"satisfaction": "满意度指标"}, level1={"satisfaction": "效益指标"})
    builder.total("总分", INDICATOR_COLUMNS, score_sum(rows, money[0].score))
    return builder.form


def f1_anhui(rng: Random) -> FormSheet:
    year, name, department, unit = draw_names(rng)
    builder = Builder(rng, 9, "project_self_evaluation", "anhui")
    amounts, points = Amounts(rng, "万元"), PointStyle(rng)
    if rng.random() < 0.3:
        builder.line("附件:", "note")
    builder.title("项目支出绩效自评表", year)
    prefix = rng.choice(["", "219-", "219001-"])
    builder.header(("项目名称", name, "/project/name", ()))
    builder.header(
        ("主管部门", prefix + department, "/project/department", (department,)),
        ("实施单位", prefix + unit, "/project/unit", (unit,)),
    )
    kinds = [
        ("total", "年度资金总额:"),
        ("fiscal_current", "其中:本年财政拨款"),
        ("carry_over", "上年结转资金"),
        ("other", "其他资金"),
    ]
    money = funds.table(rng, kinds, field_names(FUND_COLUMNS), amounts, Rates(rng), 10)
    builder.funds("项目资金(万元)", "万元", FUND_COLUMNS, money, "—")
    builder.goals("年度总体目标", "预期目标", "实际完成情况", prose(rng, words.GOALS), prose(rng, words.DONE))
    rows = indicators.rows(rng, tree(rng), year, points, "blank")
    builder.indicators(
        "绩效指标", INDICATOR_COLUMNS, rows, {"satisfaction": "满意度指标"}, {"output": 50, "benefit": 30, "satisfaction": 10}
    )
    builder.total("总分", INDICATOR_COLUMNS, score_sum(rows, money[0].score))
    return builder.form


def f1_shanghai(rng: Random) -> FormSheet:
    year, name, department, unit = draw_names(rng)
    builder = Builder(rng, 9, "project_self_evaluation", "shanghai")
    amounts, points = Amounts(rng, "元"), PointStyle(rng)
    builder.title("财政项目支出绩效自评表", year)
    builder.header(("项目名称", name, "/project/name", ()))
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位", unit, "/project/unit", ()))
    kinds = [
        ("total", "年度资金总额"),
        ("fiscal_current", "其中:当年财政拨款"),
        ("carry_over", "上年结转资金"),
        ("other", "其他资金"),
    ]
    money = funds.table(rng, kinds, field_names(FUND_COLUMNS), amounts, Rates(rng), 10)
    builder.funds("项目资金(元)", "元", FUND_COLUMNS, money, "—")
    builder.goals("年度总体目标", "预期目标", "实际完成情况", prose(rng, words.GOALS), prose(rng, words.DONE))
    rows = indicators.rows(rng, tree(rng), year, points, "absent")
    builder.indicators("绩效指标", INDICATOR_COLUMNS, rows, {})
    builder.total("总分", INDICATOR_COLUMNS, score_sum(rows, money[0].score))
    return builder.form


def f2(rng: Random) -> FormSheet:
    """Before 2020: one budget column, a column that tells how points are worked out."""
    year, name, department, unit = draw_names(rng)
    builder = Builder(rng, 11, "project_self_evaluation", "score_method")
    builder.title("项目支出绩效自评表", year)
    builder.header(("项目名称", name, "/project/name", ()))
    code = str(rng.randint(101, 399))
    builder.header(
        ("主管部门及代码", f"{department} {code}", "/project/department", (department,)), ("实施单位", unit, "/project/unit", ())
    )
    columns = [
        ("initial_budget", "年初预算数(A)"),
        ("executed", "全年执行数(B)"),
        ("weight", "分值(10分)"),
        ("rate", "执行率(B/A)"),
        ("score", "得分"),
        (None, "得分计算方法"),
    ]
    kinds = [("total", "年度资金总额:"), ("fiscal_current", "其中:本年一般公共预算拨款"), ("other", "其他资金")]
    money = funds.table(rng, kinds, field_names(columns), Amounts(rng, "万元"), Rates(rng), 10)
    builder.funds("项目资金(万元)", "万元", columns, money, "—")
    builder.goals("年度总体目标", "年初设定目标", "年度总体目标完成情况综述", prose(rng, words.GOALS), prose(rng, words.DONE))
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("weight", "分值"),
        ("target", "年度指标值(A)"),
        ("actual", "全年实际值(B)"),
        ("method", "得分计算方法"),
        ("score", "得分"),
        ("reason", "未完成原因分析"),
    ]
    rows = indicators.rows(rng, tree(rng), year, PointStyle(rng), "absent")
    builder.indicators(
        "绩效指标",
        columns,
        rows,
        {},
        {"output": 50, "benefit": 30, "satisfaction": 10},
        {"satisfaction": "服务对象满意度指标"},
        method=rng.choice(["完成值达到指标值,记满分;未达到指标值,按B/A×分值记分", "B/A×该指标分值", "根据完成情况分档记分"]),
    )
    builder.total("总分", columns, score_sum(rows, money[0].score))
    return builder.form


def f3(rng: Random) -> FormSheet:
    """County projects: one budget column for the full year, weights before targets, a row of dots, notes."""
    year, name, department, unit = draw_names(rng)
    builder = Builder(rng, 9, "project_self_evaluation", "county")
    builder.title("项目绩效目标自评表", year)
    leader, phone = rng.choice(words.PEOPLE), f"{rng.randint(6000000, 8999999)}"
    builder.header(("项目名称", name, "/project/name", ()), ("项目负责人及电话", f"{leader} {phone}", None, ()))
    builder.record["sign_off"].update(project_leader=f"{leader} {phone}")
    builder.either["/sign_off/project_leader"] = [leader]
    builder.either["/sign_off/phone"] = [phone]
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位", unit, "/project/unit", ()))
    columns = [
        ("full_budget", "全年预算数(A)"),
        ("executed", "全年执行数(B)"),
        ("weight", "分值"),
        ("rate", "执行率(B/A)"),
        ("score", "得分"),
    ]
    kinds = [("total", "年度资金总额:"), ("fiscal_current", "其中:本年财政拨款"), ("other", "其他资金")]
    money = funds.table(rng, kinds, field_names(columns), Amounts(rng, "万元"), Rates(rng), 10)
    builder.funds("资金情况(万元)", "万元", columns, money, "—")
    builder.goals("年度总体目标", "年初设定目标", "年度总体目标完成情况综述", prose(rng, words.GOALS), prose(rng, words.DONE))
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("weight", "分值"),
        ("target", "年度指标值"),
        ("actual", "全年实际值"),
        ("score", "得分"),
        ("reason", "未完成原因及拟采取的改进措施"),
    ]
    rows = indicators.rows(rng, tree(rng), year, PointStyle(rng), "absent")
    suffixes = {"output": 50, "benefit": 30, "satisfaction": 10} if rng.random() < 0.5 else None
    builder.indicators("绩效指标", columns, rows, {}, suffixes)
    if rng.random() < 0.4:
        builder.line("……", "note")
    builder.total("总分", columns, score_sum(rows, money[0].score))
    builder.line(
        "注:1.其他资金包括和财政资金共同投入到同一项目的自有资金、社会资金等。2.定性指标根据完成情况分为三档:达成年度指标、部分达成年度指标并具有一定效果、未达成年度指标且效果较差,"
        "分别按照100%-80%、80%-60%、60%-0合理填写分值。",
        "note",
    )
    return builder.form
