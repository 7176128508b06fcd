"""所得：a draft and the clauses it is read from; what is found in a passage before it has its printed words."""

from dataclasses import dataclass

from grammar.draft import Draft
from grammar.reading import Reading, Scope


@dataclass(frozen=True)
class Finding:
    """A draft with the clauses it stands in: `readings[first..last]`, its act in `readings[act]`.

    `passed` are clauses beside it that set a figure and came to no duty.
    """

    draft: Draft
    readings: tuple[Reading, ...]
    first: int
    act: int
    last: int
    scope: Scope
    umbrella: bool = False
    passed: tuple[Reading, ...] = ()

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
class Years:
    """From which day on, and until which, something recurs (自2027年起每年…), and the words that say so."""

    first: str
    last: str | None
    words: str


def years_of(found: Finding) -> Years | None:
    """The years in which what recurs is due; None when the sentence does not limit them."""
    if found.draft.period in (None, "once"):
        return None
    for place, reading in enumerate(found.readings[: found.last + 1]):
        for date in reading.dates:
            words = reading.text[date.start : date.end]
            if date.year is not None and date.bound == "from":
                return Years(date.first, None, words)
            near = place >= found.first - 1
            if near and date.year is not None and date.bound == "stretch" and date.last[:4] > date.year:
                return Years(date.first, date.last, words)
    return None
