"""What each role may do, and of whom it may see anything."""

import pytest

from duban.services.powers import DEED_ZH, POWERS, Deed, viewer
from engine.nouns import Account, Role
from engine.source import Refused

OFFICER = viewer(Account("wang", "王科长", Role.OFFICER))
CONTACT = viewer(Account("li", "李联络员", Role.CONTACT, agency="a01"))


def test_every_deed_is_allowed_to_somebody_and_named() -> None:
    assert set(POWERS) == set(DEED_ZH) == set(Deed)
    assert all(POWERS.values())
    assert all(Role.SYSTEM not in roles for roles in POWERS.values())


def test_an_officer_judges_and_a_contact_does_not() -> None:
    OFFICER.permit(Deed.JUDGE)
    with pytest.raises(Refused, match="联络员不能审核材料；请转交督办专员办理") as refused:
        CONTACT.permit(Deed.JUDGE)
    assert refused.value.code == "X620"


def test_only_a_leader_comments_and_only_an_administrator_keeps_the_house() -> None:
    assert POWERS[Deed.COMMENT] == {Role.LEADER}
    assert POWERS[Deed.KEEP_HOUSE] == {Role.ADMINISTRATOR}
    assert Role.ADMINISTRATOR not in POWERS[Deed.LOOK]


def test_the_office_sees_every_agency_and_a_contact_his_own() -> None:
    OFFICER.admit(["a02"])
    CONTACT.admit(["a02", "a01"])
    with pytest.raises(Refused) as refused:
        CONTACT.admit(["a02"])
    assert refused.value.code == "X621"
    assert "a02" not in refused.value.message
