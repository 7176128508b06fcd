"""A world: an office with two or three daemons, of which everything that can go wrong does, as one seed says.

Nothing here is real but the house: the clocks of the machines, the mail system, the disk that fills up, the moment at
which somebody is killed, frozen or restarted, and who goes on first are drawn from the seed.  Daemons and people work
step by step; between any two commits, and between any two words to the mail server, somebody else may go on.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from duban.clock import SHANGHAI
from duban.daemon import jobs
from duban.daemon.jobs import Job, Shift
from duban.daemon.running import Daemon
from duban.services.care import ticking
from duban.services.setup import Office
from engine.source import Refused
from tests.simulation.grounds import Ground
from tests.simulation.machines import NEVER, Host, Running
from tests.simulation.office import BEGINNINGS
from tests.simulation.people import People
from tests.simulation.post import Post
from tests.simulation.strands import Killed, Strand, TurnLock, pause, present
from tests.simulation.watch import Watch

KINDS = ("calm", "troubled", "troubled", "troubled", "asleep")
NAPS = (timedelta(days=3), timedelta(days=30), timedelta(days=400))
JUMPS = (timedelta(days=-1), timedelta(days=3), timedelta(days=365), timedelta(days=-20000))
OPEN, SHUT = time(8, 30), time(17)
MINUTES = {"sweep": (150, 420), "send": (80, 280), "people": (180, 400)}
IDLE = 3
"""So many times as long between two rings on a day off or when all is calm (but to send)."""
AFTERNOON = timedelta(hours=6)
"""So long before the end nothing new is judged, and what was written leaves."""
LONG = 0.04
"""How many worlds take their time: twice as many days, and papers that are truly printed."""


class World:
    """All of it; `run` lets it happen, and `trace` says what did."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.ground, self.seed, self.chance = ground, seed, random.Random(seed)
        self.kind = self.chance.choice(KINDS)
        self.first = self.chance.choice(BEGINNINGS)
        self.long = self.chance.random() < LONG
        ground.begin(self.first)
        self.now = datetime.combine(self.first, time(10), tzinfo=SHANGHAI)
        self.hosts = [
            Host(f"host{n}", self.now) for n in range(1 if self.kind == "calm" else self.chance.choice([2, 2, 2, 3]))
        ]
        self.troubled = self.kind != "calm"
        self.post = Post(self, self.chance, bad=self.chance.choice([0.1, 0.3, 0.6]) if self.troubled else 0.0)
        self.people = People(self)
        self.running: list[Running] = []
        self.alarms: dict[tuple[str, str], datetime] = {}
        self.disk_full_until = self.now
        self.woke: date | None = None
        self.mended = False
        self.swept: set[date] = set()
        self.tally: Counter[str] = Counter()
        self.trace: list[str] = []
        self.faults: list[str] = []
        self.watch = Watch(self)
        self.daemons = {host.name: self._daemon(host) for host in self.hosts}
        for host in self.hosts:
            self._start(host)
        self.alarms["people", "people"] = self._later("people")

    def run(self) -> None:
        """Let it happen: the days of trouble, perhaps a long sleep, and then quiet days on which all is caught up."""
        days = self.chance.randint(8, 12) if self.long else self.chance.randint(2, 4)
        if self.kind == "asleep":
            self._until(self.now + timedelta(days=self.chance.randint(1, days), hours=self.chance.randint(0, 9)))
            self._sleep(self.chance.choice(NAPS))
            days = 1
        self._until(self._evening(self.now.date(), days))
        self._mend()
        evening = self._evening(self.watch.calendar().next_workday(self.now.date()), 3)  # what was put off goes by then
        self._until(evening - AFTERNOON)
        self.alarms = {(who, job): at for (who, job), at in self.alarms.items() if job == "send"}
        self._until(evening)
        for each in self.running:
            each.strand.kill()

    def tell(self, what: str) -> None:
        """Remember what happened."""
        self.tally[what.split()[0]] += 1
        self.trace.append(f"{self.now:%m-%d %H:%M:%S} {what}")

    def passes(self, time: timedelta) -> None:
        """Let time pass for the strand that runs now."""
        mine = self._of(present())
        if mine is not None:
            mine.wakes_at = self.now + time

    def committing(self) -> None:
        """Called before every commit: the doomed die, and the disk may be full."""
        strand = present()
        if strand is not None:
            strand.check()
            if strand.doomed:
                strand.dead = True
                raise Killed
        if self.now < self.disk_full_until and self.chance.random() < 0.5:
            self.tell("disk-full")
            raise self.ground.site.full()

    def committed(self) -> None:
        """Called after every commit: see what was written, then let others go first."""
        self.watch.look(self._of(present()))
        pause()

    def _until(self, end: datetime) -> None:
        while self.now < end:
            self._turn(end)

    def _turn(self, end: datetime) -> None:
        """One step of one strand, or time until the next."""
        for (who, job), at in sorted(self.alarms.items()):
            if at <= self.now:
                self._ring(who, job)
        ready = [each for each in self.running if each.wakes_at <= self.now]
        if ready:
            self._step(self.chance.choice(ready))
            return
        moments = [*self.alarms.values(), *(each.wakes_at for each in self.running)]
        moments += [host.up_at for host in self.hosts if host.up_at] + [
            each.right_at for each in self.hosts if each.right_at
        ]
        self.now = min([end, *(each for each in moments if each > self.now)])
        for host in self.hosts:
            self._tend(host)
        if self.troubled and self.chance.random() < 0.12:
            self._trouble(self.chance.choice(self.hosts))

    def _step(self, mine: Running) -> None:
        if self.troubled and mine.host and self.chance.random() < 0.015:
            if self.chance.random() < 0.5:
                mine.strand.doomed = True
            else:
                self._stop(mine.host, timedelta(minutes=self.chance.randint(0, 400)), "killed")
                return
        mine.strand.step()
        if mine.strand.ended:
            self.running.remove(mine)
            if mine.strand.dead and mine.host:
                self._stop(mine.host, timedelta(minutes=self.chance.randint(0, 400)), "killed-before-commit")
            elif mine.strand.broken is not None:
                self.faults.append(f"{mine.strand.name} broke: {mine.strand.broken!r}")

    def _ring(self, who: str, job: str) -> None:
        """Begin a job unless it is still being done."""
        self.alarms[who, job] = self._later(job)
        if any((each.host.name if each.host else "people", each.job) == (who, job) for each in self.running):
            return
        host = next((each for each in self.hosts if each.name == who), None)
        work: Callable[[], object] = self.people.work if host is None else partial(self._do, host, job)
        strand = Strand(f"{who} {job}", work)
        self.running.append(Running(strand, host, job, self.now, wrongly=bool(host and host.wrong)))

    def _do(self, host: Host, name: str) -> None:
        """A daemon's job; by a wrong clock it must refuse, otherwise only a full disk excuses it."""
        before, wrong = self.tally["disk-full"], host.wrong
        work = jobs.sweep if name == "sweep" else self._send
        well = self.daemons[host.name].do(Job(name, 1, partial(self._watched, work)))
        if well and wrong and host.wrong:
            self.faults.append(f"{self.now} {host.name} did {name} by a wrong clock")
        if well and name == "sweep":
            self.swept.add(self.now.date())
        if not well and not (wrong or host.wrong) and self.tally["disk-full"] == before:
            self.faults.append(f"{self.now} {host.name} could not {name}")

    def _watched(self, work: Callable[[Shift], None], shift: Shift) -> None:
        try:
            work(shift)
        except Refused:
            raise
        except Exception as broken:
            self.faults.append(f"{self.now} {broken!r}")
            raise

    def _send(self, shift: Shift) -> None:
        begun, office = self.now, shift.office

        def elapsed() -> datetime:
            return shift.now + (self.now - begun)

        ticking.tick_send(
            office.database, office.settings, self.post, now=shift.now, halted=shift.halted, clock=elapsed
        )

    def _trouble(self, host: Host) -> None:
        """Something happens to a machine."""
        chance = self.chance
        what = chance.choice(("kill", "restart", "jump", "step", "freeze", "full"))
        if what in ("kill", "restart"):
            self._stop(host, timedelta(minutes=chance.randint(0, 600)), what)
            if what == "restart":
                host.boot, host.booted = host.boot + 1, self.now
        elif what == "jump" and not host.wrong:
            host.off_by, host.wrong = chance.choice(JUMPS), True
            host.right_at = self.now + timedelta(minutes=chance.randint(10, 1500))
            self.tell(f"jump {host.name} by {host.off_by}")
        elif what == "step" and not host.wrong:
            host.off_by = timedelta(seconds=chance.randint(-120, 120))
            self.tell(f"step {host.name} by {host.off_by}")
        elif what == "freeze":
            until = self.now + timedelta(minutes=chance.randint(11, 400))
            for each in self.running:
                if each.host is host:
                    each.wakes_at = until
                    self.tell(f"freeze {each.strand.name} until {until:%d %H:%M}")
        elif what == "full":
            self.disk_full_until = self.now + timedelta(minutes=chance.randint(10, 120))

    def _tend(self, host: Host) -> None:
        """What comes to an end by itself: a clock that somebody puts right, a machine that comes up again."""
        if host.right_at and host.right_at <= self.now:
            host.off_by, host.wrong, host.right_at = NEVER, False, None
            self.tell(f"right {host.name}")
        if host.up_at and host.up_at <= self.now:
            self._start(host)

    def _start(self, host: Host) -> None:
        host.up_at = None
        self.daemons[host.name] = self._daemon(host)
        self.alarms |= {(host.name, "sweep"): self.now, (host.name, "send"): self.now}
        self.tell(f"start {host.name}")

    def _stop(self, host: Host, down: timedelta, why: str) -> None:
        """All that a host does ends where it stands."""
        self.tell(f"{why} {host.name}")
        for each in [each for each in self.running if each.host is host]:
            each.strand.kill()
            self.running.remove(each)
        for job in ("sweep", "send"):
            self.alarms.pop((host.name, job), None)
        host.up_at = self.now + down

    def _sleep(self, nap: timedelta) -> None:
        """Everything stands still for days."""
        for host in self.hosts:
            self._stop(host, nap, "asleep")
            host.boot, host.booted, host.right_at, host.off_by, host.wrong = host.boot + 1, self.now, None, NEVER, False
        self.now += nap
        self.alarms["people", "people"] = self._later("people")
        self.woke = self.now.date()
        self.troubled = self.chance.random() < 0.5
        for host in self.hosts:
            self._tend(host)

    def _mend(self) -> None:
        """From now on all is well."""
        self.mended, self.troubled, self.post.bad, self.disk_full_until = True, False, 0.0, self.now
        self.tell("mended")
        for host in self.hosts:
            host.right_at = host.right_at and self.now
            host.up_at = host.up_at and self.now
            self._tend(host)
        for each in self.running:
            each.wakes_at = min(each.wakes_at, self.now + timedelta(hours=1))

    def _evening(self, day: date, workdays: int) -> datetime:
        """The evening of so many working days after a day."""
        return datetime.combine(self.watch.calendar().shift(day, workdays), time(18), tzinfo=SHANGHAI)

    def _later(self, job: str) -> datetime:
        """When the alarm for a job rings next: in an hour or so, by day."""
        busy = (self.troubled or job == "send") and self.watch.calendar().is_workday(self.now.date())
        at = self.now + timedelta(minutes=self.chance.randint(*MINUTES[job])) * (1 if busy else IDLE)
        if OPEN <= at.time() < SHUT:
            return at
        day = at.date() + timedelta(days=at.time() >= SHUT)
        return datetime.combine(day, OPEN, tzinfo=SHANGHAI) + timedelta(minutes=self.chance.randint(1, 50))

    def _daemon(self, host: Host) -> Daemon:
        office = Office(self.ground.database, self.ground.settings)
        daemon = Daemon(office, lambda: host.reading(self.now))
        daemon._at_the_clock = TurnLock()  # type: ignore[assignment]
        return daemon

    def _of(self, strand: Strand | None) -> Running | None:
        return next((each for each in self.running if each.strand is strand), None)
