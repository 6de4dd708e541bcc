"""Compares what other programs read with what records.jsonl says."""

import csv
from decimal import Decimal

import duckdb
import openpyxl
import pyarrow.parquet

from . import expected

TABLES = ("indicators", "funds", "findings")
SHEETS = {"records": "项目", "funds": "资金", "indicators": "绩效指标", "findings": "问题"}
# The order of the columns that the workbook gives Chinese names to is that of the CSV and Parquet files.
LONG_TEXTS = "长文"


def compare(folder):
    """Prints a line for each file and program; returns 1 where a field differs."""
    wanted = {name: [] for name in SHEETS}
    for record in expected.records(folder / "records.jsonl"):
        for name in SHEETS:
            wanted[name] += expected.rows(name, record)
    n_wrong = 0
    for name, program, read in readers(folder):
        n_wrong += report(name, program, wanted[name], read())
    return 1 if n_wrong else 0


def readers(folder):
    """Every table that is there, with the program that reads it."""
    for name in TABLES:
        path = folder / f"{name}.csv"
        yield name, "csv", lambda path=path: by_csv(path)
        yield name, "csv by duckdb", lambda path=path: by_duckdb(f"read_csv('{path}', header=true, all_varchar=true)")
    for name in SHEETS:
        path = folder / f"{name}.parquet"
        if path.exists():
            yield name, "parquet by pyarrow", lambda path=path: pyarrow.parquet.read_table(path).to_pylist()
            yield name, "parquet by duckdb", lambda path=path: by_duckdb(f"read_parquet('{path}')")
    if (folder / "records.xlsx").exists():
        book = openpyxl.load_workbook(folder / "records.xlsx", read_only=True)
        for name, title in SHEETS.items():
            yield name, "xlsx by openpyxl", lambda name=name, title=title: by_openpyxl(book, name, title)


def by_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def by_duckdb(source):
    # One thread: the rows come in their order.
    relation = duckdb.connect(config={"threads": 1}).sql(f"select * from {source}")
    return [dict(zip(relation.columns, row)) for row in relation.fetchall()]


def by_openpyxl(book, name, title):
    """The rows of a sheet and of those that go on where it ends (问题2, 问题3…)."""
    rows = []
    titles = [title] + [other for other in book.sheetnames if other.startswith(title) and other[len(title) :].isdigit()]
    for each in titles:
        cells = book[each].iter_rows(values_only=True)
        n_columns = len(next(cells))
        rows += [row[:n_columns] for row in cells]
    long_texts = long_texts_of(book)
    names = COLUMNS[name]
    read = []
    for number, row in enumerate(rows, start=2):
        row = dict(zip(names, row + (None,) * (len(names) - len(row))))
        for column, value in row.items():
            if isinstance(value, str) and value.endswith(f"…(全文见“{LONG_TEXTS}”)"):
                row[column] = long_texts[f"{title}:{number}"].pop(0)
        read.append(row)
    return read


def long_texts_of(book):
    """The texts that no cell holds, by sheet and row, in the order of the columns."""
    texts = {}
    if LONG_TEXTS in book.sheetnames:
        for _, place, _, number, text in list(book[LONG_TEXTS].iter_rows(values_only=True))[1:]:
            pieces = texts.setdefault(place, [])
            if number == 1:
                pieces.append("")
            pieces[-1] += text
    return texts


def report(name, program, wanted, read):
    """Prints how the rows agree; returns the number of fields that do not."""
    wrong = []
    if len(wanted) != len(read):
        wrong.append(f"{len(read)} rows, {len(wanted)} wanted")
    n_fields = 0
    for number, (want, got) in enumerate(zip(wanted, read)):
        for column, value in want.items():
            n_fields += 1
            if not equal(value, got.get(column)):
                wrong.append(f"row {number}, {column}: {got.get(column)!r}, wanted {value!r}")
    print(f"{name:<11} {program:<19} {len(read):>8} rows {n_fields:>9} fields {len(wrong):>6} wrong")
    for line in wrong[:5]:
        print(f"    {line}")
    return len(wrong)


def equal(want, got):
    """Whether a field that was read says what the record does; an empty text is no text where the format has no `null`."""
    if want is None or want == "":
        return got is None or got == ""
    if isinstance(want, Decimal):
        return got is not None and got != "" and Decimal(str(got)) == want
    return str(got).replace("\r\n", "\n") == want


COLUMNS = {
    "records": (
        "record_id source_path page last_page form_index sha256 reader form_kind form_variant title fiscal_year project_name project_code"
        " total_amount department unit funds_unit initial_budget full_budget executed execution_weight execution_rate execution_score"
        " total_weight total_score grade goals_expected goals_actual evaluation problems improvements filled_by phone date project_leader"
        " finance_leader unit_head other_fields unplaced failed_checks n_errors n_warnings n_infos n_analytics finding_codes"
    ).split(),
    "indicators": (
        "record_id source_path page row project_name fiscal_year goal level1_kind level1_label level2_kind level2_label name target_text"
        " target_kind target_comparator target_number target_unit actual_text actual_kind actual_comparator actual_number actual_unit"
        " weight score reason finding_codes"
    ).split(),
    "funds": (
        "record_id source_path page row project_name fiscal_year unit kind label initial_budget full_budget executed weight rate score"
        " finding_codes"
    ).split(),
    "findings": "record_id source_path page code severity at message raw family title".split(),
}
