"""名册：agencies, sets, people and successions as of a day — what is personal only for whoever may see it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.happenings import REORGANISED
from duban.services.powers import Deed
from duban.services.showing import personal
from duban.services.showing.paged import Paged, cut, mentioning
from duban.services.showing.view import View
from engine.nouns import Agency, Person
from engine.roster import exists
from engine.source import Refused
from engine.telling.posts import POST_ZH
from store import successions
from store.session import reading

ATTR_ZH = {"kind": "类别", "level": "层级"}
VALUE_ZH = {
    "kind": {
        "gov_office": "政府办公室", "office": "办公室", "dept": "政府部门", "department": "政府部门",
        "party": "党委部门", "street": "街道", "town": "镇", "township": "乡镇", "group": "议事协调机构",
        "court": "法院", "company": "企业", "institution": "事业单位",
    },
    "level": {
        "village": "村（社区）", "township": "乡镇", "town": "镇", "street": "街道", "county": "县（区）级",
        "district": "县（区）级", "prefecture": "市级", "city": "市级", "province": "省级", "central": "中央",
    },
}  # fmt: skip
"""What the usual attributes and their values are called; what an office wrote in words of its own is shown as it is."""
AGENCY_HEADINGS = {
    "name": "名称", "aliases_zh": "别名", "parent": "上级单位", "sets_zh": "单位组", "people": "在册人员",
    "since": "起", "until": "止", "id": "编号",
}  # fmt: skip
CHANGE_HEADINGS = {
    "day": "日期", "kind_zh": "变动", "predecessor": "原单位", "successor": "承接单位", "doc": "依据", "reason": "说明",
    "by": "经办",
}  # fmt: skip
PEOPLE_HEADINGS = {"name": "姓名", "agency": "单位", "post_zh": "岗位", "email": "邮箱", "since": "起", "until": "止"}


@dataclass(frozen=True)
class AgencyLine:
    """An agency as a list shows it (单位行)."""

    id: str
    name: str
    aliases: tuple[str, ...]
    parent: str
    sets: tuple[str, ...]
    people: int
    since: date | None
    until: date | None

    @property
    def aliases_zh(self) -> str:
        """Its other names in one cell."""
        return "、".join(self.aliases)

    @property
    def sets_zh(self) -> str:
        """Its sets in one cell."""
        return "、".join(self.sets)


@dataclass(frozen=True)
class PersonLine:
    """A person as a list shows him; the address and what else is personal only for whoever may see it."""

    name: str
    agency: str
    agency_id: str
    post_zh: str
    since: date | None
    until: date | None
    email: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Change:
    """That an agency took over from another (沿革)."""

    day: date
    kind_zh: str
    predecessor: str
    successor: str
    doc: str
    reason: str
    by: str


@dataclass(frozen=True)
class Asked:
    """What a list of the register is narrowed to."""

    text: str = ""
    set: str = ""
    agency: str = ""


@dataclass(frozen=True)
class AgencyShown:
    """One agency: how it stands, what it was called before, whom it took over from, and who serves in it."""

    line: AgencyLine
    attrs: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, date | None, date | None], ...]
    below: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    people: tuple[PersonLine, ...]


def permitted(visit: Visit) -> None:
    """Let on whoever may look at the register: all who see duties, and those who keep it. Raises Refused X620."""
    if not visit.viewer.may(Deed.KEEP_ROSTER):
        visit.viewer.permit(Deed.LOOK)


def agencies(visit: Visit, view: View, asked: Asked) -> list[AgencyLine]:
    """The agencies of the day looked at, by name."""
    permitted(visit)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        lines = _lines(desk, visit, view.as_of)
    text = asked.text.strip()
    chosen = [
        each
        for each in lines
        if (not text or any(text in word for word in (each.name, each.id, *each.aliases)))
        and (not asked.set or asked.set in each.sets)
    ]
    return sorted(chosen, key=lambda each: (each.name, each.id))


def sets(visit: Visit, view: View) -> list[tuple[str, int]]:
    """The sets of agencies on the day looked at, and how many agencies each has."""
    counted: dict[str, int] = defaultdict(int)
    for line in agencies(visit, view, Asked()):
        for name in line.sets:
            counted[name] += 1
    return sorted(counted.items())


def people(visit: Visit, view: View, asked: Asked) -> Iterator[PersonLine]:
    """The people of the day looked at, by agency and name, one after the other; that somebody saw them is logged.

    Raises Refused X620 for whoever may neither look at people nor keep the roster.
    """
    personal.permit_names(visit.viewer)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        called = {each: desk.name(each, view.as_of) for each in desk.register.versions}
        chosen = [who for who in desk.roster.people if exists(who, view.as_of) and _is_asked(visit, who, called, asked)]
        personal.note(visit, asked.agency or "所有单位", len(chosen))
        for who in sorted(chosen, key=lambda who: (called.get(who.agency, who.agency), who.name)):
            yield _person(desk, visit, who, view.as_of)


def _is_asked(visit: Visit, who: Person, called: Mapping[str, str], asked: Asked) -> bool:
    """Whether the viewer sees a person and asked for him."""
    text = asked.text.strip()
    return (
        visit.viewer.sees(who.agency)
        and asked.agency in ("", who.agency)
        and (not text or text in who.name or text in called.get(who.agency, who.agency))
    )


def changes(visit: Visit, view: View, text: str = "") -> list[Change]:
    """What became of the agencies that say a text, up to the day looked at, the latest first."""
    permitted(visit)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        found = _changes(Desk(session), visit, view)
    return mentioning(found, text, lambda each: (each.predecessor, each.successor, each.kind_zh, each.doc, each.reason))


def agency(visit: Visit, view: View, id_: str) -> AgencyShown:
    """One agency as it stood on the day looked at.  Raises Refused X708 when there is none the viewer may see."""
    permitted(visit)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        found = desk.agency(id_, view.as_of) if visit.viewer.sees(id_) else None
        if found is None:
            raise Refused("X708", "名册里没有这个单位，或它不属于您的范围；请从名册清单里打开")
        line = _line(found, *_belongings(desk, view.as_of))
        versions = tuple((each.name, each.since, each.until) for each in desk.register.versions[id_])
        standing = [each for each in desk.roster.agencies if exists(each, view.as_of)]
        below = tuple((each.id, each.name) for each in standing if each.parent == id_ and visit.viewer.sees(each.id))
        took = tuple(_changes(desk, visit, view, of=id_))
        may_see = personal.may_see_names(visit.viewer)
        serving = [who for who in desk.roster.people if may_see and who.agency == id_ and exists(who, view.as_of)]
        lines = tuple(_person(desk, visit, who, view.as_of) for who in sorted(serving, key=lambda who: who.name))
    personal.note(visit, id_, len(lines))
    return AgencyShown(line, _said(found), versions, below, took, lines)


def paged(lines: Sequence[AgencyLine] | Sequence[PersonLine], page: int) -> Paged[AgencyLine | PersonLine]:
    """A page of a list of the register."""
    return cut(list(lines), page)


def _lines(desk: Desk, visit: Visit, on: date) -> list[AgencyLine]:
    belongings = _belongings(desk, on)
    standing = [each for each in desk.roster.agencies if exists(each, on) and visit.viewer.sees(each.id)]
    return [_line(each, *belongings) for each in standing]


def _belongings(desk: Desk, on: date) -> tuple[dict[str, list[str]], dict[str, int], dict[str, str]]:
    """The sets of each member, how many people serve in each agency, and what each agency is called."""
    sets_of: dict[str, list[str]] = defaultdict(list)
    for row in desk.roster.memberships:
        if exists(row, on):
            sets_of[row.member].append(row.set)
    serving: dict[str, int] = defaultdict(int)
    for who in desk.roster.people:
        serving[who.agency] += exists(who, on)
    names = {id_: desk.name(id_, on) for id_ in desk.register.versions}
    return sets_of, serving, names


def _line(each: Agency, sets_of: dict[str, list[str]], serving: dict[str, int], names: dict[str, str]) -> AgencyLine:
    parent = names.get(each.parent, each.parent) if each.parent else ""
    own = tuple(sorted(sets_of.get(each.id, ())))
    return AgencyLine(each.id, each.name, each.aliases, parent, own, serving.get(each.id, 0), each.since, each.until)


def _person(desk: Desk, visit: Visit, who: Person, on: date) -> PersonLine:
    line = (who.name, desk.name(who.agency, on), who.agency, POST_ZH.get(who.post or "", ""), who.since, who.until)
    if not visit.viewer.may(Deed.LOOK_AT_PEOPLE):
        return PersonLine(*line)
    return PersonLine(*line, who.email or "", _said(who))


def _said(who: Agency | Person) -> tuple[tuple[str, str], ...]:
    return tuple(
        (ATTR_ZH.get(name, name), VALUE_ZH.get(name, {}).get(str(value), str(value)))
        for name, value in sorted(who.attrs.items())
    )


def _changes(desk: Desk, visit: Visit, view: View, of: str | None = None) -> list[Change]:
    """What became of agencies within the viewer's sight, or of one of them, as far as it was recorded."""
    known = [each for each in successions.every(desk.session) if each.recorded <= view.known]
    sides = [(each, {each.predecessor, each.successor}) for each in known]
    seen = [each for each, two in sides if any(map(visit.viewer.sees, two)) and (of is None or of in two)]
    return [
        Change(each.day, REORGANISED[each.kind], desk.name(each.predecessor, view.as_of),
               desk.name(each.successor, view.as_of), each.doc, each.reason, each.by)
        for each in reversed(seen)
    ]  # fmt: skip
