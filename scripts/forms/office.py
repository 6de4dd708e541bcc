"""Forms as DOCX and XLSX files, for the office programs that print them."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from .looks import LEAD, Look, Table

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>
</Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>
</Relationships>"""
# Paper and margins in twentieths of a point.
A4 = (11906, 16838)
MARGIN = 720
LINES = {"solid": "single", "hairline": "single", "double": "double", "dashed": "dashed", "dotted": "dotted", "open": "single", "shade": "single", "zebra": "nil", "bare": "nil"}


def write_docx(tables: list[Table], look: Look, path: Path) -> None:
    paper = A4[::-1] if look.across else A4
    body = [_paragraph(LEAD, look) for _ in range(look.lead)]
    for table in tables:
        body += [_word_table(table, look, paper[0] - 2 * MARGIN), _paragraph("", look)]
    footer = '<w:footerReference w:type="default" r:id="r1"/>' if look.footer else ""
    turned = ' w:orient="landscape"' if look.across else ""
    body.append(
        f'<w:sectPr>{footer}<w:pgSz w:w="{paper[0]}" w:h="{paper[1]}"{turned}/>'
        f'<w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="400" w:footer="400" w:gutter="0"/>'
        "</w:sectPr>"
    )
    spaces = f'xmlns:w="{WORD}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    number = '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", TYPES)
        file.writestr("_rels/.rels", RELATIONS.format(kind="officeDocument", target="word/document.xml"))
        file.writestr("word/_rels/document.xml.rels", RELATIONS.format(kind="footer", target="footer1.xml"))
        dashes = '<w:r><w:t xml:space="preserve">- </w:t></w:r>', '<w:r><w:t xml:space="preserve"> -</w:t></w:r>'
        file.writestr(
            "word/footer1.xml",
            f'<w:ftr {spaces}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{dashes[0]}{number}{dashes[1]}</w:p></w:ftr>',
        )
        file.writestr("word/document.xml", f"<w:document {spaces}><w:body>{''.join(body)}</w:body></w:document>")


def _paragraph(text: str, look: Look) -> str:
    fonts = f'<w:rFonts w:ascii="{look.family}" w:hAnsi="{look.family}" w:eastAsia="{look.family}"/>'
    run = f'<w:rPr>{fonts}<w:sz w:val="{round(look.size * 2)}"/></w:rPr>'
    spacing = '<w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr>'
    return f'<w:p>{spacing}<w:r>{run}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _word_table(table: Table, look: Look, width: int) -> str:
    kind, size, colour = LINES[look.border], 2 if look.border == "hairline" else 4, "FFFFFF" if look.border == "shade" else "000000"
    sides = ("top", "bottom", "insideH", "insideV") + (() if look.border == "open" else ("left", "right"))
    borders = "".join(f'<w:{side} w:val="{kind}" w:sz="{size}" w:color="{colour}"/>' for side in sides)
    widths = [round(share * width) for share in table.widths(look)]
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    rows: list[list[tuple[int, str]]] = [[] for _ in table.rows]
    for row, column, cell in table.places():
        span = f'<w:tcW w:w="{sum(widths[column : column + cell.cols])}" w:type="dxa"/><w:gridSpan w:val="{cell.cols}"/>'
        tone = "DDDDDD" if row % 2 else "EEEEEE"
        shade = f'<w:shd w:val="clear" w:fill="{tone}"/>' if look.is_shaded(row) else ""
        parts = list(cell.text) if look.side_labels and table.is_side_label(cell) else [cell.text]
        for down in range(cell.rows):
            merge = '<w:vMerge w:val="restart"/>' if cell.rows > 1 and down == 0 else "<w:vMerge/>" if down else ""
            content = "".join(_paragraph(part, look) for part in parts) if down == 0 else _paragraph("", look)
            cell_xml = f'<w:tc><w:tcPr>{span}{merge}{shade}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
            rows[row + down].append((column, cell_xml))
    n_head = table.n_titles() if look.repeats else 0
    lines = []
    for number, cells in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if number < n_head else ""
        lines.append(f"<w:tr>{head}{''.join(xml for _, xml in sorted(cells, key=lambda entry: entry[0]))}</w:tr>")
    settings = f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
    return f"<w:tbl>{settings}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def write_xlsx(tables: list[Table], look: Look, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    style = {"hairline": "hair", "double": "double", "dashed": "dashed", "dotted": "dotted", "zebra": None, "bare": None}.get(look.border, "thin")
    line = Side(style=style, color="FFFFFFFF" if look.border == "shade" else "FF000000")
    book = Workbook()
    book.remove(book.active)
    # Characters of the usual font on a line of the paper, which one page is as wide as.
    line_length = (130 if look.across else 88) * 10 / look.size
    for number, table in enumerate(tables):
        sheet = book.create_sheet(f"表{number + 1}")
        widths = [max(4.0, share * line_length) for share in table.widths(look)]
        for column, width in enumerate(widths):
            sheet.column_dimensions[get_column_letter(column + 1)].width = width * look.size / 10
        heights = [1.0] * len(table.rows)
        for row, column, cell in table.places():
            room = sum(widths[column : column + cell.cols]) * 0.85 - 1
            needed = sum(1 if ord(sign) < 256 else 2 for sign in cell.text) / room + 1
            for down in range(cell.rows):
                heights[row + down] = max(heights[row + down], needed / cell.rows)
        for row, column, cell in table.places():
            last_row, last_column = row + cell.rows, column + cell.cols
            ends = (column == 0, last_column == table.n_cols())
            for r in range(row, last_row):
                for c in range(column, last_column):
                    blank = Side(style=None)
                    left = blank if look.border == "open" and c == 0 and ends[0] else line
                    right = blank if look.border == "open" and c == last_column - 1 and ends[1] else line
                    sheet.cell(r + 1, c + 1).border = Border(left=left, right=right, top=line, bottom=line)
                    if look.is_shaded(row):
                        tone = "FFDDDDDD" if row % 2 else "FFEEEEEE"
                        sheet.cell(r + 1, c + 1).fill = PatternFill("solid", fgColor=tone)
            first = sheet.cell(row + 1, column + 1)
            if cell.text:
                first.value, first.data_type = cell.text, "s"
            first.font = Font(name=look.family, size=look.size)
            first.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
            if cell.rows > 1 or cell.cols > 1:
                sheet.merge_cells(start_row=row + 1, start_column=column + 1, end_row=last_row, end_column=last_column)
        for row, needed in enumerate(heights):
            sheet.row_dimensions[row + 1].height = min(400.0, needed * look.size * 1.6)
        sheet.page_setup.orientation = "landscape" if look.across else "portrait"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        if look.footer:
            sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
        if look.repeats and table.n_titles():
            sheet.print_title_rows = f"1:{table.n_titles()}"
    book.save(path)
