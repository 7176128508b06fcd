"""一页看：what a leader reads — the verdicts with their denominators, the year behind, whom to call, what to sign."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from duban.services.casefile import remarks
from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.powers import Deed
from duban.services.showing import signing
from duban.services.showing.ledger import Entry, entry, moment_of, within
from duban.services.showing.signing import Waiting, Week
from duban.services.showing.view import View
from duban.services.speech.circulars import DONE, NOT_COUNTED
from engine.nouns import Standing
from engine.telling.codes import STANDING_ZH
from store import surveys, trends
from store.session import reading
from store.surveys import DayCount, Sought

MONTHS = 12
FEW = 10
ON_TIME = DONE - {Standing.CURED}
AGAIN = 2
"""So many windows of one rule in breach make a repeat."""


@dataclass(frozen=True)
class Share:
    """How many duties have one verdict (份额); `percent` is of those that count, none for a verdict that does not."""

    standing: Standing
    many: int
    percent: str = ""

    @property
    def word(self) -> str:
        """The verdict in words."""
        return STANDING_ZH[self.standing]


def named(standings: Collection[Standing]) -> str:
    """Standings as the address of a list names them."""
    return ",".join(each.value for each in Standing if each in standings)


@dataclass(frozen=True)
class Month:
    """The duties due in one month: all of them, those that count, and how those stand."""

    first: date
    last: date
    due: int
    excluded: int
    on_time: int
    cured: int
    breached: int

    @property
    def counted(self) -> int:
        """How many count."""
        return self.due - self.excluded

    @property
    def open(self) -> int:
        """Those that count and are neither done nor in breach."""
        return self.counted - self.settled

    @property
    def settled(self) -> int:
        """Those of which it is known whether they were done in time: what the rate is of."""
        return self.on_time + self.cured + self.breached

    @property
    def rate(self) -> float | None:
        """Percent done in time of those that were settled; None when none was."""
        return round(100 * self.on_time / self.settled, 1) if self.settled else None


@dataclass(frozen=True)
class Call:
    """An agency with breaches (宜过问): how many, and the one that is longest overdue."""

    agency_id: str
    agency: str
    many: int
    oldest: Entry


@dataclass(frozen=True)
class Repeat:
    """A duty that an agency missed in several windows (重复逾期)."""

    agency_id: str
    agency: str
    rule: str
    matter: str
    many: int
    since: date


@dataclass(frozen=True)
class OnePage:
    """All that a leader's page says."""

    total: int
    counted: tuple[Share, ...]
    excluded: tuple[Share, ...]
    unseen: int
    months: tuple[Month, ...]
    calls: tuple[Call, ...]
    agencies_late: int
    repeats: tuple[Repeat, ...]
    repeats_in_all: int
    waiting: tuple[Waiting, ...]
    week: Week
    remarks: tuple[dict[str, object], ...]

    @property
    def many_counted(self) -> int:
        """The denominator: how many duties count."""
        return sum(each.many for each in self.counted)

    @property
    def standings(self) -> dict[str, str]:
        """What the columns of the months and the denominator stand for, as the address of a list names it."""
        counting = frozenset(Standing) - NOT_COUNTED
        going = counting - DONE - {Standing.BREACHED}
        groups = {"counted": counting, "excluded": NOT_COUNTED, "on_time": ON_TIME, "open": going}
        return {name: named(some) for name, some in groups.items()}

    @property
    def many_excluded(self) -> int:
        """How many are left out of the denominator."""
        return sum(each.many for each in self.excluded) + self.unseen


def one_page(visit: Visit, view: View) -> OnePage:
    """The page as of the day looked at.  Raises Refused X620 for whoever may not compare agencies."""
    visit.viewer.permit(Deed.COMPARE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk, moment = Desk(session), moment_of(view)
        everything = within(desk, visit.viewer, Sought())
        stood = surveys.counts(session, everything, moment)
        late = trends.late(session, everything, moment)
        again = trends.repeats(session, everything, moment, least=AGAIN)
        months = tuple(_months(desk, visit, view))
        calls = tuple(_calls(desk, visit, view, late))
        repeated = tuple(repeats_of(desk, view, again[:FEW]))
        waiting, week = signing.waiting(desk, visit, view), signing.week(desk, view)
    many = sum(number for standing, number in stood.items() if standing and standing not in NOT_COUNTED)
    return OnePage(
        total=sum(stood.values()),
        counted=tuple(_shares(stood, many)),
        excluded=tuple(Share(each, stood[each]) for each in Standing if each in NOT_COUNTED and stood.get(each)),
        unseen=stood.get(None, 0),
        months=months,
        calls=calls,
        agencies_late=len(late),
        repeats=repeated,
        repeats_in_all=len(again),
        waiting=waiting,
        week=week,
        remarks=tuple(_noted(visit, view)),
    )


def _shares(stood: dict[Standing | None, int], many: int) -> Iterator[Share]:
    for each in Standing:
        if each not in NOT_COUNTED and stood.get(each):
            yield Share(each, stood[each], f"{100 * stood[each] / many:.1f}%")


def _months(desk: Desk, visit: Visit, view: View) -> Iterator[Month]:
    """The twelve months up to that of the day looked at."""
    firsts = [first_of(view.as_of, back) for back in range(MONTHS - 1, -1, -1)]
    span = Sought(due_from=firsts[0], due_to=last_of(firsts[-1]))
    days = surveys.days(desk.session, within(desk, visit.viewer, span), moment_of(view))
    by_month: dict[date, list[DayCount]] = defaultdict(list)
    for each in days:
        by_month[each.due.replace(day=1)].append(each)
    yield from (_month(first, by_month[first]) for first in firsts)


def _month(first: date, days: Sequence[DayCount]) -> Month:
    def many(*standings: Standing | None) -> int:
        return sum(each.many for each in days if each.standing in standings)

    return Month(
        first=first,
        last=last_of(first),
        due=sum(each.many for each in days),
        excluded=many(None, *NOT_COUNTED),
        on_time=many(*ON_TIME),
        cured=many(Standing.CURED),
        breached=many(Standing.BREACHED),
    )


def _calls(desk: Desk, visit: Visit, view: View, late: Sequence[trends.Late]) -> Iterator[Call]:
    """The agencies with breaches, the one longest overdue first: whom to call, not who is worst."""
    for each in late[:FEW]:
        sought = within(desk, visit.viewer, Sought(agency=each.bearer, standings=(Standing.BREACHED,)))
        (line,) = surveys.listed(desk.session, sought, moment_of(view), limit=1)
        yield Call(each.bearer, desk.name(each.bearer, view.as_of), each.many, entry(desk, line, view.as_of))


def _noted(visit: Visit, view: View) -> Iterator[dict[str, object]]:
    """What leaders had noted by the day looked at and nobody had reported on."""
    if view.live:
        yield from remarks.listed(visit.database, visit.settings, on=view.as_of, unanswered=True)
        return
    for each in remarks.listed(visit.database, visit.settings, on=view.as_of):
        if _by(each["on"], view.seen) and not _by(each["answered_on"], view.seen):
            yield {**each, "late": _by(each["answer_by"], view.as_of - timedelta(1))}


def _by(day: object, last: date) -> bool:
    return isinstance(day, date) and day <= last


def repeats(visit: Visit, view: View, text: str = "") -> Iterator[Repeat]:
    """Every duty that says a text and that an agency missed in several windows, those longest overdue first."""
    visit.viewer.permit(Deed.COMPARE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        everything = within(desk, visit.viewer, Sought())
        for each in repeats_of(desk, view, trends.repeats(session, everything, moment_of(view), least=AGAIN)):
            if text.strip() in f"{each.agency} {each.matter}":
                yield each


def repeats_of(desk: Desk, view: View, again: Sequence[trends.Repeat]) -> Iterator[Repeat]:
    """The same as people read them."""
    titles = {rule.id: rule.title for pack in desk.book.packs() for rule in pack.rules}
    for each in again:
        name, title = desk.name(each.bearer, view.as_of), titles.get(each.rule, each.rule)
        yield Repeat(each.bearer, name, each.rule, title, each.many, each.oldest)


def first_of(day: date, back: int) -> date:
    """The first of the month so many months before that of a day."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def last_of(first: date) -> date:
    """The last of the month that begins on a day."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
