"""督办（列式）：the house's column kernels: tallies from the facts, standings and next looks from the tallies.

The house has more standings than the work has verdicts, and knows no "due soon": reminders are a ladder's business.  So
its answers are read in the work's words, and that is timed as well.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.contenders.work import (
    AS_OF,
    BASIS,
    BOTTOM,
    COUNT,
    EACH,
    NEVER,
    ONCE,
    RATE,
    REPORT,
    TERM,
    TOP,
    Digest,
    Duties,
    Facts,
    Ints,
    digest,
)
from engine.judging.situations import CODE
from engine.judging.standing_columns import NEVER as NO_DAY
from engine.kernels.abreast import THREADS, abreast
from engine.kernels.ledger import Weighed, weigh
from engine.kernels.ranks import Rows
from engine.kernels.sheet import Calendar, Limits, Sheet
from engine.kernels.turning import SHEET, Filed, Joined, sheet_from
from engine.nouns import Bearer, Citation, Count, Ratio, Rule, Standing, Sum, Test, WindowTerm

DAY = date.fromordinal(AS_OF)
VERDICTS = {Standing.OPEN: 1, Standing.IN_GRACE: 3, Standing.BREACHED: 4}
SAID = np.array(
    [next((v for one, v in VERDICTS.items() if CODE[one] == code), 0) for code in range(len(CODE))], np.int8
)
Answers = tuple[NDArray[np.int8], Ints, Ints]


def rule(test: Test, *, per: str = "agency", level: str | None = None) -> Rule:
    """A rule as a pack would have it."""
    citation = Citation("plan", "1", "……")
    window = WindowTerm("year", level=level)  # type: ignore[arg-type]
    return Rule("bench", "测速", citation, "must", Bearer("all", per=per), test, state="active", window=window)  # type: ignore[arg-type]


RULES = {
    COUNT: rule(Count("visit", at_least=Fraction(2))),
    EACH: rule(Sum("training", at_least=Fraction(60)), per="person"),
    REPORT: rule(Count("report", at_least=Fraction(1))),
    RATE: rule(Ratio("checked", "all", at_least=Fraction(500, BASIS), round="people_up"), level="window_end"),
    ONCE: rule(Count("paper", at_least=Fraction(1))),
    TERM: rule(Count("induction", at_least=Fraction(1))),
}
STALE = 400
TOMORROW = np.int32(AS_OF + 1)


class Contender:
    """A sheet for each kind; the reminder day and the period's last day of each of its duties beside it."""

    def load(self, duties: Duties, facts: Facts) -> None:
        """Lay the columns out."""
        order = np.lexsort((facts.day, facts.person, facts.duty))
        clustered = Facts(*(column[order] for column in vars(facts).values()))
        self.sheets = [
            (RULES[kind], sheet) for kind in sorted(RULES) for sheet in self._sheets(kind, duties, clustered)
        ]
        warn: Ints = duties.due - duties.warn
        ends: Ints = duties.ends + 1
        ends[duties.ends < AS_OF] = NO_DAY
        self.places = np.argsort(np.concatenate([sheet.index for _, sheet in self.sheets]), kind="stable")
        self.beside = [(warn[sheet.index], ends[sheet.index]) for _, sheet in self.sheets]

    def _sheets(self, kind: int, duties: Duties, facts: Facts) -> Iterator[Sheet]:
        """The duties of one kind, with their facts, in sheets that the processor's cache can hold."""
        index = np.flatnonzero(duties.kind == kind)
        rows = np.cumsum(np.maximum(duties.members[index], 1))
        for some in np.split(index, np.flatnonzero(np.diff(rows // SHEET)) + 1):
            if len(some):
                yield self._sheet(kind, some, duties, facts)

    def _sheet(self, kind: int, index: Rows, duties: Duties, facts: Facts) -> Sheet:
        """Some duties of one kind with their facts."""
        mine = Duties(*(column[index] for column in vars(duties).values()))
        lo, hi = np.searchsorted(facts.duty, [index[0], index[-1] + 1])
        own = lo + np.flatnonzero(duties.kind[facts.duty[lo:hi]] == kind)
        done = Facts(*(column[own] for column in vars(facts).values()))
        owner = np.searchsorted(index, done.duty)
        due = Calendar(mine.first, mine.due, mine.due, mine.due, mine.last, np.zeros(len(index), dtype=np.int8))
        limits = Limits(mine.first, mine.last, mine.need)
        if kind == EACH:
            return _each(index, due, limits, mine.members, owner, done)
        if kind == RATE:
            return _rate(index, due, owner, done)
        return sheet_from(index, due, limits, [Filed(owner, done.day)])

    def run(self, threads: int = THREADS) -> Answers:
        """Weigh every sheet, and say in the work's words what was found, duty by duty."""
        found = abreast(_answered, list(zip(self.sheets, self.beside, strict=True)), threads)
        verdicts, missing, looks = abreast(self._by_duty, list(zip(*found, strict=True)), threads)
        return verdicts, missing, looks

    def _by_duty(self, parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """A column by place, a part for each sheet, as one by duty; "wrap" spares asking whether every place exists."""
        return np.take(np.concatenate(parts), self.places, mode="wrap")

    def digest(self, answers: Answers) -> Digest:
        """What they come to; the work has another day for never."""
        verdicts, missing, looks = answers
        return digest(verdicts, missing, np.where(looks == NO_DAY, NEVER, looks))


def _answered(one: tuple[tuple[Rule, Sheet], tuple[Ints, Ints]]) -> Answers:
    """The answers of one sheet, by place."""
    (rule, sheet), (warn, ends) = one
    found = weigh(rule, sheet, DAY, DAY)
    short = _missing(sheet, found)
    verdict, look = _in_words(found, short == 0, warn, ends)
    return verdict, short.astype(np.int32, copy=False), look


def _each(index: Rows, due: Calendar, limits: Limits, members: Ints, duty: Rows, done: Facts) -> Sheet:
    """A row for each person, who needs his hours by himself."""
    before = np.cumsum(members) - members
    owner = np.repeat(np.arange(len(index)), members)
    hours = Filed(before[duty] + done.person, done.day, done.amount)
    return sheet_from(index, due, limits.at(owner), [hours], members=Joined(owner, members.astype(np.intp)))


def _rate(index: Rows, due: Calendar, duty: Rows, done: Facts) -> Sheet:
    """Figures in twentieths, so that five per cent of them are whole; none is older than the plain engine lets it."""
    scale = Fraction(500, BASIS).denominator
    tables = []
    for figure in (TOP, BOTTOM):
        mine = done.figure == figure
        tables.append(Filed(duty[mine], done.day[mine], done.amount[mine] * scale))
    limits = Limits(due.hard - STALE, due.hard, np.zeros(len(index), dtype=np.int32))
    return sheet_from(index, due, limits, tables, scale=scale)


def _missing(sheet: Sheet, found: Weighed) -> Ints:
    """How much is missing: all members' hours together; a head where nobody knows of how many."""
    lack = found.rows.lack
    if sheet.people is not None:
        return sheet.people.joined(np.add, lack)
    return lack // sheet.scale + (found.tally.need < 0) if sheet.scale > 1 else lack


def _in_words(found: Weighed, done: NDArray[np.bool_], warn: Ints, ends: Ints) -> tuple[NDArray[np.int8], Ints]:
    """A standing as one of five verdicts, and the next day that matters to them."""
    verdict = np.take(SAID, found.standing)
    verdict += (verdict == 1) & (warn <= AS_OF)
    verdict *= ~done
    days = np.minimum((warn - TOMORROW).view(np.uint32), (found.look - TOMORROW).view(np.uint32))  # past is beyond all
    look = days.view(np.int32) + TOMORROW
    look ^= (look ^ ends) & -done.astype(np.int32)
    return verdict, look
