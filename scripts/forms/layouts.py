"""What the layouts of all families share: standard columns, made-up names and prose, the tree of indicators."""

from decimal import Decimal
from random import Random

from . import words
from .funds import Printed
from .indicators import Branch, Row, fill

FUND_COLUMNS = [
    ("initial_budget", "年初预算数"),
    ("full_budget", "全年预算数"),
    ("executed", "全年执行数"),
    ("weight", "分值"),
    ("rate", "执行率"),
    ("score", "得分"),
]
INDICATOR_COLUMNS = [
    ("level1", "一级指标"),
    ("level2", "二级指标"),
    ("name", "三级指标"),
    ("target", "年度指标值"),
    ("actual", "实际完成值"),
    ("weight", "分值"),
    ("score", "得分"),
    ("reason", "偏差原因分析及改进措施"),
]


def draw_names(rng: Random) -> tuple[int, str, str, str]:
    """Year, project, department, unit."""
    place, bureau = rng.choice(words.PLACES), rng.choice(words.BUREAUS)
    return (
        rng.randint(2018, 2024),
        rng.choice(words.PROJECTS) + rng.choice(["", "", "", "经费", "项目"]),
        place + bureau,
        place + rng.choice(words.UNITS),
    )


def prose(rng: Random, stock: list[str]) -> str:
    """One to five sentences, numbered or not."""
    parts = [fill(rng, text) for text in rng.sample(stock, rng.choice([1, 1, 2, 3, 4, 5]))]
    if len(parts) > 1 and rng.random() < 0.7:
        return "".join(f"{number}.{text}{';' if number < len(parts) else '。'}" for number, text in enumerate(parts, 1))
    return "。".join(parts) + "。"


def tree(
    rng: Random, output: int = 50, benefit: int = 30, satisfaction: int = 10, cost_branch: bool = False, cost_kind: str = "cost"
) -> list[Branch]:
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


def score_sum(rows: list[Row], *more: Printed | None) -> str:
    """Sum of the scores as printed."""
    total = sum((Decimal(row.score) for row in rows if row.score is not None), Decimal(0))
    total += sum((extra.number.decimal() for extra in more if extra), Decimal(0))
    return format(total.normalize() + 0, "f")


def field_names(columns) -> set[str]:
    return {name for name, _ in columns if name}
