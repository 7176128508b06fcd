"""订阅：the address at which a calendar program fetches an agency's due days; the token in it is the only authority."""

from fastapi import APIRouter
from fastapi.responses import Response

from duban.services.showing import agendas
from duban.web.deps import Here
from notifications.agenda import MIME_TYPE

router = APIRouter()


@router.get("/calendar/{token}.ics")
def feed(here: Here, token: str) -> Response:
    """The due days behind an address, as they stand now."""
    days = agendas.fed(here.database, here.settings, token, on=here.today(), now=here.now())
    return Response(days, media_type=f"{MIME_TYPE}; charset=utf-8")
