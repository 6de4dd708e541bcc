"""Writing matrices of cells in the dialects of text exports."""

import csv
import html
import io
import unicodedata

from .sheet import Cell, Sheet

EXTENSIONS = {"tsv": "txt", "csv": "csv", "markdown": "md", "html": "html", "aligned": "txt", "lines": "txt"}
Matrix = list[list[Cell]]


def write(dialect: str, forms: list[Matrix], sheets: list[Sheet] | None) -> str:
    """The text of a file. `sheets` are given where merged cells are known, which only HTML can say."""
    if dialect == "html":
        parts = [_html_spans(sheet) for sheet in sheets] if sheets else [_html_plain(matrix) for matrix in forms]
        return "<html><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    return "\n".join(_WRITERS[dialect](matrix) for matrix in forms)


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


def _aligned(matrix: Matrix) -> str:
    """Columns at fixed places, two blanks apart, Han characters two places wide; long text wraps in its column as on the page."""
    columns = max(len(line) for line in matrix)
    texts = [[line[index].text if index < len(line) else "" for index in range(columns)] for line in matrix]
    single = [[text if sum(map(bool, line)) > 1 else "" for text in line] for line in texts]
    widths = [max(_width(line[index]) for line in single) + 2 for index in range(columns)]
    out = []
    for line in texts:
        out.append("".join(text + " " * max(2, width - _width(text)) if text else " " * width for text, width in zip(line, widths)).rstrip())
    return "\n".join(out) + "\n"


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


_WRITERS = {"tsv": _tsv, "csv": _csv, "markdown": _markdown, "aligned": _aligned, "lines": _lines}
