"""禁止 forbid: findings of what must not happen; the limit breaks on the day the finding becomes known.

PASS  at_most 0, nothing found                     -> lo 0
FAIL  at_most 0, a finding of 03-02 recorded 03-09  -> broken on 03-09, FORBIDDEN_FOUND
?     at_most 0, a finding still to be confirmed    -> lo 0, hi 1: unknown once the window is over
"""

from fractions import Fraction

from engine.measure.scope import Evidence, Scope, known_on, sift, within_window
from engine.nouns import Forbid, Tally, Truth


def forbid(test: Forbid, known: Evidence, scope: Scope) -> Tally:
    """Count the findings of the window; none later can repair them, only their withdrawal (ruling 65)."""
    sifted = sift(test.of, test.where, known, scope, within_window)
    found, may_be = sorted(map(known_on, sifted.sure)), len(sifted.every)
    allowed = int(test.at_most)
    broken = found[allowed] if len(found) > allowed else None
    doubtful = broken is None and may_be > allowed
    return Tally(
        lo=Fraction(len(found)),
        hi=Fraction(may_be),
        truth=Truth.FALSE if broken else Truth.UNKNOWN if doubtful else Truth.TRUE,
        need=test.at_most,
        broken_on=broken,
        style="limit",
        because=("FORBIDDEN_FOUND",) if broken else sifted.doubts if doubtful else (),
        rejected=sifted.rejected,
    )
