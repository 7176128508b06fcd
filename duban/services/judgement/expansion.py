"""展开：enter obligations that rules, register and calendar now call for; a second time there are none left.

Expanding reads every rule against every agency, so it is done when something it depends on has changed, and when a
month begins: the horizon then lies 400 days behind the end of that month.
"""

import hashlib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from duban.services.desk import Desk
from duban.services.rulebook import ladders
from engine.nouns import AnchorKind, Fact, Obligation, RulePack
from engine.owing.amend import binds, change_day, continued
from engine.owing.expand import expand
from engine.owing.supervised import taken_up
from store import facts, obligations, settings, tallies

MARK = "expansion.mark"
SEEN = "expansion.seen"
Met: TypeAlias = Mapping[tuple[str, str], Sequence[date]]


def expand_new(desk: Desk, as_of: date) -> int:
    """Enter what is owed up to the horizon and was not entered yet; say how many obligations are new."""
    until = last_of_month(as_of)
    packs = list(desk.book.packs())
    met = {pack.name: met_of(desk, pack) for pack in packs}
    seen = _mark(desk, until, facts.latest(desk.session), met)
    if settings.get(desk.session, SEEN) == seen:  # nothing was recorded: the facts need not be read
        return 0
    settings.put(desk.session, SEEN, seen)
    events = {pack.name: events_of(desk, pack) for pack in packs}
    mark = _mark(desk, until, events, met)
    if settings.get(desk.session, MARK) == mark:
        return 0
    new = 0
    for pack in packs:
        found = expanded(desk, pack, until, events[pack.name], met[pack.name])
        new += obligations.add_new(desk.session, laid(desk, pack, found), ladders=ladders(pack))
    settings.put(desk.session, MARK, mark)
    return new


def called_for(desk: Desk, pack: RulePack, as_of: date, entered: Collection[str] = ()) -> list[Obligation]:
    """All windows that a pack has up to the horizon, those that closed before it came into force among them.

    What was due before the day from which the pack is supervised is left out, unless its key is `entered` already.
    """
    found = windows_of(desk, pack, last_of_month(as_of), events_of(desk, pack), met_of(desk, pack))
    kept = {one.key for one in taken_up(pack, found, desk.book.supervised_since(pack))[0]}
    return [one for one in found if one.key in kept or one.key in entered]


def passed_over(desk: Desk, pack: RulePack, as_of: date) -> int:
    """How many windows that a pack lays are not entered, for they were due before it is supervised."""
    if desk.book.supervised_since(pack) is None:
        return 0
    found = windows_of(desk, pack, last_of_month(as_of), events_of(desk, pack), met_of(desk, pack))
    entered = {each.obligation.key for each in obligations.find(desk.session, pack=pack.name)}
    kept = {one.key for one in taken_up(pack, found, desk.book.supervised_since(pack))[0]}
    return sum(one.key not in kept and one.key not in entered for one in laid(desk, pack, found))


def last_of_month(day: date) -> date:
    """The last day of the month of `day`, from which the horizon is counted."""
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def expanded(desk: Desk, pack: RulePack, until: date, events: Sequence[Fact], met: Met) -> list[Obligation]:
    """The windows of a pack that are entered: those due before the day from which it is supervised are not."""
    found = windows_of(desk, pack, until, events, met)
    return taken_up(pack, found, desk.book.supervised_since(pack))[0]


def windows_of(desk: Desk, pack: RulePack, until: date, events: Sequence[Fact], met: Met) -> list[Obligation]:
    """The windows of a pack, each row going on where an earlier version began it."""
    whole = continued(pack, desk.book.versions_beside(pack))
    return expand(whole, desk.roster_of(pack.sha256), desk.calendar, until, events, met)


def laid(desk: Desk, pack: RulePack, found: Sequence[Obligation]) -> list[Obligation]:
    """Of the windows of a later version those that it lays itself; the first version lays them all."""
    if not desk.book.versions_beside(pack):
        return list(found)
    on = desk.book.days[pack.sha256]
    rules = {rule.id: (rule, change_day(pack, rule, on)) for rule in pack.rules}
    return [one for one in found if binds(rules[one.rule][0], one, rules[one.rule][1])]


def _mark(desk: Desk, until: date, *depends: object) -> str:
    said = repr((until, desk.book.active, desk.calendar.sha256, desk.register.version, depends))
    return hashlib.sha256(said.encode()).hexdigest()


def events_of(desk: Desk, pack: RulePack) -> tuple[Fact, ...]:
    """The facts on file that may start a clock of `pack`."""
    kinds = {kind for rule in pack.rules for kind in (rule.window.anchor.event, rule.due.of) if kind}
    kinds -= {"window.start", "window.end"}
    return desk.facts_of_kinds(kinds)


def met_of(desk: Desk, pack: RulePack) -> dict[tuple[str, str], Sequence[date]]:
    """When each chain of `last_met` windows was met, by rule and bearer."""
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for rule in pack.rules:
        if rule.window.anchor.kind is not AnchorKind.LAST_MET:
            continue
        filed = obligations.find(desk.session, pack=pack.name, rule=rule.id)
        reached = tallies.of_obligations(desk.session, [each.obligation.key for each in filed])
        for each in filed:
            tally = reached.get(each.obligation.key)
            if tally and tally.reached_on:
                days[rule.id, each.obligation.bearer].append(tally.reached_on)
    return dict(days)
