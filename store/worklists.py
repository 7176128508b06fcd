"""Worklists (在手的事): the tasks of one agency, at present or as they stood by an earlier moment, and who has each.

Where a task stood is read off the log: each of its moves says where it led.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter

from sqlalchemy import ColumnElement, select

from engine.nouns import Task, TaskState
from store.events import EVENT
from store.planner import nearly_all
from store.session import Session
from store.statements import chunks, mine, read
from store.tasks import AS_TASKS, TASK

STATES = {state.value: state for state in TaskState}
ENTRUSTED = "task.entrust"
RETURNED = "task.return"


def of_agency(session: Session, agency: str, states: Collection[TaskState] | None = None) -> list[Task]:
    """The tasks of an agency in any of these states, or in any at all, the earliest assigned first."""
    wanted = [mine(session, TASK), TASK.c.agency == agency]
    if states is not None:
        wanted.append(TASK.c.state.in_(sorted(states)))
    query = AS_TASKS.where(*wanted).order_by(TASK.c.assigned_on.is_(None), TASK.c.assigned_on, TASK.c.key)
    return [Task(*row) for row in read(session, query)]


def as_they_stood(session: Session, tasks: Sequence[Task], on: date, until: datetime) -> list[Task]:
    """Those of the tasks that had been assigned by a day, as far and as often returned as they were by a moment."""
    assigned = [task for task in tasks if task.assigned_on is not None and task.assigned_on <= on]
    moved: dict[str, str] = {}
    returned: Counter[str] = Counter()
    for subject, kind, told in _told(session, [task.key for task in assigned], EVENT.c.kind.startswith("task."), until):
        moved[subject] = str(told.get("to") or moved.get(subject, ""))
        returned[subject] += kind == RETURNED
    stood = {task.key: STATES.get(moved.get(task.key, ""), TaskState.ASSIGNED) for task in assigned}
    return [replace(task, state=stood[task.key], returns=returned[task.key]) for task in assigned]


def entrusted(session: Session, keys: Sequence[str], until: datetime) -> dict[str, str]:
    """Who in the agency was last said to have each task in hand; tasks of which nothing was said are left out."""
    said = _told(session, keys, EVENT.c.kind == ENTRUSTED, until)
    return {subject: str(told["name"]) for subject, _, told in said}


def sent_back(session: Session, keys: Sequence[str], until: datetime) -> dict[str, str]:
    """Why each task was last returned or ordered to be put right; those that never were are left out."""
    said = _told(session, keys, EVENT.c.kind.in_((RETURNED, "task.rectify")), until)
    return {subject: str(told.get("reason", "")) for subject, _, told in said}


def _told(
    session: Session, keys: Sequence[str], which: ColumnElement[bool], until: datetime
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """What the log tells of these subjects up to a moment, oldest first: of whom, what happened, in which words."""
    by_then = (nearly_all(mine(session, EVENT)), EVENT.c.about.is_(None), which, EVENT.c.at <= until)
    query = select(EVENT.c.position, EVENT.c.subject, EVENT.c.kind, EVENT.c.payload).where(*by_then)
    for some in chunks(keys):
        rows = read(session, query.where(EVENT.c.subject.in_(some)))
        for row in sorted(rows, key=attrgetter("position")):  # asked for the order, SQLite would read the whole log
            yield row.subject, row.kind, json.loads(row.payload)
