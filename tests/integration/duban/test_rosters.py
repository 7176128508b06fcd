"""The register is kept in the process, and read anew as soon as anybody changed it, here or in another process."""

from datetime import date, datetime
from pathlib import Path

from pydantic import SecretStr

from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.register import directory
from duban.services.rosters import register
from duban.settings import Settings
from store.session import open_database, reading

ON = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)


def settings_in(folder: Path) -> Settings:
    return Settings(database=SecretStr(f"sqlite:///{folder / 'duban.db'}"))


def load(settings: Settings, folder: Path, name: str) -> None:
    """Load one agency, as another process with a database connection of its own would."""
    file = folder / "agencies.csv"
    file.write_text(f"id,name\nag-01,{name}\n", encoding="utf-8")
    database = open_database(settings.database_url)
    directory.load_agencies(database, settings, file, by="测试", on=ON, now=NOW)
    database.dispose()


def test_the_register_is_read_once_and_again_when_another_process_changed_it(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    database = open_database(settings.database_url)
    setup.init(database, settings, by="测试", now=NOW)
    load(settings, tmp_path, "区司法局")
    with reading(database, settings.jurisdiction) as session:
        before = register(session)
    with reading(database, settings.jurisdiction) as session:
        assert register(session) is before
    load(settings, tmp_path, "区法治局")
    with reading(database, settings.jurisdiction) as session:
        after = register(session)
    assert [agency.name for agency in before.roster.agencies] == ["区司法局"]
    assert after.roster.agencies[-1].name == "区法治局"
    assert [agency.name for agency in after.versions["ag-01"]][-1] == "区法治局"


def test_two_databases_never_share_a_register(tmp_path: Path) -> None:
    names = {}
    for name in ("甲局", "乙局"):
        folder = tmp_path / name
        folder.mkdir()
        settings = settings_in(folder)
        database = open_database(settings.database_url)
        setup.init(database, settings, by="测试", now=NOW)
        load(settings, folder, name)
        with reading(database, settings.jurisdiction) as session:
            names[name] = register(session).roster.agencies[0].name
    assert names == {"甲局": "甲局", "乙局": "乙局"}
