"""单点登录：the way through the house's own portal and back; without one set, none of these pages is there.

Forms may lead to this host only (the page's policy says so), so that one goes to the portal by a link.
"""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.signon import entering
from duban.services.signon.portal import BACK, Portal
from duban.web.deps import Here, House
from duban.web.frame import Way
from duban.web.screens.entrance import HOME, door_again, inside, keep_seat
from engine.source import Refused

router = APIRouter()
WAYS: tuple[Way, ...] = ()
TICKET = "duban_sso"


@router.get("/sso")
def depart(request: Request, here: Here, to: str = HOME) -> Response:
    """Go to the portal to sign in there."""
    try:
        portal = portal_of(request, here)
        address, ticket = entering.depart(here.database, here.settings, portal, inside(to), now=here.now())
    except Refused as refused:
        return door_again(request, to, refused)
    answer = RedirectResponse(address, 303)
    secure = here.settings.public_url.startswith("https://")
    age = int(entering.GOOD_FOR.total_seconds())
    answer.set_cookie(TICKET, ticket, max_age=age, path=BACK, httponly=True, samesite="lax", secure=secure)
    return answer


@router.get(BACK)
def arrive(request: Request, here: Here) -> Response:
    """Come back from the portal and sit down."""
    try:
        portal, ticket = portal_of(request, here), request.cookies.get(TICKET, "")
        answered = dict(request.query_params)
        token, to = entering.arrive(here.database, here.settings, portal, ticket, answered, now=here.now())
    except Refused as refused:
        answer = door_again(request, HOME, refused)
    else:
        answer = RedirectResponse(inside(to), 303)
        keep_seat(here, answer, token)
    answer.delete_cookie(TICKET, path=BACK)
    return answer


@router.get("/sso/leave")
def leave(request: Request, here: Here) -> Response:
    """Sign out of the portal too."""
    try:
        return RedirectResponse(portal_of(request, here).farewell(here.now()), 303)
    except Refused as refused:
        return door_again(request, HOME, refused)


def portal_of(request: Request, here: House) -> Portal:
    """The portal of the settings, as far as it is known.  Raises Refused X757 when none is set."""
    if not here.settings.sso_issuer:
        raise Refused("X757", "没有设置单点登录；请先在设置里写 sso_issuer 和 sso_client")
    kept = getattr(request.app.state, "portal", None)
    if kept is None:
        kept = request.app.state.portal = Portal(here.settings)
    found: Portal = kept
    return found
