"""重演 replay: live a span of days again in memory, each obligation from look to look, as it was known on each day.

Nothing is written and nothing is sent.  Evidence counts from the day it was recorded, and serves the window that it
would have served as far as known then.  A paper is taken to leave on the day it is due to speak, in that day's slot,
those that a person releases too, so that the whole ladder is seen.  Between two news a tally does not change: it is
measured once for each, and only the calendar is asked on the days between (design decision 3).
"""

import gc
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from duban.services.desk import Desk, Step
from duban.services.judgement.casework import OnFile, allotted_to, dossier_of, predecessor
from duban.services.paperwork.views import matter
from duban.services.rulebook import ladder_of
from engine.copies import changed
from engine.judging.kept import is_plain, judge_kept, tally_of
from engine.judging.office import effective
from engine.nouns import Dossier, Fact, Notice, NoticeState, Obligation, OfficeAct, Tally, Verdict
from engine.owing.allot import row_of
from notifications.episode import episode_of
from notifications.policy import next_speech, speak
from store import acts

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
    span = _Span.of(desk, owed, first, last)
    happenings: list[Happening] = []
    final: dict[str, Happening] = {}
    with _no_collecting():
        for place, one in enumerate(_upstream_first(desk, owed), start=1):
            come = list(_Life(span, one).days())
            happenings += come
            final[one.key] = [each for each in come if not each.rung][-1]
            if step and (place % _PROGRESS == 0 or place == len(owed)):
                step(place, len(owed))
    return Replay(tuple(sorted(happenings, key=lambda each: (each.day, each.obligation, each.rung))), final)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let the collector of cycles rest: what a replay makes holds none, and it would look at it all again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


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


@dataclass(frozen=True)
class _Known:
    """What was on file of one obligation from a day on."""

    since: date
    on_file: OnFile
    facts: tuple[Fact, ...]


@dataclass
class _Span:
    """The days replayed and all that is known at their end; what was known before is worked out from it."""

    desk: Desk
    first: date
    last: date
    owed: Mapping[tuple[str, str], Sequence[Obligation]]
    rows: Mapping[Row, Sequence[Obligation]]
    facts: Mapping[tuple[str, str], Sequence[Fact]]
    acts: Mapping[str, Sequence[OfficeAct]]
    followed: Set[str]
    files: dict[Row, Mapping[str, Sequence[_Known]]] = field(default_factory=dict)
    found: dict[str, list[tuple[date, Verdict]]] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: Desk, owed: Sequence[Obligation], first: date, last: date) -> "_Span":
        """All that is needed of these obligations, read at once."""
        by_rule: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
        rows: dict[Row, list[Obligation]] = defaultdict(list)
        for one in owed:
            by_rule[one.rule, one.bearer].append(one)
            rows[row_of(desk.rule(one), one)].append(one)
        facts = desk.facts_of({(one.bearer, kind) for one in owed for kind in desk.kinds(one)}, last)
        done = acts.of_obligations(desk.session, [one.key for one in owed], known_at=last)
        followed = {after.rule for one in owed if (after := desk.rule(one).after) is not None}
        return cls(desk, first, last, by_rule, rows, facts, done, followed)

    def file_of(self, one: Obligation) -> Sequence[_Known]:
        """What was on file of an obligation, stretch by stretch."""
        row = row_of(self.desk.rule(one), one)
        if row not in self.files:
            self.files = {row: self._row_files(row, self.rows[row])}  # rows come one after the other
        return self.files[row][one.key]

    def _row_files(self, row: Row, some: Sequence[Obligation]) -> Mapping[str, Sequence[_Known]]:
        """How the facts of a row were shared out among its windows, whenever anything new came in."""
        kinds = dict.fromkeys(kind for one in some for kind in self.desk.kinds(one))
        pairs = [(one, kind) for one in dict.fromkeys(each.bearer for each in some) for kind in kinds]
        mine = {pair: self.facts[pair] for pair in pairs if pair in self.facts}
        files: dict[str, list[_Known]] = {one.key: [] for one in some}
        for day in self._news(mine, some):
            on_file = self._on_file(day, row, some, mine)
            moved = {id(fact) for facts in mine.values() for fact in facts if day in (fact.decided, fact.retracted)}
            for key, facts in self._served(some, on_file).items():
                self._put(files[key], key, on_file, facts, moved)
        return files

    def _served(self, some: Sequence[Obligation], on_file: OnFile) -> dict[str, tuple[Fact, ...]]:
        """The facts that serve each window of a row; those of one pack are shared out at once."""
        found: dict[str, tuple[Fact, ...]] = {}
        whole: dict[str, Mapping[str, tuple[Fact, ...]]] = {}
        for one in some:
            if one.amended is None and one.pack_sha256 in whole:
                found[one.key] = whole[one.pack_sha256].get(one.key, ())
                continue
            allotted = allotted_to(self.desk, one, on_file)
            found[one.key] = allotted.get(one.key, ())
            if one.amended is None:
                whole[one.pack_sha256] = allotted
        return found

    def _put(self, file: list[_Known], key: str, on_file: OnFile, facts: tuple[Fact, ...], moved: set[int]) -> None:
        """Note what is on file of an obligation on a day, if it is not what was on file before."""
        acted = any(on_file.as_of in (act.recorded, effective(act)) for act in on_file.acts.get(key, ()))
        if not file or acted or _differ(file[-1].facts, facts) or not moved.isdisjoint(map(id, facts)):
            file.append(_Known(on_file.as_of, on_file, facts))

    def _on_file(
        self, day: date, row: Row, some: Sequence[Obligation], mine: Mapping[tuple[str, str], Sequence[Fact]]
    ) -> OnFile:
        """What the register would have held of a row on a day."""
        facts = {pair: [fact for fact in facts if fact.recorded <= day] for pair, facts in mine.items()}
        known = {one.key: [act for act in self.acts.get(one.key, ()) if act.recorded <= day] for one in some}
        return OnFile(day, day, facts, {key: done for key, done in known.items() if done}, {row: some}, {})

    def _news(self, mine: Mapping[tuple[str, str], Sequence[Fact]], some: Sequence[Obligation]) -> list[date]:
        """The first day, and every later one on which something was recorded, decided, taken back or granted."""
        told = [fact for facts in mine.values() for fact in facts]
        done = [act for one in some for act in self.acts.get(one.key, ())]
        days: set[date | None] = {day for fact in told for day in (fact.recorded, fact.decided, fact.retracted)}
        days |= {day for act in done for day in (act.recorded, effective(act))}
        days |= {one.amended.ended for one in some if one.amended is not None}
        return [self.first, *sorted(day for day in days if day is not None and self.first < day <= self.last)]


class _Life:
    """One obligation through the span: what is on file of it by now, and what was said of it."""

    def __init__(self, span: _Span, one: Obligation) -> None:
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
        name, about = self.desk.name(self.one.bearer, self.span.first), matter(self.one, self.rule)
        told = Happening(self.span.first, self.one.key, name, about, self.one.window.label, "")
        said: list[Notice] = []
        news = self._news()
        day: date | None = self._begins()
        while day is not None and day <= self.span.last:
            verdict = self._verdict(day)
            if verdict.standing.value != told.standing:
                told = changed(told, day=day, standing=verdict.standing.value)
                yield told
            episode = episode_of(self.one, verdict, ladder, said, day, self.desk.calendar)
            spoken = [_sent(notice, day) for notice in speak(episode)]
            said += spoken
            for notice in spoken:
                if notice.state is not NoticeState.SKIPPED:
                    yield changed(told, day=day, rung=notice.rung, paper=notice.paper)
            looks = (verdict.next_look, next_speech(episode.having_heard(spoken)), _after(news, day))
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
            self.place = place
            self.dossier = dossier_of(self.desk, self.one, self.file[place].on_file, upstream)
            self.plain = self.one.amended is None and is_plain(self.rule, self.one, self.dossier)
            self.tally = None
        verdict = self._kept(day) if self.plain else self.desk.verdict(self.one, self.dossier, day, day)
        if self.verdicts is not None:
            self.verdicts.append((day, verdict))
        return verdict

    def _kept(self, day: date) -> Verdict:
        if self.tally is None or (self.tally.next_change is not None and self.tally.next_change <= day):
            self.tally = tally_of(self.rule, self.one, self.dossier, self.desk.calendar, day)
        return judge_kept(self.rule, self.one, self.tally, day)

    def _upstream(self, day: date) -> Verdict | None:
        """The last verdict by then on the duty that this one follows."""
        found = self.span.found.get(self.ahead.key, ()) if self.ahead is not None else ()
        return next((verdict for on, verdict in reversed(found) if on <= day), None)


def _differ(before: Sequence[Fact], now: Sequence[Fact]) -> bool:
    """Whether other facts are on file; they are the same objects all through a replay."""
    return len(before) != len(now) or any(one is not other for one, other in zip(before, now, strict=True))


def _after(days: Sequence[date], day: date) -> date | None:
    place = bisect_right(days, day)
    return days[place] if place < len(days) else None


def _sent(notice: Notice, day: date) -> Notice:
    if notice.state is NoticeState.SKIPPED:
        return notice
    return changed(notice, state=NoticeState.BUNDLED, said_on=day)
