"""Writing matrices of cells in the dialects of text exports."""

import csv
import html
import io
import re
import unicodedata

from .sheet import Cell, Sheet

EXTENSIONS = {"tsv": "txt", "csv": "csv", "markdown": "md", "html": "html", "aligned": "txt", "lines": "txt", "flattened": "md"}
Matrix = list[list[Cell]]


# Places of a wrapped column: ten Han characters, a usual width of a 三级指标 column on paper.
WRAPPED_WIDTH = 20


def write(
    dialect: str, forms: list[Matrix], sheets: list[Sheet] | None = None, lines: str = "single", between: str | None = None
) -> str:
    """The text of a file. `sheets` are given where merged cells are known, which only HTML can say; `lines` is for aligned text.

    `between` is a paragraph that stands between two forms.
    """
    if dialect == "html":
        parts = [_html_spans(sheet) for sheet in sheets] if sheets else [_html_plain(matrix) for matrix in forms]
        paragraph = f"<p>{html.escape(between, quote=False)}</p>\n" if between else ""
        return "<html><body>\n" + f"\n{paragraph}".join(parts) + "\n</body></html>\n"
    parts = [_aligned(matrix, lines) if dialect == "aligned" else _WRITERS[dialect](matrix) for matrix in forms]
    return (f"\n{between}\n\n" if between else "\n").join(parts)


def _tsv(matrix: Matrix) -> str:
    return "".join("\t".join(cell.text for cell in line) + "\n" for line in matrix)


def _csv(matrix: Matrix) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([cell.text for cell in line] for line in matrix)
    return out.getvalue()


def _markdown(matrix: Matrix) -> str:
    width = max(len(line) for line in matrix)
    lines = ["| " + " | ".join(cell.text.replace("|", "\\|") for cell in line) + " |" for line in matrix]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]]) + "\n"


def _aligned(matrix: Matrix, lines: str = "single") -> str:
    """Columns at fixed places, two blanks apart or more, Han characters two places wide; a text may run over blank places after it.

    With `lines` as `top` or `middle` columns are narrow and cells break over several lines, as `pdftotext -layout` shows them.
    """
    widest = 10**6 if lines == "single" else WRAPPED_WIDTH
    columns = max(len(line) for line in matrix)
    widths = [4] * columns
    for line in matrix:
        for start, end, text in _runs(line, columns):
            if end - start < columns:
                needed = max(min(_width(text), widest), *map(_width, _pieces(text)))
                missing = needed + 2 - sum(widths[start:end])
                widths[end - 1] += max(0, missing)
    out = []
    for line in matrix:
        runs = _runs(line, columns)
        broken = [(start, _break(text, sum(widths[start:end]) - 2 if lines != "single" else 10**6)) for start, end, text in runs]
        height = max((len(parts) for _, parts in broken), default=1)
        for index in range(height):
            printed, place = "", 0
            for start, parts in broken:
                part = index - (height - len(parts)) // 2 if lines == "middle" else index
                if 0 <= part < len(parts):
                    printed += " " * (sum(widths[:start]) - place) + parts[part]
                    place = sum(widths[:start]) + _width(parts[part])
            out.append(printed)
    return "\n".join(out) + "\n"


def _runs(line: list[Cell], columns: int) -> list[tuple[int, int, str]]:
    """Texts of a row with the places from their own to the next text."""
    filled = [index for index, cell in enumerate(line) if cell.text.strip()]
    return [(start, end, line[start].text.strip()) for start, end in zip(filled, [*filled[1:], columns])]


def _break(text: str, width: int) -> list[str]:
    """Lines of at most `width` places; numbers and words are not cut unless they are longer than a line."""
    parts, current = [], ""
    for piece in _pieces(text):
        if current and _width(current + piece) > width:
            parts.append(current.strip())
            current = ""
        current += piece
    return [part for part in [*parts, current.strip()] if part]


def _pieces(text: str) -> list[str]:
    """What no line break divides: runs of ASCII signs, single other characters."""
    return ["", *re.findall(r"[!-~]+|.", text)]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _lines(matrix: Matrix) -> str:
    """One cell a line; blank cells leave nothing, as in a text dump of a word processor's table."""
    return "".join(cell.text + "\n" for line in matrix for cell in line if cell.text)


def _html_spans(sheet: Sheet) -> str:
    lines = []
    for line in sheet.grid:
        cells = []
        for cell in filter(None, line):
            spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (f' colspan="{cell.cols}"' if cell.cols > 1 else "")
            cells.append(f"<td{spans}>{html.escape(cell.text, quote=False)}</td>")
        lines.append("<tr>" + "".join(cells) + "</tr>")
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _html_plain(matrix: Matrix) -> str:
    lines = ["<tr>" + "".join(f"<td>{html.escape(cell.text, quote=False)}</td>" for cell in line) + "</tr>" for line in matrix]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


_WRITERS = {"tsv": _tsv, "csv": _csv, "markdown": _markdown, "lines": _lines, "flattened": _markdown}
