"""承继的记录：the breaches of its predecessors that an agency shows as inherited; they stay in their own history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.happenings import REORGANISED
from duban.services.lookup import agency_called
from duban.services.paperwork.views import matter
from duban.settings import Settings
from engine.nouns import Obligation
from engine.owing.succession import inherited
from engine.telling.codes import STANDING_ZH
from store import obligations, successions, verdicts
from store.session import Session, reading


def predecessors(session: Session) -> dict[str, list[tuple[str, date]]]:
    """Who went before each agency, and the day on which it took over."""
    found: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for each in successions.every(session):
        if each.kind != "rename":
            found[each.successor].append((each.predecessor, each.day))
    return dict(found)


def inherited_breaches(desk: Desk, agency: str, rules: Iterable[str] | None = None) -> list[dict[str, object]]:
    """The breaches that an agency inherited, of some rules or of all, the latest first."""
    wanted = None if rules is None else set(rules)
    found: list[dict[str, object]] = []
    for before, day in inherited(predecessors(desk.session), agency):
        mine = [each.obligation for each in obligations.find(desk.session, agency=before)]
        found += _breaches(desk, [one for one in mine if wanted is None or one.rule in wanted], day)
    return found


def _breaches(desk: Desk, mine: list[Obligation], day: date) -> list[dict[str, object]]:
    breached = verdicts.breached(desk.session, [one.key for one in mine])
    latest = verdicts.latest(desk.session, breached)
    some = [one for one in mine if one.key in breached]
    return [
        {
            "obligation": one.key,
            "agency": desk.name(one.bearer, one.window.first),
            "matter": matter(one, desk.rule(one)),
            "window": one.window.label,
            "standing": latest[one.key].standing.value,
            "standing_zh": STANDING_ZH[latest[one.key].standing],
            "taken_over_on": day,
        }
        for one in sorted(some, key=lambda each: (each.window, each.key), reverse=True)
    ]


def course_of(desk: Desk, one: Obligation) -> dict[str, object]:
    """What an obligation came from and what goes on in its place, and the breaches that its bearer inherited."""
    session, amended = desk.session, one.amended
    heir = successions.heirs(session, [one.key]).get(one.key)
    origins = successions.origins(session, [one.key]).get(one.key, [])
    handed = obligations.filed(session, [key for key, _ in origins])
    told: dict[str, object] = {
        "versions": [{"since": day, "pack": desk.book.called(pack)} for day, pack in amended.versions]
        if amended
        else [],
        "ended": amended.ended if amended else None,
        "successor": heir or (amended.successor if amended else None),
        "origins": [
            {"obligation": key, "agency": desk.name(handed[key].obligation.bearer, day), "on": day}
            for key, day in origins
        ],
        "partners": [desk.name(each, one.window.first) for each in desk.sharers(one) if each != one.bearer],
        "inherited": inherited_breaches(desk, one.bearer, [one.rule]),
    }
    return {name: value for name, value in told.items() if value}


def history(database: Engine, settings: Settings, name: str) -> dict[str, object]:
    """What became of an agency: the changes that it was part of, and the breaches that it inherited.

    Raises Refused X404 for an unknown agency.
    """
    with reading(database, settings.jurisdiction) as session:
        desk, agency = Desk(session), agency_called(session, name)
        rows = [each for each in successions.every(session) if agency.id in (each.predecessor, each.successor)]
        changes = [
            {
                "kind": each.kind,
                "kind_zh": REORGANISED[each.kind],
                "on": each.day,
                "from": desk.name(each.predecessor, date.min if each.kind == "rename" else each.day),
                "to": desk.name(each.successor, each.day),
                "doc": each.doc,
            }
            for each in rows
        ]
        return {"agency": agency.name, "changes": changes, "inherited": inherited_breaches(desk, agency.id)}


def told(found: Mapping[str, Any]) -> str:
    """The history in lines for a person."""
    lines = [f"{found['agency']}："]
    lines += [
        f"  {each['on']} {each['kind_zh']}：{each['from']} → {each['to']}（{each['doc']}）" for each in found["changes"]
    ]
    lines += [
        f"  承继的逾期记录：{each['agency']} {each['matter']} {each['window']} {each['standing_zh']}"
        for each in found["inherited"]
    ]
    return "\n".join(lines if len(lines) > 1 else [*lines, "  没有变动。"])
