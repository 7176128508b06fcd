"""事实、累计与判定：what happened, what it comes to, what holds on a day."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from engine.nouns.agency import Attrs
from engine.nouns.obligation import Due, Window


class FactStatus(StrEnum):
    """What the office has made of a piece of evidence."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Fact:
    """Something that happened (事实): the day it happened, the day it was recorded; append-only.

    `number` is its place in the log among those of a day, 0 where nothing but the id tells.  `logged` is for the copy
    of an act that serves a window only since some day after, or before, it was recorded: that day is `recorded` then,
    and `logged` the one under which it stands in the log.
    """

    id: str
    kind: str
    agency: str
    day: date
    recorded: date
    quantity: Fraction | None = Fraction(1)
    unit: str | None = None
    member: str | None = None
    to: str | None = None
    status: FactStatus = FactStatus.ACCEPTED
    decided: date | None = None
    retracted: date | None = None
    attrs: Attrs = field(default_factory=dict)
    number: int = field(default=0, compare=False)
    logged: date | None = None


@dataclass(frozen=True)
class OfficeAct:
    """An officer's power used on one obligation (处置): extend, exempt, toll, resume, confirm, transfer, judge."""

    act: Literal["extend", "exempt", "toll", "resume", "confirm", "transfer", "judge"]
    day: date
    recorded: date
    granted: date | None = None
    role: Literal["officer", "leader"] | None = None
    of: str | None = None
    to: str | None = None
    member: str | None = None
    value: str | None = None
    doc: str | None = None


@dataclass(frozen=True)
class Member:
    """A person, case or post holding that is measured inside an obligation (对象); `until` is not included."""

    id: str
    since: date | None = None
    until: date | None = None
    attrs: Attrs = field(default_factory=dict)

    @property
    def person(self) -> str:
        """Who it is, also where the id tells an earlier stay (`id#1`) from the last one."""
        return self.id.partition("#")[0]

    def belongs(self, day: date) -> bool:
        """Whether he had joined by then and not left yet."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Earlier:
    """A window before the one judged, with the facts that serve it: what was done beyond its need may be carried over.

    `joined` is the day on which the one measured joined inside that window; `waived` whether he was let off there, so
    that nothing was needed: None until the judge has asked.
    """

    window: Window
    due: Due
    facts: tuple[Fact, ...] = ()
    joined: date | None = None
    acts: tuple[OfficeAct, ...] = ()
    waived: bool | None = None


@dataclass(frozen=True)
class Dossier:
    """All that is on file for one obligation (案卷): facts in any order, acts, members, the bearer's attributes.

    `earlier` holds the windows before it where surplus is carried over, `in_force` the rule's first day if it is known.
    After a merger of which only the best counts, `pools` holds each predecessor's facts beside those in common.
    """

    facts: tuple[Fact, ...] = ()
    acts: tuple[OfficeAct, ...] = ()
    members: tuple[Member, ...] = ()
    attrs: Attrs = field(default_factory=dict)
    upstream: "Verdict | None" = None
    earlier: tuple[Earlier, ...] = ()
    in_force: date | None = None
    pools: tuple[tuple[Fact, ...], ...] = ()


class Truth(StrEnum):
    """Three-valued truth: unknown never becomes a breach or a pass."""

    TRUE = "T"
    FALSE = "F"
    UNKNOWN = "U"


@dataclass(frozen=True)
class Rejected:
    """A piece of evidence that did not count, and why not."""

    fact: str
    code: str
    day: date


@dataclass(frozen=True)
class Part:
    """One part of a test (分项): a recipient, a half-year, a member, a branch."""

    name: str
    truth: Truth
    have: Fraction | None = None
    need: Fraction | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """What the facts on file come to (累计): an interval lo..hi (hi None = unbounded) and when it was reached.

    `truth` speaks as if the window had closed with what is on file.  `reached_on` is the day of the act that
    made it true, `possible_on` the day it is reached if all that is pending is accepted, `proved_on` the day on
    which late proof undid a breach already found, or came in to be reviewed.  `style` says how a calendar reads
    it: `reach` once true stays true, `at_end` is judged when the window closes, `limit` breaks at once, on `broken_on`.
    `next_change` is when it changes with no new fact.  Not `applicable` means that there is nothing to test
    (semantics-rulings 72, 82).
    """

    lo: Fraction
    hi: Fraction | None
    truth: Truth
    need: Fraction | None = None
    reached_on: date | None = None
    proved_on: date | None = None
    possible_on: date | None = None
    broken_on: date | None = None
    style: Literal["reach", "at_end", "limit"] = "reach"
    because: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    members_met: int | None = None
    next_change: date | None = None
    applicable: bool = True


class Standing(StrEnum):
    """What the calendar says of an obligation on a day (进展), as in semantics 6."""

    PENDING = "PENDING"
    OPEN = "OPEN"
    CONTESTED = "CONTESTED"
    IN_GRACE = "IN_GRACE"
    BREACHED = "BREACHED"
    BELOW_PRINCIPLE = "BELOW_PRINCIPLE"
    NOT_DONE = "NOT_DONE"
    CURED = "CURED"
    OVERTURNED = "OVERTURNED"
    MET = "MET"
    MET_IN_GRACE = "MET_IN_GRACE"
    UNKNOWN = "UNKNOWN"
    EXEMPT = "EXEMPT"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    TRANSFERRED = "TRANSFERRED"
    SUPERSEDED = "SUPERSEDED"
    MANUAL = "MANUAL"


@dataclass(frozen=True)
class Verdict:
    """What holds for an obligation on a day (判定), and all that explains it; `due` is the due day in force."""

    obligation: str
    standing: Standing
    since: date | None
    as_of: date
    known_at: date
    due: Due
    tally: Tally
    because: tuple[str, ...] = ()
    next_look: date | None = None
    behind: bool = False
