"""巡查：sweeps over a hundred thousand stored obligations, or DUBAN_BENCH_STORED of them, on each kind of database.

Due are one in a thousand, in a hundred, in ten; of each of them a verdict, a paper that waits for its release, and
their line in the log are written.  Beside that the first look at everything, once, when the register is founded; the
idle tick, everything stood again, and facts recorded, up to the commit and with it: what that takes the disk says.

The database was just opened, but everything was done a few times before it is timed, for other agencies: a daemon asks
the same for months.

A register is founded by expanding its rules and sweeping everything once, on SQLite; a server has it poured over as an
office would that moves.  To found a million takes minutes, so that with DUBAN_BENCH_KEPT naming a folder it is kept
there; when the schema or the engine has changed it is brought up to date, as an office's is.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
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
from store.session import Session, migrate, transaction

STORED = int(os.environ.get("DUBAN_BENCH_STORED", "100000"))
WINDOWS = 2  # of each rule, this year's and the next
LOADED = 300
OFTEN = 12
"""The driver of PostgreSQL prepares a statement when it is asked for the sixth time, and the server plans it five times
more; both forget it when anything is undone."""
AIMS = {"SQLite": "≤ 40 微秒/件", "PostgreSQL": "≤ 60 微秒/件"}


def works(folder: Path) -> list[Work]:
    """In each round the works of a place are done one after the other on one copy of what was founded."""
    kept = Path(os.environ.get("DUBAN_BENCH_KEPT", folder)) / f"founded-{STORED}.db"
    first, absent = None, ""
    if kept.exists():
        bring_up(kept)
        absent = "台账是存好的"
    else:
        first = founded(kept, folder)
    looking = Work("SQLite 第一次查看", "", micros_each, lambda: first or 1, rounds=1, absent=absent)
    return [looking, *(work for place in places(folder) for work in Stored(place, kept).works())]


def bring_up(file: Path) -> None:
    """Bring a register that was founded by an earlier program to the present schema and engine."""
    office = Office(f"sqlite:///{file}")
    database = office.open()
    migrate(database)
    sweep(database, office.settings, on=BEGUN, now=at(BEGUN))
    database.dispose()


def founded(file: Path, folder: Path) -> Taken:
    """Found a register there and look at everything for the first time, which is timed."""
    begun_in = file.with_suffix(".begun")
    for left in file.parent.glob(f"{begun_in.name}*"):
        left.unlink()
    office = Office(f"sqlite:///{begun_in}")
    office.found(STORED // WINDOWS, folder)
    database = office.open()
    begun = time.perf_counter()
    done = sweep(database, office.settings, on=BEGUN, now=at(BEGUN))
    taken = Taken(time.perf_counter() - begun, done.looked_at, peak())
    database.dispose()
    begun_in.rename(file)
    return taken


class Stored:
    """A database of stored obligations, and the copy of it that is worked on."""

    def __init__(self, place: Place, kept: Path) -> None:
        self._place = place
        place.pour(kept, "swept")
        self._office = Office(place.url("copied"))
        self._open = Office(place.url("swept")).open()

    def works(self) -> Iterator[Work]:
        """What is timed on it: first what changes nothing, then one day after the other."""
        name, aim = self._place.name, AIMS[self._place.name]
        yield Work(f"{name} 无件到期的巡查", "≤ 10 毫秒", millis, partial(self._sweep, BEGUN), self._ready)
        yield Work(f"{name} 全部重定", "≤ 4 微秒/件", micros_each, self._restand)
        for day, share in zip(DUE, ("千分之一", "百分之一", "十分之一"), strict=True):
            yield Work(f"{name} 巡查到期的{share}", aim, micros_each, partial(self._sweep, day))
        recording = (f"{name} 登记一件事实", "≤ 1 毫秒", millis, recorded)
        keeping = (f"{name} 登记事实时维护累计", "≤ 50 微秒/件", micros_each, self._keep)
        for (title, aim, shown, work), ready in ((recording, lambda: None), (keeping, self._loaded)):
            yield Work(title, aim, shown, partial(self._up_to_commit, work), ready)
            yield Work(f"{title}，连提交", "", shown, self._with_commit)

    def _close(self) -> None:
        self._open.dispose()

    def _ready(self) -> None:
        self._close()
        self._place.copy("swept", "copied")
        self._open = self._office.open()
        self._rehearse()

    def _rehearse(self) -> None:
        """Do everything some times, so that no statement has to be built while it is timed."""
        sweep(self._open, self._office.settings, on=next(iter(DUE)), now=at(BEGUN), dry_run=True)
        for number in range(1, OFTEN + 1):
            others = made(LOADED + 1, f"w{number}-", number)
            with self._transaction() as session:
                recorded(session, others[LOADED:])
            with self._transaction() as session:
                kept(session, register.enter(session, others[:LOADED]))
            self._sweep(BEGUN)

    def _transaction(self) -> AbstractContextManager[Session]:
        return transaction(self._open, self._office.settings.jurisdiction)

    def _loaded(self) -> None:
        with self._transaction() as session:
            self._fresh = register.enter(session, made(LOADED))

    def _keep(self, session: Session) -> int:
        return kept(session, self._fresh)

    def _sweep(self, on: date) -> int:
        return max(sweep(self._open, self._office.settings, on=on, now=at(on)).looked_at, 1)

    def _restand(self) -> int:
        return restand(self._open, self._office.settings, on=BEGUN, now=at(BEGUN)).read

    def _up_to_commit(self, work: Callable[[Session], int]) -> Taken:
        begun = time.perf_counter()
        with self._transaction() as session:
            done = work(session)
            taken = Taken(time.perf_counter() - begun, done, peak())
        self._whole = Taken(time.perf_counter() - begun, done, peak())
        return taken

    def _with_commit(self) -> Taken:
        """The same run, until it was committed."""
        return self._whole


def recorded(session: Session, some: Sequence[Fact] = ()) -> int:
    """Record one fact."""
    return len(facts.record(Desk(session), some or made(1, "r"), by="测速", on=BEGUN, now=at(BEGUN)))


def kept(session: Session, fresh: Sequence[Fact]) -> int:
    """Keep the tallies that facts touch which were just entered."""
    measure_again(Desk(session), fresh, BEGUN, fresh=True)
    return len(fresh)


def made(many: int, mark: str = "n", others: int = 0) -> list[Fact]:
    """So many facts of as many duties, a hundred an agency, of the first agencies or as many others."""
    first = others * (LOADED // 100 + 1)
    return [
        Fact(f"{mark}{number}", f"k{number % 100 + 200}", f"ag-{first + number // 100}", BEGUN, BEGUN, Fraction(1))
        for number in range(many)
    ]
