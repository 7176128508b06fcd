"""成员汇总（列式） people: what the members of each obligation make of it (`engine.judging.members`, rulings 92-96).

The members of one obligation share its window and due day; what sets them apart is what each has done.  So they are
counted by what they did, and the calendar is asked once for each such class, not once for each member.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.judging.members import RANK
from engine.judging.situations import BY_GRACE, BY_HARD, BY_SAFE, CODE, NOT_YET, STANDINGS, STYLES, TOO_LATE
from engine.judging.standing_columns import NEVER, UNSET, Codes, Columns, Mask, stand_columns
from engine.kernels.bits import Days, either
from engine.kernels.constants import constant
from engine.kernels.found import FALSE, TRUE, Found, truths
from engine.kernels.sheet import Calendar, People, Sheet
from engine.nouns import Standing

_MET = (Standing.MET, Standing.MET_IN_GRACE, Standing.OVERTURNED)
_LOST = (Standing.BREACHED, Standing.CURED)
_RANK = np.array([RANK.index(one) if one in RANK else len(RANK) for one in STANDINGS], dtype=np.int8)
"""How good a standing is, the worst first; by its code."""
_BY_RANK = np.array([*(CODE[one] for one in RANK), CODE[Standing.MET]], dtype=np.int8)
"""The other way round; of nobody it is said that he has done his duty."""
_NOBODY = np.int8(len(RANK))

_CLASSES = (5, 3, 2, 2)
"""How many ways there are for each part of `Did`."""


class Did(NamedTuple):
    """All that sets one member apart from another, as far as the calendar asks; see `engine.judging.situations`."""

    reached: int
    truth: int
    proved_late: int = 0
    possible: int = 0


@dataclass(frozen=True)
class Group:
    """The members of each obligation that did alike: how many, where they stand, and when to look again; (o,) each.

    Where all obligations have one calendar, the latter two are said but once: (1,).
    """

    many: NDArray[Any]
    standing: Codes
    look: Days

    def is_one_of(self, standings: tuple[Standing, ...]) -> Mask:
        """Where they stand in one of these ways."""
        return _is_one_of(self.standing, standings)


def _is_one_of(standing: Codes, some: tuple[Standing, ...]) -> Mask:
    return _which(some)[standing]


@cache
def _which(some: tuple[Standing, ...]) -> Mask:
    return np.array([one in some for one in STANDINGS])


@dataclass(frozen=True)
class RolledUp:
    """The standing of each obligation, and when to look again: (o,) each; `truth` is that as many met it as must."""

    standing: Codes
    look: Days
    truth: Codes
    met: NDArray[np.int32]
    may_be: NDArray[np.int32]

    def tally(self, people: People, found: Found) -> Found:
        """How many members met it, against how many must, and the day on which so many had."""
        need = people.needed
        reached = np.where((self.truth == TRUE) & (need > 0), _nth_day(people, found.reached), np.int32(UNSET))
        return replace(
            found, over=self.met - need, over_at_most=self.may_be - need, need=need, truth=self.truth, reached=reached,
            possible=constant(UNSET, len(need)), broken=constant(NEVER, len(need)),
            applicable=constant(True, len(need)),
        )  # fmt: skip


def rolled_up(sheet: Sheet, found: Found, proved: Days, changes: Days, as_of: date) -> RolledUp:
    """Count the members by what they did, and let their share, or the worst of them, speak."""
    assert sheet.people is not None
    sky, people = sheet.calendar, sheet.people
    groups = list(_groups(sheet, found, proved, changes, as_of))
    met = _sum(group.many * group.is_one_of(_MET) for group in groups)
    may_be = _sum(group.many * ~group.is_one_of(_LOST) for group in groups)
    truth = truths(met >= people.needed, may_be >= people.needed)
    standing = _by_share(sky, people, groups, truth, as_of) if people.by_share else _BY_RANK[_worst(groups, _everybody)]
    look = np.minimum.reduce([either(group.many > 0, group.look, np.int32(NEVER)) for group in groups])
    look = either(_is_one_of(standing, (*_MET, Standing.CURED)), np.int32(NEVER), look)
    unopened = sky.first > as_of.toordinal()
    standing = either(unopened, np.int8(CODE[Standing.PENDING]), standing)
    return RolledUp(standing, either(unopened, sky.first, look), truth, met, may_be)


def _groups(sheet: Sheet, found: Found, proved: Days, changes: Days, as_of: date) -> Iterator[Group]:
    """The members by class, every class that there is; what is left over is the last one."""
    assert sheet.people is not None
    left, waiting = sheet.people.many, bool(changes.min() < NEVER)
    classes = list(_classes(sheet, found, proved))
    for did, mine in classes:
        many = left if mine is classes[-1][1] else sheet.people.count(mine)
        left = left - many
        change = None
        if waiting:
            change = sheet.people.joined(np.minimum, np.where(mine, changes, np.int32(NEVER)))
        yield Group(many, *_stood(sheet.calendar, did, change, as_of))


def _stood(sky: Calendar, did: Did, change: Days | None, as_of: date) -> tuple[Codes, Days]:
    """Where those who did this stand; asked once where all obligations have one calendar and wait for nothing."""
    many = len(sky.first)
    if change is None and sky.is_one and many:
        return _stood_under(tuple((name, column[0]) for name, column in sky.columns.items()), did, as_of)
    return stand_columns(_alike(sky, did, constant(NEVER, many) if change is None else change), as_of)


@lru_cache(maxsize=1024)
def _stood_under(days: tuple[tuple[str, Any], ...], did: Did, as_of: date) -> tuple[Codes, Days]:
    """The same under one calendar, given by the values of its columns: the sheets of one rule mostly share it."""
    sky = Calendar(**{name: np.array([day]) for name, day in days})
    return stand_columns(_alike(sky, did, constant(NEVER, 1)), as_of)


def _classes(sheet: Sheet, found: Found, proved: Days) -> Iterator[tuple[Did, Mask]]:
    """What members did, and who did so.

    That all are in time and nothing is pending is seen without asking for each one's due day.
    """
    done, sky = found.reached != UNSET, sheet.calendar
    if sheet.prompt and found.reached.max() <= sky.safe.min():
        yield from ((Did(BY_SAFE, int(TRUE)), done), (Did(NOT_YET, int(FALSE)), ~done))
        return
    own = sheet.by_row()
    reached = _sum(step.view(np.uint8) for step in (done, *(found.reached > day for day in own.last_days)))
    late, possible = proved - 1 > own.grace_end, found.possible <= own.grace_end
    digits = (reached, found.truth, late, possible)
    numbers = np.ravel_multi_index(digits, _CLASSES).astype(np.uint8)
    for number in np.flatnonzero(np.bincount(numbers)):
        yield Did(*(int(digit) for digit in np.unravel_index(number, _CLASSES))), numbers == number


def _alike(sky: Calendar, did: Did, change: Days) -> Columns:
    """For each obligation the tally of one who did this; (o,) each."""
    many = len(sky.first)
    never, none = constant(NEVER, many), constant(UNSET, many)
    days = {NOT_YET: none, BY_SAFE: sky.safe, BY_HARD: sky.hard, BY_GRACE: sky.grace_end}
    return Columns(
        **sky.columns,
        reached=sky.grace_end + 1 if did.reached == TOO_LATE else days[did.reached],
        proved=sky.grace_end + 2 if did.proved_late else none,
        possible=sky.grace_end if did.possible else never,
        broken=never,
        next_change=change,
        truth=constant(np.int8(did.truth), many),
        style=constant(np.int8(STYLES["reach"]), many),
        applicable=constant(True, many),
    )


def _everybody(group: Group) -> Mask:
    return group.many > 0


def _worst(groups: list[Group], whom: Callable[[Group], Mask]) -> Codes:
    """The place in `RANK` of the worst standing among some; _NOBODY where there are none."""
    worst: Codes = np.minimum.reduce([either(whom(group), _RANK[group.standing], _NOBODY) for group in groups])
    return worst


def _by_share(sky: Calendar, people: People, groups: list[Group], truth: Codes, as_of: date) -> Codes:
    """Short of the share: until grace ends the worst of the unmet speaks, after it the share (ruling 94)."""
    lost = truth == FALSE
    unmet = _worst(groups, lambda group: _everybody(group) & ~group.is_one_of(_MET))
    waits = _worst(groups, lambda group: _everybody(group) & ~group.is_one_of((*_MET, *_LOST)))
    broken = _worst(groups, lambda group: _everybody(group) & group.is_one_of((Standing.BREACHED,)))
    rank = {standing: np.int8(RANK.index(standing)) for standing in RANK}
    before = np.where((unmet == rank[Standing.BREACHED]) & ~lost, rank[Standing.OPEN], unmet)
    only_cured = (waits == _NOBODY) & (broken == _NOBODY)
    after = np.where(only_cured, rank[Standing.CURED], np.where(lost, rank[Standing.BREACHED], waits))
    found = np.where(sky.grace_end >= as_of.toordinal(), before, after)
    return np.where(truth == TRUE, _share_met(people, groups), _BY_RANK[found])


def _share_met(people: People, groups: list[Group]) -> Codes:
    """As well as the last of the members whom the share needed: in time, in grace, or proved late (93, 94)."""
    timely, graced = (_sum(group.many * group.is_one_of(good) for group in groups) for good in (_MET[:1], _MET[:2]))
    met, in_grace, overturned = (np.int8(CODE[standing]) for standing in _MET)
    return np.where(people.needed <= timely, met, np.where(people.needed <= graced, in_grace, overturned))


def _nth_day(people: People, reached: Days) -> Days:
    """The day on which as many as must had met it; where all must, the last."""
    if not people.by_share:
        return people.joined(np.maximum, reached)
    day = np.where(reached == UNSET, NEVER, reached)
    ordered = np.sort(people.owner.astype(np.int64) << 32 | day)
    ends = np.cumsum(np.bincount(people.owner))
    starts = np.concatenate([[0], ends[:-1]])
    nth: Days = (ordered[starts + np.maximum(people.needed, 1) - 1] & 0xFFFFFFFF).astype(np.int32)
    return nth


def _sum(parts: Iterator[NDArray[Any]]) -> NDArray[Any]:
    total = next(parts)
    for part in parts:
        total = total + part
    return total
