"""热力图：rules down, months across — of what was due in a month, how much is overdue; the eye finds where it burns.

It is of rules, not of agencies: nobody is compared with anybody.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.powers import Deed
from duban.services.showing.leader import MONTHS, first_of, last_of
from duban.services.showing.ledger import Tally, due_soon, lamps, moment_of, within
from duban.services.showing.paged import place as place_of
from duban.services.showing.view import View
from engine.nouns import Standing
from store import surveys
from store.months import MonthCount, months
from store.session import reading
from store.surveys import Sought

PAGE = 20
HEADINGS = {"matter": "事项", "month": "到期月份", "due": "到期", "late": "逾期未办"}


@dataclass(frozen=True)
class Spot:
    """What of one rule was due in one month (格): how many, and how many of them are overdue."""

    first: date
    last: date
    due: int
    late: int


@dataclass(frozen=True)
class HeatRow:
    """One rule, month by month."""

    rule: str
    matter: str
    spots: tuple[Spot, ...]

    @property
    def due(self) -> int:
        """How many were due in all the months."""
        return sum(each.due for each in self.spots)

    @property
    def late(self) -> int:
        """How many of them are overdue."""
        return sum(each.late for each in self.spots)


@dataclass(frozen=True)
class HeatMap:
    """The months, the rules of a page with those most overdue first, how many rules there are; and the lamps of all."""

    months: tuple[date, ...]
    rows: tuple[HeatRow, ...]
    total: int
    page: int
    lamps: tuple[Tally, ...]
    duties: int
    unseen: int
    """How many wait for their first sweep; they are under no lamp."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day of the months."""
        return self.months[0], last_of(self.months[-1])


def heat_map(visit: Visit, view: View, *, page: int = 1) -> HeatMap:
    """The twelve months up to that of the day looked at, of what the visitor may see."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk, moment = Desk(session), moment_of(view)
        rows, firsts = _rows(desk, visit, view), _firsts(view)
        everything = within(desk, visit.viewer, Sought())
        stood = surveys.counts(session, everything, moment)
        soon = surveys.total(session, due_soon(everything, view.as_of), moment)
    there, above = place_of(page, len(rows), PAGE)
    shown = tuple(rows[above : above + PAGE])
    return HeatMap(tuple(firsts), shown, len(rows), there, lamps(stood, soon), sum(stood.values()), stood.get(None, 0))


def every(visit: Visit, view: View) -> list[dict[str, object]]:
    """The whole map as lines of an export, one for each rule and month in which anything was due."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        rows = _rows(Desk(session), visit, view)
    return [
        {"matter": row.matter, "month": f"{spot.first:%Y-%m}", "due": spot.due, "late": spot.late}
        for row in rows
        for spot in row.spots
        if spot.due
    ]


def _firsts(view: View) -> list[date]:
    return [first_of(view.as_of, back) for back in range(MONTHS - 1, -1, -1)]


def _rows(desk: Desk, visit: Visit, view: View) -> list[HeatRow]:
    """Every rule of which anything was due, those most overdue first."""
    firsts = _firsts(view)
    span = Sought(due_from=firsts[0], due_to=last_of(firsts[-1]))
    by_rule: dict[str, list[MonthCount]] = defaultdict(list)
    for each in months(desk.session, within(desk, visit.viewer, span), moment_of(view)):
        by_rule[each.rule].append(each)
    titles = {rule.id: rule.title for pack in desk.book.packs() for rule in pack.rules}
    rows = [HeatRow(rule, titles.get(rule, rule), _spots(some, firsts)) for rule, some in by_rule.items()]
    return sorted(rows, key=lambda row: (-row.late, -row.due, row.matter, row.rule))


def _spots(some: Sequence[MonthCount], firsts: Sequence[date]) -> tuple[Spot, ...]:
    def many(first: date, *, late: bool) -> int:
        return sum(
            each.many for each in some if each.first == first and (not late or each.standing is Standing.BREACHED)
        )

    return tuple(Spot(first, last_of(first), many(first, late=False), many(first, late=True)) for first in firsts)
