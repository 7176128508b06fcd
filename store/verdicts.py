"""Verdicts (判定): a row for each change, never updated; the register points at the latest.

The grounds of a verdict — its reasons, due day and tally — are kept once for all verdicts that have the same.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from engine.nouns import Due, Standing, Verdict
from store import movements
from store.bulk import Values, pour, pour_new, put
from store.columns import as_stored, ordinal_of
from store.events import head
from store.frozen import canonical, freeze
from store.lists import one_of
from store.planner import nearly_all
from store.session import Session
from store.statements import HERE, Found, ask, chunks, mine, read
from store.tables import GroundsRow, ObligationRow, StandRow, VerdictRow
from store.tables.row import table

VERDICT = table(VerdictRow)
OBLIGATION = table(ObligationRow)
STAND = table(StandRow)
GROUNDS = table(GroundsRow)
FIELDS = tuple(Verdict.__dataclass_fields__)[1:]  # the first is the key of the obligation, which has its own table
WORDS = ("because", "due", "tally")
COLUMNS = {name: (GROUNDS if name in WORDS else VERDICT).c[name] for name in FIELDS}
AS_VERDICTS = select(OBLIGATION.c.key.label("obligation"), *COLUMNS.values())
OWN = (VERDICT.c.jurisdiction == OBLIGATION.c.jurisdiction) & (VERDICT.c.obligation == OBLIGATION.c.number)
LATEST = OWN & (VERDICT.c.number == STAND.c.verdict)
FOUND = GROUNDS.c.number == VERDICT.c.grounds
EACH = AS_VERDICTS.join_from(OBLIGATION, VERDICT, OWN).join(GROUNDS, FOUND)
PRESENT = (
    AS_VERDICTS.join_from(OBLIGATION, STAND)
    .join(VERDICT, LATEST)
    .join(GROUNDS, FOUND)
    .where(OBLIGATION.c.jurisdiction == HERE, one_of(OBLIGATION.c.key))
)
GIST = ("standing", "because", "since", "due", "behind")
GISTS = (
    select(OBLIGATION.c.key, OBLIGATION.c.number, STAND.c.verdict, *(as_stored(COLUMNS[name]) for name in GIST))
    .join_from(OBLIGATION, STAND)
    .join(VERDICT, LATEST, isouter=True)
    .join(GROUNDS, FOUND, isouter=True)
    .where(OBLIGATION.c.jurisdiction == HERE, one_of(OBLIGATION.c.key))
    .order_by(OBLIGATION.c.key)
    .with_for_update(of=STAND)
)
OF_DIGESTS = select(GROUNDS.c.sha256, GROUNDS.c.number).where(GROUNDS.c.jurisdiction == HERE, one_of(GROUNDS.c.sha256))


class Said(NamedTuple):
    """On the obligation of that number: the number of its verdict, 0 for none, and what made it news."""

    obligation: int
    number: int
    gist: Values


class Told:
    """A verdict in the form that is stored; obligations that are alike in everything that counts share it.

    `paced` says that it may be news though neither facts nor standing changed, because the pace did.
    """

    FIELDS = ("grounds", "standing", "since", "behind", "as_of", "known_at", "next_look")
    grounds = 0
    """The number of its grounds, 0 until they are entered."""

    def __init__(self, verdict: Verdict, *, paced: bool = True) -> None:
        self.verdict = verdict
        self.paced = paced
        self.gist: Values = (
            verdict.standing.value, freeze(verdict.because), ordinal_of(verdict.since), _frozen_due(verdict.due),
            verdict.behind,
        )  # fmt: skip

    @cached_property
    def voice(self) -> Values:
        """What a ladder may ask of it; whatever has the same is told the same."""
        standing, because, *others = self.gist
        return (standing, "SUSPENDED" in because, *others)

    @cached_property
    def words(self) -> Values:
        """What it says in words, as it is stored: its reasons, due day and tally."""
        return (self.gist[1], self.gist[3], freeze(self.verdict.tally))

    @cached_property
    def row(self) -> Values:
        """The values of `FIELDS`."""
        found, (standing, _, since, _, behind) = self.verdict, self.gist
        days = (found.as_of.toordinal(), found.known_at.toordinal(), ordinal_of(found.next_look))
        return (self.grounds, standing, since, behind, *days)


def record(session: Session, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Write down the verdicts that say something new, and answer them in the order given.

    New is another standing, reason, first day, due day or pace; a tally that merely grew is not.
    """
    news: list[Verdict] = []
    for some in chunks(verdicts):
        said = gists(session, [verdict.obligation for verdict in some])
        told = [(verdict, Told(verdict)) for verdict in some]
        fresh = [(verdict, one) for verdict, one in told if one.gist != said[verdict.obligation].gist]
        rows = [(*_next(said[verdict.obligation]), one) for verdict, one in fresh]
        write(session, rows)
        pointers = [(obligation, number, one.gist[0]) for obligation, number, one in rows]
        put(session, STAND, "number", ("verdict", "standing"), pointers)
        news += [verdict for verdict, _ in fresh]
    return news


def write(session: Session, rows: Collection[tuple[int, int, Told]]) -> None:
    """Add verdicts, each with the number of its obligation and its own; whoever adds one points the register at it.

    Each row keeps the log's position, so that `as_known` can tell what had been decided by then.
    """
    _enter_grounds(session, [told for *_, told in rows])
    position = head(session).position
    names = ("obligation", "number", "position", *Told.FIELDS)
    pour(session, VERDICT, names, ((obligation, number, position, *told.row) for obligation, number, told in rows))
    if rows:
        movements.tell(session, (obligation for obligation, _, _ in rows))


def _enter_grounds(session: Session, some: Iterable[Told]) -> None:
    """Keep what these verdicts say in words, and let each know the number under which it is kept."""
    unknown = [told for told in dict.fromkeys(some) if not told.grounds]
    if not unknown:
        return
    digests = [hashlib.sha256(canonical(list(told.words)).encode("utf-8")).hexdigest() for told in unknown]
    words = {digest: told.words for digest, told in zip(digests, unknown, strict=True)}
    numbers = {row.sha256: row.number for some in chunks(words) for row in ask(session, OF_DIGESTS, some=some)}
    new = [(digest, *said) for digest, said in words.items() if digest not in numbers]
    numbers |= pour_new(session, GROUNDS, ("sha256", *WORDS), new)
    for digest, told in zip(digests, unknown, strict=True):
        told.grounds = numbers[digest]


def latest(session: Session, obligations: Iterable[str]) -> dict[str, Verdict]:
    """The present verdict of each obligation; those never judged are left out."""
    rows = (row for some in chunks(obligations) for row in ask(session, PRESENT, some=some))
    return {row.obligation: _verdict(row) for row in rows}


def as_known(session: Session, obligations: Iterable[str], position: int) -> dict[str, Verdict]:
    """The verdict of each obligation as it stood when the log had reached `position`."""
    queries = []
    for some in chunks(obligations):
        these = (mine(session, OBLIGATION), OBLIGATION.c.key.in_(some), VERDICT.c.position <= position)
        newest = func.max(VERDICT.c.number).label("number")
        by_then = select(VERDICT.c.obligation, newest).join_from(OBLIGATION, VERDICT, OWN).where(*these)
        last = by_then.group_by(VERDICT.c.obligation).subquery()
        same = (last.c.obligation == VERDICT.c.obligation) & (last.c.number == VERDICT.c.number)
        queries.append(EACH.join(last, same).where(mine(session, VERDICT)))
    return _verdicts(session, queries)


def history(session: Session, obligation: str) -> list[Verdict]:
    """Every verdict on an obligation, oldest first."""
    query = EACH.where(mine(session, OBLIGATION), OBLIGATION.c.key == obligation)
    return [_verdict(row) for row in read(session, query.order_by(VERDICT.c.number))]


def past(session: Session, obligation: str) -> list[tuple[Standing, date]]:
    """Every standing that an obligation had, with the day on which it was found, oldest first."""
    query = select(VERDICT.c.standing, VERDICT.c.as_of).join_from(OBLIGATION, VERDICT, OWN)
    query = query.where(mine(session, OBLIGATION), OBLIGATION.c.key == obligation).order_by(VERDICT.c.number)
    return [(row.standing, row.as_of) for row in read(session, query)]


def standings(session: Session) -> dict[Standing, int]:
    """How many obligations have which standing; those never judged are not counted."""
    standing = STAND.c.standing
    judged = (nearly_all(mine(session, STAND)), standing.is_not(None))
    query = select(standing, func.count()).where(*judged).group_by(standing)
    return {Standing(row[0]): int(row[1]) for row in sorted(read(session, query))}


def breached(session: Session, obligations: Iterable[str]) -> set[str]:
    """Those of these obligations that were ever found breached, whatever holds of them now."""
    lost = (Standing.BREACHED, Standing.BELOW_PRINCIPLE, Standing.NOT_DONE)
    found = select(OBLIGATION.c.key).distinct().join_from(OBLIGATION, VERDICT, OWN)
    found = found.where(mine(session, OBLIGATION), VERDICT.c.standing.in_(lost))
    queries = (found.where(OBLIGATION.c.key.in_(some)) for some in chunks(obligations))
    return {row.key for query in queries for row in read(session, query)}


def gists(session: Session, keys: Iterable[str]) -> dict[str, Said]:
    """What was last said of each obligation; locked, so that two sweeps take turns."""
    rows = (row for some in chunks(keys) for row in ask(session, GISTS, some=some))
    return {row[0]: Said(row[1], row[2], tuple(row[3:])) for row in rows}


def _next(said: Said) -> tuple[int, int]:
    """The obligation and the number of what is said next of it."""
    return said.obligation, said.number + 1


@lru_cache(maxsize=4096)  # the due days of a thousand obligations are the same few
def _frozen_due(due: Due) -> str:
    return freeze(due)


def _verdicts(session: Session, queries: Iterable[Select[Any]]) -> dict[str, Verdict]:
    return {row.obligation: _verdict(row) for query in queries for row in read(session, query)}


def _verdict(row: Found) -> Verdict:
    return Verdict(*row)
