"""The speech (要说的话): every notice in columns.

A notice that goes into a letter is told by the line that freezes the letter; whatever else becomes of it has a line of
its own, which says `to` what state.  A sweep's line about an obligation may have brought new ones.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import case, func, or_, select

from engine.nouns import NoticeState
from store.columns import as_stored
from store.events import EVENT
from store.letters import FROZEN
from store.lists import one_of
from store.notices import NOTICE
from store.planner import unindexed
from store.queues import rolls
from store.queues.asked import Then
from store.queues.rolls import in_bytes, in_codes, in_ints, particulars
from store.session import Session
from store.statements import HERE, ask, chunks
from store.surveys.columns import NO_CODES, NONE, Codes, Ints, Words
from store.surveys.kept import Kept
from store.tables import VerdictRow
from store.tables.row import table

VERDICT = table(VerdictRow)
STATES = tuple(NoticeState)
CODE = {state.value: code for code, state in enumerate(STATES)}
AS_DECIDED = [CODE[state] for state in (NoticeState.PLANNED, NoticeState.HELD, NoticeState.SKIPPED)]
OFF = CODE[NoticeState.CANCELLED]
LED_TO = {
    "notice.release": NoticeState.PLANNED,
    "notice.cancel": NoticeState.CANCELLED,
    "notice.undo": NoticeState.CANCELLED,
}
"""Where to lines led that were written before each said so itself."""
JUDGED_AGAIN = (
    select(func.min(as_stored(VERDICT.c.as_of)))
    .where(
        VERDICT.c.jurisdiction == HERE, VERDICT.c.obligation == NOTICE.c.about, VERDICT.c.as_of > NOTICE.c.decided_on
    )
    .scalar_subquery()
)
ROWS = select(
    *(as_stored(NOTICE.c[name]) for name in ("key", "about", "paper", "state", "release", "due_on", "decided_on")),
    case((NOTICE.c.state == NoticeState.CANCELLED, JUDGED_AGAIN)),
).where(unindexed(NOTICE.c.jurisdiction) == HERE)
OF_DUTIES = ROWS.where(one_of(NOTICE.c.about))
TOGETHER = ROWS.where(
    NOTICE.c.about.in_(select(NOTICE.c.about).where(NOTICE.c.jurisdiction == HERE, one_of(NOTICE.c.key)))
)
MOVED = EVENT.c.about.is_(None) & or_(EVENT.c.kind.startswith("notice."), EVENT.c.kind == FROZEN)


@dataclass(frozen=True, kw_only=True)
class Speech(rolls.Roll):
    """Every notice: about which obligation, which paper, in which state, whether people release it, and its days."""

    about: Ints
    papers: Ints
    states: Codes
    by_people: rolls.Mask
    due_on: Ints
    decided_on: Ints
    judged_again: Ints
    """When there was another verdict on what one that is called off was about; 0 of all others."""
    names: Words

    def stood(self, then: Then) -> Codes:
        """The state of each by the end of a day gone by; as it was decided when nothing was told of it yet."""
        untold = np.ones(len(self), dtype=np.bool_)
        untold[self.told.places] = False
        as_decided = untold & np.isin(self.states, AS_DECIDED)
        waiting = np.where(self.by_people, CODE[NoticeState.HELD], CODE[NoticeState.PLANNED])
        found = self.led(np.where(as_decided, self.states, waiting).astype(np.int8), then.until)
        found[self._taken_back(then)] = OFF
        return found

    def _taken_back(self, then: Then) -> rolls.Mask:
        """Those that the house had taken back by itself, in the days when it did not yet say so in the log."""
        back: rolls.Mask = (self.judged_again > 0) & (self.judged_again <= then.day.toordinal())
        back[self.told.places[self.told.states == OFF]] = False
        return back


def speech(session: Session, *, with_moves: bool = False) -> Speech:
    """All notices as the session sees them; with every move of theirs when a day gone by is asked for."""
    return FOLLOWER.roll(session, with_moves=with_moves)


def _changed(session: Session, told: Sequence[rolls.Told]) -> Iterator[rolls.Rows]:
    """The notices of the duties that a sweep spoke of, and those that moved, with the others of their duties."""
    spoken_of = sorted({line.about for line in told if line.about is not None})
    moved = sorted({key for line in told if line.about is None for key in _of(line)})
    yield from (ask(session, OF_DUTIES, some=some) for some in chunks(spoken_of))
    yield from (ask(session, TOGETHER, some=some) for some in chunks(moved))


def _of(line: rolls.Told) -> Sequence[str]:
    """The notices that a line is about."""
    return json.loads(line.payload).get("notices", []) if line.kind == FROZEN else [line.subject]


def _led(told: Sequence[rolls.Told]) -> Iterator[rolls.Move]:
    """Where lines say that their notices went, those that do."""
    for line, said in particulars(told):
        if line.kind == FROZEN:
            yield from ((key, rolls.UNSAID, CODE[NoticeState.BUNDLED], line.at) for key in said.get("notices", ()))
        elif to := said.get("to", LED_TO.get(line.kind)):
            yield line.subject, CODE[said["from"]] if "from" in said else rolls.UNSAID, CODE[to], line.at


def _columns(before: Speech, rows: rolls.Rows) -> rolls.Columns:
    keys, about, papers, states, releases, due_on, decided_on, judged_again = zip(*rows, strict=True)
    return {
        "keys": in_bytes(keys),
        "about": in_ints(about),
        "papers": in_ints(map(before.names.__getitem__, papers)),
        "states": in_codes(map(CODE.__getitem__, states)),
        "by_people": np.array([release == "human" for release in releases], dtype=np.bool_),
        "due_on": in_ints(due_on),
        "decided_on": in_ints(decided_on),
        "judged_again": in_ints(day or 0 for day in judged_again),
    }


def _empty() -> Speech:
    return Speech(
        keys=in_bytes(()), about=NONE, papers=NONE, states=NO_CODES, by_people=NO_CODES.astype(np.bool_),
        due_on=NONE, decided_on=NONE, judged_again=NONE, names=Words(),
    )  # fmt: skip


FOLLOWER: rolls.Follower[Speech] = rolls.Follower(
    empty=_empty,
    every=ROWS,
    lines=rolls.LINES.where(EVENT.c.about.is_not(None) | MOVED),
    moved=rolls.LINES.where(MOVED),
    changed=_changed,
    columns=_columns,
    led=_led,
    kept=Kept(),
)
