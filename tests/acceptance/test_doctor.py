"""The doctor looks at everything a house stands on, and says of each ill what to do."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from duban.clock import Reading
from duban.services.care import doctor, keeping, reserve, timekeeping
from duban.services.casefile.once import Once, done_before, keep_outcome
from engine.nouns import Standing, Tally, Truth
from store import looks, standings
from store.session import migrate_back, transaction

FRIDAY = date(2026, 2, 6)
WELL = ["数据库", "工作日历", "规则包", "时钟", "备份", "恢复演练", "历史核对"]
WELL += ["逐页核对", "逐字节核对", "累计", "邮箱", "磁盘", "发信", "时区"]
ILL = {"时钟": "请管理员写明原因予以确认", "备份": "duban backup", "收信": "N313", "工作日历": "2027"}


@pytest.fixture
def reading(sqlite_house: Any) -> Reading:
    """The clocks on the morning after the first night."""
    house = sqlite_house
    house.sweep(FRIDAY)
    list(keeping.rounds(house.database, house.settings, now=house.at(FRIDAY, 2)))
    return Reading("here", house.at(FRIDAY), "boot-1", 1000.0, synchronised=False)


def found(house: Any, reading: Reading, **changed: Any) -> dict[str, tuple[bool, str]]:
    settings = house.settings.model_copy(update=changed)
    return {each.subject: (each.ok, each.says) for each in doctor.examine(settings, reading)}


def test_a_sound_house_is_well(sqlite_house: Any, reading: Reading) -> None:
    told = found(sqlite_house, reading)
    for subject in WELL:
        assert told[subject][0], (subject, told[subject])


def test_what_is_ill_says_what_to_do(sqlite_house: Any, reading: Reading, tmp_path: Path) -> None:
    house = sqlite_house
    timekeeping.check(house.database, house.settings, reading)
    ahead = replace(reading, at=reading.at + timedelta(days=400))
    told = found(house, ahead, imap_url=SecretStr("imaps://a:b@127.0.0.1:1/INBOX"))
    for subject, words in ILL.items():
        assert not told[subject][0], (subject, told[subject])
        assert words in told[subject][1]


def test_a_mail_server_out_of_reach_is_named_without_its_password(sqlite_house: Any, reading: Reading) -> None:
    ok, says = found(sqlite_house, reading, smtp_url=SecretStr("smtp://u:geheim@127.0.0.1:1"))["发信"]
    assert not ok
    assert "N303" in says
    assert "geheim" not in says


def test_a_disk_without_its_reserve_is_told(sqlite_house: Any, reading: Reading) -> None:
    assert reserve.is_kept(sqlite_house.settings)
    assert reserve.give_up(sqlite_house.settings)
    assert not found(sqlite_house, reading)["磁盘"][0]
    assert reserve.lay(sqlite_house.settings)


def test_tallies_that_differ_are_mended_by_the_next_sweep(sqlite_house: Any, reading: Reading) -> None:
    house = sqlite_house
    with transaction(house.database, house.settings.jurisdiction) as session:
        opened = [each.obligation.key for each in standings.earliest(session, Standing.OPEN, 1000)]
        plain = next(look for look in looks.of_keys(session, opened).values() if look.plain)
        wrong = Tally(Fraction(99), Fraction(99), Truth.TRUE)
        looks.keep(session, [looks.Kept(plain.key, plain.number, wrong, FRIDAY, "f-1")], look=False)
    ok, says = found(house, reading)["累计"]
    assert not ok
    assert "duban doctor --mend" in says
    doctor.mend(house.settings)
    house.sweep(FRIDAY)
    assert found(house, reading)["累计"][0]


def test_the_rounds_let_go_of_keys_that_nobody_sends_again(sqlite_house: Any) -> None:
    house = sqlite_house
    with transaction(house.database, house.settings.jurisdiction) as session:
        assert done_before(session, Once("k-1", ("a",)), house.at(FRIDAY)) is None
        keep_outcome(session, Once("k-1", ("a",)), {})
    long_after = house.at(FRIDAY, 2) + timedelta(days=402)
    forgotten = {done.name: done.told for done in keeping.rounds(house.database, house.settings, now=long_after)}
    assert forgotten["keys"] == {"forgotten": 1}


def test_a_schema_of_another_version_is_told_before_anything_else(sqlite_house: Any, reading: Reading) -> None:
    migrate_back(sqlite_house.database)
    told = found(sqlite_house, reading)
    assert "duban init" in told["数据库"][1]
    assert "规则包" not in told


def test_mail_that_does_not_leave_is_told_with_its_age(sqlite_house: Any, reading: Reading) -> None:
    assert "已过 0 天" in found(sqlite_house, reading)["发件箱"][1]
    ok, says = found(sqlite_house, replace(reading, at=reading.at + timedelta(days=4)))["发件箱"]
    assert not ok
    assert "最早的一封应于 2026-02-06 发出，已过 4 天" in says
    sqlite_house.send(FRIDAY)
    assert "最早" not in found(sqlite_house, reading)["发件箱"][1]
