"""Whatever the register was made to forget, standing everything again finds it, and what is right is not written."""

from datetime import date
from typing import Any

from sqlalchemy import update

from duban.services.judgement.restanding import Restood, restand
from engine.nouns import Standing
from store import looks, standings, verdicts
from store.session import reading, transaction


def _restand(house: Any, on: date) -> Restood:
    return restand(house.database, house.settings, on=on, now=house.at(on, 8))


def test_what_is_right_is_read_and_not_written(house: Any) -> None:
    on = date(2026, 2, 6)
    house.sweep(on)
    again = _restand(house, on)
    assert again.read > 0
    assert (again.differing, again.swept.looked_at, again.swept.verdicts_changed) == (0, 0, 0)


def test_a_look_that_was_forgotten_is_made_up_for(house: Any) -> None:
    house.sweep(date(2026, 2, 6))
    with transaction(house.database, house.settings.jurisdiction) as session:
        session.connection().execute(update(looks.STAND).values(next_look=None))
    late = date(2026, 3, 20)
    assert house.sweep(late).verdicts_changed == 0
    found = _restand(house, late)
    assert found.differing >= 2
    assert found.swept.verdicts_changed == 2  # two agencies whose report was due on the first of March
    with reading(house.database, house.settings.jurisdiction) as session:
        breached = standings.earliest(session, Standing.BREACHED, 1000)
        assert sorted(each.obligation.rule for each in breached) == ["report.year", "report.year"]
        since = {verdict.since for verdict in verdicts.latest(session, [x.obligation.key for x in breached]).values()}
        assert since == {date(2026, 3, 2)}
    assert _restand(house, late).differing == 0
