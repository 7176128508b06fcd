"""What a process keeps (留着的): the latest pictures of each jurisdiction of each open database, drawn one at a time.

A picture is of exactly what a session sees; what a session has not committed is never kept.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from threading import Lock
from typing import Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Pool

from store.session import Session
from store.statements import here

FEW = 1000
"""If more than these and a quarter of all were written, everything is read anew."""
KEPT = 3
"""So many are kept: a reader whose session began a moment ago may see what was before the last movement."""


class Picture(Protocol):
    """What is kept; of two the one with the greater age was drawn of what was there later."""

    @property
    def age(self) -> int:
        """How far what it is of had come; 0 when nothing tells it from another that is as far."""


T = TypeVar("T", bound=Picture)


class Kept(Generic[T]):
    """The pictures that this process keeps, the latest last."""

    def __init__(self) -> None:
        self._pictures: WeakKeyDictionary[Pool, dict[str, list[T]]] = WeakKeyDictionary()
        self._one_at_a_time = Lock()

    def found(self, session: Session, fits: Callable[[T], bool], drawn: Callable[[Sequence[T]], T]) -> T:
        """The picture that fits; else one that is drawn, of those there are, and kept."""
        kept = self._pictures.setdefault(session.database.pool, {}).setdefault(here(session), [])
        found = _first(kept, fits)
        if found is None:
            with self._one_at_a_time:
                found = _first(kept, fits) or drawn(kept)
                if found.age and session.is_reading:
                    others = (each for each in kept if each.age != found.age)
                    kept[:] = sorted((*others, found), key=attrgetter("age"))[-KEPT:]
        return found


def _first(kept: Sequence[T], fits: Callable[[T], bool]) -> T | None:
    return next(filter(fits, list(kept)), None)
