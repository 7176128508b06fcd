"""应办事项：one duty of one bearer in one window of time."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Window:
    """A closed stretch of civil days (周期) with its label: "2026", "2026H1", "2026Q3", "2026-03", "once"."""

    first: date
    last: date
    label: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True)
class Due:
    """The last days of a duty (时限): `safe` under every reading, `hard` under some, `grace_end` with grace.

    A `hard` of None means that no day can yet be called too late (semantics-rulings 39, 42).
    """

    safe: date
    hard: date | None
    grace_end: date | None
    provisional: bool = False
    because: str | None = None
    steps: tuple[str, ...] = ()
    original: date | None = None


@dataclass(frozen=True)
class Amended:
    """What later versions of its rule did to an obligation entered under an earlier one (修订, semantics 7).

    `versions` are those that share in judging it, each from its day on: (day, pack sha256).  From `ended` on the
    obligation is superseded unless it was settled by then; `successor` is the key of the one that goes on, if any.
    What was settled when its rule changed, on `held_on`, keeps its `facts` for good: no other window may have them, and
    of what was on file by then it gets no more.
    """

    versions: tuple[tuple[date, str], ...] = ()
    ended: date | None = None
    successor: str | None = None
    held_on: date | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Obligation:
    """One duty of one bearer in one window (应办事项); due day, rule version and calendar are frozen in it.

    `key` hashes pack, rule, bearer, subject and window label (semantics 2); the due day is not part of it.
    A masked date keeps every reading as a window with its due day in `readings`; there are none when all is printed.
    """

    key: str
    pack: str
    pack_sha256: str
    rule: str
    bearer: str
    window: Window
    due: Due
    subject: str = ""
    calendar: str = ""
    readings: tuple[tuple[Window, Due], ...] = ()
    amended: Amended | None = None
