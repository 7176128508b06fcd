"""找件：what a person means by a number — an obligation by its key, the beginning of its key, or one of its tasks."""

from engine.nouns import Agency, Task
from engine.source import Refused
from store import agencies, obligations, tasks
from store.obligations import Filed
from store.session import Session

SHORTEST = 6


def obligation_called(session: Session, number: str) -> Filed:
    """The obligation that `number` stands for.

    Raises Refused X401 when there is none, X402 when several begin with it or too little of it was written.
    """
    task = tasks.get(session, number)
    wanted = task.obligation if task else number
    exact = obligations.filed(session, [wanted]).get(wanted)
    if exact:
        return exact
    found = [each for each in _beginning(session, wanted) if each.obligation.key.startswith(wanted)]
    if not found and 0 < len(wanted) < SHORTEST:
        raise Refused("X402", f"编号“{number}”太短，认不出是哪一件；请至少写 {SHORTEST} 位")
    if not found:
        raise Refused("X401", f"没有编号为 {number} 的应办事项或督办件；请核对编号")
    if len(found) > 1:
        raise Refused("X402", f"有 {len(found)} 件的编号以 {number} 开头；请多写几位")
    return found[0]


def task_called(session: Session, number: str) -> Task:
    """The task that `number` stands for; of an obligation, the lead's task.

    Raises Refused X401 or X402 as `obligation_called` does, X403 when no task was issued yet.
    """
    task = tasks.get(session, number)
    if task:
        return task
    key = obligation_called(session, number).obligation.key
    issued = tasks.of_obligations(session, [key]).get(key)
    if not issued:
        raise Refused("X403", f"{number} 还没有交办（周期尚未开始，或还没有巡查）；请等巡查以后再查")
    return issued[0]


def agency_called(session: Session, name: str) -> Agency:
    """The agency with this name, alias or id.  Raises Refused X404 when there is none."""
    found = agencies.find(session, name)
    if found is None:
        raise Refused("X404", f"名册里没有“{name}”；请核对名称或先导入单位")
    return found


def _beginning(session: Session, number: str) -> list[Filed]:
    return obligations.find(session, text=number, limit=50) if len(number) >= SHORTEST else []
