"""The generator's command: a seeded set of files with their truth."""

import argparse
from pathlib import Path
from random import Random

from . import contract, dialects, families


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write arithmetically sound performance forms, damaged as exports are, with their truth.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10, help="number of files")
    parser.add_argument("--family", default="all", choices=[*families.FAMILIES, "all"])
    parser.add_argument("--dialect", default="tsv", choices=[*dialects.EXTENSIONS, "mixed"])
    parser.add_argument("--damage", type=int, default=0, choices=range(4), help="0 clean, 1 light, 2 as OCR exports are, 3 heavy")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    for number in range(options.count):
        # One generator a file: a file stays the same whatever the count.
        rng = Random(f"{options.seed}/{number}/{options.family}/{options.dialect}/{options.damage}")
        dialect = rng.choice(list(dialects.EXTENSIONS)) if options.dialect == "mixed" else options.dialect
        text, truth = one_file(rng, options.family, dialect, options.damage)
        name = f"{number:04}.{dialects.EXTENSIONS[dialect]}"
        (options.out / name).write_text(text, encoding="utf-8", newline="")
        (options.out / f"{number:04}.truth.json").write_text(contract.dumps({"file": name, **truth}) + "\n", encoding="utf-8")
    return 0


def one_file(rng: Random, family: str, dialect: str, damage: int) -> tuple[str, dict]:
    """The text of a file and its truth: usually one form, sometimes a few."""
    how_many = rng.choice([2, 3, 4]) if rng.random() < 0.15 else 1
    chosen = [rng.choice(list(families.FAMILIES)) if family == "all" else family for _ in range(how_many)]
    forms = [families.build(rng, name) for name in chosen]
    damaged: list[dict] = []
    matrices = [form.sheet.matrix() for form in forms]
    either = [{"record": index, "pointer": pointer, "values": values} for index, form in enumerate(forms) for pointer, values in form.either.items()]
    truth = {"dialect": dialect, "damage": damage, "families": chosen, "records": [form.record for form in forms], "damaged": damaged, "either": either}
    return dialects.write(dialect, matrices, [form.sheet for form in forms]), truth
