"""Indicators: names, targets and actual values for every kind, and weights and scores that add up."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random

from . import values, words
from .values import BLANK, NOT_APPLICABLE, Measured, Value


@dataclass
class Row:
    """An indicator. `weight` and `score` are as printed, `None` where the cell is blank."""

    level1: str
    level2: str
    name: str | None
    target: Value
    actual: Value
    weight: str | None
    score: str | None
    reason: str | None


TREND = [
    ("提升", "提升", "未提升"),
    ("有所提升", "有所提升", "基本持平"),
    ("显著提升", "效果明显", "提升不明显"),
    ("持续改善", "持续改善", "改善不明显"),
]
FITNESS = [
    ("合理", "合理", "不够合理"),
    ("有效", "有效", "部分有效"),
    ("合法合规", "合规合法", "存在瑕疵"),
    ("按要求完成", "按要求完成", "部分完成"),
    ("行业平均水平", "行业平均水平", "高于行业平均水平"),
    ("严格执行相关制度规定", "达成预期指标", "部分达成年度指标并具有一定效果"),
    ("良好", "良好", "一般"),
    ("符合相关规定", "完成", "部分完成"),
]
COUNTS = [
    ("采购{t}数量", "件"),
    ("{t}数量", "台"),
    ("开展{t}场次", "次"),
    ("服务{g}人数", "人"),
    ("培训人数", "人次"),
    ("印刷{t}份数", "份"),
    ("完成{t}项目数", "个"),
    ("{t}案件数量", "宗"),
    ("改造{t}面积", "平方米"),
    ("新建{t}长度", "米"),
    ("{t}巡查次数", "次/月"),
    ("发放{t}数量", "套"),
]
SHARES = {
    "quality": ["{t}验收合格率", "{t}质量达标率", "考核通过率", "{t}合格率", "{t}办结率", "政府采购执行率", "{t}覆盖率"],
    "timeliness": ["{t}按期完成率", "资金拨付及时率", "{t}按时办结率"],
    "social": ["{t}使用率", "{g}政策知晓率", "{t}惠及率"],
    "economic": ["资金节约率", "{t}产值增长率"],
    "ecological": ["废弃物规范处置率", "水质达标率", "绿化覆盖率"],
    "sustainable": ["{t}持续使用率", "制度健全率"],
    "satisfaction": ["{g}满意度", "{g}对{t}的满意度", "{g}满意率"],
}
JUDGED = {
    "quality": ["{t}完成质量", "{t}规范性", "员额人员考核情况"],
    "timeliness": ["{t}完成及时性", "{t}工作时效性"],
    "cost": ["{t}成本合理性", "费用开支合理性"],
    "economic": ["促进当地经济发展", "带动{g}增收"],
    "social": ["提升{t}服务水平", "{g}获得感提升情况", "有效保障{t}安全", "{g}技能提升情况", "维护社会稳定"],
    "ecological": ["改善生态环境", "节能减排效果", "对周边环境的影响"],
    "sustainable": ["长效管理机制健全性", "{t}可持续发展能力", "对单位履职的可持续影响"],
    "cost_social": ["对社会发展的负面影响", "社会成本控制情况"],
    "cost_ecological": ["对自然环境的破坏程度", "污染排放控制情况"],
}


def measured(rng: Random, kind: str, year: int) -> tuple[str, Measured]:
    """A name and what is measured, for one kind of indicator."""
    if kind == "quantity":
        name, unit = rng.choice(COUNTS)
        return (name, values.count(rng, unit)) if rng.random() < 0.85 else ("{t}完工率", values.percent(rng, 90))
    if kind == "timeliness" and rng.random() < 0.75:
        return rng.choice(["{t}完成时间", "{t}及时性", "项目完成时限", "{t}开展时效性"]), values.deadline(rng, year)
    if kind in ("cost", "cost_economic") and rng.random() < 0.7:
        if rng.random() < 0.35:
            return rng.choice(["成本控制率", "预算成本控制率"]), values.cost_rate(rng)
        unit, amount = rng.choice(
            [
                ("元/人", rng.randrange(50, 2000, 50)),
                ("万元", rng.randint(2, 900)),
                ("元/台", rng.randrange(100, 9000, 100)),
                ("元", rng.randrange(1000, 90000, 500)),
            ]
        )
        return rng.choice(["人均{t}费用", "{t}成本", "{t}单位成本", "项目总成本"]), values.ceiling(rng, unit, amount)
    if kind in ("social", "ecological") and rng.random() < 0.15:
        return rng.choice(["安全事故发生数", "有责投诉数", "环境污染事件数"]), values.zero(rng, "起")
    if kind in SHARES and (kind == "satisfaction" or rng.random() < 0.45):
        return rng.choice(SHARES[kind]), values.percent(rng)
    trend = kind in ("economic", "social", "ecological", "sustainable")
    names = JUDGED.get(kind) or JUDGED["cost"]
    return rng.choice(names), values.words(rng, TREND if trend and rng.random() < 0.7 else FITNESS)


def split_weight(rng: Random, total: int, parts: int) -> list[Decimal]:
    """Weights for `parts` rows that add up to `total`, in steps that forms use; every weight is above zero."""
    step = next(s for s in (Decimal(5), Decimal(2), Decimal(1), Decimal("0.5")) if total % s == 0 and total / s >= parts)
    if total / step == parts or (total % parts == 0 and rng.random() < 0.3):
        return [Decimal(total) / parts] * parts
    cuts = sorted(rng.sample(range(1, int(total / step)), parts - 1))
    bounds = [0, *cuts, int(total / step)]
    return [step * (high - low) for low, high in pairwise(bounds)]


def score_of(rng: Random, weight: Decimal) -> Decimal:
    """A score below the weight, with at most two decimals."""
    share = rng.choice(
        [Decimal("0.9"), Decimal("0.95"), Decimal("0.8"), Decimal("0.5"), Decimal(rng.randint(30, 98)) / 100, Decimal(0)]
    )
    return (weight * share).quantize(Decimal(rng.choice(["0.1", "0.01"])), ROUND_HALF_UP).normalize() + 0


def reason_of(rng: Random, deducted: bool) -> str | None:
    """Why points were deducted, or a remark on a full score."""
    if deducted:
        parts = rng.sample(words.SHORTFALLS, rng.choice([1, 1, 2])) + ([rng.choice(words.REMEDIES)] if rng.random() < 0.7 else [])
    elif rng.random() < 0.25:
        parts = [rng.choice(words.REMARKS)]
    else:
        return None
    return fill(rng, "。".join(parts) + "。")


def fill(rng: Random, text: str) -> str:
    """Puts things and people into a phrase."""
    thing, group = rng.choice(words.THINGS), rng.choice(words.GROUPS)
    return text.replace("{t}", thing).replace("{g}", group).replace("{n}", str(rng.randint(2, 300)))


@dataclass
class Branch:
    """A level-1 group: its kind, weight, and the level-2 kinds with how many rows each has (0: 不适用 or a blank row)."""

    kind: str
    weight: int
    kinds: dict[str, int]


class PointStyle:
    """How points are printed: `10`, `10.0`, or now this, now that."""

    def __init__(self, rng: Random, styles=("plain", "plain", "one", "mixed", "two")):
        self.rng, self.style = rng, rng.choice(styles)

    def __call__(self, points: Decimal) -> str:
        plain = format(points.normalize() + 0, "f")
        decimals = len(plain.partition(".")[2])
        wanted = {"plain": 0, "one": 1, "two": 2, "mixed": self.rng.choice([0, 1])}[self.style]
        return plain if decimals >= wanted else f"{points:.{wanted}f}"


def rows(rng: Random, branches: list[Branch], year: int, points: PointStyle, empty: str) -> list[Row]:
    """All rows of a form. `empty` says what a kind without indicators prints: `n/a`, `blank`, or nothing (`absent`)."""
    out: list[Row] = []
    names: set[str] = set()
    for branch in branches:
        weights = split_weight(rng, branch.weight, sum(branch.kinds.values()))
        for kind, how_many in branch.kinds.items():
            if how_many == 0 and empty == "n/a":
                zero = points(Decimal(0))
                out.append(Row(branch.kind, kind, "不适用", NOT_APPLICABLE, NOT_APPLICABLE, zero, zero, None))
            elif how_many == 0 and empty == "blank":
                out.append(Row(branch.kind, kind, None, BLANK, BLANK, None, None, None))
            for _ in range(how_many):
                out.append(_row(rng, branch.kind, kind, weights.pop(), year, points, names))
    return out


def _row(rng: Random, branch: str, kind: str, weight: Decimal, year: int, points: PointStyle, names: set[str]) -> Row:
    name = ""
    while not name or name in names:
        pattern, goal = measured(rng, kind, year)
        name = fill(rng, pattern)
    names.add(name)
    deducted = rng.random() < 0.2
    score = score_of(rng, weight) if deducted else weight
    actual = goal.missed if score < weight and rng.random() < 0.8 else goal.met
    return Row(branch, kind, name, goal.target, actual, points(weight), points(score), reason_of(rng, score < weight))
