"""门厅：sign in and out, and choose the day to look at."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services import accounts
from duban.settings import Settings
from duban.web.deps import Here, House, house
from duban.web.frame import Way
from duban.web.mistakes import left
from duban.web.pages import page
from duban.web.seat import OWN_SECRET, SEAT, VIEW, Posted, Seated, SignInNeeded, written_day
from engine.source import Refused

router = APIRouter()
WAYS: tuple[Way, ...] = ()
HOME = "/"


@router.get("/login")
def door(request: Request, here: Here, to: str = HOME, left: str = "") -> Response:
    """The form to sign in; whoever just left through it may want to leave the portal too."""
    return _door(request, here, to, left=bool(left))


@router.post("/login")
def enter(
    request: Request,
    here: Here,
    name: Annotated[str, Form(max_length=80)] = "",
    secret: Annotated[str, Form(max_length=200)] = "",
    to: Annotated[str, Form(max_length=500)] = HOME,
) -> Response:
    """Sign in; a page of another host is never gone to."""
    try:
        accounts.count_try(here.database, here.settings, name, host_of(request), now=here.now())
        token = accounts.sign_in(here.database, here.settings, name, secret, now=here.now())
    except Refused as refused:
        return door_again(request, to, refused)
    answer = RedirectResponse(inside(to), 303)
    keep_seat(here, answer, token)
    return answer


@router.post("/logout", dependencies=[Posted])
def leave(request: Request, here: Here) -> Response:
    """Sign out."""
    accounts.sign_out(here.database, here.settings, request.cookies.get(SEAT, ""))
    answer = RedirectResponse("/login?left=1", 303)
    answer.delete_cookie(SEAT)
    answer.delete_cookie(VIEW)
    return answer


@router.get("/view")
def look(at: Seated, on: str = "", known: str = "", to: str = HOME) -> Response:
    """Look at the house as it stood on another day; an empty day is today."""
    as_of, known_at = written_day(on), written_day(known)
    if (on and not as_of) or (known and not known_at):
        raise Refused("X632", "看不懂这个日期；请写成 2026-03-01")
    answer = RedirectResponse(inside(to), 303)
    if as_of is None or (as_of == at.view.today and known_at is None):
        answer.delete_cookie(VIEW)
    else:
        _set_cookie(at.house, answer, VIEW, f"{as_of}|{known_at or ''}")
    return answer


async def to_the_door(request: Request, raised: Exception) -> Response:
    """Send somebody who has not signed in to the door, and back afterwards; what he was sending is shown to him."""
    assert isinstance(raised, SignInNeeded)
    if request.method == "POST":
        return await left(request, raised)
    return RedirectResponse(f"/login?{urlencode({'to': raised.wanted})}", 303)


def to_the_secret(_request: Request, _raised: Exception) -> Response:
    """Send somebody whose secret another chose to where he chooses his own."""
    return RedirectResponse(OWN_SECRET, 303)


def door_again(request: Request, to: str, refused: Refused) -> Response:
    """The form to sign in, and why somebody was not let in."""
    return _door(request, house(request), to, status=403, refused=refused)


def keep_seat(here: House, answer: Response, token: str) -> None:
    """Have the browser remember its seat."""
    _set_cookie(here, answer, SEAT, token)


def portal_name(settings: Settings) -> str:
    """What the house's own portal is called; "" when there is none."""
    return settings.sso_name if settings.sso_issuer else ""


def inside(to: str) -> str:
    """The path if it is one of ours, else the first page: a link must not lead through us to another host."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else HOME


def host_of(request: Request) -> str:
    """From which host somebody asks."""
    return request.client.host if request.client else "?"


def _door(
    request: Request, here: House, to: str, *, status: int = 200, left: bool = False, refused: Refused | None = None
) -> Response:
    values = {"to": to, "refused": refused, "portal": portal_name(here.settings), "left": left}
    return page(request, "screens/login.html", status=status, **values)


def _set_cookie(here: House, answer: Response, name: str, value: str) -> None:
    secure = here.settings.public_url.startswith("https://")
    answer.set_cookie(name, value, httponly=True, samesite="lax", secure=secure)
