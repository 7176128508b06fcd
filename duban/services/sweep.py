"""巡查 sweep: judge what is due to be looked at, tell what is due to be said, and write down what changed.

Everything is decided from state: a sweep may run a hundred times a day and writes nothing the second time, and after a
month of silence one sweep says what a person would say on that day.  Each batch of obligations is one transaction, so
that a sweep that is killed has done whole batches and leaves the rest due; its letters come last.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TypeAlias

from sqlalchemy import Engine
from sqlmodel import Session

from duban.services import speaking
from duban.services.casework import judged
from duban.services.desk import Desk, Step
from duban.services.expansion import expand_new
from duban.services.issuing import issue
from duban.services.letters import bundle
from duban.settings import Settings
from engine.nouns import Notice, NoticeState, Verdict
from store import events, obligations, tasks, verdicts
from store import settings as marks
from store.events import Entry
from store.obligations import Filed
from store.session import transaction

LAST = "sweep.last"
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
) -> Swept:
    """Look at everything that is due on `on`; with `dry_run` say what would be written, and write nothing.

    When `halted` says so it ends after the batch in hand; the next sweep goes on from there.
    """
    done = Swept(on)
    with _transactions(database, settings, dry_run=dry_run) as begin:
        desk: Desk | None = None
        is_last = False
        while not is_last:
            with begin() as session:
                desk = _at_first(session, on) if desk is None else desk.moved_to(session)
                found = _look(desk, settings.batch, done, on, now)
                is_last = len(found) < settings.batch or bool(halted and halted())
                if is_last:
                    _finish(desk, settings, done, found, on, now)
            if step:
                step(done.looked_at, done.looked_at)
    return done


def _at_first(session: Session, on: date) -> Desk:
    """A desk on which everything owed is entered."""
    desk = Desk(session)
    expand_new(desk, on)
    return desk


def _finish(desk: Desk, settings: Settings, done: Swept, known: Mapping[str, Verdict], on: date, now: datetime) -> None:
    """Freeze the letters of the day, and remember it; `known` are verdicts just found."""
    done.letters = len(bundle(desk, settings, on=on, now=now, known=known))
    if marks.get(desk.session, LAST) != on.isoformat():
        marks.put(desk.session, LAST, on.isoformat())
    look = obligations.next_look(desk.session)
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


def _look(desk: Desk, batch: int, done: Swept, on: date, now: datetime) -> dict[str, Verdict]:
    """Look at one batch, count it in `done`, and answer its verdicts."""
    filed = next(obligations.due_for_look(desk.session, on, batch=batch), [])
    if not filed:
        return {}
    found = judged(desk, [each.obligation for each in filed], on)
    changed = verdicts.record(desk.session, list(found.values()))
    handed = tasks.of_obligations(desk.session, found)
    issue(desk, [(each.obligation, found[each.obligation.key]) for each in filed], handed, on, now)
    speech = speaking.decide(desk, filed, found, handed, on, _last(desk.session))
    said = speaking.write(desk, speech, now)
    _set_next_looks(desk, filed, found, speech, on)
    events.append(desk.session, [*(_changed(each, now) for each in changed), *(_said(each, now) for each in said)])
    done.looked_at += len(filed)
    done.verdicts_changed += len(changed)
    done.notices += sum(notice.state is not NoticeState.SKIPPED for notice in said)
    return found


def _set_next_looks(
    desk: Desk, filed: Sequence[Filed], found: dict[str, Verdict], speech: speaking.Speech, on: date
) -> None:
    """Look again when the verdict or the ladder can change, and always later than today."""
    looks: dict[str, date | None] = {}
    for each in filed:
        key = each.obligation.key
        days = [day for day in (found[key].next_look, speech.next_days[key]) if day is not None and day > on]
        looks[key] = min(days, default=None)
    obligations.set_next_look(desk.session, looks)


def _last(session: Session) -> date | None:
    """The day of the last finished sweep."""
    written = marks.get(session, LAST)
    return date.fromisoformat(written) if written else None


def _changed(verdict: Verdict, now: datetime) -> Entry:
    since = verdict.since.isoformat() if verdict.since else None
    payload = {"standing": verdict.standing.value, "since": since, "as_of": verdict.as_of.isoformat()}
    return Entry(now, "system", "verdict.change", verdict.obligation, payload)


def _said(notice: Notice, now: datetime) -> Entry:
    payload = {"notice": notice.key, "rung": notice.rung, "paper": notice.paper, "state": notice.state.value}
    return Entry(now, "system", "notice.decide", notice.obligation, payload)
