"""A sweep decides from state: run again it writes nothing, and what it would write it can say without writing."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import MetaData, select

from store import letters, notices
from store.session import reading


def _everything(house: Any) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    metadata = MetaData()
    metadata.reflect(house.database)
    with house.database.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def test_a_second_sweep_on_the_same_day_writes_nothing(house: Any) -> None:
    on = date(2026, 2, 6)
    first = house.sweep(on)
    assert (first.looked_at, first.letters) == (8, 2)
    before = _everything(house)
    second = house.sweep(on)
    assert (second.looked_at, second.verdicts_changed, second.notices, second.letters) == (0, 0, 0, 0)
    assert _everything(house) == before


def test_a_dry_run_counts_what_a_real_one_does_and_writes_nothing(house: Any) -> None:
    on = date(2026, 2, 6)
    before = _everything(house)
    imagined = house.sweep(on, dry_run=True)
    assert _everything(house) == before
    assert house.sweep(on) == imagined


def test_a_pack_published_twice_changes_nothing(house: Any) -> None:
    before = _everything(house)
    assert house.publish().new is False
    assert _everything(house) == before


def test_after_a_month_of_silence_one_sweep_says_each_thing_once(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(date(2026, 1, 5))
    late = house.sweep(date(2026, 4, 1))
    # two agencies are late with one report each: one urging each, every earlier rung skipped and on record
    with reading(house.database, house.settings.jurisdiction) as session:
        found = notices.find(session)
        posted = letters.find(session)
    spoken = [notice for notice in found if notice.state != "skipped"]
    assert len(spoken) == 2
    assert len({notice.rung for notice in spoken}) == 1
    assert all(notice.state == "held" for notice in spoken)
    assert (late.letters, posted) == (0, [])
    assert {notice.cycle for notice in found} == {int(f"{date(2026, 3, 1):%Y%m%d}")}


def test_a_year_day_by_day_says_no_more_than_the_ladder_has_rungs(sqlite_house: Any) -> None:
    house = sqlite_house
    day = date(2026, 1, 5)
    while day < date(2026, 4, 1):
        house.sweep(day)
        house.send(day)
        day += timedelta(days=1)
    with reading(house.database, house.settings.jurisdiction) as session:
        found = notices.find(session)
    assert len({(notice.obligation, notice.rung, notice.cycle) for notice in found}) == len(found)
    reminded = [notice for notice in found if notice.paper == "提醒函" and notice.state == "bundled"]
    assert len(reminded) == 6
