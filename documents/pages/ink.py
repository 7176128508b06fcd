"""墨迹 ink: signs with their places, and the lines they make.  Places are in points from the upper left corner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

CJK_START = "\u2e80"  # at and above: characters set without spaces
CJK_END = "\uffef"


class Box(NamedTuple):
    """A rectangle on a page."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.left <= x < self.right and self.top <= y < self.bottom


class Sign(NamedTuple):
    """A character, or a few set together, and where it stands."""

    text: str
    box: Box


@dataclass(frozen=True)
class Row:
    """A line of print, its signs from left to right."""

    signs: tuple[Sign, ...]

    @property
    def box(self) -> Box:
        """What the line covers."""
        boxes = [sign.box for sign in self.signs]
        return Box(boxes[0].left, min(b.top for b in boxes), boxes[-1].right, max(b.bottom for b in boxes))

    @property
    def size(self) -> float:
        """The height of its print."""
        return self.box.bottom - self.box.top

    @property
    def text(self) -> str:
        """What it says, with a blank where the print leaves one."""
        return "".join(self._spaced()).strip()

    def _spaced(self) -> Iterable[str]:
        for before, sign in pairwise((None, *self.signs)):
            if before is not None and sign is not None and _apart(before, sign, self.size):
                yield " "
            yield sign.text if sign is not None else ""


@dataclass(frozen=True)
class Page:
    """One page: its size, its signs, and the cells that rules draw on it, table by table."""

    width: float
    height: float
    signs: tuple[Sign, ...]
    grids: tuple[tuple[Box, ...], ...] = ()


def rows_of(signs: Iterable[Sign]) -> list[Row]:
    """The lines that signs make, from top to bottom: one line as long as the middles stay within half a height."""
    rows: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda s: (_middle(s), s.box.left)):
        if rows and _middle(sign) - _middle(rows[-1][0]) <= (sign.box.bottom - sign.box.top) / 2:
            rows[-1].append(sign)
        else:
            rows.append([sign])
    made = [Row(tuple(sorted(row, key=lambda s: s.box.left))) for row in rows]
    return [row for row in made if row.text]


def joined(texts: Sequence[str]) -> str:
    """Lines of one paragraph as one text: a blank only between words of letters; a number is broken anywhere."""
    out = ""
    for text in texts:
        out += " " if (out[-1:] + text[:1]).isascii() and out[-1:].isalpha() and text[:1].isalpha() else ""
        out += text
    return out


def _apart(before: Sign, sign: Sign, size: float) -> bool:
    """Whether print leaves a blank here: justified Chinese is set wide, and that is none."""
    gap = sign.box.left - before.box.right
    chinese = not _is_latin(before.text[-1:]) or not _is_latin(sign.text[:1])
    return gap > size * (1.2 if chinese else 0.25)


def _is_latin(sign: str) -> bool:
    return bool(sign) and not CJK_START <= sign <= CJK_END and not sign.isspace()


def _middle(sign: Sign) -> float:
    return (sign.box.top + sign.box.bottom) / 2
