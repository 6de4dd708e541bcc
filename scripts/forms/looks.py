"""How a generated form is laid out on paper, chosen anew for every file: type, rulings, widths of columns, and what stands around it."""

import random
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

SIZES = (7, 8, 9, 10.5, 12)
# `shade`: white lines between cells of two tones. `open`: no lines at the left and right end. `zebra`: every other row is shaded, and `bare`
# not even that; neither has a line.
BORDERS = ("solid", "solid", "hairline", "double", "dashed", "dotted", "open", "shade")
UNRULED = ("zebra", "bare")
FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Serif CJK SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "AR PL UMing CN",
    "AR PL UKai CN",
)
# Points of paper between the margins of A4, upright and across, by the producer with the widest margins.
PRINTED = (480, 730)
# What no producer breaks: figures, letters and their signs. Its signs are three fifths of the size wide in the widest family.
UNBROKEN = re.compile(r"[!-~]+")
UNBROKEN_SIGN = 0.6
# Points at both sides of a cell's text together, and its rulings.
BESIDE = 8
LEAD = "根据有关预算绩效管理的要求，我单位对本年度项目支出开展了绩效自评，现将有关情况公开如下。"


@dataclass(frozen=True)
class Look:
    """How a file is printed."""

    size: float
    across: bool
    family: str
    border: str
    # Widths of the columns are drawn with it.
    seed: int
    # Labels over many rows stand one character a line.
    side_labels: bool
    # Page numbers, and a line at the head of each page.
    footer: bool
    watermark: bool
    # A red ring lies over the table.
    stamp: bool
    # Paragraphs before the form.
    lead: int
    # The title of the table is repeated on every page.
    repeats: bool

    def is_shaded(self, row: int) -> bool:
        return self.border == "shade" or (self.border == "zebra" and row % 2 == 1)


def look_of(name: str, seed: int, families: list[str]) -> Look:
    pick = random.Random(f"{seed} {name}")
    return Look(
        size=pick.choice(SIZES),
        across=pick.random() < 0.4,
        family=pick.choice(families),
        border=pick.choice(BORDERS),
        seed=pick.randrange(1 << 30),
        side_labels=pick.random() < 0.4,
        footer=pick.random() < 0.4,
        watermark=pick.random() < 0.2,
        stamp=pick.random() < 0.25,
        lead=pick.choice((0, 0, 0, 1, 4, 9)),
        repeats=pick.random() < 0.2,
    )


def plain(look: Look) -> Look:
    """The same type on the same paper, with nothing around the form."""
    return replace(look, border="solid", side_labels=False, footer=False, watermark=False, stamp=False, lead=0, repeats=False)


def fitting(look: Look, tables: "list[Table]") -> Look:
    """The largest type, up to the look's, and the paper in which no number runs over its neighbours."""
    sizes = [size for size in reversed(SIZES) if size <= look.size]
    looks = [replace(look, across=across, size=size) for size in sizes for across in sorted({look.across, True})]
    fits = lambda one: all(sum(table.least_widths(one.size)) <= PRINTED[one.across] for table in tables)  # noqa: E731
    return next(filter(fits, looks), looks[-1])


def installed_families() -> list[str]:
    if shutil.which("fc-list") is None:
        return []
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    return [family for family in FAMILIES if family in listed]


@dataclass
class Cell:
    text: str
    rows: int
    cols: int


class Table:
    """Rows of cells with spans."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []

    def places(self) -> list[tuple[int, int, Cell]]:
        """Each cell with its row and column: cells fill what the spans above them leave free."""
        taken, out = set(), []
        for row, cells in enumerate(self.rows):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                taken |= {(row + down, column + right) for down in range(cell.rows) for right in range(cell.cols)}
                out.append((row, column, cell))
        return out

    def n_cols(self) -> int:
        return max(column + cell.cols for _, column, cell in self.places())

    def n_titles(self) -> int:
        """Rows at the top that are one cell each."""
        n = 0
        while n < len(self.rows) and len(self.rows[n]) == 1 and self.rows[n][0].cols == self.n_cols():
            n += 1
        return n

    def widths(self, look: Look) -> list[float]:
        """Shares of the columns: what their texts need, more or less, and no less than what cannot be broken."""
        pick = random.Random(look.seed)
        need = [2.0] * self.n_cols()
        for _, column, cell in self.places():
            if cell.cols == 1:
                need[column] = max(need[column], min(14.0, 1 + len(cell.text) ** 0.8))
        need = [width * pick.uniform(0.75, 1.3) for width in need]
        least = [width / PRINTED[look.across] for width in self.least_widths(look.size)]
        # What is left is shared by those that want more than they have.
        wanted = [max(0.001, width / sum(need) - at_least) for width, at_least in zip(need, least, strict=True)]
        spare = max(0.0, 1 - sum(least)) / sum(wanted)
        shares = [at_least + more * spare for at_least, more in zip(least, wanted, strict=True)]
        return [share / sum(shares) for share in shares]

    def least_widths(self, size: float) -> list[float]:
        """Points in which the longest number of each column fits, in type of this size."""
        least = [size + BESIDE] * self.n_cols()
        for _, column, cell in sorted(self.places(), key=lambda place: place[2].cols):
            columns = range(column, column + cell.cols)
            longest = max(map(len, UNBROKEN.findall(cell.text)), default=0) * UNBROKEN_SIGN * size + BESIDE
            missing = longest - sum(least[at] for at in columns)
            for at in columns if missing > 0 else ():
                least[at] += missing / cell.cols
        return least

    def is_side_label(self, cell: Cell) -> bool:
        return cell.rows >= len(cell.text) > 2 and cell.cols == 1 and all("\u4e00" <= sign <= "\u9fff" for sign in cell.text)


class _Tables(HTMLParser):
    """The tables of a generated form, which has nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spans = dict(attrs)
        if tag == "table":
            self.tables.append(Table())
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag == "td":
            self.tables[-1].rows[-1].append(Cell("", int(spans.get("rowspan") or 1), int(spans.get("colspan") or 1)))

    def handle_data(self, data: str) -> None:
        if self.tables and self.tables[-1].rows and self.tables[-1].rows[-1]:
            self.tables[-1].rows[-1][-1].text += data.strip("\n")


def read_tables(source: Path) -> list[Table]:
    parser = _Tables()
    parser.feed(source.read_text(encoding="utf-8"))
    return parser.tables
