"""办理 doing: begins long work on a thread of this process, has it tell how far it is, shows it to its owner.

What is known of a job is in the database and nowhere else, so that a page may be asked of any process.  The process
that works on one says so every second or so; when it falls silent, or the machine says that it is gone, the job was cut
off.  Only so many run at a time in the whole house, and what came of them is let go of after a week.
"""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import structlog
from sqlalchemy import Engine

from duban.clock import running
from duban.services.desk import Step
from duban.services.jobs.forgetting import forget_jobs
from duban.services.jobs.kinds import Kind, packed, unpacked
from duban.settings import Settings
from engine.source import Refused
from store import jobs
from store.jobs import State
from store.session import reading, transaction

MOST_RUNNING = 2
LONGEST = 15 * 60  # seconds
BEAT = 1.0  # seconds
SILENCE = timedelta(minutes=1)
"""Longer than a worker ever waits for its turn to write."""
AT_FIRST = 0.8  # seconds
CUT_OFF = Refused("X698", "服务中途停了，这件没有办完，什么也没有改动；请再办一次")
BROKEN = Refused("X774", "系统出错，这件没有办完；请再试一次，仍不行请联系管理员并告知开始的时间")

STATE_ZH = {State.RUNNING: "正在办", State.DONE: "办完", State.REFUSED: "没有办成", State.CUT_OFF: "中断"}

log = structlog.get_logger("duban.jobs")
Work = Callable[[Step], Any]


@dataclass(frozen=True)
class Errand:
    """What is to be done: of which kind, whose it is to see, who asked, and the words he asked in."""

    kind: Kind
    owner: str
    by: str
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """A piece of long work as its owner sees it (候办件): how far it is, and what came of it."""

    kept: jobs.Job
    state: State
    database: Engine
    jurisdiction: str

    @property
    def name(self) -> str:
        """Under which name it is asked for."""
        return self.kept.name

    @property
    def kind(self) -> Kind:
        """What kind of work it is."""
        return Kind(self.kept.kind)

    @property
    def has_ended(self) -> bool:
        """Whether nobody works on it any longer."""
        return self.state is not State.RUNNING

    @property
    def state_zh(self) -> str:
        """What is said of how it stands."""
        return STATE_ZH[self.state]

    @property
    def explained(self) -> str:
        """Why nothing came of it; nothing while something may."""
        return f"{self.refused.code} {self.refused.message}" if self.refused else ""

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.kept.done // self.kept.total if self.kept.total else 0

    @property
    def refused(self) -> Refused | None:
        """Why nothing came of it; None while it is worked on, and when something did."""
        if self.state is State.CUT_OFF:
            return CUT_OFF
        return Refused(self.kept.code or "", self.kept.message or "") if self.state is State.REFUSED else None

    @cached_property
    def outcome(self) -> Any:
        """What came of it; None unless it is done."""
        if self.state is not State.DONE:
            return None
        with reading(self.database, self.jurisdiction) as session:
            kept = jobs.outcome(session, self.name)
        return None if kept is None else unpacked(self.kind, kept)


@dataclass
class Hand:
    """The thread of this process that works on a job: how far it is, until when it may go on, whether it has ended."""

    job: jobs.Job
    until: float
    """On the clock that nobody can set."""
    done: int = 0
    total: int = 0
    stopping: bool = False
    over: bool = False
    """What became of it is written; from then on nobody says that it is worked on."""
    speaking: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)

    def step(self, done: int, total: int) -> None:
        """Note how far it is.  It ends there by Refused X697 when it takes too long, X698 when we close."""
        self.done, self.total = done, total
        if self.stopping:
            raise CUT_OFF
        if running() > self.until:
            raise Refused("X697", f"算了超过 {LONGEST // 60} 分钟，已停下；请缩小范围再试，如缩短起止日期")


class Jobs:
    """The long work of a house, as one process takes part in it."""

    def __init__(self, database: Engine, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._database, self._here, self._clock = database, settings.jurisdiction, clock
        self._hands: dict[str, Hand] = {}

    def start(self, errand: Errand, work: Work, *, name: str = "") -> str:
        """Begin a job; answers its name, one that nobody can guess unless it is given.

        One that runs already under that name is not begun again.  Raises Refused X694 when too many run.
        """
        name, now = name or secrets.token_urlsafe(12), self._clock()
        job = jobs.Job(name, errand.kind, errand.owner, errand.by, dict(errand.asked), now, now, worker())
        with transaction(self._database, self._here) as session:
            jobs.lock(session)
            forget_jobs(session, now)
            alive = [each.name for each in jobs.running(session) if state_of(each, now) is State.RUNNING]
            if name in alive:
                return name
            if len(alive) >= MOST_RUNNING:
                raise Refused("X694", "后台正在算别的，一时排不上；请过一会儿刷新再试")
            jobs.put(session, job)
        hand = self._hands[name] = Hand(job, running() + LONGEST)
        threading.Thread(target=self._do, args=(hand, work), name="job", daemon=True).start()
        threading.Thread(target=self._tell, args=(hand,), name="job-beat", daemon=True).start()
        return name

    def once(self, errand: Errand, name: str, work: Work) -> Job:
        """The job of that name, begun if it is not there or nothing came of it; raises as `start` does."""
        known = self._found(name)
        if known is None or known.kept.owner != errand.owner or known.refused is not None:
            self.start(errand, work, name=name)
        return self.awaited(errand.owner, name)

    def get(self, owner: str, name: str) -> Job:
        """A job of one's own.  Raises Refused X695 when it is not there, or another's."""
        found = self._found(name)
        if found is None or found.kept.owner != owner:
            raise Refused("X695", "这次的结果已不在了；请重新算一次")
        return found

    def awaited(self, owner: str, name: str) -> Job:
        """The same, after giving what this process works on a moment to end."""
        if (mine := self._hands.get(name)) is not None:
            mine.ended.wait(AT_FIRST)
        return self.get(owner, name)

    def listed(self, *, owner: str | None = None, kinds: tuple[Kind, ...] = ()) -> list[Job]:
        """The jobs of an owner or of all, of these kinds or of any, the latest first."""
        with reading(self._database, self._here) as session:
            found = jobs.listed(session, owner=owner, kinds=kinds)
        return [self._shown(each) for each in found]

    def settle(self) -> list[str]:
        """Write down which jobs ended with the process that worked on them; answer their names."""
        now = self._clock()
        with transaction(self._database, self._here) as session:
            dead = [each for each in jobs.running(session) if state_of(each, now) is State.CUT_OFF]
            for each in dead:
                jobs.end(session, each, State.CUT_OFF, at=now)
        names = sorted(each.name for each in dead)
        if names:
            log.warning("jobs_cut_off", names=" ".join(names))
        return names

    def close(self) -> None:
        """Have the work of this process stop, and say so of what has not ended."""
        for hand in list(self._hands.values()):
            hand.stopping = True
            self._end(hand, State.CUT_OFF)
            self._hands.pop(hand.job.name, None)
            hand.ended.set()

    def _do(self, hand: Hand, work: Work) -> None:
        job = hand.job
        try:
            outcome = packed(Kind(job.kind), work(hand.step))
        except Refused as refused:
            self._end(hand, State.REFUSED, code=refused.code, message=refused.message)
        except Exception:
            log.exception("job_failed", name=job.name)
            self._end(hand, State.REFUSED, code=BROKEN.code, message=BROKEN.message)
        else:
            self._end(hand, State.DONE, outcome=outcome)
        finally:
            hand.ended.set()
            self._hands.pop(job.name, None)

    def _end(self, hand: Hand, state: State, **told: Any) -> None:
        """Write down once what became of a job; where it cannot be written, silence will tell."""
        with hand.speaking:
            if hand.over:
                return
            hand.over = True
            try:
                with transaction(self._database, self._here) as session:
                    jobs.end(session, hand.job, state, at=self._clock(), **told)
            except Refused as refused:
                log.error("job_not_written", name=hand.job.name, code=refused.code)

    def _tell(self, hand: Hand) -> None:
        """Say again and again that a job is worked on, until it has ended."""
        while not hand.ended.wait(BEAT):
            with hand.speaking:
                if not hand.over:
                    self._beat(hand)

    def _beat(self, hand: Hand) -> None:
        try:
            with transaction(self._database, self._here) as session:
                jobs.beat(session, hand.job, hand.done, hand.total, at=self._clock())
        except Refused as refused:
            log.warning("job_not_told", name=hand.job.name, code=refused.code)

    def _found(self, name: str) -> Job | None:
        with reading(self._database, self._here) as session:
            found = jobs.get(session, name)
        return None if found is None else self._shown(found)

    def _shown(self, kept: jobs.Job) -> Job:
        return Job(kept, state_of(kept, self._clock()), self._database, self._here)


def state_of(job: jobs.Job, now: datetime) -> State:
    """How a job stands: one whose worker is gone or has fallen silent was cut off."""
    if job.state is State.RUNNING and (now - job.beat > SILENCE or is_gone(job.worker)):
        return State.CUT_OFF
    return job.state


def worker() -> str:
    """What this process is called among those that do long work."""
    return f"{socket.gethostname()}/{os.getpid()}"


def is_gone(called: str) -> bool:
    """Whether a worker of this machine is no longer there; of another machine nobody here can say."""
    host, _, number = called.rpartition("/")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(number), 0)
    except OSError as error:
        return isinstance(error, ProcessLookupError)  # one that may not be asked is there
    return False
