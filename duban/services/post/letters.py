"""成函：notices that may leave become letters with frozen bytes — a digest for each person and day, papers one by one.

Whoever a notice is meant for is found in the register on the day it is frozen.  When nobody can be found the office is
told instead; when it has no address either, the notice is held for a person: silence is a finding, never a success.
What goes by itself is frozen only on the day on which it can leave, and each person has one digest a day; what comes
later waits for the next.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from duban.clock import SHANGHAI
from duban.services.casefile import telling
from duban.services.desk import Desk
from duban.services.post import downtime, forecasting
from duban.services.post.linking import make_ready
from duban.services.post.posting import Post
from duban.services.post.recalling import recall_stale
from duban.services.speech import summaries
from duban.services.speech.holding import held, tell_of_ends
from duban.services.speech.matters import Matter, matters_of
from duban.services.speech.turning import turn
from duban.settings import Settings
from engine.nouns import Letter, Notice, NoticeState, Verdict
from notifications.policy import SKIPPED_CATCHUP
from notifications.quiet import slot_of
from store import events, letters, notices, office_notes
from store.events import Entry
from store.letters import FROZEN
from store.office_notes import Note

NOBODY = "NOBODY_TO_TELL"
UNWRITTEN = "UNWRITTEN"
"""How the reason begins for which a notice could not be written down."""
MORNING = time(8, 30)


def bundle(
    desk: Desk, settings: Settings, *, on: date, now: datetime, known: Mapping[str, Verdict] | None = None
) -> list[Letter]:
    """Freeze a letter for every notice that may leave, and what the office is to be told; answer the new letters."""
    at = now if now.date() == on else datetime.combine(on, MORNING, tzinfo=SHANGHAI)
    slot = slot_of(at, desk.calendar)
    downtime.note(desk.session, on)
    tell_of_ends(desk, on, now)
    if downtime.lines(desk.session, on, desk.calendar):
        recall_stale(desk.session, desk.calendar, at)
    planned = notices.find(desk.session, state=NoticeState.PLANNED, due_by=on)
    signed = [notice for notice in planned if notice.released_by is not None]
    fresh = freeze(desk, settings, planned if slot == on else signed, on=on, slot=slot, now=now, known=known)
    if slot == on:
        fresh += _for_the_office(desk, settings, on, now)
    forecasting.remember(desk.session, on, desk.calendar.shift(on, 1))
    return fresh


def freeze(
    desk: Desk,
    settings: Settings,
    planned: Sequence[Notice],
    *,
    on: date,
    slot: date,
    now: datetime,
    known: Mapping[str, Verdict] | None = None,
    papers_leave: datetime | None = None,
) -> list[Letter]:
    """Freeze a letter for each of these notices that nothing holds back; answer the letters that are new."""
    if not planned:
        return []
    matters = matters_of(desk, settings, planned, on, known or {})
    waits = held(desk, matters, on)
    _turn(desk, waits.overtaken, NoticeState.SKIPPED, SKIPPED_CATCHUP, now)
    going = [each for each in matters if each.notice.key not in waits.overtaken | waits.waiting.keys()]
    going = _not_twice_a_day(desk, settings, going, slot)
    told = [matter for matter in going if matter.people or settings.office_email]
    untold = [matter for matter in going if not (matter.people or settings.office_email)]
    make_ready(desk.session, settings)
    post = Post(desk, settings, on, slot, downtime.lines(desk.session, on, desk.calendar))
    papers = [replace(letter, next_try_at=papers_leave) for letter in post.papers(told)]
    written = [*post.digests(told), *papers]
    fresh = into_outbox(desk, written, now)
    _turn(desk, (each.notice.key for each in untold), NoticeState.HELD, NOBODY, now)
    _lay_aside(desk, post.spoilt, fresh, now)
    bundled = {key for letter in written for key in letter.notices}
    notices.set_state(desk.session, bundled, was=NoticeState.PLANNED, now=NoticeState.BUNDLED)  # told by the letters
    _tell_of_findings(desk, told, now)
    return fresh


def into_outbox(desk: Desk, written: Sequence[Letter], now: datetime, by: str = "system") -> list[Letter]:
    """Put letters into the outbox and their digests into the log; answer those that were not there.

    `by` is who decided what they bring, when nobody releases it.
    """
    fresh = letters.add_new(desk.session, written)
    events.append(desk.session, [_frozen(letter, now, by) for letter in fresh])
    return fresh


def _not_twice_a_day(desk: Desk, settings: Settings, matters: list[Matter], slot: date) -> list[Matter]:
    """Without the reminders for somebody who has had the digest of that day: they wait for the next."""
    if not any(matter.is_reminder for matter in matters):
        return matters
    served = letters.served(desk.session, slot)
    return [
        matter
        for matter in matters
        if not matter.is_reminder or served.isdisjoint(address.lower() for address, _ in matter.addresses(settings))
    ]


def _lay_aside(desk: Desk, spoilt: Mapping[str, str], fresh: Iterable[Letter], now: datetime) -> None:
    """Hold for a person what could not be written down and stands in no other letter; tell the office."""
    carried = {key for letter in fresh for key in letter.notices}
    for key, why in spoilt.items():
        if key not in carried:
            _turn(desk, [key], NoticeState.HELD, f"{UNWRITTEN} {why}", now)
    for why in sorted(set(spoilt.values())):
        says = f"有通知写不成信：{why}；请更正后在发不出的信里处理"
        office_notes.add(desk.session, [Note(now, "N107", why, says)])


def _tell_of_findings(desk: Desk, told: Sequence[Matter], now: datetime) -> None:
    """Tell the office of the posts for which nobody was found, where others heard of the matter."""
    found = {finding for matter in told if matter.people for finding in matter.findings}
    notes = [Note(now, each.code, each.agency, each.message) for each in sorted(found, key=lambda one: one.message)]
    office_notes.add(desk.session, notes)


def _for_the_office(desk: Desk, settings: Settings, on: date, now: datetime) -> list[Letter]:
    """What the office and its leaders are to read today, and what happened to the tasks of whom (动态)."""
    return into_outbox(desk, [*summaries.due(desk, settings, on=on), *telling.due(desk, settings, on=on)], now)


def _turn(desk: Desk, keys: Iterable[str], state: NoticeState, reason: str, now: datetime) -> None:
    turn(desk.session, keys, was=NoticeState.PLANNED, now=state, at=now, reason=reason)


def _frozen(letter: Letter, now: datetime, by: str) -> Entry:
    payload = {"recipient": letter.recipient, "sha256": letter.sha256, "notices": list(letter.notices)}
    return Entry(now, by, FROZEN, letter.message_id, payload)
