"""How much is owed, and how much of it earlier windows leave (rulings 85-87, 97-99, ADR 0026, ADR 0031).

Both are intervals: leave that waits to be accepted may shorten a quota, and what waits may be surplus.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from engine.nouns import Carry, Exemption, Fact, FactStatus, Prorate, Scalar, Window
from tests.reference.amounts import INFINITE, Amount
from tests.reference.civil import ONE, plus_months
from tests.reference.evidence import holds, on_record, status_on

Interval = tuple[Amount, Amount]


def quota(
    need: Fraction,
    share: Fraction,
    leaves: Sequence[Fact],
    span: tuple[date, Window],
    rounding: Prorate,
    known_at: date,
) -> tuple[Fraction, Fraction]:
    """The least and the most that is owed of `need` from the first day of the span to the end of its window.

    Leave that waits for the office may yet shorten it (ADR 0026).
    """
    told = [fact for fact in on_record(leaves, known_at) if status_on(fact, known_at) is not FactStatus.REJECTED]
    taken = [fact for fact in told if status_on(fact, known_at) is FactStatus.ACCEPTED]
    least, most = (shortened(need, share, days_away(some, *span), span[1], rounding) for some in (told, taken))
    return least, most


def shortened(need: Fraction, share: Fraction, away: set[date], window: Window, rounding: Prorate) -> Fraction:
    """So many whole months of leave less of the window's months, with the rounding of the test (86, 99)."""
    left = share - Fraction(whole_months(away), max(whole_months(set(days_of(window.first, window.last))), 1))
    return need if left == 1 else rounded(need * max(left, Fraction(0)), rounding)


def days_away(leaves: Sequence[Fact], first: date, window: Window) -> set[date]:
    """The days of the window on which he was away; two papers about the same day are one day."""
    spans = [(date.fromisoformat(str(f.attrs["from"])), date.fromisoformat(str(f.attrs["to"]))) for f in leaves]
    return {day for a, b in spans for day in days_of(max(a, first), min(b, window.last))}


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def whole_months(days: set[date]) -> int:
    """The whole months in every unbroken stretch of days, counted from its first day."""
    found = 0
    for first in sorted(day for day in days if day - ONE not in days):
        last, months = first, 0
        while last + ONE in days:
            last += ONE
        while plus_months(first, months + 1) <= last + ONE:
            months += 1
        found += months
    return found


def rounded(value: Fraction, rounding: Prorate) -> Fraction:
    """Up, down or to the nearest multiple of the step; none leaves it exact (ruling 86)."""
    if rounding.round == "none":
        return value
    steps = value / rounding.step
    floor = steps.numerator // steps.denominator
    rest = steps - floor
    up = {"up": rest > 0, "down": False, "half_up": rest >= Fraction(1, 2)}[rounding.round]
    return (floor + up) * rounding.step


def leaves_among(facts: Sequence[Fact], terms: Sequence[Exemption], attrs: dict[str, Scalar]) -> tuple[Fact, ...]:
    """The facts that show leave which shortens the quota (99)."""
    conditions = [one.condition for one in terms if one.effect == "prorate"]
    return tuple(f for f in facts if any(holds(one, {**attrs, **f.attrs}) == "T" for one in conditions))


# ── leave that lets off (ADR 0026)

LEAVE = "on_leave"


def letting_off(
    facts: Sequence[Fact], terms: Sequence[Exemption], attrs: dict[str, Scalar], window: Window, known_at: date
) -> tuple[Fact, ...]:
    """The facts on record of leave that lets off in a window: its days touch it, without an end its first day."""
    conditions = [one.condition for one in terms if lets_off(one)]
    told = [f for f in on_record(facts, known_at) if status_on(f, known_at) is not FactStatus.REJECTED]
    shows = [f for f in told if any(holds(one, {**attrs, **f.attrs}) == "T" for one in conditions)]
    return tuple(f for f in shows if any(day in window for day in days_of(*span_of(f))))


def lets_off(term: Exemption) -> bool:
    """Whether it is leave, which facts tell of, that lets off."""
    return term.effect == "exempt" and term.condition.key == LEAVE


def span_of(leave: Fact) -> tuple[date, date]:
    """The first and last day away, as far as it says."""
    first = date.fromisoformat(str(leave.attrs.get("from", leave.day)))
    return first, date.fromisoformat(str(leave.attrs.get("to", first)))


def days_let_off(told: Sequence[Fact], as_of: date, known_at: date) -> list[date]:
    """The days from which accepted leave lets off: handed in, and begun; with hindsight the day asked about (103)."""
    taken = [fact for fact in told if status_on(fact, known_at) is FactStatus.ACCEPTED]
    days = [max(min(fact.recorded, as_of), span_of(fact)[0]) for fact in taken]
    return sorted(day for day in days if day <= as_of)


def are_pending(told: Sequence[Fact], known_at: date) -> bool:
    """Whether some of it has not been decided yet."""
    return any(status_on(fact, known_at) is FactStatus.PENDING for fact in told)


# ── surplus


def brought(carry: Carry, past: Sequence[tuple[Window, Amount, Amount]], window: Window) -> Amount:
    """What the windows before leave to this one, each given as itself, its own acts and its own need (97, 98).

    Only what was done beyond the need is left over, up to `max`, for every window that opens before it lapses.  A
    window in between takes what it lacks, or first of all what was carried if the rule says so; the oldest goes first.
    """
    most = INFINITE if carry.max is None else carry.max
    lots: list[tuple[date, Amount]] = []
    for one, own, need in past:
        lots = [lot for lot in lots if lot[0] >= one.first]
        takes = min(most, need if carry.use_first == "carried" else max(need - own, Fraction(0)))
        lots = less(lots, takes)
        lots.append((good_until(carry, one), min(most, max(own - need, Fraction(0)))))
    return min(most, sum((amount for until, amount in lots if until >= window.first), Fraction(0)))


def good_until(carry: Carry, window: Window) -> date:
    """So long after the window in which it was earned; by default for the next window only."""
    if carry.expires_after is None:
        return window.last + ONE
    return plus_months(window.last, int(carry.expires_after.removesuffix("mo")))


def less(lots: Sequence[tuple[date, Amount]], takes: Amount) -> list[tuple[date, Amount]]:
    left = []
    for until, amount in lots:
        used = min(amount, takes)
        left.append((until, INFINITE if amount == INFINITE else amount - used))
        takes -= used
    return left
