"""签发 release: by whose word a paper leaves — the officer's, the office head's, a leader's, the head of government's.

Who holds these offices is read from the roster: the office head is the head (主要负责人) of the supervision office,
leaders are the deputies and the head of the agency above it (本级政府), its head is the head of government.  Whoever
answers for one of them (代管) signs for them.  Where the roster names nobody, the capacity in which one acts decides.
"""

from datetime import date
from enum import IntEnum

from engine.nouns import Person, Role, Roster
from engine.roster import exists
from notifications.audience import answering_for
from notifications.papers import Form, form_of


class Office(IntEnum):
    """The offices by whose word papers leave, the lowest first."""

    OFFICER = 1
    OFFICE_HEAD = 2
    LEADER = 3
    GOVERNMENT_HEAD = 4


OFFICE_ZH = {
    Office.OFFICER: "督办专员",
    Office.OFFICE_HEAD: "督办机构主要负责人",
    Office.LEADER: "分管领导",
    Office.GOVERNMENT_HEAD: "本级政府主要负责人",
}
NEEDED = {
    Form.SUPERVISE: Office.OFFICE_HEAD,
    Form.CIRCULAR: Office.LEADER,
    Form.TALK: Office.LEADER,
    Form.REFER: Office.GOVERNMENT_HEAD,
}
"""政府督查工作条例 第二十一条: 通报、约谈、移送 need approval; all other papers the officer may let go."""


def needed(paper: str) -> Office:
    """The lowest office that may release a paper."""
    return NEEDED.get(form_of(paper), Office.OFFICER)


def signatory(paper: str, name: str, role: Role, *, roster: Roster, supervision: str | None, on: date) -> str | None:
    """Who must release a paper, if it is not the one who wants to; None when that one may."""
    need = needed(paper)
    if role is not Role.LEADER and (role is not Role.OFFICER or need > Office.OFFICE_HEAD):
        return OFFICE_ZH[need]
    known = _holders(need, roster, supervision, on)
    above = {who.name for office in Office if office >= need for who in _holders(office, roster, supervision, on)}
    if need is Office.OFFICER or not known or name in above:
        return None
    return f"{OFFICE_ZH[need]}（名册上是{'、'.join(sorted({who.name for who in known}))}）"


def _holders(office: Office, roster: Roster, supervision: str | None, on: date) -> list[Person]:
    """Everyone on file who holds an office on a day, and those who answer for them."""
    above = next((one.parent for one in roster.agencies if one.id == supervision and exists(one, on)), None)
    places = {
        Office.OFFICE_HEAD: {(supervision, "head")},
        Office.LEADER: {(above, "deputy"), (above, "head")},
        Office.GOVERNMENT_HEAD: {(above, "head")},
    }.get(office, set())
    held = [p for p in roster.people if p.agency and (p.agency, p.post) in places and exists(p, on)]
    return list({one.id: one for who in held for one in (who, answering_for(who, roster, on))}.values())
