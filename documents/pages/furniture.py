"""页眉页脚 furniture: what stands on every page and belongs to none — page numbers, running heads and feet."""

import re
from collections import Counter
from collections.abc import Sequence

from documents.pages.ink import Row

EDGE = 3
"""So many lines at the top and at the bottom of a page may be furniture."""

SHORT = 12
"""A line of so many signs may count pages; a longer one that differs in its digits is another sentence."""

NUMBER = re.compile(r"^[\s\-—–－·.第/]*\d{1,4}\s*(?:页|/\s*\d{1,4})?(?:\s*共\s*\d{1,4}\s*页)?[\s\-—–－·.]*$")
DIGITS = re.compile(r"\d+")


def without_furniture(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The lines of each page that are its own."""
    repeated = _repeated(pages)
    return [[row for place, row in enumerate(rows) if not _is_furniture(place, row, rows, repeated)] for rows in pages]


def _is_furniture(place: int, row: Row, rows: Sequence[Row], repeated: set[tuple[int, str]]) -> bool:
    if place in (0, len(rows) - 1) and NUMBER.match(row.text):
        return True
    return _at_edge(place, len(rows)) and _pattern(row) in repeated


def _repeated(pages: Sequence[Sequence[Row]]) -> set[tuple[int, str]]:
    """What stands at the edge of more than half of the pages."""
    seen = Counter(
        pattern
        for rows in pages
        for pattern in {_pattern(row) for place, row in enumerate(rows) if _at_edge(place, len(rows))}
    )
    return {pattern for pattern, count in seen.items() if count > 1 and count * 2 > len(pages)}


def _at_edge(place: int, count: int) -> bool:
    return place < EDGE or place >= count - EDGE


def _pattern(row: Row) -> tuple[int, str]:
    """Where a line stands and what it says; of a short one whatever its digits, for it may count pages or chapters."""
    text = DIGITS.sub("#", row.text) if len(row.text) <= SHORT else row.text
    return round(row.box.top), text
