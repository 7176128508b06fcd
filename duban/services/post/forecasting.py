"""预计：how many letters a day may bring, written down the day before, so that a day that brings far more is noticed.

On a day the ladders can only speak of what is to be looked at on it; so the number of obligations whose day comes up is
what may be expected, and more than was expected is a reason to ask.  What a person releases is expected too.
"""

import json
from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from duban.services.rulebook import working_calendar
from duban.settings import Settings
from store import expected
from store import settings as marks
from store.session import Session, reading

FORECAST = "sending.forecast"
KEPT_DAYS = 40


def remember(session: Session, on: date, after: date) -> None:
    """After the sweep of the day `on`, write down what the next working day `after` may bring; once a day is enough."""
    known = _known(session)
    if after.isoformat() in known:
        return
    _write(session, {**known, after.isoformat(): expected.coming_up(session, after)}, on)


def expect(session: Session, at: datetime, more: int) -> None:
    """A person knows of so many letters more on the day of `at`."""
    known, day = _known(session), at.date().isoformat()
    _write(session, {**known, day: known.get(day, 0) + more}, at.date())


def of(session: Session, at: datetime) -> int:
    """How many letters were expected on the day of `at`; none when nobody had looked ahead."""
    return _known(session).get(at.date().isoformat(), 0)


def ahead(database: Engine, settings: Settings, *, on: date, days: int) -> list[dict[str, object]]:
    """The working days to come: how much comes up on each, and how many letters were expected where that is written."""
    with reading(database, settings.jurisdiction) as session:
        calendar, known = working_calendar(session), _known(session)
        last = on + timedelta(days=days)
        coming: Counter[date] = Counter()
        for day, count in expected.by_day(session, on, last).items():
            coming[calendar.next_workday(day)] += count
        worked = [on + timedelta(days=n) for n in range(days + 1) if calendar.is_workday(on + timedelta(days=n))]
        return [_row(day, coming[day], known) for day in worked]


def _row(day: date, coming_up: int, known: dict[str, int]) -> dict[str, object]:
    weekday = "一二三四五六日"[day.weekday()]
    return {"day": day, "weekday": weekday, "coming_up": coming_up, "expected": known.get(day.isoformat())}


def _known(session: Session) -> dict[str, int]:
    found: dict[str, int] = json.loads(marks.get(session, FORECAST) or "{}")
    return found


def _write(session: Session, known: dict[str, int], on: date) -> None:
    fresh = {day: n for day, n in known.items() if (on - date.fromisoformat(day)).days < KEPT_DAYS}
    marks.put(session, FORECAST, json.dumps(fresh, sort_keys=True))
