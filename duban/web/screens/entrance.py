"""门厅：sign in and out, and choose the day to look at."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from duban.services import accounts
from duban.web.deps import Here, House
from duban.web.frame import Way
from duban.web.pages import page
from duban.web.seat import OWN_SECRET, SEAT, VIEW, Posted, Seated, SignInNeeded, written_day
from engine.source import Refused

router = APIRouter()
WAYS: tuple[Way, ...] = ()
TRIES_AN_ACCOUNT = parse("8 per 15 minutes")
TRIES_A_HOST = parse("40 per 15 minutes")  # an office may share one address
HOME = "/"


@router.get("/login")
def door(request: Request, to: str = HOME) -> Response:
    """The form to sign in."""
    return page(request, "screens/login.html", to=to, refused=None)


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
        count_tries(request, name)
        token = accounts.sign_in(here.database, here.settings, name, secret, now=here.now())
    except Refused as refused:
        return page(request, "screens/login.html", status=403, to=to, refused=refused)
    answer = RedirectResponse(inside(to), 303)
    _set_cookie(here, answer, SEAT, token)
    return answer


@router.post("/logout", dependencies=[Posted])
def leave(request: Request, here: Here) -> Response:
    """Sign out."""
    accounts.sign_out(here.database, here.settings, request.cookies.get(SEAT, ""))
    answer = RedirectResponse("/login", 303)
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


def to_the_door(_request: Request, raised: Exception) -> Response:
    """Send somebody who has not signed in to the door, and back afterwards."""
    assert isinstance(raised, SignInNeeded)
    return RedirectResponse(f"/login?{urlencode({'to': raised.wanted})}", 303)


def to_the_secret(_request: Request, _raised: Exception) -> Response:
    """Send somebody whose secret another chose to where he chooses his own."""
    return RedirectResponse(OWN_SECRET, 303)


def inside(to: str) -> str:
    """The path if it is one of ours, else the first page: a link must not lead through us to another host."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else HOME


def no_tries_yet() -> MovingWindowRateLimiter:
    """The count of attempts to sign in, kept by the server as long as it runs."""
    return MovingWindowRateLimiter(MemoryStorage())


def count_tries(request: Request, name: str) -> None:
    """Raises Refused X611 when too many attempts were made: guessing must be slow, and a hash costs 64 MiB."""
    host = request.client.host if request.client else "?"
    tries: MovingWindowRateLimiter = request.app.state.tries
    if not (tries.hit(TRIES_AN_ACCOUNT, "account", name) and tries.hit(TRIES_A_HOST, "host", host)):
        raise Refused("X611", "登录尝试太多，暂停受理；请十五分钟后再试，或联系系统管理员")


def _set_cookie(here: House, answer: Response, name: str, value: str) -> None:
    secure = here.settings.public_url.startswith("https://")
    answer.set_cookie(name, value, httponly=True, samesite="lax", secure=secure)
