"""签收链接：the link in a letter by which an agency signs for it without an account.

GET shows what would be signed for and changes nothing, because mail scanners follow every link; POST signs, once.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from duban.services import receipts
from duban.web.deps import Here
from duban.web.pages import page

router = APIRouter()


@router.get("/r/{token}")
def show(request: Request, here: Here, token: str) -> Response:
    """What the letter asks, and a button to sign for it."""
    receipt = receipts.looked_at(here.database, here.settings, token, on=here.today())
    return page(request, "links/receipt.html", receipt=receipt, token=token)


@router.post("/r/{token}")
def sign(request: Request, here: Here, token: str, name: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Sign for the letter."""
    receipt = receipts.sign(here.database, here.settings, token, name=name, on=here.today(), now=here.now())
    return page(request, "links/receipt.html", receipt=receipt, token=token)
