"""版面：what every reader makes of a file — one text, its lines and its tables, all with offsets.

Readers of text files keep the file's own text; readers of docx, html and xlsx write it with `Writer`.
Everything behind this page (heading, outline, tables) sees only a `Layout` and knows no format.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

BLANK = " \t\u3000\u00a0\ufeff\u200b\r\n"
LINE = re.compile(r"[^\n]+")
COVERED = 200_000
"""So many places at most do the merged cells of a file cover; cells that would cover more stand for themselves."""


@dataclass(frozen=True)
class Line:
    """A line without its surrounding blanks; `text` is `layout.text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `start` and `end` are those of the cell it was merged with, if any."""

    text: str
    start: int
    end: int
    merged: bool = False


@dataclass(frozen=True)
class Table:
    """A table as a full grid: merged cells stand in every place they cover."""

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Layout:
    """The text of a file and the tables that lie in it, in order."""

    text: str
    tables: tuple[Table, ...] = ()
    title: str | None = None
    anchors: tuple[tuple[int, str], ...] = ()

    def anchor_at(self, place: int) -> str:
        """Where in the file a place of the text was printed (第2页, 第14段, 表1第3行); empty where no one can say."""
        number = bisect_right(self.anchors, place, key=lambda anchor: anchor[0])
        return self.anchors[number - 1][1] if number else ""

    def lines(self, without: Sequence[Table] = ()) -> Iterator[Line]:
        """The lines that are not blank and lie in none of these tables."""
        end_mark = len(self.text) + 1
        spans = iter([*((table.start, table.end) for table in without), (end_mark, end_mark)])
        start, end = next(spans)
        for match in LINE.finditer(self.text):
            while match.start() >= end:
                start, end = next(spans)
            line = stripped(self.text, match.start(), match.end())
            if line.text and not start <= match.start() < end:
                yield line


@dataclass
class Writer:
    """Writes the text of a file that has none of its own, and remembers where everything went."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    tables: list[Table] = field(default_factory=list)
    anchors: list[tuple[int, str]] = field(default_factory=list)
    room: int = COVERED

    def has_room(self, places: int) -> bool:
        """Whether a merged cell may cover so many places more, which are then taken."""
        if places > self.room:
            return False
        self.room -= places - 1
        return True

    def mark(self, anchor: str) -> None:
        """Say where in the file that which is written next was printed."""
        self.anchors.append((self.length, anchor))

    def write(self, text: str) -> tuple[int, int]:
        """Append text as it is and say where it stands."""
        self.parts.append(text)
        self.length += len(text)
        return self.length - len(text), self.length

    def paragraph(self, text: str) -> None:
        """Append one line."""
        self.write(text.strip(BLANK) + "\n")

    def table(self, grid: Sequence[Sequence[tuple[str, bool]]], places: Sequence[str] = ()) -> None:
        """Append a table given as a full grid of (text, is a repetition of the cell above or to the left).

        `places` are the anchors of its rows, if the file numbers them.
        """
        start = self.length
        rows: list[tuple[Cell, ...]] = []
        for number, row in enumerate(grid):
            if places:
                self.mark(places[number])
            cells: list[Cell] = []
            for column, (text, merged) in enumerate(row):
                cells.append(_origin(rows, cells, column, text) if merged else Cell(text, *self.write(text)))
                if not merged:
                    self.write("\t")
            self.write("\n")
            rows.append(tuple(cells))
        self.tables.append(Table(start, self.length, tuple(rows)))

    def layout(self, title: str | None = None) -> Layout:
        """What was written."""
        return Layout("".join(self.parts), tuple(self.tables), title, tuple(self.anchors))


def stripped(text: str, start: int, end: int, also: str = "") -> Line:
    """The span without blanks, or the signs `also`, at either end."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(BLANK + also))
    piece = piece.strip(BLANK + also)
    return Line(piece, start, start + len(piece))


def _origin(rows: list[tuple[Cell, ...]], cells: list[Cell], column: int, text: str) -> Cell:
    """The cell that a merged place repeats: to the left in this row, or above."""
    for cell in (cells[-1] if cells else None, rows[-1][column] if rows and column < len(rows[-1]) else None):
        if cell is not None and cell.text == text:
            return Cell(text, cell.start, cell.end, merged=True)
    return Cell("", 0, 0, merged=True)
