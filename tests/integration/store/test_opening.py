"""Opening databases: which addresses we take, what an operator is told otherwise."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from engine.source import Refused
from store import settings
from store.session import migrate, open_database, reading, transaction
from store.tables import METADATA


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://localhost/duban", "S101"),
        ("postgresql://localhost/duban", "S101"),
        ("duban.db", "S101"),
        ("sqlite://", "S101"),
        ("sqlite:///:memory:", "S101"),
        ("postgresql+psycopg://nobody:secret@127.0.0.1:1/duban", "S104"),
    ],
)
def test_another_address_is_refused_and_no_password_is_repeated(url: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        open_database(url)
    assert refused.value.code == code
    assert "secret" not in refused.value.message


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="S102"):
        open_database(f"sqlite:///{tmp_path}/nowhere/duban.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "duban.db"
    path.write_text("这不是数据库" * 1000, encoding="utf-8")
    with pytest.raises(Refused, match="S103"):
        open_database(f"sqlite:///{path}")


def test_sqlite_is_durable_and_keeps_its_references(sqlite_database: Engine) -> None:
    with transaction(sqlite_database, "甲区") as session:
        kept = {name: session.connection().scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")}
        keys = session.connection().scalar(text("PRAGMA foreign_keys"))
    assert kept == {"journal_mode": "wal", "synchronous": 2}
    assert keys == 1


def test_migrations_lead_to_exactly_the_tables_of_the_code(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_migrating_twice_changes_nothing(database: Engine) -> None:
    with transaction(database, "甲区") as session:
        settings.put(session, "name", "督查室")
    migrate(database)
    with reading(database, "甲区") as session:
        assert settings.listed(session) == {"name": "督查室"}


def test_migrating_does_not_depend_on_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    engine = open_database("sqlite:///here.db")
    migrate(engine)
    with transaction(engine, "甲区") as session:
        assert settings.listed(session) == {}


def test_a_schema_from_the_future_is_refused(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refused, match="S120"):
        migrate(database)


def test_a_database_without_tables_says_how_to_begin(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/duban.db")
    with pytest.raises(Refused, match="S115"), reading(engine, "甲区") as session:
        settings.listed(session)


def test_a_transaction_that_dies_leaves_nothing(database: Engine) -> None:
    def die() -> None:
        with transaction(database, "甲区") as session:
            settings.put(session, "name", "督查室")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die()
    with reading(database, "甲区") as session:
        assert settings.listed(session) == {}


def test_a_reader_cannot_write(database: Engine) -> None:
    refusals = (Refused, DatabaseError, database.dialect.loaded_dbapi.DatabaseError)
    with pytest.raises(refusals), reading(database, "甲区") as session:
        settings.put(session, "name", "督查室")


def test_a_reader_sees_one_moment_while_others_write(database: Engine) -> None:
    with reading(database, "甲区") as session:
        assert settings.listed(session) == {}
        with transaction(database, "甲区") as other:
            settings.put(other, "name", "督查室")
        assert settings.listed(session) == {}


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_what_the_driver_has_prepared_outlives_a_reader(database: Engine) -> None:
    for _ in range(7):  # the driver prepares what it is asked for the sixth time
        with reading(database, "甲") as session:
            settings.listed(session)
    with transaction(database, "甲") as session:
        prepared = session.driver.execute("SELECT statement FROM pg_prepared_statements").fetchall()
    assert any("FROM setting" in statement for (statement,) in prepared)
