"""Looks (到期查看): the obligations that a sweep must look at, as plain values, and what is kept to judge them by.

A sweep reads thousands of rows, so a row here is a tuple of numbers and texts, days as ordinals; what it shares with
others it shares as one object, its term.  How its work stands and how often it was spoken of is read with it: to ask
for either afterwards would cost as much again.  An obligation is *plain* when its standing follows from its kept tally
and its days; `plain` is NULL until somebody has found out, and again whenever something was put on file that may end
it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from engine.judging.standing_columns import NEVER, STYLES, TRUTHS, UNSET
from engine.nouns import Obligation, Rung, Tally, Window
from store import tallies
from store.bulk import Values, put
from store.columns import as_stored, ordinal_of
from store.lists import among, as_pairs, one_of
from store.notices import NOTICE
from store.planner import unindexed
from store.session import Session
from store.statements import HERE, ask, chunks, line, mine, stored
from store.tables import LadderRow, ObligationRow, StandRow
from store.tables.row import table
from store.tasks import TASK, Lead
from store.terms import Term, Terms

OBLIGATION = table(ObligationRow)
STAND = table(StandRow)
LADDER = table(LadderRow)
AT_ONCE = date.min.toordinal()


class Look(NamedTuple):
    """One obligation to be looked at; those of one term and with the same facts share their verdict."""

    number: int
    key: str
    bearer: str
    subject: str
    next_look: int
    verdict: int
    standing: str | None
    plain: bool | None
    measured_on: int | None
    next_change: int | None
    facts: str | None
    state: str | None
    returns: int | None
    notices: int
    of_term: int
    term: Term

    @property
    def lead(self) -> Lead:
        """How the work stands at its lead, None if it was not issued."""
        return None if self.state is None or self.returns is None else (self.state, self.returns)

    @property
    def rule(self) -> str:
        """The rule that laid it."""
        return self.term.rule

    @property
    def ladder(self) -> str | None:
        """The digest of the ladder that it froze."""
        return self.term.ladder

    @property
    def window_first(self) -> int:
        """The first day of its window."""
        return self.term.window_first

    @property
    def window_last(self) -> int:
        """The last day of its window."""
        return self.term.window_last

    def holds_on(self, day: int) -> bool:
        """Whether its kept tally tells what stands on a day."""
        if not self.plain or self.measured_on is None or self.measured_on > day:
            return False
        return self.next_change is None or self.next_change > day

    def is_stale_on(self, day: int) -> bool:
        """Whether its kept tally has changed by itself since it was measured."""
        return bool(self.plain) and self.next_change is not None and self.next_change <= day

    def window(self) -> Window:
        """Its window."""
        return self.term.window

    def obligation(self) -> Obligation:
        """The obligation itself, if it is plain."""
        term = self.term
        names = (self.key, term.pack, term.pack_sha256, term.rule, self.bearer)
        return Obligation(*names, term.window, term.due, self.subject, term.calendar)


LED = (TASK.c.jurisdiction == STAND.c.jurisdiction) & (TASK.c.about == STAND.c.number)
SAID = (NOTICE.c.jurisdiction == STAND.c.jurisdiction) & (NOTICE.c.about == STAND.c.number)
OWN = {**STAND.c, **OBLIGATION.c}
LOOKS = (
    select(
        *(as_stored(OWN[name]) for name in Look._fields if name in OWN and name != "term"),
        as_stored(TASK.c.state),
        TASK.c.returns,
        select(func.count()).select_from(NOTICE).where(SAID).scalar_subquery(),
        OBLIGATION.c.term,
    )
    .join_from(STAND, OBLIGATION)
    .join(TASK, LED & (TASK.c.part == "lead"), isouter=True)
)
DUE = (
    LOOKS.where(STAND.c.jurisdiction == HERE, as_stored(STAND.c.next_look) <= bindparam("day"))
    .order_by(STAND.c.next_look, STAND.c.number)
    .limit(bindparam("most"))
)
OF_KEYS = LOOKS.where(OBLIGATION.c.jurisdiction == HERE, one_of(OBLIGATION.c.key))
DIGESTS = (
    select(OBLIGATION.c.key, *(as_stored(STAND.c[name]) for name in ("number", "facts", "plain", "next_change")))
    .join_from(OBLIGATION, STAND)
    .where(OBLIGATION.c.jurisdiction == HERE, one_of(OBLIGATION.c.key))
)
OF_LADDERS = select(LADDER.c.sha256, LADDER.c.rungs).where(LADDER.c.jurisdiction == HERE, one_of(LADDER.c.sha256))
DAYS = {
    "next_look": NEVER, "reached_on": UNSET, "proved_on": UNSET, "possible_on": UNSET, "broken_on": NEVER,
    "next_change": NEVER,
}  # fmt: skip
"""What stands in a column of days where there is no day."""
EVERY = (
    select(
        as_stored(STAND.c.standing),
        STAND.c.number,
        OBLIGATION.c.term,
        *(func.coalesce(as_stored(STAND.c[name]), missing) for name, missing in DAYS.items()),
        *(STAND.c[name] for name in ("truth", "style", "applicable")),
    )
    .join_from(STAND, OBLIGATION)
    .where(
        unindexed(STAND.c.jurisdiction) == HERE,  # by whose index the plain ones would be sought among all
        STAND.c.plain.is_(True),
        STAND.c.verdict > 0,
        as_stored(STAND.c.measured_on) <= bindparam("day"),
        func.coalesce(as_stored(STAND.c.next_change), NEVER) > bindparam("day"),
    )
)
KEPT = ("plain", "measured_on", "facts", "truth", "style", "applicable")
KEPT_DAYS = ("reached_on", "proved_on", "possible_on", "broken_on", "next_change")


class Kept(NamedTuple):
    """The tally of a plain obligation, from what day on it speaks, and a digest of the facts it was made from.

    `number` is that of the obligation.
    """

    obligation: str
    number: int
    tally: Tally
    measured_on: date
    facts: str


def due(session: Session, as_of: date, most: int, terms: Terms | None = None) -> list[Look]:
    """The first obligations to be looked at on `as_of`; none when all have been. `terms` are those known already."""
    rows = [row for rows in stored(session, DUE, day=as_of.toordinal(), most=most) for row in rows]
    return _looks(session, rows, terms)


def of_keys(session: Session, keys: Iterable[str], terms: Terms | None = None) -> dict[str, Look]:
    """The obligations of these keys as plain values."""
    rows = [row for some in chunks(keys) for row in ask(session, OF_KEYS, some=some)]
    return {look.key: look for look in _looks(session, rows, terms)}


def _looks(session: Session, rows: Sequence[Values], terms: Terms | None) -> list[Look]:
    known = (Terms() if terms is None else terms).read(session, {row[-1] for row in rows})
    return [Look._make((*row, known[row[-1]])) for row in rows]


def every(session: Session, as_of: date) -> Iterator[Sequence[Values]]:
    """Every plain obligation whose kept tally holds on a day, so many rows at a time.

    A row is standing, number, term, next look, and what `engine.judging.standing_columns` reads of its tally, none of
    them NULL.
    """
    return stored(session, EVERY, day=as_of.toordinal())


def rows_of(session: Session, duties: Iterable[tuple[str, str]], until: int) -> Iterator[tuple[Window, Values]]:
    """The windows of duties, given as (rule, bearer), that open by a day: rule, bearer, subject, key, standing."""
    columns, terms = OBLIGATION.c, Terms()
    told = (columns.rule, columns.bearer, columns.subject, columns.key, as_stored(STAND.c.standing), columns.term)
    query = select(*told).join_from(OBLIGATION, STAND).where(mine(session, OBLIGATION))
    query = query.where(as_stored(columns.window_first) <= until, among(session, columns.rule, columns.bearer))
    for some in chunks(sorted(set(duties)), 500):
        rows = line(session).execute(query, as_pairs(session, some)).all()
        terms.read(session, {row.term for row in rows})
        for row in rows:
            yield terms[row.term].window, tuple(row[:5])


def ladders(session: Session, digests: Iterable[str]) -> dict[str, tuple[Rung, ...]]:
    """The rungs of each frozen ladder."""
    return {row.sha256: row.rungs for some in chunks(digests) for row in ask(session, OF_LADDERS, some=some)}


def digests(session: Session, keys: Iterable[str], on: date) -> dict[str, tuple[int, str | None]]:
    """The number of each obligation and the digest of the facts that its tally was made from.

    The digest is None where no tally is kept that holds on `on`.
    """
    day = on.toordinal()
    return {
        key: (number, facts if plain and (change is None or change > day) else None)
        for some in chunks(keys)
        for key, number, facts, plain, change in ask(session, DIGESTS, some=some)
    }


def keep(session: Session, some: Sequence[Kept], *, look: bool) -> None:
    """Keep these tallies beside their obligations; with `look` the next sweep looks at them again.

    A tally of no facts is not written out: every obligation without any has the one of its window.
    """
    names = (*KEPT, *KEPT_DAYS, *(("next_look",) if look else ()))
    look_at, shared = (AT_ONCE,) if look else (), {id(each.tally): each.tally for each in some}
    told = {name: (*_columns_of(tally), *look_at) for name, tally in shared.items()}
    rows = [(one, True, on.toordinal(), facts, *told[id(tally)]) for _, one, tally, on, facts in some]
    put(session, STAND, "number", names, rows)
    tallies.put(session, {each.number: each.tally for each in some if each.facts})
    if look:
        tallies.drop(session, [each.number for each in some if not each.facts])


def not_plain(session: Session, numbers: Iterable[int]) -> None:
    """Say that these obligations must be judged from their files."""
    put(session, STAND, "number", ("plain", "facts"), ((number, False, None) for number in numbers))


def settle(session: Session, looks: Iterable[tuple[int, int | None]]) -> None:
    """Say when each obligation is to be looked at again: its number, and the day or None for never."""
    put(session, STAND, "number", ("next_look",), looks)


def settle_changed(session: Session, looks: Iterable[tuple[int, int | None, int, str]]) -> None:
    """The same for those with a new verdict: number, next look, number of the verdict, standing."""
    put(session, STAND, "number", ("next_look", "verdict", "standing"), looks)


def look_again(session: Session, numbers: Iterable[int]) -> None:
    """Have the next sweep look at these obligations."""
    put(session, STAND, "number", ("next_look",), ((number, AT_ONCE) for number in numbers))


def _columns_of(tally: Tally) -> Values:
    """What a sweep reads of a tally, which many obligations may share."""
    days = (getattr(tally, name) for name in KEPT_DAYS)
    return (TRUTHS[tally.truth], STYLES[tally.style], tally.applicable, *map(ordinal_of, days))
