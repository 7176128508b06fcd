"""Promise 22: an upgrade killed at any step leaves the database as it was; one version can be taken back."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from store.session import is_current, migrate, migrate_back, open_database
from store.tables import METADATA

EVERY = os.environ.get("DUBAN_TRUST") == "full"
STEPS = 8
"""How many places of an upgrade are tried when not all are."""


def content(file: Path) -> list[str]:
    """All that the file says."""
    with closing(sqlite3.connect(file)) as copy:
        return list(copy.iterdump())


def dies(file: Path, work: Callable[[Engine], object], at: int) -> bool:
    """Do something with a database in a process that is killed at its statement number `at`; say whether it was."""
    child = os.fork()
    if child == 0:
        told = 0

        def count(*_: object) -> None:
            nonlocal told
            told += 1
            if told == at:
                os._exit(9)

        engine = open_database(f"sqlite:///{file}")
        event.listen(engine, "before_cursor_execute", count)
        work(engine)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def statements(file: Path, work: Callable[[Engine], object]) -> int:
    """How many statements something takes."""
    engine, told = open_database(f"sqlite:///{file}"), []
    event.listen(engine, "before_cursor_execute", lambda *_: told.append(1))
    work(engine)
    engine.dispose()
    return len(told)


@pytest.mark.parametrize("work", [migrate, migrate_back], ids=["upgrade", "going back"])
def test_a_change_of_the_schema_killed_anywhere_changed_nothing(
    sqlite_template: Path, tmp_path: Path, work: Callable[[Engine], object]
) -> None:
    whole = tmp_path / "whole.db"
    shutil.copyfile(sqlite_template, whole)
    if work is migrate:
        engine = open_database(f"sqlite:///{whole}")
        migrate_back(engine)
        migrate_back(engine)
        engine.dispose()
    before = content(whole)
    counted = tmp_path / "counted.db"
    shutil.copyfile(whole, counted)
    every = statements(counted, work)
    after = content(counted)
    assert after != before
    for at in range(1, every + 1, 1 if EVERY else max(1, every // STEPS)):
        file = tmp_path / f"killed-{at}.db"
        shutil.copyfile(whole, file)
        assert dies(file, work, at)
        assert content(file) == before, at
        engine = open_database(f"sqlite:///{file}")
        work(engine)
        engine.dispose()
        assert content(file) == after, at
    print(f"{work.__name__}: {every} statements")


def test_what_is_taken_back_and_upgraded_again_keeps_every_row(database: Engine) -> None:
    with database.connect() as connection:
        connection.execute(text("INSERT INTO jurisdiction (jurisdiction, title) VALUES ('甲', '甲区')"))
        connection.execute(text("INSERT INTO setting (jurisdiction, name, value) VALUES ('甲', 'a', 'b')"))
        connection.commit()
    before = rows(database)
    migrate_back(database)
    assert not is_current(database)
    migrate(database)
    assert is_current(database)
    assert rows(database) == before


def rows(database: Engine) -> dict[str, list[object]]:
    with database.connect() as connection:
        return {
            each.name: sorted(map(tuple, connection.execute(each.select())), key=repr)
            for each in METADATA.sorted_tables
        }
