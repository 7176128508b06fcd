"""动态：what happens to a task is told to the other side; written down with the move, told with the next post."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from engine.nouns import Task, Tiding
from store import tidings
from store.session import Session
from workflows.standard import ACTION_ZH, Action

AUDIENCE: Mapping[str, Literal["agency", "office"]] = {
    Action.DISPUTE: "office",
    Action.REPORT: "office",
    Action.RETURN: "agency",
    Action.VERIFY: "agency",
    Action.INSPECT: "agency",
    Action.RECTIFY: "agency",
    Action.REOPEN: "agency",
    Action.SUSPEND: "agency",
    Action.RESUME: "agency",
    Action.CANCEL: "agency",
    "ask": "office",
    "answer": "agency",
    "remark": "agency",
    "remind": "agency",
}
"""Who is to be told of what; nobody needs to be told that he signed for something himself."""


def of_move(task: Task, action: Action, position: int, on: date, reason: str = "") -> Iterable[Tiding]:
    """What is to be told of a move: nothing, or one line."""
    if action in AUDIENCE:
        yield tiding(task, action, position, on, f"{ACTION_ZH[action]}：{reason}" if reason else ACTION_ZH[action])


def tiding(task: Task, action: str, position: int, on: date, said: str) -> Tiding:
    """One line to be told about a task; `position` is the place in the log of what happened."""
    key = f"{position:012}-{task.key}"
    return Tiding(key, task.key, task.obligation, AUDIENCE[action], task.agency, str(action), said, on)


def write_down(session: Session, some: Iterable[Tiding]) -> None:
    """Let it be told with the next post."""
    tidings.add(session, some)
