"""Days of the month in a period (月内期限): 每月5日前, 每季度首月10日前, 每年1月15日和7月15日前, 每年6月底和12月底前.

Months that lie evenly apart are a shorter period with one day in it; whatever does not, one rule cannot say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from engine.nouns import DueTerm, Duration, Question

_LATEST_SAFE_DAY = 28
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_EVERY = {2: "half", 4: "quarter", 12: "month"}
_SPLIT = "分成几条规则，每条一个日期"


@dataclass(frozen=True)
class Evenly:
    """A period, the day in it, and what must be asked."""

    every: str
    due: DueTerm
    questions: tuple[Question, ...] = ()


def days_of_months(said: Mapping[str, int | str]) -> Evenly | None:
    """The period that several months of a year make: 1月和7月 each half year; None when no months are named."""
    if "months" not in said:
        return None
    months = sorted(int(month) for month in str(said["months"]).split(","))
    step = 12 // len(months)
    even = 12 % len(months) == 0 and all(b - a == step for a, b in pairwise(months))
    if not even or months[0] > step or "days" in said or len(months) not in _EVERY:
        return Evenly("year", DueTerm(), (_several(said),))
    due, questions = _in_month(months[0], int(said.get("by_day", 31)), step)
    if any(question.code == "R512" for question in questions):
        return Evenly("year", DueTerm(), (_several(said),))
    return Evenly(_EVERY[len(months)], due, questions)


def _several(said: Mapping[str, int | str]) -> Question:
    return Question("R510", f"一年里有几个日期（{said['months']}月），一条规则只能写一个；请{_SPLIT}")


def in_first_months(said: Mapping[str, int | str], every: str) -> tuple[DueTerm, tuple[Question, ...]]:
    """The day of a month or quarter: 每月5日前, 每季度末月25日前."""
    if "days" in said:
        asked = Question("R511", f"一个周期里有几个日期（{said['days']}日），一条规则只能写一个；请{_SPLIT}")
        return DueTerm(), (asked,)
    month = int(said.get("month_of_quarter", said.get("month_of_half", 1)))
    return _in_month(month, int(said.get("by_day", 31)), _MONTHS.get(every, 1))


def _in_month(month: int, day: int, months: int) -> tuple[DueTerm, tuple[Question, ...]]:
    """Counted from the window's first day, which is day one; the end of a month only where the window ends with it."""
    if day <= _LATEST_SAFE_DAY:
        return DueTerm(by=None, within=Duration(months=month - 1, days=day - 1), of="window.start"), ()
    if month < months:
        return DueTerm(), (Question("R512", f"第{month}个月的月底写不成时限，请确认最后一日", "周期末日"),)
    last = () if day == 31 else (Question("R513", f"{day}日不是每个月都有，请确认最后一日", "当月最后一日"),)
    return DueTerm(), last
