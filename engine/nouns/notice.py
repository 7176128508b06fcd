"""通知、静默、函件与事件：what is said to whom, what is kept quiet for a while, and the log of all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal


class NoticeState(StrEnum):
    """How far a notice has come: planned for a slot, waiting for a person, bundled in a letter, or ended."""

    PLANNED = "planned"
    HELD = "held"
    BUNDLED = "bundled"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Notice:
    """Something that is due to be said (通知); `key` hashes obligation, rung and cycle, and is said once."""

    key: str
    obligation: str
    rung: str
    cycle: int
    paper: str
    due_on: date
    decided_on: date
    release: Literal["auto", "human"]
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    state: NoticeState = NoticeState.PLANNED
    reason: str | None = None
    released_by: str | None = None
    said_on: date | None = None


@dataclass(frozen=True)
class Silence:
    """That nothing is to be sent about a rule, an agency, one obligation or anything, to the end of `until` (静默).

    What falls due meanwhile is decided and shown all the same, and waits.  A person may end it early, on `ended_on`.
    """

    key: str
    scope: Literal["rule", "agency", "obligation", "all"]
    of: str
    reason: str
    by: str
    since: date
    until: date
    ended_on: date | None = None
    ended_by: str | None = None
    told: bool = False


class LetterStage(StrEnum):
    """How far a letter has come on its way (notices 9); every stage is committed before the next step.

    DEAD and PERMANENT wait for a person; CLOSED is a letter that was called back, or that a person settled otherwise.
    """

    READY = "ready"
    CLAIMED = "claimed"
    DATA_STARTED = "data_started"
    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    IN_DOUBT = "in_doubt"
    DEAD = "dead"
    CLOSED = "closed"


@dataclass(frozen=True)
class Letter:
    """One message to one recipient (函件): bytes and Message-ID are frozen before sending.

    `attempts` is also the fencing token of a claim; `doubts` counts the times nobody knew whether it arrived.
    `expires_at` is set by the first claim: what has not left by then is for a person.  `stumbles` counts how often
    running it failed before its bytes went out, each time the same way.  `template` names the words it was made with.
    """

    message_id: str
    kind: Literal["digest", "formal", "summary"]
    recipient: str
    subject: str
    slot: date
    mime: bytes
    sha256: str
    notices: tuple[str, ...] = ()
    stage: LetterStage = LetterStage.READY
    attempts: int = 0
    next_try_at: datetime | None = None
    answer: str | None = None
    doubts: int = 0
    expires_at: datetime | None = None
    stumbles: int = 0
    template: str = ""


@dataclass(frozen=True)
class Event:
    """A line of the append-only log (事件); `hash` covers `previous`, so that no byte of history can change."""

    position: int
    at: datetime
    actor: str
    kind: str
    subject: str
    payload: Mapping[str, object]
    previous: str
    hash: str
