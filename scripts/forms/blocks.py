"""The blocks that every form is made of, laid out on a sheet while the truth is written beside them."""

import re
from dataclasses import dataclass, field
from itertools import groupby
from random import Random

from . import contract
from .contract import Num
from .funds import FundRow, Printed
from .indicators import Row
from .sheet import Cell, Sheet

LEVEL1 = {"output": "产出指标", "cost": "成本指标", "benefit": "效益指标", "satisfaction": "满意度指标"}
LEVEL2 = {
    "quantity": "数量指标",
    "quality": "质量指标",
    "timeliness": "时效指标",
    "cost": "成本指标",
    "cost_economic": "经济成本指标",
    "cost_social": "社会成本指标",
    "cost_ecological": "生态环境成本指标",
    "economic": "经济效益指标",
    "social": "社会效益指标",
    "ecological": "生态效益指标",
    "sustainable": "可持续影响指标",
    "satisfaction": "服务对象满意度指标",
}


@dataclass
class FormSheet:
    """One form: how it looks, what it says, and readings that are as good as the truth by pointer."""

    sheet: Sheet
    record: dict
    either: dict[str, list] = field(default_factory=dict)


class Builder:
    """Adds blocks from top to bottom. `dash` is what the form prints where a number does not apply."""

    def __init__(self, rng: Random, width: int, kind: str, variant: str, dash: str = "—"):
        self.rng, self.width, self.dash = rng, width, dash
        self.form = FormSheet(Sheet(width), contract.empty_record(kind, variant))
        self.record, self.sheet, self.either = self.form.record, self.form.sheet, self.form.either

    def title(self, text: str, year: int) -> None:
        """The title, with the year on a row of its own or in the same cell."""
        self.record["form"].update(title=text, fiscal_year=Num(str(year)))
        suffix = f"({year}年度)"
        if self.rng.random() < 0.6:
            self.line(text, "title", "/form/title")
            self.line(suffix, "title", "/form/fiscal_year")
        else:
            self.line(text + suffix, "title", "/form/title", "/form/fiscal_year")
            self.either["/form/title"] = [text + suffix]

    def line(self, text: str, role: str, *at: str) -> None:
        """A row of one cell over the whole width."""
        self.sheet.row(Cell(text, 1, self.width, at, role))

    def header(self, *pairs: tuple[str, str | None, str | None, tuple[str, ...]]) -> None:
        """Labels with values in one row: (label, value, field pointer if the record has such a field, other readings)."""
        cells, left = [], self.width
        for index, (label, value, pointer, other) in enumerate(pairs):
            span = left // (len(pairs) - index)
            left -= span
            printed = "" if value is None else str(value)
            number = value.number if isinstance(value, Printed) else None
            if isinstance(value, Printed):
                printed = value.text
            if pointer:
                block, key = pointer.split("/")[1:]
                self.record[block][key] = number if number is not None else value
                if other:
                    self.either[pointer] = list(other)
            cells += [
                Cell(label, 1, 1, (), "label"),
                Cell(printed, 1, span - 1, (pointer,) if pointer else (), "number" if number else "value"),
            ]
        self.sheet.row(*cells)

    def funds(
        self,
        side: str,
        unit: str | None,
        columns: list[tuple[str | None, str]],
        rows: list[FundRow],
        sub: str,
        corner: str = "",
        remark: str = "执行率×该指标分值,最高不得超过分值上限",
    ) -> None:
        """The funds block.

        `sub` says what weight and score of the rows below the total print: a dash, or `repeat`. `remark` is what the total row
        prints in a column without a field.
        """
        self.record["funds"]["unit"] = unit
        span = self.width - 1 - len(columns)
        heads = [Cell(label, 1, 1, (), "header") for _, label in columns]
        self.sheet.row(
            Cell(side, 1 + len(rows), 1, ("/funds/unit",) if unit else (), "side"), Cell(corner, 1, span, (), "header"), *heads
        )
        for index, row in enumerate(rows):
            truth = contract.fund_row(row.kind, row.label)
            at = f"/funds/rows/{index}"
            cells = [Cell(row.label, 1, span, (f"{at}/label", f"{at}/kind"), "fundlabel")]
            if index > 0 and sub == "repeat":
                row.weight, row.score = rows[0].weight, rows[0].score
            for name, _ in columns:
                printed = getattr(row, name) if name else None
                if printed is not None:
                    truth[name] = printed.number
                    role = "rate" if name == "rate" else "points" if name in ("weight", "score") else "amount"
                    # Numbers that no sum covers are never altered: nothing on the form could tell.
                    if (sub == "repeat" and role == "points") or (len(rows) == 1 and role == "amount"):
                        role = "free"
                    cells.append(Cell(printed.text, 1, 1, (f"{at}/{name}",), role))
                elif name in ("weight", "score"):
                    cells.append(Cell(sub, 1, 1, (), "dash"))
                else:
                    cells.append(Cell(remark if index == 0 else "", 1, 1, (), "text"))
            self.sheet.row(*cells)
            self.record["funds"]["rows"].append(truth)

    def goals(self, side: str, expected_label: str, actual_label: str | None, expected: str, actual: str | None) -> None:
        """The overall goal, beside what came of it where the form asks for that."""
        self.record["goals"].append({"number": Num("1"), "expected": expected, "actual": actual})
        left = (self.width - 1) // 2 if actual_label else self.width - 1
        right = self.width - 1 - left
        heads = [Cell(expected_label, 1, left, (), "goalhead")] + (
            [Cell(actual_label, 1, right, (), "goalhead")] if actual_label else []
        )
        texts = [Cell(expected, 1, left, ("/goals/0/expected",), "goal")] + (
            [Cell(actual, 1, right, ("/goals/0/actual",), "goal")] if actual else []
        )
        self.sheet.row(Cell(side, 2, 1, (), "side"), *heads)
        self.sheet.row(*texts)

    def indicators(
        self,
        side: str,
        columns: list[tuple[str, str]],
        rows: list[Row],
        labels: dict[str, str],
        suffixes: dict[str, int] | None = None,
        level1: dict[str, str] | None = None,
        goal: int = 1,
        method: str = "",
    ) -> None:
        """The header row of the indicators and their rows. `suffixes` are the weights printed behind level-1 labels."""
        names = [name for name, _ in columns]
        extra = self.width - 1 - len(columns)
        first = len(self.record["indicators"])
        branch = {**LEVEL1, **(level1 or {})}
        kinds = {**LEVEL2, **labels}
        span = lambda name: 1 + extra if name == "name" else 1  # noqa: E731
        self.sheet.row(
            Cell(side, 1 + len(rows), 1, (), "side"), *(Cell(label, 1, span(name), (), "header") for name, label in columns)
        )
        level1_cells = _merged(rows, lambda row: branch[row.level1], first, "level1")
        level2_cells = _merged(rows, lambda row: (branch[row.level1], kinds[row.level2]), first, "level2")
        for offset, row in enumerate(rows):
            index = first + offset
            at = f"/indicators/{index}"
            truth = self._indicator(row, branch[row.level1], kinds[row.level2], names, suffixes, goal)
            self.record["indicators"].append(truth)
            if row.level1 == "satisfaction" and branch[row.level1] == LEVEL1["benefit"]:
                self.either[f"{at}/level1/kind"] = ["benefit"]
            cells = []
            for name in names:
                if name == "level1":
                    if cell := level1_cells.get(offset):
                        suffix = f"({suffixes[row.level1]}分)" if suffixes and row.level1 in suffixes else ""
                        cells.append(Cell(cell.text + suffix, cell.rows, 1, cell.at, "level1"))
                elif name == "level2":
                    if cell := level2_cells.get(offset):
                        cells.append(cell)
                else:
                    cells.append(_cell(row, name, at, span(name), method))
            for key in ("target", "actual"):
                shown = getattr(row, key)
                if key in names or (key == "target" and "target_number" in names):
                    self.either.update({f"{at}/{key}/{part}": others for part, others in shown.either.items()})
            self.sheet.row(*cells)

    def _indicator(self, row: Row, level1: str, level2: str, names: list[str], suffixes: dict[str, int] | None, goal: int) -> dict:
        number = lambda text: None if text is None else Num(text)  # noqa: E731
        return {
            "goal": Num(str(goal)),
            "level1": {
                "kind": row.level1,
                "label": level1,
                "weight": number(str(suffixes[row.level1])) if suffixes and row.level1 in suffixes else None,
            },
            "level2": {"kind": row.level2, "label": level2},
            "name": row.name,
            "target": row.target.truth(),
            "actual": row.actual.truth() if "actual" in names else contract.blank_value(),
            "weight": number(row.weight) if "weight" in names else None,
            "score": number(row.score) if "score" in names else None,
            "reason": row.reason if "reason" in names else None,
        }

    def total(self, label: str, columns: list[tuple[str, str]], score: str, weight: str = "100") -> None:
        """The total row: the label runs up to the first column with points."""
        names = [name for name, _ in columns]
        first = min(names.index(name) for name in ("weight", "score") if name in names)
        self.record["total"]["score"] = Num(score)
        cells = [Cell(label, 1, self.width - len(names) + first, (), "label")]
        for name in names[first:]:
            if name == "weight":
                self.record["total"]["weight"] = Num(weight)
                cells.append(Cell(weight, 1, 1, ("/total/weight",), "points"))
            elif name == "score":
                cells.append(Cell(score, 1, 1, ("/total/score",), "points"))
            else:
                cells.append(Cell(self.dash if name == "reason" else "", 1, 1, (), "dash"))
        self.sheet.row(*cells)

    def text_row(self, label: str, text: str, pointer: str | None) -> None:
        """A label and prose over the rest of the width."""
        if pointer:
            block, key = pointer.split("/")[1:]
            self.record[block][key] = text
        self.sheet.row(Cell(label, 1, 1, (), "label"), Cell(text, 1, self.width - 1, (pointer,) if pointer else (), "prose"))

    def signatures(self, *parts: tuple[str, str, str]) -> None:
        """Signature line: each `label:name` in a cell of its own."""
        cells, left = [], self.width
        for index, (label, name, pointer) in enumerate(parts):
            span = left // (len(parts) - index)
            left -= span
            self.record["sign_off"][pointer.split("/")[2]] = name
            cells.append(Cell(f"{label}:{name}", 1, span, (pointer,), "signature"))
        self.sheet.row(*cells)


def _merged(rows: list[Row], key, first: int, level: str) -> dict[int, Cell]:
    """Label cells by the row that they start on; rows with the same key in sequence share one."""
    cells, start = {}, 0
    for label, group in groupby(rows, key):
        size = len(list(group))
        at = tuple(f"/indicators/{first + index}/{level}/label" for index in range(start, start + size))
        cells[start] = Cell(label if isinstance(label, str) else label[1], size, 1, at, level)
        start += size
    return cells


def _cell(row: Row, name: str, at: str, span: int, method: str) -> Cell:
    match name:
        case "name":
            return Cell(row.name or "", 1, span, (f"{at}/name",), "name")
        case "target" | "actual":
            return Cell(getattr(row, name).text, 1, 1, (f"{at}/{name}",), name)
        case "target_op" | "target_number" | "target_unit":
            value = row.target
            worded = value.number is None
            parts = {
                "target_op": "定性" if worded else value.comparator,
                "target_number": value.text if worded else value.number,
                "target_unit": value.unit,
            }
            return Cell(parts[name] or "", 1, 1, (f"{at}/target",), "targetpart")
        case "weight" | "score":
            return Cell(getattr(row, name) or "", 1, 1, (f"{at}/{name}",), "points")
        case "reason":
            return Cell(row.reason or "", 1, 1, (f"{at}/reason",), "prose")
    return Cell(method, 1, 1, (), "text")


def full_width(form: FormSheet) -> None:
    """Sets the whole form with full-width punctuation, as word processors do; numbers keep their signs."""
    table = str.maketrans("():;", "():;")

    def widen(text: str) -> str:
        return re.sub(r"(?<!\d),|,(?!\d)", ",", text.translate(table))

    def visit(node):
        if isinstance(node, Num) or node is None:
            return node
        if isinstance(node, str):
            return widen(node)
        if isinstance(node, dict):
            return {key: visit(value) for key, value in node.items()}
        return [visit(value) for value in node]

    form.record, form.either = visit(form.record), {pointer: visit(values) for pointer, values in form.either.items()}
    for line in form.sheet.grid:
        for cell in line:
            if cell:
                cell.text = widen(cell.text)
