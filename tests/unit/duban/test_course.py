"""The course of a duty: latest first, up to the day looked at, and what happened to many at once in one line."""

from datetime import date, datetime, timedelta

from duban.clock import SHANGHAI
from duban.services.showing.duty import course_of
from duban.services.showing.view import View
from engine.nouns import Event

MORNING = datetime(2026, 3, 2, 8, 30, tzinfo=SHANGHAI)


def event(position: int, kind: str, actor: str, at: datetime = MORNING) -> Event:
    return Event(position, at, actor, kind, f"task-{position}", {}, "", "")


def test_what_happened_to_many_at_once_is_one_line() -> None:
    happened = [event(place, "task.issue", "system") for place in range(1, 5)]
    happened.append(event(5, "task.accept", "甲", MORNING + timedelta(hours=1)))
    view = View(date(2026, 3, 2), date(2026, 3, 2))
    assert [(each.actor, each.said[-5:]) for each in course_of(happened, view)] == [
        ("甲", "签收"),
        ("系统", "（4 件）"),
    ]


def test_what_came_later_is_not_told() -> None:
    view = View(date(2026, 3, 2), date(2026, 3, 1))
    assert list(course_of([event(1, "task.accept", "甲")], view)) == []
