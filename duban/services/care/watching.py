"""值守 watching: figures for a supervisor — whether the office can work, and how it stands; no names of anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from duban.services.setup import is_ready
from duban.settings import Settings
from engine.source import Refused
from store import letters, surveys, ticks
from store.session import is_current, reading
from store.surveys import Sought


@dataclass(frozen=True)
class Figure:
    """Something counted: its name and meaning in English, and an amount for each value of `label`, or just one."""

    name: str
    says: str
    amounts: tuple[tuple[str, float], ...]
    label: str | None = None


def not_ready(database: Engine, settings: Settings) -> str | None:
    """Why no work can be done now; None when it can."""
    try:
        if not is_current(database):
            return "X907 表结构不是本版本的；请先备份，再运行 duban init 升级"
        if is_ready(database, settings):
            return None
    except Refused as refused:
        return f"{refused.code} {refused.message}"
    return "X906 还没有初始化；请先运行 duban init"


def figures(database: Engine, settings: Settings, *, now: datetime) -> Iterator[Figure]:
    """How the office stands at a moment."""
    with reading(database, settings.jurisdiction) as session:
        stages, standings = letters.counts(session), surveys.counts(session, Sought())
        waiting = letters.due(session, now)
        last = ticks.last(session, "sweep")
    yield Figure("letters", "Letters by stage.", tuple((each.value, n) for each, n in stages.items()), "stage")
    judged = tuple((each.value, n) for each, n in standings.items() if each is not None)
    yield Figure("obligations", "Obligations by standing.", judged, "standing")
    yield Figure("outbox", "Letters whose time to leave has come.", (("", waiting),))
    age = (now - last.at).total_seconds() if last else float("nan")
    yield Figure("last_sweep_age_seconds", "Seconds since the last finished sweep.", (("", age),))
