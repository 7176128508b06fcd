"""暂压：which of the notices that are due to be said wait, and why; those that were overtaken meanwhile are skipped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from duban.services.desk import Desk
from duban.services.judgement.casework import judged, predecessor
from duban.services.speech.matters import Matter
from engine.nouns import Notice, Obligation, Silence, TaskState, Verdict
from notifications import hold
from notifications.hold import Hold
from store import notices, obligations, office_notes, silences, tasks
from store.office_notes import Note
from store.tasks import Lead

REPORTED = (TaskState.REPORTED.value, TaskState.SUSPENDED.value)


@dataclass(frozen=True)
class Held:
    """The notices that wait, each with its reason, and those that were overtaken."""

    waiting: Mapping[str, Hold]
    overtaken: frozenset[str]


def held(desk: Desk, matters: Sequence[Matter], on: date) -> Held:
    """Which of these notices wait on a day, and which are never to be sent."""
    quiet = silences.open_on(desk.session, on)
    leads = tasks.leads(desk.session, {matter.obligation.key for matter in matters})
    upstream = _upstream(desk, [matter.obligation for matter in matters], on)
    beside = _beside(desk, matters)
    waiting: dict[str, Hold] = {}
    for matter in matters:
        if matter.notice.released_by is None and (why := _why(desk, matter, quiet, leads, upstream, beside, on)):
            waiting[matter.notice.key] = why
    overtaken = (each.notice.key for each in matters if hold.overtaken(each.notice, each.said))
    return Held(waiting, frozenset(overtaken))


def _why(
    desk: Desk,
    matter: Matter,
    quiet: Sequence[Silence],
    leads: Mapping[str, Lead],
    upstream: Mapping[str, Verdict],
    beside: Mapping[str, Sequence[Notice]],
    on: date,
) -> Hold | None:
    one = matter.obligation
    lead = leads.get(one.key)
    return (
        hold.silenced(one, quiet, on)
        or hold.stopped(matter.verdict, reported=lead is not None and lead[0] in REPORTED)
        or hold.inhibited(desk.rule(one).after, upstream.get(one.key))
        or hold.under_paper(matter.notice, (*matter.said, *beside.get(one.key, ())))
    )


def _upstream(desk: Desk, some: Sequence[Obligation], on: date) -> dict[str, Verdict]:
    """The verdict on what comes before, for those that follow on another duty."""
    following = [(one, after) for one in some if (after := desk.rule(one).after) is not None]
    if not following:
        return {}
    shelf = obligations.of_bearers(desk.session, {(after.rule, one.bearer) for one, after in following})
    first = {}
    for one, after in following:
        mine = [each for each in shelf if (each.rule, each.bearer) == (after.rule, one.bearer)]
        found = predecessor(one, after, mine)
        if found is not None:
            first[one.key] = found
    verdicts = judged(desk, list({each.key: each for each in first.values()}.values()), on)
    return {key: verdicts[each.key] for key, each in first.items()}


def _beside(desk: Desk, matters: Iterable[Matter]) -> dict[str, list[Notice]]:
    """What was said of the other subjects of the same duty in the same window: the agency hears of them together."""
    parted = [matter.obligation for matter in matters if matter.is_reminder and matter.obligation.subject]
    if not parted:
        return {}
    shelf = obligations.of_bearers(desk.session, {(one.rule, one.bearer) for one in parted})
    said = notices.of_obligations(desk.session, {each.key for each in shelf})
    return {
        one.key: [
            notice
            for each in shelf
            if (each.rule, each.bearer, each.window.label) == (one.rule, one.bearer, one.window.label)
            for notice in said.get(each.key, ())
        ]
        for one in parted
    }


def tell_of_ends(desk: Desk, on: date, now: datetime) -> list[Silence]:
    """Have the office told, once, of every silence that is over; answer those."""
    ended = [each for each in silences.open_on(desk.session, on) if hold.is_over(each, on) and not each.told]
    if ended:
        office_notes.add(desk.session, [Note(now, "N108", each.key, _ended(each)) for each in ended])
        silences.mark_told(desk.session, [each.key for each in ended])
    return ended


def _ended(silence: Silence) -> str:
    """The line of the next letter about a silence that is over."""
    about = hold.SCOPE_ZH[silence.scope] + (f" {silence.of}" if silence.of else "")
    how = f"由{silence.ended_by}于 {silence.ended_on} 提前结束" if silence.ended_on else f"已于 {silence.until} 到期"
    return f"对{about}的静默{how}（{silence.by}：{silence.reason}），压下的通知恢复发送"
