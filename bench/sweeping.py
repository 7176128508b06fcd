"""巡查：sweeps over a hundred thousand stored obligations, or DUBAN_BENCH_STORED of them, on each kind of database.

Due are one in a thousand, in a hundred, in ten; of each of them a verdict, a paper that waits for its release, and
their line in the log are written.  Beside that the first look at everything, once, when the register is founded; the
idle tick, everything stood again, and one fact recorded.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path

from bench.places import Place, places
from bench.register import BEGUN, DUE, Office, at
from bench.rounds import Taken, Work, micros_each, millis, peak
from duban.services.casefile import facts
from duban.services.desk import Desk
from duban.services.judgement.restanding import restand
from duban.services.judgement.sweep import sweep
from duban.services.judgement.upkeep import measure_again
from engine.nouns import Fact
from store import facts as register
from store.session import transaction

STORED = int(os.environ.get("DUBAN_BENCH_STORED", "100000"))
WINDOWS = 2  # of each rule, this year's and the next
LOADED = 300
AIMS = {"SQLite": "≤ 40 微秒/件", "PostgreSQL": "≤ 60 微秒/件"}


def works(folder: Path) -> list[Work]:
    """Each work begins on a copy of a database that was swept the day it was founded."""
    return [work for place in places(folder) for work in Stored(place, folder).works()]


class _Undone(Exception):
    """Leaves a transaction without committing it."""


class Stored:
    """A database of stored obligations, and the copy of it that is worked on."""

    def __init__(self, place: Place, folder: Path) -> None:
        self._place = place
        place.create("swept")
        founded = Office(place.url("swept"))
        founded.found(STORED // WINDOWS, folder)
        self._office, self._open = founded, founded.open()
        begun = time.perf_counter()
        looked_at = self._sweep(BEGUN)
        self._first = Taken(time.perf_counter() - begun, looked_at, peak())
        self._close()
        self._office = Office(place.url("copied"))

    def works(self) -> Iterator[Work]:
        """What is timed on it."""
        name, aim = self._place.name, AIMS[self._place.name]
        for day, share in zip(DUE, ("千分之一", "百分之一", "十分之一"), strict=True):
            yield Work(f"{name} 巡查到期的{share}", aim, micros_each, partial(self._sweep, day), self._ready)
        yield Work(f"{name} 第一次查看", "", micros_each, lambda: self._first, rounds=1)
        yield Work(f"{name} 无件到期的巡查", "≤ 10 毫秒", millis, partial(self._sweep, BEGUN), self._idle)
        yield Work(f"{name} 全部重定", "≤ 4 微秒/件", micros_each, self._restand, self._ready)
        yield Work(f"{name} 登记一件事实", "≤ 1 毫秒加提交", millis, self._record, self._ready)
        yield Work(f"{name} 登记事实时维护累计", "≤ 50 微秒/件", micros_each, self._keep, self._loaded)

    def _close(self) -> None:
        self._open.dispose()

    def _ready(self) -> None:
        self._close()
        self._place.copy("swept", "copied")
        self._open = self._office.open()
        with suppress(_Undone):  # whatever is asked for the first time is put together once
            self._rehearse()

    def _rehearse(self) -> None:
        """Do everything once and undo it, so that no statement has to be built while it is timed."""
        sweep(self._open, self._office.settings, on=next(iter(DUE)), now=at(BEGUN), dry_run=True)
        with transaction(self._open, self._office.settings.jurisdiction) as session:
            facts.record(Desk(session), made(1), by="测速", on=BEGUN, now=at(BEGUN))
            raise _Undone

    def _idle(self) -> None:
        self._ready()
        self._sweep(BEGUN)

    def _loaded(self) -> None:
        self._ready()
        with transaction(self._open, self._office.settings.jurisdiction) as session:
            register.add(session, made(LOADED))

    def _sweep(self, on: date) -> int:
        return max(sweep(self._open, self._office.settings, on=on, now=at(on)).looked_at, 1)

    def _restand(self) -> int:
        return restand(self._open, self._office.settings, on=BEGUN, now=at(BEGUN)).read

    def _record(self) -> int:
        with transaction(self._open, self._office.settings.jurisdiction) as session:
            return len(facts.record(Desk(session), made(1), by="测速", on=BEGUN, now=at(BEGUN)))

    def _keep(self) -> int:
        with transaction(self._open, self._office.settings.jurisdiction) as session:
            measure_again(Desk(session), made(LOADED), BEGUN, fresh=True)
        return LOADED


def made(many: int) -> list[Fact]:
    """So many facts of as many duties, a hundred an agency."""
    return [
        Fact(f"n{number}", f"k{number % 100 + 200}", f"ag-{number // 100}", BEGUN, BEGUN, Fraction(1))
        for number in range(many)
    ]
