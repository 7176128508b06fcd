"""The roster: sets as they stood on a day, names as people write them."""

from datetime import date

from engine.nouns import Agency, Membership, Person, Pred, Roster, SetTerm
from engine.roster import agencies_in, directory, find_agency, people_of, undecided_in

JUSTICE = Agency("a2", "区司法局", aliases=("司法局", "区法制办"), attrs={"kind": "dept"})
TRADE = Agency("a1", "区商务委", attrs={"kind": "dept"}, until=date(2026, 3, 1))
STREET = Agency("a3", "新华街道", attrs={"kind": "street"}, since=date(2026, 3, 1))
NEWCOMER = Agency("a4", "数据局")
ROSTER = Roster(
    agencies=(STREET, JUSTICE, TRADE, NEWCOMER),
    people=(
        Person("p2", "乙", "a2", post="head", attrs={"cert": True}),
        Person("p1", "甲", "a2", attrs={"cert": True}, until=date(2026, 5, 1)),
        Person("p3", "丙", "a3"),
    ),
    memberships=(
        Membership("pilot", "a4", date(2026, 1, 1), date(2026, 7, 1)),
        Membership("holders", "p3", since=date(2026, 2, 1)),
    ),
)
SETS = {
    "depts": SetTerm(where=Pred("in", "kind", ("dept", "street"))),
    "named": SetTerm(members=("司法局", "没有这个单位", "a1", "区司法局")),
    "pilot": SetTerm(members=("区商务委",)),
    "staff": SetTerm(of="person", where=Pred("eq", "cert", (True,))),
    "heads": SetTerm(of="person", where=Pred("eq", "post", ("head",))),
    "holders": SetTerm(of="person"),
}


def names(set_name: str, on: date) -> list[str]:
    return [agency.id for agency in agencies_in(set_name, SETS, ROSTER, on)]


def test_a_set_by_attributes_is_in_order_of_id_and_as_of_the_day() -> None:
    assert names("depts", date(2026, 2, 28)) == ["a1", "a2"]
    assert names("depts", date(2026, 3, 1)) == ["a2", "a3"]


def test_a_set_by_name_keeps_its_order_and_knows_aliases_and_ids() -> None:
    assert names("named", date(2026, 1, 1)) == ["a2", "a1"]


def test_memberships_on_file_join_and_end() -> None:
    assert names("pilot", date(2026, 1, 1)) == ["a1", "a4"]
    assert names("pilot", date(2026, 7, 1)) == []


def test_a_name_that_is_no_set_is_the_agency_of_that_name() -> None:
    assert names("区法制办", date(2026, 1, 1)) == ["a2"]
    assert names("谁也不是", date(2026, 1, 1)) == []


def test_a_set_of_people_stands_for_the_agencies_they_serve_in() -> None:
    assert names("staff", date(2026, 4, 1)) == ["a2"]
    assert names("holders", date(2026, 4, 1)) == ["a3"]


def test_people_are_found_by_agency_set_and_day() -> None:
    def ids(set_name: str, on: date) -> list[str]:
        return [person.id for person in people_of(JUSTICE, set_name, SETS, ROSTER, on)]

    assert ids("staff", date(2026, 4, 30)) == ["p1", "p2"]
    assert ids("staff", date(2026, 5, 1)) == ["p2"]
    assert ids("heads", date(2026, 5, 1)) == ["p2"]
    assert ids("depts", date(2026, 4, 30)) == ["p1", "p2"]
    assert [p.id for p in people_of(STREET, "holders", SETS, ROSTER, date(2026, 1, 31))] == []


def test_an_agency_whose_attribute_is_missing_is_undecided_and_bears_nothing() -> None:
    assert [agency.id for agency in undecided_in("depts", SETS, ROSTER, date(2026, 4, 1))] == ["a4"]
    assert undecided_in("named", SETS, ROSTER, date(2026, 4, 1)) == ()


def test_an_id_goes_before_a_name_and_a_name_before_an_alias() -> None:
    twins = Roster((Agency("x", "综合科", aliases=("y",)), Agency("z", "y"), Agency("y", "办公室")))
    assert [found and found.id for found in (find_agency(twins, "y"), find_agency(twins, "综合科"))] == ["y", "x"]
    assert find_agency(twins, "不存在") is None
    assert all(find_agency(twins, word) is agency for word, agency in directory(twins).items())
    assert sorted(directory(twins)) == ["x", "y", "z", "办公室", "综合科"]


def test_who_is_listed_by_a_former_name_stays_listed_after_the_renaming() -> None:
    day = date(2026, 7, 1)
    renamed = Roster((Agency("a2", "区司法局", until=day), Agency("a2", "区法治局", since=day)))
    sets = {"named": SetTerm(members=("区司法局",))}
    assert [agency.name for agency in agencies_in("named", sets, renamed, date(2026, 6, 30))] == ["区司法局"]
    assert [agency.name for agency in agencies_in("named", sets, renamed, day)] == ["区法治局"]
