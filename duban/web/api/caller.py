"""来者：who asks through the interface, and of which day."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Header
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from duban.services import accounts
from duban.services.powers import viewer
from duban.services.showing.view import View
from duban.web.deps import Here
from duban.web.seat import Sitting
from engine.source import Refused

LONGEST_KEY = 120
shown_token = HTTPBearer(auto_error=False, description="登录后得到的令牌")


def calling(
    here: Here,
    token: Annotated[HTTPAuthorizationCredentials | None, Depends(shown_token)],
    as_of: date | None = None,
    known_at: date | None = None,
) -> Sitting:
    """Whoever shows a token that opens a seat, and the day he asks about.

    Raises Refused X730 when none does, X731 before he
    chose a secret of his own.
    """
    account = token and accounts.seated(here.database, here.settings, token.credentials, now=here.now())
    if not account:
        raise Refused(
            "X730", "没有登录，或令牌已过期；请用 POST /api/v1/seat 重新登录，再带上 Authorization: Bearer 令牌"
        )
    if account.must_change:
        raise Refused("X731", "这个账户的口令是别人设的；请先登录办公台，换成自己的口令")
    today = here.today()
    return Sitting(here, viewer(account), View(today, as_of or today, known_at if as_of else None), csrf="")


async def acting(at: Annotated[Sitting, Depends(calling)]) -> Sitting:
    """The same, for who wants to do something.  Raises Refused X630 when a past day is asked about."""
    if not at.view.live:
        raise Refused("X630", "正在查看过去某日的情况，不能办理；请先点“回到今天”")
    return at


Calling = Annotated[Sitting, Depends(calling)]
Acting = Annotated[Sitting, Depends(acting)]
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=LONGEST_KEY, description="同一个键只办一次；重发得到第一次的结果"),
]
