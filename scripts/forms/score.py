"""The scorer's command: runs the program over generated files and compares its records with the truth."""

import argparse
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from . import contract
from .compare import SEVERITIES, Field, compare_file

BATCH = 200


@dataclass
class Tally:
    """Counts of one line of the table."""

    records: int = 0
    fields: int = 0
    right: int = 0
    wrong_numbers: int = 0
    silent: int = 0

    def add(self, fields: list[Field]) -> None:
        self.records += 1
        counted = [field for field in fields if field.counted]
        self.fields += len(counted)
        self.right += sum(field.right for field in counted)
        self.wrong_numbers += sum(field.wrong_number for field in fields)
        self.silent += sum(field.silent for field in fields)

    def accuracy(self) -> float:
        """Share of right fields in percent; only a share for people, no value of a form."""
        return 100 * self.right / self.fields if self.fields else 100.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Score what the program reads out of generated forms.")
    parser.add_argument("directory", type=Path, nargs="+")
    parser.add_argument("--bin", type=Path, default=Path("target/release/jixiao"))
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="print the first N wrong fields, silent wrong numbers first"
    )
    parser.add_argument("--only-silent", action="store_true", help="show silent wrong numbers only")
    parser.add_argument(
        "--min-severity", choices=SEVERITIES, default="info", help="findings below it do not count as pointing at a number"
    )
    parser.add_argument("--max-silent", type=int, metavar="N", help="exit with 1 above this many silent wrong numbers")
    parser.add_argument("--min-accuracy", type=float, metavar="PERCENT", help="exit with 1 below this field accuracy")
    options = parser.parse_args(arguments)

    truths = read_truths(options.directory)
    if not truths:
        print("no *.truth.json found", file=sys.stderr)
        return 2
    if not options.bin.is_file():
        print(f"`{options.bin}` is no program: build it, or name another with --bin", file=sys.stderr)
        return 2
    outputs = run(options.bin, list(truths))
    tallies: dict[str, dict[tuple, Tally]] = {name: defaultdict(Tally) for name in ("damage", "family", "dialect", "field")}
    wrong: list[tuple[bool, str, Field]] = []
    for path, truth in truths.items():
        for index, fields in compare_file(truth, outputs.get(path, []), options.min_severity):
            family = truth["families"][index] if index is not None else "(no form)"
            damage = int(truth["damage"])
            tallies["damage"][damage,].add(fields)
            tallies["family"][damage, family].add(fields)
            tallies["dialect"][damage, truth["dialect"]].add(fields)
            for group in dict.fromkeys(field.group for field in fields):
                tallies["field"][damage, group].add([field for field in fields if field.group == group])
            wrong += [(not field.silent, path, field) for field in fields if field.silent or (field.counted and not field.right)]
    for name, lines in tallies.items():
        print_table(name, lines)
    show(sorted(wrong, key=lambda entry: entry[0]), options.show, options.only_silent)

    overall = Tally()
    for tally in tallies["damage"].values():
        overall.fields, overall.right, overall.silent = (
            overall.fields + tally.fields,
            overall.right + tally.right,
            overall.silent + tally.silent,
        )
    failed = options.max_silent is not None and overall.silent > options.max_silent
    failed |= options.min_accuracy is not None and overall.accuracy() < options.min_accuracy
    return int(failed)


def read_truths(directories: list[Path]) -> dict[str, dict]:
    """Truth by the path of the file that it belongs to."""
    found = [path for directory in directories for path in sorted(directory.glob("**/*.truth.json"))]
    truths = ((path, contract.loads(path.read_text(encoding="utf-8"))) for path in found)
    return {str(path.parent / truth["file"]): truth for path, truth in truths}


def run(binary: Path, files: list[str]) -> dict[str, list[dict]]:
    """Records by input path, in the order of the forms in the input."""
    records = defaultdict(list)
    for start in range(0, len(files), BATCH):
        command = [str(binary), "extract", "--format", "jsonl", *files[start : start + BATCH]]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode not in (0, 1):
            print(f"{binary} ended with {done.returncode}: {done.stderr.strip()[-500:]}", file=sys.stderr)
        for line in done.stdout.splitlines():
            record = contract.loads(line)
            records[record["source"]["path"]].append(record)
    for found in records.values():
        found.sort(key=lambda record: int(record["source"].get("form_index") or 0))
    return records


def print_table(name: str, lines: dict[tuple, Tally]) -> None:
    """A line for each key: the damage level alone, or with a family, dialect or kind of field."""
    heads = ("damage", "" if name == "damage" else name, "records", "fields", "right", "accuracy", "wrong numbers", "silent")
    print("{:>6}  {:<14}{:>8}{:>9}{:>9}{:>10}{:>15}{:>8}".format(*heads))
    for key, tally in sorted(lines.items()):
        label = key[1] if len(key) > 1 else "all"
        counts = (tally.records, tally.fields, tally.right, f"{tally.accuracy():.2f}%", tally.wrong_numbers, tally.silent)
        print("{:>6}  {:<14}{:>8}{:>9}{:>9}{:>10}{:>15}{:>8}".format(key[0], label, *counts))
    print()


def show(wrong: list[tuple[bool, str, Field]], how_many: int, only_silent: bool) -> None:
    """Examples, one a line: file, pointer, expected, got."""
    for loud, path, field in wrong[:how_many]:
        if not (loud and only_silent):
            values = f"expected {_quoted(field.expected)}, got {_quoted(field.got)}"
            print(f"{'wrong ' if loud else 'SILENT'} {path} {field.pointer}: {values}")


def _quoted(value) -> str:
    return contract.dumps(value)
