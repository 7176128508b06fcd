"""顺延：how a day moves off a day of rest; text -> next, previous or nothing.

遇节假日顺延 · 如遇法定休息日提前报送 · 每月最后一个工作日前, which is the month's end moved back.
"""

from typing import Literal

import regex

Roll = Literal["next", "previous"]

_DAYS_OFF = "(?:法定|国家|公众)?(?:节日|节假日|休假日|假日|假期|休息日|双休日|公休日|周末)"
_REST = f"{_DAYS_OFF}(?:[、和或及与]{_DAYS_OFF})*"
_MOVED = regex.compile(f"(?:如?遇|逢|适逢)?{_REST}(?:的|则|时|可|应|相应|自动|,)*(?P<way>顺延|延至|推迟|延后|提前)")
_LAST_WORKDAY = regex.compile("(?:最后一个|最末)工作日")


def roll_in(text: str) -> Roll | None:
    """Which way the words move a day that falls on a day of rest."""
    found = _MOVED.search(text)
    if found is not None:
        return "previous" if found["way"] == "提前" else "next"
    return "previous" if _LAST_WORKDAY.search(text) else None


def only_rolls(text: str) -> bool:
    """Whether a clause says nothing else: …，遇节假日顺延."""
    found = _MOVED.search(text)
    return found is not None and found.start() <= 1
