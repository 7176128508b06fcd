"""Who stands how: found without an index on how anything stands."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import Engine

from engine.nouns import Due, Obligation, Standing, Verdict
from store import obligations, standings, verdicts
from store.session import transaction

FIRST = date(2026, 3, 2)
DAYS = {"k1": 30, "k2": 0, "k3": 7, "k4": 8, "k5": -1}


def test_those_who_stand_so_are_found_with_the_earliest_due_first(
    office: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict]
) -> None:
    due = {f"n{key}": Due(FIRST + timedelta(days), None, None) for key, days in DAYS.items()}
    with transaction(office, here) as session:
        obligations.add_new(session, [duty(key, rule=f"rule {key}", due=day) for key, day in due.items()])
        verdicts.record(session, [verdict(key) for key in due])
        verdicts.record(session, [verdict("nk3", Standing.BREACHED), verdict("nk1", Standing.BREACHED)])

        late = standings.earliest(session, Standing.BREACHED, 10)
        assert [(each.obligation.key, each.standing) for each in late] == [
            ("nk3", Standing.BREACHED),
            ("nk1", Standing.BREACHED),
        ]
        assert [each.obligation.key for each in standings.earliest(session, Standing.OPEN, 2)] == ["nk5", "nk2"]
        assert late == [obligations.filed(session, [key])[key] for key in ("nk3", "nk1")]

        week = FIRST, FIRST + timedelta(7)
        assert [each.obligation.key for each in standings.between(session, Standing.OPEN, *week)] == ["nk2"]
        assert [each.obligation.key for each in standings.between(session, Standing.BREACHED, *week)] == ["nk3"]
