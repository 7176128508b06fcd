"""卷宗：what people put on the file of a task — feedback, the evidence for it, what they ask for, leaders' remarks."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from engine.nouns.task import Role


class FeedbackState(StrEnum):
    """How far feedback has come: kept aside for its author, waiting for the office, accepted or returned."""

    DRAFT = "draft"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True)
class Feedback:
    """What an agency says it has done about a task (反馈件), in its own words; `nth` counts those of the task.

    A lead's feedback speaks for all: `given` are the feedbacks of those who help it, `missing` the agencies that have
    given none.  `facts` are what of it can be counted.
    """

    key: str
    task: str
    obligation: str
    agency: str
    nth: int
    text: str
    by: str
    on: date
    at: datetime
    state: FeedbackState = FeedbackState.WAITING
    facts: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """Something that proves (佐证): a file, a link, or the number of a document; recorded once, never changed.

    A file is known by its `sha256`; `media` is what its bytes are, whatever its name says, `flags` what is odd of it;
    what is `personal` tells of single persons, whatever it serves.
    """

    key: str
    form: Literal["file", "link", "number"]
    title: str
    agency: str
    by: str
    on: date
    at: datetime
    sha256: str | None = None
    size: int | None = None
    media: str | None = None
    flags: tuple[str, ...] = ()
    personal: bool = False


class ExhibitState(StrEnum):
    """Whether evidence serves a duty: so says its author or a person; suggested by the house; declined by a person."""

    CONFIRMED = "confirmed"
    SUGGESTED = "suggested"
    DECLINED = "declined"


@dataclass(frozen=True)
class Exhibit:
    """That a piece of evidence serves a task (举证), as it may several; `why` says what made the house suggest it."""

    evidence: str
    task: str
    state: ExhibitState
    by: str
    on: date
    feedback: str | None = None
    why: str = ""


class PetitionKind(StrEnum):
    """What is asked for: 延期, 豁免, 异议, 复核."""

    EXTEND = "extend"
    EXEMPT = "exempt"
    DISPUTE = "dispute"
    APPEAL = "appeal"


class PetitionState(StrEnum):
    """How a petition stands."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Petition:
    """Something that an agency asks the office for (申请), and how it was answered.

    `to` is the day or the agency asked for, `granted_to` the one granted.  `nth` counts the extensions of a duty.
    An appeal is `against` a decision, which `author` took; it must be answered by `answer_by`.
    """

    key: str
    kind: PetitionKind
    task: str
    obligation: str
    agency: str
    reason: str
    by: str
    asked_on: date
    at: datetime
    nth: int = 1
    to: str | None = None
    doc: str | None = None
    against: str | None = None
    author: str | None = None
    answer_by: date | None = None
    state: PetitionState = PetitionState.PENDING
    granted_to: str | None = None
    answer: str = ""
    answer_doc: str | None = None
    decided_by: str | None = None
    decided_role: Role | None = None
    decided_on: date | None = None


@dataclass(frozen=True)
class Remark:
    """A leader's note on a matter (批示); it may want an answer by a day, which is a feedback."""

    key: str
    obligation: str
    text: str
    by: str
    on: date
    at: datetime
    doc: str | None = None
    answer_by: date | None = None
    answered_on: date | None = None
    answered_by: str | None = None


@dataclass(frozen=True)
class Tiding:
    """Something that happened to a task and is to be told to the other side (动态): to the agency or to the office."""

    key: str
    task: str
    obligation: str
    to: Literal["agency", "office"]
    agency: str
    action: str
    said: str
    on: date
    letter: str | None = None
