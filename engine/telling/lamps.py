"""亮灯 lamps: colour, shape and word for a standing, by the theme of a jurisdiction (semantics 14).

A lamp is a theme, never logic: nothing is decided by it.  Each has a shape and a word besides its colour, so that it is
told apart by those who do not see colours and on a black-and-white printout.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.nouns import Standing


@dataclass(frozen=True)
class Lamp:
    """A lamp (灯): the name of its colour, its shape, and its word."""

    colour: str
    shape: str
    word: str


RED = Lamp("red", "■", "逾期")
YELLOW = Lamp("yellow", "▲", "临期")
BLUE = Lamp("blue", "？", "待确认")
CURED = Lamp("cured", "◐", "已补办")
GREEN = Lamp("green", "●", "正常")
GREY = Lamp("grey", "○", "未到期")
HOLLOW = Lamp("hollow", "◇", "免办")
LAMPS = (RED, YELLOW, BLUE, CURED, GREEN, GREY, HOLLOW)
"""Every lamp of the default theme, the one that asks for most attention first."""

DEFAULT: Mapping[Standing, Lamp] = {
    Standing.PENDING: GREY,
    Standing.OPEN: GREEN,
    Standing.MET: GREEN,
    Standing.MET_IN_GRACE: GREEN,
    Standing.CURED: CURED,
    Standing.OVERTURNED: GREEN,
    Standing.CONTESTED: YELLOW,
    Standing.IN_GRACE: YELLOW,
    Standing.BREACHED: RED,
    Standing.BELOW_PRINCIPLE: YELLOW,
    Standing.NOT_DONE: GREY,
    Standing.UNKNOWN: BLUE,
    Standing.MANUAL: BLUE,
}


def lamp_of(
    standing: Standing | None,
    *,
    due_soon: bool = False,
    behind: bool = False,
    theme: Mapping[Standing, Lamp] = DEFAULT,
) -> Lamp:
    """The lamp of a standing; grey before the first verdict, hollow for what the theme leaves out.

    An open duty that is due soon or behind its pace shows yellow.
    """
    if standing is None:
        return GREY
    if standing is Standing.OPEN and (due_soon or behind):
        return YELLOW
    return theme.get(standing, HOLLOW)
