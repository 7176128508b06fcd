"""年历 years: the working days of a year read in from a file, once the State Council has published them.

An office need not wait for the release that ships a new year, nor for one that ships a change in the middle of a year:
what it reads in takes the place of the whole year.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from duban.services.rulebook import YEAR, working_calendar
from duban.settings import Settings
from engine.source import Refused, errors
from engine.workdays import YearStatus
from rules.calendars import year_of
from rules.marks import text_of
from store import events, obligations
from store import settings as kept
from store.events import Entry
from store.session import reading, transaction

STATUS_ZH = {
    YearStatus.PUBLISHED: "已公布",
    YearStatus.PROVISIONAL: "未公布",
    YearStatus.UNKNOWN: "没有放假安排",
}


@dataclass(frozen=True)
class KnownYear:
    """A year of the working calendar: how well it is known, how many days are off and worked, and who says so."""

    year: int
    status: str
    rest: int
    work: int
    origin: str
    notice: str


def load(database: Engine, settings: Settings, file: Path, *, by: str, now: datetime) -> KnownYear:
    """Read a year in from its file and have every duty looked at again.

    Raises Refused X710 with everything that is wrong with the file.
    """
    text, problems = text_of(file)
    year, found = (None, tuple(problems)) if problems else year_of(text, str(file))
    if year is None:
        raise Refused("X710", f"{file} 里的放假安排有错误，没有录入；请先改正", errors(found))
    with transaction(database, settings.jurisdiction) as session:
        kept.put(session, f"{YEAR}{year.year}", text)
        told = {"year": year.year, "notice": year.notice, "rest": len(year.rest), "work": len(year.work)}
        events.append(session, [Entry(now, by, "calendar.year_read", str(year.year), told)])
        obligations.all_asked_anew(session)
    return _shown(database, settings, year.year)


def drop(database: Engine, settings: Settings, year: int, *, by: str, now: datetime) -> KnownYear:
    """Let what ships with the house say again which days of a year are worked.

    Raises Refused X711 when the office did not read that year in.
    """
    with transaction(database, settings.jurisdiction) as session:
        if not kept.get(session, f"{YEAR}{year}"):
            raise Refused("X711", f"{year} 年不是本办录入的；请核对年份")
        kept.put(session, f"{YEAR}{year}", "")
        events.append(session, [Entry(now, by, "calendar.year_dropped", str(year), {"year": year})])
        obligations.all_asked_anew(session)
    return _shown(database, settings, year)


def listed(database: Engine, settings: Settings) -> list[KnownYear]:
    """Every year of which something is known, and the next one."""
    with reading(database, settings.jurisdiction) as session:
        calendar, own = working_calendar(session), kept.listed(session)
    years = sorted({*calendar.years, max(calendar.years) + 1})
    found = []
    for year in years:
        days, status = calendar.years.get(year), calendar.status(year)
        rest, work, notice = (len(days.rest), len(days.work), days.notice) if days else (0, 0, "")
        origin = "" if days is None else "本办录入" if own.get(f"{YEAR}{year}") else "随软件"
        found.append(KnownYear(year, STATUS_ZH[status], rest, work, origin, notice))
    return found


def _shown(database: Engine, settings: Settings, year: int) -> KnownYear:
    """A year as it is known now; one of which nothing is known is not published."""
    known = (each for each in listed(database, settings) if each.year == year)
    return next(known, KnownYear(year, STATUS_ZH[YearStatus.PROVISIONAL], 0, 0, "", ""))
