"""排版 layout: obligations and facts, as nouns, laid out as the columns of a sheet."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.judging.standing_columns import NEVER, UNSET, doubt_of
from engine.kernels.bits import Days, Ints
from engine.kernels.reading import Row, Served
from engine.kernels.scale import ROOM, SMALL, scale_of, scaled
from engine.kernels.sheet import VAST, Calendar, Limits, Log, Sheet
from engine.kernels.turning import Filed, Joined, sheet_from
from engine.measure.figures import STALE_DAYS, closing_day
from engine.measure.scope import known_on, log_order
from engine.nouns import Aggregate, Fact, FactStatus, Forbid, Level, Obligation, Ratio, Rule, Sum

Width: TypeAlias = type[np.int32] | type[np.int64]


@dataclass(frozen=True)
class Entry:
    """An obligation with its rows, and the caller's number of it."""

    number: int
    obligation: Obligation
    rows: tuple[Row, ...]


def sheet_of(rule: Rule, entries: Sequence[Entry]) -> tuple[Sheet | None, list[int]]:
    """The obligations of a rule as a sheet, and the numbers of those whose amounts do not fit into integers."""
    assert rule.test is not None
    every = [one for entry in entries for row in entry.rows for one in _all(row)]
    sizes = [one.amount for one in every if one.amount is not None]
    scale = scale_of(rule.test, [*sizes, *(row.need for entry in entries for row in entry.rows)])
    if scale is None:
        return None, [entry.number for entry in entries]
    fits = [all(_most(rule, row) * scale <= ROOM for row in entry.rows) for entry in entries]
    kept = [entry for entry, fit in zip(entries, fits, strict=True) if fit]
    left = [entry.number for entry, fit in zip(entries, fits, strict=True) if not fit]
    return (_laid_out(rule, kept, scale) if kept else None), left


def _all(row: Row) -> Iterable[Served]:
    return (one for kind in row.served for one in kind)


def _most(rule: Rule, row: Row) -> Fraction:
    """The most that the amounts of a row, or a share of them, can come to."""
    allowed = _allowed(rule) or Fraction(0)
    shares = [rule.test.at_least, rule.test.at_most] if isinstance(rule.test, Ratio) else []
    share = max([Fraction(1), *(share for share in shares if share is not None)])
    return (row.need + allowed + sum((one.amount or Fraction(0) for one in _all(row)), Fraction(0))) * share


def _allowed(rule: Rule) -> Fraction | None:
    """How much is allowed at most; of findings whole ones."""
    if isinstance(rule.test, Forbid):
        return Fraction(math.floor(rule.test.at_most))
    return rule.test.at_most if isinstance(rule.test, Aggregate | Level) else None


def _laid_out(rule: Rule, entries: Sequence[Entry], scale: int) -> Sheet:
    rows = [row for entry in entries for row in entry.rows]
    kind = _kind(rule, rows, scale)
    return sheet_from(
        np.array([entry.number for entry in entries], dtype=np.intp),
        _calendar(entries),
        _limits(rule, rows, scale, kind),
        list(_tables(rule, rows, scale, kind)),
        others=[_others(rows)],
        members=_members(rule, entries),
        scale=scale,
    )


def _kind(rule: Rule, rows: Sequence[Row], scale: int) -> Width:
    """How wide the amounts of a sheet are: half as wide is twice as quick."""
    unsized = any(one.amount is None for row in rows for one in _all(row))
    wide = unsized or max((_most(rule, row) for row in rows), default=0) * scale > SMALL or scale > SMALL
    return np.int64 if wide else np.int32


def _calendar(entries: Sequence[Entry]) -> Calendar:
    dues = [entry.obligation.due for entry in entries]
    windows = [entry.obligation.window for entry in entries]
    return Calendar(
        first=_days((window.first for window in windows), NEVER),
        last=_days((window.last for window in windows), NEVER),
        safe=_days((due.safe for due in dues), NEVER),
        hard=_days((due.hard for due in dues), NEVER),
        grace_end=_days((due.grace_end for due in dues), NEVER),
        doubt=np.array([doubt_of(due) for due in dues], dtype=np.int8),
    )


def _days(days: Iterable[date | None], missing: int) -> Days:
    return np.array([missing if day is None else day.toordinal() for day in days], dtype=np.int32)


def _limits(rule: Rule, rows: Sequence[Row], scale: int, kind: Width) -> Limits:
    """The fence of a quota was drawn when its facts were read; a figure has its closing day, and goes stale."""
    since, until = _days((None for _ in rows), UNSET), _days((None for _ in rows), NEVER)
    if isinstance(rule.test, Ratio | Level):
        until = _days((closing_day(row.scope) for row in rows), NEVER)
        if rule.window.level is not None or isinstance(rule.test, Level):
            since = until - STALE_DAYS
    allowed = _allowed(rule)
    most = None if allowed is None else np.full(len(rows), scaled(allowed, scale), dtype=kind)
    return Limits(since, until, np.array([scaled(row.need, scale) for row in rows], dtype=kind), most)


def _members(rule: Rule, entries: Sequence[Entry]) -> Joined | None:
    if rule.bearer.per == "agency":
        return None
    many = [len(entry.rows) for entry in entries]
    share = rule.bearer.met_share
    needed = [rows if share is None else math.ceil(share * rows) for rows in many]
    owner = np.repeat(np.arange(len(entries)), many)
    return Joined(owner, np.array(needed, dtype=np.intp), share is not None)


Order = Callable[[Served], tuple[object, ...]]


def _tables(rule: Rule, rows: Sequence[Row], scale: int, kind: Width) -> Iterator[Filed]:
    """The facts in the order in which each measure reads them; limits, in the order in which they became known."""
    tables = [[row.served[number] for row in rows] for number in range(len(rows[0].served))]
    if isinstance(rule.test, Ratio | Level):
        yield from (_filed(rule, table, _as_logged, scale, kind) for table in tables)
        return
    (table,) = tables
    if not isinstance(rule.test, Forbid):
        yield _filed(rule, table, _as_done, scale, kind)
    if _allowed(rule) is not None:
        yield _filed(rule, table, _as_known, scale, kind, marked=True)


def _as_logged(one: Served) -> tuple[object, ...]:
    return (one.fact.day, *log_order(one.fact))


def _as_done(one: Served) -> tuple[object, ...]:
    return (one.fact.day, known_on(one.fact), one.fact.id)


def _as_known(one: Served) -> tuple[object, ...]:
    return (known_on(one.fact), *_as_done(one))


def _filed(
    rule: Rule,
    table: Sequence[Sequence[Served]],
    order: Order,
    scale: int,
    kind: Width,
    *,
    marked: bool = False,
) -> Filed:
    rows = [sorted(row, key=order) for row in table]
    every = [one for row in rows for one in row]
    facts = [one.fact for one in every]
    plain = all(one.sure and one.amount is not None and _is_prompt(one.fact) for one in every)
    return Filed(
        owner=np.repeat(np.arange(len(rows)), [len(row) for row in rows]),
        day=_days((fact.day for fact in facts), NEVER),
        amount=_amounts(every, scale, kind) if isinstance(rule.test, Sum | Ratio | Level) else None,
        unit=scale,
        log=None if plain else _log(facts, [one.sure for one in every]),
        mark=_days((known_on(one.fact) for one in every), NEVER) if marked else None,
        twin=_twins(rule, rows) if any(one.key is not None for one in every) else None,
    )


def _amounts(every: Sequence[Served], scale: int, kind: Width) -> Ints:
    return np.array([VAST if one.amount is None else scaled(one.amount, scale) for one in every], dtype=kind)


def _is_prompt(fact: Fact) -> bool:
    """Whether a fact was on file, and accepted for good, on its very day."""
    return (
        fact.recorded == fact.day
        and fact.status is FactStatus.ACCEPTED
        and (fact.decided is None or fact.decided <= fact.day)
        and fact.retracted is None
    )


def _log(facts: Sequence[Fact], sure: Sequence[bool]) -> Log:
    """When each fact was recorded, accepted, and refused or taken back; before the office decided it was pending."""
    accepted = [
        (fact.decided or date.min) if well and fact.status is FactStatus.ACCEPTED else None
        for fact, well in zip(facts, sure, strict=True)
    ]
    return Log(_days((fact.recorded for fact in facts), NEVER), _days(accepted, NEVER), _days(map(_gone, facts), NEVER))


def _gone(fact: Fact) -> date | None:
    refused = (fact.decided or date.min) if fact.status is FactStatus.REJECTED else None
    return min((day for day in (refused, fact.retracted) if day is not None), default=None)


def _twins(rule: Rule, rows: Sequence[Sequence[Served]]) -> NDArray[np.int32]:
    """For each fact the rank of the one before it with the same key; of a sum's records, the one recorded after it."""
    found: list[int] = []
    for row in rows:
        twins = [-1] * len(row)
        latest: dict[str, int] = {}
        last_first = isinstance(rule.test, Sum)
        ranks = (
            sorted(range(len(row)), key=lambda rank: _log_key(row[rank]), reverse=True)
            if last_first
            else (sorted(range(len(row)), key=lambda rank: _as_logged(row[rank])))
        )
        for rank in ranks:
            key = row[rank].key
            if key is not None:
                twins[rank] = latest.get(key, -1)
                latest[key] = rank
        found += twins
    return np.array(found, dtype=np.int32)


def _log_key(one: Served) -> tuple[object, ...]:
    return log_order(one.fact)


def _others(rows: Sequence[Row]) -> Filed:
    """What is on file and serves nothing, for the days on which something is still to come."""
    facts = [fact for row in rows for fact in row.others]
    return Filed(
        owner=np.repeat(np.arange(len(rows)), [len(row.others) for row in rows]),
        day=_days((fact.day for fact in facts), NEVER),
        log=_log(facts, [True] * len(facts)),
    )
