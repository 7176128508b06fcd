"""展开：enter obligations that rules, register and calendar now call for; a second time there are none left.

Expanding reads every rule against every agency, so it is done when something it depends on has changed, and when a
month begins: the horizon then lies 400 days behind the end of that month.
"""

import hashlib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from duban.services.desk import Desk
from duban.services.rulebook import ladders
from engine.expand import expand
from engine.nouns import AnchorKind, Fact, RulePack
from store import facts, obligations, settings, tallies

MARK = "expansion.mark"
SEEN = "expansion.seen"


def expand_new(desk: Desk, as_of: date) -> int:
    """Enter what is owed up to the horizon and was not entered yet; say how many obligations are new."""
    until = date(as_of.year, as_of.month, monthrange(as_of.year, as_of.month)[1])
    packs = list(desk.book.packs())
    met = {pack.name: _met(desk, pack) for pack in packs}
    seen = _mark(desk, until, facts.latest(desk.session), met)
    if settings.get(desk.session, SEEN) == seen:  # nothing was recorded: the facts need not be read
        return 0
    settings.put(desk.session, SEEN, seen)
    events = {pack.name: _events(desk, pack) for pack in packs}
    mark = _mark(desk, until, events, met)
    if settings.get(desk.session, MARK) == mark:
        return 0
    new = 0
    for pack in packs:
        roster = desk.roster_of(pack.sha256)
        found = expand(pack, roster, desk.calendar, until, events[pack.name], met[pack.name])
        new += obligations.add_new(desk.session, found, ladders=ladders(pack))
    settings.put(desk.session, MARK, mark)
    return new


def _mark(desk: Desk, until: date, *depends: object) -> str:
    said = repr((until, desk.book.active, desk.calendar.sha256, desk.register.version, depends))
    return hashlib.sha256(said.encode()).hexdigest()


def _events(desk: Desk, pack: RulePack) -> tuple[Fact, ...]:
    """The facts on file that may start a clock of `pack`."""
    kinds = {kind for rule in pack.rules for kind in (rule.window.anchor.event, rule.due.of) if kind}
    kinds -= {"window.start", "window.end"}
    if not kinds:
        return ()
    return facts.of_kinds(desk.session, kinds)


def _met(desk: Desk, pack: RulePack) -> dict[tuple[str, str], Sequence[date]]:
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
