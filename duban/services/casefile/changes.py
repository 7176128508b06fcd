"""变动：what happened to a task since somebody looked at it, and how the second of two is told.

The version of a task is the position of the last line of the log about it: whoever acts may say which one he saw.
"""

from collections.abc import Sequence
from datetime import date

from duban.clock import SHANGHAI
from duban.services.happenings import kind_zh
from engine.nouns import Event, TaskState
from engine.source import Refused
from workflows.standard import STATE_ZH


def version(happened: Sequence[Event]) -> int:
    """The version of a task: the position of the last line of the log about it."""
    return happened[-1].position if happened else 0


def check_unchanged(happened: Sequence[Event], seen: int | None) -> None:
    """See that nothing of what happened to a task is later than version `seen`.

    Raises Refused X411, which tells what happened since, by whom and when.
    """
    since = [each for each in happened if seen is not None and each.position > seen]
    if since:
        raise overtaken(since)


def overtaken(since: Sequence[Event]) -> Refused:
    """The refusal of somebody whom others were ahead of."""
    return Refused("X411", f"这一件在您办理期间有了变动：{'；'.join(map(told, since[-3:]))}。请核对后再办")


def with_last_change(happened: Sequence[Event], refused: Refused) -> Refused:
    """The same refusal, which also tells what happened to the task last: that is why it no longer goes."""
    if not happened:
        return refused
    return Refused(refused.code, f"{refused.message}（最近一次变动：{told(happened[-1])}）", refused.problems)


def told(event: Event) -> str:
    """A line of the log about a task, as people say it: who, when, what, and how it then stood."""
    at = event.at.astimezone(SHANGHAI)
    who = "系统" if event.actor == "system" else event.actor
    did = event.payload.get("said") or kind_zh(event.kind)
    stands = event.payload.get("to")
    now = f"，现为“{STATE_ZH[TaskState(str(stands))]}”" if stands in set(TaskState) else ""
    return f"{who}于{_day(at.date())}{at:%H:%M}“{did}”{now}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
