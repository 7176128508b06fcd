"""纸面 page: how a page of DOCX is laid — its size, a line, a rule, a form, an annex, page numbers.

The one module that knows the XML behind python-docx: what that library has no word for (a red rule, a grid of 22 lines
by 28 characters, a field that counts pages) is written here as elements of WordprocessingML.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

from notifications.printing.columns import WIDE, widths
from notifications.printing.faces import Face
from notifications.wording.manuscript import Annex, Box, Layout

SIZE2, SIZE3, SIZE4, SLIP_SIZE = Pt(22), Pt(16), Pt(14), Pt(11)
LINE = Pt(28.95)  # 225 mm ÷ 22
RED = RGBColor(0xE6, 0x00, 0x12)
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
BOTH = WD_ALIGN_PARAGRAPH.JUSTIFY
CORE = Mm(156)
MARGINS = {Layout.SLIP: (Mm(18), Mm(19)), Layout.BRIEF: (Mm(30), Mm(30))}
"""Above and below what is no document and no letter."""


@dataclass(frozen=True)
class Page:
    """The page that is being laid (纸面), and what the office calls its fonts."""

    document: Any
    fonts: Mapping[str, str]

    def prepare(self, layout: Layout) -> None:
        """Set the paper, the margins, the grid and the page numbers."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        slip = layout is Layout.SLIP
        section.top_margin, section.bottom_margin = MARGINS.get(layout, (Mm(37), Mm(35)))
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(10) if slip else Mm(22)
        normal = self.document.styles["Normal"]
        normal.font.size, normal.font.name = SIZE3, "Times New Roman"
        letters = normal.element.get_or_add_rPr()
        letters.get_or_add_rFonts().set(qn("w:eastAsia"), self.fonts[Face.FANG])
        letters.append(_element("w:lang", **{"w:val": "en-US", "w:eastAsia": "zh-CN"}))
        if not slip:
            section._sectPr.append(_element("w:docGrid", **{"w:type": "lines", "w:linePitch": str(int(LINE.pt * 20))}))
        self._number_pages(section, first=layout is not Layout.LETTER)

    def line(
        self,
        text: str,
        *,
        face: Face = Face.FANG,
        size: Length = SIZE3,
        align: Any = BOTH,
        colour: RGBColor | None = None,
        indent: bool = False,
        above: Length | None = None,
        right: Length | None = None,
        exact: bool = True,
        keep: bool = False,
        pitch: Length = LINE,
    ) -> Any:
        """A paragraph; `exact`: of the line height of the grid or of `pitch`, `keep`: on the page of the next."""
        paragraph = self.document.add_paragraph()
        self._say(paragraph, text, face, size, colour)
        how = paragraph.paragraph_format
        how.alignment, how.space_before, how.space_after = align, above or Pt(0), Pt(0)
        how.first_line_indent = Pt(2 * size.pt) if indent else None
        how.right_indent, how.keep_with_next = right, keep
        if exact:
            how.line_spacing_rule, how.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
        return paragraph

    def skip(self, lines: int) -> None:
        """Leave lines empty."""
        for _ in range(lines):
            self.line("")

    def tabbed(self, text: str, size: Length) -> Any:
        """A line whose text after the tab ends at the right edge."""
        paragraph = self.line(text, size=size, align=LEFT)
        tabs = _element("w:tabs")
        tabs.append(_element("w:tab", **{"w:val": "right", "w:pos": str(CORE.twips)}))
        paragraph._p.get_or_add_pPr().append(tabs)
        return paragraph

    def rule(self, paragraph: Any, side: str, kind: str, eighths: int, colour: str = "E60012") -> None:
        """A rule at a side of a paragraph, so many eighths of a point thick."""
        borders = paragraph._p.get_or_add_pPr().find(qn("w:pBdr"))
        if borders is None:
            borders = _element("w:pBdr")
            paragraph._p.get_or_add_pPr().append(borders)
        said = {"w:val": kind, "w:sz": str(eighths), "w:space": "6", "w:color": colour}
        borders.append(_element(f"w:{side}", **said))

    def form(self, boxes: Sequence[Box]) -> None:
        """The boxes of a form as a table; two half boxes one after the other share a row."""
        rows = paired(boxes)
        table = self.document.add_table(rows=len(rows), cols=4)
        table.style, table.autofit = "Table Grid", False
        for row, pair in zip(table.rows, rows, strict=True):
            cells = row.cells if len(pair) > 1 else (row.cells[0], row.cells[1].merge(row.cells[3]))
            for place, box in enumerate(pair):
                self._cell(cells[2 * place], (box.label,), Face.HEI, SLIP_SIZE, CENTRE)
                self._cell(cells[2 * place + 1], box.lines or ("",), Face.FANG, SLIP_SIZE, LEFT)
            if not any(box.lines for box in pair):
                row.height = Mm(10 if len(pair) > 1 else 18)
        _set_widths(table, (26, 52, 26, 52))

    def annex(self, annex: Annex, mark: str) -> None:
        """An annex on a page of its own: its mark, its title, its table."""
        self.line(f"附件{mark}", face=Face.HEI).paragraph_format.page_break_before = True
        self.line(annex.title, face=Face.TITLE, size=SIZE2, align=CENTRE, exact=False, above=LINE)
        table = self.document.add_table(rows=1, cols=len(annex.head))
        table.style, table.autofit = "Table Grid", False
        for row, cells, face in (
            (table.rows[0], annex.head, Face.HEI),
            *((None, row, Face.FANG) for row in annex.rows),
        ):
            for cell, text in zip((row or table.add_row()).cells, cells, strict=True):
                self._cell(cell, (text,), face, Pt(12), CENTRE if face is Face.HEI else LEFT)
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
        wide = [min(width, WIDE) + 6 for width in widths(annex)]
        _set_widths(table, [CORE.mm * each / sum(wide) for each in wide])

    def widen(self, paragraph: Any, by: Length) -> None:
        """Let a paragraph and its rules reach past both margins."""
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Length(-by)

    def imprint(self, rows: Sequence[str]) -> None:
        """The block at the end (版记): rules above, between and below."""
        for place, text in enumerate(rows):
            paragraph = self.tabbed(text, SIZE4)
            paragraph.paragraph_format.space_before = LINE if place == 0 else Pt(0)
            self.rule(paragraph, "top", "single", 8 if place == 0 else 6, "000000")
            if place + 1 == len(rows):
                self.rule(paragraph, "bottom", "single", 8, "000000")

    def _say(self, paragraph: Any, text: str, face: Face, size: Length, colour: RGBColor | None = None) -> None:
        run = paragraph.add_run(text)
        run.font.size, run.font.name = size, "Times New Roman"
        letters = run._r.get_or_add_rPr()
        letters.get_or_add_rFonts().set(qn("w:eastAsia"), self.fonts[face])
        if size == SIZE3:
            letters.append(_element("w:spacing", **{"w:val": "-4"}))  # 156 mm ÷ 28 characters, in twentieths of a point
        if colour is not None:
            run.font.color.rgb = colour

    def _cell(self, cell: Any, lines: Sequence[str], face: Face, size: Length, align: Any) -> None:
        for place, text in enumerate(lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            self._say(paragraph, text, face, size)
            paragraph.alignment = align
            how = paragraph.paragraph_format
            how.space_after, how.line_spacing_rule, how.line_spacing = (
                Pt(0),
                WD_LINE_SPACING.EXACTLY,
                Pt(size.pt * 1.45),
            )
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER

    def _number_pages(self, section: Any, *, first: bool) -> None:
        """— 1 — below the text: right on odd pages, left on even ones; a letter has none on its first."""
        self.document.settings.odd_and_even_pages_header_footer = True
        section.different_first_page_header_footer = not first
        for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            self._say(paragraph, "— ", Face.SONG, SIZE4)
            field = _element("w:fldSimple", **{"w:instr": "PAGE"})
            run = _element("w:r")
            shown = _element("w:t")
            shown.text = "1"
            run.append(shown)
            field.append(run)
            paragraph._p.append(field)
            self._say(paragraph, " —", Face.SONG, SIZE4)
        if not first:
            below = section.first_page_footer.paragraphs[0]
            self.rule(below, "bottom", "thinThickSmallGap", 36)
            self.widen(below, Mm(7))


def paired(boxes: Sequence[Box]) -> list[tuple[Box, ...]]:
    """The rows of a form: a whole box, or two half ones; a half box that is left alone has its row to itself."""
    rows: list[tuple[Box, ...]] = []
    for box in boxes:
        if box.half and rows and len(rows[-1]) == 1 and rows[-1][0].half:
            rows[-1] = (*rows[-1], box)
        else:
            rows.append((box,))
    return rows


def _set_widths(table: Any, millimetres: Sequence[float]) -> None:
    for column, width in zip(table.columns, millimetres, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, millimetres, strict=True):
            if cell._tc.grid_span == 1:
                cell.width = Mm(width)


def _element(name: str, **said: str) -> Any:
    """An element of WordprocessingML."""
    made = OxmlElement(name)
    for key, value in said.items():
        made.set(qn(key), value)
    return made
