"""工作簿：xlsx, xls, ods → layout.  Every visible sheet is a table; rows above its header are lines."""

import datetime
import io
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from documents.archive import DAMAGE, Archive
from documents.layout import Layout, Writer
from documents.spread import check_spread
from engine.source import Refused

Value = object
BROKEN: tuple[type[Exception], ...] = (CalamineError, OSError, *DAMAGE)


def read_xlsx(content: bytes, path: Path, encoding: str | None = None) -> Layout:
    """A workbook, sheet after sheet; cells are written as a reader sees them.

    Raises `Refused` D108 when the workbook is damaged or locked with a password, D114 when it is a bomb.
    """
    del encoding  # a workbook carries its own
    writer = Writer()
    try:
        if content.startswith(b"PK"):
            check_spread(Archive(content, path), path)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible:
                _write_sheet(book, sheet.name, writer)
    except BROKEN as error:
        raise Refused("D108", f"{path}：工作簿打不开（{error}）；请解除密码保护或另存为 .xlsx 后重试") from error
    return writer.layout()


def _write_sheet(book: CalamineWorkbook, name: str, writer: Writer) -> None:
    sheet = book.get_sheet_by_name(name)
    rows = [[_printed(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    grid = _merged(rows, sheet.merged_cell_ranges or [])
    first = 1
    while grid and len({text for text, _ in grid[0] if text}) <= 1:
        title = next((text for text, _ in grid[0] if text), "")
        if title:
            writer.paragraph(title.replace("\n", ""))
        grid.pop(0)
        first += 1
    if grid:
        writer.table(grid, [f"{name}第{row}行" for row in range(first, first + len(grid))])


def _merged(
    rows: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> list[list[tuple[str, bool]]]:
    """The full grid: every place a merged cell covers repeats its text."""
    grid = [[(text, False) for text in row] for row in rows]
    for (top, left), (bottom, right) in ranges:
        for row in range(top, min(bottom + 1, len(grid))):
            for column in range(left, min(right + 1, len(grid[row]))):
                if (row, column) != (top, left):
                    grid[row][column] = (rows[top][left], True)
    return grid


def _printed(value: Value) -> str:
    """A cell as people read it: 3.0 is 3, a day is 2022-06-30."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value).strip()
