"""Promise 15: a byte that changed is found — of history by its seals, of the whole file within the hour."""

import os
import random
import sqlite3
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text

from duban.clock import SHANGHAI
from duban.services.care import audit, keeping, paging
from duban.services.casefile import facts
from duban.services.register import directory
from engine.source import Refused
from store import pages
from store.seals import KEYED, MARKED, SPELT_OUT
from store.session import open_database
from store.soundness import faults

LATER = datetime.combine(date(2026, 4, 3), time(9), tzinfo=SHANGHAI)
FLIPS = 1000 if os.environ.get("DUBAN_TRUST") == "full" else 15
COLUMNS = ["at", "actor", "kind", "subject", "payload", "previous", "hash"]
ROWS = {
    "fact": "kind = 'other'",
    "fact_decision": "reason = 'other'",
    "office_act": "doc = 'other'",
    "delivery_attempt": "answer = 'other'",
    "term": "due_because = 'other'",
    "verdict": "since = since + 1",
    "evidence": "title = 'other'",
    "incoming": "words = 'other'",
    "document": "text = 'other'",
    "clause": "heading = 'other'",
    "ladder": "rungs = '[]'",
    "letter": "mime = substr(mime, 2)",
    "pack": "text = 'other'",
}


def worked(house: Any) -> Any:
    """An office with a few months of history, some of it sealed on every day that was worked."""
    day = date(2026, 1, 9)
    while day < date(2026, 4, 2):
        house.sweep(day)
        house.send(day)
        cells = {"kind": "lecture.law", "agency": "司法局", "day": str(day)}
        facts.add(house.database, house.settings, cells, by="督办甲", on=day, now=house.at(day))
        day += timedelta(14)
    audit.seal(house.database, house.settings, now=LATER)
    return house


@pytest.fixture
def office(house: Any) -> Any:
    return worked(house)


def unguarded(database: Engine, table: str, change: str) -> int:
    """Change one row past whatever guards it; say how many were there to change."""
    postgres = database.dialect.name == "postgresql"
    with database.connect() as connection:
        if not postgres:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_update"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        done = connection.execute(text(f"UPDATE {table} SET {change}"))
        connection.commit()
        return int(done.rowcount)


def test_history_that_nobody_touched_is_sound(office: Any) -> None:
    assert audit.verify(office.database, office.settings).sound
    assert audit.seal(office.database, office.settings, now=LATER) == 0
    office.sweep(date(2026, 4, 20))
    assert audit.verify(office.database, office.settings).sound
    audit.seal(office.database, office.settings, now=LATER)
    assert audit.verify(office.database, office.settings).sound


@pytest.mark.parametrize("table", sorted(ROWS))
def test_a_change_in_any_table_of_history_is_found(sqlite_house: Any, table: str) -> None:
    house = worked(sqlite_house)
    changed = unguarded(house.database, table, ROWS[table])
    found = audit.verify(house.database, house.settings)
    assert (table in {each.table for each in found.damaged}) == (changed > 0)


def test_a_change_is_found_on_postgresql_too(office: Any) -> None:
    assert unguarded(office.database, "verdict", ROWS["verdict"])
    assert "verdict" in {each.table for each in audit.verify(office.database, office.settings).damaged}


def test_a_change_in_the_grounds_of_verdicts_is_found(office: Any) -> None:
    assert unguarded(office.database, "grounds", "because = '[]'")
    assert "verdict" in {each.table for each in audit.verify(office.database, office.settings).damaged}


def test_every_table_that_only_grows_is_sealed_or_proves_itself(sqlite_house: Any) -> None:
    with sqlite_house.database.connect() as connection:
        names = connection.scalars(text("SELECT tbl_name FROM sqlite_master WHERE name LIKE '%_no_update'")).all()
    assert set(names) - {*MARKED, *KEYED, *SPELT_OUT.values(), "event"} == set()


def test_every_flipped_byte_of_the_log_is_found(sqlite_house: Any) -> None:
    house = worked(sqlite_house)
    chance, missed = random.Random(15), []
    with house.database.connect() as connection:
        connection.execute(text("DROP TRIGGER event_no_update"))
        connection.commit()
        last = connection.scalar(text("SELECT max(position) FROM event"))
    for _ in range(FLIPS):
        position, name = (
            chance.randint(1, last),
            chance.choice(["at", "actor", "kind", "subject", "payload", "previous", "hash"]),
        )
        query = text(f"SELECT {name} FROM event WHERE position = {position}")
        with house.database.connect() as connection:
            before = connection.scalar(query)
            after = _flipped(before, chance)
            connection.execute(text(f"UPDATE event SET {name} = :after WHERE position = {position}"), {"after": after})
            connection.commit()
        if audit.verify(house.database, house.settings).sound:
            missed.append((position, name))
        with house.database.connect() as connection:
            connection.execute(
                text(f"UPDATE event SET {name} = :before WHERE position = {position}"), {"before": before}
            )
            connection.commit()
    assert missed == []


def test_a_flipped_byte_where_history_is_kept_is_found(sqlite_house: Any, tmp_path: Path) -> None:
    house = worked(sqlite_house)
    house.database.dispose()
    whole, before = Path(house.settings.database_file).read_bytes(), _content(house.settings.database_file)
    chance, seen, missed = random.Random(15), 0, []
    place, pages = tmp_path / "flipped.db", _pages_of_history(house.settings.database_file)
    while seen < FLIPS:
        at, bit = (chance.choice(pages) - 1) * 4096 + chance.randrange(4096), 1 << chance.randrange(8)
        place.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        if _content(place) == before:
            continue  # it fell where nothing is kept
        seen += 1
        if _seems_sound(house.settings.model_copy(update={"database": SecretStr(f"sqlite:///{place}")})):
            missed.append(at)
    assert len(missed) <= max(1, FLIPS // 100), (len(missed), seen, [at // 4096 + 1 for at in missed])


def large(house: Any, agencies: int) -> Any:
    """The same office with so many more agencies, four obligations each, judged once."""
    names, on = [f"单位{number:04}" for number in range(agencies)], date(2026, 1, 4)
    (house.folder / "more.csv").write_text("name,sets\n" + "".join(f"{name},各部门\n" for name in names), "utf-8")
    directory.load_agencies(
        house.database, house.settings, house.folder / "more.csv", by="管理员", on=on, now=house.at(on)
    )
    house.sweep(date(2026, 1, 9))
    return house


def busy(house: Any) -> None:
    """An hour of an office."""
    for number in range(20):
        cells = {"kind": "lecture.law", "agency": "司法局", "day": "2026-01-09", "id": f"busy-{number}"}
        facts.add(house.database, house.settings, cells, by="督办甲", on=date(2026, 1, 12), now=LATER)
    house.sweep(date(2026, 1, 12))
    house.send(date(2026, 1, 12))


@pytest.mark.parametrize("agencies", [0, 2500] if os.environ.get("DUBAN_TRUST") == "full" else [0])
def test_a_flipped_byte_anywhere_in_the_file_is_found_within_the_hour(sqlite_house: Any, agencies: int) -> None:
    house = large(sqlite_house, agencies) if agencies else sqlite_house
    file, now = house.settings.database_file, house.at(date(2026, 1, 12))
    assert _round_of_the_hour(house, now).told == {"pages": [], "since_last": False}
    busy(house)  # whatever is written meanwhile is no flip
    assert _round_of_the_hour(house, now + timedelta(hours=1)).ok
    used, written = _used_pages(file), set(_written_since(file))
    chance, place = random.Random(15), os.open(file, os.O_RDWR)
    found, replaced = 0, 0
    for _ in range(FLIPS):
        page = chance.choice(used)
        at, bit = (page - 1) * 4096 + chance.randrange(4096), 1 << chance.randrange(8)
        _flip(place, at, bit)
        seen = pages.changed(file)
        _flip(place, at, bit)
        if page in written:  # the log has the page as it was written, and will put it there
            replaced += 1
            assert seen == []
        else:
            found += 1
            assert seen == [page]
    print(f"{len(used)} pages used, {len(written)} in the log: {found} flips found, {replaced} without effect")
    assert found > FLIPS // 2
    _flip(place, (min(set(used) - written) - 1) * 4096 + 4095, 1)
    told = _round_of_the_hour(house, now + timedelta(hours=2))
    assert not told.ok
    assert told.told["pages"] == [min(set(used) - written)]


def test_what_the_log_will_put_back_does_no_harm(sqlite_house: Any) -> None:
    file = sqlite_house.settings.database_file
    paging.seal(sqlite_house.database, sqlite_house.settings, now=LATER)
    worked(sqlite_house)
    before, place = _said(sqlite_house.database), os.open(file, os.O_RDWR)
    written = [page for page in _written_since(file) if page * 4096 <= file.stat().st_size]
    for page in written:
        _flip(place, (page - 1) * 4096 + 100, 8)
    sqlite_house.database.dispose()
    assert pages.begin_log(sqlite_house.database)
    assert not faults(sqlite_house.database, thorough=True)
    assert _said(sqlite_house.database) == before
    assert len(written) > 5


def _round_of_the_hour(house: Any, now: datetime) -> Any:
    """What the look at every byte found, made now."""
    return next(
        done
        for done in keeping.rounds(house.database, house.settings, now=now.replace(minute=5))
        if done.name == "bytes"
    )


def _flip(place: int, at: int, bit: int) -> None:
    os.pwrite(place, bytes([os.pread(place, 1, at)[0] ^ bit]), at)


def _used_pages(file: Path) -> list[int]:
    with closing(sqlite3.connect(file)) as copy:
        return [
            row[0]
            for row in copy.execute("SELECT pageno FROM dbstat ORDER BY pageno")
            if row[0] * 4096 <= file.stat().st_size
        ]


def _written_since(file: Path) -> list[int]:
    """The pages in the write-ahead log, as SQLite's description of it says."""
    log = file.with_name(f"{file.name}-wal").read_bytes()
    frames = (log[at : at + 24] for at in range(32, len(log), 24 + 4096))
    return sorted({int.from_bytes(frame[:4]) for frame in frames if frame[8:16] == log[16:24]})


def _said(database: Engine) -> list[str]:
    with database.connect() as connection:
        driver: Any = connection.connection.driver_connection
        return list(driver.iterdump())


def _seems_sound(settings: Any) -> bool:
    """Whether neither the pages nor history show that anything happened."""
    try:
        database = open_database(settings.database_url)
    except Refused:
        return False
    try:
        return not faults(database, thorough=True) and audit.verify(database, settings).sound
    except Exception:  # whatever it stumbles over, it is not served
        return False
    finally:
        database.dispose()


def _content(file: Path) -> list[str] | None:
    """All that the file says, None when it cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
            return list(copy.iterdump())
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def _pages_of_history(file: Path) -> list[int]:
    """The pages on which tables of history and their indexes lie, and the schema."""
    history = (*MARKED, *KEYED, "event", "letter", "pack", "sqlite_schema")
    named = " OR ".join(f"tbl_name = '{table}'" for table in history)
    theirs = f"SELECT name FROM sqlite_master WHERE {named}"
    query = f"SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' OR name IN ({theirs})"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        assert copy.execute("PRAGMA page_size").fetchone() == (4096,)
        return [row[0] for row in copy.execute(query)]


def _flipped(value: object, chance: random.Random) -> object:
    """The same value with one bit of it changed."""
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(40))
    raw = bytearray(str(value).encode())
    place = chance.randrange(len(raw))
    raw[place] ^= 1 << chance.randrange(7)
    return raw.decode("utf-8", "replace")
