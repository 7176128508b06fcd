"""体检 doctor: what an administrator should look at, one finding a subject, each with what to do about it.

`house` looks at what the database holds, `machine` at what it stands on, `post` at the way out and in, `nights` at what
the daemon found by itself.
"""

from collections.abc import Iterator

from sqlalchemy import Engine

from duban.clock import Reading
from duban.services.care.doctor import house, machine, nights, post
from duban.services.care.doctor.finding import Finding, denied, ill
from duban.services.desk import Step, quietly
from duban.services.setup import is_ready, opened
from duban.settings import Settings
from engine.source import Refused
from store.session import is_current

__all__ = ["Finding", "examine", "mend"]
PARTS = 3
"""What stands around the database, what it holds, and whether what the nights keep is still as it was."""


def examine(settings: Settings, reading: Reading, step: Step = quietly) -> list[Finding]:
    """Every finding, the database first: without it little else can be asked."""
    around = [*machine.findings(settings, reading), *post.findings(settings)]
    step(1, PARTS)
    try:
        with opened(settings) as database:
            return [*_inside(database, settings, reading, step), *around]
    except Refused as refused:
        return [denied("数据库", refused), *around]


def mend(settings: Settings) -> None:
    """Have everything counted anew by the next sweep; nothing that was decided is touched.

    Raises Refused S1xx when the database cannot be opened.
    """
    with opened(settings) as database:
        nights.mend(database, settings)


def _inside(database: Engine, settings: Settings, reading: Reading, step: Step) -> Iterator[Finding]:
    if not is_current(database):
        yield ill("数据库", "表结构不是本版本的；请先备份，再运行 duban init 升级")
        return
    if not is_ready(database, settings):
        yield ill("数据库", f"辖区“{settings.jurisdiction}”还没有登记；请运行 duban init")
        return
    yield from house.findings(database, settings, reading.at)
    yield machine.clock(database, settings, reading)
    step(2, PARTS)
    yield from nights.findings(database, settings, reading.at)
