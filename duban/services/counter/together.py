"""成批：remind of, verify, judge or inspect many tasks in one go — counted first, then done one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duban.services.casefile import tidings
from duban.services.counter.deeds import Filled, Visit, admitted, do, offered
from duban.services.powers import Deed
from duban.services.showing import tasks as shelf
from duban.services.showing.ledger import standings_called
from engine.nouns import Standing, Task, TaskState
from engine.source import Refused
from store import events
from store.events import Entry
from store.session import transaction
from workflows.standard import STATE_ZH

MOST = 200
OPEN = (TaskState.ASSIGNED, TaskState.IN_PROGRESS)
LONGEST = 200  # characters of what a reminder says
DEEDS_ZH = {"remind": "催办", "verify": "核验通过", "judge": "人工判定", "inspect": "督查销号"}
POWER = {"inspect": Deed.INSPECT}
"""Whose a deed is, when it is not the officer's."""
STANDING_WHERE = {"remind": OPEN, "verify": (TaskState.REPORTED,), "inspect": (TaskState.VERIFIED,)}
"""In which states a task may stand for a deed; one that is judged by hand stands as it may."""


@dataclass(frozen=True)
class How:
    """What goes with a deed done to many (怎样办): the words said, and how it is judged."""

    said: str = ""
    value: str = ""


@dataclass(frozen=True)
class Batch:
    """The tasks of a whole list whose turn it is (一批), of how many that may stand for a deed, after how many."""

    numbers: tuple[str, ...]
    total: int
    before: int


@dataclass(frozen=True)
class Item:
    """One of many tasks (一件): whether the deed can be done to it, or why not."""

    task: Task
    code: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Rehearsed:
    """What a deed done to many would come to (试算), or came to."""

    deed: str
    deed_zh: str
    items: tuple[Item, ...]

    @property
    def going(self) -> tuple[Item, ...]:
        """Those to which it can be, or was, done."""
        return tuple(item for item in self.items if not item.code)

    @property
    def left(self) -> tuple[Item, ...]:
        """Those to which it cannot be, or was not."""
        return tuple(item for item in self.items if item.code)

    @property
    def agencies(self) -> int:
        """How many agencies it touches."""
        return len({item.task.agency for item in self.going})


def batch(visit: Visit, deed: str, asked: shelf.Asked, before: int) -> Batch:
    """The next tasks of a whole list that may stand for a deed, after those `before` that stay in it.

    Raises Refused X675 for a deed that is not done together, X776 when no task of the list may stand for it.
    """
    _permit(visit, deed)
    found, total = _in_line(visit, deed, asked, before, MOST)
    if not found:
        raise Refused("X776", f"筛选出的督办件里没有可以{DEEDS_ZH[deed]}的；请放宽筛选条件，或逐件勾选")
    return Batch(tuple(found), total, before)


def waiting(visit: Visit, deed: str, asked: shelf.Asked, before: int) -> int:
    """How many of a whole list that may stand for the deed come after those `before`.  Raises as `batch` does."""
    _permit(visit, deed)
    return max(0, _in_line(visit, deed, asked, before, 0)[1] - before)


def staying(tried: Rehearsed, visit: Visit, asked: shelf.Asked, *, is_done: bool) -> int:
    """How many of a batch are still in the list afterwards: what was not done, was only told of, or has not moved yet.

    A verdict of a day before the last sweep is not written with the act.
    """
    if not is_done:
        return len(tried.left)
    return _in_line(visit, tried.deed, asked, 0, 0, frozenset(item.task.key for item in tried.items))[1]


def rehearse(visit: Visit, deed: str, numbers: Sequence[str]) -> Rehearsed:
    """Say what a deed would come to, without doing anything.

    Raises Refused X674 for nothing or too much, X675 for a deed that is not done together, X621 for what is not seen.
    """
    chosen = _admitted(visit, deed, numbers)
    return Rehearsed(deed, DEEDS_ZH[deed], tuple(_tried(visit, deed, task) for task in chosen))


def do_together(visit: Visit, deed: str, numbers: Sequence[str], how: How) -> Rehearsed:
    """Do a deed to many tasks; one that cannot go does not stop the others.  Raises Refused as `rehearse` does."""
    chosen = _admitted(visit, deed, numbers)
    if deed == "remind":
        return Rehearsed(deed, DEEDS_ZH[deed], tuple(_reminded(visit, chosen, how.said)))
    form = Filled(deed, reason=how.said, value=how.value)
    return Rehearsed(deed, DEEDS_ZH[deed], tuple(_done(visit, form, task) for task in chosen))


def _admitted(visit: Visit, deed: str, numbers: Sequence[str]) -> list[Task]:
    _permit(visit, deed)
    if not 0 < len(numbers) <= MOST:
        raise Refused("X674", f"请先勾选要办的督办件，一次最多 {MOST} 件")
    return [admitted(visit, number) for number in dict.fromkeys(numbers)]


def _in_line(
    visit: Visit, deed: str, asked: shelf.Asked, before: int, most: int, among: frozenset[str] | None = None
) -> tuple[list[str], int]:
    """Nothing that the list does not show: what waits to be judged is narrowed further, never sought elsewhere."""
    if deed == "judge":
        if asked.standing and Standing.MANUAL not in standings_called(asked.standing):
            return [], 0
        asked = replace(asked, standing=Standing.MANUAL.value)
    return shelf.in_line(visit, asked, STANDING_WHERE.get(deed, ()), before=before, most=most, among=among)


def _permit(visit: Visit, deed: str) -> None:
    visit.viewer.permit(POWER.get(deed, Deed.JUDGE))
    if deed not in DEEDS_ZH:
        raise Refused("X675", "这一步不能成批办理；请从催办、核验、人工判定、督查销号里选，其余的逐件办理")


def _tried(visit: Visit, deed: str, task: Task) -> Item:
    if deed == "remind":
        return _may_be_reminded(task)
    found = next((each for each in offered(visit, task.key) if each.deed == deed), None)
    if found:
        return Item(task, found.code or "", found.why_not or "")
    if deed == "judge":
        return Item(task, "X709", "判定记在牵头单位的那一件上；请从清单里去掉这一件，勾选牵头的")
    if deed == "inspect":
        return Item(task, "X703", f"现在是“{STATE_ZH[task.state]}”，还不能销号；请等督办专员核验后再办")
    return Item(task, "X703", f"现在是“{STATE_ZH[task.state]}”，没有待核验的反馈；请等责任单位反馈后再核验")


def _may_be_reminded(task: Task) -> Item:
    if task.state in OPEN:
        return Item(task)
    return Item(task, "X676", f"现在是“{STATE_ZH[task.state]}”，不在责任单位手上，不用催办；请从清单里去掉这一件")


def _reminded(visit: Visit, chosen: Sequence[Task], said: str) -> list[Item]:
    """Let each agency be told with the next post, and write it into the log."""
    items = [_may_be_reminded(task) for task in chosen]
    going = [item.task for item in items if not item.code]
    told = f"催办：{said.strip()[:LONGEST]}" if said.strip() else "催办：请抓紧办理并反馈"
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        entries = [Entry(visit.now, visit.actor.name, "task.remind", task.key, {"said": told}) for task in going]
        first = events.append(session, entries) - len(entries) + 1 if entries else 0
        some = (
            tidings.tiding(task, "remind", position, visit.on, told) for position, task in enumerate(going, start=first)
        )
        tidings.write_down(session, some)
    return items


def _done(visit: Visit, form: Filled, task: Task) -> Item:
    try:
        do(visit, task.key, form)
    except Refused as refused:
        return Item(task, refused.code, refused.message)
    return Item(task)
