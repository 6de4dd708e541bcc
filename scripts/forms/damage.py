"""Damage to the export of a form, as tools that read pictures leave it (levels 1 light, 2 usual, 3 heavy)."""

from random import Random

from . import damage_layout, damage_text
from .contract import Num
from .sheet import Cell, Sheet


def damage_matrix(rng: Random, level: int, matrix: list[list[Cell]], record: int, log: list[dict]) -> None:
    """Damages cells and their places; what no longer can be read is added to `log`."""
    report = _reporter(record, log)
    for line in matrix:
        for cell in line:
            damage_text.damage(rng, level, cell, report)
    damage_layout.damage(rng, level, matrix, report)


def damage_sheet(rng: Random, level: int, sheet: Sheet, record: int, log: list[dict]) -> None:
    """Damages the cells of a sheet and leaves its merged cells alone."""
    report = _reporter(record, log)
    for line in sheet.grid:
        for cell in filter(None, line):
            damage_text.damage(rng, level, cell, report)


def _reporter(record: int, log: list[dict]):
    def report(pointer: str, what: str, printed: str | None = None) -> None:
        entry = {"record": Num(str(record)), "pointer": pointer, "what": what, "printed": printed}
        if entry not in log:
            log.append(entry)

    return report
