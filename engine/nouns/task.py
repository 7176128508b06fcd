"""督办件：what people do about an obligation."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


class TaskState(StrEnum):
    """What people have done with a task; being late is the verdict's business, not the state's."""

    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    VERIFIED = "verified"
    INSPECTED = "inspected"
    SUSPENDED = "suspended"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """In which capacity someone acts; `SYSTEM` is the daemon, an administrator keeps the house, a reader only reads."""

    CONTACT = "contact"
    OFFICER = "officer"
    INSPECTOR = "inspector"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    READER = "reader"
    SYSTEM = "system"


@dataclass(frozen=True)
class Task:
    """One agency's share of an obligation (督办件); `left` is the state a suspension will give back."""

    key: str
    obligation: str
    agency: str
    part: Literal["lead", "support"] = "lead"
    state: TaskState = TaskState.ASSIGNED
    left: TaskState | None = None
    assigned_on: date | None = None
    returns: int = 0
    verifier: str | None = None
    inspected_on: date | None = None
