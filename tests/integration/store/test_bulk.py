"""Rows in bulk: statements that name their jurisdiction, whatever it is called."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from engine.nouns import Obligation
from store import events, looks, obligations
from store.events import Entry
from store.session import transaction

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("many", [1, 20])
def test_a_jurisdiction_may_be_called_anything(database: Engine, duty: Callable[..., Obligation], many: int) -> None:
    named = "甲'区' 100%s ?1"
    with transaction(database, named) as session:
        events.append(session, [Entry(NOW, "system", "test", f"k{number}", {}) for number in range(many)])
        assert (events.verify(session), events.head(session).position) == ([], many)
        obligations.add_new(session, [duty(f"k{number}") for number in range(many)])
        looks.settle(session, [(number, None) for number in obligations.numbers(session, ["k0"]).values()])
        assert {look.key for look in looks.due(session, date(2026, 3, 2), 100)} == {f"k{n}" for n in range(1, many)}
    with transaction(database, "甲") as session:
        assert events.head(session).position == obligations.count(session) == 0
