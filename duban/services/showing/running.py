"""运行状况：what an administrator looks at first — the daemon, the outbox, the brake, the rounds, the backups.

All of it is read from what others wrote down; nothing is tried, so the page answers at once.  `doctor` tries.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from duban.clock import SHANGHAI, Reading
from duban.services.care import doctor, keeping, ticking
from duban.services.care.doctor import Finding, machine
from duban.services.care.keeping import ROUND_ZH, ROUNDS
from duban.services.counter.deeds import Visit
from duban.services.desk import Step, quietly
from duban.services.drafts.shelf import STATE_ZH
from duban.services.post import breaker
from duban.services.powers import Deed
from duban.services.rulebook import working_calendar
from engine.workdays import YearStatus
from notifications.breaker import Trip
from store import events, packs, ticks
from store.packs import PublishedPack
from store.session import Session, reading
from store.ticks import Tick

JOBS_ZH = {"sweep": "巡查", **{name: title for name, (title, _) in ROUND_ZH.items()}}
RECENT = 30
LATE = timedelta(minutes=45)
"""A sweep every quarter of an hour: three missed are a lag that somebody should know of."""
YEARS_AHEAD = 1


@dataclass(frozen=True)
class Running:
    """How the house runs now (运行状况)."""

    health: ticking.Health
    lag: timedelta | None
    trip: Trip | None
    ailing: tuple[dict[str, object], ...]
    disk: Finding
    clock: Finding

    @property
    def late(self) -> bool:
        """Whether the daemon was not heard of for too long."""
        return self.lag is None or self.lag > LATE

    @property
    def minutes(self) -> int:
        """How many minutes ago the last sweep was finished."""
        return int(self.lag.total_seconds() // 60) if self.lag else 0


@dataclass(frozen=True)
class Round:
    """One of the daemon's rounds (夜间工作): when it was last made, and what it found."""

    name: str
    title: str
    advice: str
    last: keeping.Done | None


@dataclass(frozen=True)
class Backup:
    """A backup as it lies there (备份): its file, its size in bytes, and when it was written."""

    name: str
    size: int
    at: datetime


@dataclass(frozen=True)
class Signed:
    """A published pack and who answers for it (签名); `intact` while its text is the one that was published."""

    pack: PublishedPack
    approved_by: str
    intact: bool

    @property
    def state_zh(self) -> str:
        """Whether it is in force."""
        return STATE_ZH[self.pack.state]


@dataclass(frozen=True)
class Rounds:
    """The daemon's work: its rounds, the slots it claimed last, the years of its calendar, its backups, the packs."""

    rounds: tuple[Round, ...]
    recent: tuple[tuple[str, Tick], ...]
    years: tuple[tuple[int, bool], ...]
    backups: tuple[Backup, ...]
    packs: tuple[Signed, ...]

    @property
    def rehearsed(self) -> keeping.Done | None:
        """The last restore test."""
        return next((each.last for each in self.rounds if each.name == "rehearsal"), None)


def running(visit: Visit, clocks: Reading) -> Running:
    """How the house runs at this moment.  Raises Refused X620 for who does not keep it."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    database, settings = visit.database, visit.settings
    found = ticking.health(database, settings, now=visit.now)
    return Running(
        health=found,
        lag=visit.now - found.last_tick if found.last_tick else None,
        trip=breaker.state(database, settings),
        ailing=tuple(breaker.ailing(database, settings)),
        disk=machine.disk(settings),
        clock=machine.clock(database, settings, clocks),
    )


def examined(visit: Visit, clocks: Reading, step: Step = quietly) -> list[Finding]:
    """Everything that the doctor finds; it knocks at the mail server and reads the whole database, which takes long."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    return doctor.examine(visit.settings, clocks, step)


def rounds(visit: Visit) -> Rounds:
    """What the daemon did, and what it keeps."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    made = keeping.last_found(visit.database, visit.settings)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        calendar = working_calendar(session)
        recent = ticks.recent(session, RECENT)
        signed = tuple(_signed(session))
    wanted = range(visit.on.year - 1, visit.on.year + YEARS_AHEAD + 1)
    return Rounds(
        rounds=tuple(Round(name, *ROUND_ZH[name], made.get(name)) for name in ROUNDS),
        recent=tuple((JOBS_ZH.get(each.job, each.job), each) for each in recent),
        years=tuple((year, calendar.status(year) is YearStatus.PUBLISHED) for year in wanted),
        backups=tuple(_backups(visit)),
        packs=signed,
    )


def _signed(session: Session) -> Iterator[Signed]:
    """Every published pack, with who approved it when it was published last."""
    for pack in packs.find(session):
        told = [each.payload for each in events.of_subject(session, pack.name) if each.kind == "pack.publish"]
        approvers = [each.get("approved_by") for each in told if each.get("version") == pack.version]
        digest = hashlib.sha256(pack.text.encode()).hexdigest()
        yield Signed(pack, str(approvers[-1] or "") if approvers else "", digest == pack.sha256)


def _backups(visit: Visit) -> list[Backup]:
    files = [(file.name, file.stat()) for file in keeping.backups(visit.settings)]
    return [Backup(name, of.st_size, datetime.fromtimestamp(of.st_mtime, SHANGHAI)) for name, of in files]
