"""今天与矩阵：the first page of the office, and agency by rule."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.powers import Deed
from duban.services.showing.ledger import choices
from duban.services.showing.matrix import every_row, headings, matrix
from duban.services.showing.today import today
from duban.web.frame import Way, screen
from duban.web.lists import UTF8, Kind, taken_away
from duban.web.screens.ledger import Asked
from duban.web.seat import Seated
from engine.nouns import Role

router = APIRouter()
WAYS = (
    Way("/today", "今天", "今日", Deed.LOOK, frozenset({Role.OFFICER, Role.INSPECTOR, Role.READER})),
    Way("/matrix", "矩阵", "台账", Deed.LOOK, frozenset({Role.OFFICER, Role.INSPECTOR, Role.LEADER, Role.READER})),
)
FIRST = {Role.CONTACT: "/mine", Role.LEADER: "/leader", Role.ADMINISTRATOR: "/house"}


@router.get("/")
def first(at: Seated) -> Response:
    """The first page of whoever signed in."""
    return RedirectResponse(FIRST.get(at.viewer.role, "/today"), 303)


@router.get("/today")
def piles(request: Request, at: Seated) -> Response:
    """What waits."""
    found = today(at.house.database, at.house.settings, at.viewer, at.view)
    return screen(request, at, "screens/today.html", today=found)


@router.get("/matrix")
def crossed(request: Request, at: Seated, asked: Annotated[Asked, Depends(Asked)], across: int = 1) -> Response:
    """Agency by rule."""
    house, view = at.house, at.view
    found = matrix(
        house.database, house.settings, at.viewer, view, asked.sought(view.as_of), page=asked.page, across=across
    )
    given = choices(house.database, house.settings, at.viewer, view)
    ways = [urlencode({"rule": rule}) for rule, _ in found.shown]
    return screen(request, at, "screens/matrix.html", matrix=found, asked=vars(asked), choices=given, ways=ways)


@router.get("/matrix.{kind}")
def as_file(at: Seated, kind: Kind, asked: Annotated[Asked, Depends(Asked)], encoding: str = UTF8) -> Response:
    """All of it as a file."""
    house = at.house
    wanted = (house.database, house.settings, at.viewer, at.view, asked.sought(at.view.as_of))
    return taken_away(at, kind, every_row(*wanted), headings(*wanted), "矩阵", encoding)
