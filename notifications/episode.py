"""督办回合 episode: one obligation's ladder between two due days, and the questions a rung may ask about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from engine.nouns import Attrs, NoticeState, Obligation, Pred, Rung, Standing, Truth, Verdict
from engine.predicates import keys_of, matches
from engine.workdays import WorkCalendar
from notifications.ladder import EDITION, Anchors, begun_anew, is_reminder, rung_cycle, same_day, speaking_day

COUNTS = "breaches."
"""What a rung asks of the breaches of a duty, see `repeats`."""
AWAITING = frozenset(
    {
        Standing.PENDING,
        Standing.OPEN,
        Standing.CONTESTED,
        Standing.IN_GRACE,
        Standing.UNKNOWN,
        Standing.MANUAL,
        Standing.BREACHED,
    }
)
"""Standings in which something is still expected; in all others the ladder is silent."""


@dataclass(frozen=True)
class Handling:
    """How the work itself stands (办理情况): what `only_if`, `stop_on` and `enter_if` of a rung may ask about.

    `reported` means that a report waits for the officer's answer, which pauses the ladder.  `enter_if` sees
    `attrs` and the keys task.returns, task.acked and verdict.behind.  `recurred` is the day on which the present breach
    was found after an earlier one had ended.
    """

    returns: int = 0
    reported: bool = False
    acked: bool = False
    attrs: Attrs = field(default_factory=dict)
    recurred: date | None = None


class Said(Protocol):
    """What the ladder remembers of a notice that was decided before."""

    @property
    def rung(self) -> str:
        """The rung that spoke."""

    @property
    def cycle(self) -> int:
        """The cycle in which it spoke."""

    @property
    def state(self) -> NoticeState:
        """How far the notice has come."""

    @property
    def said_on(self) -> date | None:
        """The day on which a letter with it left."""

    @property
    def decided_on(self) -> date:
        """The day on which it was decided."""


@dataclass(frozen=True)
class Episode:
    """One obligation's ladder in the present cycle; `heard` is what was decided in it, by rung.

    `anew` is how often the cycle began anew because the breach came back.
    """

    obligation: Obligation
    verdict: Verdict
    ladder: Sequence[Rung]
    heard: Mapping[str, Said]
    as_of: date
    calendar: WorkCalendar
    handling: Handling
    anew: int = 0

    def having_heard(self, more: Sequence[Said]) -> "Episode":
        """The same episode after what was said on its day."""
        return replace(self, heard={**self.heard, **{notice.rung: notice for notice in more}}) if more else self

    @property
    def breach(self) -> date | None:
        """The first day of the breach, None while there is none."""
        return self.verdict.since if self.verdict.standing is Standing.BREACHED else None

    @property
    def is_silent(self) -> bool:
        """Whether nothing is expected now: it ended, is stopped or has not begun, or a report waits for an answer."""
        not_begun = self.verdict.standing is Standing.PENDING and self.as_of >= self.obligation.window.first
        stopped = not_begun or "SUSPENDED" in self.verdict.because
        return stopped or self.verdict.standing not in AWAITING or self.handling.reported

    @property
    def last_sent(self) -> date | None:
        """The day the last paper of this cycle left; the breach itself when every one of them was cancelled."""
        notices = self.formal_heard or list(self.heard.values())
        return max((notice.said_on for notice in notices if notice.said_on), default=self.breach)

    @property
    def formal_heard(self) -> list[Said]:
        """What was decided of formal rungs in this cycle, in the order of the ladder."""
        return [self.heard[rung.id] for rung in self.ladder if rung.id in self.heard and not is_reminder(rung)]

    def cycle(self, rung: Rung) -> int:
        """The cycle in which `rung` speaks now."""
        base = rung_cycle(rung, self.verdict.due)
        return base if is_reminder(rung) else begun_anew(base, self.anew)

    def day(self, rung: Rung) -> date | None:
        """The day on which `rung` is due by its own moment."""
        prev = self.last_sent if rung.at.base == "prev" else None
        anchors = Anchors(self.verdict.due.safe, self.obligation.window, self.breach, prev)
        return speaking_day(rung, anchors, self.calendar)

    def enters(self, rung: Rung) -> bool:
        """Whether `enter_if` opens `rung` without waiting for its moment."""
        return rung.enter_if is not None and self._holds(rung.enter_if)

    def _holds(self, asked: Pred) -> bool:
        """Whether a condition of a rung holds; breaches that nobody counted are none."""
        attrs = {
            **{key: 0 for key in keys_of(asked) if key.startswith(COUNTS)},
            **self.handling.attrs,
            "task.returns": self.handling.returns,
            "task.acked": self.handling.acked,
            "verdict.behind": self.verdict.behind,
        }
        return matches(asked, attrs) is Truth.TRUE

    def wants(self, rung: Rung) -> bool:
        """Whether `rung` was not heard yet and its conditions hold."""
        if rung.id in self.heard or (self.handling.acked and "ack" in rung.stop_on):
            return False
        if rung.when is not None and not self._holds(rung.when):
            return False
        match rung.only_if or ("not_met" if is_reminder(rung) else "breached"):
            case "breached":
                return self.verdict.standing is Standing.BREACHED
            case "unknown":
                return self.verdict.standing is Standing.UNKNOWN
            case "not_acked":
                return not self.handling.acked
            case _:
                return True


def came_back(history: Iterable[tuple[Standing, date]]) -> date | None:
    """The day on which the latest breach was found, if an earlier one had ended before; from all standings, in order.

    Each standing comes with the day on which it was found; what was found and undone on one day did not hold.
    """
    breached = ended = False
    day: date | None = None
    for found_on, standing in {found_on: standing for standing, found_on in history}.items():
        if standing is Standing.BREACHED:
            day = found_on if ended else day
            breached, ended = True, False
        elif breached and standing not in AWAITING:
            ended = True
    return day


def episode_of(
    obligation: Obligation,
    verdict: Verdict,
    ladder: Sequence[Rung],
    said: Sequence[Said],
    as_of: date,
    calendar: WorkCalendar,
    handling: Handling | None = None,
) -> Episode:
    """The episode in which the ladder stands on `as_of`; of all ever said, what belongs to earlier cycles is over.

    Of a rung that was drawn up afresh the latest counts.  A formal rung said of a breach that ended and came back is
    over too: the ladder begins anew.
    """
    work = handling or Handling()
    formal = {rung.id for rung in ladder if not is_reminder(rung)}
    cycles = {rung.id: rung_cycle(rung, verdict.due) for rung in ladder}
    mine = [notice for notice in said if notice.rung in cycles and same_day(notice.cycle, cycles[notice.rung])]
    over = [each for each in mine if work.recurred and each.rung in formal and each.decided_on < work.recurred]
    heard: dict[str, Said] = {}
    for notice in sorted((each for each in mine if each not in over), key=lambda each: each.cycle):
        heard[notice.rung] = notice
    anew = max((notice.cycle // EDITION + 1 for notice in over), default=0)
    return Episode(obligation, verdict, ladder, heard, as_of, calendar, work, anew)
