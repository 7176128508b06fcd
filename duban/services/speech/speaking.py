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
from duban.services.speech.turning import turn
from engine.dates.durations import add, parse_duration
from engine.judging.streaks import breaches_in_a_row, breaches_since
from engine.nouns import Notice, NoticeState, Rung, Standing, TaskState, Verdict, Window
from engine.predicates import keys_of
from notifications.episode import COUNTS, Handling, came_back, episode_of
from notifications.ladder import notice_key
from notifications.policy import next_speech, speak, why_withdrawn
from notifications.repeats import IN_A_ROW, WITHIN
from store import looks, notices, verdicts
from store.bulk import Values
from store.looks import Look
from store.notices import Heard
from store.tasks import Lead
from store.verdicts import Told

UNSAID: tuple[tuple[str, ...], tuple[Heard, ...]] = ((), ())
MOST = 50_000
BACK_AGAIN = 2
"""A breach that came back is the third verdict at least: breached, ended, breached."""
REPORTED = (TaskState.REPORTED.value, TaskState.SUSPENDED.value)

Owed: TypeAlias = tuple[int, int, str | None]
"""The first and the last day of a window, and the digest of the ladder."""
Breaches: TypeAlias = tuple[tuple[str, int], ...]
"""How often a duty was breached, by the keys that its ladder asks for; nobody counts until it is breached."""
Situation: TypeAlias = tuple[Values, Owed, tuple[Heard, ...], str | None, int | None, Breaches, date | None]
"""What a ladder asks about: of the verdict what it may see, window and rungs, what was said, work, breaches."""


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
        self._counts: dict[str | None, tuple[str, ...]] = {None: ()}
        self._words: dict[Situation, Words] = {}

    def of(self, some: Sequence[Look], told: Sequence[Told]) -> Speech:
        """Decide for every obligation what is to be said of it; nothing is written."""
        self._read_ladders(some)
        said = notices.heard(self._desk.session, [look.number for look in some if look.notices])
        breaches = self._breaches(some, told)
        back = self._came_back(some, told, said)
        speech = Speech()
        for look, one in zip(some, told, strict=True):
            number, key = look.number, look.key
            known, heard = said.get(number, UNSAID)
            owed = (look.term.window_first, look.term.window_last, look.term.ladder)
            situation = (one.voice, owed, heard, look.state, look.returns, breaches.get(key, ()), back.get(key))
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
        _, (*_, ladder), heard, _, _, breaches, recurred = situation
        ended = tuple(why_withdrawn(verdict, each) for each in heard)
        said = [
            each._replace(state=NoticeState.CANCELLED) if why else each for each, why in zip(heard, ended, strict=True)
        ]
        one, handling = look.obligation(), _handling(look.lead, breaches, recurred)
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
        self._counts.update((digest, _counts_asked(rungs)) for digest, rungs in found.items())

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

    def _breaches(self, some: Sequence[Look], told: Sequence[Told]) -> dict[str, Breaches]:
        """For each breached obligation whose ladder asks: how many windows were breached, up to its own.

        What stands of the windows before is what was last found of them, in this sweep or an earlier one.
        """
        does_anyone_ask = any(self._counts.values())
        asked = (
            [
                look
                for look, one in zip(some, told, strict=True)
                if one.verdict.standing is Standing.BREACHED and self._counts[look.term.ladder]
            ]
            if does_anyone_ask
            else []
        )
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
            look.key: self._counted(
                self._counts[look.term.ladder],
                [pair for pair in found[look.rule, look.bearer, look.subject] if pair[0] <= look.window()],
            )
            for look in asked
        }

    def _counted(self, keys: Sequence[str], row: Sequence[tuple[Window, Standing]]) -> Breaches:
        """The breaches in a row of windows, as the rungs of a ladder ask for them."""
        return tuple((key, breaches_in_a_row(row) if key == IN_A_ROW else self._since(key, row)) for key in keys)

    def _since(self, key: str, row: Sequence[tuple[Window, Standing]]) -> int:
        """How many there were within so long, or ever."""
        if not key.startswith(WITHIN):
            return breaches_since(row, None)
        length = parse_duration(key.removeprefix(WITHIN))
        return breaches_since(row, add(self._on, length, self._desk.calendar, -1))


def _counts_asked(ladder: Iterable[Rung]) -> tuple[str, ...]:
    """What a ladder asks of the breaches of a duty."""
    conditions = [asked for rung in ladder for asked in (rung.enter_if, rung.when) if asked is not None]
    return tuple(dict.fromkeys(key for asked in conditions for key in keys_of(asked) if key.startswith(COUNTS)))


def _handling(lead: Lead, breaches: Breaches, recurred: date | None) -> Handling:
    """How the lead's work stands, as the ladder asks about it."""
    attrs = dict(breaches)
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
        turn(desk.session, keys, was=was, now=NoticeState.CANCELLED, at=now, reason=reason)
    pull_back(desk.session, [notice.key for notice in speech.cancelled], now)
    notices.decide(desk.session, speech.rows)
