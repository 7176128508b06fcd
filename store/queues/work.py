"""The work (在办的事): every task in columns.

A line of the log may be about another task of the same duty: of a helper that takes over only the leaver is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from engine.nouns import TaskState
from store.columns import as_stored
from store.events import EVENT
from store.lists import one_of
from store.planner import unindexed
from store.queues import rolls
from store.queues.asked import Then
from store.queues.rolls import in_bytes, in_codes, in_ints, particulars
from store.session import Session
from store.statements import HERE, ask, chunks
from store.surveys.columns import NO_CODES, NONE, Codes, Ints, Words
from store.surveys.kept import Kept
from store.tables import TaskRow
from store.tables.row import table

TASK = table(TaskRow)
STATES = tuple(TaskState)
CODE = {state.value: code for code, state in enumerate(STATES)}
ROWS = select(
    TASK.c.key, TASK.c.about, TASK.c.agency, *(as_stored(TASK.c[name]) for name in ("state", "assigned_on"))
).where(unindexed(TASK.c.jurisdiction) == HERE)
TOGETHER = ROWS.where(TASK.c.about.in_(select(TASK.c.about).where(TASK.c.jurisdiction == HERE, one_of(TASK.c.key))))
TOLD = rolls.LINES.where(EVENT.c.about.is_(None), EVENT.c.kind.startswith("task."))


@dataclass(frozen=True, kw_only=True)
class Work(rolls.Roll):
    """Every task: about which obligation, whose, in which state, since when it is assigned."""

    about: Ints
    agencies: Ints
    states: Codes
    assigned_on: Ints
    names: Words

    def stood(self, then: Then) -> Codes:
        """The state of each by the end of a day gone by; its first one when nothing was told of it yet."""
        return self.led(np.full(len(self), CODE[TaskState.ASSIGNED], dtype=np.int8), then.until)


def work(session: Session, *, with_moves: bool = False) -> Work:
    """All tasks as the session sees them; with every move of theirs when a day gone by is asked for."""
    return FOLLOWER.roll(session, with_moves=with_moves)


def _changed(session: Session, told: Sequence[rolls.Told]) -> Iterator[rolls.Rows]:
    """The tasks that the log tells of, and the others of the same duties."""
    return (ask(session, TOGETHER, some=some) for some in chunks(sorted({line.subject for line in told})))


def _columns(before: Work, rows: rolls.Rows) -> rolls.Columns:
    keys, about, agencies, states, assigned_on = zip(*rows, strict=True)
    return {
        "keys": in_bytes(keys),
        "about": in_ints(about),
        "agencies": in_ints(map(before.names.__getitem__, agencies)),
        "states": in_codes(map(CODE.__getitem__, states)),
        "assigned_on": in_ints(day or 0 for day in assigned_on),
    }


def _led(told: Sequence[rolls.Told]) -> Iterator[rolls.Move]:
    """Where lines say that their tasks went, those that do."""
    return (
        (line.subject, rolls.UNSAID, CODE[said["to"]], line.at) for line, said in particulars(told) if said.get("to")
    )


def _empty() -> Work:
    return Work(keys=in_bytes(()), about=NONE, agencies=NONE, states=NO_CODES, assigned_on=NONE, names=Words())


FOLLOWER: rolls.Follower[Work] = rolls.Follower(
    empty=_empty,
    every=ROWS,
    lines=TOLD,
    moved=TOLD.where(EVENT.c.kind != "task.assign"),
    changed=_changed,
    columns=_columns,
    led=_led,
    kept=Kept(),
)
