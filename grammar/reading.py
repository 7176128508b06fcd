"""分句释读：a clause with everything that is marked in it, and what earlier clauses hand on to it."""

from dataclasses import dataclass, replace
from functools import cached_property

import regex

from grammar.bearer import subject_in
from grammar.cadence import CadenceMark, cadences_in
from grammar.negatives import is_condition, is_no_duty, tells_past
from grammar.quantities import Quantity, quantities_in
from grammar.spans import Segment
from grammar.strength import PERMITTED
from grammar.zhdates import DateMark, dates_in

_ADVERBIAL = regex.compile(
    "^(?:根据|结合|按照|依据|依照|经过|通过|围绕|为(?!期)|以[^,]{1,30}为|在[^,]{1,30}(?:下|"
    "中|上|后|前|基础上)$|除[^,]{1,40}外$|凡|对于[^,]{1,60}的$|针对|参照|遵循|坚持)"
)
_FILLER = regex.compile(
    "[应当必须要需于在由由从的总共合计累计均都也并且原则上力争确保内之年度召开举办进行开展组织安排,::]++"
)
Mark = CadenceMark | DateMark | Quantity


@dataclass(frozen=True)
class Reading:
    """A clause (分句) and its dates, cadences and amounts; places are counted from the clause's beginning."""

    segment: Segment
    cadences: tuple[CadenceMark, ...]
    dates: tuple[DateMark, ...]
    quantities: tuple[Quantity, ...]

    @property
    def text(self) -> str:
        """The clause in plain spelling, names blanked."""
        return self.segment.text

    @cached_property
    def silent(self) -> bool:
        """Whether nothing said here binds anyone: a fine, a benefit, a permission, the past."""
        return is_no_duty(self.text) or tells_past(self.text) or bool(PERMITTED.search(self.text))

    @cached_property
    def condition(self) -> bool:
        """Whether the clause only sets the case."""
        return is_condition(self.text)

    @cached_property
    def adverbial(self) -> bool:
        """Whether the clause only says how or under what, so that the act is still to come."""
        return bool(_ADVERBIAL.search(self.text))

    @cached_property
    def subject(self) -> str | None:
        """The bearer named at the head of the clause, in plain spelling."""
        place = subject_in(self.text, [(mark.start, mark.end) for mark in self.marks])
        return self.text[place[0] : place[1]] if place else None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every date, cadence and amount of the clause."""
        return (*self.cadences, *self.dates, *self.quantities)

    @property
    def bare(self) -> bool:
        """Whether nothing but marks is printed: 每年不少于2次; its object stands in the clause before."""
        return self._empty_but()

    @property
    def names_only(self) -> bool:
        """Whether nothing but a name at its head is printed beside the marks: 其他企业每季度不少于1次."""
        place = subject_in(self.text, [(mark.start, mark.end) for mark in self.marks])
        return place is not None and self._empty_but(place)

    def _empty_but(self, *more: tuple[int, int]) -> bool:
        """Whether nothing is left but fillers beside the marks and some other places."""
        spans = [*((mark.start, mark.end) for mark in self.marks), *more]
        left = "".join(sign for place, sign in enumerate(self.text) if not any(a <= place < b for a, b in spans))
        return len(_FILLER.sub("", left)) <= 1

    @property
    def leads(self) -> bool:
        """Whether the clause ends with its date or cadence, so that the act follows: 2026年底前，…"""
        ends = [mark.end for mark in self.marks]
        return not self.quantities and bool(ends) and len(self.text) - max(ends) <= 1


def read(segment: Segment) -> Reading:
    """Mark one clause; an amount that is part of a date or cadence is no amount."""
    text = segment.text
    cadences = cadences_in(text)
    dates = [date for date in dates_in(text) if not _inside(date.start, date.end, cadences)]
    taken: list[Mark] = [*cadences, *dates]
    quantities = [amount for amount in quantities_in(text) if not _touches(amount, taken)]
    return Reading(segment, tuple(cadences), tuple(dates), tuple(quantities))


def _inside(start: int, end: int, marks: list[CadenceMark]) -> bool:
    return any(mark.start <= start and end <= mark.end for mark in marks)


def _touches(amount: Quantity, marks: list[Mark]) -> bool:
    return any(mark.start <= amount.number_at < mark.end for mark in marks)


@dataclass(frozen=True)
class Scope:
    """What has been said so far and still governs (管辖): a cadence and a date to the full stop, a goal beyond it.

    `making` tells that the clause before set a figure to be made, `counted` in what unit a cadence was counted.
    """

    cadence: CadenceMark | None = None
    cadence_window: dict[str, int | str] | None = None
    date: DateMark | None = None
    goal: DateMark | None = None
    year: str | None = None
    subject: str | None = None
    making: bool = False
    counted: str | None = None

    def at_full_stop(self) -> "Scope":
        """What survives a full stop: only the goal year of the passage (到2025年，…)."""
        return Scope(goal=self.goal)

    def at_semicolon(self) -> "Scope":
        """A semicolon ends the bearer and the day, not the year."""
        return replace(self, subject=None)
