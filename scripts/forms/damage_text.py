"""Damage inside one cell. What survives for a careful reader is not reported; what is lost or altered is, field by field."""

import re
from random import Random

from .sheet import Cell

LOOK_ALIKES = dict(
    zip(
        "效标指益产数量质目项资金成本经济社会生态影响满意度服务对象年初预算执行分值得级完实际原因析改进措施总结转其他主管部门单位名称时可持续财政拨款当上偏差",
        "効柨措盖严敖景庳自顶货全戍木径挤杜合牛杰彭晌蒲竟庶眼各刘像午衩须筭抗衍兮植碍极宪买标厚囚折攺讲借旋息诘砖具地王菅陪闩早住各秭吋司待读则攻拔歉尝土编羌",
        strict=True,
    )
)
LABELS = {"label", "header", "goalhead", "level1", "level2", "fundlabel"}
PROSE = {"prose", "goal"}
TEXTS = {"name", "value"}
NUMBERS = {"amount", "points", "rate"}
SPECKS = ["<b>{}</b>", "<i>{}</i>", "{} <del>*</del>", "<b></b>{}", "{}<br>", "<sup>{}</sup>"]

# How often a cell of a fitting role is damaged, by level 1, 2, 3.
RATES = {
    "wrap": (0.15, 0.3, 0.4),
    "justify": (0.02, 0.04, 0.08),
    "markup": (0.01, 0.015, 0.04),
    "look_alike": (0.01, 0.03, 0.08),
    "dash": (0.3, 0.6, 0.8),
    "truncate": (0.0, 0.03, 0.08),
    "misread": (0.0, 0.015, 0.05),
    "lose_text": (0.0, 0.015, 0.04),
    "lose_number": (0.0, 0.003, 0.01),
    "digit": (0.0, 0.0, 0.01),
    "comparator": (0.0, 0.0, 0.02),
    "upright": (0.0, 0.01, 0.03),
    "box": (0.1, 0.3, 0.5),
}

# Labels that stand upright, as engines read them that take lines for columns.
UPRIGHT = {"产出指标": "出标产指", "效益指标": "益标效指", "满意度指标": "意指斥满度打"}


def damage(rng: Random, level: int, cell: Cell, report) -> None:
    """Damages a cell in place. `report(pointer, what, printed)` is told of every field that the text no longer gives."""

    def hit(name: str) -> bool:
        return rng.random() < RATES[name][level - 1]

    role = cell.role
    if role == "dash":
        if cell.text and hit("dash"):
            cell.text = rng.choice(["_", "_", "-", "–", "", "一"] + (["1"] if level > 1 else []))
        return
    if not cell.text:
        return
    if role in NUMBERS:
        if hit("digit"):
            _digit(rng, cell, report)
        elif hit("lose_number"):
            _tell(cell, report, "lost")
            cell.text = ""
        return
    if role == "target" and re.fullmatch(r"≥[1-9][0-9]%", cell.text) and hit("comparator"):
        # Only where a reader can tell: no share is 290%.
        cell.text = "2" + cell.text[1:]
        _tell(cell, report, "comparator-as-digit", cell.text)
        return
    if role == "target" and re.match(r"≤[0-9]", cell.text) and hit("comparator"):
        cell.text = "W" + cell.text[1:]
        _tell(cell, report, "comparator-as-letter", cell.text)
        return
    if role == "level1" and cell.text in UPRIGHT and hit("upright"):
        cell.text = UPRIGHT[cell.text]
        _tell(cell, report, "garbled")
        return
    if "□" in cell.text and hit("box"):
        cell.text = cell.text.replace("□", rng.choice("口0O"))
    if role in LABELS and hit("look_alike"):
        _look_alike(rng, level, cell, report)
    if role in TEXTS | {"prose"} and hit("lose_text"):
        _tell(cell, report, "lost")
        cell.text = ""
        return
    if role in TEXTS | PROSE and len(cell.text) >= 6 and hit("truncate"):
        _tell(cell, report, "truncated")
        cell.text = cell.text[: max(3, len(cell.text) * rng.randint(40, 80) // 100)]
    if role in TEXTS and len(cell.text) >= 4 and hit("misread"):
        _misread(rng, cell, report)
    if role in TEXTS | LABELS | {"side"} and 3 < len(cell.text) < 14 and hit("justify"):
        cell.text = re.sub(r"(?<=[一-鿿])(?=[一-鿿])", " ", cell.text)
    elif role in LABELS | TEXTS | PROSE | {"side", "text", "note", "title", "target", "actual"} and hit("wrap"):
        _wrap(rng, cell)
    if role in LABELS | TEXTS | PROSE | {"side"} and hit("markup"):
        cell.text = rng.choice(SPECKS).format(cell.text)


def _tell(cell: Cell, report, what: str, printed: str | None = None) -> None:
    """Reports every field of a cell; `printed` is what stands in the export instead of the number on the paper."""
    for pointer in cell.at:
        report(pointer, what, printed)


def _wrap(rng: Random, cell: Cell) -> None:
    """Blanks between Han characters where the text broke its line, the lines being of about the same length."""
    line = rng.randint(4, 8) if len(cell.text) < 20 else rng.randint(8, 24)
    out = []
    since = 0
    for index, char in enumerate(cell.text):
        since += 1
        out.append(char)
        following = cell.text[index + 1 : index + 2]
        if since >= line and _han(char) and following and _han(following) and index + 2 <= len(cell.text):
            out.append(" ")
            since = 0
    cell.text = "".join(out)


def _han(char: str) -> bool:
    return "一" <= char <= "鿿"


def _look_alike(rng: Random, level: int, cell: Cell, report) -> None:
    """One or two characters replaced by others of a similar shape; a label of two characters keeps one."""
    places = [index for index, char in enumerate(cell.text) if char in LOOK_ALIKES]
    if not places or (len(cell.text) < 4 and level < 3):
        return
    how_many = 2 if len(cell.text) >= 4 and rng.random() < 0.3 else 1
    chars = list(cell.text)
    for index in rng.sample(places, min(how_many, len(places), len(chars) - 1)):
        chars[index] = LOOK_ALIKES[chars[index]]
    cell.text = "".join(chars)
    if how_many > 1:
        # Half of a short label is gone: nobody need read it, though its neighbours may tell.
        _tell(cell, report, "garbled")


def _misread(rng: Random, cell: Cell, report) -> None:
    """A character misread or a shard before the text: a reader can doubt it but not mend it."""
    index = rng.randrange(len(cell.text))
    if rng.random() < 0.7:
        cell.text = cell.text[:index] + rng.choice(["倪R", "口", "又", "从", "F", "沙"]) + cell.text[index + 1 :]
    else:
        cell.text = rng.choice(["片之心 ", "又山 ", "、 "]) + cell.text
    _tell(cell, report, "garbled")


def _digit(rng: Random, cell: Cell, report) -> None:
    """A digit changed or dropped, the point dropped, or the letter O for a zero. Only numbers that the form's sums cover."""
    digits = [index for index, char in enumerate(cell.text) if char.isdigit()]
    zeros = [index for index in digits if cell.text[index] == "0"]
    choice = rng.random()
    chars = list(cell.text)
    if choice < 0.25 and zeros:
        chars[rng.choice(zeros)] = rng.choice("Oo")
        what = "letter-for-digit"
    elif choice < 0.4 and "." in chars:
        chars.remove(".")
        what = "point-dropped"
    elif choice < 0.6 and len(digits) > 1:
        del chars[rng.choice(digits)]
        what = "digit-dropped"
    else:
        index = rng.choice(digits)
        chars[index] = rng.choice([digit for digit in "0123456789" if digit != chars[index]])
        what = "digit-changed"
    cell.text = "".join(chars)
    _tell(cell, report, what, cell.text)
