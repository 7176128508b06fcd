"""Two hundred who want to write at once to a SQLite file, which has one writer: each in his turn, none refused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from engine.source import Refused
from store import settings, turns
from store.session import open_database, reading, transaction

HERE = "上海市长宁区"
MANY = 200


def add_one(database: Engine, name: str) -> None:
    """Count one more: read, then write, as every act does."""
    with transaction(database, HERE) as session:
        settings.put(session, name, str(int(settings.get(session, name) or "0") + 1))


def test_two_hundred_at_once_all_write_and_none_is_lost(database: Engine) -> None:
    with ThreadPoolExecutor(MANY) as crowd:
        gate = threading.Barrier(MANY)

        def one(number: int) -> None:
            gate.wait(30)
            if database.dialect.name == "sqlite":
                add_one(database, "all")
            add_one(database, f"own-{number}")

        list(crowd.map(one, range(MANY)))
    with reading(database, HERE) as session:
        found = settings.listed(session)
    assert found.pop("all", str(MANY)) == str(MANY)
    assert found == {f"own-{number}": "1" for number in range(MANY)}


def test_who_waits_for_his_turn_keeps_no_reader_waiting(tmp_path: Path, sqlite_template: Path) -> None:
    file = tmp_path / "duban.db"
    file.write_bytes(sqlite_template.read_bytes())
    database, go_on, begun = open_database(f"sqlite:///{file}"), threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction(database, HERE) as session:
            begun.set()
            go_on.wait(30)
            settings.put(session, "slow", "1")

    with ThreadPoolExecutor(40) as crowd:
        crowd.submit(slowly)
        assert begun.wait(30)
        waiting = [crowd.submit(add_one, database, "quick") for _ in range(30)]
        for _ in range(3):
            with reading(database, HERE) as session:
                assert settings.get(session, "slow") is None
        assert not any(each.done() for each in waiting)
        go_on.set()
    with reading(database, HERE) as session:
        assert settings.listed(session) == {"quick": "30", "slow": "1"}
    database.dispose()


def test_who_waited_too_long_is_told_to_try_again(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "duban.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{file}")
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.05)
    with transaction(database, HERE), ThreadPoolExecutor(1) as another:
        told = another.submit(add_one, database, "x").exception()
    assert isinstance(told, Refused)
    assert told.code == "S110"
    add_one(database, "x")
    database.dispose()


def test_who_waits_for_another_process_is_told_too(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "duban.db"
    file.write_bytes(sqlite_template.read_bytes())
    database, elsewhere = (open_database(f"sqlite:///{file}") for _ in range(2))
    with transaction(elsewhere, HERE), monkeypatch.context() as patched:
        patched.setattr(turns, "WAIT_SECONDS", 0.05)
        with pytest.raises(Refused, match="S110"):
            add_one(database, "x")
    add_one(database, "x")
    for each in (database, elsewhere):
        each.dispose()
