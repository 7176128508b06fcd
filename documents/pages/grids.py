"""表格 grids: cells drawn by rules, or columns told apart by the white between them → full grids of text.

A grid is what `layout.Writer.table` takes: each place with its text, and whether it repeats another cell.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeAlias

from documents.pages.ink import Box, Row, Sign, joined, rows_of

Grid: TypeAlias = list[list[tuple[str, bool]]]

FEWEST_COLUMNS = 3
SAME = 2.0
"""Rules closer than this (points) are one."""
HEADERS = ("责任单位", "牵头单位", "责任部门", "牵头部门", "承办单位", "责任主体", "主要任务", "工作任务", "任务分工")
"""What tells the head of a table of tasks that has no rules."""


def ruled(cells: Sequence[Box], signs: Sequence[Sign]) -> Grid:
    """The grid that rules draw; a cell that covers several places stands in each of them."""
    tops, lefts = _edges(box.top for box in cells), _edges(box.left for box in cells)
    bottoms, rights = [*tops[1:], max(b.bottom for b in cells)], [*lefts[1:], max(b.right for b in cells)]
    texts = {cell: _text(cell, signs) for cell in cells}
    seen: set[Box] = set()
    grid: Grid = []
    for top, bottom in zip(tops, bottoms, strict=True):
        row: list[tuple[str, bool]] = []
        for left, right in zip(lefts, rights, strict=True):
            cell = next((c for c in cells if c.holds((left + right) / 2, (top + bottom) / 2)), None)
            row.append((texts[cell], cell in seen) if cell else ("", False))
            seen |= {cell} if cell else set()
        grid.append(row)
    return grid


def _edges(places: Iterable[float]) -> list[float]:
    """The places of rules, those that lie on one another taken as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > SAME:
            found.append(place)
    return found


def _text(cell: Box, signs: Sequence[Sign]) -> str:
    inside = [s for s in signs if cell.holds((s.box.left + s.box.right) / 2, (s.box.top + s.box.bottom) / 2)]
    return joined([row.text for row in rows_of(inside)])


def is_head(row: Row) -> bool:
    """Whether a line is the head of a table of tasks drawn without rules."""
    words = row.text.split()
    return len(words) >= FEWEST_COLUMNS and any(header in "".join(words) for header in HEADERS)


def unruled(rows: Sequence[Row]) -> Grid:
    """The grid of lines whose columns are told apart by white alone; the first line is the head.

    A line that leaves the first column empty goes on in the cells above.
    """
    columns = columns_of(rows)
    if len(columns) < FEWEST_COLUMNS:
        return []
    grid: list[list[str]] = []
    for row in rows:
        cells = [joined([piece.text for piece in rows_of(_within(row, column))]) for column in columns]
        if grid and not cells[0]:
            grid[-1] = [joined([above, more]) for above, more in zip(grid[-1], cells, strict=True)]
        else:
            grid.append(cells)
    return [[(text, False) for text in row] for row in grid]


def columns_of(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The stretches of the page's width that hold ink, at least half a sign of white between them."""
    spans = sorted((sign.box.left, sign.box.right) for row in rows for sign in row.signs if sign.text.strip())
    white = min(row.size for row in rows) / 2
    columns: list[tuple[float, float]] = []
    for left, right in spans:
        if columns and left - columns[-1][1] < white:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _within(row: Row, column: tuple[float, float]) -> list[Sign]:
    return [sign for sign in row.signs if column[0] <= (sign.box.left + sign.box.right) / 2 <= column[1]]


def continued(grids: Sequence[Grid]) -> list[Grid]:
    """Tables that go on from page to page, each as one: as many columns, and a head that is repeated left out."""
    whole: list[Grid] = []
    for width, run in groupby(grids, key=lambda grid: len(grid[0])):
        del width
        first, *rest = run
        for grid in rest:
            first = [*first, *(grid[1:] if grid[0] == first[0] else grid)]
        whole.append(first)
    return whole
