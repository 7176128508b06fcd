"""转置 turning: columns as they come — row by row, each with its facts — made into a sheet.

Whoever has columns already, from a store or a file, begins here; `layout` begins with nouns and comes here as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.judging.standing_columns import NEVER
from engine.kernels.bits import Days, Ints
from engine.kernels.constants import once
from engine.kernels.ranks import Rows, in_places, take, turn
from engine.kernels.sheet import Calendar, Facts, Limits, Log, People, Sheet

SHEET = 300_000
"""About so many rows a sheet: enough that each numpy call has work, few enough for the processor's cache (`BLOCK`)."""


@dataclass(frozen=True)
class Filed:
    """Facts of one kind, (f,) each, clustered by row and within a row in the order in which they are read.

    `owner` is the row of each, ascending; the other columns are those of `Facts`.
    """

    owner: Rows
    day: Days
    amount: Ints | None = None
    unit: int = 1
    log: Log | None = None
    mark: Days | None = None
    twin: NDArray[np.int32] | None = None


@dataclass(frozen=True)
class Joined:
    """Whose members the rows are: `owner` (n,) is each one's obligation, ascending, and every obligation has one.

    `needed` (o,) of them must have met it; `by_share` says whether their share alone decides.
    """

    owner: Rows
    needed: NDArray[np.intp]
    by_share: bool = False


def sheet_from(
    index: Rows,
    calendar: Calendar,
    limits: Limits,
    kinds: Sequence[Filed],
    *,
    others: Sequence[Filed] = (),
    members: Joined | None = None,
    scale: int = 1,
) -> Sheet:
    """A sheet of obligations (`index`, `calendar`: o) and rows (`limits`: n), with their facts."""
    order = in_places(np.bincount(kinds[0].owner, minlength=len(limits.since)))
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return Sheet(
        index=index[order] if members is None else index,
        calendar=Calendar(**once((calendar if members is not None else calendar.at(order)).columns)),
        limits=Limits(**once(vars(limits.at(order)))),
        facts=tuple(_turned(kind, places) for kind in kinds),
        others=tuple(_turned(kind, places) for kind in others if len(kind.owner)),
        people=None if members is None else _people(members, order),
        scale=scale,
    )


def _turned(filed: Filed, places: Rows) -> Facts:
    turned, log = turn(filed.owner, places), filed.log
    facts = turned.facts
    return Facts(
        turned.ranks,
        take(filed.day, facts, NEVER),
        amount=None if filed.amount is None else take(filed.amount, facts, 0),
        unit=filed.unit,
        log=None if log is None else Log(*(take(days, facts, NEVER) for days in vars(log).values())),
        mark=None if filed.mark is None else take(filed.mark, facts, NEVER),
        twin=None if filed.twin is None else take(filed.twin, facts, -1),
    )


def _people(members: Joined, order: Rows) -> People:
    """The runs of rows of one obligation that lie side by side once the rows stand in their places."""
    owner = members.owner[order]
    runs = np.flatnonzero(np.diff(owner, prepend=-1))
    by_owner = np.argsort(owner[runs], kind="stable")
    starts = np.searchsorted(owner[runs][by_owner], np.arange(len(members.needed)))
    many = np.bincount(members.owner)
    return People(owner, runs, by_owner, starts, many, members.needed, members.by_share)
