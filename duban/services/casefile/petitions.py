"""申请：petitions on file — each asked once (`asking`), answered once (`answering`) — as the office looks at them."""

from datetime import date

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.lookup import agency_called
from duban.settings import Settings
from engine.nouns import Petition, PetitionKind, PetitionState
from engine.source import Refused
from store import petitions as register
from store.session import reading
from workflows import petitions as law


def listed(
    database: Engine, settings: Settings, *, on: date, kind: PetitionKind | None = None, pending: bool = False,
    overdue: bool = False, agency: str | None = None, limit: int | None = None,
) -> list[dict[str, object]]:  # fmt: skip
    """The petitions that match, the longest waiting first; `overdue` are appeals that should have been decided."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        wanted = agency_called(session, agency).id if agency else None
        states = [PetitionState.PENDING] if pending or overdue else None
        found = register.find(
            session, kind=kind, states=states, agency=wanted, overdue_on=on if overdue else None, limit=limit
        )
        return [shown(desk, each, on) for each in found]


def shown(desk: Desk, each: Petition, on: date) -> dict[str, object]:
    """A petition as it stands in a list."""
    return {
        "key": each.key,
        "kind": each.kind,
        "kind_zh": f"第{each.nth}次延期" if each.kind is PetitionKind.EXTEND else law.KIND_ZH[each.kind],
        "task": each.task,
        "agency": desk.name(each.agency, on),
        "reason": each.reason,
        "to": each.to,
        "by": each.by,
        "asked_on": each.asked_on,
        "against": each.against,
        "author": each.author,
        "answer_by": each.answer_by,
        "late": law.is_late(each, on),
        "state": each.state,
        "state_zh": law.STATE_ZH[each.state],
        "granted_to": each.granted_to,
        "answer": each.answer,
        "answer_doc": each.answer_doc,
        "decided_by": each.decided_by,
        "decided_on": each.decided_on,
    }


def petition_called(desk: Desk, key: str) -> Petition:
    """The petition of this key.  Raises Refused X436 when there is none."""
    found = register.get(desk.session, key)
    if found is None:
        raise Refused("X436", f"没有编号为 {key} 的申请；请核对编号")
    return found
