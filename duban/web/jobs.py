"""候办：work too long for one answer — done on a thread of its own, watched by the page that asked for it.

Jobs live as long as the server: whoever asks again after a restart starts again.  Only so many run at a time, only so
many outcomes are kept, and only its owner sees a job: a person, or a thing that several people look at.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from fastapi import Request

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
            raise Refused("X697", f"算了超过 {LONGEST // 60} 分钟，已停下；请缩小范围再试，如缩短起止日期")


class Jobs:
    """The jobs of one server."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, owner: str, work: Callable[[Step], Any], *, name: str = "") -> str:
        """Begin a job; answers its name, one that nobody can guess unless it is given.

        Raises Refused X694 when too many run.
        """
        job, name = Job(owner, running() + LONGEST), name or secrets.token_urlsafe(12)
        with self._lock:
            if sum(not each.ended.is_set() for each in self._jobs.values()) >= MOST_RUNNING:
                raise Refused("X694", "后台正在算别的，一时排不上；请过一会儿刷新再试")
            self._jobs[name] = job
            self._jobs.move_to_end(name)
            while len(self._jobs) > MOST_KEPT:
                self._jobs.popitem(last=False)
        threading.Thread(target=_done, args=(job, work), name="job", daemon=True).start()
        return name

    def once(self, owner: str, name: str, work: Callable[[Step], Any]) -> Job:
        """The job of that name, begun if it is not there; raises as `start` does."""
        with self._lock:
            known = self._jobs.get(name)
        if known is None or known.owner != owner or known.refused is not None:
            self.start(owner, work, name=name)
        return self.get(owner, name)

    def get(self, owner: str, name: str) -> Job:
        """A job of one's own.  Raises Refused X695 when it is not there, or another's."""
        with self._lock:
            found = self._jobs.get(name)
        if found is None or found.owner != owner:
            raise Refused("X695", "这次的结果已不在了；请重新算一次")
        return found


def jobs_of(request: Request) -> Jobs:
    """The jobs of the server that was asked."""
    found: Jobs = request.app.state.jobs
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
