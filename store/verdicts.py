"""Verdicts (判定): a row for each change, never updated; the register points at the latest."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session

from engine.nouns import Standing, Verdict
from store.columns import as_stored
from store.events import head
from store.frozen import freeze
from store.statements import HERE, Found, ask, chunks, insert, mine, read, set_each
from store.tables import ObligationRow, VerdictRow
from store.tables.row import table

VERDICT = table(VerdictRow)
OBLIGATION = table(ObligationRow)
FIELDS = tuple(Verdict.__dataclass_fields__)
AS_VERDICTS = select(*(VERDICT.c[name] for name in FIELDS))
LATEST = (
    (VERDICT.c.jurisdiction == OBLIGATION.c.jurisdiction)
    & (VERDICT.c.obligation == OBLIGATION.c.key)
    & (VERDICT.c.number == OBLIGATION.c.verdict)
)
PRESENT = AS_VERDICTS.join_from(OBLIGATION, VERDICT, LATEST).where(
    OBLIGATION.c.jurisdiction == HERE, OBLIGATION.c.key.in_(bindparam("some"))
)
GIST = ("standing", "because", "since", "due", "behind")
TEXTS = ("because", "due")
Gist: TypeAlias = dict[str, Any]


def record(session: Session, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Write down the verdicts that say something new, and answer them in the order given.

    New is another standing, reason, first day, due day or pace; a tally that merely grew is not.  Each row keeps the
    log's position, so that `as_known` can tell what had been decided by then.
    """
    position = head(session).position
    news: list[Verdict] = []
    for some in chunks(verdicts):
        said = _said(session, [verdict.obligation for verdict in some])
        rows = []
        for verdict in some:
            (number, last), gist = said[verdict.obligation], _gist(verdict)
            if gist != last:
                news.append(verdict)
                rows.append(_row(verdict) | gist | {"number": number + 1, "position": position})
        insert(session, VERDICT, rows)
        pointers = [{"_key": row["obligation"], "verdict": row["number"], "standing": row["standing"]} for row in rows]
        set_each(session, OBLIGATION, OBLIGATION.c.key, pointers)
    return news


def latest(session: Session, obligations: Iterable[str]) -> dict[str, Verdict]:
    """The present verdict of each obligation; those never judged are left out."""
    rows = (row for some in chunks(obligations) for row in ask(session, PRESENT, some=some))
    return {row.obligation: _verdict(row) for row in rows}


def as_known(session: Session, obligations: Iterable[str], position: int) -> dict[str, Verdict]:
    """The verdict of each obligation as it stood when the log had reached `position`."""
    newest = func.max(VERDICT.c.number).label("number")
    by_then = select(VERDICT.c.obligation, newest).where(mine(session, VERDICT), VERDICT.c.position <= position)
    queries = []
    for some in chunks(obligations):
        last = by_then.where(VERDICT.c.obligation.in_(some)).group_by(VERDICT.c.obligation).subquery()
        same = (last.c.obligation == VERDICT.c.obligation) & (last.c.number == VERDICT.c.number)
        queries.append(AS_VERDICTS.join_from(VERDICT, last, same).where(mine(session, VERDICT)))
    return _verdicts(session, queries)


def history(session: Session, obligation: str) -> list[Verdict]:
    """Every verdict on an obligation, oldest first."""
    query = AS_VERDICTS.where(mine(session, VERDICT), VERDICT.c.obligation == obligation)
    return [_verdict(row) for row in read(session, query.order_by(VERDICT.c.number))]


def standings(session: Session) -> dict[Standing, int]:
    """How many obligations have which standing; those never judged are not counted."""
    standing = OBLIGATION.c.standing
    query = select(standing, func.count()).where(mine(session, OBLIGATION), standing.is_not(None)).group_by(standing)
    return {Standing(row[0]): int(row[1]) for row in sorted(read(session, query))}


def breached(session: Session, obligations: Iterable[str]) -> set[str]:
    """Those of these obligations that were ever found breached, whatever holds of them now."""
    lost = (Standing.BREACHED, Standing.BELOW_PRINCIPLE, Standing.NOT_DONE)
    found = select(VERDICT.c.obligation).distinct().where(mine(session, VERDICT), VERDICT.c.standing.in_(lost))
    queries = (found.where(VERDICT.c.obligation.in_(some)) for some in chunks(obligations))
    return {row.obligation for query in queries for row in read(session, query)}


def _said(session: Session, keys: Sequence[str]) -> dict[str, tuple[int, Gist]]:
    """The number and gist of each obligation's latest verdict; locked, so that two sweeps take turns."""
    gist = [as_stored(VERDICT.c[name]) if name in TEXTS else VERDICT.c[name] for name in GIST]
    query = select(OBLIGATION.c.key, OBLIGATION.c.verdict, *gist).join_from(OBLIGATION, VERDICT, LATEST, isouter=True)
    query = query.where(mine(session, OBLIGATION), OBLIGATION.c.key.in_(keys)).order_by(OBLIGATION.c.key)
    rows = read(session, query.with_for_update(of=OBLIGATION))
    return {row[0]: (row[1], dict(zip(GIST, row[2:], strict=True))) for row in rows}


def _gist(verdict: Verdict) -> Gist:
    """What makes a verdict news, with nested nouns as the text that is stored."""
    return {name: getattr(verdict, name) for name in GIST} | {name: freeze(getattr(verdict, name)) for name in TEXTS}


def _row(verdict: Verdict) -> dict[str, Any]:
    return {name: getattr(verdict, name) for name in FIELDS}


def _verdicts(session: Session, queries: Iterable[Select[Any]]) -> dict[str, Verdict]:
    return {row.obligation: _verdict(row) for query in queries for row in read(session, query)}


def _verdict(row: Found) -> Verdict:
    return Verdict(*row)
