"""The tasks of the office as lists have them (督办件清单), now or by the end of a day gone by."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.nouns import Task, TaskState
from store import tasks as register
from store import worklists
from store.queues.asked import About, Tasks, Then, about
from store.queues.work import CODE, STATES, Work, work
from store.session import Session
from store.statements import chunks
from store.surveys.board import board
from store.surveys.choosing import chosen, flags, placed
from store.surveys.columns import Board, Codes, Places
from store.surveys.sought import Moment, Sought

AT_ONCE = 2000


class Pile(NamedTuple):
    """The tasks that are meant (一堆): their places in the work, its states, and the board of what they are about."""

    places: Places
    work: Work
    states: Codes
    board: Board
    moment: Moment | None

    def ordered(self) -> "Pile":
        """The same in the order in which the tasks are due, and then of their keys."""
        due = self.board.due(self.moment)[self.on_board(self.places)]
        return self._replace(places=self.places[np.argsort(placed(due), kind="stable")])

    def by_agency(self) -> "Pile":
        """The same agency by agency."""
        whose = self.work.names.ranks[self.work.agencies[self.places]]
        return self._replace(places=self.places[np.argsort(whose, kind="stable")])

    def on_board(self, places: Places) -> Places:
        """The places on the board of what the tasks at these places are about."""
        return self.board.by_number[self.work.about[places]]


def tasks(
    session: Session, wanted: Tasks, then: Then | None = None, *, limit: int | None = None, offset: int = 0
) -> list[tuple[Task, About]]:
    """The tasks meant, the one due first at the head."""
    pile = _meant(session, wanted, then).ordered()
    return list(_lines(session, pile._replace(places=pile.places[offset:][:limit]), then))


def streamed_tasks(
    session: Session, wanted: Tasks, then: Then | None = None, *, by_agency: bool = False
) -> Iterator[tuple[Task, About]]:
    """All of them in the same order, or agency by agency, so many at a time: there may be a million."""
    pile = _meant(session, wanted, then).ordered()
    yield from _lines(session, pile.by_agency() if by_agency else pile, then)


def tasks_spread(session: Session, wanted: Tasks, then: Then | None = None) -> int:
    """Over how many agencies the tasks meant spread."""
    pile = _meant(session, wanted, then)
    return len(np.unique(pile.work.agencies[pile.places]))


def tasks_by_state(session: Session, wanted: Tasks, then: Then | None = None) -> dict[TaskState, int]:
    """How many of the tasks meant are in which state."""
    pile = _meant(session, wanted, then)
    many = np.bincount(pile.states[pile.places], minlength=len(STATES)).tolist()
    return {state: number for state, number in zip(STATES, many, strict=True) if number}


def _meant(session: Session, wanted: Tasks, then: Then | None) -> Pile:
    moment = then.moment if then else None
    on, at = board(session, moment), work(session, with_moves=then is not None)
    states = at.stood(then) if then else at.states
    found = at.every if wanted.keys is None else at.places(wanted.keys)
    for seen in (wanted.agencies, (wanted.agency,) if wanted.agency else None):
        if seen is not None:
            found = found[flags(at.names, seen)[at.agencies[found]]]
    if then:
        assigned_on = at.assigned_on[found]
        found = found[(assigned_on > 0) & (assigned_on <= then.moment.as_of.toordinal())]
    if wanted.states:
        found = found[np.isin(np.arange(len(STATES)), [CODE[state] for state in wanted.states])[states[found]]]
    if wanted.about != Sought():
        is_meant = np.zeros(len(on), dtype=np.bool_)
        is_meant[chosen(session, on, wanted.about, moment)] = True
        found = found[is_meant[on.by_number[at.about[found]]]]
    return Pile(found, at, states, on, moment)


def _lines(session: Session, pile: Pile, then: Then | None) -> Iterator[tuple[Task, About]]:
    """The tasks of a pile in their order, with what they are about, so many at a time."""
    for some in chunks(pile.places.tolist(), AT_ONCE):
        keys = [key.decode() for key in pile.work.keys[some].tolist()]
        found = register.of_keys(session, keys)
        if then:
            stood = worklists.as_they_stood(session, list(found.values()), then.moment.as_of, then.until)
            found = {each.key: each for each in stood}
        told = about(pile.board, pile.on_board(np.array(some)).tolist(), pile.moment)
        yield from ((found[key], each) for key, each in zip(keys, told, strict=True))
