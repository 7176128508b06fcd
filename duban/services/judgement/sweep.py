"""巡查 sweep: judge what is due to be looked at, tell what is due to be said, and write down what changed.

Everything is decided from state: a sweep may run a hundred times a day and writes nothing the second time, and after a
month of silence one sweep says what a person would say on that day.  Each batch of obligations is one transaction, so
that a sweep that is killed has done whole batches and leaves the rest due; its letters come last.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, partial
from typing import TypeAlias

from sqlalchemy import Engine

from duban.services.casefile.setting_aside import set_aside
from duban.services.desk import Desk, Step
from duban.services.judgement.expansion import expand_new
from duban.services.judgement.issuing import issue
from duban.services.judgement.judging import Judging
from duban.services.judgement.upgrading import look_anew_after_upgrade
from duban.services.post.downtime import LAST, last_awake
from duban.services.post.letters import bundle
from duban.services.speech import speaking
from duban.services.speech.speaking import Speaking, Speech, Spoken
from duban.settings import Settings
from engine.nouns import NoticeState, Standing, Verdict
from rules.calendars import national
from store import events, looks, obligations, tasks, verdicts
from store import settings as marks
from store.events import Entry
from store.frozen import canonical
from store.looks import AT_ONCE, Look
from store.session import Session, transaction
from store.tasks import Lead
from store.terms import Terms
from store.verdicts import Told, gists
from workflows.standard import Action

EXPANDED = "sweep.expanded"
"""Where the log ended when everything owed had been entered: what is recorded since may call for more."""
Begin: TypeAlias = Callable[[], AbstractContextManager[Session]]


@dataclass
class Swept:
    """What one sweep came to: what it looked at and wrote, and the next day on which anything is to be looked at."""

    as_of: date
    looked_at: int = 0
    verdicts_changed: int = 0
    notices: int = 0
    letters: int = 0
    next_look: date | None = None


class _Undone(Exception):
    """Leaves a transaction without committing it, after a dry run."""


def sweep(
    database: Engine,
    settings: Settings,
    *,
    on: date,
    now: datetime,
    dry_run: bool = False,
    step: Step | None = None,
    halted: Callable[[], bool] | None = None,
    from_files: bool = False,
) -> Swept:
    """Look at everything that is due on `on`; with `dry_run` say what would be written, and write nothing.

    When `halted` says so it ends after the batch in hand; the next sweep goes on from there.  With `from_files` no kept
    tally is trusted: every verdict is found from all that is on file, which comes to the same and takes ten times as
    long.
    """
    done = Swept(on)
    with _transactions(database, settings, dry_run=dry_run) as begin:
        round_: _Round | None = None
        is_last = False
        while not is_last:
            with begin() as session:
                if round_ is None:
                    round_ = _Round(session, done, settings.batch, now, from_files=from_files)
                round_.desk.moved_to(session)
                is_last = round_.look() or bool(halted and halted())
                if is_last:
                    _finish(round_, settings, now)
            if step:
                step(done.looked_at, done.looked_at)
    return done


class _Round:
    """One sweep from batch to batch: what lies on the desk, what was judged and said already, what it came to."""

    def __init__(self, session: Session, done: Swept, batch: int, now: datetime, *, from_files: bool) -> None:
        self.desk = Desk(session)
        self.done = done
        self._batch = batch
        self._now = now
        look_anew_after_upgrade(session)
        if marks.get(session, EXPANDED) != _expanded(session, done.as_of):
            expand_new(self.desk, done.as_of)
        self._terms = Terms()
        self._judging = Judging(self.desk, done.as_of, self._terms, from_files=from_files)
        self._speaking = Speaking(self.desk, done.as_of, last_awake(session, done.as_of, self.desk.calendar))
        self.known: dict[str, Verdict] = {}

    def look(self) -> bool:
        """Look at one batch and count it; say whether it was the last."""
        found = looks.due(self.desk.session, self.done.as_of, self._batch, self._terms)
        if found:
            told = self._judging.of(found)
            news = _news(self.desk.session, found, told)
            fresh = [look for look in found if look.key in news]
            verdicts.write(self.desk.session, [(look.number, news[look.key], told[look.key]) for look in fresh])
            leads = tasks.leads(self.desk.session, told)
            self._issue(found, told, leads)
            speech = self._speaking.of(found, told, leads)
            self._write(found, told, news, speech)
            self._remember(told, speech)
            self.done.looked_at += len(found)
            self.done.verdicts_changed += len(news)
            self.done.notices += sum(each.notice.state is not NoticeState.SKIPPED for each in speech.new)
        return len(found) < self._batch

    def _issue(self, found: Sequence[Look], told: Mapping[str, Told], leads: Mapping[str, Lead]) -> None:
        """Give a task to whoever has something to do now and had none."""
        unissued = (look for look in found if look.key not in leads)
        judged = ((look.obligation(), told[look.key].verdict) for look in unissued)
        issue(self.desk, judged, leads, self.done.as_of, self._now)

    def _write(self, found: Sequence[Look], told: Mapping[str, Told], news: Mapping[str, int], speech: Speech) -> None:
        """Write what is said, and when to look again: always later than today."""
        session = self.desk.session
        speaking.write(self.desk, speech, self._now)
        said: dict[str, list[str]] = defaultdict(list)
        for each in speech.new:
            said[each.obligation].append(_decided(each))
        same, changed, lines = [], [], []
        for look in found:
            key, one = look.key, told[look.key]
            day = self._next_look(one.verdict, speech.next_days[key])
            if key in news:
                changed.append((look.number, day, news[key], one.gist[0]))
                lines.append(_changed(look, one.verdict, said.get(key), self._now))
            else:
                same.append((look.number, day))
                lines += [Entry(self._now, "system", "notice.decide", key, each, look.number) for each in said[key]]
        looks.settle(session, same)
        looks.settle_changed(session, changed)
        lines += self._called_off([key for key in news if told[key].verdict.standing is Standing.SUPERSEDED])
        events.append(session, lines)

    def _called_off(self, over: Sequence[str]) -> list[Entry]:
        """Cancel the tasks of what a new version of its rule ended on this day."""
        if not over:
            return []
        on, now = self.done.as_of, self._now
        return set_aside(self.desk, over, Action.CANCEL, by="system", on=on, now=now, reason="规则已修订，不再办理")

    def _next_look(self, verdict: Verdict, speech: date | None) -> int | None:
        on = self.done.as_of
        days = [day for day in (verdict.next_look, speech) if day is not None and day > on]
        return min(days).toordinal() if days else None

    def _remember(self, told: Mapping[str, Told], speech: Speech) -> None:
        """Keep the verdicts on what is spoken of, for the letters at the end."""
        for each in speech.new:
            if each.notice.state is NoticeState.PLANNED:
                self.known[each.obligation] = replace(told[each.obligation].verdict, obligation=each.obligation)


def _news(session: Session, found: Sequence[Look], told: Mapping[str, Told]) -> dict[str, int]:
    """The number of the new verdict on each obligation of which something new is to be said, in the order given.

    What has another standing is news.  What has the same, from the same tally, cannot be news but for its pace; only
    otherwise is it compared with what was last said.
    """
    standing = {look.key: told[look.key].gist[0] for look in found}
    same = [look for look in found if look.verdict and look.standing == standing[look.key]]
    doubtful = {look.key for look in same if not look.plain or look.next_look == AT_ONCE or told[look.key].paced}
    said = gists(session, sorted(doubtful))
    quiet = {look.key for look in same if look.key not in doubtful or said[look.key].gist == told[look.key].gist}
    return {look.key: look.verdict + 1 for look in found if look.key not in quiet}


def _finish(round_: _Round, settings: Settings, now: datetime) -> None:
    """Freeze the letters of the day, and remember it."""
    done, session = round_.done, round_.desk.session
    on = done.as_of
    done.letters = len(bundle(round_.desk, settings, on=on, now=now, known=round_.known))
    if marks.get(session, LAST) != on.isoformat():
        marks.put(session, LAST, on.isoformat())
    if marks.get(session, EXPANDED) != _expanded(session, on):
        marks.put(session, EXPANDED, _expanded(session, on))
    look = obligations.next_look(session)
    done.next_look = None if look is None else max(look, on)


@contextmanager
def _transactions(database: Engine, settings: Settings, *, dry_run: bool) -> Iterator[Begin]:
    """What begins each transaction of a sweep: one after the other, or for a dry run all in one that is undone."""
    if not dry_run:
        yield partial(_taking_turns, database, settings)
        return
    try:
        with _taking_turns(database, settings) as session:
            yield lambda: nullcontext(session)
            raise _Undone
    except _Undone:
        pass


@contextmanager
def _taking_turns(database: Engine, settings: Settings) -> Iterator[Session]:
    """A transaction that waits for that of any other daemon, by locking the end of the log."""
    with transaction(database, settings.jurisdiction) as session:
        events.append(session, [])
        yield session


def _expanded(session: Session, on: date) -> str:
    """What must be the same for nothing new to be owed: the month, the calendar shipped, and the end of the log."""
    return f"{on:%Y-%m} {national().sha256} {events.head(session).position}"


def _changed(look: Look, verdict: Verdict, notices: Sequence[str] | None, now: datetime) -> Entry:
    """One line for what was found of an obligation and what is therefore said: a line costs a tenth of its looking."""
    before, after = _change(verdict.standing, verdict.since, verdict.as_of)
    said = f'"notices":[{",".join(notices)}],' if notices else ""
    return Entry(now, "system", "verdict.change", look.key, f"{before}{said}{after}", look.number)


@lru_cache(maxsize=4096)  # of a day's verdicts most say one of a few things
def _change(standing: Standing, since: date | None, as_of: date) -> tuple[str, str]:
    """What a line about a verdict says before and after the notices, as canonical JSON."""
    told = canonical({"standing": standing.value, "since": since and since.isoformat(), "as_of": as_of.isoformat()})
    before, sign, after = told.partition('"since"')
    return before, sign + after


def _decided(each: Spoken) -> str:
    """A notice as the log tells of it, as canonical JSON."""
    notice = each.notice
    return f'{{"notice":"{each.key}",{_words(notice.rung, notice.paper, notice.state)}'


@lru_cache(maxsize=4096)
def _words(rung: str, paper: str, state: NoticeState) -> str:
    """What the log tells of a notice after its key."""
    return canonical({"paper": paper, "rung": rung, "state": state.value})[1:]
