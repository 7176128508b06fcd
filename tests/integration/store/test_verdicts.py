"""Verdicts: a row for each change, nothing for a repetition, and the past as it was known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from engine.nouns import Due, Standing, Verdict
from store import events, obligations, verdicts
from store.session import reading, transaction

Judge = Callable[..., Verdict]


def test_only_news_is_written_down(office: Engine, here: str, verdict: Judge) -> None:
    first = verdict()
    tomorrow = replace(first, as_of=date(2026, 2, 2), known_at=date(2026, 2, 2))
    fuller = replace(tomorrow, tally=replace(first.tally, lo=first.tally.lo + 1))
    breached = verdict(standing=Standing.BREACHED, on=date(2026, 3, 2))
    with transaction(office, here) as session:
        assert verdicts.record(session, [first]) == [first]
        assert verdicts.record(session, [tomorrow]) == []
        assert verdicts.record(session, [fuller]) == []
        assert verdicts.record(session, [breached, verdict("k2")]) == [breached, verdict("k2")]
        assert verdicts.history(session, "k1") == [first, breached]
        assert verdicts.latest(session, ["k1", "k2", "k3"]) == {"k1": breached, "k2": verdict("k2")}
        assert verdicts.standings(session) == {Standing.BREACHED: 1, Standing.OPEN: 1}


@pytest.mark.parametrize(
    "change",
    [
        {"because": ("DUE_PASSED",)},
        {"since": date(2026, 1, 2)},
        {"due": Due(date(2026, 4, 1), None, None)},
        {"behind": True},
    ],
)
def test_another_reason_first_day_due_day_or_pace_is_news(
    office: Engine, here: str, verdict: Judge, change: dict[str, object]
) -> None:
    changed = replace(verdict(), **change)  # type: ignore[arg-type]
    with transaction(office, here) as session:
        verdicts.record(session, [verdict()])
        assert verdicts.record(session, [changed]) == [changed]


def test_the_past_is_told_as_it_was_known(office: Engine, here: str, verdict: Judge) -> None:
    breached = verdict(standing=Standing.BREACHED)
    entry = events.Entry(datetime(2026, 3, 2, tzinfo=UTC), "system", "sweep", "k1", {})
    with transaction(office, here) as session:
        before = events.append(session, [entry])
        verdicts.record(session, [verdict()])
        after = events.append(session, [entry])
        verdicts.record(session, [breached])
    with reading(office, here) as session:
        assert verdicts.as_known(session, ["k1", "k2"], before - 1) == {}
        assert verdicts.as_known(session, ["k1", "k2"], before) == {"k1": verdict()}
        assert verdicts.as_known(session, ["k1", "k2"], after) == {"k1": breached}


def test_a_verdict_once_written_cannot_be_changed_or_removed(office: Engine, here: str, verdict: Judge) -> None:
    with transaction(office, here) as session:
        verdicts.record(session, [verdict()])
    for statement in ("UPDATE verdict SET standing = 'MET'", "DELETE FROM verdict"):
        with pytest.raises(DatabaseError, match="append-only"), office.begin() as connection:
            connection.execute(text(statement))


def test_no_obligation_is_ever_removed(office: Engine) -> None:
    with pytest.raises(DatabaseError, match="append-only"), office.begin() as connection:
        connection.execute(text("DELETE FROM obligation"))


def test_thousands_of_verdicts_are_written_as_surely_as_one(office: Engine, here: str, verdict: Judge) -> None:
    with transaction(office, here) as session:
        sample = obligations.filed(session, ["k1"])["k1"].obligation
        obligations.add_new(session, (replace(sample, key=f"m{number}") for number in range(2500)))
        many = [verdict(f"m{number}") for number in range(2500)]
        assert verdicts.record(session, many) == many
        assert verdicts.record(session, many) == []
        assert len(verdicts.latest(session, [each.obligation for each in many])) == 2500
