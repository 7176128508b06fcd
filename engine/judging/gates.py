"""前置条件 gates: whether a duty binds its bearer at all: `when`, `exempt`, and the duty it follows from.

A `when` that cannot be told leaves the duty standing, but never lets it be breached (semantics-rulings 55); nor does
leave that waits to be accepted, nor a duty before it that was done on a day which only some calendars allow.  An
exemption must be shown: an attribute that nobody gave exempts nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine.judging.leave import exempted
from engine.nouns import Dossier, Rule, Standing, Truth, Verdict, Window
from engine.predicates import matches

_UPON: Mapping[str, tuple[Standing, ...]] = {
    "met": (Standing.MET, Standing.MET_IN_GRACE, Standing.CURED, Standing.OVERTURNED),
    "breached": (Standing.BREACHED, Standing.CURED),
    "cured": (Standing.CURED,),
}


@dataclass(frozen=True)
class Gate:
    """A standing that ends the matter, or None; `doubt` says that nobody knows whether the duty binds."""

    standing: Standing | None = None
    because: tuple[str, ...] = ()
    since: date | None = None
    next_look: date | None = None
    doubt: bool = False


_OPEN = Gate()


def gate(rule: Rule, dossier: Dossier, window: Window, as_of: date) -> Gate:
    """What stands before the duty itself."""
    if rule.when is None and not rule.exempt and rule.after is None:
        return _OPEN
    applies = Truth.TRUE if rule.when is None else matches(rule.when, dossier.attrs)
    if applies is Truth.FALSE:
        return Gate(Standing.NOT_APPLICABLE, ("CONDITION_NOT_MET",), window.first)
    if exempted(rule, dossier.attrs):
        return Gate(Standing.EXEMPT, ("EXEMPT_BY_RULE",), window.first)
    if rule.after is not None and not _begun(rule.after.upon, dossier.upstream, as_of):
        ahead = dossier.upstream.next_look if dossier.upstream is not None else None
        look = ahead if as_of >= window.first else min(filter(None, (ahead, window.first)))
        return Gate(Standing.PENDING, ("UPSTREAM_NOT_YET",), None, look)
    doubts: tuple[str, ...] = ("CONDITION_UNKNOWN",) if applies is Truth.UNKNOWN else ()
    if rule.after is not None and rule.after.upon == "met" and _may_be_late(dossier.upstream, window):
        doubts += ("UPSTREAM_IN_DOUBT",)
    return Gate(doubt=bool(doubts), because=doubts)


def _begun(upon: str, upstream: Verdict | None, as_of: date) -> bool:
    """Whether the duty before this one has come to the point (ruling 115); on the day of a release perhaps not yet."""
    if upstream is None or upstream.standing not in _UPON[upon]:
        return False
    since = _come_to(upon, upstream)
    return since is None or since <= as_of


def _come_to(upon: str, upstream: Verdict) -> date | None:
    """Since when the duty before has been where this one begins; None for always."""
    if upstream.standing is Standing.OVERTURNED:  # done when it was done, not when that was proved
        return upstream.tally.reached_on
    if upon == "breached" and upstream.standing is Standing.CURED:
        return None if upstream.due.grace_end is None else upstream.due.grace_end + timedelta(1)
    return upstream.since


def _may_be_late(upstream: Verdict | None, window: Window) -> bool:
    """Whether nobody can tell yet if the duty before was done, the act being too late for it by some calendars.

    What is done by the last day of its window, or by its safe day, serves it by all of them (ruling 10, ADR 0031).
    """
    if upstream is None or not upstream.due.provisional or upstream.tally.reached_on is None:
        return False
    return upstream.tally.reached_on > max(upstream.due.safe, window.last)
