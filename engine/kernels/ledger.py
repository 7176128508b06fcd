"""台账 ledger: the standing of many obligations on a day, from the facts, in columns where there is a kernel for them.

`lay_out` once, then ask `on` for any day and any day's knowledge: a replay of a year lays nothing out again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from engine.judging.judge import judge, softened
from engine.judging.situations import CODE, STYLES
from engine.judging.standing_columns import NEVER, Codes, Columns, stand_columns
from engine.kernels.abreast import THREADS, abreast
from engine.kernels.bits import Days, Ints
from engine.kernels.constants import constant
from engine.kernels.found import Found
from engine.kernels.layout import Entry, sheet_of
from engine.kernels.measures import measured
from engine.kernels.people import RolledUp, rolled_up
from engine.kernels.proof import proved_on
from engine.kernels.ranks import Rows
from engine.kernels.reading import Case, has_kernel, rows_of
from engine.kernels.sheet import VAST, Sheet
from engine.kernels.turning import SHEET
from engine.kernels.witness import Asked, next_changes
from engine.nouns import Aggregate, Deliver, Dossier, Obligation, Rule, Standing
from engine.workdays import WorkCalendar


@dataclass(frozen=True)
class Weighed:
    """A sheet on a day, by place: standings and looks (o,); `rows` (n,) are the tallies of its rows."""

    rule: Rule
    sheet: Sheet
    as_of: date
    standing: Codes
    look: Days
    rows: Found
    rolled: RolledUp | None = None

    @cached_property
    def tally(self) -> Found:
        """The tally of each obligation: of its row, or of its members."""
        if self.rolled is None or self.sheet.people is None:
            return self.rows
        return self.rolled.tally(self.sheet.people, self.rows)

    @property
    def high(self) -> Ints:
        """The upper ends of the tallies: VAST, for without bound, while the window is open and more may be done."""
        test = self.rule.test
        least = isinstance(test, Deliver) or (isinstance(test, Aggregate) and test.at_least is not None)
        if not least or self.rolled is not None:
            return self.tally.high
        return np.where(self.sheet.calendar.grace_end >= self.as_of.toordinal(), VAST, self.tally.high)


@dataclass(frozen=True)
class Ledger:
    """Obligations laid out, each once: in the sheet of its rule, or among the cases that are judged plainly."""

    sheets: tuple[tuple[Rule, Sheet], ...]
    plain: tuple[Case, ...]
    calendar: WorkCalendar

    @cached_property
    def places(self) -> Rows:
        """Where each obligation is found when the sheets, and then the plain cases, are put one after the other."""
        plain = np.array([case.number for case in self.plain], dtype=np.intp)
        return np.argsort(np.concatenate([*(sheet.index for _, sheet in self.sheets), plain]), kind="stable")

    def on(self, as_of: date, known_at: date | None = None, *, threads: int = THREADS) -> tuple[Codes, Days]:
        """Standing codes and next looks of all obligations, as the caller numbered them; NEVER for no day."""
        known_at = known_at or as_of
        weighed = abreast(lambda one: weigh(*one, as_of, known_at), self.sheets, threads)
        judged = [
            judge(case.rule, case.obligation, case.dossier, self.calendar, as_of, known_at) for case in self.plain
        ]
        codes = np.array([CODE[verdict.standing] for verdict in judged], dtype=np.int8)
        days = np.array([_ordinal(verdict.next_look) for verdict in judged], dtype=np.int32)
        standing = np.concatenate([*(found.standing for found in weighed), codes])
        look = np.concatenate([*(found.look for found in weighed), days])
        return standing[self.places], look[self.places]


def _ordinal(day: date | None) -> int:
    return NEVER if day is None else day.toordinal()


def replay(
    rules: Mapping[str, Rule],
    obligations: Sequence[Obligation],
    dossiers: Sequence[Dossier],
    calendar: WorkCalendar,
    as_of: date,
    known_at: date | None = None,
) -> tuple[Codes, Days]:
    """Standing codes and next looks of obligations, each with its file, on one day (as far as known on it)."""
    return lay_out(rules, obligations, dossiers, calendar).on(as_of, known_at)


def lay_out(
    rules: Mapping[str, Rule], obligations: Sequence[Obligation], dossiers: Sequence[Dossier], calendar: WorkCalendar
) -> Ledger:
    """Lay obligations out, each with the facts that serve it in its file."""
    plain: list[Case] = []
    entries: dict[str, list[Entry]] = {}
    cases: dict[int, Case] = {}
    for number, (one, dossier) in enumerate(zip(obligations, dossiers, strict=True)):
        case = cases[number] = Case(number, rules[one.rule], one, dossier)
        rows = rows_of(case, calendar) if has_kernel(case.rule) else None
        if rows is None:
            plain.append(case)
        else:
            entries.setdefault(one.rule, []).append(Entry(number, one, rows))
    sheets: list[tuple[Rule, Sheet]] = []
    for name, some in ((name, some) for name, mine in entries.items() for some in _split(mine)):
        sheet, left = sheet_of(rules[name], some)
        sheets += [(rules[name], sheet)] if sheet is not None else []
        plain += [cases[number] for number in left]
    return Ledger(tuple(sheets), tuple(plain), calendar)


def _split(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The obligations of a rule, as many at a time as a sheet should have."""
    some: list[Entry] = []
    rows = 0
    for entry in entries:
        some.append(entry)
        rows += len(entry.rows)
        if rows >= SHEET:
            yield some
            some, rows = [], 0
    if some:
        yield some


def weigh(rule: Rule, sheet: Sheet, as_of: date, known_at: date) -> Weighed:
    """The tallies and standings of a sheet on a day, as far as known at `known_at`."""
    on = as_of.toordinal()
    asked = Asked(on, on if known_at == as_of else known_at.toordinal())
    found = measured(rule, sheet, asked)
    proved = proved_on(rule, sheet, found, asked)
    quiet = sheet.prompt and known_at <= as_of
    changes = constant(NEVER, sheet.rows) if quiet else next_changes(sheet, asked)
    if sheet.people is not None:
        rolled = rolled_up(sheet, found, proved, changes, as_of)
        return Weighed(rule, sheet, as_of, _softened(rule, rolled.standing), rolled.look, found, rolled)
    table = Columns(
        **sheet.calendar.columns,
        reached=found.reached,
        proved=proved,
        possible=found.possible,
        broken=found.broken,
        next_change=changes,
        truth=found.truth,
        style=constant(np.int8(STYLES[found.style]), sheet.rows),
        applicable=found.applicable,
    )
    standing, look = stand_columns(table, as_of)
    return Weighed(rule, sheet, as_of, _softened(rule, standing), look, found)


def _softened(rule: Rule, standing: Codes) -> Codes:
    """A principle is explained, an encouragement noted; neither is breached."""
    breached, softer = CODE[Standing.BREACHED], CODE[softened(rule, Standing.BREACHED)]
    if softer == breached:
        return standing
    return np.where(standing == breached, np.int8(softer), standing)
