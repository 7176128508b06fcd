"""The notices of the office as lists have them (通知清单), now or by the end of a day gone by."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import select

from engine.nouns import Notice, NoticeState
from store.lists import one_of
from store.notices import FIELDS, NOTICE
from store.queues.asked import About, Notices, Then, about
from store.queues.hindsight import notices_then
from store.queues.rolls import Mask
from store.queues.speech import CODE, STATES, Speech, speech
from store.session import Session
from store.statements import HERE, ask, chunks
from store.surveys.board import board
from store.surveys.choosing import chosen, flags, placed
from store.surveys.columns import Codes, Places
from store.surveys.sought import Sought

AT_ONCE = 2000
LAST_DAY = np.iinfo(np.int32).max
SHOWN = select(NOTICE.c.about, *(NOTICE.c[name] for name in FIELDS)).where(
    NOTICE.c.jurisdiction == HERE, one_of(NOTICE.c.key)
)


class Pile(NamedTuple):
    """The notices that are meant (一堆): their places in the speech, and its states."""

    places: Places
    speech: Speech
    states: Codes

    def ordered(self) -> "Pile":
        """The same with the latest due at the head, and then in the order of their keys."""
        ranks = placed(self.speech.due_on[self.places])
        return self._replace(places=self.places[np.argsort(ranks.max(initial=0) - ranks, kind="stable")])


def notices(
    session: Session, wanted: Notices, then: Then | None = None, *, limit: int | None = None, offset: int = 0
) -> list[tuple[Notice, About]]:
    """The notices meant, the latest due at the head."""
    pile = _meant(session, wanted, then).ordered()
    return list(_lines(session, pile._replace(places=pile.places[offset:][:limit]), then))


def streamed_notices(session: Session, wanted: Notices, then: Then | None = None) -> Iterator[tuple[Notice, About]]:
    """All of them in the same order, so many at a time: there may be a million."""
    yield from _lines(session, _meant(session, wanted, then).ordered(), then)


def notices_by_state(session: Session, wanted: Notices, then: Then | None = None) -> dict[NoticeState, int]:
    """How many of the notices meant are in which state."""
    pile = _meant(session, wanted, then)
    many = np.bincount(pile.states[pile.places], minlength=len(STATES)).tolist()
    return {state: number for state, number in zip(STATES, many, strict=True) if number}


def notices_by_paper(session: Session, wanted: Notices, then: Then | None = None) -> dict[str, int]:
    """How many of the notices meant are papers of which name."""
    pile = _meant(session, wanted, then)
    names = pile.speech.names
    many = np.bincount(pile.speech.papers[pile.places], minlength=len(names)).tolist()
    return {name: many[names[name]] for name in sorted(names) if many[names[name]]}


def papers(session: Session) -> list[str]:
    """Every kind of paper that was ever decided on."""
    return sorted(speech(session).names)


def _meant(session: Session, wanted: Notices, then: Then | None) -> Pile:
    at = speech(session, with_moves=then is not None)
    states = at.stood(then) if then else at.states
    found = at.every if wanted.keys is None else at.places(wanted.keys)
    found = found[_asked(at, wanted, then)[found]]
    if wanted.states:
        found = found[np.isin(np.arange(len(STATES)), [CODE[state] for state in wanted.states])[states[found]]]
    if wanted.about != Sought():
        on = board(session)
        is_meant = np.zeros(on.last + 1, dtype=np.bool_)
        is_meant[on.numbers[chosen(session, on, wanted.about, None)]] = True
        found = found[is_meant[at.about[found]]]
    return Pile(found, at, states)


def _asked(at: Speech, wanted: Notices, then: Then | None) -> Mask:
    """Which notices have the paper and the days that are asked for, and had been decided on by the day looked at."""
    first = wanted.due_from.toordinal() if wanted.due_from else 0
    last = wanted.due_to.toordinal() if wanted.due_to else LAST_DAY
    found: Mask = (at.due_on >= first) & (at.due_on <= last)
    if then:
        found &= at.decided_on <= then.day.toordinal()
    if wanted.paper:
        found &= flags(at.names, (wanted.paper,))[at.papers]
    return found


def _lines(session: Session, pile: Pile, then: Then | None) -> Iterator[tuple[Notice, About]]:
    """The notices of a pile in their order, with what they are about, so many at a time."""
    on = board(session)
    for some in chunks(pile.places.tolist(), AT_ONCE):
        keys = pile.speech.named(np.array(some))
        found = {row.key: Notice(*row[1:]) for row in ask(session, SHOWN, some=keys)}
        told = about(on, on.by_number[pile.speech.about[some]].tolist())
        stood: Sequence[Notice] = [found[key] for key in keys]
        yield from zip(notices_then(session, stood, then) if then else stood, told, strict=True)
