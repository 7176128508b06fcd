"""通知、函件与事件：what is said to whom, and the log of all of it."""

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


class LetterStage(StrEnum):
    """How far a letter has come on its way (notices 9); every stage is committed before the next step."""

    READY = "ready"
    CLAIMED = "claimed"
    DATA_STARTED = "data_started"
    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    IN_DOUBT = "in_doubt"
    DEAD = "dead"


@dataclass(frozen=True)
class Letter:
    """One message to one recipient (函件): bytes and Message-ID are frozen before sending.

    `attempts` is also the fencing token of a claim; `doubts` counts the times nobody knew whether it arrived.
    """

    message_id: str
    kind: Literal["digest", "formal"]
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
