"""开场：read the plan, answer what it leaves open, load the register, publish, and invent what happens in the year."""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path

from sqlalchemy import Engine

from documents.read import read
from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.demo.cast import cast_for, write_cast
from duban.services.demo.conduct import facts_of, happenings
from duban.services.demo.scene import OFFICER, Scene, year_of
from duban.services.desk import Desk
from duban.services.plans import packs
from duban.services.plans.reading import put_in
from duban.services.register import directory
from engine.exact import number
from engine.nouns import Fact, RulePack
from engine.owing.expand import expand, members_of
from engine.source import Refused
from grammar.duty import read_duties
from rules.drafting.draft import draft
from rules.drafting.settle import accept_proposals
from rules.load import load
from rules.writing.dump import dump
from store.session import reading

HORIZON = timedelta(days=400)


@dataclass(frozen=True)
class Opening:
    """What stands when the year begins (开场): the pack in force, what it asked, and what will happen when."""

    pack: str
    tasks: int
    duties: int
    rules: int
    questions: int
    active: int
    agencies: int
    people: int
    first: date
    last: date
    facts: tuple[Fact, ...]


def open_year(database: Engine, scene: Scene) -> Opening:
    """Everything up to the first morning.

    Raises Refused when the plan cannot be read or holds no task, or when the answers do not fit it.
    """
    document = read(scene.plan)
    duties = read_duties(document.clauses)
    drafted = draft(document, duties, scene.plan.name)
    if not drafted.rules:
        raise Refused("X503", f"{scene.plan} 里没有读出任务；请看看读到了什么")
    first, last = year_of(document.issued_on)
    pack = _confirmed(scene, drafted, first)
    now = morning(first)
    setup.init(database, scene.settings, by=OFFICER, now=now)
    agencies, people = _register(scene, pack)
    named = directory.load_agencies(database, scene.settings, agencies, by=OFFICER, on=first, now=now)
    serving = directory.load_people(database, scene.settings, people, by=OFFICER, on=first, now=now)
    packs.publish(database, scene.settings, scene.folder / "pack.yaml", by=OFFICER, on=first, now=now)
    return Opening(
        pack=pack.name,
        tasks=sum(clause.is_task for clause in document.clauses),
        duties=len(duties),
        rules=len(pack.rules),
        questions=sum(len(rule.review) for rule in drafted.rules),
        active=sum(rule.state == "active" for rule in pack.rules),
        agencies=named.rows,
        people=serving.rows,
        first=first,
        last=last,
        facts=_invent(database, scene, last),
    )


def morning(day: date) -> datetime:
    """Half past eight in Shanghai, when the office sweeps."""
    return datetime.combine(day, time(8, 30), SHANGHAI)


def _confirmed(scene: Scene, drafted: RulePack, on: date) -> RulePack:
    """The pack as the demo's office confirms it: by the answers beside the plan, or by every reading proposed."""
    (scene.folder / "draft.yaml").write_text(dump(drafted), encoding="utf-8")
    shutil.copy(scene.plan, scene.folder / scene.plan.name)
    if scene.own:
        drafted, _ = put_in(drafted, scene.beside_plan("answers.yaml"))
    confirmed = accept_proposals(drafted, OFFICER, on)
    path = scene.folder / "pack.yaml"
    path.write_text(dump(confirmed), encoding="utf-8")
    pack, problems = load(path)
    if pack is None:
        raise Refused("X505", "确认后的规则包有错误；请按提示改正", problems)
    return pack


def _register(scene: Scene, pack: RulePack) -> tuple[Path, Path]:
    """The files of agencies and people: those beside the bundled plan, or invented for any other."""
    agencies, people = scene.folder / "agencies.yaml", scene.folder / "people.csv"
    if scene.own:
        shutil.copy(scene.beside_plan("agencies.yaml"), agencies)
        shutil.copy(scene.beside_plan("people.csv"), people)
    else:
        write_cast(cast_for(pack), agencies, people)
    return agencies, people


def _invent(database: Engine, scene: Scene, last: date) -> tuple[Fact, ...]:
    """All that will happen in the year, in order of day; written down as the file that the office would load."""
    with reading(database, scene.settings.jurisdiction) as session:
        desk = Desk(session)
        happened: list[Fact] = []
        for pack in desk.book.packs():
            roster = desk.roster_of(pack.sha256)
            rules = {rule.id: rule for rule in pack.rules}
            began = happenings(pack, roster, last)
            happened += began
            for one in expand(pack, roster, desk.calendar, last - HORIZON, began):
                happened += facts_of(rules[one.rule], one, members_of(rules[one.rule], one, pack, roster))
    facts = tuple(sorted((fact for fact in happened if fact.day <= last), key=lambda fact: (fact.day, fact.id)))
    _write(facts, scene.folder / "facts.csv")
    return facts


def _write(facts: Sequence[Fact], path: Path) -> None:
    """The year's facts in the form that `duban facts load` reads."""
    columns = ("id", "kind", "agency", "day", "quantity", "unit", "member", "to")
    extra = sorted({name for fact in facts for name in fact.attrs})
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*columns, *extra])
        for fact in facts:
            row = [_cell(getattr(fact, name)) for name in columns]
            writer.writerow([*row, *(_cell(fact.attrs.get(name)) for name in extra)])


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(number(value) if isinstance(value, Fraction) else value)
