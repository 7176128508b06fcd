"""Numbers of papers: one after the other without a gap, whoever asks at once and whatever breaks off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from store import numbers, wordings
from store.session import Session, reading, transaction

HERE, DAY = "示例区", date(2026, 3, 2)


def take(session: Session, subject: str, series: str = "督催", year: int = 2026) -> int:
    return numbers.take(session, series, year, subject=subject, paper="催办通知书", on=DAY)


def given(database: Engine) -> list[tuple[str, int, int, str]]:
    with reading(database, HERE) as session:
        return [(one.series, one.year, one.number, one.subject) for one in numbers.listed(session)]


class BrokenOff(Exception):
    """A crash between the number and the commit."""


def test_each_series_and_year_counts_from_one(database: Engine) -> None:
    with transaction(database, HERE) as session:
        assert [take(session, subject) for subject in ("a", "b")] == [1, 2]
        assert take(session, "c", series="督办") == 1
        assert take(session, "d", year=2027) == 1
    assert given(database) == [
        ("督催", 2026, 1, "a"), ("督催", 2026, 2, "b"), ("督催", 2027, 1, "d"), ("督办", 2026, 1, "c"),
    ]  # fmt: skip


def test_a_paper_asked_for_twice_has_one_number(database: Engine) -> None:
    with transaction(database, HERE) as session:
        assert (take(session, "a"), take(session, "b"), take(session, "a")) == (1, 2, 1)
    assert len(given(database)) == 2


def test_a_number_taken_in_what_broke_off_was_never_taken(database: Engine) -> None:
    def break_off() -> None:
        with transaction(database, HERE) as session:
            take(session, "lost")
            raise BrokenOff

    with pytest.raises(BrokenOff):
        break_off()
    with transaction(database, HERE) as session:
        assert take(session, "kept") == 1
    assert given(database) == [("督催", 2026, 1, "kept")]


def test_those_who_ask_at_once_leave_no_gap_even_when_every_third_breaks_off(database: Engine) -> None:
    def ask(place: int) -> bool:
        try:
            with transaction(database, HERE) as session:
                take(session, f"paper-{place}")
                if place % 3 == 0:
                    raise BrokenOff
        except BrokenOff:
            return False
        return True

    with ThreadPoolExecutor(6) as people:
        kept = sum(people.map(ask, range(60)))
    found = given(database)
    assert kept == 40
    assert [number for _, _, number, _ in found] == list(range(1, 41))
    assert len({subject for *_, subject in found}) == 40


def test_a_void_number_stays_in_the_register_and_is_not_given_again(database: Engine) -> None:
    with transaction(database, HERE) as session:
        take(session, "a")
        assert numbers.annul(session, "a", "撤销")
        assert not numbers.annul(session, "a", "再撤销")
        assert not numbers.annul(session, "unknown", "撤销")
        assert take(session, "b") == 2
        assert [(one.number, one.void) for one in numbers.listed(session, year=2026)] == [(1, "撤销"), (2, None)]
        assert numbers.listed(session, series="督办") == []


def test_a_series_goes_on_where_it_was_left_by_hand_but_only_before_its_first_number(database: Engine) -> None:
    with transaction(database, HERE) as session:
        assert numbers.begin_after(session, "督催", 2026, 36)
        assert numbers.begin_after(session, "督催", 2026, 37)
        assert take(session, "a") == 38
        assert not numbers.begin_after(session, "督催", 2026, 90)
        assert take(session, "b") == 39


def test_one_office_does_not_count_for_another(database: Engine) -> None:
    with transaction(database, "别处") as session:
        assert take(session, "a") == 1
    with transaction(database, HERE) as session:
        assert take(session, "a") == 1


def test_wordings_are_kept_version_by_version(database: Engine) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
    first, second, ours = (
        wordings.Wording("urge", n, text, "督办甲", at) for n, text in enumerate(("甲", "乙", ""), 1)
    )
    with transaction(database, HERE) as session:
        assert wordings.in_force(session) == {}
        assert wordings.add(session, first)
        assert not wordings.add(session, first)
        assert wordings.add(session, second)
        assert wordings.in_force(session) == {"urge": second}
        assert wordings.add(session, ours)
        assert wordings.in_force(session) == {}
        assert wordings.versions(session, "urge") == [first, second, ours]


def test_a_wording_once_kept_cannot_be_changed(database: Engine) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
    with transaction(database, HERE) as session:
        wordings.add(session, wordings.Wording("urge", 1, "甲", "督办甲", at))
    with pytest.raises(DatabaseError, match="append-only"), database.begin() as connection:
        connection.execute(text("UPDATE wording SET text = '另一份'"))
