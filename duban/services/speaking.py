"""发声：what the ladder says of each obligation looked at, what must no longer be said, and when it speaks next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from duban.services.casework import Series, series_of
from duban.services.desk import Desk
from duban.services.sending import pull_back
from engine.nouns import Notice, NoticeState, Obligation, Rung, Standing, Task, TaskState, Verdict
from engine.predicates import keys_of
from engine.streaks import breaches_in_a_row
from notifications.episode import Handling, episode_of
from notifications.policy import next_speech, speak, why_withdrawn
from store import notices, obligations
from store.obligations import Filed
from store.verdicts import latest as latest_verdicts

IN_A_ROW = "breaches.in_a_row"
"""What a rung asks to be entered at once by one who breached again (两个周期连续逾期)."""


@dataclass(frozen=True)
class TakenBack:
    """A notice that must not be sent any more, the state it was in, and why."""

    key: str
    was: NoticeState
    reason: str


@dataclass(frozen=True)
class Speech:
    """The notices decided, those taken back, and for each obligation the day of its next notice."""

    new: tuple[Notice, ...]
    cancelled: tuple[TakenBack, ...]
    next_days: Mapping[str, date | None]


def decide(
    desk: Desk,
    filed: Sequence[Filed],
    verdicts: Mapping[str, Verdict],
    tasks: Mapping[str, Sequence[Task]],
    on: date,
    last: date | None,
) -> Speech:
    """Decide for every obligation what is to be said of it on `on`; nothing is written."""
    heard = notices.of_obligations(desk.session, verdicts)
    rows = _breaches_in_a_row(desk, filed, verdicts)
    new: list[Notice] = []
    cancelled: list[TakenBack] = []
    days: dict[str, date | None] = {}
    for each in filed:
        key = each.obligation.key
        verdict, said = verdicts[key], list(heard.get(key, ()))
        handling = replace(_handling(tasks.get(key, ())), attrs={IN_A_ROW: rows[key]} if key in rows else {})
        ended = {notice.key: why for notice in said if (why := why_withdrawn(verdict, notice))}
        cancelled += [TakenBack(notice.key, notice.state, ended[notice.key]) for notice in said if notice.key in ended]
        said = [replace(each, state=NoticeState.CANCELLED) if each.key in ended else each for each in said]
        episode = episode_of(each.obligation, verdict, each.ladder, said, on, desk.calendar, handling)
        spoken = speak(episode, last)
        new += spoken
        days[key] = next_speech(episode.having_heard(spoken))
    return Speech(tuple(new), tuple(cancelled), days)


def _breaches_in_a_row(desk: Desk, filed: Sequence[Filed], found: Mapping[str, Verdict]) -> dict[str, int]:
    """For each breached obligation whose ladder asks: the windows breached one after the other, up to its own.

    What stands of the windows before is what was last found of them, in this sweep or an earlier one.
    """
    asked = [
        each.obligation
        for each in filed
        if found[each.obligation.key].standing is Standing.BREACHED and any(map(_asks_for_rows, each.ladder))
    ]
    if not asked:
        return {}
    windows: dict[Series, list[Obligation]] = defaultdict(list)
    latest = max(one.window.first for one in asked)
    for one in obligations.of_bearers(desk.session, {(one.rule, one.bearer) for one in asked}, begun_by=latest):
        windows[series_of(one)].append(one)
    before = {each.key for one in asked for each in windows[series_of(one)]} - set(found)
    standings = {**latest_verdicts(desk.session, sorted(before)), **found}
    return {
        one.key: breaches_in_a_row(
            (each.window, standings[each.key].standing)
            for each in windows[series_of(one)]
            if each.window <= one.window and each.key in standings
        )
        for one in asked
    }


def _asks_for_rows(rung: Rung) -> bool:
    return rung.enter_if is not None and IN_A_ROW in keys_of(rung.enter_if)


def _handling(tasks: Sequence[Task]) -> Handling:
    """How the lead's work stands, as the ladder asks about it."""
    lead = next((task for task in tasks if task.part == "lead"), None)
    if lead is None:
        return Handling()
    return Handling(
        returns=lead.returns,
        reported=lead.state in (TaskState.REPORTED, TaskState.SUSPENDED),
        acked=lead.state is not TaskState.ASSIGNED,
    )


def write(desk: Desk, speech: Speech, now: datetime) -> list[Notice]:
    """Write down what was decided; answer the notices that nobody had decided before."""
    for was, reason in sorted({(notice.was, notice.reason) for notice in speech.cancelled}):
        keys = [notice.key for notice in speech.cancelled if (notice.was, notice.reason) == (was, reason)]
        notices.set_state(desk.session, keys, was=was, now=NoticeState.CANCELLED, reason=reason)
    pull_back(desk.session, [notice.key for notice in speech.cancelled], now)
    return notices.add_new(desk.session, speech.new)
