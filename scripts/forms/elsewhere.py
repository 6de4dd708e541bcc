"""Project forms as provinces print them that no definition was written for: other labels, orders and numbers of columns, other trees.

What the labels mean follows from the paper: 决策 and 过程 are branches of no known kind, a rate below `执行率(%)` is in hundredths.
"""

from decimal import Decimal
from random import Random

from . import funds, indicators, words
from .blocks import Builder, FormSheet
from .contract import Num
from .funds import Amounts, FundRow, Printed, Rates
from .indicators import PointStyle, Row
from .layouts import draw_names, field_names, prose, score_sum, tree
from .sheet import Cell
from .values import Value

# Any definition may be the nearest one.
VARIANTS = ["national", "shenzhen", "anhui", "shanghai", "score_method", "county", "sichuan", "hubei"]
SHORT_LEVEL1 = {"decision": "决策", "process": "过程", "output": "产出", "benefit": "效益", "satisfaction": "满意度"}
EARLY_LEVEL2 = {"basis": "立项依据", "setting": "绩效目标", "investing": "资金投入", "managing": "资金管理", "organizing": "组织实施"}
EARLY = [
    ("decision", "basis", ["立项依据充分性", "立项程序规范性"], 5),
    ("decision", "setting", ["绩效目标合理性", "绩效指标明确性"], 5),
    ("process", "managing", ["预算执行合规性", "资金使用合规性", "资金到位及时性"], 5),
    ("process", "organizing", ["管理制度健全性", "制度执行有效性"], 5),
]


def process_tree(rng: Random) -> FormSheet:
    """决策, 过程, 产出, 效益, 满意度: a goal in one row, rates in hundredths, units in the heads of the amounts."""
    year, name, department, unit = draw_names(rng)
    builder = _builder(rng, 9)
    builder.title(rng.choice(["省级专项资金项目绩效自评价表", "项目支出绩效自评价表"]), year)
    builder.header(("项目名称", name, "/project/name", ()), ("项目类型", rng.choice(["延续性项目", "新增项目"]), None, ()))
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位", unit, "/project/unit", ()))
    columns = [
        ("full_budget", "预算数(万元)"),
        ("executed", "执行数(万元)"),
        ("rate", "执行率(%)"),
        ("weight", "分值"),
        ("score", "得分"),
    ]
    kinds = [("total", "年度资金总额"), ("fiscal", "其中:财政资金"), ("other", "其他资金")]
    money = funds.table(rng, kinds, field_names(columns), Amounts(rng, "万元"), Rates(rng), 10)
    for row in money:
        in_hundredths(row)
    builder.funds("预算执行情况", "万元", columns, money, rng.choice(["—", "/"]))
    for index in range(len(money)):
        builder.either[f"/funds/rows/{index}/kind"] = ["fiscal_current", "central", "local"] if index == 1 else []
    _goal_row(builder, rng.choice(["年度绩效目标", "年度总体目标"]), prose(rng, words.GOALS))
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("target", "指标值"),
        ("actual", "实际完成值"),
        ("weight", "分值"),
        ("score", "得分"),
        ("reason", "未完成原因分析"),
    ]
    points = PointStyle(rng)
    rows = early_rows(rng, points) + indicators.rows(rng, tree(rng, 40, 20, 10), year, points, "absent")
    builder.indicators("绩效指标", columns, rows, {**EARLY_LEVEL2, "satisfaction": "服务对象满意度"}, level1=SHORT_LEVEL1)
    _name_early_kinds(builder, rows)
    builder.total(rng.choice(["合计", "总分"]), columns, score_sum(rows, money[0].score))
    return builder.form


def two_line_heads(rng: Random) -> FormSheet:
    """Heads of the money in two lines, points before targets, a column of standards between them, a leader and a phone."""
    year, name, department, unit = draw_names(rng)
    builder = _builder(rng, 10)
    builder.title("部门预算项目支出绩效自评表", year)
    builder.header(("项目名称", name, "/project/name", ()), ("项目类别", rng.choice(["经常性项目", "一次性项目"]), None, ()))
    builder.header(("主管部门", department, "/project/department", ()), ("项目实施单位", unit, "/project/unit", ()))
    builder.header(("项目起止时间", f"{year}年1月至{year}年12月", None, ()))
    columns = [
        ("initial_budget", "年初"),
        ("full_budget", "全年"),
        ("executed", "执行数"),
        ("rate", "执行率"),
        ("weight", "分值"),
        ("score", "得分"),
    ]
    kinds = [("total", "资金总额"), ("fiscal", "财政拨款"), ("other", "其他资金")]
    money = funds.table(rng, kinds, field_names(columns), Amounts(rng, "万元"), Rates(rng), 10)
    _two_line_funds(builder, "资金情况(万元)", columns, money)
    builder.either["/funds/rows/1/kind"] = ["fiscal_current"]
    builder.goals("年度总体目标", "预期目标", "实际完成情况", prose(rng, words.GOALS), prose(rng, words.DONE))
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("weight", "分值"),
        ("method", "评分标准"),
        ("target", "年度指标值"),
        ("actual", "实际完成值"),
        ("score", "得分"),
        ("reason", "偏差原因分析及改进措施"),
    ]
    rows = indicators.rows(rng, tree(rng), year, PointStyle(rng), "absent")
    standard = rng.choice(["完成得满分,未完成按比例扣分", "每低1个百分点扣0.5分", "达到目标值得满分"])
    builder.indicators("绩效指标", columns, rows, {}, method=standard)
    builder.total("总分", columns, score_sum(rows, money[0].score))
    return builder.form


def unit_above(rng: Random) -> FormSheet:
    """The unit stands above the table; the total of points with it; the tree has its points before the names; people at the end."""
    year, name, department, unit = draw_names(rng)
    builder = _builder(rng, 9)
    builder.title("财政支出项目绩效自评表", year)
    builder.line("单位:万元", "note", "/funds/unit")
    builder.header(("项目名称", name, "/project/name", ()))
    builder.header(("主管部门", department, "/project/department", ()), ("预算单位", unit, "/project/unit", ()))
    columns = [
        ("initial_budget", "年初预算数"),
        ("full_budget", "调整后预算数"),
        ("executed", "实际执行数"),
        ("weight", "分值"),
        ("rate", "预算执行率"),
        ("score", "得分"),
    ]
    kinds = [("total", "资金总额"), ("fiscal_current", "其中:当年财政拨款"), ("carry_over", "上年结转资金"), ("other", "其他资金")]
    money = funds.table(rng, kinds, field_names(columns), Amounts(rng, "万元"), Rates(rng), 10)
    builder.funds("项目资金", "万元", columns, money, "—")
    builder.goals("年度目标", "预期目标", "目标实际完成情况", prose(rng, words.GOALS), prose(rng, words.DONE))
    columns = [
        ("level1", "一级指标"),
        ("level2", "二级指标"),
        ("name", "三级指标"),
        ("target", "目标值"),
        ("actual", "完成值"),
        ("weight", "权重"),
        ("score", "自评得分"),
        ("reason", "备注"),
    ]
    rows = indicators.rows(rng, tree(rng), year, PointStyle(rng), "absent")
    builder.indicators("绩效指标", columns, rows, {"satisfaction": "满意度指标"})
    builder.total(rng.choice(["总分", "总计"]), columns, score_sum(rows, money[0].score))
    builder.signatures(
        ("填报人", rng.choice(words.PEOPLE), "/sign_off/filled_by"),
        ("联系电话", f"{rng.randint(6000000, 8999999)}", "/sign_off/phone"),
    )
    return builder.form


def early_rows(rng: Random, points: PointStyle) -> list[Row]:
    """Rows of 决策 and 过程, of 20 points together."""
    rows = []
    for level1, level2, names, weight in EARLY:
        judged = rng.choice(["规范", "合规", "合理", "充分", "健全"])
        is_full = rng.random() < 0.8
        score = Decimal(weight) if is_full else Decimal(weight) - 1
        reason = None if is_full else "个别环节资料不全。"
        met = Value(judged if is_full else "基本" + judged)
        rows.append(Row(level1, level2, rng.choice(names), Value(judged), met, points(Decimal(weight)), points(score), reason))
    return rows


def in_hundredths(row: FundRow) -> None:
    """Prints a rate without its sign, as below a head that has it."""
    if row.rate is not None:
        percent = row.rate.number.decimal() * 100
        text = f"{percent:.2f}"
        row.rate = Printed(text, Num(format(Decimal(text).scaleb(-2), "f")))


def _builder(rng: Random, width: int) -> Builder:
    builder = Builder(rng, width, "project_self_evaluation", "national")
    builder.either["/form/variant"] = VARIANTS
    return builder


def _goal_row(builder: Builder, label: str, text: str) -> None:
    builder.record["goals"].append({"number": Num("1"), "expected": text, "actual": None})
    builder.sheet.row(Cell(label, 1, 1, (), "label"), Cell(text, 1, builder.width - 1, ("/goals/0/expected",), "goal"))


def _two_line_funds(builder: Builder, side: str, columns: list[tuple[str, str]], rows: list[FundRow]) -> None:
    """The funds block with a head 预算数 above the first two columns."""
    span = builder.width - 1 - len(columns)
    first = len(builder.sheet.grid)
    builder.funds(side, "万元", columns, rows, "—")
    below = builder.sheet.grid[first:]
    # The block is laid out anew, a line lower: the heads of the first two columns have one above them.
    del builder.sheet.grid[first:]
    builder.sheet._taken = {place for place in builder.sheet._taken if place[0] < first}
    heads = [cell for cell in below[0] if cell]
    heads[0].rows += 1
    corner, budgets, others = heads[1], heads[2:4], heads[4:]
    corner.rows = 2
    for cell in others:
        cell.rows = 2
    builder.sheet.row(heads[0], Cell(corner.text, 2, span, (), "header"), Cell("预算数", 1, 2, (), "header"), *others)
    builder.sheet.row(*budgets)
    for line in below[1:]:
        builder.sheet.row(*(cell for cell in line if cell))


def _name_early_kinds(builder: Builder, rows: list[Row]) -> None:
    """Branches that the contract has no name for are `other`."""
    for truth, row in zip(builder.record["indicators"], rows, strict=True):
        if row.level1 in ("decision", "process"):
            truth["level1"]["kind"] = truth["level2"]["kind"] = "other"
