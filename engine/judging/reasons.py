"""缘由 reasons: the fixed codes that say why a standing is what it is; `codes` gives each its Chinese."""

from engine.judging.standing import Stand, may_be_in_time
from engine.nouns import Due, Standing, Tally, Truth

_FIRST = {
    Standing.IN_GRACE: "GRACE_RUNNING",
    Standing.BREACHED: "DUE_PASSED",
    Standing.CURED: "DONE_LATE",
    Standing.OVERTURNED: "PROVED_LATE",
    Standing.MET_IN_GRACE: "DONE_IN_GRACE",
    Standing.MANUAL: "TO_BE_JUDGED",
}
_PLAIN = (Standing.MET, Standing.MET_IN_GRACE, Standing.OVERTURNED)


def reasons(found: Stand, tally: Tally, due: Due, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The reasons for a standing, the chief one first, each once."""
    if "JUDGED" in tally.because:
        return ("JUDGED", *also)
    if "BREACH_KEPT" in tally.because:
        return tally.because
    codes = [*_chief(found.standing, tally, due), *also]
    if found.standing not in (*_PLAIN, Standing.PENDING, Standing.CURED):
        codes += tally.because
    if found.standing is Standing.BREACHED and tally.truth is Truth.UNKNOWN and tally.broken_on is None:
        codes.append("PROOF_PENDING" if may_be_in_time(tally, due) else "CURE_PENDING")
    return tuple(dict.fromkeys(codes))


def _chief(standing: Standing, tally: Tally, due: Due) -> tuple[str, ...]:
    if standing is Standing.PENDING:
        return ("EVENT_MISSING",) if due.because == "EVENT_MISSING" else ("NOT_YET_OPEN",)
    if standing is Standing.OPEN:
        return ("NOT_DUE_YET",)
    if standing is Standing.CONTESTED:
        return (due.because or "BOUNDARY_CONTESTED",)
    if standing is Standing.UNKNOWN and due.hard is None and due.because is not None:
        return (due.because,)
    if standing is Standing.MET:
        return ("DONE", *_on_contested_day(tally, due))
    if standing is Standing.IN_GRACE and due.because is not None:
        return ("GRACE_RUNNING", due.because)
    if standing is Standing.BREACHED and tally.broken_on is not None:
        return ()
    return (_FIRST[standing],) if standing in _FIRST else ()


def _on_contested_day(tally: Tally, due: Due) -> tuple[str, ...]:
    """An act between the safe and the hard day met the duty under one reading only (ruling 15)."""
    if tally.reached_on is None or tally.reached_on <= due.safe or (due.hard is None and due.because is None):
        return ()
    return (due.because or "BOUNDARY_CONTESTED",)
