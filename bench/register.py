"""台账：a register of so many obligations on a real database — a hundred rules or more, each laid on every agency.

Of all rules one in a thousand falls due on the first day that is timed, one in a hundred on the second, one in ten on
the third; whoever is late is told by a paper that waits for its release, so that a sweep writes verdict, event and
notice and no letter.  A third of the agencies have done half of what is asked.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine

from bench.office import agencies_csv, people_csv
from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.casefile import facts
from duban.services.desk import Desk
from duban.services.judgement.expansion import expand_new
from duban.services.plans import packs
from duban.services.register import directory
from duban.settings import Settings
from engine.nouns import Fact
from store.session import open_database, transaction

RULES = 1000
BEGUN = date(2026, 3, 2)
DUE = {date(2026, 3, 9): 1, date(2026, 3, 10): 10, date(2026, 3, 11): 100}
"""How many of a thousand rules were due the day before; the next day their obligations are breached."""
HEAD = """duban: rulepack/1
pack: bench
version: 1.0.0
title: 测速用台账
timezone: Asia/Shanghai
calendar: cn.workdays
effective: {from: "2026-01-01", to: null}
sources:
  - {id: plan, file: plan.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000"}
sets:
  depts: {of: agency, members: [各部门]}
ladders:
  held:
    - {id: urge, at: breach, only_if: breached, send: 督办通知单, to: [contact], release: human}
rules:
"""
RULE = """- id: r{number}
  title: 第{number}项
  source: {{doc: plan, locator: "{number}", quote: 第{number}项}}
  state: active
  strength: must
  bearer: {{set: depts, role: each}}
  window: {{every: year}}
  due: {{by: "{by}", boundary: inclusive}}
  ladder: held
  test: {test}
"""
TESTS = ("{{deliver: {{of: k{0}}}}}", '{{count: {{of: k{0}, unit: 次, at_least: "2"}}}}')


@dataclass(frozen=True)
class Office:
    """A database at one address with all that must be there before the first sweep."""

    url: str

    @cached_property
    def settings(self) -> Settings:
        """Its settings; nothing is ever sent."""
        return Settings(database=SecretStr(self.url), smtp_url=SecretStr("maildir:/nowhere"), second_person=False)

    def open(self) -> Engine:
        """Its database."""
        return open_database(self.url)

    def found(self, many: int, folder: Path) -> None:
        """Enter so many obligations, and the facts that speak of them."""
        agencies, settings, now = many // RULES, self.settings, at(BEGUN)
        files = {"a.csv": agencies_csv(agencies), "p.csv": people_csv(agencies), "bench.yaml": pack_text()}
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        database, on = self.open(), date(2026, 1, 1)
        setup.init(database, settings, by="测速", now=now)
        directory.load_agencies(database, settings, folder / "a.csv", by="测速", on=on, now=now)
        directory.load_people(database, settings, folder / "p.csv", by="测速", on=on, now=now)
        packs.publish(database, settings, folder / "bench.yaml", by="测速", on=on, now=now)
        with transaction(database, settings.jurisdiction) as session:
            desk = Desk(session)
            expand_new(desk, BEGUN)
            facts.record(desk, done_by(agencies), by="测速", on=BEGUN, now=now)
        database.dispose()


def at(on: date) -> datetime:
    """Half past eight on a day."""
    return datetime.combine(on, time(8, 30), tzinfo=SHANGHAI)


def pack_text() -> str:
    """A thousand rules: some due on the days that are timed, the others at the end of the year."""
    days = [f"{day.month:02}-{day.day - 1:02}" for day, many in DUE.items() for _ in range(many)]
    days += ["12-31"] * (RULES - len(days))
    return HEAD + "".join(
        RULE.format(number=number, by=by, test=TESTS[number % 2].format(number)) for number, by in enumerate(days)
    )


def done_by(agencies: int) -> list[Fact]:
    """One act of a kind for each third agency, of the rules that ask for two and fall due."""
    due = sum(DUE.values())
    return [
        Fact(f"f{number}-{agency}", f"k{number}", f"ag-{agency}", BEGUN, BEGUN, Fraction(1))
        for number in range(1, due, 2)
        for agency in range(0, agencies, 3)
    ]
