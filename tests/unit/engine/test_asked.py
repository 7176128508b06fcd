"""What a window asks of somebody: nothing is kept for a window that asks no more of him, and no other goes short."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction as F

import pytest

from engine.dates import due_of, windows
from engine.nouns import (
    Bearer,
    Count,
    DueTerm,
    Duration,
    Exemption,
    Fact,
    FactStatus,
    Member,
    Obligation,
    Pred,
    Rule,
    Sum,
    WindowTerm,
)
from engine.owing.allot import Special, allot, allot_daily
from engine.owing.asked import Asked
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]
Served = Callable[..., dict[str, list[str]]]
GRACE = DueTerm("end", grace=Duration(days=20))
LEAVE = Exemption(Pred("eq", "on_leave", (True,)), "离岗", "prorate")


def done(on: str, hours: int = 1, member: str | None = "m") -> Fact:
    return Fact(on, "report", "a", date.fromisoformat(on), date.fromisoformat(on), F(hours), member=member)


def leave(first: str, last: str, status: FactStatus = FactStatus.ACCEPTED, member: str | None = "m") -> Fact:
    day, attrs = date.fromisoformat(first), {"on_leave": True, "from": first, "to": last}
    return Fact(f"leave {first}", "leave", "a", day, day, member=member, status=status, attrs=attrs)


def stay(since: str | None = None, until: str | None = None, name: str = "m") -> Member:
    return Member(name, since and date.fromisoformat(since), until and date.fromisoformat(until))  # type: ignore[arg-type]


@pytest.fixture
def served(china: WorkCalendar) -> Served:
    """What each window got, by its label, both when shared out at once and day by day."""

    def share(rule: Rule, members: Sequence[Member], *facts: Fact) -> dict[str, list[str]]:
        rows = windows(rule, (), date(2025, 1, 1), date(2026, 12, 31))
        duties = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in rows]
        asked = Asked.of(rule, members=members)
        days = sorted({fact.recorded for fact in facts})
        [*_, last] = allot_daily(rule, duties, facts, days, asked)
        assert last == allot(rule, duties, facts, known_at=days[-1], asked=asked)
        return {key: ids for key, got in last.items() if (ids := [one.id for one in got if one.kind == "report"])}

    return share


def monthly(a_rule: Make) -> Rule:
    people = Bearer("all", per="person")
    return a_rule(test=Count("report", at_least=F(1)), window=WindowTerm("month"), due=GRACE, bearer=people)


def yearly(a_rule: Make, first: str = "full") -> Rule:
    people, window = Bearer("all", per="person"), WindowTerm("year", first=first)  # type: ignore[arg-type]
    return a_rule(test=Sum("report", at_least=F(8)), window=window, due=GRACE, bearer=people, exempt=(LEAVE,))


def test_a_month_that_ended_before_somebody_joined_takes_nothing_of_him(served: Served, a_rule: Make) -> None:
    assert served(monthly(a_rule), [stay("2026-03-03")], done("2026-03-05")) == {"2026-03": ["2026-03-05"]}
    assert served(monthly(a_rule), [stay("2026-02-03")], done("2026-03-05")) == {"2026-02": ["2026-03-05"]}
    assert served(monthly(a_rule), [stay()], done("2026-03-05")) == {"2026-02": ["2026-03-05"]}


def test_the_year_that_a_joiner_is_skipped_in_takes_nothing_of_him(served: Served, a_rule: Make) -> None:
    joined = [stay("2025-07-01")]
    assert served(yearly(a_rule, "skip"), joined, done("2026-01-05", 8)) == {"2026": ["2026-01-05"]}
    assert served(yearly(a_rule, "full"), joined, done("2026-01-05", 8)) == {"2025": ["2026-01-05"]}


def test_a_joiner_who_did_his_part_of_the_year_may_begin_the_next(served: Served, a_rule: Make) -> None:
    file, joined = [done("2025-11-01", 4), done("2026-01-05", 8)], [stay("2025-07-01")]
    assert served(yearly(a_rule, "prorate"), joined, *file) == {"2025": ["2025-11-01"], "2026": ["2026-01-05"]}
    assert served(yearly(a_rule, "full"), joined, *file) == {"2025": ["2025-11-01", "2026-01-05"]}


@pytest.mark.parametrize("member", ["m", None])
def test_who_was_on_leave_and_did_the_rest_may_begin_the_next(served: Served, a_rule: Make, member: str | None) -> None:
    rule = (
        yearly(a_rule)
        if member
        else a_rule(test=Sum("report", at_least=F(8)), window=WindowTerm("year"), due=GRACE, exempt=(LEAVE,))
    )
    file = [done("2025-11-01", 4, member), done("2026-01-05", 8, member)]
    away = leave("2025-01-01", "2025-06-30", member=member)
    people = [stay()] if member else []
    assert served(rule, people, *file, away) == {"2025": ["2025-11-01"], "2026": ["2026-01-05"]}
    waits = leave("2025-01-01", "2025-06-30", FactStatus.PENDING, member)
    both = served(rule, people, *file, waits)
    assert both == {"2025": ["2025-11-01", "2026-01-05"], "2026": ["2026-01-05"]}  # lent, for nobody knows yet


def test_what_was_done_between_two_stays_serves_nothing_and_is_shown_where_it_lies(
    served: Served, a_rule: Make
) -> None:
    stays = [stay(None, "2026-02-01", "m#1"), stay("2026-05-01")]
    file = [done("2026-01-25"), done("2026-03-10"), done("2026-05-10")]
    found = served(monthly(a_rule), stays, *file)
    assert found == {"2026-01": ["2026-01-25"], "2026-03": ["2026-03-10"], "2026-05": ["2026-05-10"]}


def test_who_left_and_came_back_is_asked_for_each_stay_by_itself(served: Served, a_rule: Make) -> None:
    people = Bearer("all", per="person")
    rule = a_rule(test=Count("report", at_least=F(1)), window=WindowTerm("half"), due=GRACE, bearer=people)
    stays = [stay(None, "2026-03-01", "m#1"), stay("2026-05-01")]
    # gone before the due day the first stay owes nothing, and what it did does nothing for the second
    assert served(rule, stays, done("2026-02-10"), done("2026-07-05")) == {"2026H1": ["2026-02-10", "2026-07-05"]}
    both = [done("2026-02-10"), done("2026-06-10"), done("2026-07-05")]
    assert served(rule, stays, *both) == {"2026H1": ["2026-02-10", "2026-06-10"], "2026H2": ["2026-07-05"]}


def test_a_window_under_an_older_version_takes_no_more_than_that_asks(china: WorkCalendar, a_rule: Make) -> None:
    old = a_rule(test=Count("report", at_least=F(1)), window=WindowTerm("month"), due=GRACE)
    new = a_rule(test=Count("report", at_least=F(2)), window=WindowTerm("month"), due=GRACE)
    rows = windows(new, (), date(2026, 1, 1), date(2026, 2, 28))
    duties = [Obligation(w.label, "p", "", new.id, "a", w, due_of(new.due, w, china)) for w in rows]
    facts = [done(on, member=None) for on in ("2025-12-31", "2026-01-25", "2026-02-03", "2026-02-25")]
    for rule, versions in ((new, {"2026-01": old}), (old, {"2026-02": new})):
        special = {key: Special(version) for key, version in versions.items()}
        found = allot(rule, duties, facts, special=special)
        assert {key: [one.id for one in got] for key, got in found.items()} == {
            "2026-01": ["2026-01-25"],
            "2026-02": ["2026-02-03", "2026-02-25"],
        }
