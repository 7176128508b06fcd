"""召回：call back what was written for a day long past, and have it said afresh.

After a month of silence nobody wants last month's reminder beside today's, and no formal paper goes out by itself with
figures of a day long gone.  What a letter carried is to be said in a cycle begun anew: reminders in the next digest,
formal papers when a person has looked at them, what happened meanwhile in the next letter that tells such things.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from duban.services.speech.turning import turn
from engine.nouns import Letter, LetterStage, Notice, NoticeState
from engine.workdays import WorkCalendar
from notifications.outbox import WAITING, is_stale
from notifications.policy import CANCELLED_STALE, HELD_AFTER_DOWNTIME, drawn_afresh
from store import events, letters, notices, numbers, office_notes, tidings
from store.events import Entry
from store.office_notes import Note
from store.session import Session

SAYS = "信写于{slot}，没有及时发出，已收回；其中的事项重新成文"


def recall_stale(session: Session, calendar: WorkCalendar, now: datetime) -> int:
    """Call back every letter that must not leave as it reads; say how many."""
    waiting = letters.before(session, now.date(), WAITING)
    stale = [letter for letter in waiting if is_stale(letter, now, calendar)]
    for letter in stale:
        doubtful = letter.kind == "formal" and letter.stage is LetterStage.IN_DOUBT
        if doubtful:  # it may be there already: only a person can tell
            _give_up(session, letter, now)
        else:
            call_back(session, letter, SAYS.format(slot=letter.slot), now)
    return len(stale)


def call_back(session: Session, letter: Letter, answer: str, now: datetime) -> list[Notice]:
    """Close a letter that has not arrived, and have what it was to tell said afresh; answer what is said anew."""
    if not recall(session, letter, answer, now):
        return []
    if letter.kind == "summary":
        tell_again(session, letter)
        return []
    held = letter.kind == "formal"
    for key in letter.notices if held else ():
        numbers.annul(session, key, answer)
    state, why = (NoticeState.HELD, HELD_AFTER_DOWNTIME) if held else (NoticeState.PLANNED, None)
    return redraw(session, untold_by(session, letter), now.date(), CANCELLED_STALE, state, why, at=now)


def recall(session: Session, letter: Letter, answer: str, now: datetime) -> bool:
    """End a letter that waits, of the house's own accord, unless it moved on meanwhile; say whether we did."""
    is_closed = close(session, letter, answer, now)
    if is_closed:
        events.append(session, [Entry(now, "system", "letter.recall", letter.message_id, {"why": answer})])
    return is_closed


def close(session: Session, letter: Letter, answer: str, now: datetime) -> bool:
    """End a letter without sending it any more, unless it moved on meanwhile; say whether we did."""
    closed = replace(letter, stage=LetterStage.CLOSED, next_try_at=None, answer=answer)
    return letters.move(session, letter, closed, at=now)


def tell_again(session: Session, letter: Letter) -> None:
    """Have the news of a letter that did not arrive told in the next one."""
    tidings.tell_again(session, letter.message_id)
    office_notes.tell_again(session, letter.message_id)


def untold_by(session: Session, letter: Letter) -> list[Notice]:
    """What a letter carried that no letter has said yet."""
    carried = notices.of_keys(session, letter.notices)
    return [notice for notice in carried if notice.said_on is None and notice.state is NoticeState.BUNDLED]


def redraw(
    session: Session,
    some: Sequence[Notice],
    on: date,
    because: str,
    state: NoticeState,
    reason: str | None = None,
    *,
    at: datetime,
    by: str | None = None,
) -> list[Notice]:
    """Cancel notices and have each said afresh, in `state`; answer those, released by a person if `by` is one."""
    moved: set[str] = set()
    for was in sorted({notice.state for notice in some}):
        keys = [notice.key for notice in some if notice.state is was]
        moved |= set(turn(session, keys, was=was, now=NoticeState.CANCELLED, at=at, by=by or "system", reason=because))
    return afresh(session, [notice for notice in some if notice.key in moved], on, state, reason, by)


def afresh(
    session: Session,
    some: Sequence[Notice],
    on: date,
    state: NoticeState,
    reason: str | None = None,
    by: str | None = None,
) -> list[Notice]:
    """Have each of the notices, which were cancelled, said afresh; answer those."""
    fresh = [drawn_afresh(notice, on, state, reason) for notice in some]
    return notices.add_new(session, [replace(notice, released_by=by) for notice in fresh])


def _give_up(session: Session, letter: Letter, now: datetime) -> None:
    dead = replace(letter, stage=LetterStage.DEAD, next_try_at=None)
    if letters.move(session, letter, dead, at=now):
        events.append(session, [Entry(now, "system", "letter.give_up", letter.message_id, {})])
        says = f"发给 {letter.recipient} 的《{letter.subject}》不知对方是否收到，也已过时；请核实后重新成文或了结"
        office_notes.add(session, [Note(now, "N106", letter.subject, says)])
