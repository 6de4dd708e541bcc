"""The money: sources that add up to the total in every column, rates rounded as printed, the score from the printed rate."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from .contract import Num


@dataclass
class Printed:
    """A number as printed and as a reader should give it."""

    text: str
    number: Num


@dataclass
class FundRow:
    """A source of money; a field that the form does not print is `None`."""

    kind: str
    label: str
    initial_budget: Printed | None
    full_budget: Printed | None
    executed: Printed | None
    rate: Printed | None
    weight: Printed | None = None
    score: Printed | None = None


class Amounts:
    """How a form prints amounts: decimals, separators, unit. `two` fixes decimals, `short` drops trailing zeros."""

    def __init__(self, rng: Random, unit: str):
        self.rng, self.unit = rng, unit
        self.style = rng.choice(["two", "two", "short"] if unit == "元" else ["two", "short", "short", "six"])
        self.grouped = rng.choice(["never", "never", "always", "total"])
        self.scale = {"two": 2, "short": 2 if unit == "元" else 4, "six": 6}[self.style]

    def draw(self) -> Decimal:
        """A positive amount of some order of magnitude, rounder than the scale allows most of the time."""
        yuan = Decimal(self.rng.randint(1, 9999)) * 10 ** self.rng.choice([1, 2, 3, 3, 4])
        amount = yuan if self.unit == "元" else yuan / 10000
        return max(amount, Decimal(1)).quantize(Decimal(1).scaleb(-self.scale))

    def part(self, amount: Decimal, share: Decimal) -> Decimal:
        return (amount * share).quantize(Decimal(1).scaleb(-self.scale), ROUND_HALF_UP)

    def show(self, amount: Decimal, total: bool) -> Printed:
        plain = format(amount.normalize() + 0, "f") if self.style == "short" else f"{amount:.{self.scale}f}"
        whole, point, rest = plain.partition(".")
        grouped = self.grouped == "always" or (self.grouped == "total" and total)
        return Printed((f"{int(whole):,}" if grouped else whole) + point + rest, Num(plain))


class Rates:
    """How a form prints rates: as a fraction with two decimals or in hundredths with up to two decimals."""

    def __init__(self, rng: Random):
        self.style = rng.choice(["fraction", "percent2", "percent2", "percent0", "percent_short"])

    def show(self, rate: Decimal) -> Printed:
        if self.style == "fraction":
            text = str(rate.quantize(Decimal("0.01"), ROUND_HALF_UP))
            return Printed(text, Num(text))
        places = Decimal("1") if self.style == "percent0" else Decimal("0.01")
        hundredths = (rate * 100).quantize(places, ROUND_HALF_UP)
        text = format(hundredths.normalize() + 0, "f") if self.style == "percent_short" else str(hundredths)
        return Printed(text + "%", Num(format(Decimal(text).scaleb(-2), "f")))


def table(
    rng: Random, kinds: list[tuple[str, str]], fields: set[str], amounts: Amounts, rates: Rates, weight: int
) -> list[FundRow]:
    """The funds block. The first of `kinds` is the total; `fields` names the columns that the form has.

    The rate is executed over the full-year budget, or over the initial one where the form has no other.
    """
    sources = [kind for kind, _ in kinds[1:]]
    used = rng.sample(sources, 1 if rng.random() < 0.6 else min(2, len(sources)))
    full = _spread(rng, amounts, amounts.draw(), used, sources)
    if rng.random() < 0.5:
        initial = dict(full)
    else:
        planned = amounts.part(sum(full.values()), Decimal(rng.randint(40, 140)) / 100)
        initial = _spread(rng, amounts, planned, rng.sample(sources, 1), sources)
    base = full if "full_budget" in fields else initial
    share = rng.choice([Decimal(1), Decimal(0), *[Decimal(rng.randint(3000, 9999)) / 10000] * 6])
    executed = {kind: amounts.part(amount, share) for kind, amount in base.items()}

    columns = {"initial_budget": initial, "full_budget": full, "executed": executed}
    out = []
    for index, (kind, label) in enumerate(kinds):
        amount = {name: sum(column.values()) if index == 0 else column[kind] for name, column in columns.items()}
        printed = {name: amounts.show(amount[name], index == 0) if name in fields else None for name in columns}
        budget = amount["full_budget" if "full_budget" in fields else "initial_budget"]
        share = amount["executed"] / budget if budget else Decimal(0)
        rate = rates.show(share)
        out.append(FundRow(kind, label, **printed, rate=rate if "rate" in fields else None))
        if index == 0 and "score" in fields:
            score = weight * (rate.number.decimal() if "rate" in fields else share)
            score = score.quantize(Decimal("0.01"), ROUND_HALF_UP)
            text = str(score) if rng.random() < 0.6 else format(score.normalize() + 0, "f")
            out[0].score = Printed(text, Num(text))
            out[0].weight = Printed(str(weight), Num(str(weight))) if "weight" in fields else None
    return out


def _spread(rng: Random, amounts: Amounts, total: Decimal, used: list[str], sources: list[str]) -> dict[str, Decimal]:
    spread = dict.fromkeys(sources, Decimal(0))
    for kind in used[:-1]:
        spread[kind] = amounts.part(total, Decimal(rng.randint(10, 90)) / 100)
    spread[used[-1]] = total - sum(spread.values())
    return spread
