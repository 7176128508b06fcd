"""交材料：an agency hands evidence in once for several duties, says what it serves, and gets its files back."""

from collections.abc import Sequence
from typing import BinaryIO

from duban.services.casefile import exhibits, intake
from duban.services.casefile.intake import Proof
from duban.services.counter.deeds import Visit, admitted
from duban.services.desk import Desk
from duban.services.powers import Deed
from duban.services.showing import personal
from engine.nouns import Evidence
from engine.source import Refused
from store import evidence as register
from store import obligations, tasks
from store.session import reading

MOST = 50  # duties of one upload


def hand_in(visit: Visit, proof: Proof, numbers: Sequence[str]) -> list[Evidence]:
    """Take evidence of the visitor's agency in, for all the duties named, and suggest what else it may serve.

    Raises Refused X668 when there is nothing to take in, X669 for too many duties, X621 for one of another agency's,
    and what `intake` refuses.
    """
    visit.viewer.permit(Deed.WORK)
    agency = visit.viewer.own
    if not proof:
        raise Refused("X668", "没有选文件，也没有填链接或文号；请至少填一样再提交")
    if len(numbers) > MOST:
        raise Refused("X669", f"一次最多用于 {MOST} 件事项；请分次勾选")
    served = [admitted(visit, number).key for number in dict.fromkeys(numbers)]
    when = {"on": visit.on, "now": visit.now}
    found = exhibits.add(visit.database, visit.settings, proof, visit.actor, agency=agency, **when)  # type: ignore[arg-type]
    for each in found:
        for number in served:
            exhibits.use(visit.database, visit.settings, each.key, number, visit.actor, **when)  # type: ignore[arg-type]
        exhibits.suggest(visit.database, visit.settings, each.key, on=visit.on)
    return found


def decide(visit: Visit, key: str, number: str, *, serves: bool) -> None:
    """Say that a piece of evidence serves a duty, or that it does not.

    Raises Refused X621 when either is not the visitor's, and what `exhibits.use` raises.
    """
    visit.viewer.permit(Deed.WORK)
    _admitted(visit, key)
    admitted(visit, number)
    exhibits.use(visit.database, visit.settings, key, number, visit.actor, on=visit.on, now=visit.now, serves=serves)


def opened(visit: Visit, key: str) -> tuple[Evidence, BinaryIO]:
    """The file of a piece of evidence, open to be read; that somebody read of single persons is logged.

    Raises Refused X621 for another agency's, X620 for whoever may not look at people and it tells of them, X740 when
    it is no file, S134 when its bytes are gone.
    """
    visit.viewer.permit(Deed.LOOK)
    found = _admitted(visit, key)
    if whose := _of_persons(visit, found):
        visit.viewer.permit(Deed.LOOK_AT_PEOPLE)
        personal.note(visit, whose, 1)
    if found.sha256 is None:
        raise Refused("X740", f"“{found.title}”是{exhibits.FORMS_ZH[found.form]}，没有文件可以下载")
    return found, intake.vault(visit.settings).open(found.sha256)


def _of_persons(visit: Visit, found: Evidence) -> str:
    """The agency of whose people a piece of evidence tells.

    Its bytes came in as a sheet of persons, or it serves a duty that is counted by person.
    """
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        served = tasks.of_keys(session, [use.task for use in register.uses(session, [found.key]).get(found.key, ())])
        filed = obligations.filed(session, sorted({task.obligation for task in served.values()}))
        counted = any(desk.rule(each.obligation).bearer.per == "person" for each in filed.values())
        same = register.find(session, agency=found.agency, sha256=found.sha256) if found.sha256 else []
        told = counted or any(each.personal for each in same)
        return desk.name(found.agency, visit.on) if told else ""


def _admitted(visit: Visit, key: str) -> Evidence:
    with reading(visit.database, visit.settings.jurisdiction) as session:
        found = register.get(session, key)
    visit.viewer.admit([found.agency] if found else [])
    assert found is not None
    return found
