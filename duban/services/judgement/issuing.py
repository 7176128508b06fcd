"""交办：each obligation whose window is open gets a task for the bearer, and one for every agency that helps it."""

from collections.abc import Iterable
from datetime import date, datetime

from duban.services.desk import Desk
from engine.nouns import Obligation, Standing, Task, Verdict
from engine.owing.bearers import partners_of
from store import events, tasks
from store.events import Entry

UNISSUED = frozenset({Standing.PENDING, Standing.NOT_APPLICABLE, Standing.SUPERSEDED, Standing.TRANSFERRED})
KEY_LENGTH = 16


def tasks_for(desk: Desk, obligation: Obligation, on: date) -> list[Task]:
    """The lead's task and those of its partners, with numbers that begin like the obligation's own."""
    pack = desk.book.pack(obligation.pack_sha256)
    partners = partners_of(desk.rule(obligation), obligation, pack, desk.roster_of(obligation.pack_sha256))
    number = obligation.key[:KEY_LENGTH]
    lead = Task(number, obligation.key, obligation.bearer, "lead", assigned_on=on)
    support = [
        Task(f"{number}-{place}", obligation.key, partner.id, "support", assigned_on=on)
        for place, partner in enumerate(partners, start=1)
    ]
    return [lead, *support]


def issue(
    desk: Desk, judged: Iterable[tuple[Obligation, Verdict]], issued: Iterable[str], on: date, now: datetime
) -> list[Task]:
    """Issue the tasks of obligations that are open and have none yet; `issued` are the keys of those that have."""
    known = set(issued)
    new = [
        task
        for obligation, verdict in judged
        if verdict.standing not in UNISSUED and obligation.key not in known
        for task in tasks_for(desk, obligation, on)
    ]
    tasks.add_new(desk.session, new)
    events.append(desk.session, [_told(task, on, now) for task in new])
    return new


def _told(task: Task, on: date, now: datetime) -> Entry:
    payload = {"obligation": task.obligation, "agency": task.agency, "part": task.part, "on": on.isoformat()}
    return Entry(now, "system", "task.assign", task.key, payload)
