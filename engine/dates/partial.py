"""残缺日期 partial dates: what a masked or vague date may mean, and how several of them are read together.

A confirmed reading counts as printed (semantics-rulings 48); an unconfirmed one stays open even when only one
candidate is left (45).
"""

from collections.abc import Sequence
from datetime import date
from itertools import islice, product

from engine.nouns import PartialDate, PDate

MOST_READINGS = 16


def known_day(day: PDate | None) -> date | None:
    """The day itself when it is printed or confirmed, else None."""
    if isinstance(day, PartialDate):
        return date.fromisoformat(day.confirmed) if day.confirmed else None
    return day


def is_masked(day: object) -> bool:
    """Whether `day` is a partial date that no officer has confirmed yet."""
    return isinstance(day, PartialDate) and not day.confirmed


def candidates(day: PDate | None) -> tuple[date, ...]:
    """Every day that `day` may be, in the order written; none when nothing is known."""
    if isinstance(day, PartialDate) and not day.confirmed:
        return day.candidates
    known = known_day(day)
    return () if known is None else (known,)


def combinations(days: Sequence[PDate]) -> tuple[tuple[date, ...], ...]:
    """The readings of several dates taken together: masked ones by position, or all ways if their numbers differ.

    At most 16 (semantics-rulings 34); none at all when one of the dates has no candidate.
    """
    choices = [candidates(day) for day in days]
    counts = {len(choice) for choice, day in zip(choices, days, strict=True) if is_masked(day)}
    if len(counts) != 1:
        return tuple(islice(product(*choices), MOST_READINGS))
    n = counts.pop()
    columns = [choice if is_masked(day) else choice * n for choice, day in zip(choices, days, strict=True)]
    return tuple(islice(zip(*columns, strict=True), MOST_READINGS))
