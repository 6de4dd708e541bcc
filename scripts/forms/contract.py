"""The JSON contract of a record, restricted to its content, with numbers exactly as printed.

No number ever becomes a float: a `Num` is the text of a JSON number, and is written as it stands.
"""

import json
from decimal import Decimal


class Num(str):
    """A JSON number as text: `380000.00` keeps its zeros."""

    def decimal(self) -> Decimal:
        return Decimal(str(self))


def loads(text: str):
    """Parses JSON with every number as a `Num`."""
    return json.loads(text, parse_float=Num, parse_int=Num)


def dumps(value, indent: int = 0) -> str:
    """Writes JSON; `indent` is the depth of the value, objects and lists of objects take a line an entry."""
    pad, inner = "  " * indent, "  " * (indent + 1)
    if isinstance(value, Num):
        return str(value)
    if isinstance(value, dict):
        if not any(isinstance(item, (dict, list)) for item in value.values()):
            return "{" + ", ".join(f"{json.dumps(key)}: {dumps(item)}" for key, item in value.items()) + "}"
        body = (f"{inner}{json.dumps(key)}: {dumps(item, indent + 1)}" for key, item in value.items())
        return "{\n" + ",\n".join(body) + f"\n{pad}}}"
    if isinstance(value, (list, tuple)):
        if not any(isinstance(item, (dict, list)) for item in value):
            return "[" + ", ".join(dumps(item) for item in value) + "]"
        return "[\n" + ",\n".join(inner + dumps(item, indent + 1) for item in value) + f"\n{pad}]"
    return json.dumps(value, ensure_ascii=False)


def empty_record(kind: str, variant: str) -> dict:
    """A record in which nothing was printed."""
    return {
        "form": {"kind": kind, "variant": variant, "title": None, "fiscal_year": None},
        "project": dict.fromkeys(("name", "code", "total_amount", "department", "unit")),
        "funds": {"unit": None, "rows": []},
        "goals": [],
        "indicators": [],
        "total": dict.fromkeys(("weight", "score", "grade")),
        "conclusion": dict.fromkeys(("evaluation", "problems", "improvements")),
        "sign_off": dict.fromkeys(("filled_by", "phone", "date", "project_leader", "finance_leader", "unit_head")),
    }


def fund_row(kind: str, label: str) -> dict:
    """A row of the funds block without amounts."""
    numbers = dict.fromkeys(("initial_budget", "full_budget", "executed", "weight", "rate", "score"))
    return {"kind": kind, "label": label, **numbers}


def blank_value() -> dict:
    """The value of an empty cell, or of a column that the form does not have."""
    return {"text": "", "kind": "blank", "comparator": None, "number": None, "unit": None}


def lookup(record, pointer: str):
    """The value at a JSON pointer; `None` where the path ends early."""
    for step in pointer.split("/")[1:]:
        if isinstance(record, list):
            record = record[int(step)] if int(step) < len(record) else None
        elif isinstance(record, dict):
            record = record.get(step)
        else:
            return None
    return record
