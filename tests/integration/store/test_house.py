"""The house's own things: slots of the clock, settings, local days, jurisdictions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from store import calendar, jurisdictions, settings, ticks
from store.session import reading, transaction

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_of_many_daemons_one_claims_a_slot(database: Engine, here: str) -> None:
    def wake(number: int) -> bool:
        with transaction(database, here) as session:
            return ticks.claim(session, "sweep", "2026-03-02T09:00", by=f"d{number}", at=NOW)

    with ThreadPoolExecutor(2) as daemons:
        assert sorted(daemons.map(wake, range(6))) == [False] * 5 + [True]


def test_a_slot_whose_work_failed_is_free_again(database: Engine, here: str) -> None:
    def work() -> None:
        with transaction(database, here) as session:
            assert ticks.claim(session, "sweep", "s1", by="d1", at=NOW)
            raise KeyboardInterrupt

    for _ in range(2):
        try:
            work()
        except KeyboardInterrupt:
            continue
    with transaction(database, here) as session:
        assert ticks.claim(session, "sweep", "s1", by="d2", at=NOW)


def test_the_last_tick_is_the_latest_moment(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        assert ticks.last(session, "sweep") is None
        for minutes in (5, 0):
            ticks.claim(session, "sweep", f"s{minutes}", by="d1", at=NOW + timedelta(minutes=minutes))
        ticks.claim(session, "send", "s9", by="d1", at=NOW + timedelta(minutes=9))
        assert ticks.last(session, "sweep") == ticks.Tick("sweep", "s5", "d1", NOW + timedelta(minutes=5))


def test_settings_are_kept_by_name(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        settings.put(session, "名称", "督查室")
        settings.put(session, "名称", "政府督查室")
        assert settings.get(session, "名称") == "政府督查室"
        assert settings.get(session, "没有") is None


def test_local_days_overlay_the_calendar(database: Engine, here: str) -> None:
    rest, work = date(2026, 5, 6), date(2026, 5, 9)
    with transaction(database, here) as session:
        assert calendar.put_days(session, {work: "work", rest: "work"}, reason="防汛值守") == 2
        calendar.put_days(session, {rest: "rest"})
        assert calendar.local_days(session) == {rest: "rest", work: "work"}


def test_jurisdictions_live_side_by_side(database: Engine, here: str) -> None:
    for place in (here, "上海市静安区", here):
        with transaction(database, place) as session:
            jurisdictions.put(session, place)
            settings.put(session, "名称", place)
    with reading(database, here) as session:
        assert jurisdictions.known(session) == tuple(sorted((here, "上海市静安区")))
        assert settings.listed(session) == {"名称": here}
