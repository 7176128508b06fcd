"""推演 simulate: replay days in memory — which verdicts and notices would have come; with a second pack, what differs.

Nothing is written and nothing is sent.  Evidence counts from the day it was recorded; a paper is taken to leave on the
day it is due to speak, those that a person releases too, so that the whole ladder is seen.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from duban.services.casework import dossiers_of
from duban.services.desk import Desk, Step
from duban.services.rulebook import Rulebook, ladder_of
from duban.services.views import matter
from duban.settings import Settings
from engine.codes import STANDING_ZH
from engine.expand import expand
from engine.nouns import Dossier, Notice, NoticeState, Obligation, Verdict
from engine.source import Refused, errors
from notifications.episode import episode_of
from notifications.policy import next_speech, speak
from rules.load import load_text
from rules.marks import text_of
from store.session import reading


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
    final: dict[str, Happening]


@dataclass(frozen=True)
class Simulation:
    """A replay of the rules in force, and one of the trial pack if there is one."""

    first: date
    last: date
    present: Replay
    trial: Replay | None = None

    def rows(self) -> list[dict[str, object]]:
        """Everything that would have come, by day."""
        return [dict(vars(each)) for each in (self.trial or self.present).happenings]

    def answer(self) -> dict[str, object]:
        """The replay as JSON shows it."""
        shown = self.trial or self.present
        return {
            "from": self.first,
            "to": self.last,
            "verdicts": [each for each in shown.happenings if not each.rung],
            "notices": [each for each in shown.happenings if each.rung],
            "standings": dict(sorted(Counter(each.standing for each in shown.final.values()).items())),
            "difference": None if self.trial is None else difference(self.present, self.trial),
        }

    @property
    def told(self) -> str:
        """The replay in a few lines."""
        shown = self.trial or self.present
        papers = Counter(each.paper for each in shown.happenings if each.rung)
        standings = Counter(each.standing for each in shown.final.values())
        lines = [f"{self.first} 至 {self.last}："]
        lines += [f"  {STANDING_BY_NAME[name]}  {count} 件" for name, count in sorted(standings.items())]
        lines += [f"  {paper}  {count} 份" for paper, count in sorted(papers.items())]
        if self.trial is not None:
            found = difference(self.present, self.trial)
            flipped, added, removed = (len(found[name]) for name in ("flipped", "added", "removed"))
            lines.append(f"与现行规则的差别：{flipped} 件判定不同，新增 {added} 件，不再有 {removed} 件。")
        return "\n".join(lines)


STANDING_BY_NAME = {standing.value: words for standing, words in STANDING_ZH.items()}


def difference(present: Replay, trial: Replay) -> dict[str, list[dict[str, object]]]:
    """Obligations that would stand otherwise on the last day, that would be new, or that would be gone."""
    both = sorted(present.final.keys() & trial.final.keys())
    return {
        "flipped": [
            {**vars(trial.final[key]), "was": present.final[key].standing}
            for key in both
            if present.final[key].standing != trial.final[key].standing
        ],
        "added": [dict(vars(trial.final[key])) for key in sorted(trial.final.keys() - present.final.keys())],
        "removed": [dict(vars(present.final[key])) for key in sorted(present.final.keys() - trial.final.keys())],
    }


def simulate(
    database: Engine,
    settings: Settings,
    *,
    first: date,
    last: date,
    pack: Path | None = None,
    step: Step | None = None,
) -> Simulation:
    """Replay the days from `first` to `last` by the rules in force, and by those of `pack` too if it is given.

    Raises Refused X511 when the days are in the wrong order, R401 when the pack does not load.
    """
    if last < first:
        raise Refused("X511", f"结束日 {last} 早于开始日 {first}；请调换")
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        present = replay(desk, first, last, step)
        if pack is None:
            return Simulation(first, last, present)
        trial = Desk(session, _with(desk.book, pack, first))
        return Simulation(first, last, present, replay(trial, first, last, step))


def replay(desk: Desk, first: date, last: date, step: Step | None = None) -> Replay:
    """What the rules on the desk would have brought on each day."""
    owed = [
        one
        for pack in desk.book.packs()
        for one in expand(pack, desk.roster_of(pack.sha256), desk.calendar, last)
        if one.window.first <= last
    ]
    dossiers = dossiers_of(desk, owed, last, last, among=owed)
    happenings: list[Happening] = []
    final: dict[str, Happening] = {}
    for place, one in enumerate(owed, start=1):
        come = list(_days_of(desk, one, dossiers[one.key], first, last))
        happenings += come
        if come:
            final[one.key] = [each for each in come if not each.rung][-1]
        if step and place % 100 == 0:
            step(place, len(owed))
    return Replay(tuple(sorted(happenings, key=lambda each: (each.day, each.obligation, each.rung))), final)


def _days_of(desk: Desk, one: Obligation, dossier: Dossier, first: date, last: date) -> Iterator[Happening]:
    """The verdicts and notices of one obligation, from look to look."""
    rule, pack = desk.rule(one), desk.book.pack(one.pack_sha256)
    ladder = ladder_of(rule, pack)
    told = Happening(first, one.key, desk.name(one.bearer, first), matter(one, rule), one.window.label, "")
    news = sorted({fact.recorded for fact in dossier.facts} | {act.recorded for act in dossier.acts})
    said: list[Notice] = []
    before: str | None = None
    day: date | None = first
    while day is not None and day <= last:
        verdict = desk.verdict(one, dossier, day, day)
        if verdict.standing.value != before:
            before = verdict.standing.value
            yield replace(told, day=day, standing=before)
        episode = episode_of(one, verdict, ladder, said, day, desk.calendar)
        spoken = [_sent(notice, day) for notice in speak(episode)]
        said += spoken
        for notice in spoken:
            if notice.state is not NoticeState.SKIPPED:
                yield replace(told, day=day, standing=before, rung=notice.rung, paper=notice.paper)
        day = _next_day(day, verdict, next_speech(episode.having_heard(spoken)), news)


def _next_day(day: date, verdict: Verdict, speech: date | None, news: Sequence[date]) -> date | None:
    ahead = [verdict.next_look, speech, *news]
    return min((each for each in ahead if each is not None and each > day), default=None)


def _sent(notice: Notice, day: date) -> Notice:
    if notice.state is NoticeState.SKIPPED:
        return notice
    return replace(notice, state=NoticeState.BUNDLED, said_on=day)


def _with(book: Rulebook, file: Path, on: date) -> Rulebook:
    """The rules in force with the pack of `file` in the place of its published version."""
    text, problems = text_of(file)
    pack, found = load_text(text, str(file)) if not problems else (None, tuple(problems))
    if pack is None:
        raise Refused("R401", "规则包有错误，不能推演；请先改正", errors(found))
    return book.with_pack(pack, text, on)
