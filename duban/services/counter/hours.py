"""人员学时：an agency hands in as one sheet what its people did; good rows are recorded once, the others told.

The sheet itself is kept as evidence, so what became of each row can be looked up again at any time: a row that is on
file was recorded, a row that is not has something wrong with it.  What is recorded waits for the office like a report.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from duban.services.casefile import exhibits, intake
from duban.services.casefile.claims import TASK
from duban.services.casefile.fact_rows import COLUMNS, FactReader
from duban.services.casefile.facts import record
from duban.services.casefile.intake import Proof, Upload
from duban.services.casefile.named import Countable, counted_for_each
from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.powers import Deed
from duban.services.sheets.cells import Cells
from duban.services.sheets.rows import Row
from duban.services.sheets.rows_apart import Sheet, read_rows_apart
from engine.nouns import Evidence, Fact, FactStatus, Obligation, Task
from engine.source import Problem, Refused
from store import evidence as register
from store import facts, obligations, worklists
from store.session import reading, transaction

SUFFIXES = (".xlsx", ".csv")
OFFICES = frozenset({"id", "status", "recorded", TASK, "about"})
"""Columns that are the office's to fill: which number, accepted or not, received when, for which task."""
OPEN = ("assigned", "in_progress", "reported")
STATUS_ZH = {
    FactStatus.PENDING: "已登记，待审核",
    FactStatus.ACCEPTED: "已采信",
    FactStatus.REJECTED: "未采信",
}


@dataclass(frozen=True)
class Line:
    """A row of the sheet, and what became of it: the fact that it is on file as, or what is wrong with it."""

    row: Row
    fact: Fact | None
    outcome: str
    problems: tuple[Problem, ...] = ()
    task: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it was left out."""
        return bool(self.problems)


@dataclass(frozen=True)
class Checked:
    """A sheet with what became of its rows; `problems` are of the sheet as a whole."""

    evidence: Evidence
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> tuple[Line, ...]:
        """The rows that were left out."""
        return tuple(each for each in self.lines if each.is_wrong)

    @property
    def tasks(self) -> tuple[tuple[str, str], ...]:
        """The tasks that the rows on file speak for, each with what the sheet calls it."""
        return tuple(sorted({each.task: each.row.get("kind") for each in self.lines if each.task}.items()))


def hand_in(visit: Visit, upload: Upload) -> Evidence:
    """Keep a sheet as evidence and record its good rows; those of a sheet handed in twice are recorded once.

    Raises Refused X742 when it is no sheet, and what `intake` refuses.
    """
    visit.viewer.permit(Deed.WORK)
    agency = visit.viewer.own
    if not upload.name.lower().endswith(SUFFIXES):
        raise Refused("X742", "只收 .xlsx 或 .csv 表格；请下载模板填写后再传")
    when = {"on": visit.on, "now": visit.now}
    proof = Proof(files=(upload,))
    (kept,) = exhibits.add(visit.database, visit.settings, proof, visit.actor, agency=agency, personal=True, **when)  # type: ignore[arg-type]
    sheet = _read(visit, kept)
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        lines = list(_lines(desk, sheet.rows, agency, visit.on))
        good = [each.fact for each in lines if each.fact and not each.is_wrong]
        record(desk, good, by=visit.actor.name, on=visit.on, now=visit.now)
    for task in sorted({each.task for each in lines if each.task and not each.is_wrong}):
        exhibits.use(visit.database, visit.settings, kept.key, task, visit.actor, **when)  # type: ignore[arg-type]
    return kept


def checked(visit: Visit, key: str) -> Checked:
    """What became of the rows of a sheet.  Raises Refused X621 for one that is not there or another agency's."""
    visit.viewer.permit(Deed.LOOK_AT_PEOPLE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        kept = register.get(session, key)
        visit.viewer.admit([kept.agency] if kept else [])
        assert kept is not None
    sheet = _read(visit, kept)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        lines = tuple(_lines(Desk(session), sheet.rows, kept.agency, kept.on))
    return Checked(kept, lines, sheet.problems)


def countables_of(desk: Desk, agency: str) -> tuple[Countable, ...]:
    """What open duties of the agency count for each person, as it is called in its sheet."""
    rules = {duty.one.rule: desk.rule(duty.one) for duty in _duties(desk, agency)}
    return counted_for_each(rules.values())


def _kinds_by_name(desk: Desk, agency: str) -> dict[str, str]:
    """What kind a sheet of the agency means by a name: as its rule is called now, or in an older sheet."""
    packs = list(desk.book.packs())
    before = (other.rules for pack in packs for other in desk.book.versions_beside(pack))
    some = [counted_for_each(rules) for rules in (*before, *(pack.rules for pack in packs))]
    return {each.called: each.kind for found in (*some, countables_of(desk, agency)) for each in found}


def _read(visit: Visit, kept: Evidence) -> Sheet:
    """The rows of a sheet in the vault, read in a process of their own."""
    if kept.sha256 is None:
        return Sheet((), ())
    suffix = Path(kept.title).suffix.lower()
    with TemporaryDirectory() as folder:
        named = Path(folder) / f"表格{suffix}"
        named.symlink_to(intake.vault(visit.settings).path(kept.sha256).resolve())
        return read_rows_apart(named, COLUMNS)


def _lines(desk: Desk, rows: Sequence[Row], agency: str, on: date) -> Iterator[Line]:
    """What each row says, and whether it is on file; rows that nobody filled in are passed over."""
    reader, duties = FactReader(desk.register, on), list(_duties(desk, agency))
    ours = {who.id for who in desk.roster.people if who.agency == agency}
    called = _kinds_by_name(desk, agency)
    filled = [row for row in rows if row.get("day") or row.get("quantity")]
    read = []
    for row in filled:
        cells = Cells(_own(desk, row, agency, on, called))
        fact = reader.fact(cells)
        _check(cells, fact, agency, ours, on)
        read.append((row, cells, fact))
    on_file = facts.of_bearers(desk.session, sorted({(agency, fact.kind) for _, _, fact in read}))
    known = {fact.id: fact for some in on_file.values() for fact in some}
    for row, cells, fact in read:
        yield _line(row, cells, known.get(fact.id) or fact, duties, is_known=fact.id in known)


def _own(desk: Desk, row: Row, agency: str, on: date, called: Mapping[str, str]) -> Row:
    """A row as an agency may say it: its own unless it names another, of a kind by name, and waiting for the office."""
    said = {column: text for column, text in row.cells.items() if column not in OFFICES}
    if (kind := said.get("kind", "")) in called:
        said["kind"] = called[kind]
    name = desk.name(agency, on)
    return replace(row, cells={"agency": name, **said, "status": FactStatus.PENDING.value})


def _check(cells: Cells, fact: Fact, agency: str, ours: set[str], on: date) -> None:
    """What is asked of a row beyond that it can be read."""
    cells.required("quantity", "数量")
    if fact.agency != agency:
        cells.wrong("agency", "F132", "只能报本单位人员的情况；请删去这一行，由其所在单位报")
    elif not cells.required("member", "人员") or fact.member not in ours:
        cells.wrong("member", "F133", f"名册里本单位没有“{fact.member or ''}”；请核对姓名，或联系督办机构补录")
    if fact.quantity is not None and fact.quantity <= 0:
        cells.wrong("quantity", "F134", "数量要大于 0；请改正")
    if fact.day > on:
        cells.wrong("day", "F135", f"日期 {fact.day} 晚于今天；请在实际发生后再报")


@dataclass(frozen=True)
class _Duty:
    """An open task of the agency, and the facts that its duty counts."""

    task: Task
    one: Obligation
    kinds: tuple[str, ...]

    def counts(self, fact: Fact) -> bool:
        """Whether a fact may count for it."""
        return fact.kind in self.kinds and fact.day in self.one.window and self.one.subject in ("", fact.member)


def _duties(desk: Desk, agency: str) -> Iterator[_Duty]:
    """The open duties that facts of the agency may count for, the one due first at the head."""
    tasks = [each for each in worklists.of_agency(desk.session, agency) if each.state in OPEN]
    filed = obligations.filed(desk.session, sorted({task.obligation for task in tasks}))
    for task in sorted(tasks, key=lambda each: (filed[each.obligation].obligation.due.safe, each.key)):
        one = filed[task.obligation].obligation
        if agency in desk.sharers(one):
            yield _Duty(task, one, desk.kinds(one))


def _line(row: Row, cells: Cells, fact: Fact, duties: Sequence[_Duty], *, is_known: bool) -> Line:
    """What became of one row."""
    if is_known:
        outcome = "已撤回" if fact.retracted else STATUS_ZH[fact.status]
        return Line(row, fact, outcome, task=str(fact.attrs.get(TASK, "")))
    duty = next((each for each in duties if each.counts(fact)), None)
    if duty is None and not cells.problems:
        told = f"本单位在办的事项里，没有统计“{row.get('kind')}”且包含 {fact.day} 的；请核对事项名称和日期"
        cells.wrong("kind", "F136", told)
    if cells.problems or duty is None:
        return Line(row, None, "没有登记", tuple(cells.problems))
    said: Mapping[str, str] = {TASK: duty.task.key, "about": duty.one.window.label}
    return Line(row, replace(fact, attrs={**fact.attrs, **said}), STATUS_ZH[fact.status], task=duty.task.key)
