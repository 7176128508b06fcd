"""发声 policy: what should have been said by now and was not.  A function of state: no timer, nothing remembered.

One verdict has one voice.  Of the reminders that are due the latest speaks and the others are recorded as
skipped; a formal rung silences all reminders.  Formal rungs come one at a time, each counted from the day on
which the one before really left; a rung that a person cancelled is passed over.  Saying it twice is impossible:
the key of a notice hashes obligation, rung and cycle, and whoever was heard in this cycle is not heard again.
"""

from dataclasses import dataclass, replace
from datetime import date

from engine.nouns import Notice, NoticeState, Rung, Verdict
from notifications.episode import AWAITING, Episode, Said
from notifications.ladder import ONE_CYCLE, begun_anew, cycle_of, is_reminder, notice_key, same_day

SKIPPED_CATCHUP = "SKIPPED_CATCHUP"
SKIPPED_ENTERED_HIGHER = "SKIPPED_ENTERED_HIGHER"
HELD_AFTER_DOWNTIME = "HELD_AFTER_DOWNTIME"
CANCELLED_ENDED = "CANCELLED_ENDED"
CANCELLED_DUE_MOVED = "CANCELLED_DUE_MOVED"
CANCELLED_STALE = "CANCELLED_STALE"
CANCELLED_REDRAWN = "CANCELLED_REDRAWN"

UNSENT = (NoticeState.PLANNED, NoticeState.HELD, NoticeState.BUNDLED)


@dataclass(frozen=True)
class _Turn:
    """A rung, the day it is due to speak, and the rungs it passes over."""

    rung: Rung
    day: date
    passed: tuple[Rung, ...] = ()


def speak(episode: Episode, last_tick: date | None = None) -> list[Notice]:
    """What is to be said on the day of `episode`: at most one voice, after the records of what it passed over.

    `last_tick` is the day of the sweep before: after more than one working day of silence a formal rung waits for a
    person even if it is sent automatically.
    """
    calendar, as_of = episode.calendar, episode.as_of
    if not calendar.is_workday(as_of) or episode.is_silent:
        return []
    due = _turns_due(episode)
    if not due:
        return []
    *passed, voice = due
    asleep = last_tick is not None and calendar.workdays_between(last_tick, as_of) > 1
    skipped = [_skipped(episode, turn.rung, turn.day, SKIPPED_CATCHUP) for turn in passed]
    overtaken = [_skipped(episode, rung, voice.day, SKIPPED_ENTERED_HIGHER) for rung in voice.passed]
    return [*skipped, *overtaken, _spoken(episode, voice, asleep=asleep)]


def next_speech(episode: Episode) -> date | None:
    """The next day after that of `episode` on which the ladder speaks if nothing else happens; None while it waits.

    It must have heard what `speak` decided.  It waits for the verdict to change, for a person to release a paper, or
    for a letter to leave; each of these is an event of its own.
    """
    if episode.is_silent:
        return None
    formal = _formal_turn(episode)
    turns = [*_reminder_turns(episode), *([formal] if formal else [])]
    tomorrow = episode.calendar.shift(episode.as_of, 1)
    return min((max(turn.day, tomorrow) for turn in turns), default=None)


def why_withdrawn(verdict: Verdict, notice: Said) -> str | None:
    """Why a notice not sent yet must not be sent any more: the duty ended or its due day moved; None if it may."""
    if notice.state not in UNSENT or notice.said_on is not None:
        return None
    if verdict.standing not in AWAITING:
        return CANCELLED_ENDED
    standing = (ONE_CYCLE, cycle_of(verdict.due))
    return None if any(same_day(notice.cycle, cycle) for cycle in standing) else CANCELLED_DUE_MOVED


def drawn_afresh(notice: Notice, on: date, state: NoticeState, reason: str | None = None) -> Notice:
    """The same to be said once more, in a cycle begun anew: what was frozen before must not leave, or cannot."""
    cycle = begun_anew(notice.cycle)
    key = notice_key(notice.obligation, notice.rung, cycle)
    fresh = replace(notice, key=key, cycle=cycle, decided_on=on, state=state, reason=reason)
    return replace(fresh, released_by=None, said_on=None)


def _turns_due(episode: Episode) -> list[_Turn]:
    """What is due by now, the one that speaks last."""
    reminders = [turn for turn in _reminder_turns(episode) if turn.day <= episode.as_of]
    formal = _formal_turn(episode)
    return [*reminders, formal] if formal and formal.day <= episode.as_of else reminders


def _reminder_turns(episode: Episode) -> list[_Turn]:
    """Reminders still to be said, earliest first; none once a formal paper is on its way."""
    if any(notice.state is not NoticeState.CANCELLED for notice in episode.formal_heard):
        return []
    turns = []
    for rung in episode.ladder:
        day = episode.day(rung) if is_reminder(rung) and episode.wants(rung) else None
        if day is not None:
            turns.append(_Turn(rung, min(day, episode.as_of) if episode.enters(rung) else day))
    return sorted(turns, key=lambda turn: turn.day)


def _formal_turn(episode: Episode) -> _Turn | None:
    """The next formal rung and its day; None while the one before has not left."""
    if any(notice.state in UNSENT and notice.said_on is None for notice in episode.formal_heard):
        return None
    formal = [rung for rung in episode.ladder if not is_reminder(rung)]
    reached = max((place for place, rung in enumerate(formal) if rung.id in episode.heard), default=-1)
    ahead = [rung for rung in formal[reached + 1 :] if episode.wants(rung)]
    if not ahead:
        return None
    entered = [rung for rung in ahead if episode.enters(rung)]
    day = episode.day(ahead[0])
    # A paper that goes out by itself is never passed over for a draft that may wait for its signature for weeks.
    if not entered or (ahead[0].release == "auto" and ahead[0] not in entered):
        return _Turn(ahead[0], day) if day is not None else None
    top = entered[-1]
    return _Turn(top, _entry_day(episode, day), tuple(ahead[: ahead.index(top)]))


def _entry_day(episode: Episode, scheduled: date | None) -> date:
    """When a rung entered by its condition speaks: with the ladder's first step, later the day after the last paper."""
    sent = [notice.said_on for notice in episode.formal_heard if notice.said_on]
    soonest = episode.calendar.shift(max(sent), 1) if sent else None
    days = [day for day in (scheduled, soonest) if day is not None]
    return min(days, default=episode.as_of)


def _spoken(episode: Episode, turn: _Turn, *, asleep: bool) -> Notice:
    held_back = asleep and not is_reminder(turn.rung) and turn.rung.release == "auto"
    held = held_back or turn.rung.release == "human"
    state = NoticeState.HELD if held else NoticeState.PLANNED
    return _notice(episode, turn.rung, turn.day, state, HELD_AFTER_DOWNTIME if held_back else None)


def _skipped(episode: Episode, rung: Rung, day: date, reason: str) -> Notice:
    return _notice(episode, rung, day, NoticeState.SKIPPED, reason)


def _notice(episode: Episode, rung: Rung, day: date, state: NoticeState, reason: str | None) -> Notice:
    cycle = episode.cycle(rung)
    return Notice(
        key=notice_key(episode.obligation.key, rung.id, cycle),
        obligation=episode.obligation.key,
        rung=rung.id,
        cycle=cycle,
        paper=rung.send,
        due_on=day,
        decided_on=episode.as_of,
        release=rung.release,
        to=rung.to,
        cc=rung.cc,
        state=state,
        reason=reason,
    )
