"""The rows of every table as records.jsonl has them: texts, decimals, counts and None."""

import json
from decimal import Decimal


def records(path):
    """The records, with every number exact."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line, parse_float=Decimal, parse_int=Decimal)


def rows(name, record):
    """The rows of one table that a record gives, as dictionaries; of the table `records` only what can be looked up in place."""
    return {"records": _records, "indicators": _indicators, "funds": _funds, "findings": _findings}[name](record)


def _records(record):
    total = next((row for row in record["funds"]["rows"] if row["kind"] == "total"), {})
    row = {"record_id": record["id"], "source_path": record["source"]["path"], "page": record["source"]["first_page"]}
    for key in ("last_page", "form_index", "sha256", "reader"):
        row[key] = record["source"][key]
    for key in ("title", "fiscal_year"):
        row[key] = record["form"][key]
    row |= {"form_kind": record["form"]["kind"], "form_variant": record["form"]["variant"]}
    project = record["project"]
    row |= {"project_name": project["name"], "project_code": project["code"], "total_amount": project["total_amount"]}
    row |= {"department": project["department"], "unit": project["unit"], "funds_unit": record["funds"]["unit"]}
    row |= {key: total.get(key) for key in ("initial_budget", "full_budget", "executed")}
    row |= {f"execution_{key}": total.get(key) for key in ("weight", "rate", "score")}
    row |= {"total_weight": record["total"]["weight"], "total_score": record["total"]["score"], "grade": record["total"]["grade"]}
    row["goals_expected"] = _lines(goal["expected"] for goal in record["goals"])
    row["goals_actual"] = _lines(goal["actual"] for goal in record["goals"])
    row |= record["conclusion"] | record["sign_off"]
    row["other_fields"] = _lines(f"{field['label']}:{field['value']}" for field in record["other_fields"])
    row["unplaced"] = _lines(piece["text"] for piece in record["unplaced"])
    row["failed_checks"] = _words(check["rule"] for check in record["checks"] if check["outcome"] == "fail")
    row["finding_codes"] = _words(finding["code"] for finding in record["findings"])
    return [row]


def _indicators(record):
    return [_indicator(record, number, row) for number, row in enumerate(record["indicators"])]


def _indicator(record, number, indicator):
    row = _common(record, number) | {"goal": indicator["goal"], "name": indicator["name"]}
    for level in ("level1", "level2"):
        row |= {f"{level}_kind": indicator[level]["kind"], f"{level}_label": indicator[level]["label"]}
    for side in ("target", "actual"):
        row |= {f"{side}_{key}": indicator[side][key] for key in ("text", "kind", "comparator", "number", "unit")}
    row |= {key: indicator[key] for key in ("weight", "score", "reason")}
    return row | {"finding_codes": _codes(record, f"/indicators/{number}")}


def _funds(record):
    return [
        _common(record, number) | fund | {"unit": record["funds"]["unit"], "finding_codes": _codes(record, f"/funds/rows/{number}")}
        for number, fund in enumerate(record["funds"]["rows"])
    ]


def _findings(record):
    return [{"record_id": record["id"], "source_path": record["source"]["path"]} | finding for finding in record["findings"]]


def _common(record, number):
    return {
        "record_id": record["id"],
        "source_path": record["source"]["path"],
        "row": Decimal(number),
        "project_name": record["project"]["name"],
        "fiscal_year": record["form"]["fiscal_year"],
    }


def _codes(record, at):
    return _words(f["code"] for f in record["findings"] if f["at"] == at or f["at"].startswith(at + "/"))


def _words(words):
    return " ".join(dict.fromkeys(words)) or None


def _lines(texts):
    texts = [text for text in texts if text is not None]
    return "\n".join(texts) if texts else None
