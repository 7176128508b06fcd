"""交材料：an agency hands evidence in once for several duties, says what it serves, and gets its files back."""

from collections.abc import Sequence
from typing import BinaryIO

from duban.services.casefile import exhibits, intake
from duban.services.casefile.intake import Proof
from duban.services.counter.deeds import Visit, admitted
from duban.services.powers import Deed
from engine.nouns import Evidence
from engine.source import Refused
from store import evidence as register
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
    """The file of a piece of evidence, open to be read.

    Raises Refused X621 for another agency's, X740 when it is no file, S134 when its bytes are gone.
    """
    visit.viewer.permit(Deed.LOOK)
    found = _admitted(visit, key)
    if found.sha256 is None:
        raise Refused("X740", f"“{found.title}”是{exhibits.FORMS_ZH[found.form]}，没有文件可以下载")
    return found, intake.vault(visit.settings).open(found.sha256)


def _admitted(visit: Visit, key: str) -> Evidence:
    with reading(visit.database, visit.settings.jurisdiction) as session:
        found = register.get(session, key)
    visit.viewer.admit([found.agency] if found else [])
    assert found is not None
    return found
