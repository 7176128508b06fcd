"""合成 compose: pages → one layout, tables and paragraphs in the order in which they are read."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from documents.layout import Layout, Writer
from documents.pages.furniture import without_furniture
from documents.pages.grids import FEWEST_COLUMNS, Grid, columns_of, continued, is_head, ruled, unruled
from documents.pages.ink import Box, Page, Row, Sign, rows_of
from documents.pages.paragraphs import Edges, edges_of, paragraphs
from engine.source import Refused

Item: TypeAlias = tuple[Row, Edges] | Grid


def compose(pages: Sequence[Page]) -> Layout:
    """The layout of all pages."""
    rows = without_furniture([rows_of(_outside(page)) for page in pages])
    items = [
        (number, item)
        for number, (page, mine, edges) in enumerate(zip(pages, rows, edges_of(rows), strict=True), 1)
        for item in _in_order(page, mine, edges._replace(page=number))
    ]
    writer = Writer()
    for is_table, run in groupby(items, key=lambda each: isinstance(each[1], list)):
        numbers, found = zip(*run, strict=True)
        if is_table:
            writer.mark(f"第{numbers[0]}页" if numbers[0] == numbers[-1] else f"第{numbers[0]}—{numbers[-1]}页")
            for grid in continued([item for item in found if isinstance(item, list)]):
                writer.table(grid)
        else:
            for text, number in paragraphs(item for item in found if isinstance(item, tuple)):
                writer.mark(f"第{number}页")
                writer.paragraph(text)
    return writer.layout()


def scanned(path: Path) -> Refused:
    """The refusal of pages that are pictures and hold no text."""
    return Refused("D111", f"{path}：这是扫描件，没有文字层；请先做文字识别（OCR），或索取文字版后重试")


def _outside(page: Page) -> Iterator[Sign]:
    """The signs that stand in no ruled table."""
    frames = [_frame(cells) for cells in page.grids]
    for sign in page.signs:
        middle = (sign.box.left + sign.box.right) / 2, (sign.box.top + sign.box.bottom) / 2
        if not any(frame.holds(*middle) for frame in frames):
            yield sign


def _frame(cells: Sequence[Box]) -> Box:
    return Box(
        min(c.left for c in cells), min(c.top for c in cells), max(c.right for c in cells), max(c.bottom for c in cells)
    )


def _in_order(page: Page, rows: Sequence[Row], edges: Edges) -> Iterator[Item]:
    """Lines and tables from top to bottom."""
    placed: list[tuple[float, Item]] = [(_frame(cells).top, ruled(cells, page.signs)) for cells in page.grids]
    placed += [(top, item) for top, item in _parted(rows, edges)]
    yield from (item for _, item in sorted(placed, key=lambda pair: pair[0]))


def _parted(rows: Sequence[Row], edges: Edges) -> Iterator[tuple[float, Item]]:
    """Lines, those that make a table without rules gathered into one."""
    place = 0
    while place < len(rows):
        row = rows[place]
        span = _table_from(rows[place:]) if is_head(row) else 0
        if span:
            yield row.box.top, unruled(rows[place : place + span])
        else:
            yield row.box.top, (row, edges)
        place += max(span, 1)


def _table_from(rows: Sequence[Row]) -> int:
    """How many lines from a head on keep its columns apart; 0 when there are no more than the head."""
    count = 1
    while count < len(rows) and len(columns_of(rows[: count + 1])) >= FEWEST_COLUMNS:
        count += 1
    return count if count > 1 else 0
