"""The work (在办的事): every task in columns, kept for this process and followed as the log tells of moves.

A task is never written without a line of the log about it, or about another task of the same duty; so nobody has to say
anywhere else that tasks moved, and one move costs nothing more.  Whatever the log told last, the columns are exactly
what the session sees, if what it moved itself is in its log.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, select

from engine.nouns import TaskState
from store import events
from store.columns import as_stored, stamp
from store.events import EVENT, Head
from store.lists import one_of
from store.planner import unindexed
from store.queues.asked import Then
from store.session import Session
from store.statements import HERE, ask, chunks, stored
from store.surveys.columns import NO_CODES, NONE, Codes, Ints, Places, Words
from store.surveys.kept import FEW, Kept
from store.tables import TaskRow
from store.tables.row import table

Keys: TypeAlias = NDArray[np.bytes_]
Instants: TypeAlias = NDArray[np.int64]
Rows: TypeAlias = Sequence[Sequence[Any]]
TASK = table(TaskRow)
STATES = tuple(TaskState)
CODE = {state.value: code for code, state in enumerate(STATES)}
ROWS = select(
    TASK.c.key, TASK.c.about, TASK.c.agency, *(as_stored(TASK.c[name]) for name in ("state", "assigned_on"))
).where(unindexed(TASK.c.jurisdiction) == HERE)
TOGETHER = ROWS.where(TASK.c.about.in_(select(TASK.c.about).where(TASK.c.jurisdiction == HERE, one_of(TASK.c.key))))
AT = select(EVENT.c.hash).where(EVENT.c.jurisdiction == HERE, EVENT.c.position == bindparam("position"))
TOLD = (
    select(EVENT.c.subject, as_stored(EVENT.c.at), EVENT.c.payload)
    .where(
        EVENT.c.jurisdiction == HERE, EVENT.c.position > bindparam("after"), EVENT.c.about.is_(None),
        EVENT.c.kind.startswith("task."),
    )
    .order_by(EVENT.c.position)
)  # fmt: skip
MOVED = TOLD.where(EVENT.c.kind != "task.assign")


class Moves(NamedTuple):
    """Every move of a task that was told, in the order of the log: which task, where to, when."""

    tasks: Places
    states: Codes
    at: Instants


UNMOVED = Moves(np.empty(0, dtype=np.intp), NO_CODES, np.empty(0, dtype=np.int64))


@dataclass(frozen=True)
class Work:
    """Every task, in the order of its key: about which obligation, whose, in which state, since when it is assigned."""

    head: Head
    keys: Keys
    about: Ints
    agencies: Ints
    states: Codes
    assigned_on: Ints
    names: Words
    moves: Moves | None = None

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def age(self) -> int:
        """How far the log had come."""
        return self.head.position

    @cached_property
    def every(self) -> Places:
        """Every place."""
        return np.arange(len(self))

    def places(self, keys: Iterable[str]) -> Places:
        """The places of tasks, by key, as far as there are any."""
        wanted = _keys(sorted(keys))
        found = np.searchsorted(self.keys, wanted)
        there = found < len(self)
        there[there] = self.keys[found[there]] == wanted[there]
        return found[there]

    def stood(self, then: Then) -> Codes:
        """The state of each by the end of a day gone by; its first one when nothing was told of it yet."""
        found = np.full(len(self), CODE[TaskState.ASSIGNED], dtype=np.int8)
        if self.moves is not None:
            told = self.moves.at <= (stamp(then.until) or 0)
            found[self.moves.tasks[told]] = self.moves.states[told]  # of several numpy keeps the last
        return found


KEPT: Kept[Work] = Kept()


def lay_out(session: Session) -> None:
    """Read all tasks, and then what the log tells of them, before anybody waits for them."""
    work(session)
    work(session, with_moves=True)


def work(session: Session, *, with_moves: bool = False) -> Work:
    """All tasks as the session sees them; with every move of theirs when a day gone by is asked for."""
    seen = events.head(session)

    def fits(each: Work) -> bool:
        return each.head == seen and (each.moves is not None or not with_moves)

    return KEPT.found(session, fits, lambda kept: _laid(session, kept, seen, with_moves=with_moves))


def _laid(session: Session, kept: Sequence[Work], seen: Head, *, with_moves: bool) -> Work:
    """The work as the session sees it, made of the latest before it, if the log goes on from there."""
    before = next((each for each in reversed(kept) if _goes_on(session, each.head, seen)), None)
    told = [] if before is None else [row for some in stored(session, TOLD, after=before.head.position) for row in some]
    changed = sorted({row[0] for row in told})
    if before is None or len(changed) > FEW + len(before) // 4:
        found = _changed(Work(seen, _keys(()), NONE, NONE, NO_CODES, NONE, Words()), stored(session, ROWS))
    else:
        rows = (ask(session, TOGETHER, some=some) for some in chunks(changed))
        found = replace(_changed(before, rows), head=seen)
        if found.moves is not None:
            return replace(found, moves=_joined([found.moves, _moves(found, told)]))
    return _with_moves(session, found) if with_moves else found


def _goes_on(session: Session, before: Head, seen: Head) -> bool:
    """Whether the log that a session sees goes on from an earlier end: another may have been put in its place."""
    if before.position >= seen.position:
        return before == seen
    return any(row.hash == before.hash for row in ask(session, AT, position=before.position))


def _changed(before: Work, rows: Iterable[Rows]) -> Work:
    """The work with these rows in their places, those that are new among the others."""
    parts = [_columns(before.names, some) for some in rows if some]
    if not parts:
        return before
    told = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(told["keys"], kind="stable")
    told = {name: column[order] for name, column in told.items()}
    at = np.searchsorted(before.keys, told["keys"])
    known = np.zeros(len(at), dtype=np.bool_)
    inside = at < len(before)
    known[inside] = before.keys[at[inside]] == told["keys"][inside]
    grown: dict[str, Any] = {name: _merged(getattr(before, name), now, at, known) for name, now in told.items()}
    if before.moves is not None:
        shifted = before.moves.tasks + np.searchsorted(at[~known], before.moves.tasks, side="right")
        grown["moves"] = before.moves._replace(tasks=shifted)
    return replace(before, **grown)


def _columns(names: Words, rows: Rows) -> dict[str, NDArray[Any]]:
    """Rows of tasks as columns."""
    keys, about, agencies, states, assigned_on = zip(*rows, strict=True)
    return {
        "keys": _keys(keys),
        "about": _ints(about),
        "agencies": _ints(map(names.__getitem__, agencies)),
        "states": np.fromiter(map(CODE.__getitem__, states), dtype=np.int8),
        "assigned_on": _ints(day or 0 for day in assigned_on),
    }


def _merged(was: NDArray[Any], now: NDArray[Any], at: Places, known: NDArray[np.bool_]) -> NDArray[Any]:
    """A column with what is said now written over what is known, and put in before where it belongs."""
    column = was.astype(np.promote_types(was.dtype, now.dtype))
    column[at[known]] = now[known]
    return np.insert(column, at[~known], now[~known])


def _with_moves(session: Session, found: Work) -> Work:
    """The work with every move that the log tells."""
    return replace(found, moves=_joined([_moves(found, rows) for rows in stored(session, MOVED, after=0)]))


def _moves(found: Work, told: Rows) -> Moves:
    """What the log tells, as far as it says where a task went."""
    led = [(subject, CODE[to], at) for subject, at, payload in told if (to := json.loads(payload).get("to"))]
    subjects, states, instants = zip(*led, strict=True) if led else ((), (), ())
    return Moves(
        np.searchsorted(found.keys, _keys(subjects)),
        np.fromiter(states, dtype=np.int8),
        np.fromiter(instants, dtype=np.int64),
    )


def _joined(parts: Sequence[Moves]) -> Moves:
    columns: Iterable[tuple[NDArray[Any], ...]] = zip(UNMOVED, *parts, strict=True)
    return Moves(*map(np.concatenate, columns))


def _keys(keys: Iterable[str]) -> Keys:
    return np.array([key.encode() for key in keys], dtype=np.bytes_)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int32)
