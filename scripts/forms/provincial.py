"""Project forms of provinces that go their own way: Sichuan (F4) and Hubei (F5)."""

from decimal import Decimal
from random import Random

from . import funds, indicators, words
from .blocks import Builder, FormSheet
from .contract import Num
from .funds import Amounts, Rates
from .indicators import PointStyle, Row, fill
from .layouts import draw_names, field_names, prose, score_sum, tree
from .values import Value


def f4(rng: Random) -> FormSheet:
    """Sichuan: the target in three columns, weights, closing texts, signatures."""
    year, name, department, unit = draw_names(rng)
    builder = Builder(rng, 11, "project_self_evaluation", "sichuan", dash="/")
    builder.line(f"报表编号:510000_00{rng.randint(10, 99)}zp", "note")
    builder.title("部门预算项目支出绩效自评表", year)
    code = f"51{rng.randint(1000, 9999)}{year % 100}R{rng.randint(10**11, 10**12 - 1)}"
    builder.header(("项目名称", f"{code}-{name}", "/project/name", ()))
    builder.record["project"].update(name=name, code=code)
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位(盖章)", unit, "/project/unit", ()))
    columns = [
        ("initial_budget", "年初预算"),
        ("full_budget", "调整后预算数"),
        ("executed", "预算执行数"),
        ("rate", "预算执行率"),
        ("weight", "权重"),
        ("score", "得分"),
        (None, "原因"),
    ]
    kinds = [
        ("total", "总额"),
        ("fiscal", "其中:财政资金"),
        ("special_account", "财政专户管理资金"),
        ("unit_own", "单位资金"),
        ("other", "其他资金"),
    ]
    money = funds.table(rng, kinds, field_names(columns), Amounts(rng, "万元"), Rates(rng), 10)
    builder.goals("项目基本情况", "项目年度目标", "年度目标完成情况", prose(rng, words.GOALS), prose(rng, words.DONE))
    slow = "项目验收时间较晚,部分款项结转下年支付" if money[0].rate.number.decimal() < Decimal("0.9") else ""
    builder.funds("预算执行情况(10分)", "万元", columns, money, "/", "年度预算数(万元)", slow)
    builder.either["/funds/rows/1/kind"] = ["fiscal_current"]
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("target_op", "指标性质"),
        ("target_number", "指标值"),
        ("target_unit", "度量单位"),
        ("actual", "完成值"),
        ("weight", "权重"),
        ("score", "得分"),
        ("reason", "未完成原因分析"),
    ]
    cost = rng.random() < 0.5
    rows = indicators.rows(rng, tree(rng, cost_branch=cost, cost_kind="cost_economic"), year, PointStyle(rng), "absent")
    for row in rows:
        three_columns(row)
    builder.indicators("绩效指标(90分)", columns, rows, {"satisfaction": rng.choice(["满意度指标", "服务对象满意度指标"])})
    builder.total("合计", columns, score_sum(rows, money[0].score))
    builder.text_row("评价结论", rng.choice(words.EVALUATIONS), "/conclusion/evaluation")
    builder.text_row("存在问题", rng.choice(words.PROBLEMS), "/conclusion/problems")
    builder.text_row("改进措施", rng.choice(words.IMPROVEMENTS), "/conclusion/improvements")
    builder.signatures(
        ("项目负责人", rng.choice(words.PEOPLE), "/sign_off/project_leader"),
        ("财务负责人", rng.choice(words.PEOPLE), "/sign_off/finance_leader"),
    )
    return builder.form


def three_columns(row: Row) -> None:
    """Prints the target in three columns: a comparator, a number and a unit, joined without blanks; words stand alone."""
    value = row.target
    if value.number is not None and value.kind in ("quantity", "percent"):
        comparator = value.comparator or "="
        row.target = Value(f"{comparator}{value.number}{value.unit or ''}", value.kind, comparator, value.number, value.unit)


def f5(rng: Random) -> FormSheet:
    """Hubei: 20 points for execution, no column for weights, one or two goals with a table each."""
    year, name, department, unit = draw_names(rng)
    builder = Builder(rng, 8, "project_self_evaluation", "hubei")
    builder.title(rng.choice(["项目绩效自评表", "项目自评表"]), year)
    date = f"{year + 1}年{rng.randint(1, 6)}月{rng.randint(1, 28)}日"
    builder.header(("单位名称:", unit, "/project/unit", ()), ("填报日期:", date, "/sign_off/date", ()))
    builder.header(("项目名称", name, "/project/name", ()))
    builder.header(("主管部门", department, "/project/department", ()), ("项目实施单位", unit, "/project/unit", ()))

    def tick(options):
        return (
            " ".join(f"{n}、{text}{'☑' if n == chosen else '□'}" for n, text in enumerate(options, 1))
            if (chosen := rng.randint(1, len(options)))
            else ""
        )  # noqa: E731

    builder.header(("项目类别", tick(["部门预算项目", "市直专项", "对下转移支付项目"]), None, ()))
    builder.header(("项目属性", tick(["持续性项目", "新增性项目"]), None, ()))
    builder.header(("项目类型", tick(["常年性项目", "延续性项目", "一次性项目"]), None, ()))
    columns = [("full_budget", "预算数(A)"), ("executed", "执行数(B)"), ("rate", "执行率(B/A)"), ("score", "得分(20分*执行率)")]
    money = funds.table(
        rng, [("total", "年度财政资金总额"), ("fiscal", "")], field_names(columns), Amounts(rng, "万元"), Rates(rng), 20
    )[:1]
    builder.funds("预算执行情况(万元)(20分)", "万元", columns, money, "")
    builder.either["/funds/rows/0/weight"] = [Num("20")]
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("target", "年初目标值(A)"),
        ("actual", "实际完成值(B)"),
        ("score", "得分"),
    ]
    goals = rng.choice([1, 1, 2])
    all_rows: list[Row] = []
    for goal in range(1, goals + 1):
        points = (80, 40)[goals - 1]
        parts = (50, 20, 10) if goals == 1 else (20, 10, 10)
        rows = indicators.rows(rng, tree(rng, *parts), year, PointStyle(rng), "absent")
        for row in rows:
            row.reason = None
        builder.record["goals"].append({"number": Num(str(goal)), "expected": None, "actual": None})
        timeliness = rng.choice(["时效指标", "进度指标"])
        side = f"年度绩效目标{goal}({points}分)"
        builder.indicators(side, columns, rows, {"timeliness": timeliness}, goal=goal)
        all_rows += rows
    builder.total("总分", columns, score_sum(all_rows, money[0].score))
    builder.text_row("偏差大或目标未完成原因分析", why := fill(rng, rng.choice(words.SHORTFALLS)) + "。", None)
    builder.either["/conclusion/problems"] = [why]
    builder.text_row("改进措施及结果应用方案", rng.choice(words.IMPROVEMENTS), "/conclusion/improvements")
    builder.line(
        "备注:1.预算执行情况口径:预算数为调整后财政资金总额。2.定量指标完成数汇总原则:绝对值直接累加计算,相对值按照资金额度加权平均计算。3.定性指标分为达成预期指标、部分达成预期指标并具有一定效果、"
        "未达成预期指标且效果较差三档,分别按照100-80%(含80%)、80-50%(含50%)、50-0%合理填写实际完成值。",
        "note",
    )
    return builder.form
