"""值班 running: rings the alarm for every job, looks at the clock before, and ends when told to."""

import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from duban import clock, logs
from duban.daemon.alone import alone
from duban.daemon.jobs import JOBS, Job, Shift
from duban.daemon.supervisor import tell, watchdog_seconds
from duban.services.care import reserve, timekeeping
from duban.services.resting import here_to_stay
from duban.services.setup import Office, opened
from duban.settings import Settings
from engine.source import Refused

LONGEST_SILENCE = 30.0  # seconds between two words to the supervisor

FULL = ("S111", "S131")  # no room on the disk

log = structlog.get_logger("duban.daemon")


class Daemon:
    """The office at work, and the sign that it is to stop."""

    def __init__(self, office: Office, read_clock: Callable[[], clock.Reading] = clock.reading) -> None:
        self.office = office
        self.stop = threading.Event()
        self._read_clock = read_clock
        self._at_the_clock = threading.Lock()  # one look writes down what the next is measured by

    def do(self, job: Job) -> bool:
        """Do a job unless the clock is not to be trusted; say whether it went well.

        What an administrator can mend is logged; so is what nobody foresaw, and the other jobs go on.
        """
        try:
            job.work(Shift(self.office, self._time_for(job), self.stop.is_set))
        except Refused as refused:
            log.error("refused", job=job.name, code=refused.code, message=refused.message)
            if refused.code in FULL and reserve.give_up(self.office.settings):
                log.error(
                    "reserve_given_up", job=job.name, advice="make room on the disk; the reserve is laid at night"
                )
            return False
        except Exception:
            log.exception("failed", job=job.name)
            return False
        return True

    def _time_for(self, job: Job) -> datetime:
        """The moment for a job to work by: the very reading found right, as the clock may be set meanwhile."""
        if not job.needs_time:
            return self._read_clock().at
        with self._at_the_clock:
            seen = self._read_clock()
            timekeeping.check(self.office.database, self.office.settings, seen)
        return seen.at

    def once(self) -> bool:
        """Do every job once; say whether all went well."""
        went_well = [self.do(job) for job in JOBS]  # each is done, whatever became of the one before
        return all(went_well)


def run_once(settings: Settings) -> bool:
    """Do every job once and end; answer whether all went well."""
    logs.configure()
    with opened(settings) as database:
        return Daemon(Office(database, settings)).once()


def run_for_ever(settings: Settings, health: tuple[str, int] | None = None) -> None:
    """Work until told to stop; then end after the transaction in hand.  `health` is where to answer /healthz."""
    logs.configure()
    with ExitStack() as held:
        held.enter_context(alone(settings))
        daemon = Daemon(Office(held.enter_context(opened(settings)), settings))
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: daemon.stop.set())
        if health is not None:
            held.enter_context(_answering(settings, *health))
        scheduler = alarm_clock(daemon)
        scheduler.start()
        log.info("started", jurisdiction=settings.jurisdiction)
        here_to_stay()
        tell("READY=1")
        every = watchdog_seconds(LONGEST_SILENCE)
        while not daemon.stop.wait(every):
            tell("WATCHDOG=1")
        tell("STOPPING=1")
        scheduler.shutdown(wait=True)
        log.info("stopped")


def alarm_clock(daemon: Daemon) -> BackgroundScheduler:
    """The scheduler, each job rung at once and then at its interval; it keeps nothing on disk."""
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(timezone=clock.SHANGHAI, job_defaults=defaults)
    for job in JOBS:
        scheduler.add_job(daemon.do, "interval", args=(job,), minutes=job.minutes, next_run_time=clock.now())
    return scheduler


def _answering(settings: Settings, host: str, port: int) -> "ExitStack":
    """The health pages on an address of their own, answered beside the work."""
    from duban.web.app import HEALTH, build
    from duban.web.server import beside

    held = ExitStack()
    held.enter_context(beside(build(settings, screens=HEALTH), host, port))
    return held
