"""Generated forms as PDF files, printed by programs of other makers, so that the reader meets their ways to draw text and rulings.

    scripts/generate-forms --dialect html --damage 0 --count 60 --out target/forms/html
    scripts/produce-pdfs target/forms/html --out target/forms/pdf --font wqy-microhei.ttc
    scripts/score-forms target/forms/pdf          the lines `dialect` are the producers

Chromium, LibreOffice, WeasyPrint (`pip install weasyprint`), Typst (`pip install typst`) and reportlab (`pip install reportlab`) are used
where they are installed. Paper and type size change from file to file: upright and across, 7 to 12 points. The font has to have Chinese
characters; reportlab prints with STSong-Light, which no file embeds.
"""

import argparse
import html
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from . import contract

SIZES = (7, 8, 9, 10.5, 12)
# Seconds for one file.
PATIENCE = 120


@dataclass
class Look:
    """How a file is printed."""

    size: float
    across: bool
    font: Path


@dataclass
class Cell:
    text: str
    rows: int
    cols: int


Table = list[list[Cell]]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Print generated forms (HTML, undamaged) as PDF files.")
    parser.add_argument("forms", type=Path, help="a folder that scripts/generate-forms wrote")
    parser.add_argument("--out", type=Path, required=True, help="gets a folder for each producer")
    parser.add_argument("--font", type=Path, required=True, help="a font file with Chinese characters")
    parser.add_argument("--producer", action="append", choices=list(PRODUCERS), help="only this one; can be repeated")
    options = parser.parse_args(arguments)
    sources = sorted(options.forms.glob("*.html"))
    if not sources:
        print(f"no *.html in `{options.forms}`: write some with scripts/generate-forms --dialect html", file=sys.stderr)
        return 2
    for name in options.producer or PRODUCERS:
        is_installed, produce = PRODUCERS[name]
        if not is_installed():
            print(f"{name:<12} not installed")
            continue
        done, failures = 0, []
        (options.out / name).mkdir(parents=True, exist_ok=True)
        for number, source in enumerate(sources):
            look = Look(SIZES[number % len(SIZES)], number % 2 == 1, options.font.resolve())
            try:
                produce(source, options.out / name / f"{source.stem}.pdf", look)
            except Exception as error:  # noqa: BLE001: whatever a producer cannot print is not ours to judge
                failures.append(f"{source.name}: {type(error).__name__} {str(error)[:100]}")
                continue
            truth = contract.loads(source.with_name(f"{source.stem}.truth.json").read_text(encoding="utf-8"))
            truth |= {"file": f"{source.stem}.pdf", "dialect": name}
            (options.out / name / f"{source.stem}.truth.json").write_text(contract.dumps(truth) + "\n", encoding="utf-8")
            done += 1
        print(f"{name:<12} {done} files, {len(failures)} it could not print", *failures[:3], sep="\n    ")
    return 0


def styled(source: Path, look: Look) -> str:
    """The form with rulings, paper and font for programs that print HTML."""
    style = f"""
        @font-face {{ font-family: forms; src: url("{look.font.as_uri()}"); }}
        @page {{ size: A4 {"landscape" if look.across else "portrait"}; margin: 12mm; }}
        body {{ font: {look.size}pt forms; }}
        table {{ border-collapse: collapse; width: 100%; margin-bottom: 8mm; }}
        td {{ border: 0.5pt solid black; padding: 2pt 3pt; }}
    """
    return source.read_text(encoding="utf-8").replace("<html>", f'<html><head><meta charset="utf-8"><style>{style}</style></head>')


def chromium(source: Path, out: Path, look: Look) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "form.html"
        page.write_text(styled(source, look), encoding="utf-8")
        flags = ["--headless", "--disable-gpu", "--no-sandbox", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile"]
        run([_chromium(), *flags, f"--print-to-pdf={out.resolve()}", page.as_uri()])


def libreoffice(source: Path, out: Path, look: Look) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / f"{out.stem}.html"
        page.write_text(styled(source, look), encoding="utf-8")
        run(["soffice", "--headless", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir", str(out.parent), str(page)])


def weasyprint(source: Path, out: Path, look: Look) -> None:
    import weasyprint as printer

    printer.HTML(string=styled(source, look), base_url=str(source)).write_pdf(out)


def typst(source: Path, out: Path, look: Look) -> None:
    import typst as compiler

    def cell(content: Cell) -> str:
        text = content.text.translate({ord(sign): f"\\{sign}" for sign in "\\\"$#*_`<>@[]~=-+/'"})
        return f"table.cell(rowspan: {content.rows}, colspan: {content.cols})[{text}]"

    paper = f'#set page(paper: "a4", flipped: {str(look.across).lower()}, margin: 12mm)\n#set text(size: {look.size}pt, lang: "zh")\n'
    tables = []
    for table in read_tables(source):
        rows = ",\n".join(", ".join(map(cell, row)) for row in table if row)
        tables.append(f"#table(columns: {width(table)}, inset: 3pt, stroke: 0.5pt,\n{rows})\n")
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "form.typ"
        document.write_text(paper + "\n".join(tables), encoding="utf-8")
        compiler.compile(str(document), output=str(out), font_paths=[str(look.font.parent)])


def reportlab(source: Path, out: Path, look: Look) -> None:
    from reportlab.lib import colors, pagesizes, styles, units
    from reportlab.pdfbase import cidfonts, pdfmetrics
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

    pdfmetrics.registerFont(cidfonts.UnicodeCIDFont("STSong-Light"))
    # Its tables cannot divide a row: small type keeps rows shorter than a page.
    size = min(look.size, 9)
    style = styles.ParagraphStyle("cell", fontName="STSong-Light", fontSize=size, leading=size * 1.3, wordWrap="CJK")
    paper = pagesizes.landscape(pagesizes.A4) if look.across else pagesizes.A4
    margin = 12 * units.mm
    story = []
    for table in read_tables(source):
        columns = width(table)
        grid = [[""] * columns for _ in table]
        rules = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        rules += [(f"{side}PADDING", (0, 0), (-1, -1), 2) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
        for row, column, content in places(table):
            grid[row][column] = Paragraph(html.escape(content.text), style)
            rules.append(("SPAN", (column, row), (column + content.cols - 1, row + content.rows - 1)))
        widths = [(paper[0] - 2 * margin) / columns] * columns
        story += [LongTable(grid, colWidths=widths, style=TableStyle(rules)), Spacer(0, margin)]
    document = SimpleDocTemplate(str(out), pagesize=paper, leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin)
    document.build(story)


class _Tables(HTMLParser):
    """The tables of a generated form, which has nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spans = dict(attrs)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag == "td":
            self.tables[-1][-1].append(Cell("", int(spans.get("rowspan") or 1), int(spans.get("colspan") or 1)))

    def handle_data(self, data: str) -> None:
        if self.tables and self.tables[-1] and self.tables[-1][-1]:
            self.tables[-1][-1][-1].text += data.strip("\n")


def read_tables(source: Path) -> list[Table]:
    parser = _Tables()
    parser.feed(source.read_text(encoding="utf-8"))
    return parser.tables


def places(table: Table) -> list[tuple[int, int, Cell]]:
    """Each cell with its row and column: cells fill what the spans above them leave free."""
    taken, out = set(), []
    for row, cells in enumerate(table):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            taken |= {(row + down, column + right) for down in range(cell.rows) for right in range(cell.cols)}
            out.append((row, column, cell))
    return out


def width(table: Table) -> int:
    return max(column + cell.cols for _, column, cell in places(table))


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None)


def _package(name: str):
    return lambda: importlib.util.find_spec(name) is not None


PRODUCERS = {
    "chromium": (lambda: _chromium() is not None, chromium),
    "libreoffice": (lambda: shutil.which("soffice") is not None, libreoffice),
    "weasyprint": (_package("weasyprint"), weasyprint),
    "typst": (_package("typst"), typst),
    "reportlab": (_package("reportlab"), reportlab),
}
