"""Drafts are kept step by step: the latest is in force, a number is taken once, nothing is ever changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from store import drafts
from store.drafts import Draft, Stage
from store.session import reading, transaction

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
FIRST = Draft("d1", 1, Stage.WRITTEN, "起草", "方案", "pack: a\n", "ab" * 32, "王科长", "wang", AT)


def test_the_latest_step_of_each_draft_is_what_it_is(database: Engine, here: str) -> None:
    other = replace(FIRST, key="d2", at=AT + timedelta(minutes=1), document=None)
    proposed = replace(
        FIRST, version=2, stage=Stage.PROPOSED, at=AT + timedelta(hours=1), since=date(2026, 1, 1), by="李科长"
    )
    with transaction(database, here) as session:
        assert all(drafts.add(session, each) for each in (FIRST, other, proposed))
    with reading(database, here) as session:
        assert drafts.latest(session, "d1") == proposed
        assert drafts.listed(session) == [proposed, other]
        assert drafts.steps(session, "d1") == [proposed, FIRST]
        assert drafts.latest(session, "d3") is None


def test_of_two_who_keep_the_same_step_the_second_is_told(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        assert drafts.add(session, FIRST)
        assert not drafts.add(session, replace(FIRST, text="pack: b\n", by="李科长"))
        assert drafts.latest(session, "d1") == FIRST


def test_what_was_once_drafted_stays(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        drafts.add(session, FIRST)
    with pytest.raises(DatabaseError, match="append-only"), database.begin() as connection:
        connection.execute(text("UPDATE draft SET text = 'x'"))
