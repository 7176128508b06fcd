"""信里的链接：by which an agency signs for a letter, accepts and reports what it asks — without an account.

GET shows and changes nothing, because mail scanners follow every link; POST acts, once.  The token in the address is
the only authority, so a form needs no other word to prove where it comes from.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from duban.services.counter import by_link
from duban.services.counter.deeds import Filled
from duban.services.post import receipts
from duban.web.deps import Here, House
from duban.web.forms import as_kept, filled_in, text_in
from duban.web.pages import page
from duban.web.seat import Sent
from engine.source import Refused

router = APIRouter()
DONE = {"signed": "已签收。", "accept": "已签收并承办。", "report": "已收到您的反馈，督办机构核验后会告知结果。"}
ELSEWHERE = ("X905", "X664", "X665")
"""Refusals after which there is no page to go back to."""


@router.get("/r/{token}")
def show(request: Request, here: Here, token: str, done: str = "") -> Response:
    """What the letter asks, and what may be done about it."""
    return _page(request, here, token, done=DONE.get(done, ""))


@router.post("/r/{token}")
def sign(here: Here, token: str, name: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Sign for the letter."""
    receipts.sign(here.database, here.settings, token, name=name, on=here.today(), now=here.now())
    return RedirectResponse(f"/r/{token}?done=signed", 303)


@router.post("/r/{token}/{number}")
def act(request: Request, here: Here, token: str, number: str, form: Sent) -> Response:
    """Accept a task of the letter, or report it; what could not be done is told beside what was written."""
    filled, name = filled_in(form), text_in(form, "name")
    try:
        by_link.act(here.database, here.settings, token, number, filled, name=name, on=here.today(), now=here.now())
    except Refused as refused:
        if refused.code in ELSEWHERE:
            raise
        return _page(request, here, token, status=409, refused=refused, filled=as_kept(filled, refused), about=number)
    return RedirectResponse(f"/r/{token}?done={filled.deed}", 303)


def _page(
    request: Request,
    here: House,
    token: str,
    *,
    status: int = 200,
    done: str = "",
    refused: Refused | None = None,
    filled: Filled | None = None,
    about: str = "",
) -> Response:
    found = by_link.looked_at(here.database, here.settings, token, on=here.today())
    places = {offer.row["key"]: place for place, offer in enumerate(found.offers, start=1) if offer.deeds}
    return page(
        request, "links/receipt.html", status=status, receipt=found.receipt, offers=found.offers, token=token,
        places=places, done=done, refused=refused, filled=filled or Filled(""), about=about,
    )  # fmt: skip
