"""The roster: put twice it is the same, a change closes one version and opens the next."""

from datetime import date

from sqlalchemy import Engine

from engine.nouns import Agency, Membership, Person, Roster
from store import agencies
from store.session import reading, transaction

JUSTICE = Agency("ag-01", "区司法局", ("司法局", "法治办"), {"level": "district", "enforces": True}, parent="ag-00")
ZHANG = Person("p-01", "张三", "ag-01", "contact", "zhang@example.gov.cn", {"grade": 3}, since=date(2025, 1, 1))
BELONGS = Membership("departments", "ag-01")
DAY = date(2026, 5, 1)


def test_what_was_put_is_read_back_and_putting_it_again_changes_nothing(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        put = (
            agencies.put_agencies(session, [JUSTICE], on=DAY),
            agencies.put_people(session, [ZHANG], on=DAY),
            agencies.put_memberships(session, [BELONGS]),
        )
        again = (
            agencies.put_agencies(session, [JUSTICE], on=DAY),
            agencies.put_people(session, [ZHANG], on=DAY),
            agencies.put_memberships(session, [BELONGS]),
        )
        assert (put, again) == ((1, 1, 1), (0, 0, 0))
    with reading(database, here) as session:
        assert agencies.roster(session) == Roster((JUSTICE,), (ZHANG,), (BELONGS,))


def test_a_renamed_agency_keeps_its_id_and_its_past(database: Engine, here: str) -> None:
    renamed = Agency("ag-01", "区司法和行政局", JUSTICE.aliases, JUSTICE.attrs, JUSTICE.parent)
    with transaction(database, here) as session:
        agencies.put_agencies(session, [JUSTICE], on=date(2026, 1, 1))
        assert agencies.put_agencies(session, [renamed], on=DAY) == 1
        assert agencies.put_agencies(session, [renamed], on=date(2026, 9, 1)) == 0
        old, new = agencies.roster(session).agencies
        assert (old.name, old.since, old.until) == ("区司法局", None, DAY)
        assert (new.name, new.since, new.until) == ("区司法和行政局", DAY, None)
        assert agencies.find(session, "区司法局") == agencies.find(session, "法治办") == new


def test_two_changes_on_one_day_leave_one_version(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        for name in ("甲", "乙", "丙"):
            agencies.put_agencies(session, [Agency("ag-01", name)], on=DAY)
        assert [each.name for each in agencies.roster(session).agencies] == ["甲", "丙"]


def test_someone_who_leaves_or_moves_is_remembered_where_they_were(database: Engine, here: str) -> None:
    moved = Person("p-01", "张三", "ag-02", "deputy", "zhang@example.gov.cn", {"grade": 3})
    with transaction(database, here) as session:
        agencies.put_people(session, [ZHANG], on=DAY)
        agencies.put_people(session, [moved], on=DAY)
        before, after = agencies.roster(session).people
        assert (before.agency, before.until, after.agency, after.since) == ("ag-01", DAY, "ag-02", DAY)
        ended = Person("p-01", "张三", "ag-02", "deputy", "zhang@example.gov.cn", {"grade": 3}, until=date(2026, 8, 1))
        agencies.put_people(session, [ended], on=date(2026, 7, 1))
        assert agencies.roster(session).people[-1].until == date(2026, 8, 1)


def test_a_membership_ends_on_the_day_it_is_told(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        agencies.put_memberships(session, [BELONGS])
        ended = Membership("departments", "ag-01", until=DAY)
        assert agencies.put_memberships(session, [ended]) == 1
        assert agencies.roster(session).memberships == (ended,)


def test_no_jurisdiction_sees_another(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        agencies.put_agencies(session, [JUSTICE], on=DAY)
    with transaction(database, "上海市静安区") as session:
        assert agencies.roster(session) == Roster()
        assert agencies.find(session, "区司法局") is None
        assert agencies.put_agencies(session, [JUSTICE], on=DAY) == 1
