"""The office of every world: three agencies, a pack with many due days, and a day on which it begins."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.judgement import sweep
from duban.services.plans import packs
from duban.services.post import breaker
from duban.services.register import directory
from duban.settings import Settings
from store.session import open_database, transaction

AGENCIES = """name,aliases,kind,sets
督办办公室,,office,
区甲局,,dept,各部门
区乙局,,dept,各部门
区丙局,,dept,各部门
"""
PEOPLE = """name,agency,post,email
甲联络,区甲局,联络员,contact@jia.example
甲分管,区甲局,分管负责人,deputy@jia.example
乙联络,区乙局,联络员,contact@yi.example
乙分管,区乙局,分管负责人,deputy@yi.example
丙联络,区丙局,联络员,contact@bing.example
丙分管,区丙局,分管负责人,nobody@bing.example
"""
DOMAINS = {"区甲局": "@jia.example", "区乙局": "@yi.example", "区丙局": "@bing.example"}
OFFICE = "dc@office.example"
BEGINNINGS = (date(2026, 2, 2), date(2026, 4, 30), date(2026, 9, 29), date(2026, 12, 31))
"""Before Spring Festival, Labour Day, National Day, and the new year of which no holidays are announced yet."""
PACK = Path(__file__).with_name("pack.yaml")


@dataclass(frozen=True)
class Ground:
    """One database file in which world after world stands, each begun from the office as it was on a beginning."""

    database: Engine
    settings: Settings
    folder: Path
    _witnesses: dict[str, Callable[[], None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        commit = self.database.dialect.do_commit

        def committed(connection: Any) -> None:
            try:
                self._witnesses.get("before", int)()
            except BaseException:
                connection.rollback()  # as SQLite does when the disk is full, and the system for the dead
                raise
            commit(connection)
            self._witnesses.get("after", int)()

        self.database.dialect.do_commit = committed  # type: ignore[method-assign, assignment]

    def witness(self, before: Callable[[], None], after: Callable[[], None]) -> None:
        """Have these called before and after every commit from now on."""
        self._witnesses.update(before=before, after=after)

    def unseen(self) -> None:
        """Nobody looks any more."""
        self._witnesses.clear()

    def begin(self, first: date) -> None:
        """Put the office of this day in place of whatever was there; what SQLAlchemy has compiled is kept."""
        aside = self.folder / f"{first}.db"
        if not aside.exists():
            self._found(first)
        self.database.dispose()
        here = self.folder / "duban.db"
        for left in self.folder.glob("duban.db-*"):
            left.unlink()
        shutil.copyfile(aside, here)

    def _found(self, first: date) -> None:
        """Found the office on its first day, and keep a copy."""
        self.database.dispose()
        for left in self.folder.glob("duban.db*"):
            left.unlink()
        at = datetime.combine(first, time(8), tzinfo=SHANGHAI)
        setup.init(self.database, self.settings, by="管理员", now=at)
        for name, text, load in (
            ("agencies.csv", AGENCIES, directory.load_agencies),
            ("people.csv", PEOPLE, directory.load_people),
        ):
            (self.folder / name).write_text(text, encoding="utf-8")
            load(self.database, self.settings, self.folder / name, by="管理员", on=first, now=at)
        file = self.folder / "pack.yaml"
        words = PACK.read_text(encoding="utf-8").replace('from: "2026-01-01"', f'from: "{first}"')
        file.write_text(words, encoding="utf-8")
        packs.publish(self.database, self.settings, file, on=first, now=at, by="督办甲", approved_by="领导丁")
        sweep.sweep(self.database, self.settings, on=first, now=at)
        with transaction(self.database, self.settings.jurisdiction) as session:
            breaker.approve(session, ["digest"])
        self.database.dispose()
        shutil.copyfile(self.folder / "duban.db", self.folder / f"{first}.db")


def ground(folder: Path) -> Ground:
    """A place for worlds."""
    settings = Settings(
        database=f"sqlite:///{folder / 'duban.db'}",
        mail_from=OFFICE,
        mail_domain="office.example",
        jurisdiction="仿真区",
        office_name="督办办公室",
        office_email=OFFICE,
        sweep_at="08:30",
        papers=str(folder / "papers"),
        backups=str(folder / "backups"),
    )
    return Ground(open_database(settings.database_url), settings, folder)
