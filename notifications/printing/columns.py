"""栏宽 columns: how wide the columns of an annex are, on the page as in the file to edit."""

from unicodedata import east_asian_width

from notifications.wording.manuscript import Annex

NARROW, WIDE = 16, 32
"""In half-width characters: up to which a column is as wide as its cells, and what a wide one counts at most."""


def widths(annex: Annex) -> list[int]:
    """The longest cell of each column, in half-width characters."""
    columns = zip(annex.head, *annex.rows, strict=True)
    return [
        max(sum(2 if east_asian_width(char) in "WF" else 1 for char in cell) for cell in cells) for cells in columns
    ]


def shares(annex: Annex) -> list[int]:
    """What each column takes of the width that is left: nothing (0) when its cells are short."""
    return [0 if width <= NARROW else min(width, WIDE) for width in widths(annex)]
