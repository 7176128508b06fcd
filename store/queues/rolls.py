"""Rolls (名录): what the log tells of — tasks, notices, letters — in columns, kept and followed as the log goes on.

Nothing of these is written without a line of the log about it, or about what it belongs to; so nobody has to say
anywhere else that something moved, and one move costs nothing more.  Whatever the log told last, a roll is exactly what
the session sees, if what it moved itself is in its log.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, bindparam, select

from store import events
from store.columns import as_stored, stamp
from store.events import EVENT, Head
from store.session import Session
from store.statements import HERE, ask, stored
from store.surveys.columns import NO_CODES, Codes, Ints, Places
from store.surveys.kept import FEW, Kept

Keys: TypeAlias = NDArray[np.bytes_]
Instants: TypeAlias = NDArray[np.int64]
Rows: TypeAlias = Sequence[Sequence[Any]]
Move: TypeAlias = tuple[str, int, int, int]
"""Of whom the log tells that it went, out of what state (or `UNSAID`), into what state, by their codes, and when."""
UNSAID = -1
Mask: TypeAlias = NDArray[np.bool_]
Columns: TypeAlias = Mapping[str, NDArray[Any]]
AT = select(EVENT.c.hash).where(EVENT.c.jurisdiction == HERE, EVENT.c.position == bindparam("position"))
LINES = (
    select(EVENT.c.kind, EVENT.c.subject, as_stored(EVENT.c.at), EVENT.c.payload, EVENT.c.about)
    .where(EVENT.c.jurisdiction == HERE, EVENT.c.position > bindparam("after"))
    .order_by(EVENT.c.position)
)


class Told(NamedTuple):
    """A line of the log, as it is stored."""

    kind: str
    subject: str
    at: int
    payload: str
    about: int | None


class Moves(NamedTuple):
    """Every move that was told, in the order of the log: of which place, where from, where to, when."""

    places: Places
    before: Codes
    states: Codes
    at: Instants


STILL = Moves(np.empty(0, dtype=np.intp), NO_CODES, NO_CODES, np.empty(0, dtype=np.int64))


@dataclass(frozen=True, kw_only=True)
class Roll:
    """Things of one kind in the order of their keys, up to an end of the log; with their moves if they were read."""

    head: Head = Head()
    keys: Keys
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
        """The places of these keys, as far as there are any."""
        found, there = self.sought(in_bytes(sorted(keys)))
        return found[there]

    def sought(self, keys: Keys) -> tuple[Places, Mask]:
        """Where each of these keys stands, or would stand; and which are there."""
        found = np.searchsorted(self.keys, keys)
        there = found < len(self)
        there[there] = self.keys[found[there]] == keys[there]
        return found, there

    def named(self, places: Places) -> list[str]:
        """The keys at these places."""
        return [key.decode() for key in self.keys[places].tolist()]

    @property
    def told(self) -> Moves:
        """Every move of theirs; none when they were not read."""
        return STILL if self.moves is None else self.moves

    def led(self, first: Codes, until: datetime) -> Codes:
        """Where the moves that had been told by a moment led each; `first` is where those began that do not say it."""
        found, told = first.copy(), self.told
        said = np.flatnonzero(told.before != UNSAID)[::-1]
        found[told.places[said]] = told.before[said]  # of several numpy keeps the last, which here is the first
        by_then = told.at <= (stamp(until) or 0)
        found[told.places[by_then]] = told.states[by_then]
        return found


R = TypeVar("R", bound=Roll)


@dataclass(frozen=True)
class Follower(Generic[R]):
    """How the rolls of one kind are read and followed (跟读).

    `every` are the rows of all there are, `lines` tell what `changed`, `moved` where something was `led`.
    """

    empty: Callable[[], R]
    every: Select[Any]
    lines: Select[Any]
    moved: Select[Any]
    changed: Callable[[Session, Sequence[Told]], Iterable[Rows]]
    columns: Callable[[R, Rows], Columns]
    led: Callable[[Sequence[Told]], Iterator[Move]]
    kept: Kept[R]

    def roll(self, session: Session, *, with_moves: bool = False) -> R:
        """The roll as the session sees it; with every move when a day gone by is asked for."""
        seen = events.head(session)

        def fits(each: R) -> bool:
            return each.head == seen and (each.moves is not None or not with_moves)

        return self.kept.found(session, fits, lambda kept: self._laid(session, kept, seen, with_moves=with_moves))

    def _laid(self, session: Session, kept: Sequence[R], seen: Head, *, with_moves: bool) -> R:
        """The roll as the session sees it, made of the latest before it, if the log goes on from there."""
        before = next((each for each in reversed(kept) if goes_on(session, each.head, seen)), None)
        told = [] if before is None else [line for some in _told(session, self.lines, before.age) for line in some]
        if before is None or len({line.subject for line in told}) > FEW + len(before) // 4:
            found = self._changed(replace(self.empty(), head=seen), stored(session, self.every))
        else:
            found = replace(self._changed(before, self.changed(session, told)), head=seen)
            if found.moves is not None:
                return replace(found, moves=_joined([found.moves, self._moves(found, told)]))
        return self._with_moves(session, found) if with_moves else found

    def _changed(self, before: R, rows: Iterable[Rows]) -> R:
        """The roll with these rows in their places, those that are new among the others."""
        parts = [self.columns(before, some) for some in rows if some]
        if not parts:
            return before
        told = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        keys, order = np.unique(told["keys"], return_index=True)
        told = {name: column[order] for name, column in told.items()}
        at, known = before.sought(keys)
        grown: dict[str, Any] = {name: _merged(getattr(before, name), now, at, known) for name, now in told.items()}
        if before.moves is not None:
            shifted = before.moves.places + np.searchsorted(at[~known], before.moves.places, side="right")
            grown["moves"] = before.moves._replace(places=shifted)
        return replace(before, **grown)

    def _with_moves(self, session: Session, found: R) -> R:
        """The roll with every move that the log tells."""
        return replace(found, moves=_joined([self._moves(found, some) for some in _told(session, self.moved, 0)]))

    def _moves(self, found: R, told: Sequence[Told]) -> Moves:
        """What the log tells, as far as it says where something on the roll went."""
        led = list(self.led(told))
        subjects, before, states, instants = zip(*led, strict=True) if led else ((), (), (), ())
        places, there = found.sought(in_bytes(subjects))
        at = np.fromiter(instants, dtype=np.int64)
        return Moves(places[there], in_codes(before)[there], in_codes(states)[there], at[there])


def _told(session: Session, lines: Select[Any], after: int) -> Iterator[list[Told]]:
    return (list(map(Told._make, rows)) for rows in stored(session, lines, after=after))


def particulars(told: Iterable[Told]) -> Iterator[tuple[Told, dict[str, Any]]]:
    """Lines with what each tells, all read as one list: a parser called a million times takes four times as long."""
    lines = list(told)
    yield from zip(lines, json.loads(f"[{','.join(line.payload for line in lines)}]"), strict=True)


def goes_on(session: Session, before: Head, seen: Head) -> bool:
    """Whether the log that a session sees goes on from an earlier end: another may have been put in its place."""
    if before.position >= seen.position:
        return before == seen
    return any(row.hash == before.hash for row in ask(session, AT, position=before.position))


def _merged(was: NDArray[Any], now: NDArray[Any], at: Places, known: Mask) -> NDArray[Any]:
    """A column with what is said now written over what is known, and put in before where it belongs."""
    column = was.astype(np.promote_types(was.dtype, now.dtype))
    column[at[known]] = now[known]
    return np.insert(column, at[~known], now[~known])


def _joined(parts: Sequence[Moves]) -> Moves:
    columns: Iterable[tuple[NDArray[Any], ...]] = zip(STILL, *parts, strict=True)
    return Moves(*map(np.concatenate, columns))


def in_bytes(keys: Iterable[str]) -> Keys:
    """Keys as a column."""
    return np.array([key.encode() for key in keys], dtype=np.bytes_)


def in_codes(codes: Iterable[int]) -> Codes:
    """Codes as a column."""
    return np.fromiter(codes, dtype=np.int8)


def in_ints(values: Iterable[int]) -> Ints:
    """Whole numbers as a column."""
    return np.fromiter(values, dtype=np.int32)
