"""Sets that list other sets: 区司法局、各部门 means the one and all of the others, wherever those are said to be."""

from datetime import date

import pytest

from duban.services.rulebook import unknown_members, with_sets
from engine.nouns import Agency, Membership, Person, Pred, Roster, RulePack, SetTerm
from engine.roster import agencies_in

ON = date(2026, 3, 2)
ROSTER = Roster(
    agencies=(
        Agency("a1", "区司法局", attrs={"kind": "dept"}),
        Agency("a2", "区商务委", attrs={"kind": "dept"}),
        Agency("a3", "新华街道", attrs={"kind": "street"}),
        Agency("a4", "区委编办", attrs={"kind": "party"}),
    ),
    people=(Person("p1", "甲", "a3"),),
    memberships=(Membership("各街镇", "a3", since=date(2026, 3, 1)), Membership("各部门", "a4")),
)
DEPTS = SetTerm(where=Pred("eq", "kind", ("dept",)))


def pack(**sets: SetTerm) -> RulePack:
    return RulePack("p", "1.0.0", "", (), sets=sets)


def borne(name: str, on: date = ON, **sets: SetTerm) -> list[str]:
    given = pack(**sets)
    return [agency.id for agency in agencies_in(name, given.sets, with_sets(ROSTER, given), on)]


def test_a_set_of_the_register_is_listed_by_its_name() -> None:
    assert borne("both", both=SetTerm(members=("区司法局", "各街镇"))) == ["a1", "a3"]
    assert borne("both", date(2026, 2, 28), both=SetTerm(members=("区司法局", "各街镇"))) == ["a1"]


def test_a_set_of_the_pack_is_listed_by_its_name_with_what_the_register_adds_to_it() -> None:
    assert borne("both", both=SetTerm(members=("新华街道", "各部门")), 各部门=DEPTS) == ["a3", "a1", "a2", "a4"]


def test_sets_are_looked_up_however_deep_they_lie_and_no_circle_is_endless() -> None:
    middle = SetTerm(members=("各部门", "outer"))
    found = borne("outer", outer=SetTerm(members=("middle", "各街镇")), middle=middle, 各部门=DEPTS)
    assert found == ["a1", "a2", "a3", "a4"]


def test_people_are_no_agencies_of_a_set_that_lists_them() -> None:
    assert borne("both", both=SetTerm(members=("区司法局", "staff")), staff=SetTerm("person", members=("甲",))) == [
        "a1"
    ]


@pytest.mark.parametrize(
    ("sets", "unknown"),
    [
        ({"both": SetTerm(members=("各部门", "各街镇")), "各部门": DEPTS}, []),
        ({"both": SetTerm(members=("区司法局", "各单位"))}, [("both", "各单位")]),
        ({"各单位": SetTerm(members=("各单位",)), "both": SetTerm(members=("各单位",))}, [("各单位", "各单位")]),
    ],
)
def test_only_what_nobody_knows_is_unknown(sets: dict[str, SetTerm], unknown: list[tuple[str, str]]) -> None:
    assert unknown_members(ROSTER, pack(**sets)) == unknown
