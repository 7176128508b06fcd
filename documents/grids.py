"""文字表格：tables drawn with signs inside a text file → tables, their offsets those of the text.

| 序号 | 工作任务 | 责任单位 |        Markdown
序号<TAB>工作任务<TAB>责任单位         copied from a workbook
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from documents.layout import LINE, Cell, Table, stripped

RULE = re.compile(r"^[\s|:+\-—]+$")
MIN_COLUMNS = 3


def drawn_tables(text: str) -> tuple[Table, ...]:
    """The runs of two or more lines that draw a table."""
    if "|" not in text and "\t" not in text:
        return ()
    tables: list[Table] = []
    run: list[tuple[Cell, ...]] = []
    for row in [*_rows(text), ()]:
        if row and (not run or len(row) == len(run[-1])):
            run.append(row)
            continue
        if len(run) > 1:
            start = text.rfind("\n", 0, run[0][0].start) + 1  # the whole line, its first | too
            tables.append(Table(start, max(cell.end for cell in run[-1]), tuple(run)))
        run = [row] if row else []
    return tuple(tables)


def _rows(text: str) -> Iterator[tuple[Cell, ...]]:
    """The cells of every line, none for a line of prose; rules between rows are passed over."""
    for line in LINE.finditer(text):
        printed = line.group()
        if "|" in printed and RULE.match(printed):
            continue
        yield _cells(text, line.start(), line.end(), "|" if printed.lstrip().startswith("|") else "\t")


def _cells(text: str, start: int, end: int, separator: str) -> tuple[Cell, ...]:
    line = stripped(text, start, end) if separator == "|" else None
    first, last = (line.start, line.end) if line else (start, end)
    marks = [first - 1, *(n for n in range(first, last) if text[n] == separator), last]
    if separator == "|":
        marks = [n for n in marks if first <= n < last]
        marks += [] if text[last - 1 : last] == "|" else [last]
    if len(marks) - 1 < MIN_COLUMNS:
        return ()
    spans = [stripped(text, a + 1, b) for a, b in pairwise(marks)]
    return tuple(Cell(span.text, span.start, span.end) for span in spans)
