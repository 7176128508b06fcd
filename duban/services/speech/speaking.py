"""发声：what the ladder says of each obligation looked at, what must no longer be said, and when it speaks next.

A ladder asks about the verdict, the work and what was said before; obligations for which all three are the same are
told the same, so a ladder is asked once for all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from duban.services.desk import Desk
from duban.services.post.sending import pull_back
from engine.judging.streaks import breaches_in_a_row
from engine.nouns import Notice, NoticeState, Rung, Standing, TaskState, Verdict, Window
from engine.predicates import keys_of
from notifications.episode import Handling, came_back, episode_of
from notifications.ladder import notice_key
from notifications.policy import next_speech, speak, why_withdrawn
from store import looks, notices, verdicts
from store.bulk import Values
from store.looks import Look
from store.notices import Heard
from store.tasks import Lead
from store.verdicts import Told

IN_A_ROW = "breaches.in_a_row"
"""What a rung asks to be entered at once by one who breached again (两个周期连续逾期)."""
UNSAID: tuple[tuple[str, ...], tuple[Heard, ...]] = ((), ())
MOST = 50_000
BACK_AGAIN = 2
"""A breach that came back is the third verdict at least: breached, ended, breached."""
REPORTED = (TaskState.REPORTED.value, TaskState.SUSPENDED.value)

Owed: TypeAlias = tuple[int, int, str | None]
"""The first and the last day of a window, and the digest of the ladder."""
Situation: TypeAlias = tuple[Values, Owed, tuple[Heard, ...], Lead, int | None, date | None]
"""What a ladder asks about: of the verdict what it may see, the window, its rungs, what was said, work, breaches."""


class TakenBack(NamedTuple):
    """A notice that must not be sent any more, the state it was in, and why."""

    key: str
    was: NoticeState
    reason: str


@dataclass(frozen=True, eq=False)
class Words:
    """What a ladder says in one situation: why each notice heard is taken back, what it speaks, when it speaks next.

    Beside each notice stand its values as they are stored, but for those that name it and its obligation.
    """

    ended: tuple[str | None, ...]
    spoken: tuple[tuple[Notice, Values], ...]
    next_day: date | None


class Spoken(NamedTuple):
    """What is said of one obligation: words that it may share with others, and the keys of its own notices."""

    words: Words
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Speech:
    """What is said of each obligation, in their order; the notices as they are stored, and those taken back."""

    spoken: list[Spoken] = field(default_factory=list)
    rows: list[Values] = field(default_factory=list)
    cancelled: list[TakenBack] = field(default_factory=list)


class Speaking:
    """The ladders of one sweep, on one day; `last` is the day of the sweep before."""

    def __init__(self, desk: Desk, on: date, last: date | None) -> None:
        self._desk = desk
        self._on = on
        self._last = last
        self._ladders: dict[str | None, tuple[Rung, ...]] = {None: ()}
        self._asks_for_rows: dict[str | None, bool] = {None: False}
        self._words: dict[Situation, Words] = {}

    def of(self, some: Sequence[Look], told: Sequence[Told]) -> Speech:
        """Decide for every obligation what is to be said of it; nothing is written."""
        self._read_ladders(some)
        said = notices.heard(self._desk.session, [look.number for look in some if look.notices])
        in_a_row = self._in_a_row(some, told)
        back = self._came_back(some, told, said)
        speech = Speech()
        for look, one in zip(some, told, strict=True):
            number, key = look.number, look.key
            known, heard = said.get(number, UNSAID)
            owed = (look.term.window_first, look.term.window_last, look.term.ladder)
            situation = (one.voice, owed, heard, look.lead, in_a_row.get(key), back.get(key))
            words = self._words.get(situation) or self._asked(look, one.verdict, situation)
            keys = tuple([notice_key(key, notice.rung, notice.cycle) for notice, _ in words.spoken])
            for name, (_, values) in zip(keys, words.spoken, strict=True):
                speech.rows.append((number, name, key, *values))
            if any(words.ended):
                speech.cancelled.extend(
                    TakenBack(known[place], heard[place].state, why) for place, why in enumerate(words.ended) if why
                )
            speech.spoken.append(Spoken(words, keys))
        return speech

    def _asked(self, look: Look, verdict: Verdict, situation: Situation) -> Words:
        """What the ladder says of one obligation, and of all that are in its situation."""
        _, (*_, ladder), heard, lead, in_a_row, recurred = situation
        ended = tuple(why_withdrawn(verdict, each) for each in heard)
        said = [
            each._replace(state=NoticeState.CANCELLED) if why else each for each, why in zip(heard, ended, strict=True)
        ]
        one, handling = look.obligation(), _handling(lead, in_a_row, recurred)
        episode = episode_of(one, verdict, self._ladders[ladder], said, self._on, self._desk.calendar, handling)
        spoken = speak(episode, self._last)
        values = tuple((notice, notices.as_values(notice)[2:]) for notice in spoken)
        if len(self._words) >= MOST:
            self._words.clear()
        words = self._words[situation] = Words(ended, values, next_speech(episode.having_heard(spoken)))
        return words

    def _read_ladders(self, some: Iterable[Look]) -> None:
        missing = {look.term.ladder for look in some} - self._ladders.keys()
        found = looks.ladders(self._desk.session, sorted(filter(None, missing)))
        self._ladders.update(found)
        self._asks_for_rows.update((digest, any(map(_asks_for_rows, rungs))) for digest, rungs in found.items())

    def _came_back(
        self, some: Sequence[Look], told: Sequence[Told], said: Mapping[int, tuple[tuple[str, ...], object]]
    ) -> dict[str, date]:
        """When the present breach was found, where an earlier one that was spoken of had ended; few have such pasts."""
        asked = [
            look.key
            for look, one in zip(some, told, strict=True)
            if look.verdict >= BACK_AGAIN and look.number in said and one.verdict.standing is Standing.BREACHED
        ]
        found = {key: came_back(verdicts.past(self._desk.session, key)) for key in asked}
        return {key: day for key, day in found.items() if day is not None}

    def _in_a_row(self, some: Sequence[Look], told: Sequence[Told]) -> dict[str, int]:
        """For each breached obligation whose ladder asks: the windows breached one after the other, up to its own.

        What stands of the windows before is what was last found of them, in this sweep or an earlier one.
        """
        asked = [
            look
            for look, one in zip(some, told, strict=True)
            if one.verdict.standing is Standing.BREACHED and self._asks_for_rows[look.term.ladder]
        ]
        if not asked:
            return {}
        judged = {look.key: one.verdict.standing for look, one in zip(some, told, strict=True)}
        found: dict[tuple[str, str, str], list[tuple[Window, Standing]]] = defaultdict(list)
        until = max(look.window_first for look in asked)
        for window, row in looks.rows_of(self._desk.session, [(look.rule, look.bearer) for look in asked], until):
            rule, bearer, subject, key, standing = row
            if key in judged:
                found[rule, bearer, subject].append((window, judged[key]))
            elif standing is not None:
                found[rule, bearer, subject].append((window, Standing(standing)))
        return {
            look.key: breaches_in_a_row(
                (window, standing)
                for window, standing in found[look.rule, look.bearer, look.subject]
                if window <= look.window()
            )
            for look in asked
        }


def _asks_for_rows(rung: Rung) -> bool:
    return rung.enter_if is not None and IN_A_ROW in keys_of(rung.enter_if)


def _handling(lead: Lead, in_a_row: int | None, recurred: date | None) -> Handling:
    """How the lead's work stands, as the ladder asks about it."""
    attrs = {} if in_a_row is None else {IN_A_ROW: in_a_row}
    if lead is None:
        return Handling(attrs=attrs, recurred=recurred)
    state, returns = lead
    return Handling(returns, state in REPORTED, state != TaskState.ASSIGNED.value, attrs, recurred)


def write(desk: Desk, speech: Speech, now: datetime) -> None:
    """Write down what was decided, and what is taken back."""
    by_reason: dict[tuple[NoticeState, str], list[str]] = defaultdict(list)
    for notice in speech.cancelled:
        by_reason[notice.was, notice.reason].append(notice.key)
    for (was, reason), keys in sorted(by_reason.items()):
        notices.set_state(desk.session, keys, was=was, now=NoticeState.CANCELLED, reason=reason)
    pull_back(desk.session, [notice.key for notice in speech.cancelled], now)
    notices.decide(desk.session, speech.rows)
