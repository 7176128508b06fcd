"""Plans printed to pdf, as an office's word processor would: wide lines, running heads, page numbers, tables."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
BODY = ParagraphStyle("body", fontName=FONT, fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK")
TITLE = ParagraphStyle("title", parent=BODY, fontSize=22, leading=32, firstLineIndent=0, alignment=1)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=12, leading=18, firstLineIndent=0)


def paragraph(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph, wrapped at the right edge."""
    return Paragraph(text, style)


def table(rows: Sequence[Sequence[str]], spans: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()) -> Table:
    """A ruled table that repeats its head on every page; `spans` are merged cells."""
    cells = [[Paragraph(text, CELL) for text in row] for row in rows]
    look = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    look += [("SPAN", first, last) for first, last in spans]
    return Table(cells, colWidths=[15 * mm, 80 * mm, 60 * mm], repeatRows=1, style=TableStyle(look))


def printed(story: Sequence[Flowable], head: str = "") -> bytes:
    """The pdf of a story, numbered at the foot of each page, `head` at the top."""

    def furniture(canvas: Canvas, _: object) -> None:
        canvas.setFont(FONT, 10)
        canvas.drawString(90, A4[1] - 40, head)
        canvas.drawCentredString(A4[0] / 2, 40, f"— {canvas.getPageNumber()} —")

    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, leftMargin=28 * mm, rightMargin=26 * mm).build(
        list(story), onFirstPage=furniture, onLaterPages=furniture
    )
    return out.getvalue()
