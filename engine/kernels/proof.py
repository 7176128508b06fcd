"""晚证（列式） proof: the day on which late proof turned a breach already found into a duty done (`engine.measure`).

Asked only of rows that are, or may prove, done in time and of which something became known after the first breach day:
the acts in time are judged again with the knowledge of every such day.  Those rows and their such days are few.
"""

from dataclasses import replace

import numpy as np

from engine.judging.standing_columns import NEVER, UNSET, Codes
from engine.kernels.bits import Days
from engine.kernels.constants import constant
from engine.kernels.found import FALSE, TRUE, UNKNOWN, Found
from engine.kernels.measures import done_alone, measured
from engine.kernels.ranks import Rows
from engine.kernels.sheet import Facts, Sheet
from engine.kernels.witness import Asked
from engine.nouns import Rule


def proved_on(rule: Rule, sheet: Sheet, found: Found, asked: Asked) -> Days:
    """The day of the proof that overturned a breach, UNSET for none: (n,)."""
    test = done_alone(rule.test) if found.style == "limit" else rule.test
    if sheet.prompt or test is None:
        return constant(UNSET, sheet.rows)
    end, proved = sheet.by_row().grace_end, np.full(sheet.rows, UNSET, dtype=np.int32)
    in_time = (found.truth != FALSE) & (end != NEVER) & ~((found.truth == TRUE) & (found.reached > end))
    places = np.flatnonzero(in_time)
    days = _later_days(sheet, places, end, asked)
    late = days[:, 0] != NEVER
    if late.any():
        some = places[late]
        proved[some] = _overturned(
            replace(rule, test=test), sheet.at(some), days[late], found.truth[some], limited=test is not rule.test
        )
    return proved


def _later_days(sheet: Sheet, places: Rows, end: Days, asked: Asked) -> Days:
    """The days after the first breach day on which something became known of acts in time: (p, d), then NEVER."""
    columns = [day for facts in sheet.facts for day in _moved(facts, places, end, asked)]
    table = np.stack([np.full(len(places), NEVER, dtype=np.int32), *columns], axis=1)
    table.sort(axis=1)
    return table


def _moved(facts: Facts, places: Rows, end: Days, asked: Asked) -> list[Days]:
    """For every rank three columns of days, NEVER where they do not matter."""
    if facts.log is None:
        return []
    found, mine = [], facts.at(places)
    assert mine.log is not None
    end, known = end[places], asked.known if isinstance(asked.known, int) else asked.known[places]
    for start, stop in mine.ranks.spans():
        rows = slice(0, stop - start)
        acted = mine.day[start:stop] <= end[rows]
        for days in (mine.log.recorded, mine.log.accepted, mine.log.gone):
            day = days[start:stop]
            column = np.full(len(places), NEVER, dtype=np.int32)
            counts = acted & (day > end[rows] + 1) & (day <= (known if isinstance(known, int) else known[rows]))
            column[rows] = np.where(counts, day, NEVER)
            found.append(column)
    return found


def _overturned(rule: Rule, sheet: Sheet, days: Days, now: Codes, *, limited: bool) -> Days:
    """Judge the acts in time with the knowledge of day after day, from the first breach day on, until it is as now.

    Where a limit besides is in doubt, what had to be done alone is asked: as it is by the last of those days.
    """
    end = sheet.calendar.grace_end
    proved = np.full(sheet.rows, UNSET, dtype=np.int32)
    before, was_false = np.full(sheet.rows, FALSE), np.zeros(sheet.rows, dtype=np.bool_)
    known = end + 1
    told: list[tuple[Days, Found]] = []
    for column in (known, *days.T):
        known = np.where(column == NEVER, known, column)
        told.append((known, measured(rule, sheet, Asked(end, known))))
    now = np.where(now == UNKNOWN, told[-1][1].truth, now) if limited else now
    for known, then in told:
        np.copyto(proved, known, where=was_false & (then.truth == now) & (before != now) & (now != FALSE))
        before, was_false = then.truth, was_false | (then.applicable & (then.truth == FALSE))
    return proved
