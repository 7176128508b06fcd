"""A digest for each recipient and slot, and nothing in it that was meant for someone else."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.bundle import Line, digests, group_of
from notifications.papers import Group, ItemView

SLOT = date(2026, 3, 3)
ITEM = ItemView("n1", "K1", "年度报告", "区商务委", "2026年", date(2026, 3, 10), Group.WEEK, 5, "《工作要点》第7项")


def line(recipient: str, notice: str, group: Group = Group.WEEK, due: date = ITEM.due) -> Line:
    return Line(recipient, SLOT, replace(ITEM, notice=notice, group=group, due=due))


def test_lines_are_read_in_order_of_urgency_then_of_due_day() -> None:
    (digest,) = digests(
        [
            line("a@x.example", "later", Group.LATER),
            line("a@x.example", "week2", due=date(2026, 3, 9)),
            line("a@x.example", "late", Group.BREACHED),
            line("a@x.example", "today", Group.TODAY),
            line("a@x.example", "week1", due=date(2026, 3, 5)),
        ]
    )
    assert [item.notice for item in digest.items] == ["late", "today", "week1", "week2", "later"]


def test_the_same_notice_is_told_a_person_once() -> None:
    (digest,) = digests([line("a@x.example", "n1"), line("A@x.example", "n1")])
    assert digest.notices == ("n1",)


def test_nothing_to_say_is_no_digest() -> None:
    assert digests([]) == ()


def test_past_fifty_lines_the_rest_is_counted_and_still_carried() -> None:
    (digest,) = digests([line("a@x.example", f"n{n:03}") for n in range(63)])
    assert (len(digest.items), len(digest.rest), len(digest.notices)) == (50, 13, 63)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["a@x.example", "b@x.example", "c@y.example"]), st.integers(0, 9)), max_size=40)
)
def test_no_recipient_sees_a_line_of_another(pairs: list[tuple[str, int]]) -> None:
    made = digests([line(recipient, f"n{number}") for recipient, number in pairs])
    meant = {recipient: {f"n{number}" for other, number in pairs if other == recipient} for recipient, _ in pairs}
    assert {digest.recipient: set(digest.notices) for digest in made} == meant


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (date(2026, 3, 2), Group.TODAY),
        (date(2026, 3, 3), Group.TODAY),
        (date(2026, 3, 4), Group.WEEK),
        (date(2026, 3, 10), Group.WEEK),
        (date(2026, 3, 11), Group.MONTH),
        (date(2026, 4, 2), Group.MONTH),
        (date(2026, 4, 3), Group.LATER),
    ],
)
def test_a_due_day_finds_its_part_of_the_digest(due: date, group: Group) -> None:
    assert group_of(due, SLOT, breached=False) is group
    assert group_of(due, SLOT, breached=True) is Group.BREACHED
