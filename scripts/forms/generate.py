"""The generator's command: a seeded set of files with their truth."""

import argparse
from pathlib import Path
from random import Random

from . import contract, dialects, families, words
from .contract import Num
from .damage import damage_matrix, damage_sheet


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Write arithmetically sound performance forms, damaged as exports are, with their truth."
    )
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
    # Light damage leaves the merged cells of HTML as they are; tools that do worse write plain tables. What writes merged cells out
    # knows where they are.
    keeps_spans = dialect == "flattened" or dialect == "html" and damage < 2
    if damage and keeps_spans:
        for index, form in enumerate(forms):
            damage_sheet(rng, damage, form.sheet, index, damaged)
    matrices = [form.sheet.written_out() if dialect == "flattened" else form.sheet.matrix() for form in forms]
    if damage and not keeps_spans:
        for index, matrix in enumerate(matrices):
            damage_matrix(rng, damage, matrix, index, damaged)
    either = [
        {"record": Num(str(index)), "pointer": pointer, "values": values}
        for index, form in enumerate(forms)
        for pointer, values in form.either.items()
    ]
    truth = {
        "dialect": dialect,
        "damage": Num(str(damage)),
        "families": chosen,
        "records": [form.record for form in forms],
        "damaged": damaged,
        "either": either,
    }
    # Cells of aligned text break over lines unless it is clean; where the damage is heavy they are centred on their row.
    lines = ["single", rng.choice(["single", "top"]), "top", rng.choice(["top", "middle"])][damage]
    # In text of one cell a line a paragraph would be one more cell.
    between = rng.choice(words.BETWEEN) if dialect != "lines" and rng.random() < 0.5 else None
    return dialects.write(dialect, matrices, [form.sheet for form in forms] if keeps_spans else None, lines, between), truth
