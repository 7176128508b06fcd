"""The office of every world: three agencies, a pack with many due days, and the days on which it may begin."""

from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import Engine

from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.judgement import sweep
from duban.services.plans import packs
from duban.services.post import breaker
from duban.services.register import directory
from duban.settings import Settings
from store.session import transaction

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


def settled(url: str, folder: Path) -> Settings:
    """How the office is set, with its database at `url` and its files in a folder."""
    return Settings(
        database=url,
        mail_from=OFFICE,
        mail_domain="office.example",
        jurisdiction="仿真区",
        office_name="督办办公室",
        office_email=OFFICE,
        sweep_at="08:30",
        papers=str(folder / "papers"),
        papers_at="",
        backups=str(folder / "backups"),
    )


def found(database: Engine, settings: Settings, folder: Path, first: date) -> None:
    """Found the office on its first day in an empty database."""
    at = datetime.combine(first, time(8), tzinfo=SHANGHAI)
    setup.init(database, settings, by="管理员", now=at)
    for name, text, load in (
        ("agencies.csv", AGENCIES, directory.load_agencies),
        ("people.csv", PEOPLE, directory.load_people),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        load(database, settings, folder / name, by="管理员", on=first, now=at)
    file = folder / "pack.yaml"
    words = PACK.read_text(encoding="utf-8").replace('from: "2026-01-01"', f'from: "{first}"')
    file.write_text(words, encoding="utf-8")
    packs.publish(database, settings, file, on=first, now=at, by="督办甲", approved_by="领导丁")
    sweep.sweep(database, settings, on=first, now=at)
    with transaction(database, settings.jurisdiction) as session:
        breaker.approve(session, ["digest"])
