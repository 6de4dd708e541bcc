"""One record against its truth, field by field, and whether the record itself doubts a wrong number."""

from dataclasses import dataclass
from decimal import Decimal

from . import align
from .contract import Num, lookup
from .text import same, squeeze

# Pointers that cover so much that a finding there says nothing about one number.
TOO_WIDE = {"", "/", "/source", "/form", "/project", "/funds", "/funds/rows", "/goals", "/indicators"}
FUND_NUMBERS = ("initial_budget", "full_budget", "executed", "weight", "rate", "score")
VALUE_PARTS = ("text", "kind", "comparator", "number", "unit")
FIXED = {
    "form": ("kind", "variant", "title", "fiscal_year"),
    "project": ("name", "code", "total_amount", "department", "unit"),
    "total": ("weight", "score", "grade"),
    "conclusion": ("evaluation", "problems", "improvements"),
    "sign_off": ("filled_by", "phone", "date", "project_leader", "finance_leader", "unit_head"),
}
SEVERITIES = ("info", "warning", "error")
# Codes of patterns in values taken as read (the family `analytic` of `jixiao explain`): they doubt no number.
ANALYTIC = {
    "score-outruns-spending",
    "budget-unspent",
    "full-marks-low-execution",
    "targets-met-exactly",
    "zero-quantity-full-quality",
    "reason-repeated",
}


@dataclass
class Field:
    """A compared field. `pointer` is the place in the record, or in the truth where the record has no such row."""

    group: str
    pointer: str
    expected: object
    got: object
    # Whether the field counts for accuracy (it survives in the text), is right, and is a wrong number that nothing points at.
    counted: bool
    right: bool
    wrong_number: bool
    silent: bool


def compare_file(truth: dict, gots: list[dict], least_severity: str = "info") -> list[tuple[int | None, list[Field]]]:
    """Every record of a file: the index of the truth (`None` for a record that no form explains) and its fields."""
    out = []
    for index, got_index in align.records(truth["records"], gots):
        got = gots[got_index] if got_index is not None else {}
        expected = truth["records"][index] if index is not None else {}
        damaged = [entry["pointer"] for entry in truth["damaged"] if int(entry["record"]) == index]
        either = {entry["pointer"]: entry["values"] for entry in truth["either"] if int(entry["record"]) == index}
        out.append((index, _Comparison(expected, got, damaged, either, least_severity).fields()))
    return out


class _Comparison:
    def __init__(self, truth: dict, got: dict, damaged: list[str], either: dict[str, list], least_severity: str):
        self.truth, self.got, self.damaged, self.either = truth, got, damaged, either
        self.out: list[Field] = []
        severities = SEVERITIES[SEVERITIES.index(least_severity) :]
        doubts = (finding for finding in got.get("findings") or [] if finding.get("code") not in ANALYTIC)
        self.flagged = {finding["at"] for finding in doubts if finding.get("severity", "error") in severities}
        self.flagged |= {at for check in got.get("checks") or [] if check["outcome"] == "fail" for at in check["at"]}

    def fields(self) -> list[Field]:
        for block, keys in FIXED.items():
            for key in keys:
                number = block == "total" and key != "grade" or key == "total_amount"
                self._field(
                    "total" if block == "total" else "header" if block in ("form", "project") else "closing",
                    f"/{block}/{key}",
                    f"/{block}/{key}",
                    number,
                )
        self._field("header", "/funds/unit", "/funds/unit", False)
        for at, place in self._pairs("/funds/rows", align.fund_rows):
            for key in ("kind", "label"):
                self._field("fund labels", _join(at, key), _join(place, key), False)
            for key in FUND_NUMBERS:
                self._field("fund numbers", _join(at, key), _join(place, key), True)
        for at, place in self._pairs("/goals", _in_order):
            for key in ("expected", "actual"):
                self._field("goals", _join(at, key), _join(place, key), False)
        for at, place in self._pairs("/indicators", align.indicators):
            self._indicator(at, place)
        return self.out

    def _indicator(self, at: str | None, place: str | None) -> None:
        for path, group in (
            ("goal", "levels"),
            ("level1/kind", "levels"),
            ("level1/label", "levels"),
            ("level1/weight", "levels"),
            ("level2/kind", "levels"),
            ("level2/label", "levels"),
            ("name", "names"),
            ("reason", "reasons"),
        ):
            self._field(group, _join(at, path), _join(place, path), False)
        for value in ("target", "actual"):
            for part in VALUE_PARTS:
                self._field("values", _join(at, f"{value}/{part}"), _join(place, f"{value}/{part}"), part == "number")
        for points in ("weight", "score"):
            self._field("points", _join(at, points), _join(place, points), True)

    def _pairs(self, pointer: str, aligner) -> list[tuple[str | None, str | None]]:
        """Pointers into truth and record; rows of the record that the truth does not have come with `None` first."""
        pairs = aligner(lookup(self.truth, pointer) or [], lookup(self.got, pointer) or [])
        return [(None if a is None else f"{pointer}/{a}", None if b is None else f"{pointer}/{b}") for a, b in pairs]

    def _field(self, group: str, at: str | None, place: str | None, number: bool) -> None:
        expected = None if at is None else _present(lookup(self.truth, at))
        got = None if place is None else _present(lookup(self.got, place))
        if expected is None and got is None:
            return
        accepted = [expected, *map(_present, self.either.get(at, []))]
        if at and at.endswith("/goal") and len(self.truth.get("goals", [])) < 2:
            accepted.append(None)
        right = place is not None and any(_equal(value, got, (at or "").rpartition("/")[2]) for value in accepted)
        wrong_number = number and got is not None and not any(_same_number(value, got) for value in accepted)
        if at is None:
            # A row that the truth does not have counts by its numbers and its goals, not once more by its labels.
            counted = number or group == "goals"
        else:
            survives = not any(at == damaged or at.startswith(damaged + "/") for damaged in self.damaged)
            # A kind that stands for nothing is no field.
            counted = survives and not (at.endswith("/kind") and got == expected == "blank")
        silent = wrong_number and place is not None and not self._doubted(place)
        self.out.append(Field(group, place or at or "", expected, got, counted, right, wrong_number, silent))

    def _doubted(self, place: str) -> bool:
        """Whether a finding or a failed check points at the place or at a part of the record that is just around it."""
        while place and place not in TOO_WIDE:
            if place in self.flagged:
                return True
            place = place.rpartition("/")[0]
        return False


def _join(row: str | None, path: str) -> str | None:
    return None if row is None else f"{row}/{path}"


def _in_order(truths: list, gots: list) -> list[tuple[int | None, int | None]]:
    longest = max(len(truths), len(gots))
    return [(index if index < len(truths) else None, index if index < len(gots) else None) for index in range(longest)]


def _present(value):
    """A value, with an empty text as none."""
    return None if value == "" and not isinstance(value, Num) else value


def _equal(expected, got, key: str) -> bool:
    """Numbers as printed, rates by value, labels without the colon behind them."""
    if isinstance(expected, Num) or isinstance(got, Num):
        if key == "rate":
            return _same_number(expected, got)
        return isinstance(expected, Num) and isinstance(got, Num) and str(expected) == str(got)
    if key == "label" and isinstance(expected, str) and isinstance(got, str):
        return squeeze(expected).rstrip(":") == squeeze(got).rstrip(":")
    return expected is None and got is None or same(expected, got)


def _same_number(expected, got) -> bool:
    return isinstance(expected, Num) and isinstance(got, Num) and Decimal(str(expected)) == Decimal(str(got))
