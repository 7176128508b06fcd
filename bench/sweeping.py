"""巡查：sweeps over ten thousand stored obligations on SQLite: all due for the first time, a tenth due, none due."""

import shutil
from datetime import date, datetime
from pathlib import Path

from pydantic import SecretStr

from bench.office import agencies_csv, facts_of, pack_text, people_csv
from bench.rounds import Work, micros_each, millis
from duban.clock import SHANGHAI
from duban.services import directory, facts, packs, setup
from duban.services.desk import Desk
from duban.services.expansion import expand_new
from duban.services.sweep import sweep
from duban.settings import Settings
from store import obligations
from store.session import open_database, transaction

AGENCIES = 300
WITH_FACTS = 60
TENTH = 1000
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=SHANGHAI)


def works(folder: Path) -> list[Work]:
    """Each sweep begins on a copy of the same database."""
    new, swept, copy = folder / "new.db", folder / "swept.db", folder / "duban.db"
    _found(_settings(new), folder)
    shutil.copy(new, swept)
    _sweep(swept)
    return [
        Work("首次巡查一万件，全部写下", "≤ 40 微秒/件", micros_each, lambda: _sweep(copy), lambda: _copy(new, copy)),
        Work("巡查到期的一千件", "≤ 40 微秒/件", micros_each, lambda: _sweep(copy), lambda: _tenth(swept, copy)),
        Work("无件到期的巡查", "≤ 10 毫秒", millis, lambda: _sweep(copy), lambda: _copy(swept, copy)),
    ]


def _settings(file: Path) -> Settings:
    return Settings(database=SecretStr(f"sqlite:///{file}"), smtp_url=SecretStr(f"maildir:{file.parent / 'mail'}"))


def _found(settings: Settings, folder: Path) -> None:
    """Everything up to the first sweep: register, rules, some facts, and obligations entered."""
    for name, text in (("a.csv", agencies_csv(AGENCIES)), ("p.csv", people_csv(AGENCIES)), ("bench.yaml", pack_text())):
        (folder / name).write_text(text, encoding="utf-8")
    database = open_database(settings.database_url)
    setup.init(database, settings, by="测速", now=NOW)
    directory.load_agencies(database, settings, folder / "a.csv", by="测速", on=date(2026, 1, 1), now=NOW)
    directory.load_people(database, settings, folder / "p.csv", by="测速", on=date(2026, 1, 1), now=NOW)
    packs.publish(database, settings, folder / "bench.yaml", by="测速", on=date(2026, 1, 1), now=NOW)
    with transaction(database, settings.jurisdiction) as session:
        desk = Desk(session)
        expand_new(desk, DAY)
        done = [fact for number in range(WITH_FACTS) for fact in facts_of(f"ag-{number}", months=2)]
        facts.record(desk, done, by="测速", on=DAY, now=NOW)
    database.dispose()


def _copy(source: Path, target: Path) -> None:
    for left in target.parent.glob(f"{target.name}*"):
        left.unlink()
    shutil.copy(source, target)


def _tenth(source: Path, target: Path) -> None:
    _copy(source, target)
    settings = _settings(target)
    database = open_database(settings.database_url)
    with transaction(database, settings.jurisdiction) as session:
        keys = sorted(each.obligation.key for each in obligations.find(session))
        obligations.look_again(session, keys[:TENTH])
    database.dispose()


def _sweep(file: Path) -> int:
    settings = _settings(file)
    database = open_database(settings.database_url)
    done = sweep(database, settings, on=DAY, now=NOW)
    database.dispose()
    return done.looked_at
