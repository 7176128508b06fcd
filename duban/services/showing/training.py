"""人员学时：what each person of an agency has of what a rule asks of everybody — a bar and a list for each.

It names people, so that it is for their own agency and the office only, and each look is written down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.judgement.casework import dossiers_of
from duban.services.paperwork.views import said, window_zh
from duban.services.powers import Deed
from duban.services.showing.duty import STATUS_ZH
from duban.services.showing.ledger import Entry, entry, moment_of, within
from duban.services.showing.paged import PAGE, Paged, place
from duban.services.showing.personal import note
from duban.services.showing.view import View
from engine.measure import leaves
from engine.nouns import Dossier, Fact, FactStatus, Obligation, Part, Rule, Truth, Verdict
from engine.source import Refused
from engine.telling.codes import REJECTED
from store import obligations, surveys
from store.session import Session, reading
from store.surveys import Sought

STANDS = {Truth.TRUE: "达到", Truth.FALSE: "没有达到", Truth.UNKNOWN: "还差"}
DUTIES = {"agency": "单位", "matter": "事项", "window": "周期", "due": "办结时限", "standing_zh": "进展", "key": "编号"}
HEADINGS = {"name": "人员", "have": "已有", "need": "要求", "unit": "计量单位", "stands": "情况"}


@dataclass(frozen=True)
class Having:
    """One person, what he has of what is asked, and how that stands (一人的学时)."""

    member: str
    name: str
    have: Fraction
    need: Fraction | None
    truth: Truth

    @property
    def stands(self) -> str:
        """How that stands, in a word."""
        return STANDS[self.truth] if self.need is not None else "不计"


@dataclass(frozen=True)
class People:
    """A duty that is counted by person: whose it is, what it asks in which unit, and everybody by name."""

    number: str
    agency: str
    matter: str
    window: str
    unit: str
    people: tuple[Having, ...]

    @property
    def met(self) -> int:
        """How many have what is asked."""
        return sum(each.truth is Truth.TRUE for each in self.people)

    def rows(self) -> list[dict[str, object]]:
        """The same as lines of an export."""
        return [
            {**vars(each), "have": said(each.have), "need": said(each.need), "unit": self.unit, "stands": each.stands}
            for each in self.people
        ]


@dataclass(frozen=True)
class Lesson:
    """One thing that is on file of a person: when, how much, and whether it counts."""

    day: date
    amount: Fraction
    status: str
    why_not: str

    @property
    def counts(self) -> bool:
        """Whether it counts for what he has."""
        return not self.why_not


@dataclass(frozen=True)
class Person:
    """One person of a duty with everything that is on file of him."""

    of: People
    having: Having
    lessons: tuple[Lesson, ...]

    @property
    def total(self) -> Fraction:
        """What counts, added up; that he has another number means that the rule converts or limits."""
        return sum((each.amount for each in self.lessons if each.counts), Fraction())


def asked_of_everybody(visit: Visit) -> list[tuple[str, str]]:
    """The rules that ask something of each person: id and title."""
    visit.viewer.permit(Deed.LOOK_AT_PEOPLE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        return sorted(_by_person(Desk(session)).items(), key=lambda each: each[1])


def duties(visit: Visit, view: View, rule: str, text: str = "", *, page: int = 1) -> Paged[Entry]:
    """The duties of such a rule that are due by the end of the year, one an agency and window, the latest due first."""
    visit.viewer.permit(Deed.LOOK_AT_PEOPLE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk, moment = Desk(session), moment_of(view)
        wanted = _sought(desk, visit, view, rule, text)
        if wanted is None:
            return Paged((), 0)
        total = surveys.total(session, wanted, moment)
        there, before = place(page, total)
        found = surveys.listed(session, wanted, moment, descending=True, limit=PAGE, offset=before)
        return Paged(tuple(entry(desk, line, view.as_of) for line in found), total, there)


def every_duty(visit: Visit, view: View, rule: str, text: str = "") -> Iterator[Entry]:
    """All of them by agency and due day, for an export: so many at a time."""
    visit.viewer.permit(Deed.LOOK_AT_PEOPLE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        wanted = _sought(desk, visit, view, rule, text)
        for line in surveys.streamed(session, wanted, moment_of(view)) if wanted is not None else ():
            yield entry(desk, line, view.as_of)


def _sought(desk: Desk, visit: Visit, view: View, rule: str, text: str) -> Sought | None:
    """The duties of a rule that are due by the end of the year; None when it asks nothing of each person."""
    if rule not in _by_person(desk):
        return None
    due_by = date(view.as_of.year, 12, 31)
    return within(desk, visit.viewer, Sought(rule=rule, text=text, due_to=due_by))


def people(visit: Visit, view: View, number: str) -> People:
    """Everybody that a duty counts.  Raises Refused X621 for another's, X771 for one that counts no persons."""
    visit.viewer.permit(Deed.LOOK_AT_PEOPLE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        one = _admitted(session, visit, desk, number)
        found = _people(desk, view, one, _judged(desk, view, one)[1])
    note(visit, found.agency, len(found.people))
    return found


def person(visit: Visit, view: View, number: str, member: str) -> Person:
    """One of them with what is on file.  Raises Refused X772 when the duty does not count him."""
    visit.viewer.permit(Deed.LOOK_AT_PEOPLE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        one = _admitted(session, visit, desk, number)
        file, verdict = _judged(desk, view, one)
        found = _people(desk, view, one, verdict)
    having = next((each for each in found.people if each.member == member), None)
    if having is None:
        raise Refused("X772", "这一件里没有统计这个人；请从人员清单里点开")
    note(visit, found.agency, 1)
    why = {each.fact: REJECTED.get(each.code, each.code) for each in verdict.tally.rejected}
    own = sorted((fact for fact in file.facts if fact.member == member), key=lambda fact: (fact.day, fact.id))
    return Person(found, having, tuple(_lesson(fact, why.get(fact.id, "")) for fact in own))


def _lesson(fact: Fact, why: str) -> Lesson:
    status = STATUS_ZH[fact.status]
    out = "" if fact.status is FactStatus.ACCEPTED else status
    return Lesson(fact.day, fact.quantity if fact.quantity is not None else Fraction(1), status, why or out)


def _people(desk: Desk, view: View, one: Obligation, verdict: Verdict) -> People:
    names = {who.id: who.name for who in desk.roster.people}
    having = sorted((_having(part, names.get(part.name, part.name)) for part in verdict.tally.parts), key=_by_name)
    rule = desk.rule(one)
    agency = desk.name(one.bearer, view.as_of)
    return People(one.key, agency, rule.title, window_zh(one.window.label), _unit(rule), tuple(having))


def _having(part: Part, name: str) -> Having:
    return Having(part.name, name, part.have or Fraction(), part.need, part.truth)


def _by_name(one: Having) -> tuple[str, str]:
    return one.name, one.member


def _judged(desk: Desk, view: View, one: Obligation) -> tuple[Dossier, Verdict]:
    file = dossiers_of(desk, [one], view.as_of, view.known)[one.key]
    return file, desk.verdict(one, file, view.as_of, view.known)


def _admitted(session: Session, visit: Visit, desk: Desk, number: str) -> Obligation:
    found = obligations.filed(session, [number])
    visit.viewer.admit(desk.sharers(found[number].obligation) if number in found else [])
    one = found[number].obligation
    if one.rule not in _by_person(desk):
        raise Refused("X771", "这一件不是按人统计的，没有人员清单；请在事项页查看")
    return one


def _by_person(desk: Desk) -> dict[str, str]:
    return {rule.id: rule.title for pack in desk.book.packs() for rule in pack.rules if rule.bearer.per == "person"}


def _unit(rule: Rule) -> str:
    units: Sequence[str] = [getattr(leaf, "unit", None) or "" for leaf in leaves(rule.test)] if rule.test else []
    return next((unit for unit in units if unit), "")
