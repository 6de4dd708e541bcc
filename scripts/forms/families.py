"""The families of forms, F1 to F8: which blocks, labels and columns each has, in the order of the paper."""

from decimal import Decimal
from random import Random

from . import funds, indicators, words
from .blocks import Builder, FormSheet, full_width
from .funds import Amounts, Printed, Rates
from .contract import Num
from .indicators import Branch, PointStyle, Row, fill

FUND_COLUMNS = [("initial_budget", "年初预算数"), ("full_budget", "全年预算数"), ("executed", "全年执行数"), ("weight", "分值"), ("rate", "执行率"), ("score", "得分")]
INDICATOR_COLUMNS = [("level1", "一级指标"), ("level2", "二级指标"), ("name", "三级指标"), ("target", "年度指标值"), ("actual", "实际完成值"),
                     ("weight", "分值"), ("score", "得分"), ("reason", "偏差原因分析及改进措施")]


def build(rng: Random, family: str) -> FormSheet:
    """One form of a family."""
    form = FAMILIES[family](rng)
    if rng.random() < 0.4:
        full_width(form)
    return form


def _names(rng: Random) -> tuple[int, str, str, str]:
    """Year, project, department, unit."""
    place, bureau = rng.choice(words.PLACES), rng.choice(words.BUREAUS)
    return rng.randint(2018, 2024), rng.choice(words.PROJECTS) + rng.choice(["", "", "", "经费", "项目"]), place + bureau, place + rng.choice(words.UNITS)


def _prose(rng: Random, stock: list[str]) -> str:
    """One to five sentences, numbered or not."""
    parts = [fill(rng, text) for text in rng.sample(stock, rng.choice([1, 1, 2, 3, 4, 5]))]
    if len(parts) > 1 and rng.random() < 0.7:
        return "".join(f"{number}.{text}{';' if number < len(parts) else '。'}" for number, text in enumerate(parts, 1))
    return "。".join(parts) + "。"


def _branches(rng: Random, output: int = 50, benefit: int = 30, satisfaction: int = 10, cost_branch: bool = False, cost_kind: str = "cost") -> list[Branch]:
    """The tree with how many rows a kind has. With `cost_branch` the costs are a level-1 group of 20 points of their own."""
    some = lambda *weights: rng.choice(weights)  # noqa: E731
    made = {"quantity": some(1, 1, 2, 3), "quality": some(1, 1, 2), "timeliness": some(0, 1, 1, 2)}
    good = {"economic": some(0, 0, 1), "social": some(1, 1, 2), "ecological": some(0, 0, 1), "sustainable": some(0, 0, 1)}
    tail = [Branch("satisfaction", satisfaction, {"satisfaction": some(1, 1, 1, 2)})]
    if cost_branch:
        cost = Branch("cost", 20, {"cost_economic": some(1, 2), "cost_social": some(0, 0, 1), "cost_ecological": some(0, 0, 1)})
        order = [Branch("output", output - 10, made), Branch("benefit", benefit - 10, good)]
        return ([cost, *order] if rng.random() < 0.5 else [order[0], cost, order[1]]) + tail
    return [Branch("output", output, {**made, cost_kind: some(0, 1, 1)}), Branch("benefit", benefit, good), *tail]


def _sum(rows: list[Row], *more: Printed | None) -> str:
    """Sum of the scores as printed."""
    total = sum((Decimal(row.score) for row in rows if row.score is not None), Decimal(0))
    total += sum((extra.number.decimal() for extra in more if extra), Decimal(0))
    return format(total.normalize() + 0, "f")


def _fields(columns) -> set[str]:
    return {name for name, _ in columns if name}


def f1_shenzhen(rng: Random) -> FormSheet:
    year, name, department, unit = _names(rng)
    builder = Builder(rng, 9, "project_self_evaluation", "shenzhen")
    amounts, points = Amounts(rng, "元"), PointStyle(rng)
    if rng.random() < 0.3:
        builder.title("项目支出绩效自评表", year)
    amount = str(rng.randint(10, 9999) * 1000)
    builder.header(("项目名称", name, "/project/name", ()), ("项目金额", Printed(amount, Num(amount)), "/project/total_amount", ()))
    builder.header(("主管部门", department, "/project/department", ()), ("实施单位", unit if rng.random() < 0.6 else None, "/project/unit", ()))
    kinds = [("total", "年度资金总额"), ("fiscal_current", "其中:当年财政拨款"), ("carry_over", "上年结转资金"), ("other", "其他资金")]
    money = funds.table(rng, kinds, _fields(FUND_COLUMNS), amounts, Rates(rng), 10)
    builder.funds("项目资金(元)", "元", FUND_COLUMNS, money, "—")
    builder.goals("年度总体目标", "预期目标", "实际完成情况", _prose(rng, words.GOALS), _prose(rng, words.DONE))
    branches = _branches(rng)
    branches[1].kinds.pop("sustainable")
    rows = indicators.rows(rng, branches, year, points, "n/a")
    builder.indicators("年度绩效指标", INDICATOR_COLUMNS, rows, {"satisfaction": "满意度指标"}, level1={"satisfaction": "效益指标"})
    builder.total("总分", INDICATOR_COLUMNS, _sum(rows, money[0].score))
    return builder.form


FAMILIES = {"f1-shenzhen": f1_shenzhen}
