"""名册：load agencies, people and sets from a file; all of it or, when anything is wrong, nothing.

Agencies  id, name 名称, aliases 别名, kind, level, parent 上级单位, since 起, until 止, sets 单位组; other columns are
          attributes.  A YAML file may also have `sets:` with rows of name, aliases and members.
People    name 姓名, agency 单位, post 岗位 (contact 联络员, office 办公室, deputy 分管负责人, head 主要负责人),
          email 邮箱, since 起, until 止, sets, id when two share a name; other columns are attributes.
Loading again adds and changes, never removes: an office or a person ends with an `until`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from sqlalchemy import Engine

from duban.services.rosters import renew
from duban.services.sheets.cells import Cells
from duban.services.sheets.rows import Row, Sheet, read_sheet
from duban.settings import Settings
from engine.nouns import Agency, Membership, Person, Roster
from engine.source import Problem, Refused
from notifications.addresses import is_address
from store import agencies as register
from store import events
from store.events import Entry
from store.session import Session, reading, transaction

Post: TypeAlias = Literal["contact", "office", "deputy", "head"]
POSTS: Mapping[str, Post] = {
    "contact": "contact",
    "office": "office",
    "deputy": "deputy",
    "head": "head",
    "联络员": "contact",
    "办公室": "office",
    "分管负责人": "deputy",
    "主要负责人": "head",
}
COLUMNS: Mapping[str, str] = {
    "编号": "id",
    "名称": "name",
    "单位名称": "name",
    "姓名": "name",
    "别名": "aliases",
    "简称": "aliases",
    "类别": "kind",
    "层级": "level",
    "上级单位": "parent",
    "承接单位": "successor",
    "起": "since",
    "止": "until",
    "启用日期": "since",
    "停用日期": "until",
    "单位组": "sets",
    "单位": "agency",
    "所在单位": "agency",
    "岗位": "post",
    "邮箱": "email",
    "电子邮箱": "email",
    "电子邮件": "email",
}
AGENCY_COLUMNS = frozenset({"id", "name", "aliases", "parent", "since", "until", "sets"})
PERSON_COLUMNS = frozenset({"id", "name", "agency", "post", "email", "since", "until", "sets"})


@dataclass(frozen=True)
class Loaded:
    """What a load came to: rows read, records that are new or changed."""

    rows: int
    changed: int


def load_agencies(
    database: Engine, settings: Settings, file: Path, *, by: str, on: date, now: datetime, sheet: Sheet | None = None
) -> Loaded:
    """Put the agencies and sets of `file`, or of a sheet read from it elsewhere, in the register as from `on`.

    Raises Refused F100 with every problem of the file, and then nothing is written.
    """
    sheet = sheet or read_sheet(file, COLUMNS)
    with transaction(database, settings.jurisdiction) as session:
        known = register.roster(session)
        found = _Agencies(sheet.rows("agencies", ""), sheet.rows("sets"), known)
        refuse([*sheet.problems, *found.problems], file)
        changed = register.put_agencies(session, found.agencies, on=on)
        changed += register.put_memberships(session, found.memberships)
        _remember(session, "agencies", changed, by, on, now)
    return Loaded(len(found.agencies), changed)


def load_people(
    database: Engine, settings: Settings, file: Path, *, by: str, on: date, now: datetime, sheet: Sheet | None = None
) -> Loaded:
    """Put the people of `file`, or of a sheet read from it elsewhere, in the register as from `on`.

    Raises Refused F100 with every problem of the file, and then nothing is written.
    """
    sheet = sheet or read_sheet(file, COLUMNS)
    with transaction(database, settings.jurisdiction) as session:
        found = _People(sheet.rows("people", ""), register.roster(session))
        refuse([*sheet.problems, *found.problems], file)
        changed = register.put_people(session, found.people, on=on)
        changed += register.put_memberships(session, found.memberships)
        _remember(session, "people", changed, by, on, now)
    return Loaded(len(found.people), changed)


def read_agencies(file: Path) -> Roster:
    """The agencies and sets of `file` as a register of its own; nothing is stored.

    Raises Refused F100 with every problem of the file.
    """
    sheet = read_sheet(file, COLUMNS)
    found = _Agencies(sheet.rows("agencies", ""), sheet.rows("sets"), Roster())
    refuse([*sheet.problems, *found.problems], file)
    return Roster(tuple(found.agencies), (), tuple(found.memberships))


def _remember(session: Session, what: str, changed: int, by: str, on: date, now: datetime) -> None:
    """Log a load that changed something; the digest of its line is the register's version."""
    if changed:
        entry = Entry(now, by, f"roster.{what}", what, {"changed": changed, "on": on.isoformat()})
        events.append(session, [entry])
        renew(session)


def roster(database: Engine, settings: Settings) -> Roster:
    """Everyone the office knows."""
    with reading(database, settings.jurisdiction) as session:
        return register.roster(session)


def refuse(problems: Iterable[Problem], file: Path) -> None:
    """Refuse the whole file when anything in it is wrong.  Raises Refused F100 with the problems."""
    found = sorted(problems)
    if found:
        raise Refused("F100", f"{file} 有 {len(found)} 处问题，没有写入任何内容；请改正后重新导入", found)


class NameBook:
    """Which agency a name, alias or id stands for, among those known and those being loaded."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.ids = {name: agency.id for agency in agencies for name in (agency.id, agency.name, *agency.aliases)}

    def find(self, name: str) -> str | None:
        """The id of the agency called `name`."""
        return self.ids.get(name)

    def claim(self, agency: Agency) -> Iterator[str]:
        """Those names of `agency` that already stand for another; the rest now stand for it."""
        for name in dict.fromkeys((agency.id, agency.name, *agency.aliases)):
            if self.ids.setdefault(name, agency.id) != agency.id:
                yield name


class _Agencies:
    """The agencies and sets of a file, understood against what the register already has."""

    def __init__(self, rows: Iterable[Row], sets: Iterable[Row], known: Roster) -> None:
        self.problems: list[Problem] = []
        self.memberships: list[Membership] = []
        self.known = {agency.name: agency.id for agency in known.agencies}
        read = [(cells, self._agency(cells)) for cells in (Cells(row, self.problems) for row in rows)]
        mine = {agency.id for _, agency in read}
        self.names = NameBook(agency for agency in known.agencies if agency.id not in mine)
        self._check_names(read)
        self.agencies = [replace(agency, parent=self._parent(cells)) for cells, agency in read]
        for row in sets:
            self._set(Cells(row, self.problems))

    def _agency(self, cells: Cells) -> Agency:
        name = cells.required("name", "单位名称")
        since, until = cells.span()
        id_ = cells.row.get("id") or self.known.get(name) or f"ag-{_short(name)}"
        for set_ in cells.names("sets"):
            self.memberships.append(Membership(set_, id_, since, until))
        return Agency(id_, name, cells.names("aliases"), cells.attrs(AGENCY_COLUMNS), None, since, until)

    def _check_names(self, read: list[tuple[Cells, Agency]]) -> None:
        seen: dict[str, Cells] = {}
        for cells, agency in read:
            if agency.id in seen:
                cells.wrong("id", "F112", f"“{agency.name}”与第 {seen[agency.id].row.source.line} 行是同一单位；请合并")
                continue
            seen[agency.id] = cells
            for name in self.names.claim(agency):
                column = "name" if name == agency.name else "aliases"
                cells.wrong(column, "F112", f"“{name}”已是另一单位的名称或别名；请改用不同的名称")

    def _parent(self, cells: Cells) -> str | None:
        written = cells.row.get("parent")
        found = self.names.find(written)
        if written and found is None:
            cells.wrong("parent", "F113", f"名册里没有上级单位“{written}”；请先登记它或改正名称")
        return found

    def _set(self, cells: Cells) -> None:
        names = (cells.required("name", "单位组名称"), *cells.names("aliases"))
        for member in cells.names("members"):
            found = self.names.find(member)
            if found is None:
                cells.wrong("members", "F113", f"名册里没有单位“{member}”；请先登记它或改正名称")
            self.memberships += [Membership(name, found or member, *cells.span()) for name in names]


class _People:
    """The people of a file, understood against the agencies of the register."""

    def __init__(self, rows: Iterable[Row], known: Roster) -> None:
        self.problems: list[Problem] = []
        self.memberships: list[Membership] = []
        self.names = NameBook(known.agencies)
        self.seen: dict[str, int] = {}
        self.people = [self._person(Cells(row, self.problems)) for row in rows]

    def _person(self, cells: Cells) -> Person:
        name = cells.required("name", "姓名")
        agency = self._agency(cells)
        since, until = cells.span()
        id_ = cells.row.get("id") or f"{agency}/{name}"
        self._check(cells, id_)
        self.memberships += [Membership(set_, id_, since, until) for set_ in cells.names("sets")]
        return Person(
            id=id_,
            name=name,
            agency=agency,
            post=cells.choice("post", POSTS, "岗位"),
            email=cells.row.get("email") or None,
            attrs=cells.attrs(PERSON_COLUMNS),
            since=since,
            until=until,
        )

    def _agency(self, cells: Cells) -> str:
        written = cells.required("agency", "所在单位")
        found = self.names.find(written)
        if written and found is None:
            cells.wrong("agency", "F113", f"名册里没有单位“{written}”；请先导入单位或改正名称")
        return found or written

    def _check(self, cells: Cells, id_: str) -> None:
        line = self.seen.setdefault(id_, cells.row.source.line)
        if line != cells.row.source.line:
            cells.wrong("name", "F112", f"与第 {line} 行同名同单位；确是两人或两岗请加 id 列区分")
        email = cells.row.get("email")
        if email and not is_address(email):
            cells.wrong("email", "F114", f"“{email}”不是有效的邮箱地址；请核对")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
