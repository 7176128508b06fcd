"""What is asked of the register (所求): which obligations are meant, as of which day, and how they stand on a list."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from engine.nouns import Standing


@dataclass(frozen=True)
class Moment:
    """A day looked at, and the day up to which things had been recorded; the present is no moment at all."""

    as_of: date
    known_at: date


@dataclass(frozen=True)
class InHand:
    """Which of the duties that are merely in hand (在办) are meant: those due in these days, or all others."""

    first: date
    last: date
    within: bool = True


@dataclass(frozen=True)
class Sought:
    """Which obligations are meant; what is None or empty does not narrow. `agencies` is what the reader may see."""

    agencies: frozenset[str] | None = None
    agency: str | None = None
    rule: str | None = None
    pack: str | None = None
    standings: tuple[Standing | None, ...] = ()
    """None among them means those that wait for their first verdict."""
    in_hand: InHand | None = None
    year: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""
    mentions: frozenset[str] = frozenset()
    """Rules whose title says `text`: titles stand in the packs, not in the register."""

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day on which they may be due."""
        first = max(self.due_from or date.min, date(self.year, 1, 1) if self.year else date.min)
        last = min(self.due_to or date.max, date(self.year, 12, 31) if self.year else date.max)
        return first, last


@dataclass(frozen=True)
class Line:
    """One obligation on a list."""

    key: str
    pack: str
    pack_sha256: str
    rule: str
    bearer: str
    subject: str
    window: str
    due: date
    standing: Standing | None


class Cell(NamedTuple):
    """How many obligations of an agency and a rule stand so."""

    bearer: str
    rule: str
    standing: Standing | None
    many: int


class DayCount(NamedTuple):
    """How many obligations due on a day stand so."""

    due: date
    standing: Standing | None
    many: int
