"""Names as plans print them, found in a register: by what is on file, by one elided place, never by a guess."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.naming import Naming, distance, matches
from engine.nouns import Agency, Membership, Roster

ON = date(2026, 6, 1)
ROSTER = Roster(
    agencies=(
        Agency("a1", "青山区司法局", aliases=("区法制办",)),
        Agency("a2", "青山区工商局", until=date(2026, 1, 1)),
        Agency("a2", "青山区市场监管局", since=date(2026, 1, 1)),
        Agency("a3", "青山区质监局", until=date(2025, 1, 1)),
        Agency("a4", "青山区交通委"),
        Agency("a5", "东河街道办事处"),
        Agency("a6", "西河街道办事处"),
        Agency("a7", "区水务局"),
    ),
    memberships=(Membership("各街镇", "a5"), Membership("各街镇", "a6")),
)
NAMING = Naming(ROSTER, ON, {"a3": "a2"})


@pytest.mark.parametrize(
    ("name", "how", "agency"),
    [
        ("青山区司法局", "name", "a1"),
        ("区法制办", "alias", "a1"),
        ("青山区工商局", "former", "a2"),
        ("青山区质监局", "successor", "a2"),
        ("区司法局", "elided", "a1"),
        ("司法局", "elided", "a1"),
        ("市场监管局", "elided", "a2"),
        ("青山区水务局", "elided", "a7"),
        ("区交通委（区路政局）", "bracket", "a4"),
        ("各街镇", "set", None),
    ],
)
def test_a_name_means_the_agency_it_is_known_to_mean(name: str, how: str, agency: str | None) -> None:
    found = NAMING.match(name)
    assert (found.how, found.agency.id if found.agency else None) == (how, agency)


def test_an_agency_that_was_renamed_is_told_by_its_name_of_today() -> None:
    found = NAMING.match("青山区工商局").agency
    assert found is not None
    assert found.name == "青山区市场监管局"


def test_a_name_that_two_agencies_fit_stays_unknown_and_both_are_suggested() -> None:
    found = NAMING.match("街道办事处")
    assert (found.how, found.agency) == ("unknown", None)
    twins = Roster((Agency("b1", "甲县财政局"), Agency("b2", "乙县财政局")))
    both = Naming(twins, ON).match("财政局")
    assert (both.how, both.suggestions) == ("unknown", ("甲县财政局", "乙县财政局"))


def test_what_nobody_goes_by_is_answered_with_names_that_look_alike() -> None:
    found = NAMING.match("区市场监督局")
    assert (found.how, found.suggestions[0]) == ("unknown", "青山区市场监管局")
    assert NAMING.match("区大数据发展管理中心").suggestions == ()


def test_the_level_of_a_name_is_not_changed() -> None:
    assert NAMING.match("市司法局").how == "unknown"


def test_each_name_is_answered_once_in_its_order() -> None:
    assert [found.name for found in matches(["司法局", "各街镇", "司法局"], NAMING)] == ["司法局", "各街镇"]


@given(st.text("区县局委司法", max_size=6), st.text("区县局委司法", max_size=6))
def test_the_distance_is_that_of_a_metric(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))
