"""The families of forms by name: F1 to F8, and P1 to P3 of provinces without a definition."""

from random import Random

from . import elsewhere, national, provincial, relatives
from .blocks import FormSheet, full_width

FAMILIES = {
    "f1-shenzhen": national.f1_shenzhen,
    "f1-anhui": national.f1_anhui,
    "f1-shanghai": national.f1_shanghai,
    "f2": national.f2,
    "f3": national.f3,
    "f4": provincial.f4,
    "f5": provincial.f5,
    "f6": relatives.f6,
    "f7": relatives.f7,
    "f8": relatives.f8,
    "p1": elsewhere.process_tree,
    "p2": elsewhere.two_line_heads,
    "p3": elsewhere.unit_above,
}


def build(rng: Random, family: str) -> FormSheet:
    """One form of a family."""
    form = FAMILIES[family](rng)
    if rng.random() < 0.4:
        full_width(form)
    return form
