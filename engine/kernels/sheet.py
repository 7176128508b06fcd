"""表页 sheets: the obligations of one rule and the facts that serve them, as columns of integers.

Days are int32 ordinals; NEVER stands for a day that does not come, UNSET for one that was always past.  Amounts are
integers, so many to one of the rule's unit (`scale`).  The shapes: o obligations, n rows (o, or one for each of their
members), f facts in their turned order (`ranks`).  All columns of rows and obligations are by place.
"""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.judging.standing_columns import Codes, Mask
from engine.kernels.bits import Days, Ints
from engine.kernels.ranks import Ranks, Rows

VAST = np.int64(2**60)
"""An amount without bound: more than the amounts of any row can come to (`scale` sees to that)."""


@dataclass(frozen=True)
class Log:
    """What the office knew when: (f,) each.

    Without a log every fact was on file, and accepted, on its very day, and none is of unknown size.
    """

    recorded: Days
    accepted: Days
    """From this day on it is accepted; until then it is pending.  NEVER if it is pending for ever."""
    gone: Days
    """From this day on it is rejected or taken back."""

    def at(self, facts: Rows) -> "Log":
        """Those of some facts."""
        return Log(self.recorded[facts], self.accepted[facts], self.gone[facts])


@dataclass(frozen=True)
class Facts:
    """Facts of one kind, (f,) each, turned: in a row they come in the order in which they are read.

    `amount` of None: each is worth `unit`.  `mark` is the day that is written down when a fact makes the difference,
    its own if None.  `twin` is the rank of a fact of the same row that stands for it as well, if that one counts: an
    earlier filing of the same act, a later correction of the same record; -1 for none.
    """

    ranks: Ranks
    day: Days
    amount: Ints | None = None
    unit: int = 1
    log: Log | None = None
    mark: Days | None = None
    twin: NDArray[np.int32] | None = None

    def at(self, places: Rows) -> "Facts":
        """The facts of some rows, whose places are given in their order."""
        ranks, kept = self.ranks.at(places)
        return replace(
            self,
            ranks=ranks,
            day=self.day[kept],
            amount=_at(self.amount, kept),
            log=None if self.log is None else self.log.at(kept),
            mark=_at(self.mark, kept),
            twin=_at(self.twin, kept),
        )


@dataclass(frozen=True)
class Limits:
    """What is asked of each row, (n,) each: the days that count, and how much is needed and allowed on them."""

    since: Days
    until: Days
    need: Ints
    most: Ints | None = None

    def at(self, places: Rows) -> "Limits":
        """Those of some rows."""
        return Limits(self.since[places], self.until[places], self.need[places], _at(self.most, places))


@dataclass(frozen=True)
class Calendar:
    """Window and due day of each obligation, (o,) each, as `standing_columns` wants them."""

    first: Days
    last: Days
    safe: Days
    hard: Days
    grace_end: Days
    doubt: Codes

    @cached_property
    def is_one(self) -> bool:
        """Whether all of them have the same window and due day."""
        return all(bool(column.min() == column.max()) for column in self.columns.values() if len(column))

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """Its columns by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def last_days(self) -> tuple[Days, Days, Days]:
        """The safe and the hard day and the end of grace: one after the other."""
        return self.safe, self.hard, self.grace_end

    def at(self, places: Rows) -> "Calendar":
        """Those of some obligations, or of each member's."""
        return Calendar(**{name: column[places] for name, column in self.columns.items()})


@dataclass(frozen=True)
class People:
    """Whose members the rows are: `owner` (n,) is the place of each one's obligation, ascending within a run.

    `runs` (r,) says where rows of one obligation begin that lie side by side, `order` (r,) puts those runs into the
    order of the obligations, `starts` (o,) says where each one's runs begin in it.  Every obligation has a member.
    `many` (o,) it has; `needed` (o,) must have met it; `by_share` says whether their share alone decides.
    """

    owner: Rows
    runs: Rows
    order: Rows
    starts: Rows
    many: NDArray[np.intp]
    needed: NDArray[np.intp]
    by_share: bool

    def joined(self, how: "np.ufunc", values: NDArray[Any]) -> NDArray[Any]:
        """The sum, least or most (`how`) of each obligation's members: (n,) -> (o,)."""
        parts = how.reduceat(values, self.runs, dtype=values.dtype)
        return how.reduceat(parts[self.order], self.starts, dtype=values.dtype)

    def count(self, mask: Mask) -> NDArray[np.int32]:
        """For how many members of each obligation a mask holds."""
        parts = np.add.reduceat(mask, self.runs, dtype=np.int32)
        return np.add.reduceat(parts[self.order], self.starts)


@dataclass(frozen=True)
class Sheet:
    """Obligations of one rule: `index` (o,) is the caller's number of each, `facts` those that serve, a kind each.

    `others` are on file but serve nothing; that one of them is still to come is a day to look again.  There are `scale`
    to one of the rule's unit.  Without `people` the rows are the obligations.
    """

    index: Rows
    calendar: Calendar
    limits: Limits
    facts: tuple[Facts, ...]
    others: tuple[Facts, ...] = ()
    people: People | None = None
    scale: int = 1

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.limits.since)

    @property
    def prompt(self) -> bool:
        """Whether every fact was on file, and accepted, on its very day."""
        return all(facts.log is None for facts in (*self.facts, *self.others))

    def by_row(self) -> Calendar:
        """The calendar of each row."""
        return self.calendar if self.people is None else self.calendar.at(self.people.owner)

    def at(self, places: Rows) -> "Sheet":
        """Some rows as a sheet of their own, each an obligation."""
        return Sheet(
            index=places,
            calendar=self.by_row().at(places),
            limits=self.limits.at(places),
            facts=tuple(facts.at(places) for facts in self.facts),
            scale=self.scale,
        )


def _at(column: NDArray[Any] | None, places: Rows) -> Any:
    return None if column is None else column[places]
