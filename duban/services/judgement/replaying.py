"""重演 replay: live a span of days again in memory, each obligation from look to look, as it was known on each day.

Nothing is written and nothing is sent.  Evidence counts from the day it was recorded, and serves the window that it
would have served as far as known then.  A paper is taken to leave on the day it is due to speak, in that day's slot,
those that a person releases too, so that the whole ladder is seen.  Between two news a tally does not change: it is
measured once for each, and only the calendar is asked on the days between (design decision 3).
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from duban.services.desk import Desk, Step
from duban.services.judgement.casework import dossier_with, predecessor
from duban.services.judgement.spans import Known, Span
from duban.services.paperwork.views import matter
from duban.services.resting import no_collecting
from duban.services.rulebook import ladder_of
from engine.copies import changed
from engine.judging.kept import is_plain, judge_kept, tally_of
from engine.measure.corrections import has_corrections
from engine.nouns import Dossier, Notice, NoticeState, Obligation, Rung, Tally, Verdict
from engine.owing.allot import row_of
from engine.owing.succession import pooled
from engine.workdays import WorkCalendar
from notifications.episode import AWAITING, episode_of
from notifications.policy import next_speech, speak

Row: TypeAlias = tuple[str, str, str]
_PROGRESS = 100


@dataclass(frozen=True)
class Happening:
    """Something that would have come on a day: a verdict, or a notice when `rung` is set."""

    day: date
    obligation: str
    agency: str
    matter: str
    window: str
    standing: str
    rung: str = ""
    paper: str = ""


@dataclass(frozen=True)
class Replay:
    """What the days would have brought, and where every obligation would have stood on the last of them."""

    happenings: tuple[Happening, ...]
    final: Mapping[str, Happening]


def replay(desk: Desk, owed: Sequence[Obligation], first: date, last: date, step: Step | None = None) -> Replay:
    """What the days from `first` to `last` would have brought of what was `owed`."""
    span = Span.of(desk, owed, first, last)
    happenings: list[Happening] = []
    final: dict[str, Happening] = {}
    with no_collecting():
        for place, one in enumerate(_upstream_first(desk, owed), start=1):
            come = list(_Life(span, one).days())
            happenings += come
            final[one.key] = [each for each in come if not each.rung][-1]
            if step and (place % _PROGRESS == 0 or place == len(owed)):
                step(place, len(owed))
    return Replay(tuple(sorted(happenings, key=lambda each: (each.day, each.obligation, each.rung))), final)


def _upstream_first(desk: Desk, owed: Sequence[Obligation]) -> list[Obligation]:
    """What others follow from comes before them, and the windows of a row together."""

    def depth(one: Obligation) -> int:
        rules, rule, steps = desk.book.pack(one.pack_sha256).rules, desk.rule(one), 0
        while rule.after is not None and steps < len(rules):
            ahead = next((each for each in rules if each.id == rule.after.rule), None)
            if ahead is None:
                break
            rule, steps = ahead, steps + 1
        return steps

    depths = {place: depth(one) for one in owed if (place := (one.pack_sha256, one.rule))}
    return sorted(owed, key=lambda one: (depths[one.pack_sha256, one.rule], row_of(desk.rule(one), one)))


class _Voice:
    """What the ladder says of one obligation, and when it speaks next; asked again only when told something new."""

    def __init__(self, one: Obligation, ladder: Sequence[Rung], calendar: WorkCalendar) -> None:
        self.one, self.ladder, self.calendar = one, ladder, calendar
        self.said: list[Notice] = []
        self.told: tuple[object, ...] = ()
        self.next: date | None = None

    def on(self, day: date, verdict: Verdict) -> list[Notice]:
        """What leaves on a day."""
        if verdict.standing not in AWAITING:
            self.next = None
            return []
        suspended = "SUSPENDED" in verdict.because
        told = (verdict.standing, verdict.since, verdict.due, verdict.behind, suspended)
        if told == self.told and (self.next is None or day < self.next):
            return []
        self.told = told
        episode = episode_of(self.one, verdict, self.ladder, self.said, day, self.calendar)
        spoken = [_sent(notice, day) for notice in speak(episode)]
        self.said += spoken
        self.next = next_speech(episode.having_heard(spoken))
        return [notice for notice in spoken if notice.state is not NoticeState.SKIPPED]


class _Life:
    """One obligation through the span: what is on file of it by now, and what was said of it."""

    def __init__(self, span: Span, one: Obligation) -> None:
        self.span, self.one, self.desk, self.rule = span, one, span.desk, span.desk.rule(one)
        self.file, self.place = span.file_of(one), -1
        after = self.rule.after
        self.ahead = predecessor(one, after, span.owed.get((after.rule, one.bearer), ())) if after else None
        self.verdicts = span.found.setdefault(one.key, []) if one.rule in span.followed else None
        self.dossier, self.plain = Dossier(), False
        self.tally: Tally | None = None

    def days(self) -> Iterator[Happening]:
        """The verdicts and notices that would have come."""
        ladder = ladder_of(self.rule, self.desk.book.pack(self.one.pack_sha256))
        voice = _Voice(self.one, ladder, self.desk.calendar)
        name, about = self.desk.name(self.one.bearer, self.span.first), matter(self.one, self.rule)
        told = Happening(self.span.first, self.one.key, name, about, self.one.window.label, "")
        news = self._news()
        day: date | None = self._begins()
        while day is not None and day <= self.span.last:
            verdict = self._verdict(day)
            if verdict.standing.value != told.standing:
                told = changed(told, day=day, standing=verdict.standing.value)
                yield told
            for notice in voice.on(day, verdict):
                yield changed(told, day=day, rung=notice.rung, paper=notice.paper)
            looks = (verdict.next_look, voice.next, _after(news, day))
            day = min((look for look in looks if look is not None and look > day), default=None)

    def _begins(self) -> date:
        """The first day of the span, or that on which the event was recorded that set the duty off."""
        events = (fact for known in self.file[-1:] for fact in known.facts if fact.id == self.one.subject)
        return max([self.span.first, *(fact.recorded for fact in events)])

    def _news(self) -> list[date]:
        """The days on which something may change that the calendar does not tell; none before the window opens."""
        days = {known.since for known in self.file}
        if self.ahead is not None:
            days |= {day for day, _ in self.span.found.get(self.ahead.key, ())}
        opens = self.one.window.first
        return sorted({day for day in days if day >= opens} | {max((d for d in days if d < opens), default=opens)})

    def _verdict(self, day: date) -> Verdict:
        """The verdict on a day; from the kept tally where nothing but the day has changed."""
        upstream = self._upstream(day)
        place = bisect_right(self.file, day, key=lambda known: known.since) - 1
        if place != self.place or upstream is not self.dossier.upstream:
            self._take_up(self.file[place], upstream)
            self.place, self.tally = place, None
        verdict = self._kept(day) if self.plain else self.desk.verdict(self.one, self.dossier, day, day)
        if self.verdicts is not None:
            self.verdicts.append((day, verdict))
        return verdict

    def _take_up(self, known: Known, upstream: Verdict | None) -> None:
        """Have the file as it was known; where nothing but facts came in, the rest of a plain one is as it was."""
        if self.plain and known.on_file is self.file[self.place].on_file:
            facts = pooled(self.rule, self.one, known.facts, ()).facts
            self.dossier = changed(self.dossier, facts=facts)
            self.plain = self.rule.test is not None and not has_corrections(self.rule.test, facts)
        else:
            self.dossier = dossier_with(self.desk, self.one, known.on_file, known.served, upstream)
            self.plain = self.one.amended is None and is_plain(self.rule, self.one, self.dossier)

    def _kept(self, day: date) -> Verdict:
        if self.tally is None or (self.tally.next_change is not None and self.tally.next_change <= day):
            self.tally = tally_of(self.rule, self.one, self.dossier, self.desk.calendar, day)
        return judge_kept(self.rule, self.one, self.tally, day)

    def _upstream(self, day: date) -> Verdict | None:
        """The last verdict by then on the duty that this one follows."""
        found = self.span.found.get(self.ahead.key, ()) if self.ahead is not None else ()
        return next((verdict for on, verdict in reversed(found) if on <= day), None)


def _after(days: Sequence[date], day: date) -> date | None:
    place = bisect_right(days, day)
    return days[place] if place < len(days) else None


def _sent(notice: Notice, day: date) -> Notice:
    if notice.state is NoticeState.SKIPPED:
        return notice
    return changed(notice, state=NoticeState.BUNDLED, said_on=day)
