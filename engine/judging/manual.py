"""人工判定 manual: what no machine can test is asked of the office and judged by a person (semantics-rulings 113)."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from engine.judging.office import effective, known_acts
from engine.judging.standing import Stand
from engine.nouns import OfficeAct, Standing, Tally, Truth, Window

_VALUES = {"met": Standing.MET, "breached": Standing.BREACHED, "not_applicable": Standing.NOT_APPLICABLE}


def judged_by_hand(acts: Sequence[OfficeAct], window: Window, as_of: date, known_at: date) -> tuple[Tally, Stand]:
    """The last judgement on file, else MANUAL: waiting for one."""
    judgements = [act for act in known_acts(acts, known_at) if act.act == "judge" and act.value in _VALUES]
    given = [act for act in judgements if effective(act) <= as_of]
    ahead = min((effective(act) for act in judgements if effective(act) > as_of), default=None)
    if given:
        last = given[-1]
        standing = _VALUES[last.value or ""]
        truth = Truth.TRUE if standing is Standing.MET else Truth.FALSE
        done = Fraction(truth is Truth.TRUE)
        return Tally(done, done, truth, because=("JUDGED",)), Stand(standing, effective(last), ahead)
    empty = Tally(Fraction(0), None, Truth.UNKNOWN)
    if as_of < window.first:
        return empty, Stand(Standing.PENDING, None, window.first)
    return empty, Stand(Standing.MANUAL, window.first, ahead)
