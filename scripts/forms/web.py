"""Forms as HTML, for the programs that print web pages."""

import html

from .looks import LEAD, UNRULED, Cell, Look, Table

LINES = {"solid": "0.5pt solid", "hairline": "0.1pt solid", "double": "1.5pt double", "dashed": "0.75pt dashed", "dotted": "0.75pt dotted"}
RING = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='110' height='110'>"
    "<circle cx='55' cy='55' r='50' fill='none' stroke='red' stroke-width='4'/></svg>"
)


def document(tables: list[Table], look: Look) -> str:
    line = LINES.get(look.border, "0.5pt solid")
    border = "1pt solid white" if look.border == "shade" else "none" if look.border in UNRULED else f"{line} black"
    ends = "tr > td.first { border-left: none } tr > td.last { border-right: none }" if look.border == "open" else ""
    stripes = "tr:nth-child(even) > td { background: #ddd }"
    shade = {"shade": f"td {{ background: #eee }} {stripes}", "zebra": stripes}.get(look.border, "")
    numbers = '@bottom-center { content: "- " counter(page) " -" } @top-right { content: "附件2" }' if look.footer else ""
    style = f"""
        @page {{ size: A4 {"landscape" if look.across else "portrait"}; margin: 16mm 12mm; {numbers} }}
        body {{ font: {look.size}pt "{look.family}"; position: relative; margin: 0 }}
        table {{ border-collapse: collapse; width: 100%; margin-bottom: 8mm; table-layout: fixed }}
        td {{ border: {border}; padding: 2pt 3pt; overflow-wrap: anywhere }}
        {ends} {shade}
        .stamp {{ position: absolute; right: 30mm; top: 40mm; opacity: 0.6 }}
        .mark {{ position: fixed; left: 40mm; top: 90mm; font-size: 40pt; color: #ccc; transform: rotate(-35deg); z-index: -1 }}
    """
    around = "".join(f"<p>{LEAD}</p>" for _ in range(look.lead))
    if look.watermark:
        around = f'<div class="mark">内部资料</div>{around}'
    if look.stamp:
        around += f'<div class="stamp">{RING}</div>'
    head = f'<html><head><meta charset="utf-8"><title>绩效自评</title><style>{style}</style></head>'
    return f"{head}<body>{around}{''.join(_table(table, look) for table in tables)}</body></html>"


def _table(table: Table, look: Look) -> str:
    columns = "".join(f'<col style="width: {100 * share:.2f}%">' for share in table.widths(look))
    rows: list[list[str]] = [[] for _ in table.rows]
    for row, column, cell in table.places():
        rows[row].append(_cell(table, look, column, cell))
    n_head = table.n_titles() if look.repeats else 0
    lines = [f"<tr>{''.join(cells)}</tr>" for cells in rows]
    head = f"<thead>{''.join(lines[:n_head])}</thead>" if n_head else ""
    return f"<table><colgroup>{columns}</colgroup>{head}<tbody>{''.join(lines[n_head:])}</tbody></table>"


def _cell(table: Table, look: Look, column: int, cell: Cell) -> str:
    ends = [name for name, at_end in (("first", column == 0), ("last", column + cell.cols == table.n_cols())) if at_end]
    text = html.escape(cell.text)
    if look.side_labels and table.is_side_label(cell):
        text = "<br>".join(cell.text)
    return f'<td class="{" ".join(ends)}" rowspan="{cell.rows}" colspan="{cell.cols}">{text}</td>'
