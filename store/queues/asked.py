"""What is asked of the queues (所问): which tasks and notices are meant, when, and how they stand on a list."""

from dataclasses import dataclass, field
from datetime import date, datetime

from engine.nouns import LetterStage, NoticeState, Standing, TaskState
from store.surveys.columns import STANDINGS, Board
from store.surveys.sought import Moment, Sought


@dataclass(frozen=True)
class Then:
    """A day gone by (那时): the moment of which verdicts are told, the last instant of which people's moves are."""

    moment: Moment
    until: datetime

    @property
    def day(self) -> date:
        """The day itself, which ends with that instant."""
        return min(self.moment.as_of, self.moment.known_at)


@dataclass(frozen=True)
class About:
    """What a task or a notice is about, as far as a list tells it."""

    rule: str
    bearer: str
    subject: str
    due: date
    pack_sha256: str
    window: str
    standing: Standing | None


@dataclass(frozen=True)
class Tasks:
    """Which tasks are meant; what is None or empty does not narrow. `agencies` is what the reader may see."""

    about: Sought = field(default_factory=Sought)
    agencies: frozenset[str] | None = None
    agency: str | None = None
    states: tuple[TaskState, ...] = ()
    keys: frozenset[str] | None = None


@dataclass(frozen=True)
class Notices:
    """Which notices are meant; what is None or empty does not narrow."""

    about: Sought = field(default_factory=Sought)
    states: tuple[NoticeState, ...] = ()
    paper: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    keys: frozenset[str] | None = None


@dataclass(frozen=True)
class Posted:
    """A letter without its bytes."""

    message_id: str
    kind: str
    recipient: str
    subject: str
    slot: date
    stage: LetterStage
    attempts: int
    answer: str | None


def about(on: Board, places: list[int], moment: Moment | None = None) -> list[About]:
    """What stands at these places of a board."""
    agencies, people = list(on.agencies), list(on.people)
    columns = (on.bearers, on.subjects, on.of_term, on.due(moment), on.at(moment))
    return [
        About(
            term.rule, agencies[bearer], people[subject], date.fromordinal(due), term.pack_sha256, term.window_label,
            STANDINGS[standing],
        )
        for bearer, subject, place, due, standing in zip(*(each[places].tolist() for each in columns), strict=True)
        for term in (on.terms.rows[place],)
    ]  # fmt: skip
