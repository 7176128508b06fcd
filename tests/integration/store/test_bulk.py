"""Rows in bulk: statements that name their jurisdiction, whatever it is called."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from engine.nouns import Fact, Obligation
from store import events, facts, looks, obligations
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


ODD = (
    'a"b',
    "a\\b",
    '\\"',
    "{a,b}",
    "a,b",
    "",
    " a ",
    "NULL",
    "null",
    "年初\n年末",
    "'",
    "%s",
    "?1",
    "\t",
    "None",
    "é",
)


def test_any_words_are_found_again_by_themselves_and_in_pairs(database: Engine) -> None:
    some = [Fact(word, f"k{word}", f"a{word}", NOW.date(), NOW.date(), unit=word or None) for word in ODD]
    with transaction(database, "甲") as session:
        entered = facts.enter(session, some)
        assert [fact.number for fact in entered] == sorted(fact.number for fact in entered)
        assert facts.enter(session, some) == []
        assert facts.of_ids(session, ODD) == {fact.id: fact for fact in some}
        pairs = {(fact.agency, fact.kind): (fact,) for fact in some}
        assert facts.of_bearers(session, pairs) == pairs
        assert facts.before(session, dict.fromkeys(pairs, ())).keys() == pairs.keys()
        assert facts.before(session, {(fact.agency, fact.kind): [fact] for fact in entered}) == {}
