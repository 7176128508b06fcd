"""所得：a draft and the clauses it is read from; what is found in a passage before it has its printed words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from grammar.draft import Draft
from grammar.reading import Reading, Scope


@dataclass(frozen=True)
class Finding:
    """A draft with the clauses it stands in: `readings[first..last]`, its act in `readings[act]`.

    `passed` are clauses beside it that set a figure and came to no duty.  `beside` are its clauses and those around
    them, up to the duties before and after it, with the statement that follows when that lays down none.
    """

    draft: Draft
    readings: tuple[Reading, ...]
    first: int
    act: int
    last: int
    scope: Scope
    umbrella: bool = False
    passed: tuple[Reading, ...] = ()
    beside: tuple[Reading, ...] = ()

    @property
    def start(self) -> int:
        """Where the quote begins in the plain text."""
        return self.readings[self.first].segment.start

    @property
    def end(self) -> int:
        """Where the quote ends in the plain text."""
        return self.readings[self.last].segment.end

    @property
    def text(self) -> str:
        """The clauses of the finding in plain spelling."""
        return ",".join(reading.text for reading in self.readings[self.first : self.last + 1])


@dataclass(frozen=True)
class Said:
    """A statement and the duties found in it; `begins` tells that it opens an item of a list."""

    readings: tuple[Reading, ...]
    found: Sequence[Finding]
    begins: bool


def among_their_clauses(said: Sequence[Said]) -> Iterator[Finding]:
    """The duties of some statements in order, each with what stands beside it."""
    for one, after in pairwise((*said, Said((), (), begins=False))):
        follows = () if after.found or after.begins else after.readings
        for each in one.found:
            low = max((other.last + 1 for other in one.found if other.last < each.first), default=0)
            high = min((other.first for other in one.found if other.first > each.last), default=len(one.readings))
            rest = follows if high == len(one.readings) else ()
            yield replace(each, beside=one.readings[low:high] + rest)


@dataclass(frozen=True)
class Years:
    """From which day on, and until which, something recurs (自2027年起每年…), and the words that say so."""

    first: str
    last: str | None
    words: str


def _end_with_since(found: Finding) -> int:
    """Where the clauses of a duty end, with one behind them that only says since when: …，自2026年起."""
    after = found.readings[found.last + 1 : found.last + 2]
    only = any(date.bound == "from" and _says_only(each, date.start, date.end) for each in after for date in each.dates)
    return found.last + (2 if only else 1)


def _says_only(reading: Reading, start: int, end: int) -> bool:
    """Whether nothing but some words, a 自 before them and a 开始 behind, stands in a clause."""
    return reading.text[:start] in ("", "自", "从") and reading.text[end:] in ("", "开始", "执行", "实施")


def years_of(found: Finding) -> Years | None:
    """The years in which what recurs is due; None when the sentence does not limit them."""
    if found.draft.period in (None, "once"):
        return None
    for place, reading in enumerate(found.readings[: _end_with_since(found)]):
        for date in reading.dates:
            words = reading.text[date.start : date.end]
            if date.year is not None and date.bound == "from":
                return Years(date.first, None, words)
            near = place >= found.first - 1
            if near and date.year is not None and date.bound == "stretch" and date.last[:4] > date.year:
                return Years(date.first, date.last, words)
    return None
