"""Word 文档：docx → layout.  Read from the XML: insertions count, deletions do not, list numbers are worked out.

Text boxes stand before the paragraph that holds them, footnotes at the end.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from documents.archive import DAMAGE, Archive, Element
from documents.layout import Layout, Writer
from documents.numbering import Numbering, W, numbering_of, value_of
from engine.source import Refused

SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}instrText", f"{W}pPr", f"{W}rPr"}

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
NOTES = "脚注"

Grid = list[list[tuple[str, bool]]]


def read_docx(content: bytes, path: Path, encoding: str | None = None) -> Layout:
    """A Word document, paragraphs and tables in order.

    Raises `Refused` D109 when the file is damaged, D114 when it is a bomb.
    """
    del encoding  # a docx carries its own
    writer = Writer()
    try:
        parts = Archive(content, path)
        body = parts.xml("word/document.xml").find(f"{W}body")
        numbering, notes = numbering_of(parts), _footnotes(parts)
    except DAMAGE as error:
        raise Refused("D109", f"{path}：Word 文档已损坏；请用 Word 打开并另存为 .docx 后重试") from error
    paragraphs, tables = count(1), count(1)
    for block in _blocks(body) if body is not None else ():
        if block.tag == f"{W}p":
            writer.mark(f"第{next(paragraphs)}段")
            _write(block, numbering, writer)
        else:
            _write(block, numbering, writer, f"表{next(tables)}")
    for line in [NOTES, *notes] if notes else ():
        writer.paragraph(line)
    return writer.layout()


def _write(block: Element, numbering: Numbering, writer: Writer, name: str = "") -> None:
    """A paragraph with its boxes, or a table whose rows are called 表1第3行; a table in a box has no name."""
    if block.tag == f"{W}p":
        for boxed in _boxed(block):
            _write(boxed, numbering, writer)
        for line in (numbering.label(block) + _text(block)).split("\n"):
            writer.paragraph(line)
    elif grid := _grid(block, numbering, writer):
        writer.table(grid, [f"{name}第{row}行" for row in range(1, len(grid) + 1)] if name else ())


def _boxed(paragraph: Element) -> Iterator[Element]:
    """What stands in the text boxes of a paragraph, once: older programs get a second copy (Fallback)."""
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(above.tag in (FALLBACK, f"{W}txbxContent") for above in box.iterancestors()):
            yield from _blocks(box)


def _footnotes(parts: Archive) -> list[str]:
    """The footnotes and endnotes; those that only draw the line above them say nothing."""
    found: list[str] = []
    for name, note in (("word/footnotes.xml", f"{W}footnote"), ("word/endnotes.xml", f"{W}endnote")):
        for each in parts.xml(name).iter(note) if name in parts.names else ():
            found += [text for p in each.iter(f"{W}p") if (text := _text(p).strip())]
    return found


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables, also those inside content controls."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _blocks(child)


def _text(element: Element) -> str:
    """The text of a paragraph as it reads once all changes are accepted."""
    pieces: list[str] = []
    for child in element:
        if child.tag in SKIPPED:
            continue
        if child.tag == f"{W}t":
            pieces.append(child.text or "")
        elif child.tag == f"{W}tab":
            pieces.append("\t")
        elif child.tag in (f"{W}br", f"{W}cr"):
            pieces.append("\n")
        elif child.tag != FALLBACK:
            pieces.append(_text(child))
    return "".join(pieces)


def _grid(table: Element, numbering: Numbering, writer: Writer) -> Grid:
    """The full grid of a table: gridSpan repeats to the right, vMerge repeats from above."""
    grid: Grid = []
    for row in table.iter(f"{W}tr"):
        filled: list[tuple[str, bool]] = [("", False)] * value_of(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in row.iter(f"{W}tc"):
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continues = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            column = len(filled)
            above = grid[-1][column][0] if grid and column < len(grid[-1]) else ""
            text = above if continues else _cell_text(cell, numbering)
            width = value_of(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
            width = width if writer.has_room(width) else 1
            filled.extend((text, continues or offset > 0) for offset in range(width))
        grid.append(filled)
    return grid


def _cell_text(cell: Element, numbering: Numbering) -> str:
    return "\n".join(numbering.label(p) + _text(p) for p in cell.iter(f"{W}p")).strip()
