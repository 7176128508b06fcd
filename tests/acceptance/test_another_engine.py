"""What another engine measured is not trusted: the first sweep after an upgrade looks at everything once."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from duban.services.judgement import upgrading
from store import looks, obligations
from store.session import transaction

FRIDAY, SATURDAY = date(2026, 2, 6), date(2026, 2, 7)


def test_a_sweep_of_the_same_engine_trusts_what_it_measured(house: Any) -> None:
    house.sweep(FRIDAY)
    assert house.sweep(FRIDAY).looked_at == 0


def test_a_tally_that_another_engine_made_is_made_anew_and_says_so(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    house.sweep(FRIDAY)
    with transaction(house.database, house.settings.jurisdiction) as session:
        judged = sum(each.standing is not None for each in obligations.find(session))
        done = looks.STAND.c.plain.is_(True)  # as an older engine may have had it, which took all for done
        session.connection().execute(update(looks.STAND).where(done).values(truth=1, reached_on=FRIDAY))
    assert house.sweep(SATURDAY).looked_at < judged
    monkeypatch.setattr(upgrading, "engine", lambda: "another")
    again = house.sweep(SATURDAY)
    assert again.looked_at == judged
    assert again.verdicts_changed == 0
    assert house.sweep(SATURDAY).looked_at == 0
    with transaction(house.database, house.settings.jurisdiction) as session:
        found = looks.of_keys(session, [each.obligation.key for each in obligations.find(session)]).values()
        assert {look.plain for look in found} <= {True, False}
        kept = session.connection().execute(looks.STAND.select().where(looks.STAND.c.plain.is_(True))).all()
        assert kept
        assert {row.reached_on for row in kept} == {None}


def test_the_engine_is_known_by_its_text() -> None:
    assert len(upgrading.engine()) == 64
    assert upgrading.engine() == upgrading.engine()
