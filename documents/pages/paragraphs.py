"""段落 paragraphs: lines put together again where the sentence goes on, over the end of a page too.

A line goes on in the next when it reaches the right edge of the print and the next begins at the left edge, without
the indent of a paragraph and without a number or label of its own.
"""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from documents.enumerators import read_enumerator
from documents.pages.ink import Row, joined
from grammar.charge import charge_line
from grammar.fold import to_simplified

INDENT = 1.2
"""A paragraph begins so many signs to the right of the edge, or more."""
SHORT = 2.6
"""A line that ends so many signs before the right edge was not broken by it: a stop never begins a line."""
OPENERS, CLOSERS = "（(〔[【“‘《", "）)〕]】”’》"
FULL_PAGE = 8
"""A page of fewer lines does not show its edges; those of the others are taken."""


class Edges(NamedTuple):
    """Where the print of a page begins and ends, from left to right."""

    left: float
    right: float
    page: int = 0


def edges_of(pages: Sequence[Sequence[Row]]) -> list[Edges]:
    """The edges of each page: odd and even pages have their own."""
    own = [_edges(rows) if len(rows) >= FULL_PAGE else None for rows in pages]
    known = [edges for edges in own if edges] or [_edges(rows) for rows in pages if rows]
    if not known:
        return [Edges(0, 0) for _ in pages]
    usual = Edges(median(e.left for e in known), median(e.right for e in known))
    return [edges or usual for edges in own]


def _edges(rows: Sequence[Row]) -> Edges:
    return Edges(min(row.box.left for row in rows), max(row.box.right for row in rows))


def paragraphs(rows: Iterable[tuple[Row, Edges]]) -> list[tuple[str, int]]:
    """The paragraphs of a run of lines, each line with the edges of its page; with the page where each begins."""
    found: list[list[str]] = []
    pages: list[int] = []
    goes_on = False
    for row, edges in rows:
        if goes_on and (_is_open(found[-1]) or _continues(row, edges)):
            found[-1].append(row.text)
        else:
            found.append([row.text])
            pages.append(edges.page)
        goes_on = edges.right - row.box.right < SHORT * row.size
    return [(joined(texts), page) for texts, page in zip(found, pages, strict=True)]


def _continues(row: Row, edges: Edges) -> bool:
    plain = to_simplified(row.text)
    indented = row.box.left - edges.left >= INDENT * row.size
    return not indented and not read_enumerator(plain) and not charge_line(row.text)


def _is_open(texts: Sequence[str]) -> bool:
    """Whether a paragraph stands inside a bracket, so that what looks like a label is the rest of it."""
    text = "".join(texts)
    return sum(map(text.count, OPENERS)) > sum(map(text.count, CLOSERS))
