"""Terms (期次): what obligations froze, kept once for all bearers that owe the same on the same days.

A term is never changed.  What reads obligations by the thousand knows their terms by number and reads each but once, as
plain values: days as ordinals, nested nouns as the text that is stored.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeAlias

from sqlalchemy import select

from engine.nouns import Due, Obligation, Window
from store.bulk import Values, pour
from store.columns import as_stored, day_of, ordinal_of
from store.frozen import canonical, freeze, thaw
from store.lists import one_of
from store.planner import unindexed
from store.session import Session
from store.statements import HERE, ask, chunks
from store.tables import TermRow
from store.tables.row import table

TERM = table(TermRow)
FROZEN: TypeAlias = tuple[Obligation, str | None]
"""An obligation, and the digest of the ladder that it froze."""


@dataclass(frozen=True)
class Term:
    """A row of the table, as it is stored."""

    number: int
    pack: str
    pack_sha256: str
    rule: str
    calendar: str
    window_first: int
    window_last: int
    window_label: str
    safe: int
    hard: int | None
    grace_end: int | None
    provisional: bool
    due_because: str | None
    steps: str
    original: int | None
    readings: str
    ladder: str | None

    @cached_property
    def window(self) -> Window:
        """The window."""
        return Window(date.fromordinal(self.window_first), date.fromordinal(self.window_last), self.window_label)

    @cached_property
    def days(self) -> Values:
        """What tells its days from those of another: all that what is done in it can depend on."""
        due = self.safe, self.hard, self.grace_end, self.due_because
        return self.window_label, self.window_first, self.window_last, *due

    @cached_property
    def due(self) -> Due:
        """The due day, with how it was derived."""
        days = (date.fromordinal(self.safe), day_of(self.hard), day_of(self.grace_end))
        steps = thaw(tuple[str, ...], self.steps)
        return Due(*days, bool(self.provisional), self.due_because, steps, day_of(self.original))


NAMES = tuple(name for name in Term.__dataclass_fields__ if name != "number")
COLUMNS = tuple(as_stored(TERM.c[name]) for name in Term.__dataclass_fields__)
OF_NUMBERS = select(*COLUMNS).where(
    unindexed(TERM.c.jurisdiction) == HERE,  # by whose index all its terms would be read
    one_of(TERM.c.number),
)
OF_DIGESTS = select(TERM.c.sha256, TERM.c.number).where(TERM.c.jurisdiction == HERE, one_of(TERM.c.sha256))
EVERY = select(*COLUMNS).where(TERM.c.jurisdiction == HERE).order_by(TERM.c.number)


class Terms(dict[int, Term]):
    """The terms read so far, by number: they never change, so that a sweep reads each of them once."""

    def read(self, session: Session, numbers: Iterable[int]) -> "Terms":
        """Read those of these terms that are not known yet."""
        for some in chunks(sorted(set(numbers) - self.keys())):
            self.update((row[0], Term(*row)) for row in ask(session, OF_NUMBERS, some=some))
        return self


def every(session: Session) -> list[Term]:
    """All terms, by number."""
    return [Term(*row) for row in ask(session, EVERY)]


def enter(session: Session, some: Sequence[FROZEN]) -> list[int]:
    """Keep what these obligations froze; answer the number of the term of each."""
    known: dict[Values, str] = {}
    rows: dict[str, Values] = {}
    digests = []
    for one, ladder in some:
        same = (one.pack_sha256, one.rule, one.calendar, one.window, one.due, one.readings, ladder)
        if same not in known:
            values = _values(one, ladder)
            known[same] = digest_of(values)
            rows[known[same]] = values
        digests.append(known[same])
    numbers = _numbers(session, rows)
    new = [digest for digest in rows if digest not in numbers]
    pour(session, TERM, ("sha256", *NAMES), [(digest, *rows[digest]) for digest in new])
    numbers |= _numbers(session, new)
    return [numbers[digest] for digest in digests]


def digest_of(values: Values) -> str:
    """The digest of a term: of all its columns as they are stored, in the order of `Term`."""
    return hashlib.sha256(canonical(list(values)).encode("utf-8")).hexdigest()


def _numbers(session: Session, digests: Iterable[str]) -> dict[str, int]:
    return {row[0]: row[1] for some in chunks(digests) for row in ask(session, OF_DIGESTS, some=some)}


def _values(one: Obligation, ladder: str | None) -> Values:
    window, due = one.window, one.due
    return (
        one.pack, one.pack_sha256, one.rule, one.calendar,
        window.first.toordinal(), window.last.toordinal(), window.label,
        due.safe.toordinal(), ordinal_of(due.hard), ordinal_of(due.grace_end), due.provisional, due.because,
        freeze(due.steps), ordinal_of(due.original), freeze(one.readings), ladder,
    )  # fmt: skip
