"""Damage to the places of cells: labels and values cut at column borders, rows shifted, cells joined, labels moved, junk."""

import re
from itertools import pairwise
from random import Random

from .sheet import Cell

Matrix = list[list[Cell]]
JUNK = [
    "(76)",
    "(, ,",
    "יהוםנ",
    "<i>f</i>",
    "<i>f</i> → <i>g</i>",
    "77.74.1",
    "而日次今",
    "1日1小",
    "ļ",
    "、",
    "左帝台/ <del>*</del>",
    "在口次人",
]
LONG_JUNK = "1" + "0" * 37

# By level 1, 2, 3: how often a fitting cell is hit, or (for the ones in capitals) how many times a form is, on average.
RATES = {
    "side_split": (0.3, 0.6, 0.7),
    "side_junk": (0.0, 0.1, 0.25),
    "label_split": (0.05, 0.25, 0.4),
    "head_spill": (0.0, 0.02, 0.05),
    "value_split": (0.0, 0.4, 0.6),
    "goal_chop": (0.0, 0.6, 0.8),
    "goal_loss": (0.0, 0.5, 0.7),
    "goal_spill": (0.0, 0.2, 0.4),
    "total_moves": (0.5, 0.8, 0.8),
    "level1_moves": (0.1, 0.7, 0.8),
    "level2_moves": (0.0, 0.4, 0.6),
    "level1_lost": (0.0, 0.05, 0.15),
    "level2_lost": (0.0, 0.03, 0.08),
    "head_lost": (0.0, 0.02, 0.08),
    "trailing_column": (0.2, 0.2, 0.3),
    "JUNK": (0.2, 1.5, 4),
    "SHIFTS": (0.0, 1.0, 3.0),
    "JOINS": (0.0, 0.5, 2.0),
}
JOINABLE = {
    ("points", "points"),
    ("actual", "points"),
    ("target", "actual"),
    ("level2", "name"),
    ("name", "target"),
    ("amount", "amount"),
    ("header", "header"),
    ("rate", "points"),
    ("points", "rate"),
    ("points", "prose"),
}


def damage(rng: Random, level: int, matrix: Matrix, report) -> None:
    """Damages a form in place; `report(pointer, what)` is told of every field that the text no longer gives."""

    def hit(name: str) -> bool:
        return rng.random() < RATES[name][level - 1]

    def times(name: str) -> int:
        mean = RATES[name][level - 1]
        return int(mean) + (rng.random() < mean - int(mean)) if rng.random() < 0.8 else 0

    _levels(rng, hit, matrix, report)
    for row_index in range(len(matrix) - 1, -1, -1):
        line = matrix[row_index]
        for column in range(len(line) - 1, -1, -1):
            cell = line[column]
            free = _free_after(line, column)
            if cell.role == "side":
                _side(rng, hit, matrix, row_index, column, report)
            elif cell.role == "label" and cell.text.strip("总计分合 ") == "" and free and hit("total_moves"):
                target = column + rng.randint(1, free)
                line[column], line[target] = line[target], line[column]
            elif cell.role in ("label", "goalhead", "fundlabel") and free and len(cell.text) > 2 and hit("label_split"):
                _split(rng, line, column, free, 2)
            elif cell.role == "header" and cell.text:
                if hit("head_lost"):
                    cell.text = ""
                elif hit("head_spill") and column + 1 < len(line) and line[column + 1].role == "header" and line[column + 1].text:
                    cut = rng.randint(1, len(cell.text))
                    line[column + 1].text = f"{cell.text[cut:]} {line[column + 1].text}".strip()
                    cell.text = cell.text[:cut]
            elif cell.role == "value" and free and len(cell.text) > 3 and hit("value_split"):
                _split(rng, line, column, free, rng.choice([2, 2, 3]))
            elif cell.role == "goal" and free and len(cell.text) > 8 and hit("goal_chop"):
                _chop(rng, hit, matrix, row_index, column, free, report)
    for _ in range(times("JOINS")):
        _join(rng, matrix)
    for _ in range(times("SHIFTS")):
        _shift(rng, matrix)
    for _ in range(times("JUNK")):
        _junk(rng, matrix)
    if hit("trailing_column"):
        for line in matrix:
            line.append(Cell(""))
    width = max(len(line) for line in matrix)
    for line in matrix:
        line.extend(Cell("") for _ in range(width - len(line)))


def _free_after(line: list[Cell], column: int) -> int:
    """How many places that the merged cell covers follow it."""
    end = column + 1
    while end < len(line) and line[end].role == "covered" and not line[end].text:
        end += 1
    return end - column - 1


def _split(rng: Random, line: list[Cell], column: int, free: int, parts: int) -> None:
    """Cuts a text into pieces over the places of its merged cell, nothing lost."""
    cell = line[column]
    # A tag is never cut, nor a number: what a reader could not put together again is no split but a loss.
    whole = {place for match in re.finditer(r"<[^>]*>|[0-9.,%]+", cell.text) for place in range(match.start() + 1, match.end())}
    allowed = [place for place in range(1, len(cell.text)) if place not in whole]
    parts = min(parts, free + 1, len(allowed) + 1)
    cuts = sorted(rng.sample(allowed, parts - 1))
    pieces = [cell.text[low:high].strip() for low, high in pairwise([0, *cuts, len(cell.text)])]
    for place, piece in zip(sorted(rng.sample(range(column, column + free + 1), parts)), pieces):
        line[place] = Cell(piece, 1, 1, cell.at, "piece")
    if line[column] is cell:
        line[column] = Cell("", role="covered")


def _chop(rng: Random, hit, matrix: Matrix, row: int, column: int, free: int, report) -> None:
    """A goal's text chopped at the columns it covers, sometimes with losses at the cuts, sometimes into a second row."""
    line, cell = matrix[row], matrix[row][column]
    if hit("goal_spill"):
        cut = rng.randint(len(cell.text) // 3, 2 * len(cell.text) // 3)
        spilled = [Cell("", role="covered") for _ in line]
        spilled[column] = Cell(cell.text[cut:], 1, 1, cell.at, "spilled")
        matrix.insert(row + 1, spilled)
        cell.text = cell.text[:cut]
        _split(rng, spilled, column, free, 2)
    whole = len(cell.text)
    if hit("goal_loss"):
        for _ in range(rng.randint(1, 2)):
            at = rng.randrange(len(cell.text))
            lost = min(rng.randint(1, 6), len(cell.text) // 4)
            cell.text = cell.text[:at] + cell.text[at + lost :]
    if len(cell.text) < whole:
        for pointer in cell.at:
            report(pointer, "truncated")
    if len(cell.text) > 3:
        _split(rng, line, column, free, rng.choice([2, 2, 3]))


def _side(rng: Random, hit, matrix: Matrix, row: int, column: int, report) -> None:
    """Side labels break over rows or turn into junk; the unit goes with its label."""
    cell = matrix[row][column]
    if hit("side_junk"):
        cell.text = rng.choice(JUNK)
        for pointer in cell.at:
            report(pointer, "lost")
    elif hit("side_split") and row + 1 < len(matrix) and len(cell.text) > 2:
        bracket = max(cell.text.find("("), cell.text.find("("))
        cut = bracket if bracket > 0 else rng.randint(1, len(cell.text) - 1)
        below = matrix[row + 1][column]
        if below.role == "covered" and not below.text:
            matrix[row + 1][column] = Cell(cell.text[cut:], 1, 1, cell.at, "piece")
            cell.text = cell.text[:cut]


def _levels(rng: Random, hit, matrix: Matrix, report) -> None:
    """Level labels land on another row of their group, or are lost."""
    moved = False
    for role in ("level1", "level2"):
        places = [(row, column) for row, line in enumerate(matrix) for column, cell in enumerate(line) if cell.role == role]
        for row, column in places:
            cell = matrix[row][column]
            if hit(f"{role}_lost"):
                cell.text, cell.role = "", "covered"
                for pointer in cell.at:
                    indicator = pointer.rsplit("/", 2)[0]
                    report(f"{indicator}/level1/label" if role == "level1" else f"{indicator}/level2", "lost")
                    report(f"{indicator}/level1/weight" if role == "level1" else f"{indicator}/level1", "lost")
            elif len(cell.at) > 1 and hit(f"{role}_moves"):
                target = row + rng.randint(1, len(cell.at) - 1)
                matrix[row][column], matrix[target][column] = matrix[target][column], cell
                moved |= role == "level2"
    if moved:
        _ambiguous(matrix, report)


def _ambiguous(matrix: Matrix, report) -> None:
    """Once labels stand on any row of their group, a row between two labels may belong to either."""
    owners: dict[str, int] = {}
    labelled: list[tuple[int, tuple[str, ...]]] = []
    for row, line in enumerate(matrix):
        for cell in line:
            if cell.role == "level2" and cell.text:
                labelled.append((row, cell.at))
            if cell.role == "name" and cell.at:
                owners[cell.at[0].rsplit("/", 1)[0]] = row
    for (above, _), (below, _) in pairwise(labelled):
        for indicator, row in owners.items():
            if above < row < below:
                report(f"{indicator}/level2", "ambiguous")
                report(f"{indicator}/level1", "ambiguous")


def _join(rng: Random, matrix: Matrix) -> None:
    """Two neighbours become one cell, a blank between them; the second place stays blank or goes."""
    places = [
        (row, column)
        for row, line in enumerate(matrix)
        for column in range(len(line) - 1)
        if line[column].text and line[column + 1].text and (line[column].role, line[column + 1].role) in JOINABLE
    ]
    if not places:
        return
    row, column = rng.choice(places)
    first, second = matrix[row][column], matrix[row][column + 1]
    joined = Cell(f"{first.text} {second.text}", 1, 1, first.at + second.at, "joined")
    blank = Cell("", role="gap")
    matrix[row][column : column + 2] = rng.choice([[joined, blank], [blank, joined], [joined]])


def _shift(rng: Random, matrix: Matrix) -> None:
    """A blank comes in before a value, or one goes: the rest of the row moves."""
    rows = [
        index for index, line in enumerate(matrix) if any(cell.role in ("amount", "points", "header", "target") for cell in line)
    ]
    if not rows:
        return
    line = matrix[rng.choice(rows)]
    blanks = [index for index, cell in enumerate(line) if not cell.text]
    if blanks and rng.random() < 0.5:
        del line[rng.choice(blanks)]
    else:
        line.insert(rng.randint(1, len(line) - 1), Cell("", role="gap"))
        if not line[-1].text:
            line.pop()


def _junk(rng: Random, matrix: Matrix) -> None:
    """Shards of stamps and side labels stand in places that are blank on the paper."""
    places = [
        line[column]
        for line in matrix
        for column in range(min(2, len(line)))
        if not line[column].text and line[column].role == "covered"
    ]
    if places:
        cell = rng.choice(places)
        cell.text, cell.role = (LONG_JUNK if rng.random() < 0.1 else rng.choice(JUNK)), "junk"
