"""The register of obligations (应办事项台账): what is owed, when it is due, when to look at it again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, bindparam, func, or_, select, tuple_, update

from engine.nouns import Amended, Due, Obligation, Rung, Standing, Window
from store import movements, statements, terms
from store.bulk import pour, put
from store.columns import ordinal_of
from store.frozen import freeze
from store.lists import among, as_pairs, one_of
from store.session import Session
from store.statements import HERE, Found, ask, chunks, insert_new, inserted, mine, read, run, set_each, write
from store.tables import AgencyRow, AliasRow, LadderRow, ObligationRow, StandRow
from store.tables.row import table
from store.terms import NAMES, TERM

OBLIGATION = table(ObligationRow)
STAND = table(StandRow)
LADDER = table(LadderRow)
AGENCY = table(AgencyRow)
ALIAS = table(AliasRow)
AT_ONCE = date.min  # never looked at, or to be looked at again by the next sweep
UNSEEN = (AT_ONCE.toordinal(), 0)
AS_OBLIGATIONS = (
    select(
        *(OBLIGATION.c[name] for name in ("key", "bearer", "subject", "amended")),
        *(STAND.c[name] for name in ("standing", "next_look")),
        *(TERM.c[name] for name in NAMES),
    )
    .join_from(OBLIGATION, STAND)
    .join(TERM, TERM.c.number == OBLIGATION.c.term)
)
OF_KEYS = (OBLIGATION.c.jurisdiction == HERE, one_of(OBLIGATION.c.key))
KEYS = select(OBLIGATION.c.key).where(*OF_KEYS)
NUMBERS = select(OBLIGATION.c.number).where(*OF_KEYS)
"""The numbers of some obligations, for the queries of what is found by them."""
NUMBERED = select(OBLIGATION.c.key, OBLIGATION.c.number).where(*OF_KEYS)
FILED = AS_OBLIGATIONS.add_columns(LADDER.c.rungs).join(
    LADDER, (LADDER.c.jurisdiction == TERM.c.jurisdiction) & (LADDER.c.sha256 == TERM.c.ladder), isouter=True
)
LOOK_AGAIN = update(STAND).where(STAND.c.number.in_(NUMBERS)).values(next_look=AT_ONCE)
FROZEN_ANEW = LOOK_AGAIN.values(plain=None)
NEXT_LOOK = select(func.min(STAND.c.next_look)).where(STAND.c.jurisdiction == HERE)
FILED_OF = FILED.where(OBLIGATION.c.jurisdiction == HERE, one_of(OBLIGATION.c.key))


@dataclass(frozen=True)
class Filed:
    """An obligation as the register keeps it: with its frozen ladder, its standing and its next look."""

    obligation: Obligation
    ladder: tuple[Rung, ...] = ()
    standing: Standing | None = None
    next_look: date | None = None


def add_new(
    session: Session,
    obligations: Iterable[Obligation],
    *,
    ladders: Mapping[tuple[str, str], Sequence[Rung]] | None = None,
) -> int:
    """Enter the obligations that are not there yet, to be looked at by the next sweep; say how many were new.

    `ladders` gives the rungs by (pack, rule); they are frozen with the obligation.
    """
    digests = _ladders(session, ladders or {})
    added = 0
    for some in chunks(sorted(obligations, key=lambda one: one.due.safe), 20_000):  # due together, found together
        known = _known(session, some)
        new = list({one.key: one for one in some if one.key not in known}.values())
        numbers = terms.enter(session, [(one, digests.get((one.pack, one.rule))) for one in new])
        rows = [_row(one, number) for one, number in zip(new, numbers, strict=True)]
        entered = sorted(inserted(session, OBLIGATION, rows, OBLIGATION.c.number))
        added += pour(session, STAND, ("number", "next_look", "verdict"), [(each, *UNSEEN) for each in entered])
    if added:
        movements.tell(session, ())
    return added


def _known(session: Session, some: Iterable[Obligation]) -> set[str]:
    """The keys of those that were entered before: they keep their terms, and use up no numbers."""
    return {row.key for each in chunks(one.key for one in some) for row in ask(session, KEYS, some=each)}


def rebase(session: Session, some: Sequence[Obligation], *, ladders: Mapping[tuple[str, str], Sequence[Rung]]) -> None:
    """Freeze obligations anew as a new version of their pack has them; the next sweep looks at them again.

    Those that are open already keep the ladder on which they stand.
    """
    digests, own = _ladders(session, ladders), _climbing(session, some)
    numbers = terms.enter(session, [(one, own.get(one.key, digests.get((one.pack, one.rule)))) for one in some])
    rows = [{"_key": one.key, **_row(one, number)} for one, number in zip(some, numbers, strict=True)]
    set_each(session, OBLIGATION, OBLIGATION.c.key, rows)
    for keys in chunks(one.key for one in some):
        run(session, FROZEN_ANEW, some=keys)
    if rows:
        movements.tell(session, None)


def _climbing(session: Session, some: Iterable[Obligation]) -> dict[str, str | None]:
    """The ladder of each of these obligations that is open: whatever was said of it was said on that one."""
    query = select(OBLIGATION.c.key, TERM.c.ladder).join_from(OBLIGATION, TERM).join(STAND)
    begun = (STAND.c.standing.is_not(None), STAND.c.standing != Standing.PENDING)
    query = query.where(mine(session, OBLIGATION), *begun)
    queries = (query.where(OBLIGATION.c.key.in_(keys)) for keys in chunks(one.key for one in some))
    return {row.key: row.ladder for each in queries for row in read(session, each)}


def set_amended(session: Session, amended: Mapping[str, Amended | None]) -> None:
    """Say what later versions did to these obligations; the next sweep looks at them again."""
    rows = [{"_key": key, "amended": each} for key, each in amended.items()]
    set_each(session, OBLIGATION, OBLIGATION.c.key, rows)
    look_again(session, amended)
    for some in chunks(amended):  # what serves one window no longer may serve its sisters
        duties = select(OBLIGATION.c.rule, OBLIGATION.c.bearer).where(
            mine(session, OBLIGATION), OBLIGATION.c.key.in_(some)
        )
        asked_anew(session, tuple_(OBLIGATION.c.rule, OBLIGATION.c.bearer).in_(duties))


def asked_anew(session: Session, which: ColumnElement[bool]) -> None:
    """Have it found out again whether these obligations are plain: something was put on file that may end it."""
    these = select(OBLIGATION.c.number).where(mine(session, OBLIGATION), which)
    write(session, update(STAND).where(STAND.c.number.in_(these)).values(plain=None))


def all_asked_anew(session: Session) -> None:
    """The same for every obligation that was looked at; the next sweep looks at them again."""
    looked_at = update(STAND).where(mine(session, STAND), STAND.c.verdict > 0)
    write(session, looked_at.values(plain=None, next_look=AT_ONCE))


def asked_anew_later(session: Session, duties: Iterable[tuple[str, str]], after: date) -> None:
    """The same for the windows of duties, given as (rule, bearer), that open after a day."""
    statement = _asked_anew_later(among(session, OBLIGATION.c.rule, OBLIGATION.c.bearer))
    for some in chunks(duties, 500):
        run(session, statement, **as_pairs(session, some), day=after)


@cache
def _asked_anew_later(wanted: ColumnElement[bool]) -> Update:
    columns = OBLIGATION.c
    ahead = (columns.jurisdiction == HERE, wanted, columns.window_first > bindparam("day"))
    these = select(columns.number).where(*ahead)
    return update(STAND).where(STAND.c.number.in_(these), STAND.c.plain.is_not(None)).values(plain=None)


def get(session: Session, key: str) -> Obligation | None:
    """The obligation of this key, or None."""
    found = filed(session, [key]).get(key)
    return None if found is None else found.obligation


def filed(session: Session, keys: Iterable[str]) -> dict[str, Filed]:
    """The obligations of these keys as the register keeps them; unknown keys are left out."""
    found = (as_filed(ask(session, FILED_OF, some=some)) for some in chunks(keys))
    return {each.obligation.key: each for some in found for each in some}


def find(
    session: Session,
    *,
    agency: str | None = None,
    rule: str | None = None,
    pack: str | None = None,
    text: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Filed]:
    """The obligations that match all that is given, the earliest frozen due day first.

    An extension is an act on file: which day is in force is the verdict's to say.  `text` is looked for in rule,
    subject and window label, in the bearer's names, and as the beginning of the key.
    """
    columns = OBLIGATION.c
    exact = {columns.bearer: agency, columns.rule: rule, TERM.c.pack: pack}
    query = FILED.where(mine(session, OBLIGATION))
    query = query.where(*(column == value for column, value in exact.items() if value is not None))
    if text:
        query = query.where(_mentions(session, text))
    return as_filed(read(session, query.order_by(columns.safe, columns.key).limit(limit).offset(offset or None)))


def of_bearers(session: Session, pairs: Iterable[tuple[str, str]], *, begun_by: date = date.max) -> list[Obligation]:
    """Every window of these duties, given as (rule, bearer), that opens by a day, earliest first."""
    query = _begun(among(session, OBLIGATION.c.rule, OBLIGATION.c.bearer))
    found: list[Obligation] = []
    for some in chunks(sorted(set(pairs)), 500):
        found += map(_obligation, ask(session, query, **as_pairs(session, some), day=begun_by))
    return found


@cache
def _begun(wanted: ColumnElement[bool]) -> Select[Any]:
    columns = OBLIGATION.c
    begun = (columns.jurisdiction == HERE, wanted, columns.window_first <= bindparam("day"))
    return AS_OBLIGATIONS.where(*begun).order_by(columns.window_first, columns.key)


def set_next_look(session: Session, next_looks: Mapping[str, date | None]) -> None:
    """Say when each obligation is to be looked at again; None means only when something is recorded."""
    known = numbers(session, next_looks)
    rows = ((number, ordinal_of(next_looks[key])) for key, number in known.items())
    put(session, STAND, "number", ("next_look",), rows)


def look_again(session: Session, keys: Iterable[str]) -> None:
    """Have the next sweep look at these obligations, because something was recorded."""
    for some in chunks(keys):
        run(session, LOOK_AGAIN, some=some)


def next_look(session: Session) -> date | None:
    """The earliest day on which any obligation must be looked at; `date.min` when one waits for its first look."""
    found: date | None = ask(session, NEXT_LOOK)[0][0]
    return found


def numbers(session: Session, keys: Iterable[str]) -> dict[str, int]:
    """The number of each of these obligations."""
    return {row.key: row.number for some in chunks(keys) for row in ask(session, NUMBERED, some=some)}


def count(session: Session) -> int:
    """How many obligations are on the register."""
    return statements.count(session, OBLIGATION, mine(session, OBLIGATION))


def _ladders(session: Session, ladders: Mapping[tuple[str, str], Sequence[Rung]]) -> dict[tuple[str, str], str]:
    """Keep each ladder once, by its digest; answer the digests."""
    frozen = {rule: tuple(rungs) for rule, rungs in ladders.items()}
    digests = {rule: hashlib.sha256(freeze(rungs).encode("utf-8")).hexdigest() for rule, rungs in frozen.items()}
    insert_new(session, LADDER, [{"sha256": digests[rule], "rungs": rungs} for rule, rungs in frozen.items()])
    return digests


def _mentions(session: Session, text: str) -> ColumnElement[bool]:
    columns = OBLIGATION.c
    named = select(AGENCY.c.id).where(mine(session, AGENCY), AGENCY.c.name.contains(text, autoescape=True))
    aliased = select(ALIAS.c.agency).where(mine(session, ALIAS), ALIAS.c.name.contains(text, autoescape=True))
    return or_(
        *(columns[name].contains(text, autoescape=True) for name in ("rule", "subject", "bearer")),
        TERM.c.window_label.contains(text, autoescape=True),
        columns.key.startswith(text, autoescape=True),
        columns.bearer.in_(named.union(aliased)),
    )


def as_filed(rows: Sequence[Found]) -> list[Filed]:
    """What rows of `FILED` say."""
    return [
        Filed(
            _obligation(row),
            row.rungs or (),
            row.standing,
            None if row.next_look == AT_ONCE else row.next_look,
        )
        for row in rows
    ]


def _obligation(row: Found) -> Obligation:
    window = Window(row.window_first, row.window_last, row.window_label)
    due = Due(row.safe, row.hard, row.grace_end, row.provisional, row.due_because, row.steps, row.original)
    return Obligation(
        row.key,
        row.pack,
        row.pack_sha256,
        row.rule,
        row.bearer,
        window,
        due,
        row.subject,
        row.calendar,
        row.readings,
        row.amended,
    )


def _row(one: Obligation, term: int) -> dict[str, Any]:
    return {
        "key": one.key,
        "rule": one.rule,
        "bearer": one.bearer,
        "subject": one.subject,
        "window_first": one.window.first,
        "safe": one.due.safe,
        "term": term,
        "amended": one.amended,
    }
