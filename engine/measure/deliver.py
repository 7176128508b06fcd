"""报送 deliver: something handed in, once, or to each recipient that is owed it.

PASS  to 区委, 区人大; received 03-02 and 03-05      -> lo 2 of 2, reached on 03-05
FAIL  to 区委, 区人大; 区委 received it twice         -> lo 1 of 2, RECIPIENT_MISSING
FAIL  the office refused the paper                  -> lo 0 of 1, DELIVERY_MISSING
?     to 区委, 区人大; the second awaits acceptance   -> lo 1, hi 2: unknown, neither breach nor pass
"""

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from engine.exact import exactly
from engine.measure.scope import Evidence, Scope, Sifted, cure_by_any, sift
from engine.nouns import Deliver, Fact, Part, Rejected, Tally, Truth

_BETWEEN_KINDS = re.compile(r"[,，、;；\s]+")


def deliver(test: Deliver, known: Evidence, scope: Scope) -> Tally:
    """Count the recipients served; a paper still to be accepted widens the upper bound only."""
    sifted = eligible(test, known, scope)
    names = scope.to if test.to_each and scope.to else ("",)
    several = len(names) > 1
    every = sifted.every
    possible = [_first_day(name, every, scope.to) for name in names]
    served = [_first_day(name, sifted.sure, scope.to) for name in names] if sifted.maybe else possible
    strays = [act for act in every if act.to is None] if several else []
    spare = possible.count(None)
    done = exactly(len(names) - served.count(None))
    may_be = exactly(len(names) - spare + min(spare, len(strays)))
    return Tally(
        lo=done,
        hi=may_be,
        truth=_truth(done, may_be, len(names)),
        need=exactly(len(names)),
        reached_on=_last(served),
        possible_on=_last(_fill(possible, strays)),
        because=_because(done, len(names), sifted, strays),
        parts=tuple(_part(name, sifted, scope.to) for name in names) if several else (),
        rejected=sifted.rejected,
    )


def eligible(test: Deliver, known: Evidence, scope: Scope) -> Sifted:
    """The papers that may serve: in time, to one who is owed them, and pending while a demanded proof is missing."""
    return _with_proof(test, _addressed(sift(test.of, None, known, scope, cure_by_any), scope.to))


def _addressed(sifted: Sifted, to: Sequence[str]) -> Sifted:
    """Turn away what went to somebody who is not owed it; a paper that names nobody is let in (ruling 122)."""
    strangers = [act for act in sifted.every if _is_stranger(act, to)] if to else []
    if not strangers:
        return sifted
    turned = tuple(Rejected(act.id, "RECIPIENT_NOT_OWED", act.day) for act in strangers)
    sure, maybe = ([act for act in some if not _is_stranger(act, to)] for some in (sifted.sure, sifted.maybe))
    return Sifted(sure, maybe, sifted.rejected + turned, sifted.doubts)


def _is_stranger(act: Fact, to: Sequence[str]) -> bool:
    return act.to is not None and act.to not in to


def _with_proof(test: Deliver, sifted: Sifted) -> Sifted:
    """Leave a paper pending while a demanded proof is not attached (ruling 121).

    Where nothing at all is said of attachments, the office's own acceptance stands.
    """
    lacking = [act for act in sifted.every if _lacks_proof(test, act)] if test.evidence else []
    return sifted.doubting(lacking, (*sifted.doubts, "EVIDENCE_MISSING")) if lacking else sifted


def _lacks_proof(test: Deliver, act: Fact) -> bool:
    named = act.attrs.get("evidence")
    return named is not None and not set(test.evidence) <= set(_BETWEEN_KINDS.split(str(named)))


def _serves(name: str, act: Fact, to: Sequence[str]) -> bool:
    """Whether an act serves this recipient; with one place to serve, a paper that names nobody serves it."""
    return name in ("", act.to) or (len(to) == 1 and act.to is None)


def _first_day(name: str, acts: Sequence[Fact], to: Sequence[str]) -> date | None:
    """The day of the first act that serves a recipient; they come by day."""
    return next((act.day for act in acts if _serves(name, act, to)), None)


def _fill(days: Sequence[date | None], strays: Sequence[Fact]) -> list[date | None]:
    """Let papers that name no recipient stand for the missing or the latest ones: nobody can say that they do not."""
    filled = list(days)
    for stray in sorted(act.day for act in strays):
        last = max(range(len(filled)), key=lambda place: filled[place] or date.max)
        filled[last] = min(filled[last] or stray, stray)
    return filled


def _last(days: Sequence[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def _truth(done: Fraction, may_be: Fraction, need: int) -> Truth:
    if done >= need:
        return Truth.TRUE
    return Truth.FALSE if may_be < need else Truth.UNKNOWN


def _part(name: str, sifted: Sifted, to: Sequence[str]) -> Part:
    sure, maybe = (next((act for act in some if _serves(name, act, to)), None) for some in (sifted.sure, sifted.maybe))
    truth = Truth.TRUE if sure else Truth.UNKNOWN if maybe else Truth.FALSE
    shown = tuple(act.id for act in (sure or maybe,) if act is not None)
    return Part(name, truth, Fraction(1 if sure else 0), Fraction(1), shown)


def _because(done: Fraction, need: int, sifted: Sifted, strays: Sequence[Fact]) -> tuple[str, ...]:
    if done >= need:
        return ()
    missing = "RECIPIENT_MISSING" if need > 1 else "DELIVERY_MISSING"
    return (missing, *sifted.doubts, *(("RECIPIENT_UNNAMED",) if strays else ()))
