"""Promise 2: what is stored can be found again from the database, bit for bit, as of its day and its knowledge."""

from datetime import date, timedelta
from typing import Any

from duban.services.casefile import facts
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from store import obligations, verdicts
from store.session import reading

FACTS = {
    date(2026, 1, 20): {"kind": "lecture.law", "agency": "司法局", "day": "2026-01-18"},
    date(2026, 3, 5): {"kind": "report.annual", "agency": "司法局", "day": "2026-03-04"},
    date(2026, 3, 25): {"kind": "report.annual", "agency": "区教育局", "day": "2026-02-27"},
    date(2026, 6, 15): {"kind": "lecture.law", "agency": "司法局", "day": "2026-06-15"},
    date(2027, 2, 3): {"kind": "lecture.law", "agency": "区教育局", "day": "2026-12-30", "about": "2026"},
}


def said(verdict: Any) -> tuple[object, ...]:
    """All that a row keeps of a verdict but the day it was written for."""
    due = (verdict.due.safe, verdict.due.hard, verdict.due.grace_end)
    return verdict.standing, verdict.since, verdict.because, due, verdict.behind, verdict.next_look, verdict.tally


def test_every_stored_verdict_is_found_again_from_the_database(house: Any) -> None:
    # given a year and a half of weekly sweeps, with facts in time, late and proved late
    day, news = date(2026, 1, 5), sorted(FACTS.items())
    while day < date(2027, 3, 1):
        while news and news[0][0] <= day:
            _, cells = news.pop(0)
            facts.add(house.database, house.settings, cells, by="督办甲", on=day, now=house.at(day))
        house.sweep(day)
        day += timedelta(14)
    # when every verdict ever written is found anew, as of its day and with the knowledge of that day
    with reading(house.database, house.settings.jurisdiction) as session:
        desk, rows = Desk(session), 0
        for filed in obligations.find(session):
            one = filed.obligation
            for stored in verdicts.history(session, one.key):
                [again] = judged(desk, [one], stored.as_of, stored.known_at).values()
                # then it says the same
                assert said(again) == said(stored)
                rows += 1
    assert rows >= 12
