"""Months (月份): duties by rule and by the month in which they are due, and how they stand."""

from datetime import date
from typing import NamedTuple

import numpy as np

from engine.nouns import Standing
from store.session import Session
from store.surveys import Moment, Sought, chosen_on, counted
from store.surveys.columns import STANDINGS

EPOCH = date(1970, 1, 1)
MONTHS = 12


class MonthCount(NamedTuple):
    """How many duties of a rule that are due in the month that begins `first` stand how."""

    rule: str
    first: date
    standing: Standing | None
    many: int


def months(session: Session, sought: Sought, moment: Moment | None = None) -> list[MonthCount]:
    """How many obligations of each rule are due in each month and stand how."""
    on, places = chosen_on(session, sought, moment)
    since = on.due(moment)[places] - EPOCH.toordinal()
    month = since.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first = int(month.min(initial=month.max(initial=0)))
    rows = counted(on.terms.rule[on.of_term[places]], month - first, on.at(moment)[places])
    rules = on.terms.rules
    return [MonthCount(rules[rule], _month(first + then), STANDINGS[stood], many) for (rule, then, stood), many in rows]


def _month(number: int) -> date:
    """The first day of a month, by its number since 1970."""
    return date(EPOCH.year + number // MONTHS, number % MONTHS + 1, 1)
