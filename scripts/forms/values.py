"""Targets and actual values: what is printed, and what a reader should make of it."""

from dataclasses import dataclass, field
from random import Random

from .contract import Num


@dataclass
class Value:
    """A printed value. `either` names, by field, further readings that are as good as the given one."""

    text: str
    kind: str = "qualitative"
    comparator: str | None = None
    number: str | None = None
    unit: str | None = None
    either: dict[str, list] = field(default_factory=dict)

    def truth(self) -> dict:
        number = None if self.number is None else Num(self.number)
        return {"text": self.text, "kind": self.kind, "comparator": self.comparator, "number": number, "unit": self.unit}


@dataclass
class Measured:
    """A target with an actual value that meets it and one that misses it."""

    target: Value
    met: Value
    missed: Value


BLANK = Value("", "blank")
NOT_APPLICABLE = Value("不适用", "not_applicable")


def count(rng: Random, unit: str, low: int = 2, high: int = 5000) -> Measured:
    """A number of things, in the ways forms print it."""
    goal = rng.choice([rng.randint(low, 20), rng.randint(low, 300), rng.randrange(max(low, 100), max(high, 200), 50)])
    gap = rng.choice(["", "", " "])
    style = rng.choice(["plain", "plain", "sign", "sign", "equal", "words", "bare"])
    target = {
        "plain": Value(f"{goal}{gap}{unit}", "quantity", None, str(goal), unit),
        "bare": Value(f"{goal}", "quantity", None, str(goal), None),
        "sign": Value(f"≥{goal}{unit}", "quantity", "≥", str(goal), unit),
        "equal": Value(f"={goal}{unit}", "quantity", "=", str(goal), unit),
        "words": Value(f"不少于{gap}{goal}{gap}{unit}", "quantity", "≥", str(goal), unit),
    }[style]
    short = rng.choice([True, False])

    def actual(number: int) -> Value:
        return (
            Value(f"{number}", "quantity", None, f"{number}")
            if short
            else Value(f"{number}{gap}{unit}", "quantity", None, f"{number}", unit)
        )

    more = goal + rng.choice([0, 0, 0, rng.randint(0, max(1, goal // 10))])
    return Measured(target, actual(more), actual(max(0, goal - rng.randint(1, max(1, goal // 3)))))


def percent(rng: Random, low: int = 80) -> Measured:
    """A share in hundredths."""
    goal = rng.choice([low, 85, 90, 95, 98, 100])
    target = {
        "plain": Value(f"{goal}%", "percent", None, str(goal), "%"),
        "sign": Value(f"≥{goal}%", "percent", "≥", str(goal), "%"),
        "ascii": Value(f">={goal}%", "percent", "≥", str(goal), "%", {"comparator": [">="]}),
        "equal": Value(f"={goal}%", "percent", "=", str(goal), "%"),
        "reach": Value(f"达到 {goal}%", "percent", None, str(goal), "%", {"comparator": ["≥"]}),
        "words": Value(f"不低于{goal}%", "percent", "≥", str(goal), "%"),
    }[rng.choice(["plain", "plain", "sign", "sign", "sign", "ascii", "equal", "reach", "words"])]

    def actual(number: str) -> Value:
        return Value(f"{number}%", "percent", None, number, "%")

    met = actual(rng.choice([str(goal), "100", str(min(100, goal + rng.randint(0, 6)))]))
    missed = actual(rng.choice([str(goal - rng.randint(1, 15)), f"{goal - rng.randint(1, 12)}.{rng.randint(1, 99):02}"]))
    return Measured(target, met, missed)


def ceiling(rng: Random, unit: str, amount: int) -> Measured:
    """An upper bound on a cost."""
    goal = amount if rng.random() < 0.7 else f"{amount}.{rng.randint(1, 9)}"
    target = {
        "sign": Value(f"≤{goal}{unit}", "quantity", "≤", f"{goal}", unit),
        "words": Value(f"不超过 {goal} {unit}", "quantity", "≤", f"{goal}", unit),
        "within": Value(f"控制在{goal}{unit}以内", "quantity", "≤", f"{goal}", unit),
        "plain": Value(f"{goal} {unit}", "quantity", None, f"{goal}", unit),
    }[rng.choice(["sign", "sign", "words", "within", "plain"])]
    less, more = amount - rng.randint(0, amount // 5), amount + rng.randint(1, amount // 4 + 1)
    return Measured(
        target, Value(f"{less}{unit}", "quantity", None, f"{less}", unit), Value(f"{more}{unit}", "quantity", None, f"{more}", unit)
    )


def cost_rate(rng: Random) -> Measured:
    """A cost as a share of its budget."""
    target = rng.choice([Value("≤100%", "percent", "≤", "100", "%"), Value("100%", "percent", None, "100", "%")])
    less, more = str(rng.randint(70, 100)), str(rng.randint(101, 118))
    return Measured(target, Value(f"{less}%", "percent", None, less, "%"), Value(f"{more}%", "percent", None, more, "%"))


def deadline(rng: Random, year: int) -> Measured:
    """A day, a month, a quarter or a word for being on time."""
    month, day = rng.randint(6, 12), rng.randint(1, 28)
    days = rng.choice([3, 5, 7, 10, 15])
    working = Value(
        f"{days} 个工作日内",
        "quantity",
        "≤",
        str(days),
        "个工作日",
        {"kind": ["date"], "comparator": [None], "number": [None], "unit": [None, "工作日"]},
    )
    return rng.choice(
        [
            Measured(Value("及时"), Value("及时"), Value("未及时完成")),
            Measured(Value("及时完成"), Value(rng.choice(["及时完成", "已及时完成"])), Value("部分延期")),
            _dates(f"{year} 年第三季度", "第三季度", "第四季度"),
            _dates(f"{year}年第三、四季度", "第四季度", "未完成"),
            _dates(f"{month}月底前", f"{month}月{day}日", f"{year + 1}年1月"),
            _dates(f"{year}年12月31日前", f"{year}年{month}月{day}日", f"{year + 1}年1月{day}日"),
            _dates(f"{month}月底之前完成", f"{month}月底完成", "未完成"),
            Measured(working, working, Value("超期办理")),
        ]
    )


def _dates(target: str, met: str, missed: str) -> Measured:
    late = Value(missed) if missed == "未完成" else Value(missed, "date")
    return Measured(Value(target, "date"), Value(met, "date"), late)


def words(rng: Random, pairs: list[tuple[str, str, str]]) -> Measured:
    """A judgement in words: target, met, missed."""
    return Measured(*(Value(text) for text in rng.choice(pairs)))


def zero(rng: Random, unit: str) -> Measured:
    """None at all is the target: accidents, complaints."""
    target = rng.choice(
        [
            Value("0", "quantity", None, "0"),
            Value(f"0{unit}", "quantity", None, "0", unit),
            Value(f"=0{unit}", "quantity", "=", "0", unit),
        ]
    )
    return Measured(target, Value("0", "quantity", None, "0"), Value(f"1{unit}", "quantity", None, "1", unit))
