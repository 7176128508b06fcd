"""The calendar's word on a tally, one at a time and in columns: the two must never differ.

By default a part of the hundred thousand rows; DUBAN_TRUST=full tries them all.
"""

import os
import random
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.judging.standing import stand
from engine.judging.standing_columns import NEVER, STANDINGS, columns, stand_columns
from engine.nouns import Due, Standing, Tally, Truth, Window

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")
GRACED = Due(date(2026, 7, 14), date(2026, 7, 15), date(2026, 7, 25))
ROWS = 10_000 if os.environ.get("DUBAN_TRUST") == "full" else 4_000
"""Each on ten days."""
NOTHING = Tally(Fraction(0), Fraction(0), Truth.FALSE)


def done(on: date, **more: date) -> Tally:
    return Tally(Fraction(1), Fraction(1), Truth.TRUE, reached_on=on, **more)


def test_an_undone_duty_walks_from_pending_to_breached() -> None:
    days = {
        date(2025, 12, 31): (Standing.PENDING, date(2026, 1, 1)),
        date(2026, 7, 14): (Standing.OPEN, date(2026, 7, 15)),
        date(2026, 7, 15): (Standing.CONTESTED, date(2026, 7, 16)),
        date(2026, 7, 16): (Standing.IN_GRACE, date(2026, 7, 26)),
        date(2026, 7, 25): (Standing.IN_GRACE, date(2026, 7, 26)),
        date(2026, 7, 26): (Standing.BREACHED, None),
    }
    for day, expected in days.items():
        found = stand(NOTHING, GRACED, YEAR, day)
        assert (found.standing, found.next_look) == expected


def test_the_day_of_the_act_decides_between_met_and_cured() -> None:
    late = date(2026, 12, 1)
    assert stand(done(date(2026, 7, 15)), GRACED, YEAR, late).standing is Standing.MET
    assert stand(done(date(2026, 7, 25)), GRACED, YEAR, late).standing is Standing.MET_IN_GRACE
    assert stand(done(date(2026, 7, 26)), GRACED, YEAR, late).standing is Standing.CURED


def test_proof_on_the_first_breach_day_is_still_in_time() -> None:
    acted = date(2026, 7, 20)
    on_the_day = done(acted, proved_on=date(2026, 7, 26))
    a_day_later = done(acted, proved_on=date(2026, 7, 27))
    assert stand(on_the_day, GRACED, YEAR, date(2026, 8, 1)).standing is Standing.MET_IN_GRACE
    assert stand(a_day_later, GRACED, YEAR, date(2026, 8, 1)).standing is Standing.OVERTURNED


def test_late_proof_does_not_reach_back_before_the_breach() -> None:
    tally = done(date(2026, 7, 1), proved_on=date(2026, 9, 1))
    assert stand(tally, GRACED, YEAR, date(2026, 7, 25)).standing is Standing.MET


def test_an_unpublished_calendar_never_breaches() -> None:
    due = Due(date(2027, 1, 20), None, None, provisional=True, because="CALENDAR_PROVISIONAL")
    found = stand(NOTHING, due, YEAR, date(2027, 3, 1))
    assert (found.standing, found.next_look) == (Standing.CONTESTED, date(2028, 1, 1))


def test_a_masked_year_is_unknown_unless_met_under_every_reading() -> None:
    due = Due(date(2026, 10, 30), None, None, because="YEAR_MASKED")
    assert stand(NOTHING, due, YEAR, date(2026, 2, 1)).standing is Standing.UNKNOWN
    assert stand(done(date(2026, 10, 30)), due, YEAR, date(2026, 11, 1)).standing is Standing.MET
    assert stand(done(date(2026, 10, 31)), due, YEAR, date(2026, 11, 1)).standing is Standing.UNKNOWN


def test_a_future_act_is_a_day_to_look() -> None:
    tally = Tally(Fraction(0), Fraction(0), Truth.FALSE, next_change=date(2026, 4, 10))
    assert stand(tally, GRACED, YEAR, date(2026, 4, 1)).next_look == date(2026, 4, 10)


days = st.integers(0, 400).map(lambda n: date(2026, 1, 1) + timedelta(n))


@given(days, days)
@settings(max_examples=200)
def test_nobody_is_breached_inside_grace(as_of: date, acted: date) -> None:
    tally = done(acted) if acted <= as_of else NOTHING
    if as_of <= date(2026, 7, 25):
        assert stand(tally, GRACED, YEAR, as_of).standing is not Standing.BREACHED


def _random_row(chance: random.Random) -> tuple[Tally, Due, Window]:
    start = date(2026, 1, 1)

    def day(low: int, high: int, missing: float = 0.0) -> date | None:
        return None if chance.random() < missing else start + timedelta(chance.randint(low, high))

    first = start + timedelta(chance.randint(0, 10))
    last = first + timedelta(chance.randint(0, 20))
    safe = first + timedelta(chance.randint(0, 25))
    hard = safe + timedelta(chance.randint(0, 3))
    because = chance.choice([None, None, "YEAR_MASKED", "CALENDAR_MISSING", "EVENT_MISSING", "CALENDAR_PROVISIONAL"])
    open_end = because is not None or chance.random() < 0.1
    grace = None if open_end else hard + timedelta(chance.randint(0, 5))
    provisional = because == "CALENDAR_PROVISIONAL"
    due = Due(safe, None if open_end and chance.random() < 0.8 else hard, grace, provisional, because)
    if due.hard is not None and due.grace_end is None and because is None:
        due = Due(safe, hard, hard)
    tally = Tally(
        Fraction(0),
        None,
        chance.choice(list(Truth)),
        reached_on=day(0, 45, 0.5),
        proved_on=day(0, 45, 0.6),
        possible_on=day(0, 45, 0.5),
        broken_on=day(0, 45, 0.7),
        next_change=day(0, 60, 0.7),
        style=chance.choice(["reach", "at_end", "limit"]),
        applicable=chance.random() < 0.9,
    )
    return tally, due, Window(first, last, "w")


def test_columns_say_what_the_scalar_says() -> None:
    chance = random.Random(20260301)
    rows = [_random_row(chance) for _ in range(ROWS)]
    table = columns(rows)
    for offset in range(-2, 48, 5):
        as_of = date(2026, 1, 1) + timedelta(offset)
        codes, looks = stand_columns(table, as_of)
        found = [stand(tally, due, window, as_of) for tally, due, window in rows]
        assert [STANDINGS[code] for code in codes] == [one.standing for one in found]
        expected = [NEVER if one.next_look is None else one.next_look.toordinal() for one in found]
        assert looks.tolist() == expected


def test_columns_of_nothing_are_empty() -> None:
    codes, looks = stand_columns(columns([]), date(2026, 1, 1))
    assert len(codes) == len(looks) == 0
