"""断句：where sentences and clauses begin and end; plain text -> Sentence of Clauselets.

A full stop, a semicolon or a line end closes a statement; a comma outside brackets closes a clause.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

_STATEMENT = regex.compile(r"[^。;!?\n]++(?P<stop>[。;!?\n]|$)")
# 5月底前完成自查、6月底前完成整改: acts that each have their day are parted as by a comma
_DAY = r"\d{1,2}月(?:\d{1,2}[日号]|[底末]|[上中下]旬)之?前"
_COMMA = regex.compile(rf",|(?<={_DAY}[^,、]{{2,40}})、(?={_DAY}[^,、和及])")
_NUMBER_COMMA = regex.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LABEL = r"(?:[^,。;:◇\d]{2,8}:(?=[((]?[1一①]))?"  # 整改措施：（1）…
_ENUMERATOR = regex.compile(
    r"\s*" + _LABEL + r"(?:[一二三四五六七八九十]{1,3}(?:、|是(?:要)?)|[((][一二三四五六七八九十\d]{1,3}[))]|"
    r"\d{1,2}[.、)](?!\d{1,2}[%万亿])|第[一二三四五六七八九十百]+[条章]|[①-⑳]|(?:首先|其次|"
    r"此外|同时|其中|并且|并)(?=,))\s*,?"
)
# (2)每半年…: an item of a list owes nothing to the day or the cadence of the item before it
_NUMBER = regex.compile(r"\s*(?:[((][一二三四五六七八九十\d]{1,3}[))]|[①-⑳]|\d{1,2}[.、)](?!\d))")

# A clause of official prose is far shorter; a longer run is no prose and is cut, so that reading stays linear.
LONGEST = 400


@dataclass(frozen=True)
class Segment:
    """A clause between commas (分句); `start`, `end` are places in the plain text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Statement:
    """What stands between stops (句); `closes` tells a full stop from a semicolon, `begins` a number at its head."""

    segments: tuple[Segment, ...]
    closes: bool
    begins: bool = False


def statements(plain: str) -> Iterator[Statement]:
    """The statements of a plain text, names already blanked, in order."""
    for found in _STATEMENT.finditer(plain):
        segments = tuple(_segments(plain, found.start(), found.end() - len(found["stop"])))
        if segments:
            begins = _NUMBER.match(plain, found.start()) is not None
            yield Statement(segments, found["stop"] != ";", begins)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where the clauses of a statement lie, its commas left out."""
    low = 0
    for cut in _COMMA.finditer(text):
        if cut.start() > low:
            yield low, cut.start()
        low = cut.end()
    if low < len(text):
        yield low, len(text)


def _segments(plain: str, start: int, end: int) -> Iterator[Segment]:
    text = _NUMBER_COMMA.sub("·", plain[start:end])
    for first, last in _pieces(text):
        low, high = start + first, start + last
        mark = _ENUMERATOR.match(plain, low, high)
        low = mark.end() if mark else low
        for place in range(low, high, LONGEST):
            stop = min(high, place + LONGEST)
            yield Segment(place, stop, plain[place:stop])
