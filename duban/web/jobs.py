"""候办：work too long for one answer — done on a thread of its own, watched by the page that asked for it.

Jobs live as long as the server: whoever asks again after a restart starts again.  Only so many run at a time, only so
many outcomes are kept, and only who started a job sees it.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from duban.clock import running
from duban.web.mistakes import BROKEN
from engine.source import Refused

MOST_RUNNING = 2
MOST_KEPT = 20
LONGEST = 15 * 60  # seconds
Step = Callable[[int, int], None]

log = structlog.get_logger("duban.web")


@dataclass
class Job:
    """A piece of work (候办件): how far it is, and what came of it."""

    owner: str
    until: float
    """On the clock that nobody can set."""
    done: int = 0
    total: int = 0
    outcome: Any = None
    refused: Refused | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.done // self.total if self.total else 0

    def step(self, done: int, total: int) -> None:
        """Note how far it is.  Raises Refused X697 when it takes too long: the work ends there."""
        self.done, self.total = done, total
        if running() > self.until:
            raise Refused("X697", f"推演超过 {LONGEST // 60} 分钟，已停下；请缩短起止日期再试")


class Jobs:
    """The jobs of one server."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, owner: str, work: Callable[[Step], Any]) -> str:
        """Begin a job; answers its name, which nobody can guess.  Raises Refused X694 when too many run."""
        job, name = Job(owner, running() + LONGEST), secrets.token_urlsafe(12)
        with self._lock:
            if sum(not each.ended.is_set() for each in self._jobs.values()) >= MOST_RUNNING:
                raise Refused("X694", "已有推演正在进行；请等它结束后再试")
            self._jobs[name] = job
            while len(self._jobs) > MOST_KEPT:
                self._jobs.popitem(last=False)
        threading.Thread(target=_done, args=(job, work), name="job", daemon=True).start()
        return name

    def get(self, owner: str, name: str) -> Job:
        """A job of one's own.  Raises Refused X695 when it is not there, or another's."""
        with self._lock:
            found = self._jobs.get(name)
        if found is None or found.owner != owner:
            raise Refused("X695", "这次推演的结果已不在了；请重新推演")
        return found


def _done(job: Job, work: Callable[[Step], Any]) -> None:
    try:
        job.outcome = work(job.step)
    except Refused as refused:
        job.refused = refused
    except Exception:
        log.exception("job_failed")
        job.refused = BROKEN
    finally:
        job.ended.set()
