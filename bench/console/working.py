"""有人在办：what people and the house did on the register since — tasks moved, papers released, letters sent, proofs.

Half of the tasks were accepted, a quarter reported, an eighth verified, each told in the log; the papers of the first
day were released and stand in letters, among so many digests; every tenth report came with a proof.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Literal, TypeVar

from sqlalchemy import Engine

from bench.console.founding import BEGUN, LATER
from bench.register import at
from duban.settings import Settings
from engine.nouns import Evidence, Exhibit, ExhibitState, Letter, LetterStage, Notice, NoticeState, Task, TaskState
from store import events, evidence, letters, notices, tasks
from store.events import Entry
from store.session import Session, transaction
from store.statements import chunks

T = TypeVar("T")
AT_ONCE = 20_000
STEPS = (TaskState.IN_PROGRESS, TaskState.REPORTED, TaskState.VERIFIED)
BODY = (
    b"Subject: bench\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\n" + b"x" * 200 + b"\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n<p>" + b"x" * 200 + b"</p>\r\n--b--\r\n"
)
"""In words and as a page, as every letter of the house is."""


def work(database: Engine, settings: Settings) -> None:
    """Have them work on the days after the first sweep."""
    with transaction(database, settings.jurisdiction) as session:
        every = tasks.find(session)
        held = [each for each in notices.find(session, state=NoticeState.HELD) if each.decided_on == BEGUN]

    def at_once(some: Iterable[T], done: Callable[[Session, Sequence[T]], None]) -> None:
        for part in chunks(some, AT_ONCE):
            with transaction(database, settings.jurisdiction) as session:
                done(session, part)

    for place, step in enumerate(STEPS):
        was = STEPS[place - 1] if place else TaskState.ASSIGNED
        at_once(every[:: 2 ** (place + 1)], partial(_moved, was=was, now=step, on=BEGUN + timedelta(place)))
    at_once(held, _said)
    at_once(_digests(len(held)), partial(_posted, now=at(BEGUN + timedelta(1))))
    at_once(every[::40], _proved)


def _moved(session: Session, some: Sequence[Task], *, was: TaskState, now: TaskState, on: date) -> None:
    tasks.move_many(session, [(replace(each, state=was), replace(each, state=now)) for each in some])
    told = {"from": was.value, "to": now.value, "on": on.isoformat()}
    lines = (Entry(at(on), "测速", f"task.{now}", each.key, {"obligation": each.obligation, **told}) for each in some)
    events.append(session, lines)


def _said(session: Session, some: Sequence[Notice]) -> None:
    """Release notices and put each into a letter, a day after they were decided on."""
    keys, now = [each.key for each in some], at(BEGUN + timedelta(1))
    notices.set_state(session, keys, was=NoticeState.HELD, now=NoticeState.PLANNED, released_by="测速")
    led = {"from": NoticeState.HELD, "to": NoticeState.PLANNED}
    events.append(session, [Entry(now, "测速", "notice.release", key, led) for key in keys])
    notices.set_state(session, keys, was=NoticeState.PLANNED, now=NoticeState.BUNDLED, said_on=now.date())
    _posted(session, [_letter(f"n{key}", "formal", now.date(), (key,)) for key in keys], now=now)


def _posted(session: Session, some: Sequence[Letter], *, now: datetime) -> None:
    written = letters.add_new(session, some)
    lines = (
        Entry(now, "system", kind, each.message_id, told)
        for each in written
        for kind, told in ((letters.FROZEN, {"notices": list(each.notices)}), ("letter.attempt", {"stage": each.stage}))
    )
    events.append(session, lines)


def _digests(papers: int) -> Iterator[Letter]:
    """Two digests for each paper, over the days before the second sweep."""
    for number in range(2 * papers):
        yield _letter(f"d{number}", "digest", BEGUN + timedelta(number % (LATER - BEGUN).days))


def _letter(name: str, kind: Literal["digest", "formal"], slot: date, told: tuple[str, ...] = ()) -> Letter:
    return Letter(
        f"<{name}@bench>", kind, f"{name}@example.gov.cn", f"测速函件{name}", slot, BODY, "0" * 64, told,
        stage=LetterStage.ACCEPTED, attempts=1,
    )  # fmt: skip


def _proved(session: Session, some: Sequence[Task]) -> None:
    """A proof of each task, which serves it."""
    now = at(BEGUN + timedelta(2))
    proofs = [
        Evidence(f"e{each.key}", "number", f"材料{each.key}", each.agency, "测速", now.date(), now) for each in some
    ]
    evidence.add(session, proofs)
    served = zip(proofs, some, strict=True)
    evidence.exhibit(
        session, [Exhibit(proof.key, task.key, ExhibitState.CONFIRMED, "测速", now.date()) for proof, task in served]
    )
