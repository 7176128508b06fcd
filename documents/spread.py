"""铺开 spread: how wide and tall the sheets of a workbook are, found before a reader lays them out place by place.

One cell in the last corner of a sheet of a kilobyte asks for seventeen thousand million places.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from documents.archive import Archive, Element
from engine.source import Refused

PLACES = 2_000_000
"""So many places at most are laid out in one sheet; the longest list of tasks has some thousands."""
CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml$")
REPEATED = ("number-columns-repeated", "number-rows-repeated")


def check_spread(archive: Archive, path: Path) -> None:
    """See that no sheet is too large to lay out.

    Raises `Refused` D114 for one that is.
    """
    for name in sorted(archive.names):
        if SHEETS.match(name):
            tall, wide = _extent(archive.read(name))
        elif name == "content.xml":
            tall, wide = _repeated(archive.read(name))
        else:
            archive.measure(name)
            continue
        if tall * wide > PLACES:
            raise Refused(
                "D114",
                f"{path}：工作表有 {tall} 行 {wide} 列，像是压缩炸弹，没有铺开；"
                "请删去表格之外的单元格（按 Ctrl+End 可见最后一格）后重试",
            )


def _extent(sheet: bytes) -> tuple[int, int]:
    """The last row and the last column of an xlsx sheet in which anything is written."""
    tall = wide = 0
    for number, row in enumerate(_rows(sheet, "{*}row"), start=1):
        written = [(place, cell) for place, cell in enumerate(row, start=1) if len(cell)]
        for place, cell in written:
            named = CELL.match(cell.get("r") or "")
            tall = max(tall, int(named[2]) if named else 0, number)
            wide = max(wide, _column(named[1]) if named else place)
        said = row.get("r", "")
        tall = max(tall, int(said)) if written and said.isdecimal() else tall
    return tall, wide


def _column(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _repeated(content: bytes) -> tuple[int, int]:
    """How many rows and columns an ods sheet repeats what is written, over all its sheets."""
    tall = wide = 0
    for row in _rows(content, "{*}table-row"):
        written = [cell for cell in row if len(cell)]
        across = sum(_times(cell, REPEATED[0]) for cell in row) if written else 0
        tall, wide = tall + (_times(row, REPEATED[1]) if written else 0), max(wide, across)
    return tall, wide


def _times(element: Element, name: str) -> int:
    said = next((value for key, value in element.items() if str(key).endswith(name)), "1")
    return int(said) if str(said).isdecimal() else 1


def _rows(content: bytes, tag: str) -> Iterator[Element]:
    """The rows of a sheet, each let go of once it was looked at."""
    for _, row in etree.iterparse(
        io.BytesIO(content), tag=tag, resolve_entities=False, no_network=True, huge_tree=True
    ):
        yield row
        row.clear()
        parent = row.getparent()
        while parent is not None and row.getprevious() is not None:
            del parent[0]
