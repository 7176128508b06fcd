"""题目：so many duties of six kinds, some five facts each, to be judged on one day.

COUNT   at least `need` facts from `first` to `last`
EACH    every one of `members` persons has `need` hours, added up, from `first` to `last`
REPORT  one report, due once a year
RATE    the latest numerator is at least `need` basis points of the latest denominator
ONCE    one fact, once, by a date
TERM    one fact in a term of office

Of each is asked: its verdict (0 satisfied, 1 on track, 2 due soon, 3 overdue, 4 breached), how much is missing, and the
first day on which the verdict can change with no new fact.  Days are proleptic ordinals; every column is int32.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]

AS_OF = date(2016, 11, 21).toordinal()
NEVER = 99_999_999
BASIS = 10_000
COUNT, EACH, REPORT, RATE, ONCE, TERM = range(6)
SHARES = (0.30, 0.05, 0.25, 0.15, 0.15, 0.10)
TOP, BOTTOM = 0, 1
"""What a figure of RATE is: the numerator or the denominator."""


@dataclass
class Duties:
    """One row each; `ends` is the last day of the period, or -1; up to `last` a fact counts."""

    kind: Ints
    first: Ints
    last: Ints
    due: Ints
    grace: Ints
    warn: Ints
    need: Ints
    members: Ints
    ends: Ints


@dataclass
class Facts:
    """One row each, in the order of days and else at random: not clustered by duty."""

    duty: Ints
    figure: Ints
    person: Ints
    day: Ints
    amount: Ints


Digest = dict[str, Any]


def day(text: str) -> int:
    """A civil day as an ordinal."""
    return date.fromisoformat(text).toordinal()


def make(many: int) -> tuple[Duties, Facts]:
    """So many duties and their facts, always the same."""
    chance = np.random.default_rng(20161121 + many)
    duties = _duties(many, chance)
    parts = [*_counted(duties, chance), _hours(duties, chance), *_single(duties, chance), *_figures(duties, chance)]
    table = np.concatenate(parts, axis=1)
    table = table[:, chance.permutation(table.shape[1])]
    table = table[:, np.argsort(table[3], kind="stable")]
    return duties, Facts(*(np.ascontiguousarray(row, dtype=np.int32) for row in table))


def _duties(many: int, chance: np.random.Generator) -> Duties:
    """Windows, due days and needs, kind by kind."""
    kind = chance.choice(6, size=many, p=SHARES).astype(np.int32)
    blank = {each.name: np.zeros(many, dtype=np.int32) for each in fields(Duties)}
    duties = Duties(**(blank | {"kind": kind, "warn": chance.choice([7, 15, 30, 60], many).astype(np.int32)}))
    periods = [
        ("2016-01-01", "2016-12-31", 0), ("2016-07-01", "2016-12-31", 0), ("2016-10-01", "2016-12-31", 0),
        ("2016-07-01", "2016-09-30", 90), ("2016-04-01", "2016-06-30", 30), ("2015-01-01", "2016-12-31", 0),
    ]  # fmt: skip
    opens, closes, grace = np.array([(day(first), day(last), more) for first, last, more in periods]).T
    which = chance.integers(0, len(periods), many)
    due = np.array([day("2016-03-01"), day("2016-11-30"), day("2017-03-01")])[chance.integers(0, 3, many)]
    year = {"first": day("2016-01-01"), "due": day("2016-12-31"), "grace": 0, "ends": day("2016-12-31")}
    once = day("2016-12-31") + chance.integers(-200, 200, many)
    term = day("2016-06-01") - chance.integers(0, 5 * 365, many)
    several = chance.integers(2, 5, many)
    persons = chance.integers(30, 71, many)
    said: dict[int, dict[str, Any]] = {
        COUNT: {
            "first": opens[which], "due": closes[which], "grace": grace[which], "need": several, "ends": closes[which]
        },
        EACH: year | {"need": 60, "members": persons},
        REPORT: {
            "first": due - 365, "due": due, "grace": chance.choice([30, 300], many), "need": 1, "ends": due + 305
        },
        RATE: year | {"need": 500},
        ONCE: {"first": day("2015-12-01"), "due": once, "grace": 60, "need": 1, "ends": -1},
        TERM: {"first": term, "due": term + 1825, "grace": 0, "need": 1, "ends": term + 1825},
    }  # fmt: skip
    for number, columns in said.items():
        mine = kind == number
        for name, value in columns.items():
            getattr(duties, name)[mine] = np.broadcast_to(value, many)[mine]
    duties.last[:] = duties.due + duties.grace
    return duties


def _rows(duty: Any, figure: Any, person: Any, on: Any, amount: Any) -> Ints:
    return np.stack([np.broadcast_to(np.asarray(column, dtype=np.int32), len(duty)) for column in
                     (duty, figure, person, on, amount)])  # fmt: skip


def _counted(duties: Duties, chance: np.random.Generator) -> list[Ints]:
    """Two visits on average, before the period, in it or after it."""
    mine = np.flatnonzero(duties.kind == COUNT)
    duty = np.repeat(mine, chance.poisson(2.0, len(mine)))
    return [_rows(duty, TOP, 0, day("2016-01-01") - 100 + chance.integers(0, 430, len(duty)), 1)]


def _hours(duties: Duties, chance: np.random.Generator) -> Ints:
    """Half of the agencies see to it that everyone is trained; in the others a few are, now and then."""
    mine = np.flatnonzero(duties.kind == EACH)
    many = duties.members[mine]
    duty, careful = np.repeat(mine, many), np.repeat(chance.random(len(mine)) < 0.5, many)
    person = np.arange(len(duty)) - np.repeat(np.cumsum(many) - many, many)
    times = np.where(careful, 2, chance.binomial(2, 0.35, len(duty)))
    duty, careful, person = np.repeat(duty, times), np.repeat(careful, times), np.repeat(person, times)
    lazily = day("2015-10-01") + chance.integers(0, 430, len(duty))
    on = np.where(careful, day("2016-01-01") + chance.integers(0, 320, len(duty)), lazily)
    return _rows(duty, TOP, person, on, chance.integers(30, 50, len(duty)))


def _single(duties: Duties, chance: np.random.Generator) -> list[Ints]:
    """Reports, papers and inductions: some were done, in time or not."""
    found = []
    for kind, often in ((REPORT, 0.7), (ONCE, 0.6), (TERM, 0.5)):
        mine = np.flatnonzero(duties.kind == kind)
        duty = mine[chance.random(len(mine)) < often]
        start = {REPORT: duties.first + 330, ONCE: duties.due - 60, TERM: duties.first}[kind][duty]
        found.append(_rows(duty, TOP, 0, start + chance.integers(0, 120, len(duty)), 1))
    return found


def _figures(duties: Duties, chance: np.random.Generator) -> list[Ints]:
    """Two reports of each figure, never two on a day; a few agencies report nothing."""
    mine = np.flatnonzero(duties.kind == RATE)
    duty = mine[chance.random(len(mine)) < 0.98]
    found = []
    for figure, low, high in ((TOP, 1, 12), (BOTTOM, 20, 160)):
        for start in ("2016-01-10", "2016-10-10"):
            on = day(start) + chance.integers(0, 60, len(duty))
            found.append(_rows(duty, figure, 0, on, chance.integers(low, high, len(duty))))
    return found


def digest(verdict: Any, missing: Any, look: Any) -> Digest:
    """What every contender must agree on, of verdicts in the order of the duties."""
    verdicts, short, days = (np.asarray(column).astype(np.int64) for column in (verdict, missing, look))
    places = np.arange(len(verdicts)) % 97
    return {
        "verdicts": np.bincount(verdicts, minlength=5).tolist(),
        "missing": int(short.sum()),
        "looks": int(days.sum()),
        "mixed": int((short * (verdicts + 1) + days * places).sum()),
    }
