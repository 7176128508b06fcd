"""门厅：sign in and out, and choose the day to look at."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services import accounts
from duban.settings import Settings
from duban.web.deps import Here, House, house
from duban.web.frame import Way
from duban.web.mistakes import came_from, told, wants_json
from duban.web.pages import page
from duban.web.resuming import LONGEST, Unsent, unpacked, unsent_of
from duban.web.seat import OWN_SECRET, SEAT, VIEW, Posted, Seated, SignInNeeded, StaleForm, word_of, written_day
from engine.source import Refused

router = APIRouter()
WAYS: tuple[Way, ...] = ()
HOME = "/"
LEFT = Refused("X908", "您已退出，或太久没有操作，刚才填的还没有提交；请重新登录后再提交")


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
    kept: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Sign in; a page of another host is never gone to, and what was sent before in vain can be sent now."""
    carried = unpacked(kept)
    try:
        accounts.count_try(here.database, here.settings, name, host_of(request), now=here.now())
        token = accounts.sign_in(here.database, here.settings, name, secret, now=here.now())
    except Refused as refused:
        return door_again(request, to, refused, carried)
    answer = _resumed(request, token, to, carried) if carried else RedirectResponse(inside(to), 303)
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
    """Send somebody who has not signed in to the door, and back afterwards; what he was sending he takes along."""
    assert isinstance(raised, SignInNeeded)
    if request.method == "POST":
        return await _left(request)
    return RedirectResponse(f"/login?{urlencode({'to': raised.wanted})}", 303)


async def once_more(request: Request, raised: Exception) -> Response:
    """What somebody reads who sent a form drawn before he signed in anew; a stranger's form is not repeated."""
    assert isinstance(raised, StaleForm)
    came = came_from(request)
    if wants_json(request) or not came:
        return told(request, raised, 403)
    unsent = unsent_of(request.url.path, await request.form())
    return _resumed(request, request.cookies.get(SEAT, ""), came, unsent, status=403, refused=raised)


def to_the_secret(_request: Request, _raised: Exception) -> Response:
    """Send somebody whose secret another chose to where he chooses his own."""
    return RedirectResponse(OWN_SECRET, 303)


def door_again(request: Request, to: str, refused: Refused, kept: Unsent | None = None) -> Response:
    """The form to sign in, and why somebody was not let in."""
    return _door(request, house(request), to, status=403, refused=refused, kept=kept)


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


def _door(request: Request, here: House, to: str, *, status: int = 200, **told: Any) -> Response:
    values = {"left": False, "refused": None, "kept": None, **told}
    return page(request, "screens/login.html", status=status, to=to, portal=portal_name(here.settings), **values)


async def _left(request: Request) -> Response:
    """What somebody reads whose seat was gone when he sent a form; a stranger's form is not repeated."""
    came = came_from(request)
    if wants_json(request):
        return told(request, LEFT, 401)
    kept = unsent_of(request.url.path, await request.form()) if came else None
    portal = portal_name(house(request).settings)
    return page(request, "screens/left.html", status=401, refused=LEFT, to=came or HOME, kept=kept, portal=portal)


def _resumed(
    request: Request, token: str, to: str, unsent: Unsent, *, status: int = 200, refused: Refused | None = None
) -> Response:
    """What he sent in vain, to be sent again by one press: never by itself, for he may be another."""
    told = {"kept": unsent, "to": inside(to), "csrf": word_of(token), "refused": refused}
    return page(request, "screens/resume.html", status=status, **told)


def _set_cookie(here: House, answer: Response, name: str, value: str) -> None:
    secure = here.settings.public_url.startswith("https://")
    answer.set_cookie(name, value, httponly=True, samesite="lax", secure=secure)
