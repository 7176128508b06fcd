"""再添一件 one more: what a tally comes to with one act more, without the acts that it was made from.

Only for a delivery, a count and a sum without marks, caps, parts, limits and surplus: there an act that comes after all
others moves the tally by what it adds.  Whatever else may matter is for `measure` to say, and the answer is None.

PASS  at_least 2, lo 1; a visit of today            -> lo 2, reached today
?     at_least 2, lo 1; a visit still to be accepted -> lo 1, hi 2: unknown
None  a visit outside the window, one taken back, one dated ahead, one that proves late
"""

from datetime import date, timedelta
from fractions import Fraction

from engine.copies import changed
from engine.exact import exactly, plain
from engine.measure.scope import Scope, cure_by_any, cure_by_name
from engine.measure.sum import amount
from engine.nouns import Count, Deliver, Fact, FactStatus, Sum, Tally, Test, Truth
from engine.predicates import matches

_ONE_DAY = timedelta(1)
_ONE = Fraction(1)
_NONE = Tally(Fraction(0), Fraction(0), Truth.FALSE)
_NOT_SO_SIMPLE = ("distinct", "at_most", "spread", "carry", "cap", "prorate", "evidence", "to_each")
_SHORT: dict[type, str] = {Deliver: "DELIVERY_MISSING", Count: "COUNT_SHORT", Sum: "SUM_SHORT"}


def adds_up(test: Test | None) -> bool:
    """Whether each act adds to a test by itself, whatever the others are."""
    if not isinstance(test, Deliver | Count | Sum) or any(getattr(test, name, None) for name in _NOT_SO_SIMPLE):
        return False
    return isinstance(test, Deliver) or (test.at_least is not None and test.at_least > 0)


def none_yet(test: Test) -> Tally:
    """The tally of no act at all, of a test to which each adds by itself."""
    assert isinstance(test, Deliver | Count | Sum)
    need = _ONE if isinstance(test, Deliver) else test.at_least
    return changed(_NONE, need=need, because=(_SHORT[type(test)],))


def is_certain(test: Test, tally: Tally) -> bool:
    """Whether a tally that is short is so for nothing but what is missing: no act is pending or in doubt."""
    return tally.because == (_SHORT[type(test)],)


def one_more(test: Test, tally: Tally, act: Fact, scope: Scope) -> Tally | None:
    """The tally with an act more that comes after all that it was made from; None if that has to be measured."""
    adds = _adds(test, act, scope)
    if adds is None or tally.next_change is not None:
        return None
    if isinstance(test, Sum) and not _is_plain_sum(test, tally, act, adds):
        return None
    found = _delivered(tally, act) if isinstance(test, Deliver) else _added(tally, act, adds, _SHORT[type(test)])
    end = scope.due.grace_end
    may_prove_late = end is not None and scope.known_at > end + _ONE_DAY
    return None if found.truth is not Truth.FALSE and may_prove_late else found


def _adds(test: Test, act: Fact, scope: Scope) -> Fraction | None:
    """What an act adds; None if anything keeps it from counting, or from being sure to count once it is accepted."""
    settled = act.status is not FactStatus.REJECTED and act.decided is None and act.retracted is None
    if not settled or act.day > scope.as_of or act.recorded > scope.known_at:
        return None
    if isinstance(test, Deliver):
        owed = act.to is None or not scope.to or act.to in scope.to
        return _ONE if owed and cure_by_any(act, scope) is None else None
    assert isinstance(test, Count | Sum)
    if cure_by_name(act, scope) is not None or (
        test.where is not None and matches(test.where, act.attrs) is not Truth.TRUE
    ):
        return None
    return amount(test, act) if isinstance(test, Sum) else _ONE


def _is_plain_sum(test: Sum, tally: Tally, act: Fact, adds: Fraction) -> bool:
    """Whether both ends of a sum are what its tally says: what was taken off again may hide one of them."""
    if adds < 0 or tally.rejected:
        return False
    if tally.truth is not Truth.TRUE:
        return is_certain(test, tally)
    return tally.possible_on is not None and tally.need is not None and tally.lo >= tally.need and _is_sure(act)


def _is_sure(act: Fact) -> bool:
    return act.status is FactStatus.ACCEPTED


def _delivered(tally: Tally, act: Fact) -> Tally:
    done = tally.truth is Truth.TRUE or _is_sure(act)
    return changed(
        tally,
        lo=_ONE if done else tally.lo,
        hi=_ONE,
        truth=Truth.TRUE if done else Truth.UNKNOWN,
        reached_on=tally.reached_on or (act.day if done else None),
        possible_on=tally.possible_on or act.day,
        because=() if done else ("DELIVERY_MISSING", "EVIDENCE_PENDING"),
    )


def _added(tally: Tally, act: Fact, adds: Fraction, short: str) -> Tally:
    lo = _plus(tally.lo, adds) if _is_sure(act) else tally.lo
    hi = None if tally.hi is None else lo if tally.hi is tally.lo and _is_sure(act) else _plus(tally.hi, adds)
    reached, possible = _since(tally.reached_on, lo, tally, act), _since(tally.possible_on, hi, tally, act)
    truth = Truth.TRUE if reached is not None else Truth.FALSE if possible is None else Truth.UNKNOWN
    doubts = {*tally.because[1:], *(() if _is_sure(act) else ("EVIDENCE_PENDING",))}
    because = () if truth is Truth.TRUE else (short, *sorted(doubts))
    return changed(tally, lo=lo, hi=hi, truth=truth, reached_on=reached, possible_on=possible, because=because)


def _plus(one: Fraction, other: Fraction) -> Fraction:
    """Their sum, in whole numbers wherever they are: a tenth of the time."""
    return exactly(plain(one) + plain(other))


def _since(before: date | None, total: Fraction | None, tally: Tally, act: Fact) -> date | None:
    """Since when one end of the interval is enough."""
    if before is not None:
        return before
    enough = total is None or (tally.need is not None and plain(total) >= plain(tally.need))
    return act.day if enough else None
