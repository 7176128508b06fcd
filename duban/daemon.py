"""守护进程 daemon: an alarm clock that sweeps and sends; it remembers nothing, the database does.

Two daemons do no harm: batches of a sweep take turns, letters are claimed under a lease, and a sweep that finds nothing
due writes nothing.  A clock that runs behind the last sweep, or that jumped by more than a day and a half while this
process was running, stops everything until a person has looked and started the daemon anew.
"""

import signal
import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from duban import clock, logs
from duban.services import ticking
from duban.services.setup import Office, opened
from duban.settings import Settings
from engine.source import Refused
from notifications.deliver import transport_for

SWEEP_MINUTES = 15
SEND_MINUTES = 1
HEALTH_MINUTES = 5
LONGEST_JUMP = timedelta(hours=36)

log = structlog.get_logger("duban.daemon")


class Watch:
    """Tells whether somebody set the wall clock while this process was running."""

    def __init__(self) -> None:
        self._started, self._running = clock.now(), clock.running()

    def jumped(self) -> bool:
        """Whether wall clock and running time have come apart by more than a day and a half."""
        expected = self._started + timedelta(seconds=clock.running() - self._running)
        return abs(clock.now() - expected) > LONGEST_JUMP


class Daemon:
    """The jobs of one daemon, and the sign that it is to stop."""

    def __init__(self, office: Office) -> None:
        self.database, self.settings = office.database, office.settings
        self.stop = threading.Event()
        self.watch = Watch()

    def sweep(self) -> None:
        """Sweep when the office's hour has come."""
        if clock.now().time() >= time.fromisoformat(self.settings.sweep_at):
            self._guarded("sweep", self._sweep)

    def send(self) -> None:
        """Send what is due in the hours for sending."""
        self._guarded("send", self._send)

    def health(self) -> None:
        """One line that says that the daemon lives and what waits."""
        self._guarded("health", self._health)

    def once(self) -> bool:
        """Sweep and send once; say whether both went well."""
        done = [self._guarded("sweep", self._sweep), self._guarded("send", self._send)]
        self.health()
        return all(done)

    def _guarded(self, job: str, work: Callable[[datetime], None]) -> bool:
        """Do a job unless the clock is not to be trusted; what an administrator can mend is logged, not raised."""
        if self.watch.jumped():
            log.error("clock_jumped", job=job, advice="check the clock and restart the daemon")
            return False
        try:
            work(clock.now())
        except Refused as refused:
            log.error("refused", job=job, code=refused.code, message=refused.message)
            return False
        return True

    def _sweep(self, now: datetime) -> None:
        done = ticking.tick_sweep(self.database, self.settings, now=now, halted=self.stop.is_set)
        if done is not None:
            log.info(
                "sweep",
                as_of=done.as_of.isoformat(),
                looked_at=done.looked_at,
                verdicts_changed=done.verdicts_changed,
                notices=done.notices,
                letters=done.letters,
            )

    def _send(self, now: datetime) -> None:
        transport = transport_for(self.settings.transport_url)
        try:
            done = ticking.tick_send(self.database, self.settings, transport, now=now, halted=self.stop.is_set)
        finally:
            transport.close()
        tried = done.accepted + done.temporary + done.permanent + done.in_doubt
        if tried:
            log.info(
                "send",
                accepted=done.accepted,
                temporary=done.temporary,
                permanent=done.permanent,
                in_doubt=done.in_doubt,
            )

    def _health(self, now: datetime) -> None:
        found = ticking.health(self.database, self.settings, now=now)
        log.info(
            "health",
            last_tick=found.last_tick.astimezone(now.tzinfo).isoformat(timespec="seconds")
            if found.last_tick
            else "never",
            next_tick=_next_tick(now, self.settings).isoformat(timespec="minutes"),
            outbox=found.outbox,
            in_doubt=found.in_doubt,
            dead=found.dead,
        )


def run_once(settings: Settings) -> bool:
    """Sweep and send once, say how things stand, and end; answer whether all went well."""
    logs.configure()
    with opened(settings) as database:
        return Daemon(Office(database, settings)).once()


def run_for_ever(settings: Settings) -> None:
    """Sweep and send until told to stop; then end after the transaction in hand."""
    logs.configure()
    with opened(settings) as database:
        daemon = Daemon(Office(database, settings))
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: daemon.stop.set())
        scheduler = alarm_clock(daemon)
        scheduler.start()
        log.info("started", jurisdiction=settings.jurisdiction)
        daemon.stop.wait()
        scheduler.shutdown(wait=True)
        log.info("stopped")


def alarm_clock(daemon: Daemon) -> BackgroundScheduler:
    """The scheduler with its three jobs, each rung at once and then at its interval; it keeps nothing on disk."""
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(timezone=clock.SHANGHAI, job_defaults=defaults)
    jobs = ((daemon.sweep, SWEEP_MINUTES), (daemon.send, SEND_MINUTES), (daemon.health, HEALTH_MINUTES))
    for job, minutes in jobs:
        scheduler.add_job(job, "interval", minutes=minutes, next_run_time=clock.now())
    return scheduler


def _next_tick(now: datetime, settings: Settings) -> datetime:
    """When the next sweep is due: in a quarter of an hour, or at the office's hour."""
    opening = datetime.combine(now.date(), time.fromisoformat(settings.sweep_at), tzinfo=clock.SHANGHAI)
    return max(now + timedelta(minutes=SWEEP_MINUTES), opening)
