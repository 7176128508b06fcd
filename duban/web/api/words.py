"""词：what the interface answers and takes, field by field; days are ISO 8601, exact numbers are text.

The fields of the lists are written out here once more on purpose: they are promised to programs, and must not change
because a page does.  Every one is read off the value that the page shows, so that the two never tell different things.
"""

from datetime import date
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from duban.services.counter.deeds import Filled
from engine.nouns import NoticeState, Standing, TaskState

T = TypeVar("T")
LONGEST = 5000


class Answer(BaseModel):
    """Whatever is answered: read off the plain values of the services."""

    model_config = ConfigDict(from_attributes=True)


class Mistake(BaseModel):
    """Why something was not answered or not done (出错)."""

    code: str
    message: str


class Entry(BaseModel):
    """Name and secret of an account (登录)."""

    name: str = Field(max_length=80)
    secret: str = Field(max_length=200)


class Seat(BaseModel):
    """The token to show at every request (令牌)."""

    token: str


class LampSaid(Answer):
    """A lamp in colour, shape and word (灯)."""

    colour: str
    shape: str
    word: str


class Obligation(Answer):
    """A duty as the ledger lists it (应办事项)."""

    key: str
    agency: str
    agency_id: str
    matter: str
    rule: str
    pack: str
    window: str
    due: date
    standing: Standing | None
    standing_zh: str
    lamp: LampSaid


class TaskLine(Answer):
    """A task as a list shows it (督办件)."""

    key: str
    obligation: str
    agency: str
    agency_id: str
    matter: str
    window: str
    due: date
    state: TaskState
    state_zh: str
    standing_zh: str
    returns: int
    lamp: LampSaid


class NoticeLine(Answer):
    """A notice as a list shows it (通知)."""

    key: str
    paper: str
    agency: str
    agency_id: str
    matter: str
    obligation: str
    due_on: date
    state: NoticeState
    state_zh: str
    said_on: date | None


class Page(Answer, Generic[T]):
    """A page of a list, and how long the whole list is (一页)."""

    total: int
    page: int
    pages: int
    lines: list[T]


class Agency(BaseModel):
    """An agency that the caller may see (单位)."""

    id: str
    name: str


class Count(BaseModel):
    """How many duties lie under a lamp (灯的计数)."""

    lamp: LampSaid
    standings: list[Standing]
    many: int


class Counts(BaseModel):
    """How many duties there are, and how many under each lamp; those not yet swept are under none."""

    total: int
    unseen: int
    lamps: list[Count]


class Offer(Answer):
    """Something that could be done about a task, or why not now (可办)."""

    deed: str
    label: str
    needs: list[str]
    code: str | None
    why_not: str | None


class TaskTold(BaseModel):
    """A task with everything that may be done about it; `version` is what `seen` refers to."""

    task: dict[str, Any]
    obligation: str
    version: int
    deeds: list[Offer]


class Act(BaseModel):
    """A deed done to a task: one of those offered, with what it needs (办理)."""

    model_config = ConfigDict(extra="forbid")

    deed: str = Field(max_length=100)
    reason: str = Field("", max_length=LONGEST)
    text: str = Field("", max_length=LONGEST)
    to: str = Field("", max_length=200)
    doc: str = Field("", max_length=200)
    of: str = Field("", max_length=200)
    value: str = Field("", max_length=200)
    against: str = Field("", max_length=200)
    granted: bool = False
    kind: str = Field("", max_length=200)
    day: date | None = None
    quantity: str = Field("", max_length=40)
    unit: str = Field("", max_length=40)
    recipients: list[str] = Field([], max_length=100)
    answer_by: date | None = None
    seen: int | None = Field(None, ge=0, le=2**53)

    def filled(self, key: str | None) -> Filled:
        """The same as a form at the counter."""
        return Filled(**self.model_dump(exclude={"recipients"}), recipients=tuple(self.recipients), key=key)
