"""Jobs (候办): work too long for one answer, kept so that every process can tell how far it is and what came of it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, select, update

from store.session import Session
from store.statements import Found, count, first, mine, read, replace, write
from store.tables import JobRow, JurisdictionRow
from store.tables.row import table

JOB = table(JobRow)
JURISDICTION = table(JurisdictionRow)


class State(StrEnum):
    """What became of a job (办到哪里)."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    CUT_OFF = "cut_off"


@dataclass(frozen=True)
class Job:
    """A piece of long work (候办件): who asked for what, who does it, and how far it is.

    `owner` is whose it is to see, `by` how the person who asked is called, `beat` when its worker last spoke of it.
    """

    name: str
    kind: str
    owner: str
    by: str
    asked: Mapping[str, str]
    begun: datetime
    beat: datetime
    worker: str
    state: State = State.RUNNING
    done: int = 0
    total: int = 0
    code: str | None = None
    message: str | None = None


FIELDS = tuple(Job.__dataclass_fields__)
COLUMNS = tuple(JOB.c[name] for name in FIELDS)


def lock(session: Session) -> None:
    """Let nobody else begin a job before this transaction ends; SQLite has one writer anyway."""
    first(session, select(JURISDICTION.c.jurisdiction).where(mine(session, JURISDICTION)).with_for_update())


def put(session: Session, job: Job) -> None:
    """Keep a job that begins, in the place of an earlier one of its name."""
    asked = json.dumps(dict(job.asked), ensure_ascii=False, sort_keys=True)
    replace(session, JOB, [{**vars(job), "asked": asked, "state": job.state.value, "outcome": None}])


def get(session: Session, name: str) -> Job | None:
    """The job of that name, or None."""
    found = first(session, select(*COLUMNS).where(mine(session, JOB), JOB.c.name == name))
    return None if found is None else _job(found)


def outcome(session: Session, name: str) -> bytes | None:
    """What came of a job, packed as it was handed in; None while nothing has."""
    found = first(session, select(JOB.c.outcome).where(mine(session, JOB), JOB.c.name == name))
    return None if found is None else found.outcome


def listed(session: Session, *, owner: str | None = None, kinds: Collection[str] = ()) -> list[Job]:
    """The jobs of an owner or of all, of these kinds or of any, the latest first."""
    which = [mine(session, JOB)]
    which += [] if owner is None else [JOB.c.owner == owner]
    which += [JOB.c.kind.in_(sorted(kinds))] if kinds else []
    return [_job(row) for row in read(session, select(*COLUMNS).where(*which).order_by(JOB.c.begun.desc(), JOB.c.name))]


def running(session: Session) -> list[Job]:
    """The jobs that somebody works on, or did when last heard of."""
    rows = read(session, select(*COLUMNS).where(mine(session, JOB), JOB.c.state == State.RUNNING.value))
    return [_job(row) for row in rows]


def beat(session: Session, job: Job, done: int, total: int, *, at: datetime) -> bool:
    """Say that a job is worked on and how far it is; False when it is no longer this worker's.

    One that was taken for dead, because its worker could not speak, lives again.
    """
    told = {"done": done, "total": total, "beat": at, "state": State.RUNNING.value}
    return write(session, update(JOB).where(*_same(session, job)).values(told)) == 1


def end(
    session: Session, job: Job, state: State, *, at: datetime, outcome: bytes | None = None,
    code: str | None = None, message: str | None = None,
) -> None:  # fmt: skip
    """Say what became of a job."""
    told = {"state": state.value, "beat": at, "outcome": outcome, "code": code, "message": message}
    write(session, update(JOB).where(*_same(session, job)).values(told))


def forget(session: Session, before: datetime, most: int) -> int:
    """Let go of what ended before a moment, and of the oldest that are too many; say how many."""
    ended = (mine(session, JOB), JOB.c.state != State.RUNNING.value)
    gone = write(session, delete(JOB).where(*ended, JOB.c.beat < before))
    if (many := count(session, JOB, *ended) - most) > 0:
        oldest = select(JOB.c.name).where(*ended).order_by(JOB.c.beat, JOB.c.name).limit(many)
        gone += write(session, delete(JOB).where(mine(session, JOB), JOB.c.name.in_(oldest)))
    return gone


def _same(session: Session, job: Job) -> tuple[ColumnElement[bool], ...]:
    """The very job: another worker may have begun it anew under its name."""
    return mine(session, JOB), JOB.c.name == job.name, JOB.c.worker == job.worker, JOB.c.begun == job.begun


def _job(row: Found) -> Job:
    told = {name: getattr(row, name) for name in FIELDS}
    return Job(**{**told, "asked": json.loads(told["asked"]), "state": State(told["state"])})
