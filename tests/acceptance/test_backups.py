"""Promise 21: a backup is made while people work, proved, restored elsewhere every week, and overwrites nothing."""

import shutil
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from duban.clock import SHANGHAI
from duban.services.care import backup, keeping, rehearsal
from engine.nouns import Evidence
from engine.source import Refused
from store import events, evidence
from store.session import open_database, reading, transaction
from store.tables import METADATA
from store.vault import Vault

FRIDAY = date(2026, 2, 6)
NIGHT = datetime.combine(date(2026, 2, 7), time(1, 30), tzinfo=SHANGHAI)


@pytest.fixture
def office(house: Any) -> Any:
    """An office with verdicts, letters and one file of evidence."""
    house.sweep(FRIDAY)
    house.send(FRIDAY)
    settings = house.settings.model_copy(
        update={"evidence": str(house.folder / "files"), "backups": str(house.folder / "backups")}
    )
    kept = Vault(settings.evidence_folder).put(BytesIO("工作总结".encode()), 1000)
    one = Evidence("e-1", "file", "工作总结.txt", "a", "甲", FRIDAY, NIGHT, kept.sha256, kept.size, "text/plain")
    with transaction(house.database, settings.jurisdiction) as session:
        evidence.add(session, [one])
    return type(house)(house.database, settings, house.folder)


def every_row(database: Engine) -> dict[str, list[tuple[object, ...]]]:
    """All that a database holds, as nouns would read it."""
    with database.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in METADATA.sorted_tables
        }


def test_a_backup_holds_every_row_of_either_engine(office: Any, tmp_path: Path) -> None:
    done = backup.backup(office.settings, tmp_path / "copy.db")
    copy = open_database(f"sqlite:///{tmp_path / 'copy.db'}")
    assert every_row(copy) == every_row(office.database)
    copy.dispose()
    assert done.files == 1
    assert len(list((tmp_path / "evidence").rglob("*/*/*"))) == 1
    assert sorted(path.name for path in tmp_path.glob("copy.db*")) == ["copy.db"]


def test_what_is_restored_is_what_was_there(office: Any, tmp_path: Path) -> None:
    backup.backup(office.settings, tmp_path / "copy.db")
    before = every_row(office.database)
    elsewhere = office.settings.model_copy(
        update={
            "database": type(office.settings.database)(f"sqlite:///{tmp_path / 'new.db'}"),
            "evidence": str(tmp_path / "restored"),
        }
    )
    backup.restore(elsewhere, tmp_path / "copy.db", now=NIGHT)
    fresh = open_database(elsewhere.database_url)
    assert every_row(fresh) == before
    with transaction(fresh, office.settings.jurisdiction) as session:  # and it works on
        events.append(session, [events.Entry(NIGHT, "甲", "test", "x", {})])
        assert events.verify(session) == []
    fresh.dispose()
    assert not list(Vault(tmp_path / "restored").damaged([(_only(tmp_path / "restored"), 12)]))


def test_a_server_is_restored_from_a_copy_only_when_empty(office: Any, postgres_server: Any, tmp_path: Path) -> None:
    backup.backup(office.settings, tmp_path / "copy.db")
    before = every_row(office.database)
    postgres_server.run("DROP DATABASE IF EXISTS restored")
    postgres_server.run("CREATE DATABASE restored")
    address = type(office.settings.database)(postgres_server.url("restored"))
    elsewhere = office.settings.model_copy(update={"database": address, "evidence": str(tmp_path / "restored")})
    backup.restore(elsewhere, tmp_path / "copy.db", now=NIGHT)
    fresh = open_database(elsewhere.database_url)
    assert every_row(fresh) == before
    with transaction(fresh, office.settings.jurisdiction) as session:
        events.append(session, [events.Entry(NIGHT, "甲", "test", "x", {})])
    with pytest.raises(Refused, match="X307"):
        backup.restore(elsewhere, tmp_path / "copy.db", now=NIGHT)
    fresh.dispose()


def test_a_restored_file_keeps_the_old_one_under_a_new_name(sqlite_house: Any, tmp_path: Path) -> None:
    house = sqlite_house
    backup.backup(house.settings, tmp_path / "copy.db")
    house.database.dispose()
    done = backup.restore(house.settings, tmp_path / "copy.db", now=NIGHT)
    assert done.before is not None
    assert Path(done.before).is_file()
    old = open_database(f"sqlite:///{done.before}")
    assert every_row(old) == every_row(house.database)
    old.dispose()


def test_a_copy_to_look_at_touches_nothing(sqlite_house: Any, tmp_path: Path) -> None:
    backup.backup(sqlite_house.settings, tmp_path / "copy.db")
    present = Path(sqlite_house.settings.database_file)
    before = present.stat().st_mtime_ns
    backup.copy_to_look_at(tmp_path / "copy.db", tmp_path / "look.db")
    assert present.stat().st_mtime_ns == before
    with pytest.raises(Refused, match="X303"):
        backup.copy_to_look_at(tmp_path / "copy.db", tmp_path / "look.db")


@pytest.mark.parametrize("harm", ["cut", "flip", "not ours", "log"])
def test_a_copy_that_is_not_sound_is_refused_and_nothing_is_touched(
    sqlite_house: Any, tmp_path: Path, harm: str
) -> None:
    good, bad = tmp_path / "copy.db", tmp_path / "bad.db"
    backup.backup(sqlite_house.settings, good)
    shutil.copyfile(good, bad)
    if harm == "cut":
        bad.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    elif harm == "flip":
        whole = bytearray(good.read_bytes())
        whole[len(whole) // 2 : len(whole) // 2 + 4096] = bytes(4096)
        bad.write_bytes(whole)
    elif harm == "not ours":
        bad.unlink()
        bad.write_text("", encoding="utf-8")
    else:
        _tamper(bad)
    with pytest.raises(Refused, match="X305"):
        backup.restore(sqlite_house.settings, bad, now=NIGHT)
    with reading(sqlite_house.database, sqlite_house.settings.jurisdiction) as session:
        assert events.verify(session) == []


def test_every_night_has_its_backup_and_every_week_one_is_restored(office: Any) -> None:
    found = {done.name: done for done in keeping.rounds(office.database, office.settings, now=NIGHT)}
    assert {name: done.ok for name, done in found.items()} == dict.fromkeys(keeping.ROUNDS, True), found
    assert found["rehearsal"].told["verdicts"] == 8
    assert found["audit"].told["broken"] == []
    assert list(keeping.rounds(office.database, office.settings, now=NIGHT)) == []
    assert keeping.last_found(office.database, office.settings)["backup"].ok
    for day in range(8, 28):
        list(keeping.rounds(office.database, office.settings, now=NIGHT.replace(day=day)))
    assert len(keeping.backups(office.settings)) == office.settings.backups_kept


def test_a_rehearsal_finds_a_verdict_that_was_changed(sqlite_house: Any, tmp_path: Path) -> None:
    house = sqlite_house
    house.sweep(FRIDAY)
    with house.database.connect() as connection:
        connection.execute(text("DROP TRIGGER verdict_no_update"))
        first = "obligation = (SELECT min(obligation) FROM verdict)"
        connection.execute(text(f"UPDATE verdict SET standing = 'MET' WHERE {first}"))
        connection.commit()
    backup.backup(house.settings, tmp_path / "copy.db")
    done = rehearsal.rehearse(house.settings, tmp_path / "copy.db")
    assert len(done.differ) == 1


def _only(folder: Path) -> str:
    (found,) = [path.name for path in folder.rglob("*/*/*") if path.is_file()]
    return found


def _tamper(file: Path) -> None:
    """Change one line of the log past its guards."""
    database = open_database(f"sqlite:///{file}")
    with database.connect() as connection:
        connection.execute(text("DROP TRIGGER event_no_update"))
        connection.execute(text("UPDATE event SET actor = '别人' WHERE position = 2"))
        connection.commit()
    database.dispose()
