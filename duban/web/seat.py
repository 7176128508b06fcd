"""座位：who asks for a page, and of which day — read from the cookies, checked at every request.

@router.get("/somewhere")
def somewhere(at: Seated, request: Request) -> Response: ...          a page for whoever signed in

@router.post("/somewhere", dependencies=[Posted])
def done(at: Present, request: Request) -> Response: ...              an act, refused while a past day is being viewed
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData

from duban.services import accounts
from duban.services.powers import Viewer, viewer
from duban.services.showing.view import View
from duban.web.deps import Here, House
from engine.source import Refused
from rules.years import day_named

SEAT = "duban_seat"
VIEW = "duban_view"
FIELD = "csrf"
OWN_SECRET = "/secret"  # noqa: S105
"""Where one chooses a secret of one's own; whoever must goes nowhere else, but may leave."""


STRANGE = "这张表单已过期，或不是从本系统的页面提交的；请返回上一页，刷新后再提交"


class SignInNeeded(Exception):
    """Nobody sits there; `wanted` is the page to come back to."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


class SecretNeeded(Exception):
    """Whoever sits there must first choose a secret of his own."""


class StaleForm(Refused):
    """A form of ours that was drawn for another seat: before its owner signed in anew, or for somebody else."""

    def __init__(self) -> None:
        super().__init__("X631", STRANGE)


@dataclass(frozen=True)
class Sitting:
    """Who asks, of which day, and the word that their forms must carry (OWASP: CSRF, synchroniser token)."""

    house: House
    viewer: Viewer
    view: View
    csrf: str


def sitting(request: Request, here: Here) -> Sitting:
    """Whoever signed in. Raises SignInNeeded when nobody did, or too long ago, SecretNeeded until he chose a secret."""
    token = request.cookies.get(SEAT, "")
    account = accounts.seated(here.database, here.settings, token, now=here.now()) if token else None
    if account is None:
        raise SignInNeeded(request.url.path if request.method == "GET" else "/")
    if account.must_change and request.url.path != OWN_SECRET:
        raise SecretNeeded
    return Sitting(here, viewer(account), view_of(request, here.today()), word_of(token))


async def present(at: Annotated[Sitting, Depends(sitting)]) -> Sitting:
    """Whoever signed in and looks at the present. Raises Refused X630: what is past can only be looked at."""
    if not at.view.live:
        raise Refused("X630", "正在查看过去某日的情况，不能办理；请先点“回到今天”")
    return at


async def posted(request: Request) -> None:
    """Make sure that a form comes from a page of ours.

    Raises Refused X631 when it does not, SignInNeeded when nobody sits there, StaleForm when somebody else sat there.
    """
    origin = request.headers.get("origin")
    if origin not in (None, "null") and urlsplit(origin or "").netloc != request.headers.get("host"):
        raise Refused("X631", STRANGE)
    if not (token := request.cookies.get(SEAT, "")):
        raise SignInNeeded("/")
    given = request.headers.get("x-csrf") or str((await request.form()).get(FIELD, ""))
    if not hmac.compare_digest(given.encode(), word_of(token).encode()):
        raise StaleForm


async def sent(request: Request) -> FormData:
    """The form as it was sent, for a router that does not know its fields beforehand."""
    return await request.form()


Seated = Annotated[Sitting, Depends(sitting)]
Present = Annotated[Sitting, Depends(present)]
Sent = Annotated[FormData, Depends(sent)]
Posted = Depends(posted)


def word_of(token: str) -> str:
    """The word that the forms of a seat carry; it does not tell the token."""
    return hashlib.sha256(f"csrf:{token}".encode()).hexdigest()


def view_of(request: Request, today: date) -> View:
    """The day that the reader chose to look at, kept in a cookie as `as_of|known_at`; today when that says nothing."""
    on, _, known = request.cookies.get(VIEW, "").partition("|")
    as_of = written_day(on)
    return View(today, as_of or today, written_day(known) if as_of else None)


def written_day(text: str | None) -> date | None:
    """A day as a form sends it, or None."""
    return day_named(text) if text else None


def written_year(text: str) -> int | None:
    """A year as an address sends it, or None."""
    day = day_named(f"{text}-01-01")
    return day.year if day else None
