"""图表：the lamps of all duties, where it burns by rule and month, what each person has; each beside its numbers."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from duban.services.powers import OFFICE, Deed
from duban.services.showing import heat, training
from duban.web import charts
from duban.web.frame import Way, screen
from duban.web.lists import UTF8, Kind, Words, taken_away
from duban.web.screens.work import visit_of
from duban.web.seat import Seated
from engine.nouns import Role

router = APIRouter()
WAYS = (
    Way("/charts", "图表", "台账", Deed.LOOK, OFFICE | {Role.LEADER, Role.READER}),
    Way("/training", "学时统计", "单位", Deed.LOOK_AT_PEOPLE, OFFICE),
)


@dataclass(frozen=True)
class Asked:
    """Which duties are asked for, as the address says it."""

    rule: str = ""
    text: Words = ""


Narrowed = Annotated[Asked, Depends(Asked)]


@router.get("/charts")
def drawn(request: Request, at: Seated, page: int = 1) -> Response:
    """The lamps, and the heat map of rules by month."""
    found = heat.heat_map(visit_of(at), at.view, page=page)
    options = {"lamps": charts.lamps(found.lamps), "heat": charts.heat(found.rows, found.months)}
    return screen(request, at, "screens/figures/charts.html", found=found, charts=options)


@router.get("/charts.{kind}")
def as_file(at: Seated, kind: Kind, encoding: str = UTF8) -> Response:
    """The numbers of the heat map as a file."""
    return taken_away(at, kind, heat.every(visit_of(at), at.view), heat.HEADINGS, "逾期热力图", encoding)


@router.get("/training")
def listed(request: Request, at: Seated, asked: Narrowed, page: int = 1) -> Response:
    """The duties that are counted by person."""
    rules = training.asked_of_everybody(visit_of(at))
    chosen = asked.rule or next((rule for rule, _ in rules), "")
    found = training.duties(visit_of(at), at.view, chosen, asked.text, page=page)
    narrowed = {"rule": chosen, "text": asked.text}
    return screen(request, at, "screens/figures/training.html", rules=rules, found=found, asked=narrowed)


@router.get("/training.{kind}")
def list_as_file(at: Seated, kind: Kind, asked: Narrowed, encoding: str = UTF8) -> Response:
    """The same duties as a file."""
    rows = (vars(each) for each in training.every_duty(visit_of(at), at.view, asked.rule, asked.text))
    return taken_away(at, kind, rows, training.DUTIES, "按人统计的事项", encoding)


@router.get("/training/{number}")
def people(request: Request, at: Seated, number: str) -> Response:
    """Everybody that a duty counts, with what he has."""
    found = training.people(visit_of(at), at.view, number)
    return screen(request, at, "screens/figures/people.html", found=found, chart=charts.having(found))


@router.get("/training/{number}/people.{kind}")
def people_as_file(at: Seated, number: str, kind: Kind, encoding: str = UTF8) -> Response:
    """The same as a file."""
    found = training.people(visit_of(at), at.view, number)
    return taken_away(at, kind, found.rows(), training.HEADINGS, f"{found.agency}人员学时", encoding)


@router.get("/training/{number}/person")
def person(request: Request, at: Seated, number: str, member: str = "") -> Response:
    """One of them with what is on file of him."""
    return screen(
        request, at, "screens/figures/person.html", found=training.person(visit_of(at), at.view, number, member)
    )
