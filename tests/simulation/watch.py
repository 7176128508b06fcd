"""What is looked at after every commit of a world: who moved which letter, and whether a wrong clock wrote anything.

The rules are told here once more, in other words than the house's own: who holds a letter is who claimed it last, for
ten minutes; only the holder moves it on, and once the ten minutes are over anybody may take it from him.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from duban.services.rulebook import working_calendar
from engine.workdays import WorkCalendar
from store.session import reading

LEASE = timedelta(minutes=10)
SKEW = timedelta(minutes=4)
"""By so much two right clocks may differ here: each is off by at most two minutes."""
IN_HAND = ("claimed", "data_started")
WAITING = ("ready", "temporary", "in_doubt")
OVER = ("accepted", "permanent", "dead", "closed")
LETTERS = "SELECT message_id, stage, attempts FROM letter ORDER BY message_id"
WRITTEN = "SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice), (SELECT count(*) FROM letter)"


@dataclass(frozen=True)
class Hold:
    """Who has a letter in hand, and until when nobody may take it away."""

    strand: object
    attempt: int
    until: datetime


class Watch:
    """Sees every commit of one world."""

    def __init__(self, world: Any) -> None:
        self._world = world
        self._file = world.ground.site.onlooker()
        self._letters = self._now_letters()
        self._written = self._file.execute(WRITTEN).fetchone()
        self._holds: dict[str, Hold] = {}
        self._first: date = world.first
        self._calendar: WorkCalendar | None = None
        self.commits = 0

    def calendar(self) -> WorkCalendar:
        """The working calendar of this world."""
        if self._calendar is None:
            with reading(self._world.ground.database, self._world.ground.settings.jurisdiction) as session:
                self._calendar = working_calendar(session)
        return self._calendar

    def look(self, mine: Any) -> None:
        """After a commit of a strand (None: outside of all): see what it changed."""
        self.commits += 1
        letters, written = self._now_letters(), self._file.execute(WRITTEN).fetchone()
        changed = [name for name in letters if letters[name] != self._letters.get(name)]
        if mine is not None and mine.wrongly and (changed or written != self._written):
            self._fault(f"{mine.strand.name} wrote by a wrong clock")
        if self._letters.keys() - letters.keys():
            self._fault("a letter vanished")
        for name in changed:
            self._moved(name, self._letters.get(name), letters[name], mine)
        self._letters, self._written = letters, written

    def close(self) -> None:
        """Look no more."""
        self._file.close()

    def _moved(self, name: str, was: tuple[str, int] | None, now: tuple[str, int], mine: Any) -> None:
        strand, at = mine.strand if mine else None, self._world.now
        if was is None:
            if now != ("ready", 0):
                self._fault(f"{name} began as {now}")
            return
        hold = self._holds.get(name)
        if was[0] in OVER:
            self._fault(f"{name} moved from {was} to {now} after its end")
        elif now == ("claimed", was[1] + 1):
            if was[0] not in WAITING:
                self._fault(f"{name} was claimed out of a hand: {was}")
            self._holds[name] = Hold(strand, now[1], at + LEASE)
        elif was[1] != now[1]:
            self._fault(f"{name} went from {was} to {now}")
        elif was[0] in IN_HAND:
            self._let_go(name, was, now, hold, strand)
        elif now[0] not in ("closed", "dead"):
            self._fault(f"{name} went from {was} to {now} in nobody's hand")

    def _let_go(self, name: str, was: tuple[str, int], now: tuple[str, int], hold: Hold | None, strand: Any) -> None:
        """A letter in hand is moved by its holder, or by anybody when the lease has run out."""
        if hold is None or hold.attempt != was[1]:
            self._fault(f"{name} is in hand, but nobody claimed it")
            return
        if strand is hold.strand:
            return
        self._world.tally["taken-back"] += 1
        if self._world.now < hold.until - SKEW:
            self._fault(f"{name} was taken from {was} to {now} before the lease ran out")
        if now[0] == "data_started":
            self._fault(f"{name} was begun by somebody who does not hold it")

    def _now_letters(self) -> dict[str, tuple[str, int]]:
        return {name: (str(stage), attempts) for name, stage, attempts in self._file.execute(LETTERS)}

    def _fault(self, what: str) -> None:
        self._world.faults.append(f"{self._world.now} {what}")
