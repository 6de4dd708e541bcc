"""How well scans are read, by grade: numbers, labels and short texts, prose, and whether the confidences tell the truth.

    scripts/score-scans target/forms/scans --keep target/forms/scans.jsonl
    scripts/score-scans target/forms/scans --records target/forms/scans.jsonl --show 40

| column | what it counts |
|---|---|
| numbers | amounts, rates, points and the numbers of targets and results that the paper has, and how many are exact |
| short | labels, names, units and texts of values up to 24 characters, and how many are the same |
| prose | longer texts: errors of characters (insertions, deletions, changes) in a hundred |
| wrong | numbers that are not null and not what the paper says |
| silent | those of them at which no finding and no failed check points |

Fields that the same program does not read right from the printed PDF file either are faults of other parts than the reading of scans;
score the folder of PDF files as well to see them.
"""

import argparse
import subprocess
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from . import contract
from .compare import Field, compare_file
from .contract import Num
from .score import read_truths
from .text import squeeze

# Longer texts are prose.
SHORT = 24
# Lower bounds of the confidences that are told apart.
BANDS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
# A process reads this many files: those of the next start when it ends.
BATCH = 20


@dataclass
class Tally:
    """Counts of one grade."""

    numbers: list[int] = field(default_factory=lambda: [0, 0])
    short: list[int] = field(default_factory=lambda: [0, 0])
    prose: list[int] = field(default_factory=lambda: [0, 0])
    wrong: int = 0
    silent: int = 0
    low_confidence: int = 0
    needless: int = 0
    bands: dict[float, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, one: Field, confidence: float | None) -> None:
        self.wrong += one.wrong_number
        self.silent += one.silent
        kind = kind_of(one)
        if one.counted and kind == "numbers":
            self.numbers[0] += 1
            self.numbers[1] += one.right
        elif one.counted and kind == "short":
            self.short[0] += 1
            self.short[1] += one.right
        elif one.counted and kind == "prose":
            self.prose[0] += len(squeeze(one.expected))
            self.prose[1] += distance(squeeze(one.expected), squeeze(one.got or ""))
        if kind == "numbers" and one.got is not None and confidence is not None:
            band = self.bands[max(low for low in BANDS if low <= confidence)]
            band[0] += 1
            band[1] += one.wrong_number


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Score what the program reads out of scanned forms.")
    parser.add_argument("directory", type=Path, nargs="+")
    parser.add_argument("--bin", type=Path, default=Path("target/release/jixiao"))
    parser.add_argument("--keep", type=Path, help="gets the records, one a line")
    parser.add_argument("--records", type=Path, help="scores these records instead of reading the scans")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N wrong fields of each grade")
    parser.add_argument("--max-silent", type=int, metavar="N", help="exit with 1 above this many silent wrong numbers")
    options = parser.parse_args(arguments)
    truths = read_truths(options.directory)
    lines = options.records.read_text(encoding="utf-8").splitlines() if options.records else run(options.bin, list(truths))
    if options.keep:
        options.keep.write_text("\n".join(lines) + "\n", encoding="utf-8")
    records = defaultdict(list)
    for record in map(contract.loads, lines):
        records[record["source"]["path"]].append(record)
    tallies: dict[str, Tally] = defaultdict(Tally)
    shown: dict[str, list[str]] = defaultdict(list)
    for path, truth in truths.items():
        gots = sorted(records.get(path, []), key=lambda record: int(record["source"]["form_index"] or 0))
        tally = tallies[truth["dialect"]]
        confidences = {pointer: float(origin["confidence"]) for got in gots for pointer, origin in got["provenance"].items()}
        rights = set()
        for _, fields in compare_file(truth, gots):
            for one in fields:
                tally.add(one, confidences.get(one.pointer))
                if one.right:
                    rights.add(one.pointer)
                if one.silent or one.wrong_number or (one.counted and not one.right):
                    mark = "SILENT" if one.silent else "wrong " if one.wrong_number else "      "
                    said = f"expected {contract.dumps(one.expected)}, got {contract.dumps(one.got)}"
                    shown[truth["dialect"]].append(f"{mark} {path} {one.pointer}: {said}")
        doubts = [doubt["at"] for got in gots for doubt in got["findings"] if doubt["code"] == "low-confidence"]
        tally.low_confidence += len(doubts)
        tally.needless += sum(at in rights for at in doubts)
    print_tables(tallies)
    for grade, wrong in shown.items():
        print(f"\n{grade}", *wrong[: options.show], sep="\n") if options.show else None
    silent = sum(tally.silent for tally in tallies.values())
    return int(options.max_silent is not None and silent > options.max_silent)


def run(binary: Path, files: list[str]) -> list[str]:
    lines = []
    for start in range(0, len(files), BATCH):
        command = [str(binary), "extract", "--format", "jsonl", *files[start : start + BATCH]]
        lines += subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False).stdout.splitlines()
    return lines


def kind_of(one: Field) -> str | None:
    """Which of the three counts a field belongs to; kinds and comparators are told, not read."""
    last = one.pointer.rpartition("/")[2]
    if isinstance(one.expected, Num) or one.wrong_number:
        return "numbers"
    if not isinstance(one.expected, str) or last in ("kind", "comparator", "variant"):
        return None
    return "short" if len(squeeze(one.expected)) <= SHORT else "prose"


def distance(a: str, b: str) -> int:
    """Levenshtein's."""
    before = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (char != other)))
        before = row
    return before[-1]


def print_tables(tallies: dict[str, Tally]) -> None:
    share = lambda pair: f"{100 * pair[1] / pair[0]:.2f}" if pair[0] else "-"  # noqa: E731
    print("| grade | numbers | % exact | short | % exact | prose characters | % wrong | wrong | silent | low-confidence | of it right |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for grade, tally in sorted(tallies.items()):
        counts = (tally.numbers[0], share(tally.numbers), tally.short[0], share(tally.short), tally.prose[0], share(tally.prose))
        print("|", " | ".join(map(str, (grade, *counts, tally.wrong, tally.silent, tally.low_confidence, tally.needless))), "|")
    print("\n| grade |", " | ".join(f"from {low}" for low in BANDS), "|  (numbers read / wrong, by confidence)")
    print("|---|" + "---|" * len(BANDS))
    for grade, tally in sorted(tallies.items()):
        print(f"| {grade} |", " | ".join(f"{tally.bands[low][0]} / {tally.bands[low][1]}" for low in BANDS), "|")
