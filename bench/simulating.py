"""推演：a year of days lived again in memory, for ten thousand obligations with their facts and the whole ladder."""

from datetime import date, datetime
from pathlib import Path

from pydantic import SecretStr

from bench.office import agencies_csv, facts_of, pack_text, people_csv
from bench.rounds import Work
from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.desk import Desk
from duban.services.judgement.replaying import replay
from duban.services.judgement.simulation import owed_by
from duban.services.plans import packs
from duban.services.register import directory
from duban.settings import Settings
from engine.nouns import Fact
from store.session import open_database, reading

AGENCIES = 345
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
NOW = datetime(2026, 1, 1, 9, tzinfo=SHANGHAI)


def works(folder: Path) -> list[Work]:
    """Replay a year of an office whose agencies did most of what they owed."""
    settings = Settings(
        database=SecretStr(f"sqlite:///{folder / 'duban.db'}"), smtp_url=SecretStr(f"maildir:{folder / 'mail'}")
    )
    for name, text in (("a.csv", agencies_csv(AGENCIES)), ("p.csv", people_csv(AGENCIES)), ("bench.yaml", pack_text())):
        (folder / name).write_text(text, encoding="utf-8")
    database = open_database(settings.database_url)
    setup.init(database, settings, by="测速", now=NOW)
    directory.load_agencies(database, settings, folder / "a.csv", by="测速", on=FIRST, now=NOW)
    directory.load_people(database, settings, folder / "p.csv", by="测速", on=FIRST, now=NOW)
    packs.publish(database, settings, folder / "bench.yaml", by="测速", on=FIRST, now=NOW)
    database.dispose()
    facts = tuple(fact for number in range(AGENCIES) for fact in facts_of(f"ag-{number}", months=11))
    return [Work("推演一年，一万件", "≤ 10 秒", _seconds, lambda: _replay(settings, facts))]


def _seconds(seconds: float, units: int) -> str:
    return f"{seconds:,.2f} 秒（{units:,} 件）"


def _replay(settings: Settings, facts: tuple[Fact, ...]) -> int:
    database = open_database(settings.database_url)
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session, invented=facts)
        owed = owed_by(desk, LAST)
        replay(desk, owed, FIRST, LAST)
    database.dispose()
    return len(owed)
