"""起办日 supervised: which windows of an old plan an office takes up that begins to supervise on a given day.

A window whose due day lies before that day is not entered: nobody was asked then, so nobody is breached now.  What is
still to come may hang on it, though: the duty that another one follows, and the newest link of a chain that goes on
from the day it is met, are entered whatever their day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from engine.dates import EVENT_MISSING
from engine.nouns import AnchorKind, Obligation, RulePack
from engine.owing.followed import predecessor

_NEVER_DATED = (EVENT_MISSING, "CALENDAR_MISSING")


def taken_up(pack: RulePack, found: Sequence[Obligation], since: date | None) -> tuple[list[Obligation], int]:
    """Of all windows those that are entered if the office supervises from `since` on, and how many are passed over."""
    if since is None:
        return list(found), 0
    kept = {one.key for one in found if not was_due_before(one, since)}
    kept |= {one.key for one in _newest_links(pack, found)}
    while needed := _followed(pack, kept, found) - kept:
        kept |= needed
    return [one for one in found if one.key in kept], len(found) - len(kept)


def was_due_before(one: Obligation, since: date) -> bool:
    """Whether the last day of a window lies before `since`; of one that nobody can date, its last day of all."""
    if one.due.hard is None:
        return one.due.because in _NEVER_DATED and max(one.due.safe, one.window.last) < since
    return one.due.hard < since


def _newest_links(pack: RulePack, found: Iterable[Obligation]) -> list[Obligation]:
    """The last link of every chain: none follows until it is met (semantics-rulings 31)."""
    chained = {rule.id for rule in pack.rules if rule.window.anchor.kind is AnchorKind.LAST_MET}
    newest: dict[tuple[str, str, str], Obligation] = {}
    for one in sorted((one for one in found if one.rule in chained), key=lambda each: each.window):
        newest[one.rule, one.bearer, one.subject] = one
    return list(newest.values())


def _followed(pack: RulePack, kept: Collection[str], found: Sequence[Obligation]) -> set[str]:
    """The keys of the duties that those kept follow (`after`)."""
    after = {rule.id: rule.after for rule in pack.rules if rule.after is not None}
    ahead: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
    for one in found if after else ():
        ahead[one.rule, one.bearer].append(one)
    following = [(one, after[one.rule]) for one in found if one.rule in after and one.key in kept]
    before = [predecessor(one, then, ahead[then.rule, one.bearer]) for one, then in following]
    return {one.key for one in before if one is not None}
