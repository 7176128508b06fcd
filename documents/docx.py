"""Word 文档：docx → layout.  Read from the XML: insertions count, deletions do not, list numbers are worked out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from documents.archive import DAMAGE, Archive, Element
from documents.layout import Layout, Writer
from engine.source import Refused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "零一二三四五六七八九"
CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "japaneseCounting",
    "ideographTraditional",
}
SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}instrText", f"{W}pPr", f"{W}rPr"}

Grid = list[list[tuple[str, bool]]]


def read_docx(content: bytes, path: Path, encoding: str | None = None) -> Layout:
    """A Word document, paragraphs and tables in order.

    Raises `Refused` D109 when the file is damaged.
    """
    del encoding  # a docx carries its own
    writer = Writer()
    try:
        parts = Archive(content)
        body = parts.xml("word/document.xml").find(f"{W}body")
        numbering = _numbering(parts)
    except DAMAGE as error:
        raise Refused("D109", f"{path}：Word 文档已损坏；请用 Word 打开并另存为 .docx 后重试") from error
    for block in _blocks(body) if body is not None else ():
        if block.tag == f"{W}p":
            for line in (numbering.label(block) + _text(block)).split("\n"):
                writer.paragraph(line)
        else:
            grid = _grid(block, numbering)
            if grid:
                writer.table(grid)
    return writer.layout()


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
        elif child.tag != "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback":
            pieces.append(_text(child))
    return "".join(pieces)


def _grid(table: Element, numbering: "Numbering") -> Grid:
    """The full grid of a table: gridSpan repeats to the right, vMerge repeats from above."""
    grid: Grid = []
    for row in table.iter(f"{W}tr"):
        filled: list[tuple[str, bool]] = [("", False)] * _value(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in row.iter(f"{W}tc"):
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continues = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            column = len(filled)
            above = grid[-1][column][0] if grid and column < len(grid[-1]) else ""
            text = above if continues else _cell_text(cell, numbering)
            width = _value(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
            filled.extend((text, continues or offset > 0) for offset in range(width))
        grid.append(filled)
    return grid


def _cell_text(cell: Element, numbering: "Numbering") -> str:
    return "\n".join(numbering.label(p) + _text(p) for p in cell.iter(f"{W}p")).strip()


def _value(element: Element | None, default: int) -> int:
    found = element.get(f"{W}val") if element is not None else None
    return min(int(found), 100) if found and found.isdecimal() else default


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered: 一、 is (`chineseCounting`, "%1、")."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class Numbering:
    """The automatic numbers of a document, counted as its paragraphs pass by."""

    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)

    def label(self, paragraph: Element) -> str:
        """The number Word prints before a paragraph, or an empty string."""
        place = self._place(paragraph)
        level = self.levels.get(place) if place else None
        if place is None or level is None or not level.text or level.form in ("bullet", "none"):
            return ""
        self.counts[place] += 1
        for deeper in [key for key in self.counts if key[0] == place[0] and key[1] > place[1]]:
            del self.counts[deeper]
        return re.sub(r"%(\d)", lambda m: self._printed(place[0], int(m[1]) - 1), level.text)

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        """(list, level) of a paragraph, its own or its style's."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        own = properties.find(f"{W}numPr/{W}numId")
        if own is not None:
            return own.get(f"{W}val", "0"), _value(properties.find(f"{W}numPr/{W}ilvl"), 0)
        style = properties.find(f"{W}pStyle")
        return self.styles.get(style.get(f"{W}val", "")) if style is not None else None

    def _printed(self, number: str, depth: int) -> str:
        level = self.levels.get((number, depth), Level())
        count = max(1, self.counts[(number, depth)]) - 1 + level.start
        return _chinese(count) if level.form in CHINESE else str(count)


def _numbering(parts: Archive) -> Numbering:
    """The lists a document defines; a document without any has none."""
    numbering = Numbering()
    if "word/numbering.xml" not in parts.names:
        return numbering
    root = parts.xml("word/numbering.xml")
    abstract = {a.get(f"{W}abstractNumId"): a for a in root.iter(f"{W}abstractNum")}
    for num in root.iter(f"{W}num"):
        link = num.find(f"{W}abstractNumId")
        form = abstract.get(link.get(f"{W}val")) if link is not None else None
        for level in form.iter(f"{W}lvl") if form is not None else ():
            numbering.levels[(num.get(f"{W}numId", ""), int(level.get(f"{W}ilvl", "0")))] = _level(level)
    if "word/styles.xml" in parts.names:
        for style in parts.xml("word/styles.xml").iter(f"{W}style"):
            own = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if own is not None:
                depth = _value(style.find(f"{W}pPr/{W}numPr/{W}ilvl"), 0)
                numbering.styles[style.get(f"{W}styleId", "")] = (own.get(f"{W}val", "0"), depth)
    return numbering


def _level(level: Element) -> Level:
    form, text = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
    return Level(
        form.get(f"{W}val", "decimal") if form is not None else "decimal",
        text.get(f"{W}val", "") if text is not None else "",
        _value(level.find(f"{W}start"), 1),
    )


def _chinese(number: int) -> str:
    """12 → 十二, up to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{DIGITS[hundreds % 10]}百" if hundreds else ""
    middle = (
        ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十" if tens else ("零" if hundreds and ones else "")
    )
    return head + middle + (DIGITS[ones] if ones else "") or DIGITS[0]
