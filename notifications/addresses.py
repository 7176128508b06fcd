"""邮箱地址 addresses: what counts as one mail address, and how one fares that refuses letters.

ASCII only, since not every server speaks SMTPUTF8.  An address that refused a letter for good is *suspect*; refusing
a second one within a fortnight makes it *bad*, and nothing more is sent there until a person sees to it.  Every letter
that it takes makes it better by one step.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

FORTNIGHT = timedelta(days=14)

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def is_address(text: str) -> bool:
    """Whether `text` is exactly one address, with nothing around it."""
    return _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True)
class Ailing:
    """An address that refused a letter: since when, and the server's words."""

    address: str
    state: Literal["suspect", "bad"]
    failed_on: date
    answer: str


def after_refusal(address: str, before: Ailing | None, on: date, answer: str) -> Ailing:
    """How an address stands after it refused a letter for good."""
    again = before is not None and (before.state == "bad" or on - before.failed_on <= FORTNIGHT)
    return Ailing(address, "bad" if again else "suspect", on, answer)


def after_success(before: Ailing) -> Ailing | None:
    """How an ailing address stands after it took a letter; None when it is well again."""
    return replace(before, state="suspect") if before.state == "bad" else None
