"""单位内部：an agency signs for many tasks at once, says which colleague has one in hand, and who answers for whom."""

from collections.abc import Sequence
from datetime import date

from duban.services.casefile.moving import Moved, Order, move_together
from duban.services.counter.deeds import Visit, admitted
from duban.services.desk import Desk
from duban.services.powers import Deed
from duban.services.register import delegations
from engine.nouns import Delegation, Person
from engine.roster import exists
from engine.source import Refused
from store import events, worklists
from store.events import Entry
from store.session import reading, transaction
from workflows.standard import Action

MOST = 200
LONGEST = 40  # characters of a name


def accept(visit: Visit, numbers: Sequence[str]) -> Moved:
    """Sign for several tasks of the visitor's agency; one that cannot be signed for does not stop the others.

    Raises Refused X661 when none or too many were ticked, X621 for a task that is not the visitor's to see.
    """
    visit.viewer.permit(Deed.WORK)
    if not 0 < len(numbers) <= MOST:
        raise Refused("X661", f"请先勾选要签收的事项，一次最多 {MOST} 件")
    for number in numbers:
        admitted(visit, number)
    order = Order(Action.ACCEPT, visit.actor, visit.on, visit.now)
    return move_together(visit.database, visit.settings, numbers, order)


def entrust(visit: Visit, number: str, name: str) -> None:
    """Write down which colleague has a task in hand (经办人); the agency answers for it as before.

    Raises Refused X662 without a name, X621 for a task that is not the visitor's to see.
    """
    visit.viewer.permit(Deed.WORK)
    whom = name.strip()[:LONGEST]
    if not whom:
        raise Refused("X662", "没有写明交给谁经办；请填写同事的姓名")
    task = admitted(visit, number)
    told = {"said": f"交由{whom}经办", "name": whom, "on": visit.on.isoformat()}
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        events.append(session, [Entry(visit.now, visit.actor.name, worklists.ENTRUSTED, task.key, told)])


def colleagues(visit: Visit) -> tuple[Person, ...]:
    """Those on the roster who serve in the visitor's agency now, by name."""
    visit.viewer.permit(Deed.WORK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        found = [who for who in Desk(session).roster.people if who.agency == visit.viewer.own and exists(who, visit.on)]
    return tuple(sorted(found, key=lambda who: (who.name, who.id)))


def deputise(visit: Visit, of: str, to: str, *, until: date | None, reason: str) -> Delegation:
    """Let a colleague answer for another from today (代管), so that the office's mail reaches him.

    Raises Refused X663 for whoever does not serve in the visitor's agency, and what `delegations.delegate` raises.
    """
    ours = {who.id for who in colleagues(visit)}
    if of not in ours or to not in ours:
        raise Refused("X663", "代管人和被代管人都须是本单位在册的人员；请从名单里选，名单不对请联系督办机构")
    return delegations.delegate(
        visit.database, visit.settings, of, to, since=visit.on, until=until, reason=reason, by=visit.actor.name,
        now=visit.now,
    )  # fmt: skip
