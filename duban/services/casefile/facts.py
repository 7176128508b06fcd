"""事实：record what happened, once, and measure anew the obligations that it touches.

A bad row is reported with its row and stops no other; a good row is recorded even if a thousand others are bad.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from duban.services.casefile.fact_rows import COLUMNS, FactReader
from duban.services.desk import Desk, Step
from duban.services.judgement.news import judge_at_once
from duban.services.judgement.upkeep import measure_again
from duban.services.rulebook import kinds_of_rule
from duban.services.sheets.cells import Cells
from duban.services.sheets.rows import Row, read_sheet
from duban.settings import Settings
from engine.nouns import Fact
from engine.source import Problem, Refused, Severity, Source
from store import events
from store import facts as register
from store.events import Entry
from store.session import transaction

COMMAND = Source("命令行")


@dataclass(frozen=True)
class Loaded:
    """What became of the rows of a file."""

    rows: int
    recorded: int
    already: int
    refused: int
    problems: tuple[Problem, ...] = ()


def load(
    database: Engine, settings: Settings, file: Path, *, by: str, on: date, now: datetime, step: Step | None = None
) -> Loaded:
    """Record the good rows of `file` as received on `on`, and say what is wrong with the others."""
    sheet = read_sheet(file, COLUMNS)
    rows = sheet.rows("facts", "")
    with transaction(database, settings.jurisdiction) as session:
        desk = Desk(session)
        good, problems = read_rows(desk, rows, on)
        fresh = record(desk, good, by=by, on=on, now=now, step=step)
        problems += _unused(desk, good, rows)
    found = tuple(sorted([*sheet.problems, *problems]))
    return Loaded(len(rows), len(fresh), len(good) - len(fresh), len(rows) - len(good), found)


def add(database: Engine, settings: Settings, cells: Mapping[str, str], *, by: str, on: date, now: datetime) -> Fact:
    """Record one fact from its cells.

    Raises Refused F100 with what is wrong with them, F118 when the same fact is on file already.
    """
    row = Row(COMMAND, {name: text for name, text in cells.items() if text})
    with transaction(database, settings.jurisdiction) as session:
        desk = Desk(session)
        good, problems = read_rows(desk, [row], on)
        if problems:
            raise Refused("F100", "这条事实没有登记；请按提示改正", problems)
        if not record(desk, good, by=by, on=on, now=now):
            raise Refused("F118", "同样的事实已经登记过；确是另一件事，请另给编号以便区分")
        judge_at_once(desk, desk.duties_touched(good[0].kind, good[0].agency), on, now)
    return good[0]


def retract(
    database: Engine, settings: Settings, number: str, *, reason: str, by: str, on: date, now: datetime
) -> Fact:
    """Take back a fact that should not have been recorded; it stays on file, and from `on` it counts for nothing.

    Raises Refused S302 for an unknown number, F123 when it was taken back before.
    """
    with transaction(database, settings.jurisdiction) as session:
        known = register.get(session, number)
        if known is not None and known.retracted is not None:
            raise Refused("F123", f"事实 {number} 已于 {known.retracted} 撤回；请核对编号")
        register.retract(session, number, on=on, by=by, reason=reason)
        events.append(session, [Entry(now, by, "fact.retract", number, {"on": on.isoformat(), "reason": reason})])
        taken_back = register.get(session, number)
        assert taken_back is not None
        desk = Desk(session)
        measure_again(desk, [taken_back], on)
        judge_at_once(desk, desk.duties_touched(taken_back.kind, taken_back.agency), on, now)
    return taken_back


def attributes(written: Iterable[str]) -> dict[str, str]:
    """Attributes from their form on the command line, `name=value`.  Raises Refused F119 for any other form."""
    pairs = [text.partition("=") for text in written]
    if any(not name or not sign for name, sign, _ in pairs):
        raise Refused("F119", "属性的写法不对；请写成 名称=值，如 session_id=3")
    return {name: value for name, _, value in pairs}


def record(
    desk: Desk, some: Sequence[Fact], *, by: str, on: date, now: datetime, step: Step | None = None
) -> list[Fact]:
    """Record those facts that are not on file yet, and measure what they touch; answer those recorded."""
    fresh = _fresh(desk, some)
    events.append(desk.session, [_told(fact, by, now) for fact in fresh])
    measure_again(desk, fresh, on, step, fresh=True)
    return fresh


def read_rows(desk: Desk, rows: Iterable[Row], on: date) -> tuple[list[Fact], list[Problem]]:
    """The facts of the rows without mistakes, and the mistakes of the others."""
    reader = FactReader(desk.register, on)
    good: list[Fact] = []
    problems: list[Problem] = []
    for row in rows:
        cells = Cells(row)
        fact = reader.fact(cells)
        if not cells.problems:
            good.append(fact)
        problems += cells.problems
    return good, problems


def _fresh(desk: Desk, some: Sequence[Fact]) -> list[Fact]:
    """The facts that were not on file and are now, each with its place in the log.

    The same file loaded on a later day brings nothing new.  Raises Refused F121 when an id has another content there.
    """
    unlike = {fact.id: fact for fact in some}
    entered = register.enter(desk.session, list(unlike.values()))
    new = {fact.id for fact in entered}
    known = register.of_ids(desk.session, unlike.keys() - new) if len(new) < len(unlike) else {}
    differing = sorted(fact.id for fact in some if fact.id in known and not _same(fact, known[fact.id]))
    if differing:
        raise Refused("F121", f"编号 {'、'.join(differing)} 已登记为别的内容，没有写入任何内容；更正请用新编号登记")
    return entered


def _same(fact: Fact, known: Fact) -> bool:
    """Whether two facts say the same, whenever they were received and whatever was decided about them."""
    as_known = replace(
        fact, recorded=known.recorded, status=known.status, decided=known.decided, retracted=known.retracted
    )
    return as_known == known


def _unused(desk: Desk, good: Iterable[Fact], rows: Sequence[Row]) -> list[Problem]:
    """A reminder for each kind that no published rule reads: recorded all the same, but counted by nobody."""
    read = {kind for pack in desk.book.packs() for rule in pack.rules for kind in kinds_of_rule(rule)}
    idle = sorted({fact.kind for fact in good} - read)
    return [
        Problem(
            next(row.at("kind") for row in rows if row.get("kind") == kind),
            "F122",
            f"已发布的规则都不统计“{kind}”，这类事实登记了也不计入判定；请核对事项名称",
            Severity.WARNING,
        )
        for kind in idle
    ]


def _told(fact: Fact, by: str, now: datetime) -> Entry:
    payload = {"agency": fact.agency, "kind": fact.kind, "day": fact.day.isoformat(), "status": fact.status.value}
    return Entry(now, by, "fact.record", fact.id, payload)
