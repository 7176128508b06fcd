"""巡查 sweep: judge what is due to be looked at, tell what is due to be said, and write down what changed.

Everything is decided from state: a sweep may run a hundred times a day and writes nothing the second time, and after a
month of silence one sweep says what a person would say on that day.  Each batch of obligations is one transaction, so
that a sweep that is killed has done whole batches and leaves the rest due; its letters come last.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, TypeAlias

from sqlalchemy import Engine

from duban.services.casefile.setting_aside import set_aside
from duban.services.desk import Desk, Step
from duban.services.judgement.expansion import expand_new
from duban.services.judgement.issuing import issue
from duban.services.judgement.judging import Judging
from duban.services.judgement.news import OVER, change_told, new_verdicts
from duban.services.judgement.upgrading import look_anew_after_upgrade
from duban.services.post.downtime import LAST, last_awake
from duban.services.post.letters import bundle
from duban.services.resting import no_collecting
from duban.services.speech import speaking
from duban.services.speech.speaking import Speaking, Speech, Words
from duban.settings import Settings
from engine.nouns import Notice, NoticeState, Verdict
from rules.calendars import national
from store import events, looks, obligations, verdicts
from store import settings as marks
from store.events import Entry
from store.frozen import canonical
from store.looks import Look
from store.session import Session, transaction
from store.terms import Terms
from store.verdicts import Told
from workflows.standard import Action

EXPANDED = "sweep.expanded"
"""Where the log ended when everything owed had been entered: what is recorded since may call for more."""
MOST = 50_000
Begin: TypeAlias = Callable[[], AbstractContextManager[Session]]


class _Telling(NamedTuple):
    """What is written of an obligation: when to look again, and the words of its line in the log as canonical JSON."""

    next_look: int | None
    before: str
    after: str
    notices: tuple[str, ...]

    def of_change(self, said: Sequence[str]) -> str:
        """One line for what was found of it and what is therefore said: a line costs a tenth of its looking."""
        notices = f'"notices":[{",".join(said)}],' if said else ""
        return f"{self.before}{notices}{self.after}"


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
    with _transactions(database, settings, dry_run=dry_run) as begin, no_collecting():
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
        self._tellings: dict[tuple[Told, Words], _Telling] = {}
        self.known: dict[str, Verdict] = {}

    def look(self) -> bool:
        """Look at one batch and count it; say whether it was the last."""
        found = looks.due(self.desk.session, self.done.as_of, self._batch, self._terms)
        if found:
            told = self._judging.of(found)
            news = new_verdicts(self.desk.session, found, told)
            each = zip(found, told, strict=True)
            fresh = [(look.number, news[look.number], one) for look, one in each if look.number in news]
            verdicts.write(self.desk.session, fresh)
            self._issue(found, told)
            speech = self._speaking.of(found, told)
            speaking.write(self.desk, speech, self._now)
            self._write(found, told, news, speech)
            self._count(found, told, news, speech)
        return len(found) < self._batch

    def _issue(self, found: Sequence[Look], told: Sequence[Told]) -> None:
        """Give a task to whoever has something to do now and had none."""
        judged = ((look.obligation(), one.verdict) for look, one in zip(found, told, strict=True) if look.state is None)
        issue(self.desk, judged, (), self.done.as_of, self._now)

    def _write(self, found: Sequence[Look], told: Sequence[Told], news: Mapping[int, int], speech: Speech) -> None:
        """Write what is said in the log, and when to look again: always later than today."""
        session, now = self.desk.session, self._now
        same, changed, lines = [], [], []
        for look, one, (words, keys) in zip(found, told, speech.spoken, strict=True):
            number, key = look.number, look.key
            telling = self._tellings.get((one, words)) or self._telling(one, words)
            said = [f'{{"notice":"{name}",{rest}' for name, rest in zip(keys, telling.notices, strict=True)]
            if number in news:
                changed.append((number, telling.next_look, news[number], one.gist[0]))
                lines.append(Entry(now, "system", "verdict.change", key, telling.of_change(said), number))
            else:
                same.append((number, telling.next_look))
                lines += [Entry(now, "system", "notice.decide", key, each, number) for each in said]
        looks.settle(session, same)
        looks.settle_changed(session, changed)
        over = [look.key for look, one in zip(found, told, strict=True) if one.gist[0] == OVER and look.number in news]
        events.append(session, lines + self._called_off(over))

    def _telling(self, one: Told, words: Words) -> _Telling:
        """What is written of all that have the same verdict and of which the same is said."""
        if len(self._tellings) > MOST:
            self._tellings.clear()
        verdict, spoken = one.verdict, (notice for notice, _ in words.spoken)
        telling = self._tellings[one, words] = _Telling(
            self._next_look(verdict, words.next_day), *_change(verdict), tuple(map(_notice, spoken))
        )
        return telling

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

    def _count(self, found: Sequence[Look], told: Sequence[Told], news: Mapping[int, int], speech: Speech) -> None:
        """Count what was done, and keep the verdicts on what is spoken of, for the letters at the end."""
        self.done.looked_at += len(found)
        self.done.verdicts_changed += len(news)
        for look, one, (words, _) in zip(found, told, speech.spoken, strict=True):
            for notice, _ in words.spoken:
                self.done.notices += notice.state is not NoticeState.SKIPPED
                if notice.state is NoticeState.PLANNED:
                    self.known[look.key] = replace(one.verdict, obligation=look.key)


def _finish(round_: _Round, settings: Settings, now: datetime) -> None:
    """Freeze the letters of the day, and remember it."""
    done, session = round_.done, round_.desk.session
    on = done.as_of
    done.letters = len(bundle(round_.desk, settings, on=on, now=now, known=round_.known))
    marks.put_all(session, {LAST: on.isoformat(), EXPANDED: _expanded(session, on)})
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


def _change(verdict: Verdict) -> tuple[str, str]:
    """What a line about a verdict says before and after the notices, as canonical JSON."""
    before, sign, after = canonical(change_told(verdict)).partition('"since"')
    return before, sign + after


def _notice(notice: Notice) -> str:
    """What the log tells of a notice after its key."""
    return canonical({"paper": notice.paper, "rung": notice.rung, "state": notice.state.value})[1:]
