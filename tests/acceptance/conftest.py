"""A small office with a published pack, on a real database: what every story begins with."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import Engine

from duban.cli.main import run
from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.casefile import tasks
from duban.services.judgement import explanation, sweep
from duban.services.plans import packs
from duban.services.post import sending
from duban.services.register import directory
from duban.settings import Settings
from engine.nouns import Letter, Role
from notifications.deliver import transport_for
from store.session import open_database
from workflows.standard import Action

AGENCIES = """name,aliases,kind,sets
区政府办公室,区府办,office,
区司法局,司法局,dept,各部门
区教育局,,dept,各部门
"""
PEOPLE = """name,agency,post,email
甲,区司法局,联络员,contact@sfj.example
乙,区司法局,办公室,office@sfj.example
丙,区司法局,分管负责人,deputy@sfj.example
丁,区司法局,主要负责人,head@sfj.example
戊,区教育局,联络员,contact@jyj.example
己,区教育局,主要负责人,head@jyj.example
"""
PACK = Path(__file__).with_name("pack.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class House:
    """An office at work: the same steps that people take on the command line."""

    database: Engine
    settings: Settings
    folder: Path

    def at(self, on: date, hour: int = 9) -> datetime:
        return datetime.combine(on, time(hour, 30), tzinfo=SHANGHAI)

    def publish(
        self, text: str = PACK, on: date = date(2026, 1, 5), approved_by: str | None = "领导丁"
    ) -> packs.Published:
        file = self.folder / "pack.yaml"
        file.write_text(text, encoding="utf-8")
        who = {"by": "督办甲", "approved_by": approved_by}
        return packs.publish(self.database, self.settings, file, on=on, now=self.at(on), **who)

    def sweep(self, on: date, **how: bool) -> sweep.Swept:
        return sweep.sweep(self.database, self.settings, on=on, now=self.at(on, 8), **how)

    def send(self, on: date) -> sending.Sent:
        transport = transport_for(self.settings.transport_url)
        done = sending.send(self.database, self.settings, transport, now=self.at(on, 10))
        transport.close()
        return done

    def act(self, number: str, action: Action, name: str, role: Role, on: date, **more: str) -> tasks.Done:
        who = tasks.Actor(name, role)
        return tasks.act(self.database, self.settings, number, action, who, on=on, now=self.at(on, 11), **more)

    def explain(self, number: str, on: date, known_at: date | None = None) -> dict[str, object]:
        return explanation.explained(self.database, self.settings, number, on=on, known_at=known_at)

    def tasks(self, on: date, agency: str, matter: str = "报告") -> list[dict[str, object]]:
        rows = tasks.listed(self.database, self.settings, on=on, agency=agency)
        return [row for row in rows if matter in str(row["matter"])]

    def mails(self) -> list[Path]:
        return sorted((self.folder / "mail" / "new").glob("*"))


def settled(database: Engine, folder: Path) -> House:
    """An office with its agencies and people, and nothing published yet."""
    settings = Settings(
        database=database.url.render_as_string(hide_password=False),
        smtp_url=f"maildir:{folder / 'mail'}",
        evidence=str(folder / "evidence"),
        mail_from="dc@example.gov.cn",
        mail_domain="example.gov.cn",
        jurisdiction="示例区",
        office_name="区政府办公室",
        office_email="dc@example.gov.cn",
        papers=str(folder / "papers"),
        papers_at="",  # these stories send what was signed at once
    )
    house, on = House(database, settings, folder), date(2026, 1, 4)
    setup.init(database, settings, by="管理员", now=house.at(on))
    for name, text, load in (
        ("agencies.csv", AGENCIES, directory.load_agencies),
        ("people.csv", PEOPLE, directory.load_people),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        load(database, settings, folder / name, by="管理员", on=on, now=house.at(on))
    return house


@pytest.fixture
def unpublished_house(database: Engine, tmp_path: Path) -> House:
    """An office that has not published anything, on SQLite and on PostgreSQL in turn."""
    return settled(database, tmp_path)


@pytest.fixture
def house(database: Engine, tmp_path: Path) -> House:
    """An office with a published pack, on SQLite and on PostgreSQL in turn."""
    ready = settled(database, tmp_path)
    ready.publish()
    return ready


@pytest.fixture
def sqlite_house(sqlite_database: Engine, tmp_path: Path) -> House:
    """The same on SQLite, for stories to which the database makes no difference."""
    ready = settled(sqlite_database, tmp_path)
    ready.publish()
    return ready


@pytest.fixture
def twin_house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """A second office beside the first, on a SQLite file of its own, that has not published anything yet."""
    folder = tmp_path / "twin"
    folder.mkdir()
    shutil.copyfile(sqlite_template, folder / "duban.db")
    database = open_database(f"sqlite:///{folder / 'duban.db'}")
    yield settled(database, folder)
    database.dispose()


@dataclass(frozen=True)
class Answer:
    """What a command said: its exit code, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def duban(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """The command as a person types it in a folder; run in this process, because starting one takes its time."""

    def typed(folder: Path, *words: str) -> Answer:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["duban", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            run()
        told = capfd.readouterr()
        return Answer(int(left.value.code or 0), told.out, told.err)

    return typed


@pytest.fixture
def words_of() -> Callable[[Letter], str]:
    """The text of a letter as its reader sees it."""

    def read(letter: Letter) -> str:
        part = message_from_bytes(letter.mime, policy=default).get_body(("plain",))
        return str(part.get_content()) if part else ""

    return read
