"""排密 fitting: how large and how close the lines of a brief are set, so that what can stay on one page does.

A document keeps to 22 lines of 28 characters; a brief is read at a glance and has no such rule.  The lines are counted
as both the page and the file to edit will break them, within a line or two.
"""

from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

from notifications.wording.manuscript import Manuscript

CORE = 442.2  # points, 156 mm
ROOM = 525.0  # points under a head without a number and a title of one line
TITLE_FITS, TITLE_PITCH = 20, 34.0
"""So many characters of a title stand on a line, so many points further down each."""
NATURAL = 28.95
"""Points from line to line: 225 mm ÷ 22."""
SIZES = (16.0, 14.0)  # 3号, 4号
CLOSEST = 1.4
"""Lines closer than so many times their size are hard to read."""


@dataclass(frozen=True)
class Setting:
    """The size of the characters and the way from line to line, both in points (排密)."""

    size: float
    pitch: float


def setting_of(paper: Manuscript) -> Setting:
    """The largest and widest setting in which a brief stays on one page; the ordinary one when none does."""
    rows = max(1, ceil(len(paper.title) / TITLE_FITS))
    room = ROOM - TITLE_PITCH * (rows - 1) - (NATURAL if paper.number else 0)
    for size in SIZES:
        pitch = min(NATURAL, room / _lines(paper, int(CORE // size)))
        if pitch >= CLOSEST * size:
            return Setting(size, round(pitch, 2))
    return Setting(SIZES[0], NATURAL)


def _lines(paper: Manuscript, chars: int) -> int:
    return 1 + sum(ceil((2 + _width(line.text)) / chars) for line in paper.lines)


def _width(text: str) -> float:
    """How wide a text is in characters; figures and Latin letters take half of one."""
    return sum(1 if east_asian_width(char) in "WFA" else 0.5 for char in text)
