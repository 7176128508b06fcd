"""结果：what a demo came to, in numbers that a person can check one by one against the database it leaves."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from duban.services.demo.opening import Opening
from duban.services.demo.scene import Scene
from duban.services.demo.year import Year
from duban.services.desk import Desk
from duban.services.judgement import explanation
from engine.nouns import NoticeState, Standing, TaskState
from engine.telling.lamps import lamp_of
from store import letters, notices, obligations, tasks, verdicts
from store.obligations import Filed
from store.session import reading

COLOURS = ("green", "cured", "yellow", "red", "blue", "grey", "hollow")
MOST = 5


@dataclass(frozen=True)
class Overdue:
    """One of the most overdue obligations, with its explanation."""

    key: str
    agency: str
    matter: str
    days: int
    explanation: str


@dataclass(frozen=True)
class Outcome:
    """What a demo came to (结果)."""

    folder: str
    pack: str
    first: date
    last: date
    document: Mapping[str, int]
    obligations: int
    tasks: Mapping[str, int]
    lamps: Mapping[str, Mapping[str, int]]
    notices: Mapping[str, Mapping[str, int]]
    letters: Mapping[str, int]
    sweeps: int
    verdicts_changed: int
    overdue: tuple[Overdue, ...]
    asked: str


def outcome_of(database: Engine, scene: Scene, opening: Opening, year: Year) -> Outcome:
    """Read what came of the year out of the database."""
    with reading(database, scene.settings.jurisdiction) as session:
        desk = Desk(session)
        filed = [each for each in obligations.find(session) if each.obligation.window.first <= opening.last]
        worst = _most_overdue(desk, filed, opening.last)
        return Outcome(
            folder=str(scene.folder),
            pack=opening.pack,
            first=opening.first,
            last=opening.last,
            document={name: getattr(opening, name) for name in ("tasks", "duties", "rules", "questions", "active")},
            obligations=len(filed),
            tasks=Counter(str(task.state) for task in tasks.find(session)),
            lamps=_lamps(desk, filed, opening.last),
            notices=_notices(desk),
            letters={str(stage): number for stage, number in letters.counts(session).items() if number},
            sweeps=year.sweeps,
            verdicts_changed=year.verdicts_changed,
            overdue=worst,
            asked=worst[0].key[:10] if worst else (filed[0].obligation.key[:10] if filed else ""),
        )


def _lamps(desk: Desk, filed: list[Filed], on: date) -> dict[str, dict[str, int]]:
    """How many obligations of each agency show which lamp; the agencies with most red first."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for each in filed:
        counted[desk.name(each.obligation.bearer, on)][lamp_of(each.standing).colour] += 1
    order = sorted(counted, key=lambda name: (-counted[name]["red"], -counted[name]["cured"], name))
    return {name: {colour: counted[name][colour] for colour in COLOURS} for name in order}


def _notices(desk: Desk) -> dict[str, dict[str, int]]:
    """How many notices of each paper were said, wait for a person, or were passed over."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for notice in notices.find(desk.session):
        counted[notice.paper]["sent" if notice.said_on else str(notice.state)] += 1
    states = ("sent", *map(str, NoticeState))
    return {paper: {state: counted[paper][state] for state in states} for paper in sorted(counted)}


def _most_overdue(desk: Desk, filed: list[Filed], on: date) -> tuple[Overdue, ...]:
    """The obligations breached longest, each explained in Chinese."""
    red = {each.obligation.key: each for each in filed if each.standing is Standing.BREACHED}
    since = {key: verdict.since for key, verdict in verdicts.latest(desk.session, red).items() if verdict.since}
    longest = sorted(since, key=lambda key: (since[key], key))[:MOST]
    return tuple(_overdue(desk, red[key], since[key], on) for key in longest)


def _overdue(desk: Desk, each: Filed, since: date, on: date) -> Overdue:
    one = each.obligation
    told = explanation.explanation(desk, one, on)
    name, matter = desk.name(one.bearer, on), desk.rule(one).title
    return Overdue(one.key, name, matter, (on - since).days + 1, str(told["zh"]))


def states_of(tasks_by_state: Mapping[str, int]) -> list[tuple[TaskState, int]]:
    """Tasks by state, in the order of a task's life."""
    return [(state, tasks_by_state[state]) for state in TaskState if tasks_by_state.get(state)]
