"""立账：a register of so many duties of two thousand agencies, swept on two days, with verdicts, tasks and papers.

One in twenty duties was late on the first day and one in twenty more on the second; a third of the agencies had handed
in what was asked of them by then.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path

from sqlalchemy import Engine

from bench.office import agencies_csv, people_csv
from bench.register import HEAD, RULE, at
from duban.services import accounts, setup
from duban.services.desk import Desk
from duban.services.judgement.expansion import expand_new
from duban.services.judgement.sweep import sweep
from duban.services.plans import packs
from duban.services.register import directory
from duban.settings import Settings
from engine.nouns import Account, Fact, Role
from store import facts
from store.session import open_database, transaction

AGENCIES = 2000
BEGUN, LATER = date(2026, 3, 2), date(2026, 3, 10)
TEST = "{{deliver: {{of: k{0}}}}}"
DUE = ("02-20", "03-06", "03-13", *(f"{month:02}-{day}" for month in range(4, 13) for day in (10, 28)))
SECRET = "河道巡查每季一次记台账2026"
SEATS = {
    "专员": Account("wang", "王科长", Role.OFFICER, None),
    "领导": Account("zhou", "周区长", Role.LEADER, None),
    "联络员": Account("chen", "陈联络员", Role.CONTACT, "ag-77"),
    "管理员": Account("gao", "高管理员", Role.ADMINISTRATOR, None),
}
NAME = SEATS["专员"].name


def found(settings: Settings, many: int, folder: Path) -> Engine:
    """Enter so many duties, and look at all of them on both days."""
    rules = max(1, many // AGENCIES)
    files = {"a.csv": agencies_csv(AGENCIES), "p.csv": people_csv(AGENCIES), "bench.yaml": _pack_text(rules)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    database, on, now = open_database(settings.database.get_secret_value()), date(2026, 1, 1), at(BEGUN)
    setup.init(database, settings, by="测速", now=now)
    directory.load_agencies(database, settings, folder / "a.csv", by="测速", on=on, now=now)
    directory.load_people(database, settings, folder / "p.csv", by="测速", on=on, now=now)
    packs.publish(database, settings, folder / "bench.yaml", by="测速", on=on, now=now)
    seat(database, settings)
    with transaction(database, settings.jurisdiction) as session:
        facts.add(session, _done(rules))
        expand_new(Desk(session), BEGUN)
    for day in (BEGUN, LATER):
        sweep(database, settings, on=day, now=at(day))
    return database


def seat(database: Engine, settings: Settings) -> None:
    """Open the accounts that are not open yet: whoever looks at the pages signs in."""
    known = {each.name for each in accounts.listed(database, settings)}
    for each in SEATS.values():
        if each.name not in known:
            accounts.open_account(database, settings, each, SECRET, by="测速", now=at(BEGUN))


def _pack_text(rules: int) -> str:
    head = HEAD.replace("to: null", 'to: "2026-12-31"')
    days = (_due(number) for number in range(rules))
    return head + "".join(RULE.format(number=number, by=by, test=TEST.format(number)) for number, by in enumerate(days))


def _due(number: int) -> str:
    """One rule in twenty each is due before the first sweep, before the second, and soon."""
    return DUE[number % 20] if number % 20 < 3 else DUE[3 + number % (len(DUE) - 3)]


def _done(rules: int) -> list[Fact]:
    late = (number for number in range(rules) if number % 20 < 2)
    day = date(2026, 2, 10)
    return [
        Fact(f"f{number}-{agency}", f"k{number}", f"ag-{agency}", day, day, Fraction(1))
        for number in late
        for agency in range(0, AGENCIES, 3)
    ]
