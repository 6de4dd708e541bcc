"""Generated forms as PDF files, printed by programs of other makers, so that the reader meets their ways to draw text and rulings.

    scripts/generate-forms --dialect html --damage 0 --count 60 --out target/forms/html
    scripts/produce-pdfs target/forms/html --out target/forms/pdf
    scripts/score-forms target/forms/pdf          the lines `dialect` are the producers

Chromium, LibreOffice (from DOCX and from XLSX, with `pip install openpyxl`), WeasyPrint, wkhtmltopdf, Typst (`pip install typst`), reportlab and
Ghostscript, which distils WeasyPrint's files again, are used where they are installed. What a file looks like is drawn from its name
(`scripts/forms/looks.py`): paper, type, rulings, widths of columns, page numbers, watermarks, stamps, text before the form. reportlab
prints with STSong-Light, which no file embeds.
"""

import argparse
import html
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from . import contract, office, web
from .looks import BORDERS, LEAD, UNRULED, Cell, Look, fitting, installed_families, look_of, plain, read_tables

# Seconds for one file.
PATIENCE = 120
# Files that LibreOffice converts in one go: it takes seconds to start.
TOGETHER = 20


@dataclass
class Job:
    """One form to print."""

    source: Path
    out: Path
    look: Look


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Print generated forms (HTML, undamaged) as PDF files.")
    parser.add_argument("forms", type=Path, help="a folder that scripts/generate-forms wrote")
    parser.add_argument("--out", type=Path, required=True, help="gets a folder for each producer")
    parser.add_argument("--font", action="append", help="a font family with Chinese characters; can be repeated (default: all known)")
    parser.add_argument("--seed", type=int, default=0, help="draws other looks")
    parser.add_argument("--plain", action="store_true", help="nothing around the forms, and whole rulings")
    parser.add_argument("--producer", action="append", choices=list(PRODUCERS), help="only this one; can be repeated")
    parser.add_argument("--border", choices=sorted({*BORDERS, *UNRULED}), help="the same rulings in all files")
    options = parser.parse_args(arguments)
    sources = sorted(options.forms.glob("*.html"))
    families = options.font or installed_families()
    if not sources or not families:
        lacking = "no *.html: write some with scripts/generate-forms --dialect html" if families else "no Chinese font is installed"
        print(f"`{options.forms}`: {lacking}", file=sys.stderr)
        return 2
    for name in options.producer or PRODUCERS:
        is_installed, produce = PRODUCERS[name]
        if not is_installed():
            print(f"{name:<17} not installed")
            continue
        folder = options.out / name
        folder.mkdir(parents=True, exist_ok=True)
        jobs = []
        for source in sources:
            look = look_of(f"{name} {source.stem}", options.seed, families)
            if options.border:
                look = replace(look, border=options.border)
            look = fitting(plain(look) if options.plain else look, read_tables(source))
            jobs.append(Job(source, folder / f"{source.stem}.pdf", look))
        failures = produce(jobs)
        done = [job for job in jobs if job.out.is_file()]
        for job in done:
            truth = contract.loads(job.source.with_name(f"{job.source.stem}.truth.json").read_text(encoding="utf-8"))
            truth |= {"file": job.out.name, "dialect": name}
            job.out.with_name(f"{job.out.stem}.truth.json").write_text(contract.dumps(truth) + "\n", encoding="utf-8")
        print(f"{name:<17} {len(done)} files, {len(jobs) - len(done)} it could not print", *failures[:3], sep="\n    ")
    return 0


def each(produce):
    """A producer of many files from one of a single file; whatever it cannot print is not ours to judge."""

    def all_of(jobs: list[Job]) -> list[str]:
        failures = []
        for job in jobs:
            try:
                produce(job)
            except Exception as error:  # noqa: BLE001
                failures.append(f"{job.source.name}: {type(error).__name__} {str(error)[:100]}")
        return failures

    return all_of


def chromium(job: Job) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "form.html"
        page.write_text(web.document(read_tables(job.source), job.look), encoding="utf-8")
        flags = ["--headless", "--disable-gpu", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]
        flags += ["--disable-component-update", "--disable-sync", f"--user-data-dir={folder}/profile"]
        # Its own head and foot: date, title, address and page number.
        flags += [] if job.look.footer else ["--no-pdf-header-footer"]
        run([_chromium(), *flags, f"--print-to-pdf={job.out.resolve()}", page.as_uri()])


def ghostscript(job: Job) -> None:
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "form.pdf"
        weasyprint(Job(job.source, printed, job.look))
        run(["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", f"-sOutputFile={job.out}", str(printed)])


def wkhtmltopdf(job: Job) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "form.html"
        page.write_text(web.document(read_tables(job.source), job.look), encoding="utf-8")
        turned = "Landscape" if job.look.across else "Portrait"
        run(["wkhtmltopdf", "-q", "-s", "A4", "-O", turned, str(page), str(job.out)])


def weasyprint(job: Job) -> None:
    import weasyprint as printer

    printer.HTML(string=web.document(read_tables(job.source), job.look)).write_pdf(job.out)


def libreoffice(suffix: str, write) -> "callable":
    def all_of(jobs: list[Job]) -> list[str]:
        failures = []
        for start in range(0, len(jobs), TOGETHER):
            with tempfile.TemporaryDirectory() as folder:
                paths = []
                for job in jobs[start : start + TOGETHER]:
                    paths.append(Path(folder) / f"{job.out.stem}.{suffix}")
                    write(read_tables(job.source), job.look, paths[-1])
                    out = str(job.out.parent)
                profile = f"-env:UserInstallation=file://{folder}/profile"
                try:
                    run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", out, *map(str, paths)], len(paths))
                except subprocess.SubprocessError as error:
                    failures.append(f"{paths[0].name} and on: {type(error).__name__}")
        return failures

    return all_of


def typst(job: Job) -> None:
    import typst as compiler

    look = job.look

    def plain_text(text: str) -> str:
        return text.translate({ord(sign): f"\\{sign}" for sign in "\\\"$#*_`<>@[]~=-+/'"})

    def cell(content: Cell, table) -> str:
        side = look.side_labels and table.is_side_label(content)
        text = " \\\n".join(content.text) if side else plain_text(content.text)
        return f"table.cell(rowspan: {content.rows}, colspan: {content.cols})[{text}]"

    line = {"hairline": "0.1pt", "dashed": '(thickness: 0.5pt, dash: "dashed")', "dotted": '(thickness: 0.5pt, dash: "dotted")'}
    stroke = line.get(look.border, "0.5pt")
    if look.border == "shade":
        stroke = "1pt + white"
    if look.border == "open":
        stroke = "(x, y) => (left: if x > 0 { 0.5pt }, top: 0.5pt, bottom: 0.5pt)"
    if look.border in UNRULED:
        stroke = "none"
    tones = {"shade": "{ luma(220) } else { luma(238) }", "zebra": "{ luma(220) }"}
    fill = f", fill: (x, y) => if calc.odd(y) {tones[look.border]}" if look.border in tones else ""
    numbers = ', numbering: "- 1 -", header: align(right)[附件2]' if look.footer else ""
    mark = ", background: rotate(-35deg, text(40pt, fill: luma(210))[内部资料])" if look.watermark else ""
    stamp = ", foreground: place(top + right, dx: -30mm, dy: 40mm, circle(radius: 18mm, stroke: 1.5pt + red))" if look.stamp else ""
    flipped = str(look.across).lower()
    text = [f'#set page(paper: "a4", flipped: {flipped}, margin: 16mm{numbers}{mark}{stamp})']
    text.append(f'#set text(size: {look.size}pt, lang: "zh", font: "{look.family}")')
    text += [f"{LEAD}\n"] * look.lead
    for table in read_tables(job.source):
        n_head = table.n_titles() if look.repeats else 0
        rows = [", ".join(cell(content, table) for content in row) for row in table.rows]
        head = f"table.header({', '.join(rows[:n_head])}),\n" if n_head else ""
        shares = ", ".join(f"{share:.4f}fr" for share in table.widths(look))
        body = ",\n".join(filter(None, rows[n_head:]))
        text.append(f"#table(columns: ({shares}), inset: 3pt, stroke: {stroke}{fill},\n{head}{body})\n")
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "form.typ"
        document.write_text("\n".join(text), encoding="utf-8")
        compiler.compile(str(document), output=str(job.out))


def reportlab(job: Job) -> None:
    from reportlab.lib import colors, pagesizes, styles, units
    from reportlab.pdfbase import cidfonts, pdfmetrics
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

    look = job.look
    pdfmetrics.registerFont(cidfonts.UnicodeCIDFont("STSong-Light"))
    # Its tables cannot divide a row: small type keeps rows shorter than a page.
    size = min(look.size, 9)
    style = styles.ParagraphStyle("cell", fontName="STSong-Light", fontSize=size, leading=size * 1.3, wordWrap="CJK")
    paper = pagesizes.landscape(pagesizes.A4) if look.across else pagesizes.A4
    margin = 12 * units.mm
    # Weight, colour, cap, dashes, join, number of lines, their distance.
    lines = {"hairline": (0.1,), "double": (0.5, colors.black, 0, None, 0, 2, 1), "dashed": (0.5, colors.black, 0, (3, 2))}
    line = lines.get(look.border, (0.5, colors.black, 0, (0.5, 1)) if look.border == "dotted" else (0.5,))
    line = line if len(line) > 1 else (line[0], colors.black)
    story = [Paragraph(LEAD, style) for _ in range(look.lead)]
    for table in read_tables(job.source):
        columns = table.n_cols()
        grid = [[""] * columns for _ in table.rows]
        rules = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        if look.border == "shade":
            tones = (colors.whitesmoke, colors.lightgrey)
            rules += [("BACKGROUND", (0, row), (-1, row), tones[row % 2]) for row in range(len(table.rows))]
            rules.append(("GRID", (0, 0), (-1, -1), 1, colors.white))
        elif look.border in UNRULED:
            striped = range(1, len(table.rows), 2) if look.border == "zebra" else ()
            rules += [("BACKGROUND", (0, row), (-1, row), colors.lightgrey) for row in striped]
        elif look.border == "open":
            rules += [("LINEBELOW", (0, 0), (-1, -1), *line), ("LINEABOVE", (0, 0), (-1, 0), *line), ("LINEAFTER", (0, 0), (-2, -1), *line)]
        else:
            rules.append(("GRID", (0, 0), (-1, -1), *line))
        rules += [(f"{side}PADDING", (0, 0), (-1, -1), 2) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
        for row, column, content in table.places():
            text = html.escape(content.text)
            if look.side_labels and table.is_side_label(content):
                text = "<br/>".join(content.text)
            grid[row][column] = Paragraph(text, style)
            rules.append(("SPAN", (column, row), (column + content.cols - 1, row + content.rows - 1)))
        widths = [share * (paper[0] - 2 * margin) for share in table.widths(look)]
        n_head = table.n_titles() if look.repeats else 0
        story += [LongTable(grid, colWidths=widths, style=TableStyle(rules), repeatRows=n_head), Spacer(0, margin)]

    def around(canvas, document) -> None:
        if look.footer:
            canvas.setFont("STSong-Light", 9)
            canvas.drawCentredString(paper[0] / 2, 6 * units.mm, f"- {document.page} -")
        if look.stamp:
            canvas.setStrokeColorRGB(1, 0, 0)
            canvas.circle(paper[0] - 140, paper[1] - 150, 50)

    document = SimpleDocTemplate(str(job.out), pagesize=paper, leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin)
    document.build(story, onFirstPage=around, onLaterPages=around)


def run(command: list[str], files: int = 1) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE * files)


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None)


def _program(*names: str):
    return lambda: all(shutil.which(name) is not None for name in names)


def _package(name: str):
    return lambda: importlib.util.find_spec(name) is not None


PRODUCERS = {
    "chromium": (lambda: _chromium() is not None, each(chromium)),
    "ghostscript": (lambda: _package("weasyprint")() and shutil.which("gs") is not None, each(ghostscript)),
    "libreoffice-docx": (_program("soffice"), libreoffice("docx", office.write_docx)),
    "libreoffice-xlsx": (lambda: _program("soffice")() and _package("openpyxl")(), libreoffice("xlsx", office.write_xlsx)),
    "reportlab": (_package("reportlab"), each(reportlab)),
    "typst": (_package("typst"), each(typst)),
    "weasyprint": (_package("weasyprint"), each(weasyprint)),
    "wkhtmltopdf": (_program("wkhtmltopdf"), each(wkhtmltopdf)),
}
