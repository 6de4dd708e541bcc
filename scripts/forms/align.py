"""Which row of a record is which row of the truth: alignments that keep the order, so that a lost row does not spoil the rest."""

from difflib import SequenceMatcher

from .text import same, squeeze


def monotone(truths: list, gots: list, likeness, least: float) -> list[tuple[int | None, int | None]]:
    """Pairs of indices in order; a pair needs a likeness of at least `least`, what has no partner stands with `None`."""
    rows, columns = len(truths), len(gots)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    like = [[likeness(truth, got) for got in gots] for truth in truths]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            paired = best[row + 1][column + 1] + like[row][column] if like[row][column] >= least else -1.0
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    pairs, row, column = [], 0, 0
    while row < rows or column < columns:
        if (
            row < rows
            and column < columns
            and like[row][column] >= least
            and best[row][column] == best[row + 1][column + 1] + like[row][column]
        ):
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif row < rows and (column == columns or best[row][column] == best[row + 1][column]):
            pairs.append((row, None))
            row += 1
        else:
            pairs.append((None, column))
            column += 1
    return pairs


def indicators(truths: list[dict], gots: list[dict]) -> list[tuple[int | None, int | None]]:
    """Indicator rows by name first, then by what else they say. Rows without content take no part."""
    left = [index for index, row in enumerate(truths) if has_content(row)]
    right = [index for index, row in enumerate(gots) if has_content(row)]
    pairs = monotone([truths[index] for index in left], [gots[index] for index in right], _indicator_likeness, 1.5)
    return [(None if a is None else left[a], None if b is None else right[b]) for a, b in pairs]


def has_content(row: dict) -> bool:
    """Whether an indicator row has more than labels."""
    texts = (
        row.get("name"),
        (row.get("target") or {}).get("text"),
        (row.get("actual") or {}).get("text"),
        row.get("weight"),
        row.get("score"),
        row.get("reason"),
    )
    return any(texts)


def _indicator_likeness(truth: dict, got: dict) -> float:
    target = lambda row, key: (row.get(key) or {}).get("text") or ""  # noqa: E731
    return (
        4 * likeness(truth.get("name"), got.get("name"))
        + 1.0 * (bool(target(truth, "target")) and same(target(truth, "target"), target(got, "target")))
        + 0.5 * (bool(target(truth, "actual")) and same(target(truth, "actual"), target(got, "actual")))
        + 0.5 * (truth["level2"]["kind"] == (got.get("level2") or {}).get("kind"))
        + 0.3 * (truth["weight"] is not None and truth["weight"] == got.get("weight"))
        + 0.3 * (truth["score"] is not None and truth["score"] == got.get("score"))
        + 0.5 * (truth["reason"] is not None and same(truth["reason"], got.get("reason")))
    )


def fund_rows(truths: list[dict], gots: list[dict]) -> list[tuple[int | None, int | None]]:
    """Rows of the funds block by kind and label."""
    return monotone(
        truths, gots, lambda truth, got: 2 * (truth["kind"] == got.get("kind")) + likeness(truth["label"], got.get("label")), 0.8
    )


def records(truths: list[dict], gots: list[dict]) -> list[tuple[int | None, int | None]]:
    """Forms of a file by project and indicators."""
    if len(truths) == len(gots) == 1:
        return [(0, 0)]

    def alike(truth: dict, got: dict) -> float:
        names = {squeeze(row["name"]) for row in truth["indicators"] if row["name"]}
        found = {squeeze(row["name"]) for row in got.get("indicators", []) if row.get("name")}
        return 0.1 + 2 * likeness(truth["project"]["name"], (got.get("project") or {}).get("name")) + len(names & found)

    return monotone(truths, gots, alike, 0.1)


def likeness(a: str | None, b: str | None) -> float:
    """0 for nothing in common, 1 for the same text."""
    a, b = squeeze(a or ""), squeeze(b or "")
    if not a or not b:
        return 0.0
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()
